"""Kocaelispor at eighteen in a real browser: the young person's way, the staff's batch by keys and by buttons."""

import re

import pytest
from django.urls import reverse

from tests.club.conftest import birth_of, latest_code, make_claim, make_form_page, make_season, make_texts
from tests.club.test_answers import as_csv
from tests.makers import make_neighbourhood, make_staff
from wishes.club import answers, batches
from wishes.club.models import Batch, MembershipClaim, Reading, Season

from .conftest import assert_accessible_by_day_and_night, assert_fits, let_it_reckon, sign_in
from .test_desk import assert_accessible_desk
from .test_journey import go, moves_on

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gift(settings):
    settings.NOTICE_QUIET_HOURS = {}
    make_texts(), make_neighbourhood()
    season = make_season()
    make_form_page(summary="18’ine girdin, armağanın bizden.")
    return season


def check(page, width, javascript):
    assert_fits(page, width)
    if javascript:
        assert_accessible_by_day_and_night(page)


def birthday(page, day):
    for part, typed in enumerate([day.day, day.month, day.year]):
        page.locator(f"[name=birth_{part}]").fill(str(typed))
    go(page, "Devam et")


@pytest.mark.parametrize(("width", "javascript", "dark"), [(360, True, True), (1280, False, False)])
def test_a_young_person_claims_the_gift(browse, gift, width, javascript, dark):
    page = browse(width, javascript=javascript, dark=dark)
    page.goto("/kocaelispor/")
    check(page, width, javascript)
    go(page, "Başla")
    go(page, "Devam et")
    assert page.title().startswith("Hata:")
    check(page, width, javascript)
    birthday(page, birth_of(-40))
    assert page.get_by_text("O gün sana yazalım mı?").is_visible()
    check(page, width, javascript)
    page.goto("/kocaelispor/adim/dogum/")
    birthday(page, birth_of(900))
    check(page, width, javascript)  # a kind page
    with moves_on(page):
        page.get_by_role("link", name="Yanıtıma döneyim").click()
    birthday(page, birth_of())
    page.locator("[name=lives_here][value=yes]").check()
    page.get_by_label("Mahallen").select_option(label="Yahya Kaptan")
    check(page, width, javascript)
    go(page, "Devam et")
    page.get_by_label("Adın", exact=True).fill("Deniz Ali")
    page.get_by_label("Soyadın").fill("Örnekoğlu")
    page.get_by_label("T.C. kimlik numaran").fill("10000000147")
    page.get_by_label("Cep telefonun").fill("0555 000 00 18")
    go(page, "Devam et")
    assert page.get_by_text("bir rakam yanlış").first.is_visible()
    assert page.get_by_label("Adın", exact=True).input_value() == "Deniz Ali"
    check(page, width, javascript)
    page.get_by_label("T.C. kimlik numaran").fill("100 0000 0146")
    go(page, "Devam et")
    assert page.locator(".ticks--fields li").count() == 7
    check(page, width, javascript)
    page.locator("[name=consent]").check()
    go(page, "İzin veriyorum")
    page.locator("[name=code]").fill("12")
    go(page, "Devam et")
    check(page, width, javascript)
    page.locator("[name=code]").fill(latest_code())
    go(page, "Devam et")
    assert page.get_by_role("heading", level=1).inner_text() == "Göndermeden önce bak"
    assert "10000000146" not in page.content()
    check(page, width, javascript)
    if javascript:
        let_it_reckon(page)
    go(page, "Gönder")
    shown = page.locator(".kod").first.inner_text()
    assert re.fullmatch(r"İZM-[2-9A-Z]{4}-[2-9A-Z]{4}", shown)
    check(page, width, javascript)
    claim = MembershipClaim.objects.get()
    assert claim.case.shown_reference == shown
    with moves_on(page):
        page.get_by_role("link", name="Takip et").click()
    assert page.get_by_text("Kontrol ediyoruz.").first.is_visible()
    check(page, width, javascript)
    Season.objects.update(quota=1)
    page.goto("/kocaelispor/")
    assert page.get_by_text("kontenjanı doldu").is_visible()
    check(page, width, javascript)


def pile(season, count=3):
    for nth in range(1, count + 1):
        make_claim(nth, season)
    staff = [
        make_staff(name, "club.work_claim", "club.close_batch", first_name=first, last_name="Kaya")
        for name, first in [("elif", "Elif"), ("murat", "Murat")]
    ]
    batch = batches.make(season=season, by=staff[0])
    Reading.objects.update(needs_second=False)
    return batch, staff


def decisions():
    return list(Reading.objects.order_by("position").values_list("decision", "reason"))


def test_a_batch_is_read_by_keys_alone(browse, gift):
    batch, _staff = pile(gift, 4)
    page = browse()
    address = reverse("clubdesk:read", args=[batch.pk, 1])
    sign_in(page, address, "elif")

    def press(*keys):
        with moves_on(page):
            for key in keys:
                page.keyboard.press(key)

    press("o")
    press("u")
    assert decisions()[0] == ("", "")
    press("o")
    press("b")
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.id") == "missing-reason"
    press("ArrowDown", "Enter")
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.id") == "refuse-reason"
    press("ArrowDown", "ArrowDown", "Enter")
    assert decisions() == [("approve", ""), ("hold", ""), ("missing", "residence"), ("refuse", "age")]
    assert page.get_by_role("button", name="Okuma bitti, imzalıyorum").is_visible()


@pytest.mark.parametrize(("width", "javascript"), [(1280, False), (360, True)])
def test_a_batch_is_read_and_closed_by_buttons(browse, gift, width, javascript):
    batch, (elif_, _murat) = pile(gift)
    page = browse(width, javascript=javascript)
    sign_in(page, reverse("clubdesk:batch", args=[batch.pk]), "elif")
    with moves_on(page):
        page.get_by_role("link", name="Okumayı sürdür").click()
    assert "Örnekoğlu" not in page.content()
    with moves_on(page):
        page.locator("[data-club-key=o]").click()
    with moves_on(page):
        page.locator(".club-why button").first.click()  # no reason chosen
    assert page.get_by_text("Nedeni seçin.").is_visible()
    assert_fits(page, width)
    page.locator("#missing-reason").select_option("photo")
    with moves_on(page):
        page.locator(".club-why button").first.click()
    with moves_on(page):
        page.locator("[data-club-key=b]").click()
    with moves_on(page):
        page.get_by_role("button", name="Okuma bitti, imzalıyorum").click()
    assert page.get_by_text("Bunu siz okudunuz.").is_visible()
    other = browse(width, javascript=javascript)
    sign_in(other, reverse("clubdesk:batch", args=[batch.pk]), "murat")
    with moves_on(other):
        other.get_by_role("button", name="Kontrol ettim, kapat ve gönder").click()
    assert Batch.objects.get().state == Batch.State.CLOSED
    with other.expect_download() as file:
        other.get_by_role("link", name="Dosyayı indir (XLSX)").click()
    assert file.value.suggested_filename == "kocaelispor-001.xlsx"
    sent = MembershipClaim.objects.get(state="sent")
    other.goto(reverse("clubdesk:overview"))
    rows = [[sent.case.shown_reference, "kabul", "", "41-1"], ["İZM-2222-2222", "ret", "Yok", ""]]
    other.locator("[name=file]").set_input_files({"name": "yanit.csv", "mimeType": "text/csv", "buffer": as_csv(rows)})
    with moves_on(other):
        other.get_by_role("button", name="Oku ve önizle").click()
    assert_fits(other, width)
    with moves_on(other):
        other.get_by_role("button", name="1 satırı işle").click()
    sent.refresh_from_db()
    assert sent.state == "ready"
    assert elif_.display_name in other.goto(reverse("clubdesk:batch", args=[batch.pk])).text()


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (360, False)])
def test_everybody_can_read_the_staffs_screens(browse, gift, width, dark):
    batch, (elif_, murat) = pile(gift)
    for reading in batch.readings.all():
        batches.decide(reading, "approve", by=elif_, version=reading.claim.case.version)
    batches.ready(batch, by=elif_)
    page = browse(width, dark=dark)
    sign_in(page, reverse("clubdesk:batch", args=[batch.pk]), "murat")
    assert_accessible_desk(page)
    batches.close(batch, by=murat)
    sent = [claim.case.shown_reference for claim in MembershipClaim.objects.select_related("case")]
    kept = answers.keep("a.csv", as_csv([[sent[0], "kabul", "", "1"], ["x", "kabul", "", "2"]]), by=murat)
    looked = [reverse("clubdesk:answer", args=[kept.pk]), reverse("clubdesk:batch", args=[batch.pk])]
    make_claim(9, gift)
    again = batches.make(season=gift, by=elif_)
    looked += [reverse("clubdesk:overview"), reverse("clubdesk:read", args=[again.pk, 1])]
    for address in looked:
        page.goto(address)
        assert_fits(page, width)
        assert_accessible_desk(page)
    answers.apply(kept, by=murat)
    page.goto(reverse("clubdesk:dues"))
    page.locator(".club-pay summary").first.click()
    assert_fits(page, width)
    assert_accessible_desk(page)
