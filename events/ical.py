"""Calendars of events (RFC 5545): a file for one event, and feeds to subscribe to.

A plan that repeats is one VEVENT with its RRULE. Dates that changed override it by their RECURRENCE-ID; a date that is
not in this calendar (elsewhere, or without a known day) is an EXDATE. A month or a year is no date for a calendar.
All stamps come from the rows, so the same events always give the same bytes.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneStandard
from icalendar.prop import vDuration, vRecur

from lib.dates import ISTANBUL
from lib.turkish import clean_text

from .dated import Precision
from .rules import wall

#: Türkiye has kept +03 since then, all year; what was earlier is written in UTC.
SAME_OFFSET_SINCE = datetime(2016, 9, 8, tzinfo=ISTANBUL)
ASK_AGAIN = timedelta(hours=4)
DATED = (Precision.TIME, Precision.DAY)
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


@dataclass
class Series:
    """One line of an event's plan with what a calendar must know of it. `page.get_full_url` is asked once."""

    page: object  # EventPage
    url: str
    date: object | None  # EventDate; None where the plan has lost the line and only dates are left
    rows: list = field(default_factory=list)  # Occurrence: all of a single date; of a repeated one those that differ
    count: int = 0  # how many dates there are
    newest: datetime | None = None  # latest change of any of them
    shows: object = lambda row: True  # does this calendar hold the date?
    holds_rule: bool = True  # … and those that did not change?

    @cached_property
    def first(self):
        """Where a repeated plan really begins: the day typed may be none of its weekdays. None: nothing repeats."""
        if self.date is None or not self.date.rule or self.date.precision not in DATED:
            return None
        return next(self.date.repetition.starts(self.date.starts_at), None)

    @property
    def stamp(self):
        """When anything of it last changed."""
        known = [self.page.last_published_at, self.newest, *(row.changed_at for row in self.rows)]
        return max(filter(None, known), default=_EPOCH)


def calendar(series, *, name) -> bytes:
    """The whole file."""
    made = Calendar()
    made.add("prodid", "-//Izmit Belediyesi//Cinar//TR")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("name", clean_text(name))
    made.add("x-wr-calname", clean_text(name))
    made.add("x-wr-timezone", str(ISTANBUL))
    made.add("refresh-interval", vDuration(ASK_AGAIN), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(ASK_AGAIN))
    made.add_component(_zone())
    for each in series:
        for event in _events(each):
            made.add_component(event)
    return made.to_ical()


def _zone():
    """Small on purpose: a generated table of sixty years would be longer than most calendars."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", str(ISTANBUL))
    standard.add("dtstart", wall(SAME_OFFSET_SINCE))
    standard.add("tzoffsetfrom", timedelta(hours=3))
    standard.add("tzoffsetto", timedelta(hours=3))
    standard.add("tzname", "+03")
    zone.add_component(standard)
    return zone


def _events(series):
    if series.first is not None:
        yield from _repeated(series)
        return
    for row in series.rows:
        if row.precision in DATED and series.shows(row):
            uid = row.uid if series.date is not None and not series.date.rule else _own_uid(row)
            yield _event(series, row, uid=uid, sequence=row.sequence, stamp=_stamp(series, row))


def _repeated(series):
    sequence = max(0, (series.stamp - _EPOCH) // _MINUTE)  # one for the whole set, and it never falls
    facts = {"sequence": sequence, "stamp": series.stamp}
    shown = [row for row in series.rows if row.precision in DATED and series.shows(row)]
    if not series.holds_rule:
        for row in shown:
            yield _event(series, row, uid=_own_uid(row), **facts)
        return
    is_called_off = len(shown) == series.count and all(row.is_cancelled and not row.is_relocated for row in shown)
    master = _event(series, _AsPlanned(series, shown[0] if is_called_off else None), **facts)
    master.add("rrule", vRecur.from_ical(series.date.rule))
    gone = [row.original_start for row in series.rows if row not in shown]
    if gone:
        _add_moments(master, "exdate", gone, series.date.precision)
    yield master
    for row in [] if is_called_off else shown:
        event = _event(series, row, **facts)
        _add_moments(event, "recurrence-id", [row.original_start], series.date.precision)
        yield event


class _AsPlanned:
    """The dates of a repeated plan that nothing happened to, as if they were one row."""

    is_relocated = False

    def __init__(self, series, called_off):
        self.page, self.date = series.page, series.date
        self.starts_at = series.first
        length = wall(self.date.ends_at) - wall(self.date.starts_at) if self.date.ends_at else None
        self.ends_at = self.starts_at + length if length is not None else None
        self.precision, self.note = self.date.precision, self.date.note
        self.uid = f"{self.date.uid}-{self.page.pk}"
        self.is_off = self.is_cancelled = called_off is not None
        self.changed = called_off.changed if called_off else ""
        self.reason = called_off.reason if called_off else ""

    @property
    def place_text(self):
        hood = self.date.neighbourhood
        if self.date.place:
            return ", ".join([self.date.place, hood.name] if hood else [self.date.place])
        return hood.name if hood else self.page.place_text


def _event(series, row, *, sequence, stamp, uid=""):
    page, event = series.page, Event()
    event.add("uid", uid or row.uid)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("last-modified", stamp.astimezone(UTC))
    event.add("sequence", sequence)
    _add_moments(event, "dtstart", [row.starts_at], row.precision)
    if row.precision == Precision.DAY:
        last = wall(row.ends_at or row.starts_at).date()
        event.add("dtend", last + timedelta(days=1))  # the first day that no longer belongs to it
    elif row.ends_at and row.ends_at > row.starts_at:
        _add_moments(event, "dtend", [row.ends_at], row.precision)
    event.add("summary", _summary(page, row))
    event.add("status", "CANCELLED" if row.is_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # what is on in town does not make anybody busy
    event.add("description", clean_text("\n".join(filter(None, _sentences(page, row, series.url)))))
    event.add("url", series.url)
    if place := _place(page, row):
        event.add("location", clean_text(place))
    venue = page.venue
    if venue and not row.is_relocated and venue.latitude is not None and venue.longitude is not None:
        event.add("geo", (venue.latitude, venue.longitude))
    if page.category:
        event.add("categories", [clean_text(page.category.name)])
    return event


def _summary(page, row):
    if row.is_cancelled:
        return clean_text(_("İptal edildi: %s") % page.title)
    return clean_text(_("Ertelendi: %s") % page.title if row.is_off else page.title)


def _sentences(page, row, url):
    return [row.changed, row.reason if row.reason not in row.changed else "", row.note, page.summary, url]


def _place(page, row):
    address = page.venue.address if page.venue and not row.is_relocated and not page.place else ""
    return ", ".join(filter(None, [row.place_text, address]))


def _own_uid(row):
    """Of a date that stands for itself although others share its plan."""
    return f"{row.uid}-{row.original_start.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _stamp(series, row):
    return max(filter(None, [row.changed_at, series.page.last_published_at]))


def _add_moments(event, name, moments, precision):
    """Moments or days under a name, in the zone on the wall."""
    if precision == Precision.DAY:
        values = [wall(moment).date() for moment in moments]
        parameters = {"VALUE": "DATE"}
    else:
        values = [moment.astimezone(ISTANBUL if moment >= SAME_OFFSET_SINCE else UTC) for moment in moments]
        parameters = {}
    event.add(name, values if name == "exdate" else values[0], parameters=parameters)
