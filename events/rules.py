"""Repetition: from what an editor chooses to an RFC 5545 rule and the days it means. Pure.

Hours are those on the wall in İzmit: an event at 20.00 stays at 20.00 whatever the law does with summer time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from dateutil import rrule

from lib.dates import ISTANBUL

NONE, DAILY, WEEKLY, MONTHLY, MONTHLY_WEEKDAY, YEARLY = "", "daily", "weekly", "monthly", "monthly_weekday", "yearly"
#: In the order of date.weekday().
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
#: Dates of one event; more is a slip of the finger.
MOST = 1000


class TooMany(Exception):
    """A rule or an event means more than MOST dates."""


@dataclass(frozen=True)
class Rule:
    """How a date repeats. It must end: `until` (the last day) or `count`, never both."""

    repeats: str
    weekdays: tuple[str, ...] = ()
    until: date | None = None
    count: int | None = None

    def text(self, first: datetime, *, all_day: bool = False) -> str:
        """The RRULE for a DTSTART of `first` (aware): "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20240813T205959Z".

        `all_day`: DTSTART is a DATE, so UNTIL is one too (RFC 5545 §3.3.10).
        """
        if not self.repeats:
            return ""
        parts = [f"FREQ={self.repeats.partition('_')[0].upper()}"]
        local = first.astimezone(ISTANBUL)
        if self.repeats == WEEKLY:
            parts.append(f"BYDAY={','.join(self._weekdays(local))}")
        elif self.repeats == MONTHLY_WEEKDAY:
            parts.append(f"BYDAY={_place_in_month(local)}{WEEKDAYS[local.weekday()]}")
        if self.count:
            parts.append(f"COUNT={self.count}")
        elif self.until and all_day:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        elif self.until:
            last = datetime.combine(self.until, time(23, 59, 59), ISTANBUL).astimezone(UTC)
            parts.append(f"UNTIL={last:%Y%m%dT%H%M%SZ}")
        return ";".join(parts)

    def starts(self, first: datetime) -> Iterator[datetime]:
        """Every beginning, the first included, aware. Raises TooMany after MOST."""
        local = wall(first)
        if not self.repeats:
            yield first
            return
        for number, moment in enumerate(self._rrule(local)):
            if number >= MOST:
                raise TooMany
            yield moment.replace(tzinfo=ISTANBUL)

    def _rrule(self, local):
        more = {}
        if self.repeats == WEEKLY:
            more["byweekday"] = [WEEKDAYS.index(name) for name in self._weekdays(local)]
        elif self.repeats == MONTHLY_WEEKDAY:
            more["byweekday"] = rrule.weekday(local.weekday(), _place_in_month(local))
        if self.count:
            more["count"] = self.count
        elif self.until:
            more["until"] = datetime.combine(self.until, time(23, 59, 59))
        return rrule.rrule(FREQUENCIES[self.repeats], dtstart=local, **more)

    def _weekdays(self, local):
        return sorted(self.weekdays or (WEEKDAYS[local.weekday()],), key=WEEKDAYS.index)


FREQUENCIES = {
    DAILY: rrule.DAILY,
    WEEKLY: rrule.WEEKLY,
    MONTHLY: rrule.MONTHLY,
    MONTHLY_WEEKDAY: rrule.MONTHLY,
    YEARLY: rrule.YEARLY,
}


def wall(moment: datetime) -> datetime:
    """What the clock on the wall in İzmit says, without a zone."""
    return moment.astimezone(ISTANBUL).replace(tzinfo=None)


def _place_in_month(day):
    """Which Saturday of the month: 1–4, or -1 for the last. A fifth one is the last: not every month has five."""
    place = (day.day - 1) // 7 + 1
    return -1 if place == 5 else place
