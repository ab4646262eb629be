"""A citizen looks for an event: by list, calendar and map; with a thumb, with the keyboard, without JavaScript."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Site

from events import services
from events.models import EventDate, EventIndexPage, EventPage, Venue
from places.models import Neighbourhood

from .conftest import assert_accessible, assert_fits


@pytest.fixture
def programme(transactional_db, built_once):
    return built_once(a_programme)


def a_programme():
    call_command("load_places", verbosity=0)
    index = Site.objects.get(is_default_site=True).root_page.add_child(
        instance=EventIndexPage(title="Etkinlikler", slug="etkinlikler")
    )
    hoods = list(Neighbourhood.objects.for_forms().exclude(boundary=None)[::12])
    Venue.objects.create(name="Belediye Meydanı", latitude=40.7655, longitude=29.9275, neighbourhood=hoods[0])
    for n, hood in enumerate([*hoods, None]):
        page = EventPage(title=f"Köy meydanında sinema {n}", is_free=n % 2 == 0, neighbourhood=hood)
        page.dates = [EventDate(starts_at=timezone.now() + timedelta(days=day, hours=1)) for day in (0, 3 + n)]
        index.add_child(instance=page)
        services.schedule(page)
    services.cancel(occurrence=page.occurrences.last(), reason="Yağmur bekleniyor", by=None)


@pytest.mark.parametrize(("width", "dark", "javascript"), [(320, False, False), (360, True, True), (1280, False, True)])
def test_a_citizen_finds_what_is_on(browse, programme, width, dark, javascript):
    page = browse(width, dark=dark, javascript=javascript)
    page.goto("/etkinlikler/")
    page.get_by_label("Yalnız ücretsiz").check()
    page.get_by_role("button", name="Göster").click()
    page.wait_for_url("**/etkinlikler/?ucretsiz=on**")  # tidied: no empty parameter is left in the address
    page.get_by_role("link", name="Kaldır: Ücretsiz").wait_for()
    _looks_right(page, width, javascript)
    page.locator(".cal td a").first.click()
    page.wait_for_url("**gun=**")
    assert page.locator(".evl > li").count() > 0

    page.get_by_role("link", name="Harita").click()
    page.wait_for_url("**gorunum=harita**")
    page.goto("/etkinlikler/?gorunum=harita")
    _looks_right(page, width, javascript)
    pin = page.locator("a.pin:not(.pin--many)").first
    assert pin.get_attribute("aria-label").endswith("tarih")
    for box in (each.bounding_box() for each in page.locator("a.pin").all()):
        assert min(box["width"], box["height"]) >= 24
    pin.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**mahalle=**")
    assert page.locator(".evl > li").count() > 0


def test_the_map_comes_nearer_without_leaving_the_page(browse, programme):
    page = browse(1280)
    page.goto("/etkinlikler/?gorunum=harita")
    svg = page.locator(".map-frame svg")
    before = svg.get_attribute("viewBox")
    size = page.locator("a.pin").first.bounding_box()["width"]
    page.get_by_role("button", name="Yakınlaştır").click()
    assert float(svg.get_attribute("viewBox").split()[2]) < float(before.split()[2])
    assert abs(page.locator("a.pin").first.bounding_box()["width"] - size) < 1.5  # pins keep their size
    page.get_by_role("button", name="Uzaklaştır").click()
    after = [float(number) for number in svg.get_attribute("viewBox").split()]
    assert after == pytest.approx([float(number) for number in before.split()], abs=0.01)


def test_a_mistyped_day_is_said_where_it_stands(browse, programme):
    page = browse(360)
    page.goto("/etkinlikler/?baslangic=31 Şubat")
    assert page.get_by_label("İlk gün").input_value() == "31 Şubat"
    _looks_right(page, 360, True)


def _looks_right(page, width, javascript):
    assert_fits(page, width)
    if javascript:  # axe is a script
        assert_accessible(page)
