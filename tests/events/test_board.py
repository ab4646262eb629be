"""The editors' screen of an event's dates: who may enter, what citizens would read, and the act itself."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from events import services
from events.models import Change, Occurrence
from tests.makers import make_neighbourhood, make_staff

from .conftest import moment

pytestmark = pytest.mark.django_db
ACTS = ["iptal", "ertele", "tasi", "yer", "geri-al"]


@pytest.fixture
def event(make_event):
    return make_event(
        "Açık hava sineması",
        {"starts": "2099-07-01 20:00", "ends": "2099-07-01 22:00"},
        {"starts": "2099-07-08 20:00"},
        {"starts": "2025-07-01 20:00"},
        place="Meydan",
    )


def as_role(role):
    call_command("make_roles", verbosity=0)
    user = make_staff(f"rol-{role.name}", admin_access=False)
    user.groups.add(Group.objects.get(name=role.name))
    browser = Client()
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def editor(index):
    return as_role(roles.EDITOR)


def first(event):
    return event.occurrences.order_by("starts_at").coming()[0]


def address(event, slug="", occurrence=None):
    if not slug:
        return reverse("event_dates:list", args=[event.pk])
    if occurrence is None:
        return reverse("event_dates:act_on_all", args=[event.pk, slug])
    return reverse("event_dates:act", args=[event.pk, occurrence.pk, slug])


def addresses(event):
    return [
        address(event),
        *(address(event, slug) for slug in ACTS if slug != "tasi"),
        *(address(event, slug, first(event)) for slug in ACTS),
    ]


# -- Doors -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [roles.CLERK, roles.UNIT_HEAD, None], ids=["clerk", "head", "anonymous"])
def test_it_refuses_everybody_who_may_not_publish_the_event(event, role):
    browser = as_role(role) if role else Client()
    for place in addresses(event):
        for answer in (browser.get(place), browser.post(place, {"reason": "Yağmur", "confirmed": "1"})):
            if place == address(event) and answer.request["REQUEST_METHOD"] == "POST" and role is None:
                assert answer.status_code == 302
            else:
                assert answer.status_code in (302, 405), place
    xhr = browser.get(address(event), headers={"x-requested-with": "XMLHttpRequest"})
    assert xhr.status_code == 403
    assert not Change.objects.exists()


def test_the_editor_may_enter_everywhere(event, editor):
    for place in addresses(event):
        assert editor.get(place).status_code == 200, place
        assert editor.post(place).status_code == (405 if place == address(event) else 422), place


def test_it_refuses_addresses_that_mean_nothing(event, editor, make_event):
    other = make_event("Başka", {"starts": "2099-07-01 20:00"})
    for place in [
        address(event, "tasi"),
        address(event, "yok"),
        address(event, "iptal", first(other)),
        reverse("event_dates:list", args=[event.get_parent().pk]),
        reverse("event_dates:list", args=[10**25]),
        reverse("copy_event", args=[10**25]),
    ]:
        assert editor.get(place).status_code == 404, place


def test_the_way_in_stands_in_the_editor_of_the_event_only(event, editor):
    edit = reverse("wagtailadmin_pages:edit", args=[event.pk])
    assert address(event) in editor.get(edit).content.decode()
    home = reverse("wagtailadmin_pages:edit", args=[event.get_parent().pk])
    assert "etkinlik-tarihleri" not in editor.get(home).content.decode()


# -- What can be done ------------------------------------------------------------------------------
def test_the_screen_lists_the_dates_with_what_can_be_done(event, editor):
    services.cancel(occurrence=first(event), reason="Yağmur bekleniyor", by=None)
    page = editor.get(address(event)).content.decode()
    assert "İptal edildi: Yağmur bekleniyor" in page
    assert address(event, "geri-al", first(event)) in page
    assert address(event, "iptal", first(event)) not in page
    assert "Geçmiş tarihler (1)" in page


def test_the_number_of_queries_does_not_grow_with_the_dates(make_event, editor):
    def queries(number):
        dates = [{"starts": f"2099-07-{day:02} 20:00"} for day in range(1, number + 1)]
        event = make_event(f"Sinema {number}", *dates)
        editor.get(address(event))
        with CaptureQueriesContext(connection) as counted:
            editor.get(address(event))
        return len(counted)

    assert queries(2) == queries(20)


def test_a_date_is_cancelled_after_a_look_at_what_citizens_read(event, editor, monkeypatch):
    monkeypatch.setattr(services, "told_count", lambda rows: 12)
    place, seen = address(event, "iptal", first(event)), first(event).sequence
    words = {"reason": "Yağmur bekleniyor", "seen": seen}
    preview = editor.post(place, words).content.decode()
    assert "İptal edildi: Yağmur bekleniyor" in preview and "Haber verilecek: 12 kişi" in preview
    assert not Change.objects.exists()
    answer = editor.post(place, words | {"confirmed": "1"})
    assert answer.url == address(event)
    assert first(event).is_cancelled
    change = Change.objects.get()
    assert change.by.username == "rol-Editör" and change.reason == "Yağmur bekleniyor"


def test_a_date_is_moved(event, editor):
    place = address(event, "tasi", first(event))
    words = {"reason": "Salon dolu", "day": "2099-07-03", "hour": "19:30", "end_hour": "21.00"}
    assert "Ertelendi: yeni gün 3 Temmuz 2099 Cuma, 19.30–21.00" in editor.post(place, words).content.decode()
    editor.post(place, words | {"confirmed": "1"})
    row = first(event)
    assert (row.starts_at, row.ends_at) == (moment("2099-07-03 19:30"), moment("2099-07-03 21:00"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"day": "", "hour": ""}, "Yeni günü yazın"),
        ({"day": "31.02.2099", "hour": ""}, "Günü 07.02.2026 gibi yazın"),
        ({"day": "2020-01-01", "hour": "10:00"}, "Yeni gün geçmişte kalıyor"),
        ({"day": "0001-01-01", "hour": "10:00"}, "Yıl 1900 ile 2100 arasında olmalı"),
        ({"day": "2099-07-03", "hour": "20:00", "end_hour": "19:00"}, "Bitiş başlangıçtan önce olamaz"),
        ({"day": "2099-07-03", "end_day": "2099-07-02"}, "Bitiş başlangıçtan önce olamaz"),
        ({"day": "2099-07-03", "end_hour": "19:00"}, "başlangıç saatini de yazın"),
        ({"day": "2099-07-01", "hour": "20:00", "end_hour": "22:00"}, "Etkinlik zaten bu gün ve saatte"),
        ({"day": "2099-07-03", "reason": ""}, "Nedenini yazın"),
    ],
)
def test_it_refuses_a_new_day_that_cannot_be_and_keeps_the_words(event, editor, words, says):
    answer = editor.post(address(event, "tasi", first(event)), {"reason": "Salon dolu"} | words)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert says in page
    assert "Salon dolu" in page or words.get("reason") == ""


def test_the_whole_is_relocated_and_restored(event, editor):
    hood = make_neighbourhood("Durhasan")
    words = {"reason": "Yağmur", "place": "Kapalı pazar yeri", "neighbourhood": hood.pk, "confirmed": "1"}
    editor.post(address(event, "yer"), words)
    assert Occurrence.objects.in_neighbourhood(hood).count() == 2
    editor.post(address(event, "geri-al"), {"reason": "Hava açtı", "confirmed": "1"})
    assert not Occurrence.objects.in_neighbourhood(hood).exists()
    assert [change.what for change in event.changes.all()] == ["relocated", "restored"]


def test_it_refuses_the_second_of_two_editors(event, editor):
    place, seen = address(event, "iptal", first(event)), first(event).sequence
    services.move(occurrence=first(event), starts_at=timezone.now() + timedelta(days=9), reason="Dolu", by=None)
    answer = editor.post(place, {"reason": "Yağmur", "seen": seen, "confirmed": "1"})
    assert answer.status_code == 422
    assert "siz bakarken değişti" in answer.content.decode()
    assert not first(event).is_cancelled
