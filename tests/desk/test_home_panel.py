"""The first page of the admin says what needs a person first."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.makers import make_case, make_staff
from wishes import services
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
