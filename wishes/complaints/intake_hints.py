"""What the clerk should see before saving: the caller's open cases, and open ones that look like this matter."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from people.models import Person
from people.services import log_read
from wishes import likeness
from wishes.desk import inbox
from wishes.kinds import COMPLAINT, KINDS
from wishes.models import Case, Contact
from wishes.workflow import can

MOST = 5
MOST_CARDS = 100  # of one telephone: a switchboard's may stand on many


@dataclass(frozen=True)
class Hint:
    """One open case. Of a case of another unit the clerk gets number and state, nothing of what it holds."""

    case: Case
    is_visible: bool
    why: str = ""

    @cached_property
    def line(self):
        return inbox.Line(self.case, timezone.localdate())

    @property
    def kind(self):
        return KINDS[self.case.kind].label

    @property
    def can_join(self):
        return self.is_visible and self.case.kind == COMPLAINT.key and can("contact", self.case.status)


def of_caller(user, phone):
    """Open cases of whoever has this telephone (E.164), newest first. The look leaves its trace."""
    log_read(user=user, action="search", subject="search:phone")
    people = list(Person.objects.with_phone(phone).values_list("pk", flat=True)[:MOST_CARDS])
    if not people:
        return []
    # Two index seeks, each cut short, instead of one OR over both tables.
    own = Case.objects.open().filter(person__in=people).order_by("-pk").values_list("pk", flat=True)[:MOST]
    through = (
        Contact.objects.filter(person__in=people, case__in=Case.objects.open())
        .order_by("-pk")
        .values_list("case", flat=True)[:MOST]
    )
    return _hints(user, {*own, *through})


def of_matter(user, data):
    """Open cases that look like what is being typed: same topic, same place, similar words."""
    if not (data.get("category") and data.get("neighbourhood")):
        return []
    found = likeness.similar(
        kind=COMPLAINT.key,
        topic=data["category"].slug,
        neighbourhood=data["neighbourhood"],
        words=data.get("words", ""),
        place=data.get("place", ""),
    )
    why = {one.case.pk: one.why for one in found}
    hints = _hints(user, set(why), why)
    return sorted(hints, key=lambda hint: list(why).index(hint.case.pk))


def _hints(user, keys, why=None):
    if not keys:
        return []
    cases = inbox.with_what_a_line_needs(Case.objects.filter(pk__in=keys)).order_by("-received_at", "-pk")[:MOST]
    visible = set(Case.objects.for_staff(user).filter(pk__in=keys).values_list("pk", flat=True))
    return [Hint(case, case.pk in visible, (why or {}).get(case.pk, "")) for case in cases]
