"""NVİ's service, played by a server of our own: yes, no, a fault, nonsense, silence. None of it stops a claim."""

import logging
import threading
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from defusedxml import ElementTree
from django.utils import timezone

from tests.club.conftest import NUMBER, make_claim
from wishes.club import checks, identity
from wishes.club.models import MembershipClaim

Identity = MembershipClaim.Identity
SOAP = (
    '<?xml version="1.0"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>{}'
    "</soap:Body></soap:Envelope>"
)
RESULT = (
    '<TCKimlikNoDogrulaResponse xmlns="http://tckimlik.nvi.gov.tr/WS"><TCKimlikNoDogrulaResult>{}'
    "</TCKimlikNoDogrulaResult></TCKimlikNoDogrulaResponse>"
)
FAULT = "<soap:Fault><faultcode>soap:Server</faultcode><faultstring>Bakımda</faultstring></soap:Fault>"
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + SOAP.format(RESULT.format("&b;"))
QUESTION = identity.Question(NUMBER, "Işıl İpek", "Çığ & Oğulları", date(2008, 3, 27))


@pytest.fixture
def nvi(settings):
    """A SOAP server that answers what the test wants and remembers what it was asked."""
    asked, answer, free = [], {"status": 200, "body": b"", "headers": {}}, threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append((self.headers["SOAPAction"], self.rfile.read(int(self.headers["Content-Length"])).decode()))
            if answer.get("hangs"):
                free.wait(10)
            self.send_response(answer["status"])
            for name, value in answer["headers"].items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer["body"])))
            self.end_headers()
            self.wfile.write(answer["body"])

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    settings.KPSPUBLIC_URL = f"http://127.0.0.1:{server.server_port}/Service/KPSPublic.asmx"
    settings.IDENTITY_VERIFIER = "wishes.club.identity.KpsPublicVerifier"

    def says(body, **more):
        answer.update(body=body if isinstance(body, bytes) else body.encode(), **more)
        return asked

    yield says
    free.set()
    server.shutdown()
    server.server_close()
    thread.join()


def verify():
    return identity.get_verifier().verify(QUESTION)


def test_yes_and_no(nvi):
    asked = nvi(SOAP.format(RESULT.format("true")))
    assert verify() == Identity.MATCH
    nvi(SOAP.format(RESULT.format("false")))
    assert verify() == Identity.MISMATCH
    action, envelope = asked[0]
    assert action == '"http://tckimlik.nvi.gov.tr/WS/TCKimlikNoDogrula"'
    told = {element.tag.partition("}")[2]: element.text for element in ElementTree.fromstring(envelope).iter()}
    assert told["TCKimlikNo"] == NUMBER
    assert (told["Ad"], told["Soyad"]) == ("IŞIL İPEK", "ÇIĞ & OĞULLARI")  # by Turkish rules
    assert told["DogumYili"] == "2008"


@pytest.mark.parametrize(
    ("body", "more", "code"),
    [
        (SOAP.format(FAULT), {"status": 500}, "fault"),
        ("<html>Bakımdayız</html>", {}, "garbage"),
        ("{}", {}, "garbage"),
        ("", {}, "garbage"),
        (SOAP.format(RESULT.format("belki")), {}, "garbage"),
        (BOMB, {}, "garbage"),
        (SOAP.format(RESULT.format("true")), {"status": 404}, "garbage"),
        ("", {"status": 302, "headers": {"Location": "http://127.0.0.1:1/"}}, "garbage"),
        (b"x" * 100_000, {}, "garbage"),
        (b"\x1f\x8bno gzip", {"headers": {"Content-Encoding": "gzip"}}, "no_answer"),
    ],
)
def test_what_cannot_be_believed_is_an_outage(nvi, body, more, code):
    nvi(body, **more)
    with pytest.raises(identity.Unavailable) as outage:
        verify()
    assert outage.value.code == code


def test_silence_is_an_outage(nvi, monkeypatch):
    monkeypatch.setattr(identity, "TIMEOUT", 0.2)
    nvi("", hangs=True)
    with pytest.raises(identity.Unavailable) as outage:
        verify()
    assert outage.value.code == "no_answer"


def test_a_foreigners_number_is_not_asked_there(nvi):
    asked = nvi("")
    question = identity.Question("99123456740", "A", "B", date(2008, 1, 1))
    assert identity.get_verifier().verify(question) == Identity.UNVERIFIED
    assert asked == []


@pytest.mark.django_db
def test_an_outage_never_stops_a_claim_and_the_clock_asks_again(nvi, caplog):
    caplog.set_level(logging.DEBUG)
    nvi(SOAP.format(FAULT), status=500)
    claim = make_claim(identity_number=NUMBER)
    assert claim.identity == Identity.PENDING  # nobody was asked in the request
    assert identity.check(claim.pk) > timezone.now()
    claim.refresh_from_db()
    assert (claim.identity, claim.identity_tries) == (Identity.PENDING, 1)
    assert "kimlik doğrulanmadı" in claim.get_identity_display()
    assert identity.retry() == 0  # not its turn yet
    MembershipClaim.objects.update(identity_next_try=timezone.now() - timedelta(seconds=1))
    nvi(SOAP.format(RESULT.format("true")), status=200)
    assert identity.retry() == 1
    claim.refresh_from_db()
    assert claim.identity == Identity.MATCH
    assert identity.retry() == 0
    assert NUMBER not in caplog.text
    assert "Örnekoğlu" not in caplog.text


@pytest.mark.django_db
def test_after_enough_tries_people_decide(nvi):
    nvi("")
    claim = make_claim()
    for _try in range(len(identity.PAUSES) + 1):
        MembershipClaim.objects.update(identity_next_try=timezone.now() - timedelta(seconds=1))
        identity.retry()
    claim.refresh_from_db()
    assert claim.identity == Identity.UNVERIFIED
    assert claim.get_identity_display() == "kimlik doğrulanmadı"


@pytest.mark.django_db
def test_without_a_setting_nobody_is_asked():
    claim = make_claim()
    identity.check(claim.pk)
    claim.refresh_from_db()
    assert claim.identity == Identity.CHECKSUM


@pytest.mark.django_db
def test_the_task_carries_a_primary_key_and_nothing_else():
    from django_tasks_db.models import DBTaskResult

    claim = make_claim(identity_number=NUMBER)
    row = DBTaskResult.objects.get(task_path="wishes.club.tasks.verify_identity")
    assert row.args_kwargs == {"args": [claim.pk], "kwargs": {}}


@pytest.mark.parametrize(
    ("verifier", "address", "found"),
    [
        ("wishes.club.identity.ChecksumVerifier", "http://nvi.example/", []),
        ("wishes.club.identity.KpsPublicVerifier", "https://nvi.example/", []),
        ("wishes.club.identity.KpsPublicVerifier", "http://nvi.example/", ["club.E002"]),
        ("wishes.club.identity.Nobody", "https://nvi.example/", ["club.E001"]),
    ],
)
def test_numbers_never_travel_in_clear(settings, verifier, address, found):
    settings.IDENTITY_VERIFIER, settings.KPSPUBLIC_URL = verifier, address
    assert [error.id for error in checks.identity_verifier()] == found
    assert NUMBER not in repr(QUESTION)
