"""Refuses to start with a verifier that cannot be used, or one that would send national numbers in clear."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register
from django.utils.module_loading import import_string


@register
def identity_verifier(app_configs=None, **kwargs):
    try:
        verifier = import_string(settings.IDENTITY_VERIFIER)
    except ImportError:
        return [Error("IDENTITY_VERIFIER names no verifier.", id="club.E001")]
    parts = urlsplit(settings.KPSPUBLIC_URL)
    is_open_line = parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1"}
    if verifier.__name__ == "KpsPublicVerifier" and is_open_line:
        return [Error("KPSPUBLIC_URL does not begin with https:// : it carries national numbers.", id="club.E002")]
    return []
