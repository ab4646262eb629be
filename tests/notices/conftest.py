"""A queued message to Zeynep, transports that behave as told, and providers that answer on this machine."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

import pytest

from notices import services
from notices.transports import Transport
from tests import makers

_serial = count(1)
LINK = "/takip/l/0123456789abcdef0123456789abcdef01234567/"
CONTEXT = {"reference": "İZM-ABCD-2345", "link": LINK, "promised_on": "2026-02-02", "text": "Mehmet Bey'i arayın"}


@pytest.fixture(autouse=True)
def _files_of_notices(settings, tmp_path):
    settings.NOTICE_FILE_DIR = tmp_path / "outbox"


@pytest.fixture
def notice(db):
    """notice(key, transport): one row in the outbox for Zeynep."""

    def queue(key="case_received", transport="sms", person=None, not_before=None, **context):
        return services.queue(
            key,
            transport=transport,
            person=person or makers.make_person(),
            about="ABCD2345",
            context=CONTEXT | context,
            idempotency_key=f"test:{next(_serial)}",
            not_before=not_before,
        )

    return queue


class Recorder(Transport):
    """Keeps what was sent; raises what a test puts into `troubles` first."""

    sent, troubles = [], []

    def send(self, message):
        if Recorder.troubles:
            raise Recorder.troubles.pop(0)
        Recorder.sent.append(message)
        return f"id-{len(Recorder.sent)}"


@pytest.fixture
def recorder(settings):
    """Every message goes to a list, at any hour."""
    Recorder.sent, Recorder.troubles = [], []
    path = f"{Recorder.__module__}.Recorder"
    settings.NOTICE_TRANSPORTS = {"sms": path, "email": path}
    settings.NOTICE_QUIET_HOURS = {}
    return Recorder


class Provider(ThreadingHTTPServer):
    """An SMS provider on this machine. `behave` is a list of what to do next; then it accepts.

    Like the real one it knows a repeat by its reference and gives the same id again.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Desk)
        self.behave, self.requests, self.accepted = [], [], {}
        self.lock = threading.Lock()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/sms/rest/v2/send"

    def handle_error(self, request, client_address):
        pass  # a client that hung up


class Desk(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            self.server.requests.append((dict(self.headers), body))
            action = self.server.behave.pop(0) if self.server.behave else "accept"
        if action == "hang":
            return time.sleep(3)
        if action == "accept then hang":
            self.accept(body)
            return time.sleep(3)
        if action == "drip":
            self.send_response(200)
            self.end_headers()
            for _ in range(40):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.1)
            return None
        if action == "drop":
            return self.connection.close()
        if isinstance(action, tuple):
            return self.answer(*action)
        return self.answer(200, json.dumps({"code": "00", "jobid": self.accept(body), "description": "queued"}))

    def accept(self, body):
        with self.server.lock:
            return self.server.accepted.setdefault(body["referansID"], f"job{len(self.server.accepted) + 1}")

    def answer(self, status, text, headers=None):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode() if isinstance(text, str) else text)


@pytest.fixture
def provider(settings):
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.NETGSM_URL, settings.NETGSM_HEADER = server.url, "BASLIK"
    settings.NETGSM_USER, settings.NETGSM_PASSWORD = "8500000000", "gizli"
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
