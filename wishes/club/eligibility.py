"""Who may claim the membership: pure rules about birthdays, counted by the day.

Source of the age: Turkish Civil Code (4721) art. 11, of age begins when eighteen years are completed. Which eighteenth
birthdays a season covers is the directorate's data (Season).
"""

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

AGE = 18


class Verdict(StrEnum):
    EARLY = "early"  # the eighteenth birthday is still to come
    WINDOW = "window"
    LATE = "late"  # turned eighteen before the season's first day
    NEXT = "next"  # turned eighteen already, but after this season's last day: the next one's


@dataclass(frozen=True)
class Window:
    """Eighteenth birthdays that a season covers, both days included."""

    first: date
    last: date


def turns_18_on(birth: date) -> date:
    """The day on which eighteen years are completed.

    29 February has no counterpart eighteen years later (18 is no multiple of four). Where the last month has no such
    day, a period of years ends on the last day of that month: Code of Obligations (6098) art. 92 no. 3, which holds
    for the whole of private law by Civil Code art. 5. So it is 28 February, the reading in favour of the young person.
    """
    return _years_after(birth, AGE)


def verdict(birth: date, window: Window, today: date) -> Verdict:
    birthday = turns_18_on(birth)
    if birthday > today:
        return Verdict.EARLY
    if birthday < window.first:
        return Verdict.LATE
    return Verdict.WINDOW if birthday <= window.last else Verdict.NEXT


def age(birth: date, today: date) -> tuple[int, int, int]:
    """Completed years, months and days: (18, 0, 4). Raises ValueError for a birth in the future."""
    if birth > today:
        raise ValueError("not born yet")
    years = today.year - birth.year
    if _years_after(birth, years) > today:
        years -= 1
    months = 0
    while _months_after(birth, years * 12 + months + 1) <= today:
        months += 1
    return years, months, (today - _months_after(birth, years * 12 + months)).days


def _years_after(day: date, years: int) -> date:
    return _months_after(day, years * 12)


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
