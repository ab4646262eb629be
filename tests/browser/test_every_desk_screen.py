"""The desk's screens that have no walk of their own: no fault in light or dark, and none wider than 320 px."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from tests import makers
from wishes import joining
from wishes.desk.models import SavedView
from wishes.workflow import Channel

from .conftest import assert_accessible_by_day_and_night, assert_fits, narrow, sign_in

INFORMATION = "4982 sayılı Kanuna göre park giderlerinin listesini istiyorum."


@pytest.fixture
def deniz(live_server):
    user = makers.make_directorate()
    user.is_superuser = True  # every door
    user.save()
    return user


@pytest.fixture
def case(deniz):
    makers.make_consent_text()
    call_command("load_clocks", verbosity=0)
    case = makers.make_case()
    joining.contact(case, channel=Channel.INFORMATION, words=INFORMATION, clock="information", by=deniz)
    joining.contact(case, channel=Channel.CIMER, words="Aynı salıncak.", clock="cimer", by=deniz)
    SavedView.objects.create(user=deniz, name="Parklar", query="durum=acik")
    return case


def screens(case):
    yield "desk:case", [case.pk]
    for name in ("merge", "split"):
        yield f"desk:{name}", [case.pk]
    asked = case.contacts.get(channel=Channel.INFORMATION)
    for name in ("extend", "fee"):
        yield f"desk:{name}", [case.pk, asked.pk]
    for name in ("own_views", "reads", "files", "reports"):
        yield f"desk:{name}", []
    yield "desk:rename_view", [SavedView.objects.get().pk]
    yield "closed_days:changes", []
    yield "intake:petition", []
    yield "intake:paste", []


def look(page):
    assert_fits(page, 1280)
    assert_accessible_by_day_and_night(page)
    with narrow(page):
        assert_fits(page, 320)


def test_it_works(browse, deniz, case):
    page = browse(1280)
    sign_in(page, reverse("desk:inbox"), deniz.username)
    for name, args in screens(case):
        answer = page.goto(reverse(name, args=args))
        assert answer.status == 200, name
        look(page)
    page.goto(reverse("closed_days:add"))
    day = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())
    page.fill("[name=date]", day.isoformat())
    page.fill("[name=name]", "İdari izin")
    page.keyboard.press("Escape")
    page.locator("form [type=submit].button").last.click()
    page.get_by_role("button", name="Kapalı günü ekle").wait_for()  # what it moves is shown before it is one
    look(page)
