"""What is said of a date: all that is known and nothing more. For everything with starts_at, ends_at and precision."""

import calendar

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from lib import dates


class Precision(models.TextChoices):
    """How much is known of a date. Nothing is made up to fill a calendar."""

    TIME = "time", _("gün ve saat")
    DAY = "day", _("yalnız gün")
    MONTH = "month", _("yalnız ay")
    YEAR = "year", _("yalnız yıl")


def over_at(starts_at, ends_at, precision):
    """The last moment that belongs to a date."""
    last = timezone.localtime(ends_at or starts_at)
    if precision == Precision.TIME and ends_at:
        return ends_at
    if precision == Precision.MONTH:
        last = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    elif precision == Precision.YEAR:
        last = last.replace(month=12, day=31)
    # Nobody said how long it takes: it belongs to its day until the day is over.
    return last.replace(hour=23, minute=59, second=59, microsecond=0)


class Dated:
    """Facts of a date in words."""

    @cached_property
    def first_day(self):
        return timezone.localdate(self.starts_at)

    @cached_property
    def last_day(self):
        return timezone.localdate(self.ends_at) if self.ends_at else self.first_day

    @property
    def is_one_day(self):
        return self.first_day == self.last_day

    @property
    def is_one_month(self):
        return (self.first_day.year, self.first_day.month) == (self.last_day.year, self.last_day.month)

    @property
    def leaf(self):
        """Which kind of calendar leaf shows it: a day's, a month's or a year's."""
        return "" if self.precision in (Precision.TIME, Precision.DAY) else str(self.precision)

    @property
    def day_text(self):
        """ "24 Kasım 2026 Salı", "19 Şubat – 15 Mart 2026", "Ağustos 2025", "2025"."""
        if self.precision == Precision.YEAR:
            return str(self.first_day.year)
        if self.precision == Precision.MONTH:
            return _months(self.first_day, self.last_day)
        return dates.long(self.first_day) if self.is_one_day else dates.range(self.first_day, self.last_day)

    @property
    def hours(self):
        """ "10.00–16.00", or nothing where no hour is known."""
        if self.precision != Precision.TIME:
            return ""
        if self.ends_at and self.is_one_day:
            return dates.range(self.starts_at, self.ends_at)
        return dates.time(self.starts_at)

    @property
    def when(self):
        """The whole date: "24 Kasım 2026 Salı, 10.00–16.00"."""
        return f"{self.day_text}, {self.hours}" if self.hours else self.day_text

    @property
    def beside_leaf(self):
        """What the leaf in a list does not say yet: the hours, or how long it lasts."""
        if self.precision == Precision.MONTH:
            return "" if self.is_one_month else self.when
        if self.precision == Precision.YEAR:
            return ""
        return self.hours if self.is_one_day else dates.range(self.first_day, self.last_day)


def _months(first, last):
    """ "Ağustos 2025", "Şubat–Mart 2026"."""
    end = f"{dates.MONTHS[last.month - 1]} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return end
    start = dates.MONTHS[first.month - 1]
    return f"{start}–{end}" if first.year == last.year else f"{start} {first.year} – {end}"
