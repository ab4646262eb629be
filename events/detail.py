"""What the page of one event says of its dates: what comes, what was, what changed, and its programme."""

from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone

from . import previewing, services, telling
from .models import EventPage, Occurrence, is_in_programme
from .planning import POSTPONED


@dataclass
class News:
    """The first line of the page: something is not as it was announced."""

    lead: str
    text: str
    which: str  # the date, where there are several
    reason: str
    occurrence: Occurrence


def of(page, *, is_preview=False, shown_as=""):
    """Context of the event page. A preview shows what the plan would mean, in the state that was chosen."""
    now = timezone.now()
    own = (
        previewing.as_if(services.planned(page), shown_as, now)
        if is_preview
        else list(page.occurrences.select_related("neighbourhood"))
    )
    for occurrence in own:
        occurrence.page = page
    programme = list(_programme(page))
    coming, past = _parted(own, now)
    # A programme without dates of its own takes place when its evenings do.
    next_ones, last_ones = _parted(own or programme, now)
    held = [occurrence for occurrence in next_ones if not occurrence.is_off]
    return {
        "coming": coming,
        "seats": [] if is_preview else [o for o in coming if o.takes_registrations],
        "past": past,
        "next": (held or next_ones or [None])[0],
        "last": (last_ones or [None])[0],
        "news": _news(own, coming),
        "programme": [(rows[0], rows) for rows in _by_day(programme)],
        "changes": _changes(page),
        **_around(page),
    }


def _parted(occurrences, now):
    """(coming, the nearest first; past, the latest first)."""
    dated = sorted(occurrences, key=lambda occurrence: occurrence.starts_at)
    return [o for o in dated if o.over_at >= now], [o for o in reversed(dated) if o.over_at < now]


def _news(own, coming):
    """Of the next date; where nothing comes any more, of one that was put off and still waits for its day."""
    waiting = [o for o in own if o.state == POSTPONED]
    for occurrence in [*coming[:1], *waiting]:
        lead, text = telling.parts(occurrence)
        if lead:
            everything = len(coming) > 1 and all(o.changed == occurrence.changed and o.is_off for o in coming)
            which = "" if len(own) == 1 or everything else telling.planned_day(occurrence)
            reason = "" if occurrence.is_cancelled else occurrence.reason
            return News(lead, text, which, reason, occurrence)
    return None


def _changes(page):
    changes = page.changes.order_by("-pk") if page.pk else []
    return [
        {
            "day": change.at,
            "subject": telling.subject(change),
            "deed": telling.deed(change),
            "reason": change.reason,
        }
        for change in changes
    ]


# -- Programmes ----------------------------------------------------------------------------------
def _programme(page):
    """The dates of the sub-events, in time."""
    if not page.numchild:
        return []
    children = EventPage.objects.child_of(page)
    return Occurrence.objects.shown().filter(page__in=children).order_by("starts_at", "page__path", "pk")


def _by_day(occurrences):
    return [list(rows) for _day, rows in groupby(occurrences, key=lambda occurrence: occurrence.day_text)]


def _around(page):
    """For one evening of a programme: the programme, the evening before and the one after."""
    parent = page.get_parent() if page.pk else None
    if parent is None or not is_in_programme(page):
        return {}
    in_time = []
    for occurrence in _programme(parent):
        if occurrence.page not in in_time:
            in_time.append(occurrence.page)
    place = in_time.index(page) if page in in_time else None
    return {
        "whole": parent,
        "before": in_time[place - 1] if place else None,
        "after": in_time[place + 1] if place is not None and place + 1 < len(in_time) else None,
    }
