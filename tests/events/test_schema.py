"""Events as search engines read them."""

import json
import re
from datetime import timedelta

import time_machine

from events import services
from events.models import Venue
from tests import makers
from tests.events.conftest import moment
from tests.events.test_ical import NOW


def told(client, address):
    page = client.get(address).content.decode()
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return json.loads(blocks[0]) if blocks else None


def test_one_date_with_everything_that_is_asked_for(client, make_event):
    hood = makers.make_neighbourhood("Yahya Kaptan")
    venue = Venue.objects.create(
        name="Kültür Tepesi", address="Çınar Sokak 1", neighbourhood=hood, latitude=40.76, longitude=29.94
    )
    make_event(
        "Şiir </script> gecesi",
        {"starts": "2099-02-01 20:00", "ends": "2099-02-01 22:00"},
        slug="siir",
        venue=venue,
        neighbourhood=hood,
        is_free=True,
        audience="children",
        summary="Şiir & söyleşi",
        organiser="Kültür Müdürlüğü",
    )
    event = told(client, "/etkinlikler/siir/")
    assert event["@type"] == "Event"
    assert event["name"] == "Şiir </script> gecesi" and event["description"] == "Şiir & söyleşi"
    assert event["startDate"] == "2099-02-01T20:00:00+03:00" and event["endDate"] == "2099-02-01T22:00:00+03:00"
    assert event["eventStatus"].endswith("/EventScheduled")
    assert event["eventAttendanceMode"].endswith("/OfflineEventAttendanceMode")
    assert event["location"]["name"].startswith("Kültür Tepesi")
    assert event["location"]["address"]["streetAddress"] == "Çınar Sokak 1"
    assert event["location"]["geo"] == {"@type": "GeoCoordinates", "latitude": 40.76, "longitude": 29.94}
    assert event["isAccessibleForFree"] is True and event["offers"]["price"] == 0
    assert event["organizer"]["name"] == "Kültür Müdürlüğü"
    assert event["image"][0].startswith("http") and event["url"] == "http://localhost/etkinlikler/siir/"


def test_each_date_says_what_became_of_it(client, make_event, ayse):
    with time_machine.travel(NOW, tick=False):
        page = make_event("Kurs", {"starts": "2026-11-25 18:00", "repeats": "weekly", "count": 4})
        dates = list(page.occurrences.order_by("starts_at"))
        services.cancel(occurrence=dates[0], reason="Yağmur", by=ayse)
        services.move(occurrence=dates[1], starts_at=moment("2026-12-03 18:00"), reason="Tören", by=ayse)
        services.postpone(occurrence=dates[2], reason="Tadilat", by=ayse)
        events = told(client, "/etkinlikler/kurs/")
    states = [event["eventStatus"].rpartition("/")[2] for event in events]
    assert states == ["EventCancelled", "EventRescheduled", "EventPostponed", "EventScheduled"]
    assert events[1]["previousStartDate"] == "2026-12-02T18:00:00+03:00"
    assert "isAccessibleForFree" not in events[0] and "offers" not in events[0]  # nobody said what it costs


def test_a_programme_names_its_evenings(client, make_event):
    parent = make_event("Ramazan akşamları")
    for day in (10, 11):
        make_event(f"Akşam {day}", {"starts": f"2099-02-{day} 19:00"}, parent=parent)
    event = told(client, "/etkinlikler/ramazan-aksamlari/")
    assert [evening["name"] for evening in event["subEvent"]] == ["Akşam 10", "Akşam 11"]
    assert event["startDate"] == "2099-02-10T19:00:00+03:00"


def test_what_is_known_by_the_month_only_is_not_told_as_a_day(client, make_event):
    make_event("Şubatta", {"starts": "2099-02-01 00:00", "precision": "month"})
    assert not told(client, "/etkinlikler/subatta/")


def test_a_card_elsewhere_says_when_and_where(make_event):
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        page = make_event("Şenlik", {"starts": "2026-12-01 10:00"}, place="Meydan")
        assert page.card_facts() == ["1 Aralık 2026 Salı, 10.00", "Meydan"]
