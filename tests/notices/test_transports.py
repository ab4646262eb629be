"""Providers that hang, stumble, babble and repeat themselves; and the words of ours that come of it."""

import logging
import smtplib
import socket
import uuid

import pytest
from django.core import mail

from notices import delivery
from notices.models import Notice
from notices.transports import Message, Permanent, Temporary, get_transport, netgsm
from notices.transports.console import ConsoleTransport
from notices.transports.email import EmailTransport
from notices.transports.netgsm import NetgsmTransport
from tests import makers


def message(**facts):
    known = {"notice_id": 7, "send_key": uuid.uuid4(), "to": "+905550000012", "body": "Başvurunuzu aldık: https://x/"}
    return Message(**(known | facts))


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(netgsm, "READ", 0.5)
    monkeypatch.setattr(netgsm, "ALTOGETHER", 1)


# -- Netgsm ---------------------------------------------------------------------------------
def test_netgsm_works(provider):
    sms = message()
    assert NetgsmTransport().send(sms) == "job1"
    [(headers, body)] = provider.requests
    assert headers["Authorization"].startswith("Basic ")
    assert body["messages"] == [{"msg": sms.body, "no": "5550000012"}]
    assert body["msgheader"] == "BASLIK" and body["encoding"] == "TR" and body["iysfilter"] == "0"
    assert body["referansID"] == sms.send_key.hex


def test_a_repeat_is_the_same_order_and_gives_the_same_id(provider):
    sms = message()
    assert NetgsmTransport().send(sms) == NetgsmTransport().send(sms) == "job1"
    assert NetgsmTransport().send(message()) == "job2"
    assert len(provider.requests) == 3 and len(provider.accepted) == 2


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        ("hang", "timeout"),
        ("drip", "timeout"),
        ("drop", "unreachable"),
        ((500, "<html>Internal Server Error</html>"), "provider_down"),
        ((503, ""), "provider_down"),
        ((200, "merhaba"), "provider_unclear"),
        ((200, "[1, 2]"), "provider_unclear"),
        ((200, '{"code": "77"}'), "provider_unclear"),
        ((200, b"\xff\xfe\x00"), "provider_unclear"),
        ((200, "0" * 20_000), "provider_unclear"),
        ((302, ""), "provider_unclear"),
        ((401, ""), "setup"),
        ((406, '{"code": "30", "jobid": null}'), "setup"),
        ((406, '{"code": "40"}'), "setup"),
        ((200, '{"code": "80"}'), "provider_limit"),
        ((406, '{"code": "85"}'), "provider_limit"),
        ((200, '{"code": "100"}'), "provider_down"),
        ((500, '{"code": "00", "jobid": "1"}'), "provider_down"),
    ],
)
def test_what_may_go_well_later(provider, behaviour, code):
    provider.behave = [behaviour]
    with pytest.raises(Temporary) as trouble:
        NetgsmTransport().send(message())
    assert trouble.value.code == code
    assert trouble.value.__context__ is None or trouble.value.__suppress_context__, "a library's text may name somebody"


@pytest.mark.parametrize("code", ["20", "70"])
def test_what_will_never_go(provider, code):
    provider.behave = [(406, f'{{"code": "{code}", "jobid": null, "description": "…"}}')]
    with pytest.raises(Permanent) as trouble:
        NetgsmTransport().send(message())
    assert trouble.value.code == "bad_message"


def test_credentials_follow_no_redirect(provider):
    provider.behave = [(307, "", {"Location": provider.url})]
    with pytest.raises(Temporary):
        NetgsmTransport().send(message())
    assert len(provider.requests) == 1


def test_nobody_at_home(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.NETGSM_URL = f"http://127.0.0.1:{free.getsockname()[1]}/"
        settings.NETGSM_USER = settings.NETGSM_PASSWORD = settings.NETGSM_HEADER = "x"
        with pytest.raises(Temporary, match="unreachable"):
            NetgsmTransport().send(message())


@pytest.mark.parametrize(("e164", "written"), [("+905550000012", "5550000012"), ("+491701234567", "00491701234567")])
def test_numbers_as_netgsm_writes_them(e164, written):
    assert netgsm.number(e164) == written


@pytest.mark.django_db
def test_a_message_through_a_stumbling_provider_arrives_once(provider, settings, notice):
    settings.NOTICE_TRANSPORTS = {"sms": "notices.transports.netgsm.NetgsmTransport"}
    settings.NOTICE_QUIET_HOURS = {}
    provider.behave = ["accept then hang", (500, "oops")]
    row = notice()
    assert delivery.deliver(row.pk), "it was accepted, but we were never told"
    for _ in range(2):
        Notice.objects.update(next_try_at=row.created_at)
        delivery.deliver(row.pk)
    row.refresh_from_db()
    assert row.status == Notice.Status.SENT
    assert row.tries == 3
    assert len(provider.requests) == 3
    assert list(provider.accepted) == [row.send_key.hex]
    assert len({body["messages"][0]["msg"] for _headers, body in provider.requests}) == 1


# -- E-mail ---------------------------------------------------------------------------------
def letter(**facts):
    return message(**({"to": "zeynep@ornek.example", "subject": "Başvurunuzu aldık: İZM-ABCD-2345"} | facts))


def test_e_mail_works(settings):
    settings.DEFAULT_FROM_EMAIL = "Çınar <cinar@izmit.example>"
    wanted = letter()
    message_id = EmailTransport().send(wanted)
    [sent] = mail.outbox
    assert sent.to == ["zeynep@ornek.example"]
    assert message_id == f"<{wanted.send_key.hex}@izmit.example>"
    raw = sent.message()
    assert raw["Message-ID"] == message_id
    assert raw["Auto-Submitted"] == "auto-generated"
    assert raw.get_content_type() == "text/plain"
    assert EmailTransport().send(wanted) == message_id, "a repeat is the same message"


REFUSED = {"zeynep@ornek.example": (550, b"no such user zeynep@ornek.example")}


@pytest.mark.parametrize(
    ("fault", "trouble", "code"),
    [
        (smtplib.SMTPRecipientsRefused(REFUSED), Permanent, "bad_address"),
        (smtplib.SMTPRecipientsRefused({"z@x": (451, b"greylisted")}), Temporary, "mail_refused"),
        (smtplib.SMTPDataError(554, b"spam"), Permanent, "mail_refused"),
        (smtplib.SMTPDataError(452, b"full"), Temporary, "mail_refused"),
        (smtplib.SMTPSenderRefused(451, b"later", "cinar@x"), Temporary, "mail_refused"),
        (smtplib.SMTPAuthenticationError(535, b"who are you"), Temporary, "setup"),
        (smtplib.SMTPServerDisconnected("gone"), Temporary, "unreachable"),
        (TimeoutError("slow"), Temporary, "timeout"),
        (OSError("certificate verify failed"), Temporary, "unreachable"),
    ],
)
def test_mail_servers_say_no_in_many_ways(monkeypatch, fault, trouble, code):
    def send(self):
        raise fault

    monkeypatch.setattr("notices.transports.email.EmailMessage.send", send)
    with pytest.raises(trouble) as raised:
        EmailTransport().send(letter())
    assert raised.value.code == code
    assert raised.value.__suppress_context__
    assert "zeynep" not in str(raised.value)


def test_it_refuses_a_line_break_in_an_address():
    with pytest.raises(Permanent, match="bad_address"):
        EmailTransport().send(letter(to="zeynep@ornek.example\nBcc: all@ornek.example"))


# -- The file -------------------------------------------------------------------------------
def test_the_console_writes_a_file_and_logs_a_number_only(settings, caplog):
    wanted = letter()
    with caplog.at_level(logging.DEBUG):
        assert ConsoleTransport().send(wanted) == ConsoleTransport().send(wanted)
    [file] = settings.NOTICE_FILE_DIR.iterdir()
    text = file.read_text(encoding="utf-8")
    assert "zeynep@ornek.example" in text and wanted.subject in text and wanted.body in text
    assert file.stat().st_mode & 0o077 == 0, "for the owner alone"
    assert "7" in caplog.text
    for secret in [wanted.to, wanted.body, wanted.subject]:
        assert secret not in caplog.text


def test_a_message_names_nobody_when_printed():
    assert "5550000012" not in repr(message()) and "Başvurunuzu" not in repr(message())


@pytest.mark.django_db
def test_the_default_is_the_file(notice, settings):
    assert isinstance(get_transport("sms"), ConsoleTransport) and isinstance(get_transport("email"), ConsoleTransport)
    row = notice(transport="email")
    delivery.deliver(row.pk)
    [file] = settings.NOTICE_FILE_DIR.iterdir()
    assert makers.ZEYNEP["email"] in file.read_text(encoding="utf-8")
