"""The map of what is on: our own ground, a pin for each place, and a list that says the same without it."""

import gzip
import re

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

from events import map_pins
from events.map_ground import WIDTH, ground
from events.map_pins import ACROSS, Pin, Place
from events.models import Occurrence, Venue
from places.models import Neighbourhood
from tests.makers import make_neighbourhood

from .test_event_list import day, html
from .test_listing import titles

#: A village and two quarters of the centre that touch; their rings are squares of about 2 km and 200 m.
VILLAGE = {"lat": 40.90, "lon": 30.10}
CENTRE, BESIDE = {"lat": 40.76, "lon": 29.92}, {"lat": 40.7605, "lon": 29.9235}


def square(lat, lon, half):
    corners = [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)]
    return {"type": "Polygon", "coordinates": [[[lon + x, lat + y] for x, y in corners]]}


@pytest.fixture
def hoods(db):
    found = {
        name: make_neighbourhood(name, **at, boundary=square(at["lat"], at["lon"], half))
        for name, at, half in [
            ("Durhasan", VILLAGE, 0.02),
            ("Kemalpaşa", CENTRE, 0.0015),
            ("Hacıhasan", BESIDE, 0.0015),
        ]
    }
    cache.clear()
    return found


def pins(client, query=""):
    """[(what the pin says, where it leads, the number in it)]."""
    page = html(client, f"?gorunum=harita{query}")
    found = re.findall(r'<a class="pin[^"]*" href="([^"]+)" aria-label="([^"]+)">.*?<text>([^<]+)</text>', page)
    return [(label, url.replace("&amp;", "&"), number) for url, label, number in found]


def test_every_place_has_a_pin_that_leads_to_its_list(client, make_event, hoods):
    make_event("Sinema", {"starts": day(1)}, {"starts": day(2)}, neighbourhood=hoods["Durhasan"])
    [(label, url, number)] = pins(client)
    assert (label, url, number) == ("Durhasan: 2 tarih", "/etkinlikler/?mahalle=durhasan#liste", "2")
    assert titles(client, "?mahalle=durhasan") == ["Sinema", "Sinema"]


def test_places_that_a_finger_cannot_tell_apart_are_one_pin_that_comes_nearer(client, make_event, hoods):
    make_event("Konser", {"starts": day(1)}, {"starts": day(2)}, neighbourhood=hoods["Kemalpaşa"])
    make_event("Sergi", {"starts": day(1)}, neighbourhood=hoods["Hacıhasan"])
    make_event("Şenlik", {"starts": day(1)}, neighbourhood=hoods["Durhasan"])
    cluster = next(pin for pin in pins(client) if pin[2] == "3")
    assert cluster[0] == "Kemalpaşa ve çevresi: 3 tarih, haritayı büyütün"
    assert cluster[1] == "/etkinlikler/?gorunum=harita&yakin=kemalpasa#liste"
    nearest = pins(client, "&yakin=kemalpasa&kat=2")
    assert {label for label, _url, _number in nearest} == {"Kemalpaşa: 2 tarih", "Hacıhasan: 1 tarih"}
    page = html(client, "?gorunum=harita&yakin=kemalpasa&kat=2")
    assert "Bu parçanın dışında kalan: 1 tarih" in page and "Bütün İzmit" in page


def test_the_list_beside_the_map_says_the_same(client, make_event, hoods):
    venue = Venue.objects.create(name="Meydan", latitude=40.7601, longitude=29.9201, neighbourhood=hoods["Kemalpaşa"])
    make_event("Konser", {"starts": day(1)}, venue=venue, neighbourhood=hoods["Kemalpaşa"])
    # Another place for one date: it is in the neighbourhood, but not on the square.
    make_event("Gezi", {"starts": day(2), "place": "Park"}, venue=venue, neighbourhood=hoods["Kemalpaşa"])
    make_event("Sinema", {"starts": day(3)}, neighbourhood=hoods["Durhasan"])
    make_event("Her yerde", {"starts": day(4)})
    page = html(client, "?gorunum=harita")
    beside = re.findall(r'<li><a href="([^"]+)">([^<]+)</a><span>(\d+) tarih', page.replace("&amp;", "&"))
    assert [(name, number) for _url, name, number in beside] == [
        ("Durhasan", "1"),
        ("Kemalpaşa, başka yerler", "1"),
        ("Meydan", "1"),
    ]
    found = [titles(client, url.removeprefix("/etkinlikler/").removesuffix("#liste")) for url, *_rest in beside]
    assert found == [["Sinema"], ["Gezi"], ["Konser"]]
    assert "Haritada yeri olmayanlar" in page and "Her yerde" in page.partition("Haritada yeri olmayanlar")[2]
    assert titles(client, "?yer=yok") == ["Her yerde"]


def test_the_map_answers_the_same_question_as_the_list(client, make_event, hoods):
    make_event("Sinema", {"starts": day(1)}, neighbourhood=hoods["Durhasan"], is_free=True)
    make_event("Konser", {"starts": day(30)}, neighbourhood=hoods["Durhasan"], is_free=True)
    make_event("Paralı", {"starts": day(1)}, neighbourhood=hoods["Durhasan"])
    first = timezone.localdate().isoformat()
    query = f"&bitis={day(5)[:10]}&ucretsiz=on"
    [(label, url, _number)] = pins(client, query)
    assert label == "Durhasan: 1 tarih"
    assert url == f"/etkinlikler/?bitis={day(5)[:10]}&mahalle=durhasan&ucretsiz=on#liste"
    assert titles(client, f"?baslangic={first}{query}") == ["Sinema"]
    page = html(client, f"?gorunum=harita{query}")
    assert f'href="/etkinlikler/?bitis={day(5)[:10]}&amp;ucretsiz=on#liste"' in page  # Liste
    assert 'name="gorunum" value="harita"' in page  # the form keeps the map


@pytest.mark.parametrize(
    "query", ["&yakin=yok", "&yakin=durhasan&kat=9", "&kat=2", "&yer=0", "&yer=999999999", "&yer=x"]
)
def test_it_refuses_no_address(client, make_event, hoods, query):
    make_event("Sinema", {"starts": day(1)}, neighbourhood=hoods["Durhasan"])
    assert pins(client, query)[0][0] == "Durhasan: 1 tarih"


def test_without_boundaries_there_is_a_list_and_no_map(client, make_event):
    make_event("Sinema", {"starts": day(1)}, neighbourhood=make_neighbourhood("Durhasan"))
    page = html(client, "?gorunum=harita")
    assert "<svg viewBox" not in page and "map.js" not in page
    assert "1 tarih" in page


def test_an_event_that_moves_outside_the_district_stays_in_the_list(client, make_event, hoods):
    venue = Venue.objects.create(name="Ankara", latitude=39.92, longitude=32.85)
    make_event("Gezi", {"starts": day(1)}, venue=venue)
    assert pins(client) == []
    assert ">Ankara</a>" in html(client, "?gorunum=harita")


# -- The ground -----------------------------------------------------------------------------------
def test_the_whole_town_is_a_small_drawing_from_our_own_host(client, make_event):
    call_command("load_places", verbosity=0)
    cache.clear()
    for hood in Neighbourhood.objects.for_forms()[::6]:
        make_event(f"Sinema {hood}", {"starts": day(1)}, neighbourhood=hood)
    page = html(client, "?gorunum=harita")
    svg = page[page.index("<svg viewBox") : page.index("</svg>", page.index("<svg viewBox"))]
    assert len(gzip.compress(svg.encode())) < 9_000
    assert svg.count("<path d=") == Neighbourhood.objects.exclude(boundary=None).count() + 1
    assert "Gökçeören" in svg and "İzmit" in svg
    assert sum(int(number) for _label, _url, number in pins(client)) == Occurrence.objects.count()
    assert set(re.findall(r'(?:src|xlink:href)="(?:https?:)?//([^"/]+)', page)) == set()


def test_names_never_lie_on_a_pin_nor_on_each_other(db):
    call_command("load_places", verbosity=0)
    cache.clear()
    base = ground()
    seen = map_pins.window(WIDTH, base.sheet.height)
    found = map_pins.pins([Place(hood.name, hood.x, hood.y, 1) for hood in base.hoods[::3]], seen)
    written = map_pins.labels(base.hoods, found, seen)
    assert len(written) > 5
    for _hood, x, y, _large in written:
        assert not any(abs(pin.x - x) < ACROSS * 0.3 and abs(pin.y - y) < ACROSS * 0.4 for pin in found)


def test_pins_keep_apart():
    seen = map_pins.window(WIDTH, 800)
    places = [Place(f"Yer {n}", 100 + n * 7 % 300, 100 + n * 13 % 300, n % 4 + 1) for n in range(60)]
    found = map_pins.pins(places, seen)
    assert sum(pin.number for pin in found) == sum(place.number for place in places)
    for one in found:
        assert all(other is one or abs(one.x - other.x) + abs(one.y - other.y) >= ACROSS * 0.7 for other in found)
    # Close by, each is drawn for itself and moved aside.
    near = map_pins.pins([Place(f"Yer {n}", 50, 50, 1) for n in range(5)], seen, cluster=False)
    assert len({(round(pin.x), round(pin.y)) for pin in near}) == 5


def test_a_cluster_is_named_for_where_most_is_on():
    assert Pin([Place("Az", 0, 0, 1), Place("Çok", 0, 0, 5)]).first.name == "Çok"
