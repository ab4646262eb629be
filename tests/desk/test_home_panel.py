"""The first page of the admin says what needs a person first."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.desk.test_reports import at, ended, rows
from tests.makers import make_case, make_staff
from wishes import services
from wishes.desk import periods
from wishes.models import Case

pytestmark = pytest.mark.django_db


def lists(client):
    response = client.get(reverse("wagtailadmin_home"))
    return response.content.decode()


def test_it_works(at_desk, ayse, parks):
    late, danger, replied, look = (make_case(unit=parks) for _each in range(4))
    Case.objects.filter(pk=late.pk).update(promised_on=timezone.localdate() - timedelta(days=1))
    Case.objects.filter(pk=danger.pk).update(is_urgent=True)
    Case.objects.filter(pk=look.pk).update(hold_reason="captcha")
    services.ask(replied, "Nerede?", by=ayse)
    services.write(replied, "Parkta.")
    text = lists(at_desk)
    for words in ["Önce bunlar", "Geciken", "Tehlike var", "Vatandaş yanıtladı", "Bakılmalı"]:
        assert words in text
    for case in [late, danger, replied, look]:
        assert case.shown_reference in text
    assert "Örnekoğlu" not in text


def test_at_most_five_and_a_way_to_the_rest(at_desk, parks):
    for _each in range(7):
        make_case(unit=parks, is_urgent=True)
    text = lists(at_desk)
    assert text.count("İZM-") == 5
    assert "Tümü: Tehlike var" in text


def test_nothing_to_do_is_said_kindly(at_desk):
    assert "acele bir başvuru yok" in lists(at_desk)


def test_others_see_no_panel(sign_in, mehmet, case):
    assert case.shown_reference not in lists(sign_in(mehmet))
    assert "Önce bunlar" not in lists(sign_in(make_staff("editor")))


def test_the_week_is_told_in_words_and_in_a_table(at_desk, parks, works):
    week = periods.last_weeks(4, timezone.localdate())[-1]
    rows([{"unit": parks, "received_at": at(week.first), **ended(week.last, 3)} for _each in range(2)])
    rows([{"unit": works, "received_at": at(week.first)} for _each in range(5)])
    text = lists(at_desk)
    assert "Son 4 hafta, eskiden yeniye: 0, 0, 0, 2" in text  # received by her unit, not by the other
    assert "Son 4 hafta, eskiden yeniye: —, —, —, 3" in text
    assert "% 100" in text
    assert f'<th scope="row">{week}</th>' in text


def test_many_cases_cost_the_first_page_what_few_do(at_desk, parks, django_assert_max_num_queries):
    rows([{"unit": parks, "promised_on": timezone.localdate() - timedelta(days=1)} for _each in range(40)])
    with django_assert_max_num_queries(40):
        lists(at_desk)


def test_who_says_it_was_not_solved_is_among_the_first(at_desk, parks):
    case = make_case(unit=parks)
    Case.objects.filter(pk=case.pk).update(is_escalated=True)
    assert "Çözülmedi diyen" in lists(at_desk)
