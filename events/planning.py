"""The plan and the changes make the dates. Pure: no query, the same answer however often it is asked.

The plan is what an editor types and revises with the page (EventDate); a change is one act with a reason that is
never lost (Change). A date's key (plan uid, original start) is its UID and RECURRENCE-ID in calendars.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from .dated import over_at
from .rules import MOST, TooMany, wall

SCHEDULED, MOVED, CANCELLED, POSTPONED = "scheduled", "moved", "cancelled", "postponed"
RELOCATED, RESTORED = "relocated", "restored"
PARTY_LIMIT = 4  # people in one registration, unless an editor says otherwise
#: From which states an act is lawful. (A date that only changed its place can be restored too.)
LAWFUL = {
    CANCELLED: {SCHEDULED, MOVED, POSTPONED},
    MOVED: {SCHEDULED, MOVED, POSTPONED},
    POSTPONED: {SCHEDULED, MOVED},
    RELOCATED: {SCHEDULED, MOVED},
    RESTORED: {MOVED, CANCELLED, POSTPONED},
}


@dataclass
class Planned:
    """One date as it stands after all changes; the fields of Occurrence under the same names."""

    plan: UUID
    original_start: datetime
    starts_at: datetime
    ends_at: datetime | None
    precision: str
    place: str
    neighbourhood_id: int | None
    note: str
    capacity: int | None
    party_limit: int = PARTY_LIMIT
    state: str = SCHEDULED
    reason: str = ""
    is_relocated: bool = False

    @property
    def key(self):
        return self.plan, self.original_start

    @property
    def over_at(self):
        return over_at(self.starts_at, self.ends_at, self.precision)


def expand(dates: Iterable, changes: Iterable = ()) -> list[Planned]:
    """All dates of an event, in time. `changes` in the order they were made. Raises TooMany.

    Two rows of the plan that mean the same moment both stay: they may be two places.
    """
    found = []
    for date in dates:
        for planned in _dates_of(date):
            if len(found) >= MOST:
                raise TooMany
            found.append(planned)
    changes = list(changes)
    if changes:
        found = [_changed(planned, changes) for planned in found]
    return sorted(found, key=lambda planned: (planned.starts_at, planned.original_start, planned.plan))


def _dates_of(date):
    length = wall(date.ends_at) - wall(date.starts_at) if date.ends_at else None
    for start in date.repetition.starts(date.starts_at):
        yield Planned(
            plan=date.uid,
            original_start=start,
            starts_at=start,
            ends_at=start + length if length is not None else None,  # aware + length stays on the wall clock
            precision=date.precision,
            place=date.place,
            neighbourhood_id=date.neighbourhood_id,
            note=date.note,
            capacity=date.capacity,
            party_limit=date.party_limit,
        )


def _changed(planned, changes):
    """The date after everything that was done to it and not undone."""
    standing = []
    for change in changes:
        if not (_is_of_all_and_this(change, planned, standing) if change.is_of_all else change.key == planned.key):
            continue
        if change.what != RESTORED:
            standing.append(change)
        elif change.is_of_all:
            # What was done to the whole event is undone; what was done to this date alone stays.
            standing = [earlier for earlier in standing if not earlier.is_of_all]
        else:
            standing = []
    return _taken(planned, standing)


def _is_of_all_and_this(change, planned, standing):
    """Does an act on the whole event touch this date? What has been, has been; what was off already, stays so."""
    if planned.plan not in change.plans:
        return False
    now = _taken(planned, standing)
    return lies_ahead(now, change.at) and (change.what == RESTORED or now.state in LAWFUL[change.what])


def lies_ahead(date, moment):
    """A date that was put off can still get its new day."""
    return date.over_at >= moment or date.state == POSTPONED


def _taken(planned, changes):
    for change in changes:
        planned = replace(planned, reason=change.reason, **_effect(change))
    return planned


def _effect(change):
    match change.what:
        case "relocated":
            return {"place": change.new["place"], "neighbourhood_id": change.new["neighbourhood"], "is_relocated": True}
        case "moved":
            ends = change.new["ends_at"]
            return {
                "state": MOVED,
                "starts_at": datetime.fromisoformat(change.new["starts_at"]),
                "ends_at": datetime.fromisoformat(ends) if ends else None,
                "precision": change.new["precision"],
            }
    return {"state": change.what}
