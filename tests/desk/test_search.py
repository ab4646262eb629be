"""Finding a case by whatever somebody has in hand, among as many cases as there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.makers import make_case, make_category, make_clerk, make_neighbourhood, make_person
from wishes import search_index, services
from wishes.desk import searches
from wishes.models import Case, Contact
from wishes.workflow import Channel

pytestmark = pytest.mark.django_db


def found(text, user=None, cases=None):
    cases = Case.objects.all() if user is None else Case.objects.for_staff(user)
    return list(searches.find(cases, searches.Query(text)).order_by("-received_at", "-id"))


def search(client, words):
    return client.post(reverse("desk:search"), {"q": words}, follow=True)


@pytest.fixture
def lamp(parks):
    person = make_person(name="Ali Başka", phone="+905550000099", email="")
    return make_case("Su birikintisi var, lambanın direği eğik.", unit=parks, place="", person=person)


@pytest.mark.parametrize("few", [searches.FEW, 0])  # none: as on a desk where everything means many cases
def test_it_works(case, lamp, monkeypatch, few):
    monkeypatch.setattr(searches, "FEW", few)
    for words, expected in [
        ("salıncak", [case]),
        ("SALINCAKLAR zincir", [case]),
        ("lambanin", [lamp]),
        ("lamba salıncak", []),
        ("park", [lamp, case]),  # the topic's name
        ("zeynep", [case]),
        ("0555 000 00 99", [lamp]),
        (case.shown_reference, [case]),
        ("%", []),
        ("lamb_", [lamp]),
    ]:
        assert found(words) == expected, words


def test_short_words_begin_a_word_and_are_looked_for_in_the_newest(case, lamp, monkeypatch):
    sausage = make_case("Sucuk kokusu rahatsız ediyor.", place="")
    pressed = make_case("Basuda arıza var.", place="")
    assert found("su") == [sausage, lamp]
    assert pressed not in found("su")
    assert found("su lamba") == [lamp]  # the long word leads, the short one is checked
    monkeypatch.setattr(searches, "RECENT", 1)
    assert found("su") == []
    assert found("su lamba") == [lamp]
    assert searches.Query("su").is_short
    assert not searches.Query("su lamba").is_short


def test_a_number_of_another_system_finds_its_case(case, lamp):
    Contact.objects.filter(case=lamp).update(channel=Channel.CIMER, external_number="2026/1190-AB 7")
    for written in ["2026/1190-AB 7", "2026/1190-ab 7", "  2026/1190-AB  7 "]:
        assert found(written) == [lamp], written
    assert found("2026/1190") == []  # a part of a number is somebody else's
    Contact.objects.filter(case=case).update(external_number="5550000099")
    assert found("5550000099") == [lamp, case]  # a phone too


def test_whoever_reached_us_later_finds_the_case_as_well(case):
    fatma = make_person(name="Fatma Sonra", phone="+905550000077", email="")
    Contact.objects.create(case=case, channel=Channel.PHONE, person=fatma, words="Ben de gördüm.")
    assert found("0555 000 00 77") == [case]
    assert found("sonra fatma") == [case]


def test_words_that_came_later_and_words_that_went_away(case):
    services.write(case, "Tahterevalli de kırılmış.")
    assert found("tahterevalli") == [case]
    Case.objects.filter(pk=case.pk).update(search_text="")  # as erasing does
    assert found("tahterevalli") == found("salıncak") == []
    Case.objects.filter(pk=case.pk).update(search_text="yeni sozler")
    assert found("sözler") == [case]
    pk = case.pk
    Case.objects.filter(pk=pk).delete()
    assert found("sözler") == []


def test_merged_cases_are_found_and_say_where_they_went(at_desk, parks, case):
    twin = make_case("Salıncak sallanmıyor.", unit=parks)
    services.close(twin, outcome="duplicate", text="Aynı konu.", by=None)
    Case.objects.filter(pk=twin.pk).update(merged_into=case)
    response = search(at_desk, "salıncak")
    assert [line.case for line in response.context["lines"]] == [twin, case]
    text = " ".join(response.content.decode().split())
    assert f'Birleştiği başvuru: <span class="desk-code">{case.shown_reference}</span>' in text


def test_it_refuses_to_find_what_one_may_not_see(case, works, mehmet, monkeypatch):
    Contact.objects.filter(case=case).update(external_number="2026/77")
    for words in ["salıncak", "zeynep", "0555 000 00 12", "2026/77", case.shown_reference, "zi"]:
        assert found(words, mehmet) == [], words
        assert found(words), words
    monkeypatch.setattr(searches, "FEW", 0)
    for words in ["salıncak", "zeynep", "0555 000 00 12", "2026/77"]:
        assert found(words, mehmet) == [], words


def test_several_units_and_own_cases(parks, works, case):
    both = make_clerk("iki", parks)
    both.units.add(works)
    road = make_case("Salıncağın yolu bozuk.", unit=works, category=make_category("Yol", unit=works))
    elsewhere = make_case("Salıncak üçüncü yerde.", unit=None, category=make_category("Başka", unit=None))
    Case.objects.filter(pk=elsewhere.pk).update(unit=None, assignee=both)
    assert found("salıncak", both) == [elsewhere, road, case]


@pytest.mark.parametrize("words", ["salıncak", "zeynep", "0555 000 00 12", "su", "2026/1190"])
def test_as_many_questions_for_few_cases_as_for_many(at_desk, parks, words):
    def queries():
        address = search(at_desk, words).redirect_chain[0][0]
        with CaptureQueriesContext(connection) as caught:
            at_desk.get(address)
        return len(caught)

    make_case("Su akıyor, salıncak ıslak.", unit=parks)
    search(at_desk, words)
    before = queries()
    for number in range(12):
        make_case("Su akıyor, salıncak ıslak.", unit=parks, neighbourhood=make_neighbourhood(f"Mahalle {number}"))
    assert queries() == before
    assert before <= 45


def test_words_are_found_by_an_index(case):
    """No reading of every case, on either database."""
    with CaptureQueriesContext(connection) as caught:
        found("salıncak")
    asked = [query["sql"] for query in caught if "search_text" in query["sql"] and "SELECT" in query["sql"]]
    if connection.vendor == "sqlite":
        assert any("wishes_case_words MATCH" in sql for sql in asked)
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
            cursor.execute(f"EXPLAIN {next(sql for sql in asked if 'LIKE' in sql)}".replace("%", "%%"))
            assert "wishes_case_words" in str(cursor.fetchall())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL alters tables in place")
def test_a_migration_that_remakes_the_table_of_cases_does_not_stop_the_search(case):
    with connection.cursor() as cursor:
        for trigger in ["added", "gone", "changed"]:  # they go with the table they stand on
            cursor.execute(f"DROP TRIGGER wishes_case_words_{trigger}")
    slide = make_case("Bu arada gelen kaydırak.")
    assert found("kaydırak") == []
    search_index.on_sqlite(sender=None, using="default")  # what every migrate calls at its end
    assert found("kaydırak") == [slide]
    assert found("salıncak") == [case]
    assert found("kaydırak salıncak") == []
    assert make_case("Yeni kaydırak.") in found("kaydırak")
