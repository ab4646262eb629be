"""Geçen yılkini kopyala: a draft with the same words and fresh dates, and nothing of what happened last year."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from events import copying
from events.models import Change, EventPage, Occurrence
from tests import makers
from tests.events.conftest import moment


@pytest.fixture
def boss(db):
    return makers.make_staff("elif", is_superuser=True)


@pytest.fixture
def last_year():
    """The Saturday of about a year ago, at one o'clock."""
    day = timezone.localdate() - timedelta(days=350)
    return day - timedelta(days=(day.weekday() - 5) % 7)


@pytest.fixture
def fair(make_event, last_year):
    return make_event(
        "Iğdır Işık Şenliği",
        {"starts": f"{last_year} 13:00", "ends": f"{last_year} 17:00", "capacity": 20, "note": "Yağarsa salonda"},
        {"starts": f"{last_year} 19:00", "repeats": "weekly", "until": last_year + timedelta(weeks=3)},
        summary="Fenerler yanıyor",
        place="Kapalı pazar",
        cover_tone="bakir",
        go_live_at=moment("2025-01-01 10:00"),
    )


def test_words_stay_and_dates_move_to_the_same_weekday(fair, boss, last_year):
    copy = copying.copy_for_next_time(fair, by=boss)
    assert (copy.title, copy.slug) == ("Iğdır Işık Şenliği", "igdir-isik-senligi-2")
    assert (copy.summary, copy.place, copy.cover_tone) == ("Fenerler yanıyor", "Kapalı pazar", "bakir")
    first, second = copy.dates.order_by("starts_at")
    assert timezone.localtime(first.starts_at).replace(tzinfo=None) == (
        timezone.localtime(moment(f"{last_year} 13:00")) + timedelta(weeks=52)
    ).replace(tzinfo=None)
    assert first.starts_at > timezone.now()
    assert first.ends_at - first.starts_at == timedelta(hours=4)
    assert (first.capacity, first.note) == (20, "Yağarsa salonda")
    assert second.until == last_year + timedelta(weeks=55)


def test_nothing_of_last_year_comes_along(fair, boss):
    Change.objects.create(page=fair, what=Change.What.CANCELLED, reason="Yağmur", by=boss)
    copy = copying.copy_for_next_time(fair, by=boss)
    assert not copy.live
    assert (copy.go_live_at, copy.first_published_at, copy.owner) == (None, None, boss)
    assert not Occurrence.objects.filter(page=copy).exists()
    assert not Change.objects.filter(page=copy).exists()
    assert not {date.uid for date in copy.dates.all()} & {date.uid for date in fair.dates.all()}
    assert copy.get_latest_revision().user == boss
    uids = {row["uid"] for row in copy.get_latest_revision().content["dates"]}
    assert uids == {str(date.uid) for date in copy.dates.all()}
    assert EventPage.objects.get(pk=fair.pk).dates.count() == 2


def test_published_it_gets_dates_of_its_own(fair, boss):
    before = list(fair.occurrences.values_list("pk", "starts_at"))
    copy = copying.copy_for_next_time(fair, by=boss)
    copy.get_latest_revision().publish()
    assert Occurrence.objects.filter(page=copy).count() == 5
    assert list(fair.occurrences.values_list("pk", "starts_at")) == before


def test_a_date_of_which_only_the_month_is_known_stays_in_its_month():
    august = moment("2025-08-01 00:00")
    assert timezone.localtime(copying.moved(august, 1, "month")).month == 8
    assert timezone.localtime(copying.moved(moment("2024-02-29 00:00"), 1, "year")).year == 2025
    assert copying.moved(None, 1) is None


def test_an_event_of_long_ago_moves_on_until_it_lies_ahead(make_event, boss):
    old = make_event("Eski şenlik", {"starts": "2019-05-18 13:00"})
    date = copying.copy_for_next_time(old, by=boss).dates.get()
    assert timezone.now() < date.starts_at < timezone.now() + timedelta(weeks=52)
    assert timezone.localtime(date.starts_at).weekday() == 5


def test_a_programme_brings_its_evenings(make_event, boss, last_year):
    programme = make_event("Ramazan geceleri", {"starts": f"{last_year} 20:00"})
    make_event("Karagöz", {"starts": f"{last_year + timedelta(days=1)} 20:00"}, parent=programme)
    copy = copying.copy_for_next_time(programme, by=boss)
    evening = EventPage.objects.child_of(copy).get()
    assert (evening.title, evening.live) == ("Karagöz", False)
    assert evening.dates.get().starts_at - copy.dates.get().starts_at == timedelta(days=1)


def test_an_event_without_dates_is_copied_too(make_event, boss):
    copy = copying.copy_for_next_time(make_event("Tarihi belli değil", awaits_date=True), by=boss)
    assert copy.awaits_date
    assert not copy.dates.exists()


def test_it_refuses_who_may_not_add_events(fair, ayse):
    with pytest.raises(PermissionDenied):
        copying.copy_for_next_time(fair, by=ayse)
    assert EventPage.objects.count() == 1


def test_the_editor_is_asked_once_and_lands_in_the_draft(client, boss, fair):
    client.force_login(boss)
    address = reverse("copy_event", args=[fair.pk])
    assert "Tarihler 52 hafta ileri alınır" in client.get(address).content.decode()
    assert EventPage.objects.count() == 1  # a look copies nothing
    answer = client.post(address)
    copy = EventPage.objects.exclude(pk=fair.pk).get()
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[copy.pk])


def test_a_stranger_is_turned_away(client, ayse, fair):
    client.force_login(ayse)
    assert client.post(reverse("copy_event", args=[fair.pk])).status_code in (302, 403)
    assert EventPage.objects.count() == 1
