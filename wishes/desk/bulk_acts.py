"""Doing one verb on many cases, and taking it back.

Each case goes through its own verb with the version that was previewed, so that whoever was quicker wins. Taking back
restores every column the act changed, from the values before it; the history stays and says that it was taken back.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from notices.models import Notice
from notices.services import AlreadySent, withdraw
from wishes.models import Case, CaseEvent, ClockPause, Contact
from wishes.services import MoveRefused, Stale

from . import bulk
from .models import BulkAct

KEPT_FOR = timedelta(days=7)
#: not restored: a stale screen must still be refused afterwards
_GROWING = {"version", "updated_at"}


class CannotUndo(Exception):
    """`.reason`: "undone" (already) or "late"."""

    def __init__(self, reason):
        super().__init__(f"the bulk act cannot be taken back: {reason}")
        self.reason = reason


class _Kept(Exception):
    """One case of the act stays as it is; `.args[0]`: "changed" or "told"."""


@transaction.atomic
def carry_out(verb, selection, data, *, by) -> BulkAct:
    """Do it to all that may be done to, or (the same confirmation again) find what was done."""
    act, created = BulkAct.objects.get_or_create(nonce=selection.nonce, defaults={"user": by, "verb": verb.key})
    if not created:
        return act
    chosen = bulk.sort(by, verb, selection, data)
    before = _rows([case.pk for case in chosen.going])
    events, left = {}, list(chosen.left)
    # In the order of their numbers: two acts on the same cases cannot wait for each other.
    for case in sorted(chosen.going, key=lambda case: case.pk):
        try:
            events[case.pk] = verb.act(
                case, data, by=by, version=selection.versions[case.pk], not_before=act.at + bulk.UNDO_FOR
            )
        except (MoveRefused, Stale):
            left.append((case, bulk.Left.CHANGED))
    after = _rows(events)
    act.items = [
        {
            "case": pk,
            "version": after[pk][0][pk]["version"],
            "event": event.pk,
            "before": [_difference(rows, after[pk][place]) for place, rows in enumerate(before[pk])],
        }
        for pk, event in events.items()
    ]
    act.items += [{"case": case.pk, "left": reason} for case, reason in left]
    if chosen.unseen:
        act.items.append({"case": None, "left": "unseen", "number": chosen.unseen})
    act.save(update_fields=["items"])
    return act


@transaction.atomic
def undo(act, *, by) -> BulkAct:
    """Take back what nobody has touched since; the items say which stayed and why. Raises CannotUndo."""
    now = timezone.now()
    mine = BulkAct.objects.filter(pk=act.pk, user=by)
    # Two presses at once: the first wins.
    if not mine.filter(undone_at=None, at__gt=now - bulk.UNDO_FOR).update(undone_at=now):
        raise CannotUndo("undone" if mine.exclude(undone_at=None).exists() else "late")
    act = mine.get()
    for item in sorted(act.items, key=lambda item: item["case"] or 0):
        if "event" not in item:
            continue
        try:
            with transaction.atomic():
                _take_back(item, act, now)
        except _Kept as kept:
            item["kept"] = kept.args[0]
    act.save(update_fields=["items"])
    return act


def forget(now=None):
    """The values of before have long served; who did what stands in the events. For the clock. Returns how many."""
    return BulkAct.objects.filter(at__lt=(now or timezone.now()) - KEPT_FOR).delete()[0]


def _take_back(item, act, now):
    event = CaseEvent.objects.select_related("case").get(pk=item["event"])
    untouched = Case.objects.filter(pk=event.case_id, version=item["version"])
    if CaseEvent.objects.filter(case=event.case_id, pk__gt=event.pk).exists():
        raise _Kept("changed")
    case_before, contacts_before, pauses_before = item["before"]
    facts = _values(Case, case_before.get(str(event.case_id), {}))
    if not untouched.update(version=F("version") + 1, updated_at=now, **facts):
        raise _Kept("changed")
    for model, rows in [(Contact, contacts_before), (ClockPause, pauses_before)]:
        for pk, columns in rows.items():
            model.objects.filter(pk=pk).update(**_values(model, columns))
    try:
        withdraw(_messages(event))
    except AlreadySent:
        raise _Kept("told") from None
    # What was said stays in the history; the citizen's page does not tell it any more.
    event.is_public = False
    event.data = event.data | {"undone": True}
    if "unit_changed" in event.data:
        event.data["unit_changed"] = False
    event.save(update_fields=["is_public", "data"])
    CaseEvent.objects.create(
        case_id=event.case_id,
        kind=CaseEvent.Kind.UNDONE,
        by=act.user,
        unit_id=Case.objects.values_list("unit", flat=True).get(pk=event.case_id),
        text=_("Toplu işlem geri alındı."),
        data={"event": event.pk, "act": act.pk},
    )


def _messages(event):
    """What the event told the citizens of the case, merged ones included: see services.tell."""
    key = f"case_closed:{event.pk}"
    return Notice.objects.filter(Q(idempotency_key=key) | Q(idempotency_key__startswith=f"{key}:"))


# -- Columns --------------------------------------------------------------------------------
def _rows(pks):
    """{case: [its row, its contacts, their pauses]}, each {primary key: {column: value}}."""
    pks = list(pks)
    found = {pk: [{}, {}, {}] for pk in pks}
    for row in Case.objects.filter(pk__in=pks).values(*_columns(Case)):
        found[row["id"]][0][row["id"]] = row
    for row in Contact.objects.filter(case__in=pks).values(*_columns(Contact)):
        found[row["case_id"]][1][row["id"]] = row
    for row in ClockPause.objects.filter(contact__case__in=pks).values(*_columns(ClockPause), "contact__case"):
        found[row.pop("contact__case")][2][row["id"]] = row
    return found


def _columns(model):
    return [field.attname for field in model._meta.concrete_fields if not field.generated]


def _difference(before, after):
    """{primary key: {column: value before}} of what changed, as JSON can keep it."""
    changed = {}
    for pk, row in before.items():
        columns = {
            name: _plain(value)
            for name, value in row.items()
            if name not in _GROWING and value != after.get(pk, {}).get(name)
        }
        if columns:
            changed[pk] = columns
    return changed


def _plain(value):
    return value.isoformat() if isinstance(value, date) else value


def _values(model, columns):
    return {name: model._meta.get_field(name).to_python(value) for name, value in columns.items()}
