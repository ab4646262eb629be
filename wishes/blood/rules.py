"""The numbers that steer the donor list, as they stand on a day: rows of Rule, or what was shipped."""

import json
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from .eligibility import Limits

DATA = Path(__file__).resolve().parent / "data" / "rules.json"


@dataclass(frozen=True)
class Rules:
    limits: Limits
    consent_months: int
    remind_days: int
    receipt_years: int
    caller_days: int
    enough_percent: int
    wave_minutes: int
    wave_most: int
    last_wave_minutes: int
    prior_yes_percent: int
    approve_minutes: int
    day_from: int
    evening_from: int
    evening_until: int

    @classmethod
    def of(cls, values):
        """values: {key: number} with every key of the shipped file."""
        limits = Limits(**{field.name: values[field.name] for field in fields(Limits)})
        return cls(limits=limits, **{field.name: values[field.name] for field in fields(cls) if field.name != "limits"})

    def enough_for(self, units):
        """How many have to say yes before nobody else is asked; rounded up, never fewer than the units."""
        return max(units, -(-units * self.enough_percent // 100))

    @property
    def between_waves(self):
        return timedelta(minutes=self.wave_minutes)

    @property
    def last_wave_before(self):
        return timedelta(minutes=self.last_wave_minutes)

    @property
    def approval(self):
        return timedelta(minutes=self.approve_minutes)


@cache
def shipped():
    """The rows of data/rules.json, dates as dates."""
    rows = json.loads(DATA.read_text(encoding="utf-8"))
    return [row | {"valid_from": date.fromisoformat(row["valid_from"])} for row in rows]


@cache
def shipped_values():
    return {row["key"]: row["value"] for row in shipped()}
