"""The cookie that opens a case in one browser for half an hour."""

import pytest
import time_machine
from django.http import HttpResponse
from django.test import RequestFactory

from tests import makers
from wishes import grants
from wishes.grants import STRONG, WEAK, Level
from wishes.models import Case

pytestmark = pytest.mark.django_db


def browser_after(response):
    """A later request of the browser that got this response."""
    request = RequestFactory().get("/takip/")
    request.COOKIES = {name: morsel.value for name, morsel in response.cookies.items() if morsel["max-age"] != 0}
    return request


@pytest.mark.parametrize("level", [WEAK, STRONG])
def test_a_browser_keeps_what_it_was_granted(case, level):
    response = grants.grant(HttpResponse(), case, level)
    assert grants.level_for(browser_after(response), case) is level


def test_the_cookie_stays_with_its_case_and_out_of_scripts(case, settings):
    settings.SESSION_COOKIE_SECURE = True
    (morsel,) = grants.grant(HttpResponse(), case, STRONG).cookies.values()
    assert morsel["path"] == f"/takip/{case.url_reference}/"
    assert morsel["httponly"] and morsel["secure"] and morsel["samesite"] == "Lax" and morsel["max-age"] == 1800


def test_the_stronger_of_two_grants_counts(case):
    response = grants.grant(grants.grant(HttpResponse(), case, STRONG), case, WEAK)
    assert grants.level_for(browser_after(response), case) is STRONG


def test_it_refuses_a_stranger(case):
    assert grants.level_for(RequestFactory().get("/"), case) is Level.NONE


def test_it_refuses_another_case(case):
    other = makers.make_case("Bank kırık.")
    response = grants.grant(HttpResponse(), case, STRONG)
    assert grants.level_for(browser_after(response), other) is Level.NONE


def test_it_refuses_after_half_an_hour_without_a_look(case):
    with time_machine.travel("2026-11-23 09:00+03:00", tick=False) as clock:
        request = browser_after(grants.grant(HttpResponse(), case, STRONG))
        clock.shift(29 * 60)
        assert grants.level_for(request, case) is STRONG
        clock.shift(2 * 60)
        assert grants.level_for(request, case) is Level.NONE


def test_it_refuses_a_level_the_browser_wrote_itself(case):
    request = browser_after(grants.grant(HttpResponse(), case, WEAK))
    request.COOKIES = {"takip_tam": request.COOKIES["takip"]}
    assert grants.level_for(request, case) is Level.NONE
    request.COOKIES = {"takip_tam": request.COOKIES["takip_tam"][:-2] + "xx"}
    assert grants.level_for(request, case) is Level.NONE


def test_new_keys_end_every_grant(case):
    request = browser_after(grants.grant(HttpResponse(), case, STRONG))
    Case.objects.filter(pk=case.pk).update(key_generation=2)
    case.refresh_from_db()
    assert grants.level_for(request, case) is Level.NONE


def test_a_browser_can_be_told_to_forget(case):
    response = grants.revoke(grants.grant(HttpResponse(), case, STRONG), case)
    assert all(morsel["max-age"] == 0 for morsel in response.cookies.values())
    assert grants.level_for(browser_after(response), case) is Level.NONE
