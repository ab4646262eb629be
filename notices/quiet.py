"""Quiet hours: nobody's telephone rings at night, except for what cannot wait."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from .models import CODE_SUFFIX
from .transports import get_transport


def not_before(key, transport, moment):
    """The first moment from this one on at which such a message may go out."""
    if transport not in settings.NOTICE_QUIET_HOURS or _cannot_wait(key):
        return moment
    if not get_transport(transport).reaches_people:
        return moment
    start, end = (time.fromisoformat(text) for text in settings.NOTICE_QUIET_HOURS[transport])
    local = timezone.localtime(moment)
    if not _within(local.time(), start, end):
        return moment
    morning = datetime.combine(local.date(), end, tzinfo=local.tzinfo)
    return morning if morning > local else morning + timedelta(days=1)


def _cannot_wait(key):
    return key in settings.NOTICE_QUIET_EXEMPT or key.endswith(CODE_SUFFIX)


def _within(clock, start, end):
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end  # over midnight
