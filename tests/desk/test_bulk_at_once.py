"""Two at once, with real threads and real transactions: on SQLite as on PostgreSQL no case is acted on twice."""

import pytest

from tests.makers import make_case, make_clerk
from tests.wishes.test_concurrency import at_once
from wishes.desk import bulk, bulk_acts
from wishes.desk.models import BulkAct
from wishes.models import Case, CaseEvent

pytestmark = pytest.mark.django_db(transaction=True)

CLOSE = bulk.VERB["kapat"]
DATA = {"outcome": "done", "text": "Yeniledik."}


def closed_by(act):
    return {item["case"] for item in act.items if "event" in item}


def test_two_clerks_on_the_same_rows(parks, ayse):
    fatma = make_clerk("fatma", parks)
    pks = [make_case(unit=parks).pk for _each in range(6)]
    hers, mine = bulk.select(fatma, reversed(pks)), bulk.select(ayse, pks)
    acts = at_once(
        lambda: bulk_acts.carry_out(CLOSE, mine, DATA, by=ayse),
        lambda: bulk_acts.carry_out(CLOSE, hers, DATA, by=fatma),
    )
    assert closed_by(acts[0]) | closed_by(acts[1]) == set(pks)
    assert not closed_by(acts[0]) & closed_by(acts[1])
    assert CaseEvent.objects.filter(kind="closed").count() == 6
    assert all(len(act.items) == 6 for act in acts)  # what one did, the other was told


def test_one_confirmation_pressed_three_times_at_once(parks, ayse):
    selection = bulk.select(ayse, [make_case(unit=parks).pk for _each in range(3)])
    acts = at_once(*[lambda: bulk_acts.carry_out(CLOSE, selection, DATA, by=ayse) for _press in range(3)])
    assert len({act.pk for act in acts}) == BulkAct.objects.count() == 1
    assert all(len(closed_by(act)) == 3 for act in acts)
    assert CaseEvent.objects.filter(kind="closed").count() == 3


def test_taken_back_three_times_at_once(parks, ayse):
    pks = [make_case(unit=parks).pk for _each in range(3)]
    act = bulk_acts.carry_out(CLOSE, bulk.select(ayse, pks), DATA, by=ayse)
    results = at_once(*[lambda: bulk_acts.undo(act, by=ayse) for _press in range(3)])
    assert sorted(type(result).__name__ for result in results) == ["BulkAct", "CannotUndo", "CannotUndo"]
    assert CaseEvent.objects.filter(kind="undone").count() == 3
    assert set(Case.objects.values_list("status", flat=True)) == {"received"}
