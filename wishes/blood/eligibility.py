"""Who can give blood to whom, and when again: pure rules over numbers that are data (rules.py), each with its source.

Only what the list needs to know whom to call. The doctor of the donation centre decides; this decides nothing but
whose telephone stays silent.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from .groups import Group

MALE, FEMALE = "m", "f"


@dataclass(frozen=True)
class Limits:
    """Ages in completed years, intervals in days. Rows of Rule give these; nothing medical is a constant."""

    youngest: int  # 18 completed: "19'dan gün almış"
    oldest: int  # 65: not yet 66
    oldest_first: int  # 60: a first donation not after that, not yet 61
    oldest_regular: int  # 69: regular donors under 70
    lightest: int  # kilograms
    interval_male: int
    interval_female: int
    interval_old: int  # between `oldest` and `oldest_regular`: at most once a year


@dataclass(frozen=True)
class Facts:
    """What the list knows of one donor. sex: MALE, FEMALE or "" (not told)."""

    born_on: date
    sex: str = ""
    last_donation_on: date | None = None


def can_give(donor: Group, recipient: Group) -> bool:
    """Red cells: every antigen of the donor's is one of the recipient's. 27 of 64 pairs.

    Source: ABO and Rh rule for red-cell transfusion; hospitals prefer the identical group.
    """
    return donor.letters <= recipient.letters and (recipient.is_positive or not donor.is_positive)


def givers(recipient: Group, *, compatible: bool = False) -> list[Group]:
    """Groups to ask: the very same first, the other compatible ones only when asked for."""
    others = [group for group in Group if group != recipient and can_give(group, recipient)]
    return [recipient, *(others if compatible else [])]


def birthday(born_on: date, age: int) -> date:
    """The day on which somebody completes `age` years; who was born on 29 February does so on 1 March."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)


def age_on(born_on: date, day: date) -> int:
    """Completed years."""
    years = day.year - born_on.year
    return years if birthday(born_on, years) <= day else years - 1


def is_of_age(facts: Facts, day: date, limits: Limits) -> bool:
    """Completed 18, not entered 66; a first donation not after 60; regular donors under 70.

    Source: kangonulluleri.com kan verme kriterleri (Ulusal Kan ve Kan Bileşenleri ölçütleri).
    """
    oldest = limits.oldest_regular if facts.last_donation_on else limits.oldest_first
    return limits.youngest <= age_on(facts.born_on, day) <= oldest


def interval(facts: Facts, day: date, limits: Limits) -> timedelta:
    """Days between two donations of whole blood: men 90, women 120, above 65 a year. Unsaid counts as the longer one.

    Source: Kızılay, kan verme şartları (erkek 90, kadın 120 gün); above 65 at most once a year.
    """
    if age_on(facts.born_on, day) > limits.oldest:
        return timedelta(days=limits.interval_old)
    return timedelta(days=limits.interval_male if facts.sex == MALE else limits.interval_female)


def is_rested(facts: Facts, day: date, limits: Limits) -> bool:
    return facts.last_donation_on is None or day >= facts.last_donation_on + interval(facts, day, limits)


def is_eligible(facts: Facts, day: date, limits: Limits) -> bool:
    """Nothing we know speaks against asking this donor on this day."""
    return is_of_age(facts, day, limits) and is_rested(facts, day, limits)


def next_eligible_on(facts: Facts, today: date, limits: Limits) -> date | None:
    """The first day from today on at which we may ask; None if no such day will come."""
    day = max(today, birthday(facts.born_on, limits.youngest))
    if facts.last_donation_on:
        rested = facts.last_donation_on + interval(facts, day, limits)
        day = max(day, rested)
        if not is_rested(facts, day, limits):  # the longer interval began with a birthday in between
            day = facts.last_donation_on + timedelta(days=limits.interval_old)
    return day if is_eligible(facts, day, limits) else None
