"""A day as people write it in an address or a field: "24.11.2026", "24 Kasım", "2026-11-24", "yarın". Pure."""

import re
from datetime import date, timedelta

from lib import dates, turkish

#: Years a link may name; beyond them there is nothing to see.
YEARS = range(2000, 2100)
#: No day takes more signs; longer texts are not even looked at.
LONGEST = 40

_MONTHS = {turkish.fold(name): number for number, name in enumerate(dates.MONTHS, start=1)}
_WEEKDAYS = {turkish.fold(name) for name in dates.WEEKDAYS}
_SPOKEN = {"dun": -1, "bugun": 0, "yarin": 1}
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_FIGURES = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})(?:[./-]([0-9]{4}|[0-9]{2}))?")
_WORDS = re.compile(r"([0-9]{1,2}) ?([a-z]+)(?: ([0-9]{4}))?(?: ([a-z]+))?")


def parse(text: str, today: date) -> date | None:
    """The day, or None for what is no day (31 Şubat, 2026-13-01, a year beyond YEARS).

    Without a year it is the next such day, today included.
    """
    if len(text) > LONGEST:
        return None
    text = turkish.fold(text).replace(" .", ".").strip(" .,")
    if text in _SPOKEN:
        return today + timedelta(days=_SPOKEN[text])
    if match := _ISO.fullmatch(text):
        year, month, day = map(int, match.groups())
        return _day(year, month, day)
    if match := _FIGURES.fullmatch(text.replace(" ", "")):
        day, month, year = match.groups()
        year = int(year) + (2000 if len(year) == 2 else 0) if year else None
        return _day(year, int(month), int(day), today)
    match = _WORDS.fullmatch(text)
    if match and match[2] in _MONTHS and (match[4] is None or match[4] in _WEEKDAYS):
        return _day(int(match[3]) if match[3] else None, _MONTHS[match[2]], int(match[1]), today)
    return None


def month(text: str) -> date | None:
    """ "2026-11" → its first day."""
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text)
    return _day(int(match[1]), int(match[2]), 1) if match else None


def year(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{4}", text) and int(text) in YEARS else None


def _day(year, month, day, today=None):
    try:
        if year is None:
            # The 29th of February may be years away.
            found = (date(today.year + n, month, day) for n in range(9) if _exists(today.year + n, month, day))
            return next((each for each in found if each >= today), None)
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def _exists(year, month, day):
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False
