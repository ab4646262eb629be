"""Closed days and legal times at their screens: what would move is shown first, what moved is listed afterwards."""

from datetime import date, datetime

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from tests import makers
from wishes.models import CalendarChange, Case, ClockPolicy, ClosedDay

pytestmark = pytest.mark.django_db

LEGAL = date(2026, 11, 19)
ADD = "/yonetim/closed_days/new/"


@pytest.fixture(autouse=True)
def _law():
    call_command("load_clocks", verbosity=0)
    with time_machine.travel(timezone.make_aware(datetime(2026, 10, 20, 10)), tick=True):
        yield


@pytest.fixture
def as_role(sign_in):
    call_command("make_roles", verbosity=0)

    def as_role(role, **facts):
        user = makers.make_staff("rol", admin_access=False, **facts)
        user.groups.add(Group.objects.get(name=role.name))
        return sign_in(user)

    return as_role


@pytest.fixture
def office(as_role):
    """The directorate's browser."""
    return as_role(roles.DIRECTORATE_ROLE)


def text(response):
    return response.content.decode()


def test_a_closed_day_is_previewed_then_added_and_lists_whom_it_moved(office, django_capture_on_commit_callbacks):
    case = makers.make_case()
    facts = {"date": "2026-11-19", "name": "İdari izin"}
    shown = office.post(ADD, facts)
    assert shown.status_code == 200 and not ClosedDay.objects.exists()
    assert "19 Kasım 2026 Perşembe, İdari izin" in text(shown)
    assert "19.11.2026 → 20.11.2026" in text(shown) and case.shown_reference in text(shown)
    with django_capture_on_commit_callbacks(execute=True):
        done = office.post(ADD, facts | {"step": "confirm"})
    change = CalendarChange.objects.get()
    assert done.status_code == 302 and done.url == reverse("closed_days:moved", args=[change.pk])
    page = text(office.get(done.url))
    assert "19.11.2026 → 20.11.2026" in page and case.shown_reference in page and "arka planda" not in page
    assert Case.objects.get().due_on == date(2026, 11, 20)
    assert done.url in text(office.get(reverse("closed_days:index")))
    assert "İdari izin" in text(office.get(reverse("closed_days:changes")))


def test_the_way_back_keeps_what_was_typed(office):
    page = office.post(ADD, {"date": "2026-11-19", "name": "İdari izin", "step": "edit"})
    assert page.status_code == 200 and 'value="İdari izin"' in text(page) and not ClosedDay.objects.exists()


def test_a_closed_day_that_is_removed_shows_what_comes_back(office, django_capture_on_commit_callbacks):
    ClosedDay.objects.create(date=LEGAL, name="İdari izin")
    makers.make_case()
    address = reverse("closed_days:delete", args=[ClosedDay.objects.get().pk])
    assert "20.11.2026 → 19.11.2026" in text(office.get(address))
    assert ClosedDay.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        done = office.post(address, {"step": "confirm"})
    assert not ClosedDay.objects.exists() and Case.objects.get().due_on == LEGAL
    assert "20.11.2026 → 19.11.2026" in text(office.get(done.url))


def test_nothing_moves_and_it_says_so(office):
    page = office.post(ADD, {"date": "2026-11-19", "name": "İdari izin"})
    assert "Hiçbir başvurunun günü değişmeyecek." in text(page)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-10-29", "Bu gün zaten kapalı: Cumhuriyet Bayramı."),
        ("2026-11-21", "Bu gün zaten kapalı: Cumartesi."),
        ("9999-12-31", "Bu yıl için takvim yok."),
    ],
)
def test_it_refuses_a_day_that_is_closed_anyway(office, day, why):
    page = office.post(ADD, {"date": day, "name": "İdari izin"})
    assert why in text(page) and not ClosedDay.objects.exists()


def test_it_refuses_the_same_day_twice_and_moving_a_day_silently(office):
    closed = ClosedDay.objects.create(date=LEGAL, name="İdari izin")
    assert office.post(ADD, {"date": "2026-11-19", "name": "Yine", "step": "confirm"}).status_code == 200
    edit = reverse("closed_days:edit", args=[closed.pk])
    page = office.post(edit, {"date": "2026-11-20", "name": "İdari izin"})
    assert "Günü değiştirmek için bu satırı silin" in text(page)
    assert office.post(edit, {"date": "2026-11-19", "name": "Köprü izni"}).status_code == 302
    closed.refresh_from_db()
    assert (closed.date, closed.name) == (LEGAL, "Köprü izni") and not CalendarChange.objects.exists()


def test_a_long_list_is_read_in_pages(office, monkeypatch, django_capture_on_commit_callbacks):
    from wishes.desk import paging

    for _n in range(3):
        makers.make_case()
    monkeypatch.setattr(paging, "SIZE", 2)
    monkeypatch.setattr(paging.page, "__kwdefaults__", paging.page.__kwdefaults__ | {"size": 2})
    with django_capture_on_commit_callbacks(execute=True):
        done = office.post(ADD, {"date": "2026-11-19", "name": "İdari izin", "step": "confirm"})
    first = text(office.get(done.url))
    assert first.count("→") == 2 and "Sonraki sayfa" in first
    following = first.partition("?sonra=")[2].partition('"')[0]
    assert text(office.get(f"{done.url}?sonra={following}")).count("→") == 1
    assert office.get(f"{done.url}?sonra=saçma").status_code == 200


@pytest.mark.parametrize("role", [roles.CLERK, roles.UNIT_HEAD, roles.EDITOR], ids=lambda role: role.name)
def test_it_refuses_whoever_does_not_keep_the_calendar(as_role, role):
    closed = ClosedDay.objects.create(date=LEGAL, name="İdari izin")
    change = CalendarChange.objects.create(day=LEGAL, name="İdari izin", was_added=True)
    browser = as_role(role)
    for address in [
        ADD,
        reverse("closed_days:index"),
        reverse("closed_days:changes"),
        reverse("closed_days:moved", args=[change.pk]),
        reverse("closed_days:delete", args=[closed.pk]),
        reverse("clock_policies:index"),
    ]:
        for answer in (browser.get(address), browser.post(address, {"step": "confirm"})):
            assert answer.status_code == 302 and answer.url == reverse("wagtailadmin_home"), address
    assert ClosedDay.objects.exists()


def test_who_keeps_the_calendar_but_sees_no_cases_reads_figures_only(sign_in, django_capture_on_commit_callbacks):
    case = makers.make_case()
    keeper = sign_in(makers.make_staff("takvim", "wishes.add_closedday"))
    facts = {"date": "2026-11-19", "name": "İdari izin"}
    shown = text(keeper.post(ADD, facts))
    assert "<dd>1</dd>" in shown and case.shown_reference not in shown
    with django_capture_on_commit_callbacks(execute=True):
        done = keeper.post(ADD, facts | {"step": "confirm"})
    page = text(keeper.get(done.url))
    assert "<dd>1</dd>" in page and case.shown_reference not in page


# -- Legal times ----------------------------------------------------------------------------
NEW = "/yonetim/clock_policies/new/"
POLICY = {
    "name": "Bilgi edinme",
    "key": "information",
    "days": "10",
    "counting": "working",
    "extended_days": "20",
    "unpaid_days": "15",
    "source": "yeni Kanun",
    "valid_from": "2027-01-01",
    "valid_until": "",
}


def test_a_new_law_is_a_new_row_after_the_old_one_ended(office):
    page = office.post(NEW, POLICY)
    assert "Bu anahtarla aynı günlerde geçerli bir satır var: Bilgi edinme." in text(page)
    ClockPolicy.objects.filter(key="information").update(valid_until=date(2026, 12, 31))
    assert office.post(NEW, POLICY).status_code == 302
    row = ClockPolicy.objects.in_force("information", date(2027, 3, 1))
    assert (row.days, row.extended_days, row.unpaid_days, row.pauses_for_citizen) == (10, 20, 15, False)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"extended_days": "10"}, "Uzatılmış süre, ilk süreden uzun olmalı."),
        ({"days": "0"}, "1 ile 400 arasında bir sayı yazın."),
        ({"days": "4000"}, "1 ile 400 arasında bir sayı yazın."),
        ({"unpaid_days": "0"}, "1 ile 400 arasında bir sayı yazın."),
        ({"valid_until": "2026-12-31"}, "Geçerlilik, başladığı günden önce bitemez."),
    ],
)
def test_it_refuses_a_law_that_makes_no_sense(office, wrong, said):
    page = office.post(NEW, POLICY | {"key": "yeni"} | wrong)
    assert page.status_code == 200 and said in text(page)
    assert not ClockPolicy.objects.filter(key="yeni").exists()
