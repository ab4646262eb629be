"""`make run`: everything together in one terminal, and one Ctrl+C for all of it."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import closing
from urllib.error import HTTPError

import pytest
from django.conf import settings


@pytest.fixture
def port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Terminal:
    """A running run_portal and the lines it has written so far."""

    def __init__(self, port, tmp_path):
        self.lines = []
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run_portal", "--no-prepare", "--port", str(port)],
            cwd=settings.BASE_DIR,
            # An empty database: the worker finds no table and dies, the web server says so and lives on.
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
                "ENV_FILE": "",
                "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3",
                "PYTHONUNBUFFERED": "1",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line)

    def wait_for(self, text, seconds=120):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if any(text in line for line in self.lines):
                return
            time.sleep(0.1)
        pytest.fail(f"{text!r} did not come; there was:\n{''.join(self.lines)}")


def answers(port):
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30)
    except HTTPError:
        return True
    except OSError:
        return False
    return True


def test_it_runs_together_restarts_what_dies_and_ends_together(port, tmp_path):
    terminal = Terminal(port, tmp_path)
    try:
        terminal.wait_for(f"The desk:          http://localhost:{port}/yonetim/")
        terminal.wait_for("worker ended (exit code 1); starting it again in 1 s")
        terminal.wait_for("worker ended (exit code 1); starting it again in 2 s")
        assert any(line.startswith("   web | GET / ") for line in terminal.lines)
        assert answers(port)
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.process.wait(timeout=30) == 0
        terminal.wait_for("portal | stopped", seconds=5)
        assert not answers(port)
    finally:
        terminal.process.kill()


def test_it_refuses_a_taken_port_before_anything_starts(port):
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        answer = subprocess.run(
            [sys.executable, "manage.py", "run_portal", "--port", str(port)],
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
        )
    assert answer.returncode == 1
    assert f"Cannot listen on 127.0.0.1:{port}" in answer.stderr
    assert "make run PORT=" in answer.stderr
    assert "migrate" not in answer.stdout
