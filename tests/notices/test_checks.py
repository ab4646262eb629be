"""A transport that can reach nobody stops the start."""

import pytest

from notices.checks import check_reaches_people, check_transports

NETGSM = "notices.transports.netgsm.NetgsmTransport"
EMAIL = "notices.transports.email.EmailTransport"
CONSOLE = "notices.transports.console.ConsoleTransport"


def ids(check=check_transports):
    return [message.id for message in check()]


@pytest.fixture
def real(settings):
    settings.NOTICE_TRANSPORTS = {"email": EMAIL, "sms": NETGSM}
    settings.NETGSM_USER, settings.NETGSM_PASSWORD, settings.NETGSM_HEADER = "8500000000", "gizli", "BASLIK"
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "posta.example"
    settings.EMAIL_USE_TLS = True
    return settings


def test_it_works(real):
    assert ids() == [] and ids(check_reaches_people) == []


def test_it_refuses_netgsm_without_its_keys(real):
    real.NETGSM_USER = real.NETGSM_HEADER = ""
    assert ids() == ["notices.E002", "notices.E002"]


def test_it_refuses_to_send_a_password_in_clear(real):
    real.NETGSM_URL = "http://api.netgsm.example/send"
    assert ids() == ["notices.E003"]


def test_it_refuses_e_mail_without_tls(real):
    real.EMAIL_USE_TLS = False
    assert ids() == ["notices.E004"]
    real.EMAIL_HOST = "localhost"  # a relay on this machine
    assert ids() == []


def test_it_refuses_a_transport_that_does_not_exist(real):
    real.NOTICE_TRANSPORTS = {"email": "notices.transports.pigeon.Pigeon"}
    assert ids() == ["notices.E001", "notices.E001"]


def test_writing_files_in_production_is_remarked_on(real):
    real.NOTICE_TRANSPORTS = {"email": EMAIL, "sms": CONSOLE}
    assert ids() == []
    assert ids(check_reaches_people) == ["notices.W001"]
