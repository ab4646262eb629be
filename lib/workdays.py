"""Working days as the legal clocks count them.

The convention: the day of receipt is day 0; Saturdays, Sundays and full public holidays are closed (Law 2429); half
days count as working, which is the stricter reading; a due day that is closed moves to the next working day.
Administrative leave (idari izin) is decreed each year: hand it in as `extra_closed`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

import holidays

DAY = timedelta(days=1)
WEEKEND = {5: "Cumartesi", 6: "Pazar"}
ADMINISTRATIVE_LEAVE = "İdari izin"


class OutsideCalendar(ValueError):
    """The calendar does not know the holidays of that year, so it will not guess."""


@dataclass(frozen=True)
class Calendar:
    """Closed days beside the weekends. Without `first` and `last` it claims to know every year."""

    closed: frozenset[date] = frozenset()
    names: Mapping[date, str] = field(default_factory=dict, compare=False, repr=False)
    first: date | None = None
    last: date | None = None

    def __post_init__(self):
        object.__setattr__(self, "closed", frozenset(self.closed))

    def is_working(self, day: date) -> bool:
        self._check(day)
        return day.weekday() not in WEEKEND and day not in self.closed

    def closed_because(self, day: date) -> str:
        """Name of the holiday, else of the weekend day; "" on a working day."""
        if self.is_working(day):
            return ""
        return self.names.get(day) or WEEKEND.get(day.weekday()) or ADMINISTRATIVE_LEAVE

    def roll_forward(self, day: date) -> date:
        """`day` itself, or the first working day after it."""
        while not self.is_working(day):
            day += DAY
        return day

    def add_working_days(self, start: date, n: int) -> date:
        """The n-th working day after `start`; for 0, `start` rolled forward."""
        _check_count(n)
        day = start
        for _ in range(n):
            day = self.roll_forward(day + DAY)
        return self.roll_forward(day)

    def add_calendar_days(self, start: date, n: int) -> date:
        """`start` + n days, rolled forward."""
        _check_count(n)
        return self.roll_forward(start + n * DAY)

    def closed_days(self, first: date, last: date) -> tuple["ClosedDay", ...]:
        """The closed days from `first` to `last`, both included, each with its name."""
        days = (first + n * DAY for n in range((last - first).days + 1))
        return tuple(ClosedDay(day, name) for day in days if (name := self.closed_because(day)))

    def working_days_between(self, a: date, b: date) -> int:
        """Working days after `a` up to and with `b`; negative when `b` is before `a`."""
        if b < a:
            return -self.working_days_between(b, a)
        return sum(self.is_working(a + n * DAY) for n in range(1, (b - a).days + 1))

    def _check(self, day: date) -> None:
        # A datetime never equals a date: every holiday would silently count as working.
        if isinstance(day, datetime):
            raise TypeError("a date is needed, not a datetime")
        if (self.first and day < self.first) or (self.last and day > self.last):
            raise OutsideCalendar(f"this calendar runs from {self.first} to {self.last}; {day} is outside")


@dataclass(frozen=True)
class ClosedDay:
    day: date
    name: str


def turkish_holidays(years: Iterable[int]) -> dict[date, str]:
    """Full public holidays with their Turkish names, in order of date. Estimated ones carry "(tahmini)"."""
    found = holidays.country_holidays("TR", years=sorted(set(years)), language="tr", categories=("public",))
    return dict(sorted(found.items()))


def calendar(start_year: int, end_year: int, extra_closed: Iterable[date] | Mapping[date, str] = ()) -> Calendar:
    """Calendar of Türkiye for clocks that start in these years; it runs one year on, for clocks that cross New Year.

    `extra_closed`: dates, or dates with the name to show for each.
    """
    if not isinstance(extra_closed, Mapping):
        extra_closed = dict.fromkeys(extra_closed, ADMINISTRATIVE_LEAVE)
    return _calendar(start_year, end_year, tuple(sorted(extra_closed.items())))


@lru_cache(maxsize=32)
def _calendar(start_year: int, end_year: int, extra_closed: tuple[tuple[date, str], ...]) -> Calendar:
    if end_year < start_year:
        raise ValueError("a calendar ends before it starts")
    names = dict(extra_closed) | turkish_holidays(range(start_year, end_year + 2))
    return Calendar(frozenset(names), names, first=date(start_year, 1, 1), last=date(end_year + 1, 12, 31))


def _check_count(n: int) -> None:
    if n < 0:
        raise ValueError("clocks do not run backwards")
