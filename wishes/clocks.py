"""The legal clocks of contacts: which one runs, until when, and why. Called by the verbs in services.py, inside their
transactions; what staff do to a clock (extend, ask a fee) stands above those, in clock_verbs.py."""

from functools import cached_property

from django.utils import timezone

from lib import workdays

from . import deadlines
from .deadlines import Reckoning
from .kinds import KINDS
from .models import Case, CaseEvent, ClockPause, ClockPolicy, ClosedDay, Contact
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


def reckon(contact) -> Reckoning | None:
    return Almanac().reckon(contact)


def due_for(clock, day):
    """The last day to answer for a clock that starts on `day`; None when no law sets one."""
    almanac = Almanac()
    row = almanac.policy(clock, day)
    return deadlines.due_on(row.policy, day, almanac.calendar(day)) if row else None


def restart(contact, day):
    """The clock runs again from a new day 0, as if nothing had been before: the matter was taken up again."""
    end_pauses(contact, day)
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


# -- While we wait for the applicant --------------------------------------------------------
def waiting(case, event, *, by=None):
    """We asked the applicant something: the clocks that the law lets stand still do. The asking event remembers it."""
    paused = pause_for_citizen(case, by=by)
    if paused:
        _note(event, paused=paused)


def pause_for_citizen(case, *, by=None):
    """Stop the running clocks whose policy allows it; the pks of their contacts."""
    almanac, today, paused = Almanac(), timezone.localdate(), []
    standing = ClockPause.objects.filter(contact__case=case, last=None).values("contact")
    for contact in case.contacts.running().exclude(pk__in=standing):
        row = almanac.policy(contact.clock, day_0(contact))
        if row and row.pauses_for_citizen:
            contact.pauses.create(reason=ClockPause.Reason.CITIZEN, first=today, by=by)
            paused.append(contact.pk)
    if paused:
        settle(case, almanac=almanac)
    return paused


def go_on(case):
    """We wait no longer, whatever the reason: clocks that stood still for the applicant run again."""
    resumed = []
    for contact in case.contacts.filter(pauses__reason=ClockPause.Reason.CITIZEN, pauses__last=None):
        end_pauses(contact, timezone.localdate())
        resumed.append(contact.pk)
    if resumed and case.is_open:
        settle(case)
    return resumed


def replied(case, event):
    """The applicant answered: besides the clocks, our own promise moves on by the working days we waited."""
    resumed = go_on(case)
    if resumed:
        _note(event, resumed=resumed)
    asked = _waited_from(case, event)
    if asked is None or case.promised_on is None:
        return
    today = timezone.localdate(event.at)
    calendar = Almanac().calendar(min(asked, case.promised_on), max(today, case.promised_on))
    promised = deadlines.promised_after_waiting(case.promised_on, asked, today, case.due_on, calendar)
    if promised == case.promised_on:
        return
    if case.first_promised_on == case.promised_on:  # waiting is no delay of ours: the first word moves with it
        case.first_promised_on = promised
    case.promised_on = promised
    case.save(update_fields=["promised_on", "first_promised_on"])
    _note(event, promised_on=promised.isoformat())


def _waited_from(case, reply):
    """The day from which we waited for this reply: the first question since we last went on, or the day on which a
    new promise was given knowing that we wait."""
    asked = None
    for event in case.events.filter(pk__lt=reply.pk).order_by("at", "pk"):
        if event.kind == CaseEvent.Kind.ASKED:
            asked = asked or event.at
        elif event.kind in GOES_ON or event.data.get("relay"):
            asked = None
        elif asked and event.data.get("promised_on"):
            asked = event.at
    return timezone.localdate(asked) if asked else None


#: After these nobody waits for the applicant any more.
GOES_ON = {
    CaseEvent.Kind.REPLIED,
    CaseEvent.Kind.TRANSFERRED,
    CaseEvent.Kind.CLOSED,
    CaseEvent.Kind.REOPENED,
    CaseEvent.Kind.WITHDRAWN,
}


def end_pauses(contact, day):
    """The day on which a clock goes on stands still, too: it counts again from the day after."""
    for pause in contact.pauses.filter(last=None):
        pause.last = max(pause.first, day)
        pause.save(update_fields=["last"])


def _note(event, **facts):
    event.data = event.data | facts
    event.save(update_fields=["data"])
