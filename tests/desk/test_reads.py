"""Deniz answers the question every supervisor asks: who looked at this case, and when?"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.models import ReadLog
from people.services import log_read
from tests.makers import make_case, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervisor(sign_in):
    return sign_in(make_staff("denetci", "wishes.work_case", "wishes.see_all_cases", "people.view_readlog"))


def reads(client, **parameters):
    return client.get(reverse("desk:reads"), parameters)


def subjects(response):
    return [row.subject for row, _subject in response.context["rows"]]


def test_it_works(supervisor, at_desk, ayse, case):
    at_desk.get(reverse("desk:case", args=[case.pk]))
    text = reads(supervisor, basvuru=case.shown_reference.lower()).content.decode()
    for words in ["Ayşe Kaya", "Açtı", case.shown_reference]:
        assert words in text


def test_who_read_which_cases_from_when_to_when(supervisor, ayse, mehmet, parks):
    one, two = make_case(unit=parks), make_case(unit=parks)
    for user, case in [(ayse, one), (ayse, two), (mehmet, one)]:
        log_read(user=user, action="open", subject=f"case:{case.reference}")
    ReadLog.objects.filter(user=mehmet).update(at=timezone.now() - timedelta(days=3))
    today = timezone.localdate().isoformat()
    assert len(subjects(reads(supervisor, basvuru=one.shown_reference))) == 2
    assert len(subjects(reads(supervisor, kullanici=ayse.pk))) == 2
    assert subjects(reads(supervisor, basvuru=one.shown_reference, tarih_min=today)) == [f"case:{one.reference}"]
    assert subjects(reads(supervisor, islem="reveal")) == []
    with CaptureQueriesContext(
        connection,
    ) as caught:
        reads(supervisor, kullanici=ayse.pk)
    assert len([query for query in caught if 'FROM "people_readlog"' in query["sql"]]) == 1


def test_a_search_is_told_without_what_was_searched(supervisor, at_desk, case):
    at_desk.post(reverse("desk:search"), {"q": "0555 000 00 12"})
    text = reads(supervisor).content.decode()
    assert "telefonla arama" in text
    assert "0555" not in text


def test_pages_forth_and_back(supervisor, ayse, monkeypatch):
    monkeypatch.setattr("wishes.desk.paging.page.__kwdefaults__", {"after": "", "before": "", "size": 2})
    for number in range(5):
        log_read(user=ayse, action="open", subject=f"case:{number}")
    first = reads(supervisor)
    second = reads(supervisor, sonra=first.context["page"].next)
    assert subjects(first) + subjects(second) == ["case:4", "case:3", "case:2", "case:1"]
    assert subjects(reads(supervisor, once=second.context["page"].previous)) == ["case:4", "case:3"]


@pytest.mark.parametrize("parameters", [{"basvuru": "abc"}, {"kullanici": "x"}, {"tarih_min": "dün"}])
def test_it_refuses_a_filter_that_is_none(supervisor, ayse, parameters):
    log_read(user=ayse, action="open", subject="case:ABCD2345")
    response = reads(supervisor, **parameters)
    assert response.status_code == 200
    assert subjects(response) == []


def test_it_refuses_clerks(at_desk):
    assert reads(at_desk).status_code == 302


def test_it_refuses_the_first_day_of_the_calendar_without_an_error(supervisor):
    assert reads(supervisor, tarih_min="0001-01-01").status_code == 200
