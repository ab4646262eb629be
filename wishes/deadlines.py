"""Legal clocks: on which day an answer is due, and why. Pure functions over a policy and a calendar of closed days.

The convention: the day of receipt is day 0. A day counts when no pause covers it and, for clocks in working days, when
it is one. The last day moves on to a working day when it is closed. The day on which a clock stops and the one on
which it may run again both stand still: like the day of receipt, they are the day before the counting.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lib.workdays import DAY, Calendar, ClosedDay

CALENDAR_DAYS = "calendar"
WORKING_DAYS = "working"


@dataclass(frozen=True)
class Policy:
    """How long, counted how, by which source. Rows of ClockPolicy give these; nothing legal is a constant."""

    days: int
    counting: str
    source: str = ""
    extended_days: int | None = None  # counted from day 0 as well; None: cannot be extended
    unpaid_days: int | None = None  # working days after a fee notice; None: no fee may be asked
    pauses_for_citizen: bool = False  # may the clock stand still while we wait for the applicant?


@dataclass(frozen=True)
class Pause:
    """Days on which the clock stands still, both ends included; `last` is None while nobody knows the end."""

    first: date
    last: date | None = None

    def __post_init__(self):
        if self.last is not None and self.last < self.first:
            raise ValueError("a pause ends before it begins")


@dataclass(frozen=True)
class Stretch:
    """Counted days in an unbroken row: the first of them is the `number`-th of the clock."""

    first: date
    last: date
    number: int

    @property
    def days(self):
        return (self.last - self.first).days + 1

    @property
    def last_number(self):
        return self.number + self.days - 1


@dataclass(frozen=True)
class Reckoning:
    """How a due day came about."""

    policy: Policy
    received: date  # day 0
    days: int  # how many the clock counts
    extended: bool
    due: date | None  # None while a pause is open
    reached: date | None  # the last counted day, before a closed one moves it on
    left: int  # days still to count when the clock stands
    counted: tuple[Stretch, ...]
    skipped: tuple[ClosedDay, ...]  # closed days on the way that did not count
    pauses: tuple[Pause, ...]  # those on the way, overlapping and neighbouring ones as one
    rolled: tuple[ClosedDay, ...]  # closed days that moved the last day on

    @property
    def stands(self):
        """The clock waits for the end of a pause."""
        return self.due is None


def reckon(
    policy: Policy,
    received: date,
    calendar: Calendar,
    *,
    extended: bool = False,
    pauses: Iterable[Pause] = (),
) -> Reckoning:
    """The last day to answer, with all that led to it."""
    extended = extended and policy.extended_days is not None
    days = policy.extended_days if extended else policy.days
    in_working_days = policy.counting == WORKING_DAYS
    ahead = [pause for pause in union(pauses) if pause.last is None or pause.last > received]
    day, left, counted, skipped, stood = received, days, [], [], []
    while left:
        day += DAY
        if ahead and ahead[0].first <= day:
            stood.append(ahead.pop(0))
            if stood[-1].last is None:
                break
            day = stood[-1].last
        elif in_working_days and not calendar.is_working(day):
            skipped.append(ClosedDay(day, calendar.closed_because(day)))
        else:
            if counted and counted[-1].last == day - DAY:
                counted[-1] = Stretch(counted[-1].first, day, counted[-1].number)
            else:
                counted.append(Stretch(day, day, days - left + 1))
            left -= 1
    reached = None if left else day
    due = None if left else calendar.roll_forward(day)
    return Reckoning(
        policy,
        received,
        days,
        extended,
        due,
        reached,
        left,
        tuple(counted),
        tuple(skipped),
        tuple(stood),
        () if left else calendar.closed_days(day, due),
    )


def union(pauses: Iterable[Pause]) -> list[Pause]:
    """The same days without overlaps and without gaps of nothing, in order."""
    merged: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.first):
        before = merged[-1] if merged else None
        if before and before.last is None:
            break  # an open pause swallows all that comes after it
        if before and pause.first <= before.last + DAY:
            ends = None if pause.last is None else max(before.last, pause.last)
            merged[-1] = Pause(before.first, ends)
        else:
            merged.append(pause)
    return merged


def due_on(policy: Policy, received: date, calendar: Calendar) -> date:
    """The last day to answer when nothing was extended and nothing stood still."""
    return reckon(policy, received, calendar).due


def promised_on(working_days: int, received: date, legal_due: date | None, calendar: Calendar) -> date:
    """The day we promise: the topic's own target in working days, never later than the law allows."""
    promise = calendar.add_working_days(received, working_days)
    return min(promise, legal_due) if legal_due else promise


def promised_after_waiting(
    promised: date, asked: date, replied: date, legal_due: date | None, calendar: Calendar
) -> date:
    """The promised day after we waited for the applicant: it moves on by the working days waited, never beyond the
    legal day. A promise that was broken before we asked stays broken."""
    if promised < asked:
        return promised
    moved = calendar.add_working_days(promised, calendar.working_days_between(asked, replied))
    return max(promised, min(moved, legal_due) if legal_due else moved)
