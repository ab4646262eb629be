"""A closed day that comes or goes moves dates: legal days of contacts, and promised days that fall on it.

First what would move is shown (`rehearse`), then it is carried out case by case, each in a transaction of its own, by a
worker or the clock. A case that was moved does not move again: killed halfway or taken up by two, all end the same.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from lib import dates

from . import clocks, deadlines, services
from .clocks import Almanac
from .kinds import KINDS
from .models import CalendarChange, Case, CaseEvent, ClockPolicy, ClosedDay, Contact, MovedCase
from .workflow import OURS, NotifyBy

logger = logging.getLogger(__name__)

BATCH = 200


@dataclass
class Move:
    """What happens to one case."""

    case_id: int
    due_before: date | None = None
    due_now: date | None = None
    promised_before: date | None = None
    promised_now: date | None = None


@dataclass
class Rehearsal:
    """What a change of the calendar would do."""

    cases: int = 0
    legal: int = 0  # cases with a legal day that moves
    promised: int = 0  # cases whose promised day moves
    told: int = 0  # of these, whose citizen gets a message
    first: list[Move] = field(default_factory=list)  # the first few of those asked for


# -- What would be --------------------------------------------------------------------------
def rehearse(day, *, was_added, name="", shows: Callable | None = None, most=20):
    """What would move if `day` became closed (or, was_added=False, open again). Reads in batches, writes nothing.

    shows: of the primary keys of cases, those that the asking person may see.
    """
    almanac, found = Almanac(_calendar_with(day, name) if was_added else _calendar_without(day)), Rehearsal()
    for batch in _batches(day, was_added):
        moves = []
        for case in _with_what_moves(batch):
            move = _move_of(case, day, was_added, almanac)
            if move is None:
                continue
            moves.append(move)
            found.cases += 1
            found.legal += move.due_before is not None
            if move.promised_now:
                found.promised += 1
                found.told += sum(_will_be_told(told) for told in [case, *case.merged.all()])
        if moves and len(found.first) < most:
            seen = shows([move.case_id for move in moves]) if shows else {move.case_id for move in moves}
            found.first += [move for move in moves if move.case_id in seen][: most - len(found.first)]
    return found


def _calendar_with(day, name=""):
    return dict(ClosedDay.objects.values_list("date", "name")) | {day: name}


def _calendar_without(day):
    return dict(ClosedDay.objects.exclude(date=day).values_list("date", "name"))


def _batches(day, was_added):
    """Primary keys of the cases that may be concerned, in order, some at a time."""
    concerned, after = Case.objects.filter(_concerned(day, was_added)).order_by("pk"), 0
    while batch := list(concerned.filter(pk__gt=after).values_list("pk", flat=True)[:BATCH]):
        yield batch
        after = batch[-1]


def _concerned(day, was_added):
    """Clocks in calendar days move only when they end there; those in working days when they run over the day."""
    ends = {day, Almanac(_calendar_with(day)).calendar(day).roll_forward(day)}
    working = set(ClockPolicy.objects.filter(counting=deadlines.WORKING_DAYS).values_list("key", flat=True))
    contacts = Contact.objects.running().filter(
        Q(due_on__in=ends)
        | Q(clock__in=working, due_on__gte=day) & (Q(started_on__lt=day) | Q(started_on=None, at__date__lt=day))
    )
    concerned = Q(pk__in=contacts.values("case"))
    if was_added and day >= timezone.localdate():
        concerned |= Q(status__in=OURS, promised_on=day)
    return concerned


def _with_what_moves(pks):
    running = Contact.objects.running().prefetch_related("pauses")
    return (
        Case.objects.filter(pk__in=pks)
        .order_by("pk")
        .prefetch_related(Prefetch("contacts", running, to_attr="running"), "merged")
    )


def _move_of(case, day, was_added, almanac):
    """The Move of a case (with its contacts in `running`) under this calendar, or None."""
    move, days = Move(case.pk), []
    for contact in case.running:
        reckoning = almanac.reckon(contact)
        due = reckoning.due if reckoning else contact.due_on
        if due:
            days.append(due)
        if due != contact.due_on and (move.due_before is None or contact.due_on < move.due_before):
            move.due_before, move.due_now = contact.due_on, due
    move.promised_before, move.promised_now = _promise(case, min(days, default=case.due_on), day, was_added, almanac)
    return move if move.due_before or move.promised_now else None


def _promise(case, due, day, was_added, almanac):
    """(promised day before, now), or (None, None): a promise falls on the day, or is nothing but the legal day."""
    if case.status not in OURS or case.promised_on is None:
        return None, None
    promised = case.promised_on
    if case.promise_days is None and promised == case.due_on:
        promised = due
    elif was_added and promised == day and day >= timezone.localdate():
        promised = almanac.calendar(day).roll_forward(day)
    return (case.promised_on, promised) if promised and promised != case.promised_on else (None, None)


def _will_be_told(case):
    return case.person_id is not None and case.notify_by != NotifyBy.NONE and KINDS[case.kind].tells_days


# -- Carrying it out ------------------------------------------------------------------------
@transaction.atomic
def begin(day, name, *, was_added, by):
    """Note the change, in the transaction that makes it; a worker carries it out. Returns the CalendarChange."""
    change = CalendarChange.objects.create(day=day, name=name, was_added=was_added, by=by)
    work.enqueue(change.pk)
    return change


@task(backend="background")
def work(change_id):
    carry_on(change_id)


def resume():
    """Take up what a killed worker left behind. For the clock. Returns how many cases were moved."""
    unfinished = CalendarChange.objects.filter(finished_at=None).order_by("pk")
    return sum(carry_on(pk, seconds=30) for pk in unfinished.values_list("pk", flat=True))


def carry_on(change_id, *, seconds=None):
    """Move one case after the other until none is left or the time is over. Returns how many moved."""
    change = CalendarChange.objects.filter(pk=change_id, finished_at=None).first()
    if change is None:
        return 0
    end = time.monotonic() + seconds if seconds else None
    almanac, moved, failed = Almanac(), 0, False
    for pk in (pk for batch in _batches(change.day, change.was_added) for pk in batch):
        try:
            moved += _carry_out(change, pk, almanac)
        except (services.MoveRefused, services.Stale):  # closed or taken by somebody meanwhile
            continue
        except Exception as fault:
            failed = True
            logger.error("case %s: days not moved, %s", pk, type(fault).__name__)  # the text might hold personal data
        if end and time.monotonic() > end:
            return moved
    if not failed:  # else the clock comes back
        CalendarChange.objects.filter(pk=change.pk, finished_at=None).update(finished_at=timezone.now())
    return moved


@transaction.atomic
def _carry_out(change, pk, almanac):
    Case.objects.select_for_update().get(pk=pk)
    case = _with_what_moves([pk]).get()
    if MovedCase.objects.filter(change=change, case=case).exists():
        return 0
    move = _move_of(case, change.day, change.was_added, almanac)
    if move is None:
        return 0
    facts = {}
    if move.promised_now:
        facts["promised_on"] = move.promised_now
        if case.first_promised_on == move.promised_before:  # the decree moved it, not we
            facts["first_promised_on"] = move.promised_now
    case = services.move(case, "time", None, **facts)
    moved = clocks.settle(case, almanac=almanac)
    event = services.record(
        case,
        CaseEvent.Kind.RECKONED,
        by=change.by,
        text=_words(change),
        public=bool(move.promised_now),
        data={
            "change": change.pk,
            "contacts": [
                [contact, *(day.isoformat() if day else "" for day in days)] for contact, days in moved.items()
            ],
            **{
                name: day.isoformat()
                for name, day in [
                    ("due_before", move.due_before),
                    ("due_on", move.due_now),
                    ("promised_before", move.promised_before),
                    ("promised_on", move.promised_now),
                ]
                if day
            },
        },
    )
    MovedCase.objects.create(
        change=change,
        case=case,
        event=event,
        due_before=move.due_before,
        due_now=move.due_now,
        promised_before=move.promised_before,
        promised_now=move.promised_now,
    )
    if move.promised_now and KINDS[case.kind].tells_days:
        services.tell(case, "case_promised", event)
    return 1


def _words(change):
    said = _("Kapalı gün: %(day)s, %(name)s.") if change.was_added else _("Artık açık gün: %(day)s.")
    return said % {"day": dates.long(change.day), "name": change.name}
