"""Ways out: e-mail, SMS, a file. Which one serves which kind of message is a setting."""

from django.conf import settings
from django.utils.module_loading import import_string

from .base import Message, Permanent, Temporary, Transport

__all__ = ["Message", "Permanent", "Temporary", "Transport", "get_transport"]


def get_transport(kind):
    """The transport that NOTICE_TRANSPORTS names for "email" or "sms"."""
    return import_string(settings.NOTICE_TRANSPORTS[kind])()
