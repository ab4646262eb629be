"""One month as a table of weeks, with a link on each day that has something."""

import calendar
import re
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from .models import Occurrence

#: Years a link may name; beyond them there is nothing to see.
YEARS = range(2000, 2100)


def parse(text) -> date:
    """ "2026-11" → its first day. Raises ValidationError."""
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text)
    if not match or int(match[1]) not in YEARS or not 1 <= int(match[2]) <= 12:
        raise ValidationError(_("Ayı 2026-11 gibi yazın"))
    return date(int(match[1]), int(match[2]), 1)


def last_day(first: date) -> date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def grid(url, day, today):
    """For parts/calendar.html: title, weeks and neighbouring months. One query; `url` is the event list's address."""
    first = day.replace(day=1)
    last = last_day(first)
    busy = _busy_days(first, last)
    weeks = []
    for week in calendar.Calendar().monthdatescalendar(first.year, first.month):
        weeks.append([_cell(d, busy, url, today) if d.month == first.month else None for d in week])
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    return {
        "title": f"{MONTHS[first.month]} {first.year}",
        "weeks": weeks,
        "previous": _month_link(url, before) if before.year in YEARS else None,
        "next": _month_link(url, after) if after.year in YEARS else None,
    }


def _busy_days(first, last):
    busy = set()
    rows = Occurrence.objects.shown().on_known_days().between(first, last).select_related(None)
    for occurrence in rows.only("starts_at", "ends_at", "precision"):
        day = max(occurrence.first_day, first)
        while day <= min(occurrence.last_day, last):
            busy.add(day)
            day += timedelta(days=1)
    return busy


def _cell(day, busy, url, today):
    name = f"{day.day} {MONTHS[day.month]}"
    return {
        "number": day.day,
        "today": day == today,
        "past": day < today,
        "url": f"{url}?gun={day.isoformat()}" if day in busy else "",
        "label": _("%(day)s, etkinlik var") % {"day": name},
    }


def _month_link(url, day):
    return {"url": f"{url}?ay={day:%Y-%m}", "label": f"{MONTHS[day.month]} {day.year}"}
