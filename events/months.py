"""One month as a table of weeks: how many events each day has, and a link to them. Years of archive."""

import calendar
from datetime import date, timedelta

from django.core.cache import cache
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lib import dates

from .days import YEARS
from .models import Occurrence

#: How far ahead the links to the next month lead when nothing is planned so far.
AHEAD = timedelta(days=366)
#: Seconds for which the ends of the calendar are remembered.
KEPT = 300


def last_day(first: date) -> date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def grid(url, day, today, *, occurrences=None, query=None):
    """For parts/calendar.html: title, weeks and neighbouring months. Two queries, whatever the month holds.

    `url` is the event list's address; `occurrences` the filtered ones it counts; `query(**parameters)` writes the
    query of a link so that the filters stay.
    """
    query = query or _plain_query
    first = day.replace(day=1)
    last = last_day(first)
    counts = count_by_day(Occurrence.objects.shown() if occurrences is None else occurrences, first, last)
    weeks = [
        [_cell(each, counts.get(each, 0), url, query, today) if each.month == first.month else None for each in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    earliest, latest = bounds(today)
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    return {
        "title": f"{MONTHS[first.month]} {first.year}",
        "caption": _("%s: etkinlik olan günler") % f"{MONTHS[first.month]} {first.year}",
        "weeks": weeks,
        "previous": _month_link(url, query, before) if before >= earliest else None,
        "next": _month_link(url, query, after) if after <= latest else None,
    }


def count_by_day(occurrences, first, last):
    """{day: how many}; what lasts several days counts on each of them."""
    rows = occurrences.on_known_days().between(first, last).order_by().select_related(None)
    found = {}
    for starts_at, ends_at in rows.values_list("starts_at", "ends_at").iterator():
        day = max(timezone.localdate(starts_at), first)
        end = min(timezone.localdate(ends_at), last) if ends_at else day
        while day <= end:
            found[day] = found.get(day, 0) + 1
            day += timedelta(days=1)
    return found


def bounds(today) -> tuple[date, date]:
    """The first and the last day that a calendar need show: a robot that follows its links comes to an end."""
    earliest, latest = _stored_bounds()
    return min(earliest or today, today).replace(day=1), max(latest or today, today + AHEAD)


def years_past(today) -> list[int]:
    """Years of the archive, the latest first."""
    earliest, _latest = bounds(today)
    return list(range(today.year, earliest.year - 1, -1))


def _stored_bounds():
    return cache.get_or_set("events:bounds", _ask_bounds, KEPT)


def _ask_bounds():
    """Both ends of an index each, two seeks."""
    ends = Occurrence.objects.aggregate(first=Min("starts_at"), last=Max("over_at"))
    days = [timezone.localdate(moment) if moment else None for moment in (ends["first"], ends["last"])]
    return [date(min(max(day.year, YEARS[0]), YEARS[-1]), day.month, 1) if day else None for day in days]


def _cell(day, count, url, query, today):
    number = ngettext("%(count)s etkinlik", "%(count)s etkinlik", count) % {"count": count}
    return {
        "number": day.day,
        "count": count,
        "today": day == today,
        "past": day < today,
        "url": f"{url}{query(gun=day.isoformat())}#liste" if count else "",
        "label": _("%(day)s, %(number)s") % {"day": dates.long(day), "number": number},
    }


def _month_link(url, query, day):
    return {"url": f"{url}{query(ay=f'{day:%Y-%m}')}", "label": f"{MONTHS[day.month]} {day.year}"}


def _plain_query(**parameters):
    return "?" + "&".join(f"{name}={value}" for name, value in parameters.items())
