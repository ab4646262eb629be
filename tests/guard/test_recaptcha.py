"""reCAPTCHA against a stand-in for Google on this machine, over real TLS: yes, no, silence and nonsense."""

import datetime
import ipaddress
import json
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from csp.middleware import CSPMiddleware
from django.http import HttpResponse, QueryDict
from django.template.loader import render_to_string

from guard.captcha import Verdict, get_provider, open_policy
from guard.models import UsedToken
from tests.guard.conftest import Letter

pytestmark = pytest.mark.django_db


class Google(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Siteverify)
        self.says, self.asked = {"success": True}, []

    def handle_error(self, request, client_address):
        pass  # a client that hung up


class Siteverify(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append((self.path, parse_qs(body, keep_blank_values=True), dict(self.headers)))
        says = self.server.says
        if says == "nothing":
            return time.sleep(2)
        if isinstance(says, int):
            return self.send_error(says)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(says if isinstance(says, bytes) else json.dumps(says).encode())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "google.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return str(path)


@pytest.fixture
def google(certificate, settings, monkeypatch):
    server = Google()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("SSL_CERT_FILE", certificate)
    settings.CAPTCHA_PROVIDER = "recaptcha"
    settings.RECAPTCHA_DOMAIN = f"127.0.0.1:{server.server_port}"
    settings.RECAPTCHA_PUBLIC_KEY, settings.RECAPTCHA_PRIVATE_KEY = "site-key", "secret-key"
    settings.RECAPTCHA_LEGAL_GROUND = "Dayanak: 6698 sayılı Kanun m. 9."
    settings.RECAPTCHA_VERIFY_REQUEST_TIMEOUT = 0.5
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def verdict(answer="token", scope=""):
    data = QueryDict(mutable=True)
    data["g-recaptcha-response"] = answer
    return get_provider().verify(data, scope=scope)


def test_it_works(google, letter):
    form = letter(**{"g-recaptcha-response": "token"})
    assert form.is_valid()
    assert form.hold_reason == ""
    [(path, asked, _headers)] = google.asked
    assert path == "/recaptcha/api/siteverify"
    assert asked["secret"] == ["secret-key"] and asked["response"] == ["token"]


def test_nobodys_address_is_told(google, rf):
    request = rf.post("/", REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert request and verdict() is Verdict.PASSED  # the package would find `request` in this very frame
    [(_path, asked, headers)] = google.asked
    assert asked["remoteip"] == [""]
    assert "203.0.113" not in str(asked) + str(headers)


def test_it_refuses_what_google_refuses(google, letter):
    google.says = {"success": False, "error-codes": ["timeout-or-duplicate"]}
    form = letter(**{"g-recaptcha-response": "token"})
    assert not form.is_valid()
    assert "Bir kez daha gönderin" in str(form.non_field_errors())


@pytest.mark.parametrize(
    "says",
    ["nothing", 500, 404, b"<html>", b"", b"\xff\xfe", [], {}, {"success": "yes"}, {"success": None},
     {"success": False, "error-codes": ["invalid-input-secret"]}],
)  # fmt: skip
def test_when_google_is_away_or_our_keys_are_wrong_the_citizen_is_held_not_turned_away(google, letter, says):
    google.says = says
    started = time.monotonic()
    form = letter(**{"g-recaptcha-response": "token"})
    assert form.is_valid()
    assert form.hold_reason == "captcha"
    assert time.monotonic() - started < 2


def test_a_name_that_does_not_resolve_or_a_stranger_s_certificate_is_no_error_500(
    google, letter, settings, monkeypatch
):
    monkeypatch.delenv("SSL_CERT_FILE")
    assert verdict() is Verdict.UNREACHABLE
    settings.RECAPTCHA_DOMAIN = "recaptcha.invalid"
    assert verdict() is Verdict.UNREACHABLE


def test_it_does_not_fail_open_without_bound(google, letter, monkeypatch):
    google.says = 500
    monkeypatch.setattr(Letter, "guard_held_per_address", 3)
    outcomes = [letter(**{"g-recaptcha-response": "token"}).is_valid() for _ in range(5)]
    assert outcomes == [True, True, True, False, False]


def test_without_javascript_google_is_not_asked_and_the_form_is_held(google, letter):
    form = letter()
    assert form.is_valid()
    assert form.hold_reason == "captcha"
    assert google.asked == []


def test_the_same_form_pressed_twice_asks_google_once(google):
    assert verdict(scope="nonce-1") is Verdict.PASSED
    google.says = {"success": False, "error-codes": ["timeout-or-duplicate"]}
    assert verdict(scope="nonce-1") is Verdict.PASSED
    assert len(google.asked) == 1
    assert verdict(scope="nonce-2") is Verdict.FAILED
    assert UsedToken.objects.count() == 1


def test_it_refuses_an_endless_answer(google):
    assert verdict("x" * 20_000) is Verdict.FAILED
    assert google.asked == []


@pytest.mark.parametrize("missing", ["RECAPTCHA_PUBLIC_KEY", "RECAPTCHA_PRIVATE_KEY"])
def test_without_keys_no_test_key_stands_in(google, settings, missing):
    setattr(settings, missing, "")
    assert verdict() is Verdict.UNREACHABLE
    assert google.asked == []


def test_the_widget_is_drawn_without_inline_script_and_says_why(google, settings, rf):
    settings.RECAPTCHA_DOMAIN = "www.google.com"
    html = render_to_string("guard/fields.html", {"form": Letter().guard(rf.get("/"))})
    assert 'data-sitekey="site-key"' in html
    assert '<script src="https://www.google.com/recaptcha/api.js?hl=tr" async defer></script>' in html
    assert html.count("<script") == 1
    assert "onSubmit" not in html
    assert "Dayanak: 6698 sayılı Kanun m. 9." in html
    assert "<noscript>" in html


def test_only_its_pages_may_reach_google(google, settings, rf):
    settings.RECAPTCHA_DOMAIN = "www.google.com"
    settings.DEBUG = False
    shown = CSPMiddleware(lambda request: open_policy(HttpResponse()))(rf.get("/"))["Content-Security-Policy"]
    other = CSPMiddleware(lambda request: HttpResponse())(rf.get("/"))["Content-Security-Policy"]
    assert "script-src 'self' https://www.google.com https://www.gstatic.com" in shown
    assert "frame-src 'self' https://www.google.com" in shown
    assert "google" not in other
    settings.CAPTCHA_PROVIDER = "proof_of_work"
    assert CSPMiddleware(lambda r: open_policy(HttpResponse()))(rf.get("/"))["Content-Security-Policy"] == other
