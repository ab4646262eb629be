"""The verbs of events: `schedule` writes the dates, the others are the only way to an exception.

`cancel`, `move`, `postpone`, `relocate` and `restore` each leave one Change with a reason. It stands first on the page
and in lists, and `tell` hands it to everyone registered. All are atomic; two editors at once: the first wins.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import planning, registrations
from .models import Change, EventPage, Occurrence
from .planning import CANCELLED, MOVED, POSTPONED, RELOCATED, RESTORED
from .registration_models import Registration, Telling
from .tasks import tell_registered

#: Fields of a date whose change a calendar must hear of: SEQUENCE grows.
LOUD = ("starts_at", "ends_at", "precision", "over_at", "place", "neighbourhood_id", "state", "is_relocated")
#: The others change in silence.
QUIET = ("original_start", "note", "reason", "capacity", "party_limit")


class ChangeRefused(Exception):
    """The change cannot be made; the text says why, in Turkish, for the editor."""


# -- From the plan to the dates ------------------------------------------------------------------
def planned(page, *more) -> list[Occurrence]:
    """The dates that the page's plan and its changes mean, unsaved and in time; `more`: changes not made yet.

    Raises rules.TooMany.
    """
    changes = [*(page.changes.order_by("pk") if page.pk else []), *more]
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
    kept = [row for row in rows if row.pk not in bare and row.state != CANCELLED]
    changes = []
    for row in kept:
        reason = _("Programdan çıkarıldı")
        facts = {"at": now, "what": CANCELLED, "reason": reason, "old": _values(row)}
        changes.append(Change(page=page, plan=row.plan, original_start=row.original_start, **facts))
        row.state, row.reason, row.changed_at, row.sequence = CANCELLED, reason, now, row.sequence + 1
    Change.objects.bulk_create(changes)
    Occurrence.objects.bulk_update(kept, ["state", "reason", "changed_at", "sequence"])
    for change, row in zip(changes, kept, strict=True):
        tell(change, [row])


# -- Exceptions ------------------------------------------------------------------------------------
def cancel(*, reason, by, occurrence=None, page=None) -> list[Change]:
    """One date, or with `page` everything that still lies ahead of an event and of its programme."""
    return _act(CANCELLED, reason, by, occurrence, page)


def postpone(*, reason, by, occurrence=None, page=None) -> list[Change]:
    """It will be on another day, which nobody knows yet; once known, `move` it there."""
    return _act(POSTPONED, reason, by, occurrence, page)


def move(*, occurrence, starts_at, reason, by, ends_at=None, precision="time") -> list[Change]:
    return _act(MOVED, reason, by, occurrence, None, moved_to(starts_at, ends_at, precision))


def relocate(*, place, reason, by, neighbourhood=None, occurrence=None, page=None) -> list[Change]:
    """Elsewhere. Without a neighbourhood it stays in the event's own."""
    return _act(RELOCATED, reason, by, occurrence, page, relocated_to(place, neighbourhood))


def restore(*, reason, by, occurrence=None, page=None) -> list[Change]:
    """One date as it was planned; with `page` undoes what was done to the whole event and nothing else."""
    return _act(RESTORED, reason, by, occurrence, page)


def moved_to(starts_at, ends_at=None, precision="time"):
    ends = ends_at.isoformat() if ends_at else None
    return {"starts_at": starts_at.isoformat(), "ends_at": ends, "precision": str(precision)}


def relocated_to(place, neighbourhood=None):
    # The name too: the log keeps what was said then.
    return {
        "place": place,
        "neighbourhood": neighbourhood.pk if neighbourhood else None,
        "neighbourhood_name": neighbourhood.name if neighbourhood else "",
    }


@transaction.atomic
def _act(what, reason, by, occurrence, page, new=None):
    reason = reason.strip()
    if not reason:
        raise ChangeRefused(_("Nedenini yazın"))
    pages = [_locked(each) for each in ([occurrence.page] if occurrence else with_programme(page))]
    if occurrence:
        _refuse_what_is_stale(what, occurrence)
    made = []
    for each in pages:
        change, touched = prepare(each, what, occurrence=occurrence, reason=reason, new=new)
        if touched:
            change.by = by
            change.save()
            schedule(each)
            tell(change, list(each.occurrences.filter(pk__in=[row.pk for row in touched])))
            made.append(change)
    if not made:
        raise ChangeRefused(_("Değişecek bir tarih kalmamış"))
    return made


def with_programme(page):
    """An event and its sub-events: an act on the whole reaches them all."""
    return [page, *(EventPage.objects.child_of(page).live() if page.numchild else [])]


def _refuse_what_is_stale(what, seen):
    """Two editors may act at once, and the page may have been published meanwhile: the first wins."""
    row = Occurrence.objects.filter(pk=seen.pk).first()
    if row is None or row.sequence != seen.sequence:
        raise ChangeRefused(_("Bu tarih siz bakarken değişti. Yeniden bakın"))
    if not can(what, row):
        raise ChangeRefused(_("Bu tarih için artık yapılamaz"))


def can(what, occurrence) -> bool:
    """Is the act lawful for this date now? What is over stays as it was."""
    if not planning.lies_ahead(occurrence, timezone.now()):
        return False
    return occurrence.state in planning.LAWFUL[what] or (what == RESTORED and occurrence.is_relocated)


def prepare(page, what, *, occurrence=None, reason="", new=None):
    """(the Change, unsaved; the occurrences it would touch, as they would stand then). Writes nothing: a preview."""
    rows = {row.key: row for row in page.occurrences.select_related("neighbourhood")}
    change = Change(
        page=page,
        at=timezone.now(),
        what=what,
        reason=reason,
        plan=occurrence.plan if occurrence else None,
        original_start=occurrence.original_start if occurrence else None,
        plan_uids=[] if occurrence else sorted({str(row.plan) for row in rows.values()}),
        old=_values(occurrence) if occurrence else {},
        new=new or {},
    )
    touched = []
    for date in planned(page, change):
        row = rows.get(date.key)
        if row and any(getattr(row, name) != getattr(date, name) for name in (*LOUD, "reason")):
            date.pk = row.pk
            touched.append(date)
    return change, touched


def _values(row):
    return moved_to(row.starts_at, row.ends_at, row.precision) | {
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
    ahead = {occurrence.pk: occurrence for occurrence in occurrences if not occurrence.is_over}
    reached = Registration.objects.to_tell().filter(occurrence__in=ahead).order_by()
    for pk in reached.values_list("occurrence", flat=True).distinct():
        telling, created = Telling.objects.get_or_create(occurrence=ahead[pk], sequence=ahead[pk].sequence)
        if created:
            tell_registered.enqueue(telling.pk)


def told_count(occurrences) -> int:
    """How many registrations `tell` would reach."""
    return Registration.objects.to_tell().filter(occurrence__in=occurrences).count()
