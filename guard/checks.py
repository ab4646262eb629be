"""Refuses to start with a captcha that cannot work, or that only seems to."""

from django.conf import settings
from django.core.checks import Error, Warning, register
from django_recaptcha.constants import TEST_PRIVATE_KEY, TEST_PUBLIC_KEY

from .captcha import PROVIDERS


@register("security")
def check_captcha(app_configs=None, **kwargs):
    if settings.CAPTCHA_PROVIDER not in PROVIDERS:
        known = ", ".join(PROVIDERS)
        return [Error(f"CAPTCHA_PROVIDER names no provider; known are: {known}.", id="guard.E001")]
    if settings.CAPTCHA_PROVIDER == "recaptcha":
        return _recaptcha()
    if settings.CAPTCHA_PROVIDER == "none" and not settings.DEBUG:
        return [
            Warning("CAPTCHA_PROVIDER is none: only limits, honeypot and time trap guard the forms.", id="guard.W001")
        ]
    return []


def _recaptcha():
    found = []
    for name in ["RECAPTCHA_PUBLIC_KEY", "RECAPTCHA_PRIVATE_KEY"]:
        if not getattr(settings, name):
            found.append(Error(f"CAPTCHA_PROVIDER is recaptcha, but {name} is not set.", id="guard.E002"))
    if settings.RECAPTCHA_PUBLIC_KEY == TEST_PUBLIC_KEY or settings.RECAPTCHA_PRIVATE_KEY == TEST_PRIVATE_KEY:
        found.append(
            Error("The reCAPTCHA keys are Google's public test keys, which accept everybody.", id="guard.E003")
        )
    if not settings.RECAPTCHA_LEGAL_GROUND.strip():
        found.append(
            Error(
                "CAPTCHA_PROVIDER is recaptcha, but RECAPTCHA_LEGAL_GROUND is not set.",
                hint="Citizens' data goes abroad: name the ground (Law 6698 art. 9). It is shown beside the box.",
                id="guard.E004",
            )
        )
    return found
