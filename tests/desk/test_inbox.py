"""Ayşe opens the desk in the morning: what she finds, what she never sees."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.models import ReadLog
from tests.makers import ZEYNEP, make_case, make_category, make_clerk, make_neighbourhood, make_person
from wishes import services
from wishes.models import Case
from wishes.workflow import Channel

pytestmark = pytest.mark.django_db


def inbox(client, **parameters):
    return client.get(reverse("desk:inbox"), parameters)


def search(client, words):
    """The page one lands on after typing and pressing Enter."""
    return client.post(reverse("desk:search"), {"q": words}, follow=True)


def shown(response):
    return [line.case for line in response.context["lines"]]


def test_it_works(at_desk, case):
    text = inbox(at_desk).content.decode()
    for words in [case.shown_reference, "Park ve yeşil alan", "Yahya Kaptan", "Şikâyet", "alındı", "gün kaldı"]:
        assert words in text
    assert "Salıncağın zinciri kopuk" in text


def test_personal_data_is_covered(at_desk, parks):
    make_case("Ben Zeynep Örnekoğlu, 0555 000 00 12 ya da zeynep@ornek.example: kaldırım kırık.", unit=parks)
    text = inbox(at_desk).content.decode()
    assert "Z***** Ö********" in text
    assert "kaldırım kırık" in text
    for secret in ["Örnekoğlu", "0555 000 00 12", "555000", ZEYNEP["email"]]:
        assert secret not in text


def test_a_strangers_words_cannot_become_markup(at_desk, parks):
    make_case("<script>alert(1)</script><b>kalın</b>", unit=parks)
    text = inbox(at_desk).content.decode()
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text


def test_a_case_without_a_name_and_one_whose_person_was_erased(at_desk, parks):
    nameless = services.receive(kind="complaint", subject="İsimsiz ihbar", words="Çöp dökülüyor.", unit=parks).case
    person = make_person(name="Can Deneme", phone="+905550000077", email="")
    make_case(unit=parks, person=person)
    type(person).objects.filter(pk=person.pk).update(name="", phone="", erased_at=timezone.now())
    text = inbox(at_desk).content.decode()
    assert "Adını vermedi" in text
    assert "Bilgileri silindi" in text
    page = at_desk.get(reverse("desk:case", args=[nameless.pk]))
    assert page.status_code == 200
    assert at_desk.post(reverse("desk:reveal", args=[nameless.pk])).status_code == 404


def test_mehmet_sees_nothing_of_it(sign_in, mehmet, case):
    response = inbox(sign_in(mehmet))
    assert shown(response) == []
    assert case.shown_reference not in response.content.decode()


def test_danger_comes_first_then_the_promised_day(at_desk, parks):
    late, soon, never, danger = (make_case(unit=parks) for _each in range(4))
    today = timezone.localdate()
    for case, days in [(late, -3), (soon, 0), (danger, 9)]:
        Case.objects.filter(pk=case.pk).update(promised_on=today + timedelta(days=days))
    Case.objects.filter(pk=never.pk).update(promised_on=None)
    Case.objects.filter(pk=danger.pk).update(is_urgent=True)
    response = inbox(at_desk)
    assert shown(response) == [danger, late, soon, never]
    text = response.content.decode()
    assert "Tehlike" in text
    assert "3 gün geçti" in text
    assert "bugün" in text


def test_only_open_ones_by_default_and_it_says_so(at_desk, ayse, case):
    services.close(case, outcome="done", text="Zinciri yeniledik.", by=ayse)
    response = inbox(at_desk)
    assert shown(response) == []
    assert "açık olanlar" in response.content.decode()
    assert shown(inbox(at_desk, durum="hepsi")) == [case]
    assert shown(inbox(at_desk, durum="kapali")) == [case]
    assert shown(inbox(at_desk, durum="closed")) == [case]


def test_filters(at_desk, ayse, parks):
    other = make_category("Ağaç budama", unit=parks)
    swing = make_case(unit=parks)
    tree = make_case(unit=parks, category=other, neighbourhood=make_neighbourhood("Çukurbağ"), channel=Channel.PHONE)
    services.assign(tree, unit=parks, assignee=ayse, by=ayse)
    Case.objects.filter(pk=swing.pk).update(promised_on=timezone.localdate() - timedelta(days=1))
    today = timezone.localdate().isoformat()
    for parameters, expected in [
        ({"konu": other.pk}, [tree]),
        ({"tur": "thanks"}, []),
        ({"mahalle": tree.neighbourhood_id}, [tree]),
        ({"kanal": "phone"}, [tree]),
        ({"ilgilenen": ayse.pk}, [tree]),
        ({"ilgilenen": "null"}, [swing]),
        ({"mudurluk": parks.pk}, [swing, tree]),
        ({"sure": "geciken"}, [swing]),
        ({"sure": "bugun"}, []),
        ({"gelis_min": today, "gelis_max": today}, [swing, tree]),
        ({"gelis_max": "2020-01-01"}, []),
        ({"durum": "received"}, [swing]),
    ]:
        assert shown(inbox(at_desk, **parameters)) == expected, parameters


def test_it_refuses_a_filter_that_is_none(at_desk, works, case):
    for parameters in [{"mudurluk": works.pk}, {"durum": "uydurma"}, {"gelis_min": "dün"}, {"konu": "x' OR 1=1"}]:
        response = inbox(at_desk, **parameters)
        assert response.status_code == 200
        assert shown(response) == []
        assert response.context["filters"].form.errors


def test_a_filter_is_shown_as_a_chip_that_can_be_taken_off(at_desk, ayse, parks):
    services.assign(make_case(unit=parks), unit=parks, assignee=ayse, by=ayse)
    response = inbox(at_desk, ilgilenen=ayse.pk, kanal="web", gelis_min="2026-01-02")
    assert [(str(label), str(value)) for label, value, _rest in response.context["chips"]] == [
        ("İlgilenen", "Ayşe Kaya"),
        ("Kanal", "Web sitesi"),
        ("Geliş tarihi", "02.01.2026 –"),
    ]
    assert response.context["chips"][1][2] == f"ilgilenen={ayse.pk}&gelis_min=2026-01-02"


def test_saved_views_with_their_counts(at_desk, ayse, parks, works):
    mine, today, late, replied, look = (make_case(unit=parks) for _each in range(5))
    make_case(unit=works, category=make_category("Yol", unit=works))
    services.assign(mine, unit=parks, assignee=ayse, by=ayse)
    day = timezone.localdate()
    Case.objects.filter(pk=today.pk).update(promised_on=day)
    Case.objects.filter(pk=late.pk).update(promised_on=day - timedelta(days=2))
    Case.objects.filter(pk=look.pk).update(hold_reason="captcha")
    services.ask(replied, "Hangi salıncak?", by=ayse)
    services.write(replied, "Büyük olan.")
    services.note(replied, "Sahaya soruldu.", by=ayse)  # a note is no answer to the citizen
    counts = {saved.key: count for saved, count, _current in inbox(at_desk).context["views"]}
    assert counts == {
        "bana-atanan": "1",
        "masam": "5",
        "bugun": "1",
        "geciken": "1",
        "yanitladi": "1",
        "yeniden-acilan": "0",
        "anildigim": "0",
        "yasal": "0",
        "bakilmali": "1",
    }
    for key, case in [("bana-atanan", mine), ("bugun", today), ("geciken", late), ("yanitladi", replied)]:
        assert shown(inbox(at_desk, gorunum=key)) == [case], key
    assert "Önce bakılmalı" in inbox(at_desk, gorunum="bakilmali").content.decode()
    services.answer(replied, "Yarın bakıyoruz.", by=ayse)
    assert shown(inbox(at_desk, gorunum="yanitladi")) == []


def test_counting_stops_at_a_hundred(at_desk, ayse, parks, monkeypatch):
    monkeypatch.setattr("wishes.desk.inbox.COUNT_LIMIT", 2)
    for _each in range(3):
        make_case(unit=parks)
    counts = {saved.key: count for saved, count, _current in inbox(at_desk).context["views"]}
    assert counts["masam"] == "2+"


# -- Paging ---------------------------------------------------------------------------------
@pytest.mark.parametrize("parameters", [{}, {"durum": "hepsi"}])
def test_pages_forth_and_back_show_every_case_once(at_desk, parks, monkeypatch, parameters):
    monkeypatch.setattr("wishes.desk.paging.page.__kwdefaults__", {"after": "", "before": "", "size": 3})
    cases = [make_case(unit=parks) for _each in range(8)]
    today = timezone.localdate()
    for number, case in enumerate(cases):
        Case.objects.filter(pk=case.pk).update(
            promised_on=None if number in (1, 2, 5, 6) else today + timedelta(days=number // 4),
            is_urgent=number in (6, 7),
        )
    pages, response = [], inbox(at_desk, **parameters)
    while True:
        pages.append(shown(response))
        after = response.context["page"].next
        if not after:
            break
        response = inbox(at_desk, **parameters, sonra=after)
    assert [len(page) for page in pages] == [3, 3, 2]
    assert sorted(case.pk for page in pages for case in page) == [case.pk for case in cases]
    back = inbox(at_desk, **parameters, once=response.context["page"].previous)
    assert shown(back) == pages[1]
    first = inbox(at_desk, **parameters, once=back.context["page"].previous)
    assert shown(first) == pages[0]
    assert first.context["page"].previous == ""


@pytest.mark.parametrize("cursor", ["x", "1.2", "1.20269999.3", "9" * 400 + ".1", "1.99999999999.5", "--", "1.0.x"])
@pytest.mark.parametrize("status", ["", "hepsi"])
def test_it_refuses_no_page_for_a_forged_cursor(at_desk, case, cursor, status):
    for name in ["sonra", "once"]:
        response = inbox(at_desk, durum=status, **{name: cursor})
        assert response.status_code == 200
        assert shown(response) == [case]


def test_ten_rows_cost_as_many_queries_as_forty(at_desk, parks):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            inbox(at_desk)
        return len(caught)

    for number in range(10):
        make_case(unit=parks, neighbourhood=make_neighbourhood(f"Mahalle {number}"))
    inbox(at_desk)
    ten = queries()
    for number in range(30):
        make_case(unit=parks, person=make_person(name=f"Kişi {number}", phone=f"+9055500001{number:02}"))
    assert queries() == ten
    assert ten <= 36  # one for each view's count


# -- Search ---------------------------------------------------------------------------------
def test_search_by_reference_however_written(at_desk, case):
    for written in [case.shown_reference, case.reference.lower(), case.shown_reference.replace("-", " ").lower()]:
        response = search(at_desk, written)
        assert response.redirect_chain == [(reverse("desk:case", args=[case.pk]), 302)]


def test_search_by_phone_name_and_email_leaves_a_trace_without_the_term(at_desk, ayse, case, parks):
    make_case("Bambaşka bir konu", unit=parks, person=make_person(name="Ali Başka", phone="+905550000099", email=""))
    for words, subject in [
        ("0555 000 00 12", "search:phone"),
        ("+90 555 000 0012", "search:phone"),
        ("zeynep@ornek.example", "search:email"),
        ("ornekoglu ZEYNEP", "search:name"),
    ]:
        ReadLog.objects.all().delete()
        response = search(at_desk, words)
        assert shown(response) == [case], words
        assert list(ReadLog.objects.values_list("user", "action", "subject")) == [(ayse.pk, "search", subject)]
        assert words not in str(ReadLog.objects.values_list().get())


def test_what_was_searched_stands_in_no_address_and_nowhere_in_the_database(at_desk, case):
    response = search(at_desk, "0555 000 00 12")
    assert "555" not in response.redirect_chain[0][0]
    stored = [session.get_decoded() for session in Session.objects.all()]
    assert "desk_searches" in stored[0]
    assert "0555" not in str(stored)
    assert shown(at_desk.get(response.redirect_chain[0][0])) == [case]  # a reload finds it again


def test_search_by_folded_words_of_the_text(at_desk, parks):
    tree = make_case("Çınarın dalı kırıldı, ıslak zeminde.", unit=parks)
    make_case("Çöp kutusu dolu.", unit=parks, place="")
    for words in ["cinar", "ÇINAR", "çınarlar", "dal kırıl", "islak cinar", "ISLAK"]:
        assert shown(search(at_desk, words)) == [tree], words
    assert shown(search(at_desk, "çınar kutu")) == []  # all words must be found
    assert not ReadLog.objects.filter(action="search").exists()


def test_search_finds_closed_ones_too(at_desk, ayse, case):
    services.close(case, outcome="done", text="Yapıldı.", by=ayse)
    assert shown(search(at_desk, "salıncak")) == [case]


def test_it_refuses_to_find_for_a_stranger(sign_in, mehmet, case):
    client = sign_in(mehmet)
    for words in [case.shown_reference, "0555 000 00 12", "zeynep@ornek.example", "Zeynep", "salıncak"]:
        response = search(client, words)
        assert shown(response) == [], words
        assert "bulunamadı" in response.content.decode()


@pytest.mark.parametrize("words", ["", "   ", "'\"%_*", "a" * 300, "\x01", "@", "…", "%", "10000000146"])
def test_it_refuses_nothing_odd_with_an_error(at_desk, case, words):
    assert search(at_desk, words).status_code == 200


def test_a_search_of_somebody_elses_session_is_nothing(at_desk, sign_in, parks, case):
    number = search(at_desk, "0555 000 00 12").redirect_chain[0][0].partition("ara=")[2]
    fatma = sign_in(make_clerk("fatma", parks))
    make_case("Başka", unit=parks, person=make_person(phone="+905550000077", name="Can Deneme", email=""))
    assert len(shown(inbox(fatma, ara=number))) == 2  # the plain list, not hers


@pytest.mark.parametrize("days", [{"gelis_min": "0001-01-01"}, {"gelis_max": "9999-12-31"}])
def test_it_refuses_years_without_records_kindly(at_desk, case, days):
    response = inbox(at_desk, **days)
    assert response.status_code == 200
    assert shown(response) == []
    assert "Bu yıllarda kayıt yok." in response.content.decode()
