"""A captcha that cannot work, or that only seems to, stops the start."""

import pytest
from django_recaptcha.constants import TEST_PRIVATE_KEY, TEST_PUBLIC_KEY

from guard.checks import check_captcha


def ids():
    return [message.id for message in check_captcha()]


@pytest.fixture
def recaptcha(settings):
    settings.CAPTCHA_PROVIDER = "recaptcha"
    settings.RECAPTCHA_PUBLIC_KEY, settings.RECAPTCHA_PRIVATE_KEY = "site", "secret"
    settings.RECAPTCHA_LEGAL_GROUND = "6698 m. 9"
    return settings


def test_it_works(settings, recaptcha):
    assert ids() == []
    settings.CAPTCHA_PROVIDER = "proof_of_work"
    assert ids() == []


def test_it_refuses_an_unknown_provider(settings):
    settings.CAPTCHA_PROVIDER = "turnstile"
    assert ids() == ["guard.E001"]


def test_it_refuses_missing_keys(recaptcha):
    recaptcha.RECAPTCHA_PUBLIC_KEY = recaptcha.RECAPTCHA_PRIVATE_KEY = ""
    assert ids() == ["guard.E002", "guard.E002"]


def test_it_refuses_googles_test_keys(recaptcha):
    recaptcha.RECAPTCHA_PUBLIC_KEY, recaptcha.RECAPTCHA_PRIVATE_KEY = TEST_PUBLIC_KEY, TEST_PRIVATE_KEY
    assert ids() == ["guard.E003"]


def test_it_refuses_to_send_data_abroad_without_a_ground(recaptcha):
    recaptcha.RECAPTCHA_LEGAL_GROUND = " "
    assert ids() == ["guard.E004"]


def test_no_captcha_is_remarked_on(settings):
    settings.CAPTCHA_PROVIDER = "none"
    assert ids() == ["guard.W001"]
