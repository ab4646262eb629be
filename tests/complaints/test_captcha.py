"""The form with the captcha that the municipality has chosen."""

import pytest


@pytest.fixture
def recaptcha(settings):
    settings.CAPTCHA_PROVIDER = "recaptcha"
    settings.RECAPTCHA_PUBLIC_KEY, settings.RECAPTCHA_PRIVATE_KEY = "site-key", "secret-key"


def test_the_form_may_reach_google_only_when_it_was_chosen(client, form_page, settings, recaptcha):
    assert "https://www.gstatic.com" in client.get(form_page.url)["Content-Security-Policy"]
    settings.CAPTCHA_PROVIDER = "proof_of_work"
    assert "https:" not in client.get(form_page.url)["Content-Security-Policy"]
