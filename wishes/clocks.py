"""The legal clocks of contacts: which one runs, until when, and why. Called by the verbs in services.py, inside their
transactions; what staff do to a clock (extend, ask a fee) stands above those, in clock_verbs.py."""

from functools import cached_property

from django.utils import timezone

from lib import workdays

from . import deadlines
from .deadlines import Reckoning
from .kinds import KINDS
from .models import Case, ClockPolicy, ClosedDay, Contact
from .workflow import Channel

#: The clock that a way of reaching us starts, whatever the matter is (None) or for a kind with this clock of its own.
STARTED_BY = {
    (Channel.CIMER, None): "cimer",
    (Channel.CIMER, "information"): "cimer-information",
    (Channel.ACIK_KAPI, None): "acik-kapi",
    (Channel.INFORMATION, None): "information",
}


def clock_for(kind, channel):
    """Key of the ClockPolicy that a contact of this kind through this channel starts; "" when no law sets a day."""
    own = KINDS[kind].clock
    return STARTED_BY.get((channel, own)) or STARTED_BY.get((channel, None), own)


class Almanac:
    """Policies and closed days, read once: for one contact or for thousands.

    closed: {day: name} instead of the rows of ClosedDay, to ask what would be if there were others.
    """

    def __init__(self, closed=None):
        if closed is not None:
            self.closed = closed
        self._policies = {}

    @cached_property
    def closed(self):
        return dict(ClosedDay.objects.values_list("date", "name"))

    def policy(self, key, day):
        """The row in force for a clock on a day, or None."""
        if not key:
            return None
        if key not in self._policies:
            self._policies[key] = list(ClockPolicy.objects.filter(key=key).order_by("-valid_from"))
        for row in self._policies[key]:
            if row.valid_from <= day and (row.valid_until is None or row.valid_until >= day):
                return row
        return None

    def calendar(self, first, last=None):
        """Public holidays and closed days from the year of `first` to two years after `last`, and the one after."""
        return workdays.calendar(first.year - 1, (last or first).year + 2, extra_closed=self.closed)

    def reckon(self, contact) -> Reckoning | None:
        """None when no law sets a day for this contact."""
        start = day_0(contact)
        row = self.policy(contact.clock, start)
        if row is None:
            return None
        pauses = [deadlines.Pause(pause.first, pause.last) for pause in contact.pauses.all()]
        last = max([start, *(pause.last or pause.first for pause in pauses)])
        return deadlines.reckon(
            row.policy,
            start,
            self.calendar(start, last),
            extended=contact.extended_on is not None,
            pauses=pauses,
        )


def day_0(contact):
    """The day the clock of a contact counts from; it does not count itself."""
    return contact.started_on or timezone.localdate(contact.at)


def policy_of(contact) -> ClockPolicy | None:
    return Almanac().policy(contact.clock, day_0(contact))


def reckon(contact) -> Reckoning | None:
    return Almanac().reckon(contact)


def due_for(clock, day):
    """The last day to answer for a clock that starts on `day`; None when no law sets one."""
    almanac = Almanac()
    row = almanac.policy(clock, day)
    return deadlines.due_on(row.policy, day, almanac.calendar(day)) if row else None


def restart(contact, day):
    """The clock runs again from a new day 0, as if nothing had been before: the matter was taken up again."""
    _end_pauses(contact.pauses.all(), day)
    contact.started_on, contact.extended_on, contact.extension_reason = day, None, ""
    contact.answered_at, contact.answered_by_way = None, ""
    reckoning = reckon(contact)
    contact.due_on = reckoning.due if reckoning else None
    contact.save(
        update_fields=["started_on", "extended_on", "extension_reason", "answered_at", "answered_by_way", "due_on"]
    )
    return contact


def settle(case, *, almanac=None):
    """Write the due days of the contacts still to be answered, and the earliest of them into the case.

    Returns {contact's pk: (day before, day now)} of those that moved. A case whose contacts are all discharged keeps
    the day it had.
    """
    almanac = almanac or Almanac()
    moved, days, any_running = {}, [], False
    for contact in Contact.objects.filter(case=case).running().prefetch_related("pauses"):
        any_running = True
        reckoning = almanac.reckon(contact)
        due = reckoning.due if reckoning else contact.due_on
        if due != contact.due_on:
            Contact.objects.filter(pk=contact.pk).update(due_on=due)
            moved[contact.pk] = (contact.due_on, due)
        if due:
            days.append(due)
    if any_running:
        case.due_on = min(days, default=None)
        Case.objects.filter(pk=case.pk).update(due_on=case.due_on)
    return moved


def _end_pauses(pauses, day):
    """Both ends of a pause stand still; one that would begin later than it ends was a single day."""
    for pause in pauses.filter(last=None):
        pause.last = max(pause.first, day)
        pause.save(update_fields=["last"])
