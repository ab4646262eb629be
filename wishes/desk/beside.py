"""What stands beside a case: its person's other cases, the same topic in the same place, what looks alike.

Only what the user may see, a handful of each, and each by an index.
"""

from dataclasses import dataclass, field

from people.models import Person
from wishes import likeness
from wishes.models import Case

MOST = 5
CARDS = 50  # of one person: each way of saying who one is makes a card


@dataclass(frozen=True)
class Beside:
    person: list = field(default_factory=list)
    place: list = field(default_factory=list)
    alike: list = field(default_factory=list)  # [(case, why)]

    def __bool__(self):
        return bool(self.person or self.place or self.alike)


def of(case, user):
    mine = Case.objects.for_staff(user).exclude(pk=case.pk)
    alike = _alike(case, mine) if case.is_open else []
    shown = {found.pk for found, _why in alike}
    return Beside(_of_person(case, mine), [row for row in _of_place(case, mine) if row.pk not in shown], alike)


def similar(case, user):
    """[(case, why)]: open matters that look like this one and that the user may see."""
    return _alike(case, Case.objects.for_staff(user))


def _alike(case, mine):
    found = likeness.similar(
        kind=case.kind,
        topic=case.topic,
        neighbourhood=case.neighbourhood,
        words=case.search_text,
        place=case.place,
        person=case.person,
        exclude=case,
        limit=2 * MOST,
    )
    visible = set(mine.filter(pk__in=[row.case.pk for row in found]).values_list("pk", flat=True)) if found else set()
    return [(row.case, row.why) for row in found if row.case.pk in visible][:MOST]


def _of_person(case, mine):
    if case.person is None:
        return []
    cards = [case.person_id]
    if case.person.phone:
        cards += Person.objects.with_phone(case.person.phone).values_list("pk", flat=True)[:CARDS]
    return list(mine.filter(person__in=set(cards)).order_by("-received_at", "-id")[:MOST])


def _of_place(case, mine):
    if case.neighbourhood_id is None or not case.topic:
        return []
    same = mine.open().filter(kind=case.kind, topic=case.topic, neighbourhood=case.neighbourhood_id)
    return list(same.order_by("-received_at", "-id")[:MOST])
