"""Feeds of the events that were announced last: all, or what the address chooses (`?tur=…&mahalle=…&kimler=…`)."""

import re
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _

from pages import feeds
from pages.access import restricted

from . import calendars
from .models import EventPage, Occurrence

PARAMETERS = ("tur", "mahalle", "kimler")
TYPES = {"takvim.ics": "text/calendar", "atom.xml": "application/atom+xml", "rss.xml": "application/rss+xml"}


def answer(index, request, name):
    """The feed `name` of the event list. Raises Http404 in words for a choice that does not exist."""
    choice = calendars.Choice(request.GET)
    pages = EventPage.objects.live().filter(~restricted(), choice.pages())
    if choice.neighbourhood:
        pages = pages.filter(pk__in=Occurrence.objects.filter(neighbourhood=choice.neighbourhood).values("page"))
    pages = pages.select_related("category", "venue", "neighbourhood").defer_streamfields()
    pages = list(pages.order_by("-first_published_at", "-pk")[: feeds.ENTRIES])
    nearest = _nearest(pages)
    return feeds.answer(
        request,
        name,
        title=", ".join([calendars.title(index, request), *choice.words]),
        subtitle=index.description,
        page_url=index.get_full_url(request),
        entries=[_entry(page, nearest.get(page.pk), request) for page in pages],
    )


def alternates(index, request):
    """Calendar and feeds of the list; with those of what is being looked at."""
    url, title = index.get_full_url(request), calendars.title(index, request)
    chosen = chosen_in(request.GET)
    found = [("", title)] + ([(f"?{urlencode(chosen)}", _("%s, seçtikleriniz") % title)] if chosen else [])
    return [feeds.Alternate(kind, name, f"{url}{file}{query}") for query, name in found for file, kind in TYPES.items()]


def chosen_in(data):
    """What the address chooses, as feeds take it; nonsense of an old link is not handed on."""
    return [(name, data[name]) for name in PARAMETERS if re.fullmatch(r"[a-z0-9-]{1,60}", data.get(name, ""))]


def alternates_of(page, request):
    """The event as a file for one's own calendar."""
    return [feeds.Alternate("text/calendar", page.title, f"{page.get_full_url(request)}{calendars.CALENDAR}")]


def _nearest(pages):
    """The next date of each page, or one that was lately. One query."""
    now, found = timezone.now(), {}
    rows = Occurrence.objects.filter(page__in=[page.pk for page in pages], over_at__gte=now - calendars.BACK)
    for row in rows.select_related("neighbourhood").order_by("starts_at", "pk"):
        known = found.get(row.page_id)
        if known is None or known.over_at < now:
            found[row.page_id] = row
    for page in pages:
        if page.pk in found:
            found[page.pk].page = page
    return found


def _entry(page, row, request):
    facts = [row.when, row.place_text, row.changed] if row else [page.date_note, page.place_text]
    first = page.first_published_at or page.latest_revision_created_at or timezone.make_aware(feeds.LONG_AGO)
    updated = max(filter(None, [first, page.last_published_at, row.changed_at if row else None]))
    return feeds.Entry(
        key=f"urn:uuid:{page.translation_key}",
        title=page.title,
        url=page.get_full_url(request),
        summary=". ".join([*[" · ".join(filter(None, facts))], page.summary]).strip(". "),
        published=first,
        updated=updated,
        categories=[page.category.name] if page.category else [],
    )
