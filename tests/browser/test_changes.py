"""Rain on the evening of the film: an editor moves the date, and citizens read it first, on any screen."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Site

from events import services
from events.models import EventDate, EventIndexPage, EventPage
from tests import makers
from tests.browser.conftest import assert_accessible, assert_fits, sign_in


@pytest.fixture
def film(live_server):
    """Six Wednesdays of film, the third already cancelled, and two village evenings."""
    cache.clear()
    root = Site.objects.get(is_default_site=True).root_page
    index = root.add_child(instance=EventIndexPage(title="Etkinlikler", slug="etkinlikler"))
    start = timezone.localtime().replace(hour=20, minute=0, second=0, microsecond=0) + timedelta(days=3)
    film = index.add_child(instance=EventPage(title="Açık hava sineması", place="Köy meydanı"))
    film.dates = [EventDate(starts_at=start, ends_at=start + timedelta(hours=2), repeats="weekly", count=6)]
    film.save_revision().publish()
    services.cancel(occurrence=film.occurrences.coming()[2], reason="Meydan onarımda", by=None)
    for village in ("Akmeşe", "Sepetçi"):
        evening = film.add_child(instance=EventPage(title=f"Sinema akşamı: {village}", place=f"{village} meydanı"))
        evening.dates = [EventDate(starts_at=start + timedelta(days=60))]
        evening.save_revision().publish()
    call_command("make_roles", verbosity=0)
    elif_ = makers.make_staff("elif", admin_access=False)
    elif_.groups.add(Group.objects.get(name="Editör"))
    return film


def test_a_moved_date_is_read_first(film, browse):
    desk = browse()
    sign_in(desk, f"/yonetim/etkinlik-tarihleri/{film.pk}/", "elif")
    assert_fits(desk, 1280)
    desk.locator("table").get_by_role("link", name="Taşı").first.click()
    day = timezone.localdate() + timedelta(days=5)
    desk.fill("#id_day", day.isoformat())
    desk.fill("#id_reason", "Yağmur bekleniyor")
    desk.get_by_role("button", name="Önce nasıl görüneceğine bak").click()
    desk.get_by_text("Ertelendi: yeni gün").wait_for()
    desk.get_by_role("button", name="Taşı", exact=True).click()
    desk.get_by_text("Yapıldı.").wait_for()

    address = film.get_url()
    for width, facts in [(320, {"javascript": False}), (1280, {"dark": True})]:
        citizen = browse(width, **facts)
        citizen.goto(address)
        first = citizen.locator(".lay .notice").first.inner_text()
        assert first.startswith("Ertelendi: yeni gün") and "Neden: Yağmur bekleniyor" in first
        assert citizen.get_by_text("İptal edildi: Meydan onarımda").count() == 1
        assert_fits(citizen, width)
        if facts.get("javascript", True):
            assert_accessible(citizen)
            citizen.get_by_role("link", name="Sinema akşamı: Sepetçi").click()
            citizen.get_by_text("Şu programın bir parçası").wait_for()
            assert_accessible(citizen)
