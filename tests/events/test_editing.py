"""The editor's form of an event: a date is there already; what cannot be is said where it was typed."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from accounts import roles
from events.forms import usual_start
from events.models import EventPage, OccurrenceQuerySet, Venue
from tests.makers import make_staff

from .conftest import moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, index):
    call_command("make_roles", verbosity=0)
    user = make_staff("elif", admin_access=False)
    user.groups.add(Group.objects.get(name=roles.EDITOR.name))
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def typed(*dates, initial=0, **facts):
    row = {"id": "", "DELETE": "", "starts_at": "28.11.2099 13:00", "precision": "time", "party_limit": "4"}
    page = {
        "title": "Köy meydanında sinema",
        "slug": "sinema",
        "summary": "Perdeyi kuruyoruz.",
        "audience": "families",
        "cover_tone": "cinar",
        "body": streamfield([]),
        "dates": inline_formset([row | date for date in dates], initial=initial),
        "comments": inline_formset([]),
    }
    return nested_form_data(page | facts) | {"action-publish": "1"}


def add(editor, index, *dates, **facts):
    return editor.post(
        reverse("wagtailadmin_pages:add", args=("events", "eventpage", index.pk)), typed(*dates, **facts)
    )


def test_a_new_event_begins_next_saturday_at_one(editor, index):
    page = editor.get(reverse("wagtailadmin_pages:add", args=("events", "eventpage", index.pk)))
    assert f"{usual_start():%d.%m.%Y} 13:00" in page.content.decode()
    assert usual_start(moment("2026-11-22 10:00")) == moment("2026-11-28 13:00")
    assert usual_start(moment("2026-11-28 10:00")) == moment("2026-12-05 13:00")


def test_an_event_is_published_with_the_first_panel_only(editor, index):
    venue = Venue.objects.create(name="Belediye Meydanı")
    # The row was there when the page was opened, without a key of its own.
    add(editor, index, {}, initial=1, venue=venue.pk, is_free="on")
    event = EventPage.objects.get()
    assert [row.starts_at for row in event.occurrences.all()] == [moment("2099-11-28 13:00")]
    assert event.place_text == "Belediye Meydanı"


def test_a_repeated_date_comes_back_as_it_was_typed(editor, index):
    rule = {"starts_at": "01.12.2099 20:00", "repeats": "weekly", "weekdays": ("TU", "TH"), "until": "31.12.2099"}
    add(editor, index, rule)
    event = EventPage.objects.get()
    assert event.occurrences.count() == 10
    assert event.dates.get().rule == "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20991231T205959Z"
    html = editor.get(reverse("wagtailadmin_pages:edit", args=[event.pk])).content.decode()
    ticked = [box for box in html.split("<input")[1:] if 'name="dates-0-weekdays"' in box and "checked" in box]
    assert [box.split('value="')[1][:2] for box in ticked] == ["TU", "TH"]
    # The group that says something is open, the other one is not.
    assert [part[:5] for part in html.split('<details class="evd-fold"')[1:3]] == [" open", "><sum"]


@pytest.mark.parametrize(
    ("date", "says"),
    [
        ({"ends_at": "27.11.2099 13:00"}, "Bitiş başlangıçtan önce olamaz"),
        ({"repeats": "daily"}, "Tekrarın nerede bittiğini yazın"),
        ({"repeats": "daily", "until": "01.12.2099", "count": "3"}, "ikisini birden değil"),
        ({"repeats": "daily", "until": "01.11.2099"}, "Son gün başlangıçtan önce olamaz"),
        ({"repeats": "daily", "count": "10000"}, "Bir etkinliğin en çok 1.000 tarihi olabilir"),
        ({"starts_at": "01.01.2050 10:00", "repeats": "daily", "until": "01.01.2080"}, "1.000 tarihten çok ediyor"),
        ({"repeats": "weekly", "weekdays": ("MO",), "count": "3"}, "Başlangıç günü: Cumartesi"),
        ({"repeats": "monthly", "count": "3", "precision": "month"}, "Yalnız günü belli olan"),
        ({"starts_at": "01.01.0001 00:00"}, "Yıl 1900 ile 2100 arasında olmalı"),
        ({"starts_at": "31.12.9999 23:59", "repeats": "daily", "count": "2"}, "Yıl 1900 ile 2100 arasında olmalı"),
        ({"capacity": "0"}, "En az 1 kişilik olmalı"),
    ],
)
def test_it_refuses_a_date_that_cannot_be_where_it_was_typed(editor, index, date, says):
    answer = add(editor, index, date)
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert "Köy meydanında sinema" in answer.content.decode()
    assert not EventPage.objects.exists()


def test_it_refuses_many_dates_that_are_too_many_together(editor, index):
    half = {"repeats": "daily", "count": "600"}
    answer = add(editor, index, half, half)
    assert "1.000 tarihten çok ediyor" in answer.content.decode()
    assert not EventPage.objects.exists()


def test_it_refuses_to_move_registered_people_without_a_word(editor, make_event, monkeypatch):
    event = make_event("Sinema", {"starts": "2099-11-28 13:00"})
    monkeypatch.setattr(OccurrenceQuerySet, "bare", OccurrenceQuerySet.none)
    edit = reverse("wagtailadmin_pages:edit", args=[event.pk])
    date = {"id": event.dates.get().pk, "starts_at": "28.11.2099 15:00"}
    answer = editor.post(edit, typed(date, initial=1))
    assert "Bu tarihe kaydolanlar var" in answer.content.decode()
    assert event.occurrences.get().starts_at == moment("2099-11-28 13:00")


@pytest.mark.parametrize(
    ("position", "field", "says"),
    [
        ((40.76, None), "longitude", "birlikte"),
        ((None, 29.94), "latitude", "birlikte"),
        ((29.94, 40.76), "latitude", "Kocaeli ve çevresinde değil: 40,3 ile 41,4"),
        ((40.76, float("nan")), "longitude", "Kocaeli ve çevresinde değil"),
    ],
)
def test_it_refuses_a_venue_somewhere_else(position, field, says):
    venue = Venue(name="Meydan", latitude=position[0], longitude=position[1])
    with pytest.raises(ValidationError, match=says) as refused:
        venue.clean()
    assert field in refused.value.message_dict


def test_a_venue_may_lie_in_the_town_or_nowhere():
    Venue(name="Meydan", latitude=40.7654, longitude=29.9408).clean()
    Venue(name="Meydan").clean()


# -- Programmes ------------------------------------------------------------------------------------
def test_a_programme_shows_its_evenings_by_day(client, make_event):
    programme = make_event("Köy akşamları")
    evenings = [("Akmeşe", "01 20:00"), ("Sepetçi", "02 20:00"), ("Kısalar", "02 18:00")]
    for name, when in evenings:
        make_event(f"Akşam: {name}", {"starts": f"2099-07-{when}"}, parent=programme, place=f"{name} meydanı")
    page = client.get("/etkinlikler/koy-aksamlari/").content.decode()
    programme_part = page.split('class="programme"')[1]
    assert programme_part.index("Akmeşe meydanı") < programme_part.index("Kısalar") < programme_part.index("Sepetçi")
    assert programme_part.count("<h3>") == 2
    assert "1 Temmuz 2099 Çarşamba, 20.00" in page  # its own next date is that of its first evening
    child = client.get("/etkinlikler/koy-aksamlari/aksam-kisalar/").content.decode()
    assert "Şu programın bir parçası" in child and "Önceki</small>Akşam: Akmeşe" in child
    assert "Sonraki</small>Akşam: Sepetçi" in child
    assert '<a href="/etkinlikler/koy-aksamlari/">' in child.split("<h1")[0]


def test_it_refuses_a_programme_inside_a_programme(make_event, index):
    programme = make_event("Köy akşamları")
    evening = make_event("Akşam", {"starts": "2099-07-01 20:00"}, parent=programme)
    alone = make_event("Tek başına")
    assert EventPage.can_create_at(index) and EventPage.can_create_at(programme)
    assert not EventPage.can_create_at(evening)
    assert evening.can_move_to(alone) and not alone.can_move_to(evening)
    programme.refresh_from_db()
    assert not programme.can_move_to(alone)


def test_a_programme_waits_for_no_date_while_an_evening_comes(client, make_event):
    programme = make_event("Köy akşamları", awaits_date=True)
    assert "Tarihi duyurulacak" in client.get("/etkinlikler/").content.decode()
    make_event("Akşam", {"starts": "2099-07-01 20:00"}, parent=programme)
    assert "Tarihi duyurulacak" not in client.get("/etkinlikler/").content.decode()


def test_the_page_of_an_event_costs_the_same_however_many_dates_and_evenings(client, make_event):
    def queries(number):
        dates = [{"starts": f"2099-07-{day:02} 20:00"} for day in range(1, number + 1)]
        programme = make_event(f"Akşamlar {number}", *dates)
        for date in dates:
            make_event(f"Akşam {date['starts']}", date, parent=programme)
        client.get(programme.url)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(programme.url).status_code == 200
        return len(counted)

    assert queries(2) == queries(12) <= 16
