"""The verbs of a call for blood: report, confirm, propose, approve, stop. Each is one transaction, claims the appeal
by a conditional update and leaves one AppealEvent. Nobody opens a call alone, and none opens by itself."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from notices.models import Notice
from notices.services import queue
from people.services import remember
from wishes import drafts
from wishes.models import Draft
from wishes.services import DraftGone

from .models import Appeal, AppealEvent, Call, Donor, Rule
from .services import CALL, ENOUGH
from .workflow import ENDED, Status, after, before

Kind = AppealEvent.Kind


class MoveRefused(Exception):
    """The verb is not lawful from the appeal's present status; `.appeal` is how it stands now."""

    def __init__(self, appeal):
        super().__init__("the appeal does not stand where this is possible")
        self.appeal = appeal


class SameHand(Exception):
    """Whoever proposed a call does not approve it."""


class TooLate(Exception):
    """The time until which blood is needed is over."""


# -- From the need to the call --------------------------------------------------------------
@transaction.atomic
def report(answers, *, draft):
    """A relative told of a need and proved the phone. Once per draft. Raises DraftGone if it was wiped meanwhile."""
    if not drafts.spend(draft):
        known = Appeal.objects.filter(nonce=draft.nonce).first()
        if known is None or not Draft.objects.filter(pk=draft.pk).exists():
            raise DraftGone
        return known
    need, caller = answers["ihtiyac"], answers["arayan"]
    appeal = Appeal.objects.create(
        nonce=draft.nonce,
        group=need["group"],
        units=need["units"],
        until=need["until"],
        hospital=need["hospital"],
        caller=remember(name=caller["name"], phone=caller["phone"]),
    )
    _record(appeal, Kind.REPORTED)
    return appeal


@transaction.atomic
def note_down(*, group, units, until, by, hospital=""):
    """The duty officer heard of a need directly (a hospital called) and so has confirmed it by hearing."""
    appeal = Appeal.objects.create(
        status=Status.CONFIRMED, group=group, units=units, until=until, hospital=hospital, confirmed_by=by
    )
    _record(appeal, Kind.CONFIRMED, by=by)
    return appeal


@transaction.atomic
def confirm(appeal, *, by, text):
    """Called back. text: with whom the officer spoke; the service or desk, never the patient."""
    appeal = _move(appeal, "confirm", confirmed_by=by)
    _record(appeal, Kind.CONFIRMED, by=by, text=text)
    return appeal


@transaction.atomic
def refuse(appeal, *, by, text):
    appeal = _move(appeal, "refuse", closed_at=timezone.now())
    _record(appeal, Kind.REFUSED, by=by, text=text)
    return appeal


@transaction.atomic
def propose(appeal, *, by, group, units, until, place, with_compatible=False, now=None):
    """Lay the call before a second person, as it will go out."""
    now = now or timezone.now()
    if until <= now:
        raise TooLate
    appeal = _move(
        appeal,
        "propose",
        group=group,
        units=units,
        until=until,
        place=place,
        with_compatible=with_compatible,
        proposed_by=by,
        proposed_at=now,
    )
    _record(appeal, Kind.PROPOSED, by=by, at=now)
    return appeal


@transaction.atomic
def approve(appeal, *, by, now=None):
    """The second person starts the call; the first wave goes out with the next tick of the clock.

    Raises SameHand, TooLate (the need is over, or nobody approved in time) and MoveRefused.
    """
    now = now or timezone.now()
    rules = Rule.objects.in_force(timezone.localdate(now))
    current = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if current.status == Status.PROPOSED and current.proposed_by_id == by.pk:
        raise SameHand
    if current.until <= now:
        raise TooLate
    if current.proposed_at and current.status == Status.PROPOSED and current.proposed_at + rules.approval <= now:
        raise TooLate
    appeal = _move(
        appeal,
        "approve",
        approved_by=by,
        approved_at=now,
        next_wave_at=now,
        target=rules.enough_for(current.units),
    )
    _record(appeal, Kind.APPROVED, by=by, at=now)
    return appeal


@transaction.atomic
def stop(appeal, *, by, text=""):
    """The need is over, or the call was a mistake: nobody else is called."""
    now = timezone.now()
    appeal = _move(appeal, "stop", closed_at=now, next_wave_at=None)
    _record(appeal, Kind.STOPPED, by=by, text=text)
    call_off(appeal, now)
    return appeal


@transaction.atomic
def resume(appeal, *, by, now=None):
    """Those who came were not enough: the waves go on until as many again have said yes."""
    now = now or timezone.now()
    if appeal.until <= now:
        raise TooLate
    said_yes = appeal.calls.filter(answer=Call.Answer.YES).count()
    more = Rule.objects.in_force(timezone.localdate(now)).enough_for(appeal.units)
    appeal = _move(appeal, "resume", next_wave_at=now, closed_at=None, target=said_yes + more)
    _record(appeal, Kind.RESUMED, by=by, at=now)
    return appeal


# -- What ends by itself --------------------------------------------------------------------
@transaction.atomic
def suffice(appeal, now=None):
    """Stop the call if enough have said yes. The appeal's row is locked, so that two answers at once are both seen."""
    now = now or timezone.now()
    current = Appeal.objects.select_for_update().get(pk=appeal.pk)
    said_yes = current.calls.filter(answer=Call.Answer.YES).count()
    if current.status != Status.RUNNING or said_yes < current.target:
        return False
    current = _move(current, "suffice", closed_at=now, next_wave_at=None)
    _record(current, Kind.ENOUGH, at=now, count=said_yes)
    call_off(current, now)
    return True


def drop_unapproved(now):
    """Calls that nobody approved in time go back to the officer. Returns how many."""
    limit = now - Rule.objects.in_force(timezone.localdate(now)).approval
    return _all("drop", Kind.DROPPED, Appeal.objects.filter(status=Status.PROPOSED, proposed_at__lte=limit), now)


def end_overdue(now):
    """Needs and calls whose time is over. Returns how many."""
    facts = {"closed_at": now, "next_wave_at": None}
    return _all("expire", Kind.OVER, Appeal.objects.filter(status__in=before("expire"), until__lte=now), now, **facts)


def _all(verb, kind, appeals, now, **facts):
    done = 0
    for appeal in appeals:
        with transaction.atomic():
            try:
                moved = _move(appeal, verb, **facts)
            except MoveRefused:
                continue
            _record(moved, kind, at=now)
            if moved.status in ENDED:
                take_back(moved)
        done += 1
    return done


def take_back(appeal):
    """Messages of this call that have not left yet do not leave any more. Returns how many."""
    waiting = Notice.objects.filter(about=appeal.reference, key=CALL, status=Notice.Status.QUEUED)
    return waiting.update(status=Notice.Status.SUPPRESSED, context="", body="")


def call_off(appeal, now):
    """ "Yeter, teşekkürler" to those who were reached and have not answered; the rest never hears of it."""
    take_back(appeal)
    rules = Rule.objects.in_force(timezone.localdate(now))
    waiting = appeal.calls.filter(answer="", notice__status__in=(Notice.Status.SENT, Notice.Status.SENDING))
    donors = Donor.objects.reachable(timezone.localdate(now)).select_related("person")
    for call in waiting:
        # Locked: who asks to be forgotten at this moment is forgotten after this message or gets none.
        donor = donors.select_for_update(of=("self",)).filter(pk=call.donor_id).first()
        if donor and donor.is_awake(now, rules):  # nobody's telephone rings outside of the hours they gave
            queue(
                ENOUGH,
                transport=Notice.Transport.SMS,
                person=donor.person,
                about=appeal.reference,
                context={"group": appeal.blood.spoken},
                idempotency_key=f"{ENOUGH}:{call.pk}:{appeal.target}",
            )


# -- Pieces ---------------------------------------------------------------------------------
def _move(appeal, verb, **facts):
    """Claim the appeal by a conditional update; the database is the referee between two hands."""
    claimed = Appeal.objects.filter(pk=appeal.pk, status__in=before(verb))
    try:
        moved = claimed.update(status=after(verb), **facts)
    except IntegrityError:
        if verb == "approve":
            raise SameHand from None
        raise
    if not moved:
        raise MoveRefused(Appeal.objects.get(pk=appeal.pk))
    appeal.refresh_from_db()
    return appeal


def _record(appeal, kind, *, by=None, text="", at=None, count=None):
    facts = {"at": at} if at else {}
    return AppealEvent.objects.create(appeal=appeal, kind=kind, by=by, text=text[:300], count=count, **facts)
