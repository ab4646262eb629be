"""What the page of one event says of its dates: what comes, what was, what changed, and its programme."""

from itertools import groupby

from django.utils import timezone

from . import services
from .models import EventPage, Occurrence


def of(page, *, is_preview=False):
    """Context of the event page. A preview shows what the plan would mean."""
    now = timezone.now()
    dated = services.planned(page) if is_preview else list(page.occurrences.select_related("neighbourhood"))
    programme = list(_programme(page)) if page.pk else []
    for occurrence in dated:
        occurrence.page = page
    coming = sorted((o for o in dated if o.over_at >= now), key=lambda o: o.starts_at)
    return {
        "coming": coming,
        "seats": [] if is_preview else [o for o in coming if o.takes_registrations],
        "past": sorted((o for o in dated if o.over_at < now), key=lambda o: o.starts_at, reverse=True),
        "programme": programme,
        "changes": list(page.changes.order_by("-pk")) if page.pk else [],
    }


def _programme(page):
    """The dates of the sub-events, by day."""
    if not page.numchild:
        return []
    children = EventPage.objects.child_of(page)
    rows = Occurrence.objects.shown().filter(page__in=children).order_by("starts_at", "pk")
    return [(day, list(rows)) for day, rows in groupby(rows, key=lambda o: o.day_text)]
