"""Who else has a case open just now: a sign for colleagues, never a lock.

A page that is open says so every HEARTBEAT seconds by script; without one, the opening itself counts for a while.
"""

from datetime import timedelta

from django.utils import timezone

from .models import Presence

HEARTBEAT = 20
COUNTS_FOR = timedelta(minutes=2)


def here(case, user, *, is_writing=False):
    """The user has the case open. Whoever was away for longer opens it anew."""
    now = timezone.now()
    rows = Presence.objects.filter(case=case, user=user)
    if rows.filter(seen_at__gte=now - COUNTS_FOR).update(seen_at=now, is_writing=is_writing):
        return
    Presence.objects.update_or_create(
        case=case, user=user, defaults={"opened_at": now, "seen_at": now, "is_writing": is_writing}
    )


def gone(case, user):
    Presence.objects.filter(case=case, user=user).delete()


def others(case, user):
    """Rows of colleagues who have the case open, whoever opened it first."""
    return list(
        Presence.objects.filter(case=case, seen_at__gte=timezone.now() - COUNTS_FOR)
        .exclude(user=user)
        .select_related("user")
        .order_by("opened_at", "pk")[:5]
    )


def purge():
    """Forget who is long gone. For the clock."""
    return Presence.objects.filter(seen_at__lt=timezone.now() - 2 * COUNTS_FOR).delete()[0]
