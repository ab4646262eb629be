"""The last net under the logs."""

import logging

import pytest

from portal.logs import RedactingFormatter, redact


@pytest.mark.parametrize(
    "personal",
    [
        "0532 123 45 67",
        "05321234567",
        "5321234567",
        "+905321234567",
        "+90 (532) 123 45 67",
        "0 (262) 318 10 00",
        "0262-318-10-00",
        "+49 151 23456789",
        "10000000146",
        "100 000 001 46",
        "zeynep.kaya@example.com",
        "zeynep+bel@posta.example.com.tr",
    ],
)
def test_it_hides(personal):
    assert redact(f"could not reach {personal}, giving up") == "could not reach ***, giving up"


@pytest.mark.parametrize(
    "harmless",
    [
        "2026-11-22 15:46:55,123 INFO django_tasks_db Task 12",
        "Case 4711 moved from received to in_progress after 1234 ms",
        "İZM-7K3M-9QXA",
        "GET /etkinlikler/2026/11/ 200 57ms",
        "0.0.0.0:8000 127.0.0.1",
        "4f8abc71-2d3e-4c5f-8a9b-0123456789ab",
        "1732290415",
        "@task(backend='background')",
    ],
)
def test_it_leaves_what_says_nothing_about_anybody(harmless):
    assert redact(harmless) == harmless


def test_arguments_and_tracebacks_are_covered():
    try:
        raise ValueError("bad number 10000000146")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, __file__, 1, "for %s", ("a@b.example",), (type(error), error, error.__traceback__)
        )
    line = RedactingFormatter("{message}", style="{").format(record)
    assert "10000000146" not in line
    assert "a@b.example" not in line
    assert "ValueError: bad number ***" in line


def test_the_running_portal_writes_through_the_net(settings):
    (handler,) = settings.LOGGING["root"]["handlers"]
    formatter = settings.LOGGING["handlers"][handler]["formatter"]
    assert settings.LOGGING["formatters"][formatter]["()"] == "portal.logs.RedactingFormatter"
    for logger in settings.LOGGING["loggers"].values():
        assert not logger.get("handlers")
        assert logger.get("propagate", True)


def test_the_secret_of_a_message_link_stays_out_of_the_access_log():
    line = '"GET /takip/l/0123456789abcdef0123456789abcdef01234567/ HTTP/1.1" 302'
    assert redact(line) == '"GET /takip/l/***/ HTTP/1.1" 302'


@pytest.mark.parametrize(
    "address",
    [
        "/k/{}/",  # of a call for blood; a slip in the form is logged with its address
        "/kayit/{}/",
        "/kocaelispor-belgesi/{}/",
        "/kocaelispor-belgesi/İZM-ABCD-2345.{}/",
    ],
)
def test_so_do_the_links_of_a_call_of_a_registration_and_of_a_certificate(address):
    secret = "Ab3_-cd0123456789abcdef"
    line = redact(f"Unprocessable Entity: {address.format(secret)}")
    assert secret not in line
    assert line.endswith("/***/")
    assert redact("GET /etkinlikler/kayit/40/ 200") == "GET /etkinlikler/kayit/40/ 200"


def test_what_stands_in_a_photo_stays_out_of_the_log_however_talkative(settings):
    """Pillow tells every EXIF value with DEBUG: the place, the photographer."""
    assert settings.LOGGING["loggers"]["PIL"]["level"] == "INFO"
    assert not logging.getLogger("PIL.TiffImagePlugin").isEnabledFor(logging.DEBUG)
