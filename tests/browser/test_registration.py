"""Zeynep looks for an event, registers with the code from the message, gets the place and gives it back; Kerem stands
at the door with a telephone in his hand."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from events.registration_models import Registration, State
from notices import delivery
from notices.models import Notice
from people.models import ReadLog
from tests import makers
from tests.events.registering import fresh, make_occurrence, register

from .conftest import assert_accessible, assert_fits, let_it_reckon, narrow, sign_in
from .test_journey import go, moves_on

pytestmark = pytest.mark.django_db(transaction=True)

NAME, PHONE = "Zeynep Örnekoğlu", "0555 000 00 12"


@pytest.fixture
def outbox(live_server, settings, tmp_path):
    settings.NOTICE_FILE_DIR = tmp_path / "outbox"
    settings.NOTICE_QUIET_HOURS = {}
    settings.PUBLIC_BASE_URL = live_server.url
    makers.make_consent_text("event-notice", title="Etkinlik kaydı için aydınlatma metni")
    return tmp_path / "outbox"


def messages(outbox):
    """What the worker has sent: the texts, oldest first."""
    for notice in Notice.objects.filter(status=Notice.Status.QUEUED):
        delivery.deliver(notice.pk)
    return [path.read_text() for path in sorted(outbox.iterdir(), key=lambda path: int(path.name.split("-")[0]))]


def look(page, *, accessible):
    """Nothing wider than the window, down to 320 px, and no fault that axe knows."""
    if accessible:
        assert_fits(page, page.viewport_size["width"])
        with narrow(page):
            assert_fits(page, 320)
        assert_accessible(page)


@pytest.mark.parametrize(
    ("width", "dark", "javascript"), [(360, True, True), (1280, False, False)], ids=["360-js", "1280-nojs"]
)
def test_from_the_list_to_the_place_and_back(browse, outbox, width, dark, javascript):
    occurrence = make_occurrence(3)
    make_occurrence(None, title="Köy meydanında sinema", starts=timezone.now() + timedelta(days=60))
    page = browse(width, dark=dark, javascript=javascript)
    page.goto(f"/etkinlikler/?gun={localdate(occurrence.starts_at)}")
    assert page.get_by_text("Köy meydanında sinema").count() == 0
    with moves_on(page):
        page.get_by_role("link", name="Ebru atölyesi").first.click()
    assert page.get_by_text("Son 3 yer").is_visible()
    look(page, accessible=javascript)
    with moves_on(page):
        page.get_by_role("link", name=re.compile("^Kaydol")).click()
    look(page, accessible=javascript)
    page.get_by_label("Bilmemiz gereken").fill("Pencere kenarı")
    go(page, "Devam et")
    assert page.title().startswith("Hata:") and page.locator(".esum a").count() == 2
    look(page, accessible=javascript)
    assert page.get_by_label("Bilmemiz gereken").input_value() == "Pencere kenarı"
    page.get_by_label("Ad soyad").fill(NAME)
    page.get_by_label("Cep telefonu").fill(PHONE)
    page.get_by_label("Kaç kişi").select_option("2")
    if javascript:
        let_it_reckon(page)
    go(page, "Devam et")
    assert page.get_by_text(PHONE).is_visible()
    look(page, accessible=javascript)
    code = re.search(r"kod: ([0-9]{6})", messages(outbox)[-1])[1]
    page.get_by_label("Gelen 6 rakam").fill("000000" if code != "000000" else "111111")
    go(page, "Kaydımı tamamla")
    assert page.get_by_text("Kod eşleşmedi").first.is_visible()
    page.get_by_label("Gelen 6 rakam").fill(code)
    go(page, "Kaydımı tamamla")
    assert page.get_by_role("heading", level=1).inner_text() == "Yeriniz ayrıldı"
    registration = Registration.objects.get()
    assert page.get_by_text(registration.shown_code).is_visible()
    look(page, accessible=javascript)
    assert fresh(occurrence).seats_taken == 2

    link = re.search(r"/kayit/[^\s]+", messages(outbox)[-1])[0]
    later = browse(width, dark=dark, javascript=javascript)  # another telephone: only the message is at hand
    later.goto(link)
    assert link not in later.url
    later.locator("summary").click()
    later.get_by_label("Kaç kişi geleceksiniz?").select_option("1")
    go(later, "Değiştir")
    assert later.get_by_text("Kişi sayısını değiştirdik").is_visible()
    with moves_on(later):
        later.get_by_role("link", name="Vazgeçiyorum").click()
    look(later, accessible=javascript)
    go(later, "Vazgeçiyorum")
    assert later.get_by_role("heading", level=1).inner_text() == "Kaydınızı sildik"
    look(later, accessible=javascript)
    assert fresh(occurrence).seats_taken == 0
    go(later, "Bu cihazda şimdi kapat")
    later.goto(f"/etkinlikler/kaydim/{registration.url_code}/")
    assert later.get_by_role("heading", level=1).inner_text() == "Kaydınızı burada açamadık"
    look(later, accessible=javascript)


def test_at_the_door_with_a_telephone(browse, outbox):
    occurrence = make_occurrence(6)
    zeynep = register(occurrence, 2, name=NAME, phone="+905550000012")
    register(occurrence, 1, name="Ali Konuk")
    user = makers.make_staff("kerem", "events.manage_registrations")
    page = browse(360)
    sign_in(page, "/yonetim/etkinlik-kaydi/", user.username)
    with moves_on(page):
        page.get_by_role("link", name=re.compile("Ebru atölyesi")).first.click()
    assert "Örnekoğlu" not in page.content()
    with moves_on(page):
        page.get_by_role("link", name="Kapı ekranı").click()
    look(page, accessible=True)
    page.get_by_role("searchbox").fill("örnek")
    go(page, "Bul")
    come = page.get_by_role("button", name=re.compile("^Geldi"))
    box = come.bounding_box()
    assert box["width"] >= 100 and box["height"] >= 60, "a thumb in the dark finds it"
    look(page, accessible=True)
    with moves_on(page):
        come.click()
    assert page.get_by_text(f"Geldi: {zeynep.shown_code}").is_visible()
    assert fresh(zeynep).state == State.ATTENDED
    look(page, accessible=True)
    go(page, "Geri al")
    assert fresh(zeynep).state == State.CONFIRMED
    assert set(ReadLog.objects.values_list("action", flat=True)) == {"search"}
