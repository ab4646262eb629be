"""The verbs of events: `schedule` writes the dates, the others are the only way to an exception.

`cancel`, `move`, `postpone`, `relocate` and `restore` each leave one Change with a reason. It stands first on the page
and in lists, and `tell` hands it to everyone registered. All are atomic; two editors at once: the first wins.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import planning, registrations
from .models import Change, EventPage, Occurrence
from .planning import CANCELLED, MOVED, POSTPONED, RELOCATED, RESTORED, SCHEDULED
from .registration_models import Registration, Telling
from .tasks import tell_registered

#: Fields of a date whose change a calendar must hear of: SEQUENCE grows.
LOUD = ("starts_at", "ends_at", "precision", "over_at", "place", "neighbourhood_id", "state", "is_relocated")
#: The others change in silence.
QUIET = ("original_start", "note", "reason", "capacity", "party_limit")
#: From which states an act is lawful.
LAWFUL = {
    CANCELLED: {SCHEDULED, MOVED, POSTPONED},
    MOVED: {SCHEDULED, MOVED, POSTPONED},
    POSTPONED: {SCHEDULED, MOVED},
    RELOCATED: {SCHEDULED, MOVED},
    RESTORED: {MOVED, CANCELLED, POSTPONED},  # and a date that only changed its place
}
WHOLE = {CANCELLED, POSTPONED, RELOCATED, RESTORED}


class ChangeRefused(Exception):
    """The change cannot be made; the text says why, in Turkish, for the editor."""


# -- From the plan to the dates ------------------------------------------------------------------
def planned(page) -> list[Occurrence]:
    """The dates that the page's plan and its changes mean, unsaved and in time. Raises rules.TooMany."""
    changes = page.changes.order_by("pk") if page.pk else []
    home = page.effective_neighbourhood_id
    rows = []
    for date in planning.expand(page.dates.all(), changes):
        facts = vars(date) | {"neighbourhood_id": date.neighbourhood_id or home, "over_at": date.over_at}
        rows.append(Occurrence(page=page, **facts))
    return rows


@transaction.atomic
def schedule(page) -> None:
    """Write the occurrences of a published page. What stayed the same is not touched; registrations keep their row.

    A date that left the plan goes, unless something hangs on it: then it is cancelled and says so.
    """
    page = _locked(page)
    rows = list(page.occurrences.all())
    _keep_uids(page, rows)
    wanted = planned(page)
    found = _paired(rows, wanted)
    now = timezone.now()
    was = {row.pk: row.sequence for row in rows}
    changed = [row for row, new in found if _take_over(row, new, now)]
    Occurrence.objects.bulk_update(changed, [*LOUD, *QUIET, "sequence", "changed_at"])
    old, new = {id(row) for row, _new in found}, {id(date) for _row, date in found}
    Occurrence.objects.bulk_create(date for date in wanted if id(date) not in new)
    _drop(page, [row for row in rows if id(row) not in old], now)
    tell_registered_for([row for row in changed if row.sequence != was[row.pk]])
    registrations.move_up(changed)


def _locked(page):
    """The page as it is published; other writers of its dates wait."""
    return EventPage.objects.select_for_update(of=("self",)).select_related("venue").get(pk=page.pk)


def _keep_uids(page, rows):
    """A draft that was never published with this date has not learnt its uid: it gets it back by its beginning."""
    dates = list(page.dates.all())
    known = {date.uid for date in dates}
    orphans = {row.original_start: row.plan for row in reversed(rows) if row.plan not in known}
    stored = {row.plan for row in rows}
    for date in dates:
        if date.uid not in stored and date.starts_at in orphans:
            date.uid = orphans.pop(date.starts_at)
            date.save(update_fields=["uid"])


def _paired(rows, wanted):
    """[(stored row, planned date)] that are the same: by key; and where a plan of one date was typed anew, that one."""
    by_key = {row.key: row for row in rows}
    pairs = [(by_key[date.key], date) for date in wanted if date.key in by_key]
    of_plan, dates_of_plan = _by_plan(rows), _by_plan(wanted)
    for uid, dates in dates_of_plan.items():
        if len(dates) == len(of_plan.get(uid, [])) == 1 and dates[0].key not in by_key:
            pairs.append((of_plan[uid][0], dates[0]))
    return pairs


def _by_plan(rows):
    found = {}
    for row in rows:
        found.setdefault(row.plan, []).append(row)
    return found


def _take_over(row, date, now):
    """Copy what the plan says onto the stored row; True if anything differed."""
    differ = [name for name in (*LOUD, *QUIET) if getattr(row, name) != getattr(date, name)]
    for name in differ:
        setattr(row, name, getattr(date, name))
    if differ:
        row.changed_at = now
        row.sequence += not set(differ).isdisjoint(LOUD)
    return bool(differ)


def _drop(page, rows, now):
    if not rows:
        return
    bare = set(page.occurrences.bare().filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    page.occurrences.filter(pk__in=bare).delete()
    for row in rows:
        if row.pk in bare or row.state == CANCELLED:
            continue
        change = _write(page, CANCELLED, _("Programdan çıkarıldı"), None, row, {"state": CANCELLED}, now)
        row.state, row.reason, row.changed_at = CANCELLED, change.reason, now
        row.sequence += 1
        row.save(update_fields=["state", "reason", "changed_at", "sequence"])
        tell(change, [row])


# -- Exceptions ------------------------------------------------------------------------------------
def cancel(*, reason, by, occurrence=None, page=None) -> Change:
    """One date, or with `page` everything that still lies ahead of an event and its programme."""
    return _act(CANCELLED, reason, by, occurrence, page)


def postpone(*, reason, by, occurrence=None, page=None) -> Change:
    """It will be on another day, which nobody knows yet; once known, `move` it there."""
    return _act(POSTPONED, reason, by, occurrence, page)


def move(*, occurrence, starts_at, reason, by, ends_at=None, precision="time") -> Change:
    new = {
        "starts_at": starts_at.isoformat(),
        "ends_at": ends_at.isoformat() if ends_at else None,
        "precision": str(precision),
    }
    return _act(MOVED, reason, by, occurrence, None, new)


def relocate(*, place, reason, by, neighbourhood=None, occurrence=None, page=None) -> Change:
    """Elsewhere. Without a neighbourhood it stays in the event's own."""
    new = {"place": place, "neighbourhood": neighbourhood.pk if neighbourhood else None}
    return _act(RELOCATED, reason, by, occurrence, page, new)


def restore(*, reason, by, occurrence=None, page=None) -> Change:
    """One date as it was planned; with `page` undoes what was done to the whole event and nothing else."""
    return _act(RESTORED, reason, by, occurrence, page)


@transaction.atomic
def _act(what, reason, by, occurrence, page, new=None):
    reason = reason.strip()
    if not reason:
        raise ChangeRefused(_("Nedenini yazın"))
    if occurrence is not None:
        return _act_on_one(what, reason, by, occurrence, new)
    children = EventPage.objects.child_of(page).live() if page.numchild else []
    made = [_act_on_all(what, reason, by, each, new) for each in (page, *children)]
    if not any(made):
        raise ChangeRefused(_("Değişecek bir tarih kalmamış"))
    return next(filter(None, made))


def _act_on_one(what, reason, by, seen, new):
    page = _locked(seen.page)
    row = page.occurrences.filter(pk=seen.pk).first()
    if row is None or (row.sequence, row.state) != (seen.sequence, seen.state):
        raise ChangeRefused(_("Bu tarih siz bakarken değişti. Yeniden bakın"))
    if not can(what, row):
        raise ChangeRefused(_("Bu tarih için artık yapılamaz"))
    change = _write(page, what, reason, by, row, new, timezone.now())
    schedule(page)
    tell(change, list(page.occurrences.filter(pk=row.pk)))
    return change


def _act_on_all(what, reason, by, page, new):
    page = _locked(page)
    rows = [row for row in page.occurrences.all() if can(what, row)]
    if not rows:
        return None
    was = {row.pk: row.sequence for row in rows}
    change = _write(page, what, reason, by, None, new, timezone.now(), plans={row.plan for row in rows})
    schedule(page)
    touched = [row for row in page.occurrences.filter(pk__in=was) if row.sequence != was[row.pk]]
    if not touched:
        change.delete()
        return None
    tell(change, touched)
    return change


def can(what, occurrence) -> bool:
    """Is the act lawful for this date now? What is over stays as it was; a date put off can still get its new day."""
    if occurrence.is_over and occurrence.state != POSTPONED:
        return False
    return occurrence.state in LAWFUL[what] or (what == RESTORED and occurrence.is_relocated)


def _write(page, what, reason, by, row, new, now, plans=()):
    return Change.objects.create(
        page=page,
        at=now,
        by=by,
        what=what,
        reason=reason,
        plan=row.plan if row else None,
        original_start=row.original_start if row else None,
        plan_uids=sorted(map(str, plans)),
        old=_values(row) if row else {},
        new=new or {},
    )


def _values(row):
    return {
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat() if row.ends_at else None,
        "precision": row.precision,
        "place": row.place,
        "neighbourhood": row.neighbourhood_id,
        "state": row.state,
    }


# -- Everyone registered ---------------------------------------------------------------------------
def tell(change, occurrences) -> None:
    """Hand a change to everyone registered or waiting for these occurrences (as they stand now).

    Called once per Change, inside its transaction: only a row for each date is written here, and a worker queues the
    messages, so that five thousand of them hold up nobody.
    """
    tell_registered_for(occurrences)


def tell_registered_for(occurrences) -> None:
    """Also where no act stands behind it: an editor wrote another hour into the plan."""
    for occurrence in occurrences:
        if occurrence.is_over or not occurrence.registrations.to_tell().exists():
            continue
        telling, created = Telling.objects.get_or_create(occurrence=occurrence, sequence=occurrence.sequence)
        if created:
            tell_registered.enqueue(telling.pk)


def told_count(occurrences) -> int:
    """How many registrations `tell` would reach."""
    return Registration.objects.to_tell().filter(occurrence__in=occurrences).count()
