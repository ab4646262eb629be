"""Several people, or several times, and one matter: further contacts, merging, taking a merge back, splitting.

Every citizen keeps an own number. Who joins a matter gets a case of their own that becomes part of the open one: its
contacts move there, its tracking page follows, and every message reaches them in their own way.
"""

from django.db import transaction
from django.utils import timezone

from lib import turkish

from . import clocks, services, topics
from .models import Attachment, Case, CaseEvent, Contact, Merge
from .workflow import NotifyBy, Outcome, Status

#: what merging changes of the source; taking it back restores just this
RESTORED = (
    "status",
    "outcome",
    "decided",
    "closed_at",
    "promised_on",
    "assignee_id",
    "is_citizen_last",
    "is_escalated",
    "hold_reason",
)


class CannotMerge(Exception):
    """`.reason`: "same", "kind" or "merged"."""

    def __init__(self, reason):
        super().__init__(f"cannot be merged: {reason}")
        self.reason = reason


class CannotUndo(Exception):
    """`.reason`: "undone", "moved" (merged or split further) or "answered" meanwhile."""

    def __init__(self, reason):
        super().__init__(f"the merge cannot be taken back: {reason}")
        self.reason = reason


class CannotSplit(Exception):
    """`.reason`: "none", "all" or "merged" (take the merge back instead)."""

    def __init__(self, reason):
        super().__init__(f"cannot be split: {reason}")
        self.reason = reason


@transaction.atomic
def contact(case, *, channel, words, person=None, by=None, at=None, external_number="", clock=None, version=None):
    """Somebody reached us once more about an open case: a contact with its own clock, no new number. Returns it."""
    at = at or timezone.now()
    day = timezone.localdate(at)
    clock = clocks.clock_for(case.kind, channel) if clock is None else clock
    due = clocks.due_for(clock, day)
    case = services.move(case, "contact", version, words=words)
    made = services.open_contact(
        case,
        clock=clock,
        day=day,
        due=due,
        channel=channel,
        person=person,
        at=at,
        by=by,
        external_number=external_number,
        words=words,
    )
    services.refresh_due(case)
    data = {"contact": made.pk, "channel": str(channel)}
    services.record(case, CaseEvent.Kind.CONTACTED, by=by, by_citizen=by is None, data=data)
    return made


def informed(*, channel, by, purpose=Contact.Purpose.INFORMED, at=None):
    """Somebody asked and was told on the spot, or gave up: counted, and nothing else is kept."""
    return Contact.objects.create(purpose=purpose, channel=channel, by=by, at=at or timezone.now())


@transaction.atomic
def merge(source, target, *, by=None, text="", version=None, notice="case_merged"):
    """`source` becomes part of `target`. Its contacts and their clocks move there; its number stays.

    version: of the source, as the caller's screen showed it. by=None: the citizen said "this is mine too".
    Returns a Merge; raises CannotMerge, MoveRefused, Stale.
    """
    source, target = _locked(source, target)
    _check_merge(source, target)
    before = {name: _plain(getattr(source, name)) for name in RESTORED}
    before["children"] = list(source.merged.values_list("pk", flat=True))
    before["target"] = {"is_urgent": target.is_urgent, "promised_on": _plain(target.promised_on)}
    now = timezone.now()
    moved = list(source.contacts.values_list("pk", flat=True))
    source = services.move(
        source,
        "merge",
        version,
        outcome=Outcome.DUPLICATE,
        decided="",
        closed_at=now,
        merged_into=target,
        is_escalated=False,
        hold_reason="",
        due_on=None,
    )
    Case.objects.filter(pk__in=before["children"]).update(merged_into=target)
    # The earlier promise counts: it was given to somebody.
    promises = [day for day in (source.promised_on, target.promised_on) if day]
    target = services.move(
        target,
        "take_in",
        None,
        is_urgent=source.is_urgent or target.is_urgent,
        promised_on=min(promises, default=None),
    )
    before["target"]["given"] = {"is_urgent": target.is_urgent, "promised_on": _plain(target.promised_on)}
    Contact.objects.filter(pk__in=moved).update(case=target)
    services.refresh_due(target)
    made = Merge.objects.create(source=source, target=target, at=now, by=by, contacts=moved, before=before)
    event = services.record(
        source, CaseEvent.Kind.MERGED, by=by, by_citizen=by is None, text=text, public=True, data={"merge": made.pk}
    )
    services.record(target, CaseEvent.Kind.TOOK_IN, by=by, by_citizen=by is None, data={"merge": made.pk})
    services.tell(source, notice, event)
    return made


def _check_merge(source, target):
    if source.pk == target.pk:
        raise CannotMerge("same")
    if source.merged_into_id or target.merged_into_id:
        raise CannotMerge("merged")
    if source.kind != target.kind:
        raise CannotMerge("kind")


@transaction.atomic
def unmerge(merge, *, by):
    """Take a merge back: both cases stand as they stood before. Only while nobody has been answered through it.

    What the citizen wrote meanwhile through the own number goes back with it. Raises CannotUndo.
    """
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    source, target = _locked(merge.source, merge.target)
    if merge.undone_at:
        raise CannotUndo("undone")
    contacts = Contact.objects.filter(pk__in=merge.contacts)
    if source.merged_into_id != target.pk or contacts.exclude(case=target).exists():
        raise CannotUndo("moved")
    if target.status == Status.CLOSED or target.decided or contacts.filter(answered_at__gt=merge.at).exists():
        raise CannotUndo("answered")
    before = merge.before
    contacts.update(case=source)
    Case.objects.filter(pk__in=before["children"], merged_into=target).update(merged_into=source)
    facts = {name: before[name] for name in RESTORED}
    Case.objects.filter(pk=source.pk).update(
        merged_into=None, version=source.version + 1, updated_at=timezone.now(), **facts
    )
    source.refresh_from_db()
    services.refresh_due(source)
    written = CaseEvent.objects.filter(case=target, data__through=source.pk)
    Attachment.objects.filter(event__in=written).update(case=source)
    written.update(case=source)
    # Only what the merge itself gave the target is taken back; what somebody decided since stays.
    given = before["target"]["given"]
    kept = {
        name: before["target"][name]
        for name in ("is_urgent", "promised_on")
        if _plain(getattr(target, name)) == given[name]
    }
    Case.objects.filter(pk=target.pk).update(version=target.version + 1, updated_at=timezone.now(), **kept)
    target.refresh_from_db()
    services.refresh_due(target)
    merge.undone_at, merge.undone_by = timezone.now(), by
    merge.save(update_fields=["undone_at", "undone_by"])
    for case in (source, target):
        services.record(case, CaseEvent.Kind.UNMERGED, by=by, data={"merge": merge.pk})
    return source


@transaction.atomic
def split(case, contacts, *, subject, by, version=None):
    """Some contacts are about another matter: they get a case of their own. Returns the new Case.

    The new case stands in the same unit and keeps the promised day; its first contact's person owns it and is told
    the new number. Raises CannotSplit, services.MoveRefused and Stale.
    """
    chosen = list(case.contacts.filter(pk__in=[contact.pk for contact in contacts]))
    if not chosen:
        raise CannotSplit("none")
    if len(chosen) == case.contacts.count():
        raise CannotSplit("all")
    came_with = {pk for pks in case.takings.filter(undone_at=None).values_list("contacts", flat=True) for pk in pks}
    if any(contact.pk in came_with for contact in chosen):
        raise CannotSplit("merged")
    case = services.move(case, "split", version)
    first = chosen[0]
    person = next((contact.person for contact in chosen if contact.person), None)
    new = services.create_case(
        kind=case.kind,
        topic=case.topic,
        subject=subject,
        channel=first.channel,
        person=person,
        neighbourhood=case.neighbourhood,
        place=case.place,
        unit=case.unit,
        is_urgent=case.is_urgent,
        notify_by=case.notify_by if person and person == case.person else NotifyBy.NONE,
        received_at=first.at,
        promise_days=case.promise_days,
        promised_on=case.promised_on,
        first_promised_on=case.first_promised_on,
        notice_version=case.notice_version,
        search_text=turkish.search_text(subject, case.place, *(contact.words for contact in chosen)),
    )
    topics.copy_row(case, new)
    Contact.objects.filter(pk__in=[contact.pk for contact in chosen]).update(case=new)
    for changed in (case, new):
        services.refresh_due(changed)
    event = services.record(new, CaseEvent.Kind.RECEIVED, by=by, public=True, at=first.at)
    services.record(new, CaseEvent.Kind.SPLIT, by=by, data={"from": case.pk})
    services.record(case, CaseEvent.Kind.SPLIT, by=by, data={"to": new.pk})
    services.tell(new, "case_received", event)
    return new


def _locked(source, target):
    """Both rows, locked in the order of their numbers: two merges the other way round cannot wait for each other."""
    rows = {
        case.pk: case for case in Case.objects.select_for_update().filter(pk__in=[source.pk, target.pk]).order_by("pk")
    }
    return rows[source.pk], rows[target.pk]


def _plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value
