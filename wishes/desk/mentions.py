"""A colleague is named in an inner note, "@mehmet": told by e-mail without a word of the note, and shown what waits."""

import re
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from notices.services import queue
from wishes.models import Case

from .models import Mention

MOST = 10  # people named in one note
_NAMED = re.compile(r"(?<![\w@.])@([\w.+\-]*\w)")


@dataclass
class Told:
    """What became of the names in a note."""

    told: list = field(default_factory=list)  # colleagues
    unseen: list[str] = field(default_factory=list)  # names of colleagues who may not see the case
    unknown: list[str] = field(default_factory=list)  # what nobody is called

    def sentences(self):
        if self.told:
            yield True, _("Haber verilen: %(names)s") % {"names": ", ".join(user.display_name for user in self.told)}
        if self.unseen:
            yield (
                False,
                _("Bu başvuruyu göremediği için haber verilmeyen: %(names)s") % {"names": ", ".join(self.unseen)},
            )
        if self.unknown:
            yield False, _("Bu adla bir çalışan bulamadık: %(names)s") % {"names": ", ".join(self.unknown)}


def names_in(text: str) -> list[str]:
    return list(dict.fromkeys(_NAMED.findall(text)))[:MOST]


def tell(event, *, by):
    """Leave a Mention for every active colleague named in the note who may see the case, and one e-mail for each."""
    result = Told()
    names = names_in(event.text)
    if not names:
        return result
    wanted = Q()
    for name in names:
        wanted |= Q(username__iexact=name)
    found = list(get_user_model().objects.filter(wanted, is_active=True))
    for name in names:
        user = _called(name, found)
        if user is None:
            result.unknown.append(f"@{name}")
        elif user == by or user in result.told:
            continue
        elif not Case.objects.for_staff(user).filter(pk=event.case_id).exists():
            result.unseen.append(user.display_name)
        else:
            Mention.objects.get_or_create(event=event, user=user)
            _write_to(user, event)
            result.told.append(user)
    return result


def _called(name, users):
    exact = [user for user in users if user.username == name]
    return (exact or [user for user in users if user.username.lower() == name.lower()] or [None])[0]


def _write_to(user, event):
    if not user.email:
        return
    queue(
        "staff_mention",
        transport="email",
        person=None,
        to=user.email,
        about=event.case.reference,
        context={"reference": event.case.shown_reference, "link": reverse("desk:case", args=[event.case_id])},
        idempotency_key=f"staff_mention:{event.pk}:{user.pk}",
    )


def seen(case, user):
    """The user opened the case: what waited there for her is read."""
    Mention.objects.filter(event__case=case, user=user, seen_at=None).update(seen_at=timezone.now())


def colleagues(case, user):
    """Whom one would name here: the unit's people and whoever looks after the case."""
    who = Q(units=case.unit_id) if case.unit_id else Q(pk__in=[])
    if case.assignee_id:
        who |= Q(pk=case.assignee_id)
    staff = get_user_model().objects.filter(who, is_active=True).exclude(pk=user.pk)
    return list(staff.distinct().order_by("first_name", "last_name", "username")[:20])
