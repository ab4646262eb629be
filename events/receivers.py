"""A published plan becomes dates. Wagtail's own signal, for pages of this room only."""

from wagtail.signals import page_published

from . import services
from .models import EventPage


def connect():
    page_published.connect(_published, sender=EventPage, dispatch_uid="events:published")


def _published(instance, **kwargs):
    services.schedule(instance)
