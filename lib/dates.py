"""Dates, times and numbers as people in Türkiye write them. Aware datetimes are shown in Istanbul time."""

from datetime import date, datetime
from datetime import time as clock_time
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

ISTANBUL = ZoneInfo("Europe/Istanbul")
MONTHS = ("Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran",
          "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık")  # fmt: skip
WEEKDAYS = ("Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar")


def long(day: date) -> str:
    """ "2 Şubat 2026 Pazartesi"."""
    day = _local(day)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year} {WEEKDAYS[day.weekday()]}"


def short(day: date) -> str:
    """ "02.02.2026"."""
    day = _local(day)
    return f"{day.day:02}.{day.month:02}.{day.year}"


def time(moment: datetime | clock_time) -> str:
    """ "16.00"."""
    moment = _local(moment)
    return f"{moment.hour:02}.{moment.minute:02}"


def range(a, b) -> str:
    """From one moment or day to another, saying nothing twice.

    Times of one day "10.00–16.00"; datetimes of two days "02.02.2026 10.00 – 03.02.2026 16.00";
    days "2–4 Şubat 2026", "28 Şubat – 2 Mart 2026", "30 Aralık 2026 – 2 Ocak 2027".
    """
    a, b = _local(a), _local(b)
    if isinstance(a, clock_time):
        return _joined(time(a), time(b))
    if isinstance(a, datetime):
        if a.date() == b.date():
            return _joined(time(a), time(b))
        return f"{short(a)} {time(a)} – {short(b)} {time(b)}"
    end = f"{b.day} {MONTHS[b.month - 1]} {b.year}"
    if a == b:
        return end
    if (a.year, a.month) == (b.year, b.month):
        return f"{a.day}–{end}"
    if a.year == b.year:
        return f"{a.day} {MONTHS[a.month - 1]} – {end}"
    return f"{a.day} {MONTHS[a.month - 1]} {a.year} – {end}"


def number(value: int | float | Decimal, places: int = 0) -> str:
    """1500 → "1.500"; with places, 1234.5 → "1.234,5". Halves round up, as at school: 2.5 → "3"."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0  # + 0: no "-0"
    return f"{rounded:,f}".translate(str.maketrans(",.", ".,"))


def percent(value: int | float | Decimal, places: int = 0) -> str:
    """62 → "% 62"."""
    return f"% {number(value, places)}"


def until(day: date, today: date) -> str:
    """ "2 gün kaldı", "bugün" or "1 gün geçti"."""
    days = (_day(day) - _day(today)).days
    if days == 0:
        return "bugün"
    return f"{days} gün kaldı" if days > 0 else f"{-days} gün geçti"


def _local(moment):
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(ISTANBUL)
    return moment


def _day(moment: date) -> date:
    moment = _local(moment)
    return moment.date() if isinstance(moment, datetime) else moment


def _joined(a: str, b: str) -> str:
    return a if a == b else f"{a}–{b}"
