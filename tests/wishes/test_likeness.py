"""Which open matters are offered as "looks like yours", and what finding them costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import makers
from wishes import services
from wishes.likeness import similar
from wishes.models import Case
from wishes.workflow import Outcome

pytestmark = pytest.mark.django_db

SWING = "Salıncağın zinciri kopuk, çocuklar düşüyor."
PLACE = "Parkın içi, büyük çınarın yanı"


def make(words=SWING, place=PLACE, *, days=0, **facts):
    case = makers.make_case(words, place=place, **facts)
    case.topic = case.complaint.category.slug
    case.received_at = timezone.now() - timedelta(days=days)
    case.save(update_fields=["topic", "received_at"])
    return case


def ask(words="Salıncak kırık, zinciri kopmuş. Çocuklar biniyor.", place="Büyük çınarın yanı", **facts):
    facts = {
        "kind": "complaint",
        "topic": "park-ve-yesil-alan",
        "neighbourhood": makers.make_neighbourhood(),
        "words": words,
        "place": place,
    } | facts
    return similar(**facts)


def test_it_works(zeynep):
    case = make()
    [found] = ask()
    assert found.case == case
    assert found.why == "Aynı konu, aynı yer, benzer sözler"
    assert found.score > 0


def test_it_refuses_what_is_over_merged_elsewhere_or_old():
    make(neighbourhood=makers.make_neighbourhood("Cedit"))
    make(days=31)
    over = make()
    services.close(over, outcome=Outcome.DONE, text="Yeni zincir taktık.", by=None)
    merged = make()
    Case.objects.filter(pk=merged.pk).update(status="closed", outcome="duplicate", merged_into=over)
    itself = make()
    assert ask(exclude=itself) == []


def test_the_setting_says_how_old_is_too_old(settings):
    case = make(days=40)
    settings.LIKENESS_DAYS = 50
    assert [found.case for found in ask()] == [case]


def test_the_same_telephone_is_found_wherever_it_is_and_through_another_card(zeynep):
    old = make("Asfalt çöktü.", "Lale Sokak 5", neighbourhood=makers.make_neighbourhood("Cedit"), days=90)
    other_card = makers.make_person(email="")  # the same telephone, another e-mail address
    [found] = ask(person=other_card)
    assert found.case == old
    assert found.why == "Aynı telefon, aynı konu"
    assert [found.case for found in ask(phone=zeynep.phone)] == [old]
    assert ask(phone="+905550000099") == []


def test_a_matter_without_neighbourhood_is_like_another_one_only_with_nearly_the_same_words():
    bill = "Emlak vergisi bildirimim eksik hesaplanmış, ikinci taksit yanlış görünüyor, düzeltilsin."
    make(bill, "", neighbourhood=None)
    make("Emlak vergisi ne zaman ödenecek?", "", neighbourhood=None)
    [found] = ask(bill, "", neighbourhood=None)
    assert found.case.place == ""


def test_the_likest_come_first_and_never_more_than_asked_for():
    far = make("Salıncak gıcırdıyor, zinciri paslı.", "Çınarın karşısı")
    near = [make(days=days) for days in (3, 1, 2)]
    order = [found.case for found in ask(limit=4)]
    assert order == [near[1], near[2], near[0], far]
    assert [found.case for found in ask()] == order[:3]


def test_a_busy_neighbourhood_costs_no_more_queries_and_is_read_by_its_index():
    for _number in range(3):
        make()
    with CaptureQueriesContext(connection) as few:
        ask(person=makers.make_person())
    for number in range(12):
        make(f"Lamba {number} yanmıyor.", f"{number}. direk")
    with CaptureQueriesContext(connection) as many:
        ask(person=makers.make_person())
    assert len(many) == len(few)
    if connection.vendor == "sqlite":  # PostgreSQL reads a small table whole, and rightly so
        near = [
            query["sql"]
            for query in many
            if "search_text" in query["sql"] and "desk_rank" in query["sql"].partition(" WHERE ")[2]
        ]
        assert len(near) == 2
        with connection.cursor() as cursor:
            for sql in near:
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
                plan = " ".join(row[3] for row in cursor.fetchall())
                assert "USING INDEX" in plan
                assert "neighbourhood_id=? AND desk_rank=? AND received_at>?" in plan
                assert "TEMP B-TREE" not in plan  # no sorting: the index has the order


def test_no_more_than_the_bound_is_compared(monkeypatch):
    monkeypatch.setattr("wishes.likeness.MOST", 2)
    make(days=3)
    newest = [make("Bank kırık.", "Havuzun başı", days=days) for days in (2, 1)]
    assert len(newest) == 2
    assert ask() == []  # the swing is older than the two that are looked at
