"""Refuses to start with a transport that can reach nobody."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Warning, register
from django.utils.module_loading import import_string

from .models import Notice
from .transports.console import ConsoleTransport
from .transports.email import EmailTransport
from .transports.netgsm import NetgsmTransport


@register
def check_transports(app_configs=None, **kwargs):
    found = []
    for kind in Notice.Transport.values:
        try:
            transport = import_string(settings.NOTICE_TRANSPORTS[kind])
        except (KeyError, ImportError):
            found.append(Error(f"NOTICE_TRANSPORTS names no transport for {kind}.", id="notices.E001"))
            continue
        if transport is NetgsmTransport:
            found += _netgsm()
        elif transport is EmailTransport:
            found += _email()
    return found


@register(deploy=True)
def check_reaches_people(app_configs=None, **kwargs):
    return [
        Warning(
            f"Messages by {kind} are only written to files (NOTICE_{kind.upper()}_TRANSPORT).",
            hint="Citizens will not be told anything this way.",
            id="notices.W001",
        )
        for kind, path in settings.NOTICE_TRANSPORTS.items()
        if path == f"{ConsoleTransport.__module__}.{ConsoleTransport.__name__}"
    ]


def _netgsm():
    found = [
        Error(f"SMS go through Netgsm, but {name} is not set.", id="notices.E002")
        for name in ["NETGSM_URL", "NETGSM_USER", "NETGSM_PASSWORD", "NETGSM_HEADER"]
        if not getattr(settings, name)
    ]
    parts = urlsplit(settings.NETGSM_URL)
    if parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1"}:
        found.append(Error("NETGSM_URL does not begin with https:// : it carries a password.", id="notices.E003"))
    return found


def _email():
    smtp = settings.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend"
    tls = getattr(settings, "EMAIL_USE_TLS", False) or getattr(settings, "EMAIL_USE_SSL", False)
    if smtp and not tls and settings.EMAIL_HOST not in {"localhost", "127.0.0.1"}:
        return [Error("E-mail leaves without TLS: use smtp+tls:// or smtp+ssl:// in EMAIL_URL.", id="notices.E004")]
    return []
