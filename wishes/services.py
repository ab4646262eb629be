"""The verbs of a case. Views, commands, imports and tests all call these; each is one transaction, leaves one
CaseEvent and queues at most one notice. Nothing here parses input or knows a request."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from lib import turkish
from notices.services import queue

from . import clocks, deadlines, keys, reservations, restraint
from .kinds import KINDS
from .models import Attachment, Case, CaseEvent, ClosedDay, Contact, Draft, Reservation
from .workflow import Channel, NotifyBy, Status, after, can


class MoveRefused(Exception):
    """The verb is not lawful from the case's present status."""


class Stale(Exception):
    """Somebody acted on the case after the caller read it; `.case` is how it stands now."""

    def __init__(self, case):
        super().__init__("the case changed since it was read")
        self.case = case


class DraftGone(Exception):
    """The draft was sent or wiped meanwhile."""


@dataclass(frozen=True)
class Receipt:
    """What the citizen takes away. `created` is False when the same form had been received before."""

    case: Case
    code: str
    link_token: str
    created: bool


def receipt_for(case, *, created=False):
    return Receipt(case, keys.receipt_code(case), keys.link_token(case), created)


@transaction.atomic
def receive(
    *,
    kind,
    subject,
    words,
    topic="",
    channel=Channel.WEB,
    person=None,
    neighbourhood=None,
    place="",
    unit=None,
    is_urgent=False,
    hold_reason="",
    notify_by=NotifyBy.NONE,
    promise_days=None,
    clock=None,
    notice_version=None,
    nonce=None,
    reference="",
    draft=None,
    external_number="",
    received_at=None,
    by=None,
    notice="case_received",
    facts=None,
):
    """Take in a matter: Case, Contact, event, files and message are one transaction.

    promise_days: the topic's own target in working days. clock: key of a ClockPolicy, by default the one that the
    kind and the channel start. reference: one that was reserved and perhaps read out already. facts: more data for
    the receipt's event.
    notice: which message tells the citizen, a kind's own words; None for none (the same with the other verbs).
    draft: its attachments move to the case and its answers are wiped. The same nonce gives the same receipt.
    """
    nonce = nonce or (draft.nonce if draft else uuid.uuid4())
    known = Case.objects.filter(nonce=nonce).first()
    if known:
        return receipt_for(known)
    received_at = received_at or timezone.now()
    day = timezone.localdate(received_at)
    clock = clocks.clock_for(kind, channel) if clock is None else clock
    due = clocks.due_for(clock, day)
    promised = _promise(promise_days, day, due)
    try:
        with (
            transaction.atomic()
        ):  # a savepoint: two presses at once meet at the unique nonce, the second reads the first
            case = create_case(
                held=reference,
                kind=kind,
                topic=topic,
                subject=subject,
                channel=channel,
                person=person,
                neighbourhood=neighbourhood,
                place=place,
                unit=unit,
                is_urgent=is_urgent,
                hold_reason=hold_reason,
                notify_by=notify_by if person else NotifyBy.NONE,
                received_at=received_at,
                promise_days=promise_days,
                promised_on=promised,
                first_promised_on=promised,
                due_on=due,
                notice_version=notice_version,
                nonce=nonce,
                search_text=turkish.search_text(subject, place, words),
            )
    except IntegrityError:
        known = Case.objects.filter(nonce=nonce).first()
        if known is None:
            raise
        return receipt_for(known)
    open_contact(
        case,
        clock=clock,
        day=day,
        due=due,
        channel=channel,
        person=person,
        at=received_at,
        by=by,
        external_number=external_number,
        words=words,
    )
    event = record(case, CaseEvent.Kind.RECEIVED, by=by, by_citizen=by is None, public=True, at=received_at, data=facts)
    if draft:
        _take_over(draft, case, event)
    tell(case, notice, event)
    return receipt_for(case, created=True)


def open_contact(case, *, clock, day, due, **facts):
    """Somebody reached us about the case: a Contact whose clock, if a law sets one, starts on `day`."""
    return Contact.objects.create(case=case, clock=clock, started_on=day if clock else None, due_on=due, **facts)


def create_case(*, nonce=None, held="", **facts):
    for _attempt in range(5):  # 30^7 references: a clash is rare, five in a row is a fault
        case = Case(reference=held or reservations.free_reference(), nonce=nonce or uuid.uuid4(), **facts)
        if held:
            Reservation.objects.filter(reference=held).delete()
            held = ""  # should somebody else have it after all, a fresh one will do
        if Case.objects.filter(reference=case.reference).exists():
            continue
        case.link_digest = keys.digest(keys.link_token(case), "link")
        case.receipt_digest = keys.digest(keys.receipt_code(case), "receipt")
        case.save(force_insert=True)
        return case
    raise RuntimeError("no free reference found")


def _promise(promise_days, day, due):
    if promise_days is None:
        return due
    return deadlines.promised_on(promise_days, day, due, ClosedDay.objects.calendar(day))


def _take_over(draft, case, event):
    # The draft is spent by a conditional update: of two workers only one may move its files.
    if not Draft.objects.filter(pk=draft.pk, case=None).update(case=case, answers=""):
        raise DraftGone
    Attachment.objects.filter(draft=draft).update(draft=None, case=case, event=event)


@transaction.atomic
def assign(case, *, unit, assignee=None, by, note="", version=None):
    """Give the case to a unit, and to a person in it if wanted. The citizen sees which unit takes care of it."""
    changed_unit = case.unit_id != unit.pk
    case = move(case, "assign", version, unit=unit, assignee=assignee)
    event = record(
        case,
        CaseEvent.Kind.ASSIGNED,
        by=by,
        text=note,
        data={"unit": unit.pk, "assignee": assignee.pk if assignee else None, "unit_changed": changed_unit},
    )
    return event


@transaction.atomic
def ask(case, text, *, by, version=None, notice="case_asked"):
    """Ask the citizen something; the case waits for the answer."""
    case = move(case, "ask", version)
    event = record(case, CaseEvent.Kind.ASKED, by=by, text=text, public=True)
    clocks.waiting(case, event, by=by)
    tell(case, notice, event)
    return event


@transaction.atomic
def answer(case, text, *, by, promised_on=None, uploads=(), version=None, notice="case_answered"):
    """Write to the citizen while the matter goes on; optionally with a new promised day and files (see write)."""
    facts = {"promised_on": promised_on} if promised_on else {}
    slipped = bool(promised_on and case.promised_on and promised_on > case.promised_on)
    case = move(case, "answer", version, **facts)
    data = _dated(promised_on) | ({"slipped": True} if slipped else {})
    event = record(case, CaseEvent.Kind.ANSWERED, by=by, text=text, public=True, data=data)
    _attach(case, event, uploads)
    tell(case, notice, event)
    return event


@transaction.atomic
def note(case, text, *, by, version=None):
    """An internal note; no citizen ever reads it."""
    case = move(case, "note", version)
    return record(case, CaseEvent.Kind.NOTED, by=by, text=text)


@transaction.atomic
def transfer(case, *, authority, text, by, version=None, notice="case_transferred"):
    """Pass the matter to the authority whose job it is, and tell the citizen (Law 3071 art. 5)."""
    case = move(case, "transfer", version, authority=authority)
    event = record(case, CaseEvent.Kind.TRANSFERRED, by=by, text=text, public=True, data={"authority": authority})
    tell(case, notice, event)
    return event


@transaction.atomic
def close(case, *, outcome, text, by, version=None, notice="case_closed", relayed=None, not_before=None):
    """Answer for good: an outcome and a reason in words (Law 3071 art. 7). Discharges every contact's clock.

    relayed: pks of the contacts whose answer was entered in the system they came from (CİMER, Açık Kapı); None: all.
    While such a one is missing, the case has its answer (`decided`) but stays open until `discharge`.
    not_before: until then the messages wait, so that the closing can be taken back unsent.
    """
    if not outcome or not text.strip():
        raise ValueError("closing needs an outcome and a reason")
    pending = [contact.pk for contact in _to_relay(case) if relayed is not None and contact.pk not in relayed]
    now = timezone.now()
    if pending:
        case = move(case, "decide", version, decided=outcome)
        _discharge_all(case, now, but=pending)
        data = {"outcome": outcome, "relay": pending}
        event = record(case, CaseEvent.Kind.ANSWERED, by=by, text=text, public=True, data=data, at=now)
        tell(case, "case_answered" if notice else None, event, not_before)
        return event
    case = move(case, "close", version, outcome=outcome, **_ending(case, now))
    _discharge_all(case, now)
    event = record(case, CaseEvent.Kind.CLOSED, by=by, text=text, public=True, data={"outcome": outcome}, at=now)
    tell(case, notice, event, not_before)
    return event


@transaction.atomic
def discharge(case, contact, *, by, version=None):
    """Our answer was entered in the system this contact came from. The last one closes a case that has its answer."""
    now = timezone.now()
    contact = case.contacts.running().filter(pk=contact.pk).first()
    if contact is None or not contact.is_relayed or not case.decided:
        raise MoveRefused("nothing to enter for this contact")
    if any(other.pk != contact.pk for other in _to_relay(case)):
        case = move(case, "discharge", version)
        case.contacts.filter(pk=contact.pk).update(answered_at=now, answered_by_way=Contact.Way.RELAY)
        refresh_due(case)
        return record(case, CaseEvent.Kind.DISCHARGED, by=by, data={"contact": contact.pk}, at=now)
    outcome = case.decided
    case = move(case, "close", version, outcome=outcome, **_ending(case, now))
    _discharge_all(case, now)
    # The words were written, and sent, when it was decided: this only ends it.
    data = {"outcome": outcome, "contact": contact.pk}
    return record(case, CaseEvent.Kind.CLOSED, by=by, public=True, data=data, at=now)


def _to_relay(case):
    return [contact for contact in case.contacts.running() if contact.is_relayed]


def _ending(case, now):
    """What is known of a case only at its end; kept, so that no figure has to compare dates row by row."""
    today = timezone.localdate(now)
    return {
        "closed_at": now,
        "decided": "",
        "is_escalated": False,
        "days_taken": max((today - timezone.localdate(case.received_at)).days, 0),
        "kept_promise": None if case.first_promised_on is None else today <= case.first_promised_on,
    }


def _discharge_all(case, now, *, way=None, but=()):
    """Every running clock of the case ends, each contact in its way."""
    ways = {}
    for contact in case.contacts.running().exclude(pk__in=but):
        ways.setdefault(way or _way(case, contact), []).append(contact.pk)
    for answered_by, pks in ways.items():
        Contact.objects.filter(pk__in=pks).update(answered_at=now, answered_by_way=answered_by)
    if but:
        refresh_due(case)


def _way(case, contact):
    if contact.is_relayed:
        return Contact.Way.RELAY
    told = {case.person_id} if case.notify_by != NotifyBy.NONE else set()
    told |= set(case.merged.exclude(notify_by=NotifyBy.NONE).values_list("person", flat=True))
    if contact.person_id and contact.person_id in told:
        return Contact.Way.NOTICE
    return Contact.Way.PAPER if contact.channel == Channel.DESK else Contact.Way.PAGE


def refresh_due(case):
    """The case's legal day is the earliest of its running clocks."""
    due = case.contacts.running().exclude(due_on=None).order_by("due_on").values_list("due_on", flat=True).first()
    Case.objects.filter(pk=case.pk).update(due_on=due)
    case.due_on = due


@transaction.atomic
def reopen(case, *, text, by=None, uploads=(), version=None, escalated=False):
    """Take the matter up again, by staff or (by=None) by the citizen within the time the settings allow.

    The citizen reached us once more: a contact with a new clock. By staff, the first contact's clock starts again.
    escalated: the citizen says it was not solved, so it goes to the unit's head.
    """
    through = case
    case = case.merged_into or case
    if by is None and not case.can_reopen:
        raise MoveRefused("too late to reopen")
    today = timezone.localdate()
    due = clocks.due_for(KINDS[case.kind].clock, today)
    facts = {"is_escalated": True, "assignee": _senior(case)} if escalated else {}
    case = move(
        case,
        "reopen",
        version,
        words=text,
        outcome="",
        closed_at=None,
        days_taken=None,
        kept_promise=None,
        reopened_count=F("reopened_count") + 1,
        is_citizen_last=by is None,
        promised_on=_promise(case.promise_days, today, due),
        **facts,
    )
    _start_again(case, through.person, text, today, by)
    refresh_due(case)
    event = record(
        case,
        CaseEvent.Kind.REOPENED,
        by=by,
        by_citizen=by is None,
        text=text,
        public=True,
        data=_through(through, case) | ({"escalated": True} if escalated else {}),
    )
    _attach(case, event, uploads)
    if by is not None:
        tell(case, "case_reopened", event)
    return event


def _senior(case):
    head = case.unit.head if case.unit else None
    return head if head and head.is_active else None


def _start_again(case, person, text, day, by):
    if by is None:
        clock = KINDS[case.kind].clock
        due = clocks.due_for(clock, day)
        open_contact(case, clock=clock, day=day, due=due, channel=Channel.WEB, person=person, words=text)
    elif first := case.contacts.first():
        clocks.restart(first, day)


@transaction.atomic
def promise(case, *, promised_on: date, text, by, version=None):
    """Set another promised day; the citizen is told why, with an apology when it slips."""
    slipped = case.promised_on is not None and promised_on > case.promised_on
    case = move(case, "promise", version, promised_on=promised_on)
    event = record(
        case, CaseEvent.Kind.PROMISED, by=by, text=text, public=True, data=_dated(promised_on) | {"slipped": slipped}
    )
    tell(case, "case_promised", event)
    return event


@transaction.atomic
def clear(case, *, by, version=None):
    """Somebody looked at a submission that had been accepted unchecked."""
    case = move(case, "clear", version, hold_reason="")
    return record(case, CaseEvent.Kind.CLEARED, by=by)


@transaction.atomic
def retopic(case, *, topic, subject, by, unit=None, note="", version=None):
    """It is about something else than was thought; with it perhaps another unit's. The kind keeps its own row."""
    was = case.topic
    facts = {"unit": unit, "assignee": None} if unit and unit.pk != case.unit_id else {}
    case = move(case, "retopic", version, topic=topic, subject=subject, words=subject, **facts)
    data = {"topic": topic, "was": was} | ({"unit": unit.pk, "unit_changed": True} if facts else {})
    return record(case, CaseEvent.Kind.RETOPICED, by=by, text=note, data=data)


@transaction.atomic
def write(case, text, *, uploads=()):
    """The citizen adds a message or files; on a waiting case this is the reply to our question.

    uploads: pks of Attachment rows that belong to nobody yet (processed files without draft and case).
    Through a merged case the words reach the case it became part of; the question there was not theirs.
    """
    through, case = case, case.merged_into or case
    replying = case.status == Status.WAITING and through == case
    verb = "reply" if replying else "write" if through == case else "write_along"
    case = move(case, verb, None, words=text)
    kind = CaseEvent.Kind.REPLIED if replying else CaseEvent.Kind.WROTE
    event = record(case, kind, by_citizen=True, text=text, public=True, data=_through(through, case))
    if replying:
        clocks.replied(case, event)
    _attach(case, event, uploads)
    return event


def _through(source, case):
    """Whose words they are, where several citizens' cases were merged."""
    return {"through": source.pk} if source.pk != case.pk else {}


@transaction.atomic
def withdraw(case, *, text=""):
    """The citizen takes the matter back. It can be reopened. Others who are part of it keep it going: see joining."""
    if case.merged.exists():
        raise MoveRefused("others are part of it")
    now = timezone.now()
    case = move(case, "withdraw", None, closed_at=now, decided="")
    _discharge_all(case, now, way=Contact.Way.WITHDRAWN)
    return record(case, CaseEvent.Kind.WITHDRAWN, by_citizen=True, text=text, public=True, at=now)


#: verbs by which one side says something to the other: is it the citizen?
SPEAKS = {
    **dict.fromkeys(["reply", "write", "write_along", "contact"], True),
    **dict.fromkeys(["ask", "answer", "promise", "transfer", "close", "decide"], False),
}


def move(case, verb, version, words="", **facts):
    """Claim the case by a conditional update; return it as it stands afterwards.

    version: what the caller's screen showed. None means "whatever it is now" (citizens, commands).
    words: what the citizen added; searching the case finds them too.
    """
    if verb in SPEAKS:
        facts["is_citizen_last"] = SPEAKS[verb]
    # The lock lets two who name no version go one after the other (SQLite does so by itself).
    current = Case.objects.select_for_update().get(pk=case.pk)
    if version is not None and current.version != version:
        raise Stale(current)
    if not can(verb, current.status):
        raise MoveRefused(f"{verb} is not possible from {current.status}")
    if words:
        facts["search_text"] = f"{current.search_text} {turkish.search_text(words)}"
    claimed = Case.objects.filter(pk=current.pk, version=current.version).update(
        status=after(verb, current.status), version=current.version + 1, updated_at=timezone.now(), **facts
    )
    if not claimed:  # Two clerks may press at once; the first wins.
        raise Stale(Case.objects.get(pk=current.pk))
    case.refresh_from_db()
    if current.status == Status.WAITING and verb != "reply" and case.status != Status.WAITING:
        clocks.go_on(case)
    return case


def record(case, kind, *, by=None, by_citizen=False, text="", public=False, data=None, at=None):
    return CaseEvent.objects.create(
        case=case,
        kind=kind,
        by=by,
        by_citizen=by_citizen,
        unit=case.unit,
        text=text,
        is_public=public,
        data=data or {},
        **({"at": at} if at else {}),
    )


def _attach(case, event, uploads):
    if uploads:
        Attachment.objects.filter(pk__in=uploads, case=None, draft=None).update(case=case, event=event)


def _dated(day):
    return {"promised_on": day.isoformat()} if day else {}


#: messages that are about the matter, not about one person's part in it
FOR_ALL = {"case_answered", "case_promised", "case_transferred", "case_closed", "case_reopened"}


def tell(case, key, event, not_before=None):
    """One outbox row for each citizen of the case, by the way that citizen chose, with the link of the own number."""
    if key is None:
        return
    tell_one(case, case, key, event, not_before=not_before)
    if key in FOR_ALL:
        for source in case.merged.exclude(notify_by=NotifyBy.NONE).select_related("person"):
            tell_one(source, case, key, event, not_before=not_before)


def tell_one(source, case, key, event, *, not_before=None, **facts):
    """One citizen, by the way and with the link of the own number. `facts`: more for the template.

    The link's token is sealed in the row. Returns the Notice, or None when nothing is sent.
    """
    if source.notify_by == NotifyBy.NONE or source.person is None or restraint.is_held_back(source, key):
        return None
    own = "" if source.pk == case.pk else f":{source.pk}"
    return queue(
        key,
        transport=source.notify_by,
        person=source.person,
        about=source.reference,
        context={
            "reference": source.shown_reference,
            "link": f"/takip/l/{keys.link_token(source)}/",
            "promised_on": case.promised_on.isoformat() if case.promised_on and KINDS[case.kind].tells_days else "",
            "slipped": bool(event.data.get("slipped")),  # the message apologises
            "text": event.text if event.is_public else "",
        }
        | facts,
        idempotency_key=f"{key}:{event.pk}{own}",
        not_before=not_before,
    )
