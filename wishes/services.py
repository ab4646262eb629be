"""The verbs of a case. Views, commands, imports and tests all call these; each is one transaction, leaves one
CaseEvent and queues at most one notice. Nothing here parses input or knows a request."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from lib import reference, turkish
from notices.services import queue

from . import deadlines, keys
from .kinds import KINDS
from .models import Attachment, Case, CaseEvent, ClockPolicy, ClosedDay, Contact, Draft
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
    draft=None,
    external_number="",
    received_at=None,
    by=None,
    notice="case_received",
):
    """Take in a matter: Case, Contact, event, files and message are one transaction.

    promise_days: the topic's own target in working days. clock: key of a ClockPolicy, by default the kind's.
    notice: which message tells the citizen, a kind's own words; None for none (the same with the other verbs).
    draft: its attachments move to the case and its answers are wiped. The same nonce gives the same receipt.
    """
    nonce = nonce or (draft.nonce if draft else uuid.uuid4())
    known = Case.objects.filter(nonce=nonce).first()
    if known:
        return receipt_for(known)
    received_at = received_at or timezone.now()
    day = timezone.localdate(received_at)
    clock = KINDS[kind].clock if clock is None else clock
    due = _legal_due(clock, day)
    promised = _promise(promise_days, day, due)
    try:
        with (
            transaction.atomic()
        ):  # a savepoint: two presses at once meet at the unique nonce, the second reads the first
            case = _create_case(
                kind=kind,
                subject=subject,
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
    Contact.objects.create(
        case=case,
        channel=channel,
        person=person,
        at=received_at,
        external_number=external_number,
        words=words,
        clock=clock,
        due_on=due,
    )
    event = _record(case, CaseEvent.Kind.RECEIVED, by=by, by_citizen=by is None, public=True, at=received_at)
    if draft:
        _take_over(draft, case, event)
    _tell(case, notice, event)
    return receipt_for(case, created=True)


def _create_case(*, nonce, **facts):
    for _attempt in range(5):  # 30^7 references: a clash is rare, five in a row is a fault
        case = Case(reference=reference.make(), nonce=nonce, **facts)
        if Case.objects.filter(reference=case.reference).exists():
            continue
        case.link_digest = keys.digest(keys.link_token(case), "link")
        case.receipt_digest = keys.digest(keys.receipt_code(case), "receipt")
        case.save(force_insert=True)
        return case
    raise RuntimeError("no free reference found")


def _legal_due(clock, day):
    row = ClockPolicy.objects.in_force(clock, day) if clock else None
    return deadlines.due_on(row.policy, day, ClosedDay.objects.calendar(day)) if row else None


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
    case = _move(case, "assign", version, unit=unit, assignee=assignee)
    event = _record(
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
    case = _move(case, "ask", version)
    event = _record(case, CaseEvent.Kind.ASKED, by=by, text=text, public=True)
    _tell(case, notice, event)
    return event


@transaction.atomic
def answer(case, text, *, by, promised_on=None, uploads=(), version=None, notice="case_answered"):
    """Write to the citizen while the matter goes on; optionally with a new promised day and files (see write)."""
    facts = {"promised_on": promised_on} if promised_on else {}
    case = _move(case, "answer", version, **facts)
    event = _record(case, CaseEvent.Kind.ANSWERED, by=by, text=text, public=True, data=_dated(promised_on))
    _attach(case, event, uploads)
    _tell(case, notice, event)
    return event


@transaction.atomic
def note(case, text, *, by, version=None):
    """An internal note; no citizen ever reads it."""
    case = _move(case, "note", version)
    return _record(case, CaseEvent.Kind.NOTED, by=by, text=text)


@transaction.atomic
def transfer(case, *, authority, text, by, version=None, notice="case_transferred"):
    """Pass the matter to the authority whose job it is, and tell the citizen (Law 3071 art. 5)."""
    case = _move(case, "transfer", version, authority=authority)
    event = _record(case, CaseEvent.Kind.TRANSFERRED, by=by, text=text, public=True, data={"authority": authority})
    _tell(case, notice, event)
    return event


@transaction.atomic
def close(case, *, outcome, text, by, version=None, notice="case_closed"):
    """Answer for good: an outcome and a reason in words (Law 3071 art. 7). Discharges every contact's clock."""
    if not outcome or not text.strip():
        raise ValueError("closing needs an outcome and a reason")
    now = timezone.now()
    case = _move(case, "close", version, outcome=outcome, closed_at=now)
    case.contacts.filter(answered_at=None).update(answered_at=now)
    event = _record(case, CaseEvent.Kind.CLOSED, by=by, text=text, public=True, data={"outcome": outcome}, at=now)
    _tell(case, notice, event)
    return event


@transaction.atomic
def reopen(case, *, text, by=None, uploads=(), version=None):
    """Take the matter up again, by staff or (by=None) by the citizen within the time the settings allow."""
    if by is None and not case.can_reopen:
        raise MoveRefused("too late to reopen")
    today = timezone.localdate()
    due = _legal_due(KINDS[case.kind].clock, today)
    case = _move(
        case,
        "reopen",
        version,
        words=text,
        outcome="",
        closed_at=None,
        reopened_count=F("reopened_count") + 1,
        is_citizen_last=by is None,
        due_on=due,
        promised_on=_promise(case.promise_days, today, due),
    )
    event = _record(case, CaseEvent.Kind.REOPENED, by=by, by_citizen=by is None, text=text, public=True)
    _attach(case, event, uploads)
    if by is not None:
        _tell(case, "case_reopened", event)
    return event


@transaction.atomic
def promise(case, *, promised_on: date, text, by, version=None):
    """Set another promised day; the citizen is told why, with an apology when it slips."""
    slipped = case.promised_on is not None and promised_on > case.promised_on
    case = _move(case, "promise", version, promised_on=promised_on)
    event = _record(
        case, CaseEvent.Kind.PROMISED, by=by, text=text, public=True, data=_dated(promised_on) | {"slipped": slipped}
    )
    _tell(case, "case_promised", event)
    return event


@transaction.atomic
def clear(case, *, by, version=None):
    """Somebody looked at a submission that had been accepted unchecked."""
    case = _move(case, "clear", version, hold_reason="")
    return _record(case, CaseEvent.Kind.CLEARED, by=by)


@transaction.atomic
def write(case, text, *, uploads=()):
    """The citizen adds a message or files; on a waiting case this is the reply to our question.

    uploads: pks of Attachment rows that belong to nobody yet (processed files without draft and case).
    """
    replying = case.status == Status.WAITING
    case = _move(case, "reply" if replying else "write", None, words=text)
    kind = CaseEvent.Kind.REPLIED if replying else CaseEvent.Kind.WROTE
    event = _record(case, kind, by_citizen=True, text=text, public=True)
    _attach(case, event, uploads)
    return event


@transaction.atomic
def withdraw(case, *, text=""):
    """The citizen takes the matter back. It can be reopened."""
    now = timezone.now()
    case = _move(case, "withdraw", None, closed_at=now)
    case.contacts.filter(answered_at=None).update(answered_at=now)
    return _record(case, CaseEvent.Kind.WITHDRAWN, by_citizen=True, text=text, public=True, at=now)


#: verbs by which one side says something to the other: is it the citizen?
SPEAKS = {
    "reply": True,
    "write": True,
    **dict.fromkeys(["ask", "answer", "promise", "transfer", "close", "decide"], False),
}


def _move(case, verb, version, words="", **facts):
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
    return case


def _record(case, kind, *, by=None, by_citizen=False, text="", public=False, data=None, at=None):
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


def _tell(case, key, event):
    """One outbox row for the way the citizen chose. The link's token is sealed in the row."""
    if key is None or case.notify_by == NotifyBy.NONE or case.person is None:
        return
    queue(
        key,
        transport=case.notify_by,
        person=case.person,
        about=case.reference,
        context={
            "reference": case.shown_reference,
            "link": f"/takip/l/{keys.link_token(case)}/",
            "promised_on": case.promised_on.isoformat() if case.promised_on and KINDS[case.kind].tells_days else "",
            "text": event.text if event.is_public else "",
        },
        idempotency_key=f"{key}:{event.pk}",
    )
