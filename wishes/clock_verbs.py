"""What staff, and the law itself, do to a running clock: extend it, stop it for a fee, let it go on, end it unpaid.

Verbs like those in services.py: each is one transaction and leaves one CaseEvent. The citizen reads why.
"""

import logging

from django.db import transaction
from django.utils import timezone

from . import clocks, services
from .models import Case, CaseEvent, ClockPause, Contact, Merge
from .workflow import Status

logger = logging.getLogger(__name__)

Kind = CaseEvent.Kind


class ClockRefused(Exception):
    """The law does not allow it. `.reason`: "answered", "never", "twice", "late", "standing" or "running"."""

    def __init__(self, reason):
        super().__init__(f"the clock refuses: {reason}")
        self.reason = reason


# -- May it? --------------------------------------------------------------------------------
def refuses_extension(contact, today=None, almanac=None):
    """Why this clock cannot be extended now, "" if it can (Law 4982 art. 11: once, before the first period ends)."""
    almanac = almanac or clocks.Almanac()
    row = almanac.policy(contact.clock, clocks.day_0(contact))
    if contact.answered_at:
        return "answered"
    if row is None or row.extended_days is None:
        return "never"
    if contact.extended_on:
        return "twice"
    due = almanac.reckon(contact).due
    return "late" if due and due <= (today or timezone.localdate()) else ""


def refuses_fee(contact, today=None, almanac=None):
    """Why no fee can be asked for now, "" if it can (Regulation 2004/7189: telling the cost stops the clock)."""
    almanac = almanac or clocks.Almanac()
    row = almanac.policy(contact.clock, clocks.day_0(contact))
    if contact.answered_at:
        return "answered"
    if row is None or row.unpaid_days is None:
        return "never"
    if _fee(contact):
        return "standing"
    due = almanac.reckon(contact).due
    return "late" if due and due < (today or timezone.localdate()) else ""


def refuses_payment(contact):
    """Why no payment can be entered now, "" if it can."""
    if contact.answered_at:
        return "answered"
    return "" if _fee(contact) else "running"


def pay_until(contact, almanac=None):
    """The last day to pay a fee that was told, or None: unpaid after it, the request counts as withdrawn."""
    pause, almanac = _fee(contact), almanac or clocks.Almanac()
    row = almanac.policy(contact.clock, clocks.day_0(contact)) if pause else None
    if row is None or row.unpaid_days is None:
        return None
    return almanac.calendar(pause.first).add_working_days(pause.first, row.unpaid_days)


def _fee(contact):
    return next((pause for pause in contact.pauses.all() if pause.reason == "fee" and pause.last is None), None)


# -- The verbs ------------------------------------------------------------------------------
@transaction.atomic
def extend(contact, *, reason, by, version=None):
    """The longer period of the law, once, with its reason; the citizen has to be told. Returns the CaseEvent."""
    case, contact = _claim(contact, version)
    _check(refuses_extension(contact))
    Contact.objects.filter(pk=contact.pk).update(extended_on=timezone.localdate(), extension_reason=reason)
    before, now = _settle(case, contact)
    event = services.record(
        case,
        Kind.EXTENDED,
        by=by,
        text=reason,
        public=True,
        data=_of(case, contact) | {"due_before": before, "due_on": now},
    )
    services.tell(known_as(case, contact), "case_extended", event)
    return event


@transaction.atomic
def pause_for_fee(contact, text, *, by, version=None):
    """Tell what the answer costs and how to pay; the clock stands until it is paid. Returns the CaseEvent."""
    case, contact = _claim(contact, version)
    _check(refuses_fee(contact))
    today = timezone.localdate()
    clocks.end_pauses(contact, today)  # one that waits for an answer goes over into this one
    contact.pauses.create(reason=ClockPause.Reason.FEE, first=today, by=by)
    _settle(case, contact)
    event = services.record(
        case,
        Kind.PAUSED,
        by=by,
        text=text,
        public=True,
        data=_of(case, contact) | {"reason": "fee", "pay_until": _iso(pay_until(contact))},
    )
    services.tell(known_as(case, contact), "case_fee", event)
    return event


@transaction.atomic
def fee_paid(contact, *, by, version=None):
    """The fee came in: the clock counts again from the day after. Returns the CaseEvent."""
    case, contact = _claim(contact, version)
    _check(refuses_payment(contact))
    clocks.end_pauses(contact, timezone.localdate())
    if case.status == Status.WAITING:
        clocks.pause_for_citizen(case, by=by)
    _before, now = _settle(case, contact)
    data = _of(case, contact) | {"reason": "fee", "due_on": now}
    return services.record(case, Kind.RESUMED, by=by, public=True, data=data)


def withdraw_unpaid(today=None):
    """What was not paid in time counts as withdrawn. For the clock, every hour. Returns how many contacts."""
    today = today or timezone.localdate()
    standing = ClockPause.objects.filter(reason=ClockPause.Reason.FEE, last=None, contact__answered_at=None)
    ended = 0
    for pk in list(standing.order_by("pk").values_list("contact", flat=True)):
        try:
            ended += _withdraw_unpaid(pk, today)
        except (services.MoveRefused, services.Stale):  # somebody was quicker; the next hour sees how it stands
            continue
        except Exception as fault:
            logger.error("contact %s: not withdrawn, %s", pk, type(fault).__name__)  # the text might be personal
    return ended


@transaction.atomic
def _withdraw_unpaid(pk, today):
    found = Contact.objects.filter(pk=pk).running().select_related("case").first()
    if found is None:
        return 0
    until = pay_until(found)
    if until is None or today <= until:
        return 0
    case = Case.objects.select_for_update().get(pk=found.case_id)
    contact = case.contacts.running().filter(pk=pk).first()
    if contact is None or _fee(contact) is None:  # paid or answered while we looked
        return 0
    now = timezone.now()
    is_last = not case.contacts.running().exclude(pk=pk).exists()
    ending = {"closed_at": now, "decided": ""} if is_last else {}
    case = services.move(case, "withdraw" if is_last else "time", None, **ending)
    clocks.end_pauses(contact, today)
    Contact.objects.filter(pk=pk).update(answered_at=now, answered_by_way=Contact.Way.UNPAID)
    clocks.settle(case)
    event = services.record(
        case, Kind.WITHDRAWN, public=True, at=now, data=_of(case, contact) | {"way": "unpaid", "pay_until": _iso(until)}
    )
    services.tell(known_as(case, contact), "case_unpaid", event)
    return 1


# -- Pieces ---------------------------------------------------------------------------------
def _claim(contact, version):
    """(case, contact) as they stand, the case claimed for this verb. Raises Stale and MoveRefused."""
    case = services.move(Case.objects.get(pk=contact.case_id), "time", version)
    contact = case.contacts.filter(pk=contact.pk).first()
    if contact is None:  # split off or merged away since it was read
        raise services.Stale(case)
    return case, contact


def _check(reason):
    if reason:
        raise ClockRefused(reason)


def _settle(case, contact):
    """(due day before, due day now) of the contact as text. A promise that is nothing but the legal day goes along."""
    case_before, before = case.due_on, contact.due_on
    clocks.settle(case)
    if case.promise_days is None and case.promised_on == case_before and case.due_on != case_before:
        case.promised_on = case.due_on
        case.save(update_fields=["promised_on"])
    contact.refresh_from_db(fields=["due_on"])
    return _iso(before), _iso(contact.due_on)


def known_as(case, contact):
    """The case under whose number the person of this contact knows the matter: the own one, where it was merged."""
    merges = Merge.objects.filter(source__merged_into=case, undone_at=None).select_related("source").order_by("at")
    return next((merge.source for merge in merges if contact.pk in merge.contacts), case)


def _of(case, contact):
    """Whose clock it was: what is written of it is read by nobody else whose case is part of this one."""
    owner = known_as(case, contact)
    return {"contact": contact.pk} | ({"through": owner.pk} if owner.pk != case.pk else {})


def _iso(day):
    return day.isoformat() if day else ""
