"""How often a citizen may try, and how kindly the wait is told. Counting is guard's business."""

from datetime import timedelta

from django.utils.translation import gettext as _

from guard import limits

TEN_MINUTES, HOUR, DAY = timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)


def enforce(name, key, steps):
    """Count once more in each window, the shortest first; raises guard.limits.TooMany."""
    for limit, window in steps:
        limits.enforce(name, key, limit=limit, window=window)


def wait(too_many):
    """How long to wait, in words; "" when nobody has to."""
    if too_many is None:
        return ""
    minutes = -(-too_many.retry_after // 60)
    if minutes >= 60:
        return _("%(hours)s saat") % {"hours": -(-minutes // 60)}
    return _("%(minutes)s dakika") % {"minutes": minutes}


def limited(response, too_many):
    """The response, with the wait for machines too."""
    if too_many is not None:
        response["Retry-After"] = str(too_many.retry_after)
    return response
