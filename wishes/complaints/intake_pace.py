"""How long it takes the team to take in a call. Of everybody together, never of one person."""

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.core.cache import cache
from django.utils import timezone

from wishes.models import CaseEvent, Contact

LONGEST = 60 * 60  # seconds; a form left open over lunch says nothing
FEWEST, FEWEST_PEOPLE = 10, 2  # below, the team's figure would be somebody's own
DAYS, KEPT_SECONDS = 7, 300


@dataclass(frozen=True)
class Pace:
    count: int
    median: int  # seconds
    p90: int


def team(since=None, until=None):
    """Pace of what was taken in between two moments (by default the last seven days), or None if too few."""
    until = until or timezone.now()
    since = since or until - timedelta(days=DAYS)
    # By the contacts' index of time; the events' own index begins with the case.
    recent = Contact.objects.filter(at__gte=since, at__lt=until, by__isnull=False).exclude(case=None)
    measured = CaseEvent.objects.filter(
        case__in=recent.values("case"),
        kind__in=[CaseEvent.Kind.RECEIVED, CaseEvent.Kind.CONTACTED],
        at__gte=since,
        at__lt=until,
        data__seconds__isnull=False,
    ).values_list("data__seconds", "by")
    rows = list(measured)
    if len(rows) < FEWEST or len({by for _seconds, by in rows}) < FEWEST_PEOPLE:
        return None
    seconds = sorted(seconds for seconds, _by in rows)
    # Nearest rank: nine in ten took no longer.
    return Pace(len(seconds), round(median(seconds)), seconds[-(-len(seconds) * 9 // 10) - 1])


def team_lately():
    """`team()` of the last days, reckoned anew every few minutes."""
    key = "intake-pace"
    kept = cache.get(key)
    if kept is None:
        kept = team() or False
        cache.set(key, kept, KEPT_SECONDS)
    return kept or None
