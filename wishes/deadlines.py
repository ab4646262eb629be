"""Legal clocks: on which day an answer is due. Pure functions over a policy and a calendar of closed days."""

from dataclasses import dataclass
from datetime import date

from lib.workdays import Calendar

CALENDAR_DAYS = "calendar"
WORKING_DAYS = "working"


@dataclass(frozen=True)
class Policy:
    """How long, counted how, by which source. Rows of ClockPolicy give these; nothing legal is a constant."""

    days: int
    counting: str
    source: str = ""


def due_on(policy: Policy, received: date, calendar: Calendar) -> date:
    """The last day to answer. The day of receipt is day 0; a last day that is closed moves to the next working day."""
    if policy.counting == WORKING_DAYS:
        return calendar.add_working_days(received, policy.days)
    return calendar.add_calendar_days(received, policy.days)


def promised_on(working_days: int, received: date, legal_due: date | None, calendar: Calendar) -> date:
    """The day we promise: the topic's own target in working days, never later than the law allows."""
    promise = calendar.add_working_days(received, working_days)
    return min(promise, legal_due) if legal_due else promise
