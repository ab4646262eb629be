"""The whole portal in one terminal, for one's own machine: web server, background worker and clock."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

#: What an installation needs before it can serve; each may be run again and loses nothing.
PREPARATION = ["migrate", "load_places", "make_roles", "seed_demo"]

#: A process that lived this long (seconds) was healthy: its next pause starts small again.
HEALTHY_AFTER = 60
LONGEST_PAUSE = 30
#: How long (seconds) a process may finish what it is doing after Ctrl+C.
GRACE = 10


class Command(BaseCommand):
    help = "Prepare the database, then run web server, background worker and clock together until Ctrl+C."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--reload", action="store_true", help="Restart on changes of code (slower).")
        parser.add_argument("--no-prepare", action="store_true", help="Start at once, without migrating or seeding.")

    def handle(self, *, host, port, reload, no_prepare, **options):
        refuse_taken_port(host, port)
        os.environ["PORT"] = str(port)  # links in messages name this port; see settings
        if not no_prepare:
            self.prepare()
        children = [Child(name, command, self.stdout) for name, command in commands(host, port, reload).items()]
        supervisor = Supervisor(children, self.stdout)
        announcer = threading.Thread(target=self.announce, args=(supervisor, host, port), daemon=True)
        supervisor.start()
        announcer.start()
        if not supervisor.watch():
            raise CommandError("The web server did not start; its last words are above.")

    def prepare(self):
        for name in PREPARATION:
            if name in get_commands():
                self.stdout.write(f"{name} …")
                call_command(name, verbosity=0 if name == "migrate" else 1)
        connections.close_all()

    def announce(self, supervisor, host, port):
        """Once the site answers, say where it is and who may log in."""
        address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0', '::1') else host}:{port}"  # noqa: S104
        if not wait_until_it_answers(host, port, supervisor):
            return
        logins = demo_logins()
        lines = ["", f"Çınar is running:  {address}/", f"The desk:          {address}/yonetim/"]
        lines += ["", *logins] if logins else []
        lines += ["", "Ctrl+C stops everything.", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def refuse_taken_port(host, port):
    """Say it before anything starts. Raises CommandError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Cannot listen on {host}:{port} ({error.strerror}). Another program may be using the port; "
                f"take another one: make run PORT={port + 1 if port < 65535 else 8001}"
            ) from error


def commands(host, port, reload):
    """The processes of the portal by name. Gunicorn as in production; the development server when code is to reload."""
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if reload:
        web = [*manage, "runserver", "--nostatic", where]
    else:
        web = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", where, "--worker-class", "gthread"]
        web += ["--threads", "8", "--timeout", "60", "--graceful-timeout", "5", "--log-level", "warning"]
        # Neither addresses nor query strings: they say who somebody is.
        web += ["--access-logfile", "-", "--access-logformat", "%(m)s %(U)s %(s)s %(M)sms", "--no-control-socket"]
    worker = [*manage, "db_worker", "--backend", "background", "--queue-name", "*"]
    worker.append("--reload" if reload else "--no-reload")
    processes = {"web": web, "worker": worker}
    if "clock" in get_commands():
        processes["clock"] = [*manage, "clock"]
    return processes


def wait_until_it_answers(host, port, supervisor):
    """True as soon as the web server gives any answer at all; False when we are stopping."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    target = f"[{target}]" if ":" in target else target
    while not supervisor.stopping.wait(0.3):
        try:
            urllib.request.urlopen(f"http://{target}:{port}/", timeout=30).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            continue
        return True
    return False


def demo_logins():
    """The lines of `seed_demo --logins`; asked in a process of its own, because we own no database connection here."""
    if not settings.DEBUG or "seed_demo" not in get_commands():
        return []
    ask = [sys.executable, str(settings.BASE_DIR / "manage.py"), "seed_demo", "--logins"]
    answer = subprocess.run(ask, capture_output=True, text=True, check=False, cwd=settings.BASE_DIR)  # noqa: S603
    return answer.stdout.rstrip().splitlines() if answer.returncode == 0 else []


class Child:
    """One process of the portal: started, its lines prefixed with its name, stopped as a group."""

    def __init__(self, name, command, out):
        self.name, self.command, self.out = name, command, out
        self.pause = 1
        self.process = None
        self.restart_at = None
        self.started_at = 0

    def start(self):
        self.restart_at = None
        self.started_at = time.monotonic()
        # A session of its own: Ctrl+C reaches only us, and we end the children in order.
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            cwd=settings.BASE_DIR,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        threading.Thread(target=self.relay, args=(self.process.stdout,), daemon=True).start()

    def relay(self, lines):
        for line in lines:
            self.out.write(f"{self.name:>6} | {line.rstrip()}")
            self.out.flush()

    @property
    def is_alive(self):
        return self.process is not None and self.process.poll() is None

    @property
    def age(self):
        return time.monotonic() - self.started_at

    def signal(self, which):
        """To the whole group: gunicorn and the reloaders have children of their own."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, which)


class Supervisor:
    """Keeps the children running until a signal arrives, then ends all of them."""

    def __init__(self, children, out):
        self.children, self.out = children, out
        self.stopping = threading.Event()

    def start(self):
        for which in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(which, self.ask_to_stop)
        for child in self.children:
            child.start()

    def ask_to_stop(self, *_):
        if self.stopping.is_set():  # a second Ctrl+C: somebody is in a hurry
            for child in self.children:
                child.signal(signal.SIGKILL)
        self.stopping.set()

    def watch(self):
        """Blocks until the end. False when the web server, the first child, could not even start."""
        started = True
        while started and not self.stopping.wait(0.2):
            for child in self.children:
                if child.is_alive:
                    continue
                if child is self.children[0] and child.age < GRACE and child.pause == 1 and child.restart_at is None:
                    started = False
                    break
                self.revive(child)
        self.stopping.set()
        self.stop()
        return started

    def revive(self, child):
        now = time.monotonic()
        if child.restart_at is None:
            child.pause = 1 if child.age > HEALTHY_AFTER else child.pause
            child.restart_at = now + child.pause
            self.say(f"{child.name} ended ({describe(child.process.returncode)}); starting it again in {child.pause} s")
            child.signal(signal.SIGKILL)  # whatever it left behind in its group
            child.pause = min(child.pause * 2, LONGEST_PAUSE)
        elif now >= child.restart_at:
            child.start()

    def stop(self):
        self.say("stopping …")
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        while time.monotonic() < deadline and any(child.is_alive for child in self.children):
            time.sleep(0.1)
        for child in self.children:
            child.signal(signal.SIGKILL)
            child.process.wait()
        self.say("stopped")

    def say(self, text):
        self.out.write(f"portal | {text}")
        self.out.flush()


def describe(code):
    return f"signal {-code}" if code < 0 else f"exit code {code}"
