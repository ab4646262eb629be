"""An event in schema.org's words: one Event for each date with a known day, so that search engines list them all."""

from django.utils import timezone
from wagtail.models import Site

from pages import covers, sharing
from pages import site as sites

from . import ical
from .models import Audience, EventPage, Occurrence

MOST = 30  # dates told, the next ones
STATUS = {
    Occurrence.State.SCHEDULED: "EventScheduled",
    Occurrence.State.MOVED: "EventRescheduled",
    Occurrence.State.CANCELLED: "EventCancelled",
    Occurrence.State.POSTPONED: "EventPostponed",
}
SCHEMA = "https://schema.org"


def event(page, request) -> list | dict:
    """Its dates; of a programme one Event with its evenings as subEvent."""
    facts = sites.facts_of(Site.find_for_request(request))
    own = [_dated(row, _common(page, request, facts), facts) for row in _rows(page.occurrences.all(), page)]
    evenings = _evenings(page, request, facts) if page.numchild else []
    if evenings and not own:
        days = [evening["startDate"] for evening in evenings]
        ends = [evening.get("endDate", evening["startDate"]) for evening in evenings]
        own = [_common(page, request, facts) | {"startDate": min(days), "endDate": max(ends)}]
    if evenings:
        own[0]["subEvent"] = evenings
    told = [sharing.spoken({"@context": SCHEMA, **each}) for each in own]
    return told[0] if len(told) == 1 else told


def _evenings(page, request, facts):
    children = EventPage.objects.child_of(page).live()
    rows = Occurrence.objects.shown().filter(page__in=children)
    return [sharing.spoken(_dated(row, _common(row.page, request, facts), facts)) for row in _rows(rows)]


def _rows(rows, page=None):
    """Dates with a known day: what comes, else the last that was."""
    rows = rows.select_related("neighbourhood") if page else rows
    known, now = rows.filter(precision__in=ical.DATED), timezone.now()
    found = list(known.filter(over_at__gte=now).order_by("starts_at", "pk")[:MOST])
    found = found or list(known.order_by("-over_at", "-pk")[:1])
    for row in found if page else []:
        row.page = page
    return found


def _common(page, request, facts):
    url = page.get_full_url(request)
    photograph = page.cover if page.cover_id else None
    picture = covers.share_url(photograph) if photograph else sharing.picture_address(page, request)
    publisher = sharing.organisation(facts)
    common = {
        "@type": "Event",
        "name": page.title,
        "description": page.description or page.title,
        "image": [request.build_absolute_uri(picture)],
        "url": url,
        "eventAttendanceMode": f"{SCHEMA}/OfflineEventAttendanceMode",
        "organizer": (publisher | {"name": page.organiser} if page.organiser else publisher) | {"url": _home(request)},
        "inLanguage": "tr",
        "audience": {"@type": "Audience", "audienceType": page.get_audience_display()}
        if page.audience not in ("", Audience.EVERYBODY)
        else {},
        "typicalAgeRange": page.age_note,
    }
    if page.is_free:
        common["isAccessibleForFree"] = True
        common["offers"] = {
            "@type": "Offer",
            "price": 0,
            "priceCurrency": "TRY",
            "url": url,
            "availability": f"{SCHEMA}/InStock",
        }
    return common


def _dated(row, common, facts):
    by_day = row.precision == "day"
    start, end = row.starts_at, row.ends_at
    data = common | {
        "startDate": timezone.localdate(start) if by_day else start,
        "endDate": timezone.localdate(end or start) if by_day else end,
        "eventStatus": f"{SCHEMA}/{STATUS[row.state]}",
        "location": _location(row, facts),
    }
    if row.state == Occurrence.State.MOVED:
        data["previousStartDate"] = row.original_start
    return sharing.spoken(data)


def _location(row, facts):
    page = row.page
    venue = None if row.is_relocated or row.place else page.venue
    hood = row.neighbourhood
    address = {
        "@type": "PostalAddress",
        "streetAddress": venue.address if venue else "",
        "addressLocality": ", ".join(filter(None, [hood.name if hood else "", facts.town])),
        "addressCountry": "TR",
    }
    place = {"@type": "Place", "name": row.place_text or facts.town or facts.name, "address": address}
    if venue and venue.latitude is not None and venue.longitude is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": venue.latitude, "longitude": venue.longitude}
    return place


def _home(request):
    site = Site.find_for_request(request)
    return site.root_url if site else ""
