"""Telling people from programs, behind one small interface: ask for `get_provider()`, never for a certain one."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from .base import Provider, Verdict

PROVIDERS = {
    "proof_of_work": "guard.captcha.proof_of_work.ProofOfWork",
    "recaptcha": "guard.captcha.recaptcha.Recaptcha",
    "none": "guard.captcha.none.NoCaptcha",
}

__all__ = ["PROVIDERS", "Provider", "Verdict", "get_provider", "open_policy"]


def get_provider():
    """The provider that CAPTCHA_PROVIDER names."""
    try:
        return import_string(PROVIDERS[settings.CAPTCHA_PROVIDER])()
    except KeyError:
        raise ImproperlyConfigured("CAPTCHA_PROVIDER names no provider") from None


def open_policy(response):
    """Let the content policy of this one response load what the provider needs. Returns the response."""
    additions = get_provider().csp
    if additions:
        # What csp.decorators.csp_update does, for views that are methods of a page.
        response._csp_update = (getattr(response, "_csp_update", None) or {}) | additions
    return response
