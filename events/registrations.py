"""The verbs of registration: begin, verify, add, accept, reduce, cancel, arrive; and the queue that moves by itself.

Seats are held by one conditional UPDATE of the occurrence's counter: it grows only while it fits, whoever asks at the
same moment. Every verb that frees or needs seats first locks the occurrence's row, then the registration: the queue is
looked at by one at a time, and always in the same order.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from notices import codes, quiet
from people.services import forget_unused, remember

from . import offers, registration_keys
from .models import Occurrence
from .registration_messages import say
from .registration_models import HOLDING, Registration, State

CODE_KEY = "event_code"
UNVERIFIED_KEPT = timedelta(hours=2)  # the code lives ten minutes, the browser's grant an hour


class Refused(Exception):
    """The verb cannot be done now. Holds no identity."""


class Closed(Refused):
    """No registration for this occurrence: begun, cancelled, put off, or nobody needs one."""


class TooLarge(Refused):
    """More people than one registration may bring, or than the event has seats at all."""

    def __init__(self, limit):
        super().__init__(f"at most {limit}")
        self.limit = limit


class OfferGone(Refused):
    """The time to answer is over, or the seat was taken or given back already."""


class Changed(Refused):
    """Somebody was quicker: the registration no longer stands as it was seen."""


# -- The citizen -----------------------------------------------------------------------------
@transaction.atomic
def begin(*, occurrence, name, party_size, nonce, phone="", email="", notes="", notice_version=None):
    """An unverified registration; it holds no seat. Sent again with the same nonce it is the same one, as now typed.

    phone: E.164 of a mobile. Raises Closed, TooLarge, and Changed when this form was verified already.
    """
    occurrence = Occurrence.objects.get(pk=occurrence.pk)
    _check(occurrence, party_size)
    facts = {
        "occurrence": occurrence,
        "person": remember(name=name, phone=phone, email=email),
        "party_size": party_size,
        "notes": notes,
        "contact_digest": registration_keys.contact_digest(phone, email),
        "notice_version": notice_version,
    }
    registration, created = Registration.objects.select_for_update().get_or_create(nonce=nonce, defaults=facts)
    if not created:
        if registration.state != State.UNVERIFIED or registration.occurrence_id != occurrence.pk:
            raise Changed
        before = registration.person
        Registration.objects.filter(pk=registration.pk).update(**facts)
        if before is not None and before != facts["person"]:
            forget_unused(before)  # a slip of the keyboard made a card that nobody needs
        registration.refresh_from_db()
    return registration


def send_code(registration):
    """Raises codes.TooSoon or codes.TooMany."""
    person = registration.person
    codes.send(CODE_KEY, scope=str(registration.nonce), **_address(person))


def code_is_under_way(registration):
    return codes.is_under_way(scope=str(registration.nonce), **_address(registration.person))


def verify(registration, code):
    """The code was typed: gives the seat, or a place in the queue. Returns the registration that stands.

    That may be an earlier one of the same contact: who registers twice finds the first. Raises codes.WrongCode,
    codes.Expired, Closed, TooLarge. Not inside a transaction: a wrong try is counted.
    """
    codes.check(code, scope=str(registration.nonce), **_address(registration.person))
    return settle(registration)


def _address(person):
    return {"phone": person.phone} if person.phone else {"email": person.email}


@transaction.atomic
def settle(registration, *, by=None):
    """A verified registration takes its seats if they are free and nobody before it fits; else it waits."""
    now = timezone.now()
    occurrence = _locked(registration.occurrence_id)
    first = _same_contact(registration)
    if first is not None:
        Registration.objects.filter(pk=registration.pk, state=State.UNVERIFIED).delete()
        return first
    _check(occurrence, registration.party_size)
    # The contact too: in another tab the form may have been sent again with an address that nobody has proved.
    claimed = Registration.objects.filter(
        pk=registration.pk, state=State.UNVERIFIED, contact_digest=registration.contact_digest
    ).update(
        state=State.WAITING,
        verified_at=now,
        added_by=by,
        link_digest=registration_keys.link_digest(registration_keys.link_token(registration)),
    )
    if claimed:  # pressed twice, the second finds it settled
        _fill(occurrence, now, present=registration)
        registration = Registration.objects.select_related("person", "occurrence__page").get(pk=registration.pk)
        say(registration, "event_confirmed" if registration.has_seat else "event_waiting")
        return registration
    registration.refresh_from_db()
    return registration


def _same_contact(registration):
    if not registration.contact_digest:
        return None
    same = Registration.objects.live().filter(
        occurrence=registration.occurrence_id, contact_digest=registration.contact_digest
    )
    return same.exclude(pk=registration.pk).select_related("person").first()


@transaction.atomic
def accept(registration):
    """Take the seats that were offered. Raises OfferGone."""
    now = timezone.now()
    occurrence = _locked(registration.occurrence_id)
    if occurrence.is_off:
        raise Closed
    offered = Registration.objects.filter(pk=registration.pk, state=State.OFFERED, offered_until__gt=now)
    if not offered.update(state=State.CONFIRMED, offered_until=None):
        raise OfferGone
    say(_fresh(registration), "event_confirmed")


@transaction.atomic
def cancel(registration, *, by=None):
    """Leave: the seats go to whoever waits. With `by` (the desk, on the phone) the person is told. Raises Changed."""
    occurrence = _locked(registration.occurrence_id)
    row = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if row.state not in (State.CONFIRMED, State.WAITING, State.OFFERED):
        raise Changed
    _move(row, State.CANCELLED, offered_until=None)
    if row.state in HOLDING:
        _release(occurrence, row.party_size)
    if by is not None:
        say(_fresh(row), "event_left")
    _fill(occurrence, timezone.now())


@transaction.atomic
def reduce(registration, party_size):
    """Come with fewer. Raises TooLarge for anything that is not fewer but at least one, Changed."""
    occurrence = _locked(registration.occurrence_id)
    row = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if row.state not in (State.CONFIRMED, State.WAITING, State.OFFERED):
        raise Changed
    if not 1 <= party_size < row.party_size:
        raise TooLarge(row.party_size - 1)
    Registration.objects.filter(pk=row.pk).update(party_size=party_size)
    if row.state in HOLDING:
        _release(occurrence, row.party_size - party_size)
    _fill(occurrence, timezone.now())


# -- The desk --------------------------------------------------------------------------------
@transaction.atomic
def add(*, occurrence, name, party_size, by, phone="", email="", notes="", notice_version=None):
    """Somebody called, or stands there: what they say counts as proved. Returns the registration that stands.

    phone: E.164, a landline too; nothing is sent to it.
    """
    _check(Occurrence.objects.get(pk=occurrence.pk), party_size)
    registration = Registration.objects.create(
        occurrence=occurrence,
        person=remember(name=name, phone=phone, email=email),
        party_size=party_size,
        notes=notes,
        contact_digest=registration_keys.contact_digest(phone, email),
        notice_version=notice_version,
    )
    return settle(registration, by=by)


@transaction.atomic
def set_seats(occurrence, seats):
    """So many seats for this one date, whatever the plan says. Fewer than are taken: nobody loses a seat."""
    occurrence = _locked(occurrence.pk)
    if occurrence.capacity is None:
        raise Closed
    occurrence.seats_added = seats - occurrence.capacity
    Occurrence.objects.filter(pk=occurrence.pk).update(seats_added=occurrence.seats_added)
    _fill(occurrence, timezone.now())
    return occurrence


def arrive(registration):
    """Came to the door. True if this call noted it: two doors, one guest."""
    return _move(registration, State.ATTENDED, was=[State.CONFIRMED, State.NO_SHOW], arrived_at=timezone.now())


def undo_arrival(registration):
    return _move(registration, State.CONFIRMED, was=[State.ATTENDED], arrived_at=None)


def _move(registration, state, *, was=None, **facts):
    found = Registration.objects.filter(pk=registration.pk, state__in=was or [registration.state])
    return bool(found.update(state=state, **facts))


# -- The queue -------------------------------------------------------------------------------
def move_up(occurrences):
    """Seats may have come free: a larger plan, a restored date. For services.schedule; in its transaction."""
    waiting = Registration.objects.filter(occurrence__in=[row.pk for row in occurrences], state=State.WAITING)
    for pk in sorted(set(waiting.values_list("occurrence", flat=True))):
        _fill(_locked(pk), timezone.now())


def lapse_offers(now=None):
    """Offers that nobody answered go to the next in line. For the clock. Returns how many."""
    now = now or timezone.now()
    late = Registration.objects.filter(state=State.OFFERED, offered_until__lte=now).order_by("offered_until", "pk")
    return sum(_lapse(pk, occurrence, now) for pk, occurrence in list(late.values_list("pk", "occurrence")))


@transaction.atomic
def _lapse(pk, occurrence_pk, now):
    occurrence = _locked(occurrence_pk)
    row = Registration.objects.select_for_update(of=("self",)).filter(pk=pk, state=State.OFFERED).first()
    if row is None or row.offered_until > now:
        return False
    # An event that is off offers nothing: whoever was asked waits on, in the same place.
    _move(row, State.WAITING if occurrence.is_off else State.LAPSED, offered_until=None)
    _release(occurrence, row.party_size)
    if not occurrence.is_off:
        say(_fresh(row), "event_lapsed")
        _fill(occurrence, now)
    return True


def _fill(occurrence, now, *, present=None):
    """Hand what is free to the queue: the first who fits, and so on. The row is locked by the caller.

    present: has just typed the code, so the seat is theirs without asking again.
    """
    if occurrence.is_off or occurrence.starts_at <= now:
        return
    free = occurrence.seats_free
    queue = occurrence.registrations.queue().select_related("person")
    if free is not None:
        queue = queue.filter(party_size__lte=free) if free else queue.none()
    for row in list(queue):
        if free is not None and row.party_size > free:
            continue
        facts = _seated(row, occurrence, now, row == present)
        if facts is None or not _take(occurrence, row.party_size):
            continue
        _move(row, **facts)
        if facts["state"] == State.OFFERED:
            say(_fresh(row), "event_offered")
        free = occurrence.seats_free
        if free == 0:
            break


def _seated(row, occurrence, now, is_present):
    """What becomes of somebody who gets a seat; None if nobody can be told in time."""
    if is_present:
        return {"state": State.CONFIRMED}
    if not row.transport:  # called from a landline: the desk rings back, nothing lapses unseen
        return {"state": State.CONFIRMED}
    reach = quiet.not_before("event_offered", row.transport, now)
    until = offers.until(reach, occurrence.starts_at, timedelta(hours=settings.EVENT_OFFER_HOURS))
    return None if until is None else {"state": State.OFFERED, "offered_until": until}


# -- Seats -----------------------------------------------------------------------------------
def _locked(pk):
    return Occurrence.objects.select_for_update(of=("self",)).select_related("page").get(pk=pk)


def _fits(size):
    return Q(capacity=None) | Q(seats_taken__lte=F("capacity") + F("seats_added") - size)


def _take(occurrence, size):
    """The referee: the counter grows only while it fits."""
    taken = Occurrence.objects.filter(_fits(size), pk=occurrence.pk).update(seats_taken=F("seats_taken") + size)
    occurrence.seats_taken += size if taken else 0
    return bool(taken)


def _release(occurrence, size):
    Occurrence.objects.filter(pk=occurrence.pk).update(seats_taken=F("seats_taken") - size)
    occurrence.seats_taken -= size


def _check(occurrence, party_size):
    if not occurrence.takes_registrations:
        raise Closed
    limit = max(min(occurrence.party_limit, occurrence.seats), 1)
    if not 1 <= party_size <= limit:
        raise TooLarge(limit)


def _fresh(row):
    return Registration.objects.select_related("person", "occurrence__page").get(pk=row.pk)
