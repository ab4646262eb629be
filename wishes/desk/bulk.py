"""One verb on many cases at once, as data: which verbs there are, which cases each leaves out, and why.

What somebody selected is signed with the version of every case: between preview and confirmation nobody, the clerk's
own browser included, can put another row in or act on a case that changed meanwhile.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.core import signing
from django.db import models
from django.utils.translation import gettext_lazy as _

from wishes import services
from wishes.models import Case, Contact
from wishes.workflow import RELAYED, NotifyBy, can

from . import bulk_forms, kinds
from .permissions import ASSIGN, may

MOST = 200
VALID_FOR = timedelta(hours=1)  # a selection older than this is made again
UNDO_FOR = timedelta(minutes=10)  # and so long wait the messages of a closing
_SALT = "desk.bulk"


class Left(models.TextChoices):
    """Why a selected case is left out."""

    CHANGED = "changed", _("Bu arada değişti.")
    STATUS = "status", _("Durumu buna uygun değil.")
    KIND = "kind", _("Bu tür kendi ekranından sonuçlandırılır.")
    THERE = "there", _("Zaten orada.")
    RELAY = "relay", _("Yanıtı başka bir sisteme de girilecek. Tek tek kapatın.")


@dataclass(frozen=True)
class Verb:
    key: str
    verb: str  # of services and workflow
    label: str
    icon: str
    confirm: str  # with %(number)s
    done: str  # with %(number)s
    form: type
    act: Callable  # (case, cleaned data, by=, version=, not_before=) -> CaseEvent
    left: Callable  # (case, cleaned data or None, cases whose answer is to be entered elsewhere) -> Left or None
    is_public: bool = False  # the citizen reads it, so it is previewed
    offered: Callable = lambda user: True


def _assign(case, data, *, by, version, not_before):
    return services.assign(
        case, unit=data["unit"], assignee=data["assignee"], by=by, note=data["note"], version=version
    )


def _close(case, data, *, by, version, not_before):
    return services.close(
        case, outcome=data["outcome"], text=data["text"], by=by, version=version, not_before=not_before
    )


def _is_there(case, data, to_relay):
    if data and (case.unit, case.assignee) == (data["unit"], data["assignee"]):
        return Left.THERE
    return None


def _is_in_unit(case, data, to_relay):
    return Left.THERE if data and case.unit == data["unit"] else None


def _ends_elsewhere(case, data, to_relay):
    if not kinds.of(case).closes_in_bulk:
        return Left.KIND
    return Left.RELAY if case.pk in to_relay else None


VERBS = [
    Verb(
        "ata", "assign", _("Ata"), "user",
        _("%(number)s başvuruyu ver"), _("%(number)s başvuru verildi."),
        bulk_forms.AssignForm, _assign, _is_there,
    ),
    Verb(
        "tasi", "assign", _("Taşı"), "redirect",
        _("%(number)s başvuruyu taşı"), _("%(number)s başvuru taşındı."),
        bulk_forms.MoveForm, _assign, _is_in_unit,
        offered=lambda user: user.has_perm(ASSIGN) or user.units.count() > 1,
    ),
    Verb(
        "kapat", "close", _("Kapat"), "check",
        _("%(number)s başvuruyu kapat"), _("%(number)s başvuru kapatıldı."),
        bulk_forms.CloseForm, _close, _ends_elsewhere,
        is_public=True,
    ),
]  # fmt: skip
VERB = {verb.key: verb for verb in VERBS}


def verbs_of(user) -> list[Verb]:
    return [verb for verb in VERBS if may(user, verb.verb) and verb.offered(user)]


# -- What was selected ----------------------------------------------------------------------
@dataclass(frozen=True)
class Selection:
    """The cases as the preview showed them. `nonce`: one confirmation is one act, however often it is pressed."""

    nonce: str
    versions: dict[int, int]
    unseen: int  # rows that were asked for and are none of this user's; more is not said about them

    def signed(self, user):
        facts = [self.nonce, list(self.versions.items()), self.unseen]
        return signing.dumps(facts, salt=f"{_SALT}:{user.pk}", compress=True)


def select(user, pks) -> Selection:
    pks = set(pks)
    versions = dict(Case.objects.for_staff(user).filter(pk__in=pks).values_list("pk", "version"))
    return Selection(str(uuid.uuid4()), versions, len(pks) - len(versions))


def selected(user, token) -> Selection | None:
    """None when the token was not made for this user, or too long ago."""
    try:
        nonce, versions, unseen = signing.loads(token, salt=f"{_SALT}:{user.pk}", max_age=VALID_FOR)
    except signing.BadSignature:
        return None
    return Selection(nonce, dict(versions), unseen)


@dataclass(frozen=True)
class Sorted:
    going: list = field(default_factory=list)  # of Case
    left: list = field(default_factory=list)  # of (Case, Left)
    unseen: int = 0


def sort(user, verb, selection, data=None) -> Sorted:
    """Which of the selected cases the verb may act on, as they stand now."""
    pks = list(selection.versions)
    cases = list(
        Case.objects.for_staff(user)
        .filter(pk__in=pks)
        .select_related("unit", "assignee", "neighbourhood", *kinds.related())
        .order_by("desk_rank", "desk_day", "pk")
    )
    to_relay = set(
        Contact.objects.running().filter(case__in=pks, channel__in=RELAYED).values_list("case_id", flat=True)
    )
    going, left = [], []
    for case in cases:
        reason = _why_not(case, verb, selection.versions[case.pk], data, to_relay)
        if reason:
            left.append((case, reason))
        else:
            going.append(case)
    return Sorted(going, left, selection.unseen + len(pks) - len(cases))


def _why_not(case, verb, version, data, to_relay):
    if case.version != version:
        return Left.CHANGED
    if not can(verb.verb, case.status):
        return Left.STATUS
    return verb.left(case, data, to_relay)


def told(cases) -> dict[str, int]:
    """{way: number}: how many citizens a closing of these cases writes to; those of merged cases have their own way."""
    pks = [case.pk for case in cases]
    ways = Case.objects.filter(models.Q(pk__in=pks) | models.Q(merged_into__in=pks)).values_list("notify_by", "person")
    counts = {NotifyBy.SMS: 0, NotifyBy.EMAIL: 0, NotifyBy.NONE: 0}
    for way, person in ways:
        counts[way if person else NotifyBy.NONE] += 1
    return counts
