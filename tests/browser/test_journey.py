"""The main story in a real browser: Zeynep complains with a photo, Ayşe answers at the desk, Zeynep is told and reads
the answer. Narrow and wide, with JavaScript and without."""

import re
from contextlib import contextmanager

import pytest
from django.core.management import call_command

from notices import delivery
from notices.models import Notice
from people.models import ReadLog
from tests.database import all_cells
from tests.makers import PASSWORD, make_clerk, make_jpeg
from wishes.models import Attachment, Case, Draft
from wishes.workflow import Status

from .conftest import assert_accessible_by_day_and_night, assert_fits, let_it_reckon

pytestmark = pytest.mark.django_db(transaction=True)

NAME, PHONE = "Zeynep Örnekoğlu", "0555 000 00 12"


@pytest.fixture
def town(live_server, settings, tmp_path, built_once):
    """The portal as `make run` gives it, without invented cases; messages become files of this test."""
    settings.NOTICE_FILE_DIR = tmp_path / "outbox"
    settings.NOTICE_QUIET_HOURS = {}
    settings.PUBLIC_BASE_URL = live_server.url
    built_once(first_pages)
    return tmp_path / "outbox"


def first_pages():
    call_command("seed_demo", verbosity=0)


@contextmanager
def moves_on(page):
    """The click inside leads to another page."""
    with page.expect_navigation():
        yield


def go(page, name):
    with moves_on(page):
        page.get_by_role("button", name=name, exact=True).click()


def choose(page, **answers):
    for name, value in answers.items():
        page.locator(f"[name={name}][value={value}]").check()


def fill_complaint(page):
    """From the front page to the page before sending, with one mistake on the way."""
    page.goto("/")
    with moves_on(page):
        page.get_by_role("link", name="İstek veya şikâyet bildirin").click()
    go(page, "Başlayın")
    go(page, "Devam et")  # nothing chosen yet
    assert page.title().startswith("Hata:")
    assert page.locator(".esum a").count() == 2
    choose(page, nature="complaint", category="park-ve-yesil-alan")
    go(page, "Devam et")
    page.get_by_label("Mahalle").select_option(label="Yahyakaptan")
    page.get_by_label("Yer tarifi").fill("Parkın içi, büyük çınarın yanı")
    page.get_by_label("Fotoğraf").set_input_files(
        {"name": "salincak.jpg", "mimeType": "image/jpeg", "buffer": make_jpeg()}
    )
    choose(page, danger="no")
    go(page, "Devam et")  # the words are missing; the photo and the rest stay
    assert page.get_by_label("Yer tarifi").input_value() == "Parkın içi, büyük çınarın yanı"
    assert page.get_by_text("salincak.jpg").first.is_visible()
    page.get_by_label("Ne oldu?").fill("Salıncağın zinciri üç gündür kopuk, çocuklar düşüyor.")
    go(page, "Devam et")
    choose(page, notify_by="sms")
    page.get_by_label("Cep telefonu").fill(PHONE)
    page.get_by_label("Ad soyad").fill(NAME)
    go(page, "Devam et")
    assert page.get_by_role("heading", level=1).inner_text() == "Göndermeden önce bakın"
    assert page.get_by_text("Salıncağın zinciri").is_visible()


def log_in(page, user):
    page.goto("/yonetim/login/")
    page.locator("[name=username]").fill(user.username)
    page.locator("[name=password]").fill(PASSWORD)
    with moves_on(page):
        page.locator("button[type=submit]").click()


@pytest.mark.parametrize(("width", "javascript"), [(360, True), (1280, False)], ids=["360-js", "1280-nojs"])
def test_a_complaint_is_made_answered_and_read(browse, town, width, javascript):
    citizen = browse(width, javascript=javascript)
    fill_complaint(citizen)
    citizen.go_back()
    citizen.go_forward()
    citizen.reload()
    if javascript:
        let_it_reckon(citizen)
    go(citizen, "Gönder")
    assert citizen.get_by_role("heading", level=1).inner_text().startswith("Başvurunuzu aldık")
    shown = citizen.locator(".kod").first.inner_text()
    assert re.fullmatch(r"İZM-[2-9A-Z]{4}-[2-9A-Z]{4}", shown)

    case = Case.objects.get()
    assert case.shown_reference == shown
    assert case.unit.name == "Park ve Bahçeler Müdürlüğü"
    assert Attachment.objects.get().case == case
    assert not Draft.objects.exclude(answers="").exists()

    receipt = citizen.context.request.get(f"/takip/{case.url_reference}/belge.pdf")
    assert receipt.status == 200
    assert receipt.body().startswith(b"%PDF")
    with moves_on(citizen):
        citizen.get_by_role("link", name="Takip et").click()
    assert citizen.get_by_text("Salıncağın zinciri").first.is_visible()
    assert_fits(citizen, width)

    ayse = make_clerk("zeliha", case.unit)
    clerk = browse(width, javascript=javascript)
    log_in(clerk, ayse)
    clerk.goto("/yonetim/masa/")
    assert "0555" not in clerk.content()
    assert NAME not in clerk.content()
    clerk.get_by_role("searchbox").or_(clerk.locator("form[role=search] [name=q]")).first.fill(PHONE)
    with moves_on(clerk):
        clerk.locator("form[role=search] button").click()
    with moves_on(clerk):
        clerk.get_by_role("link", name=re.compile(shown)).or_(
            clerk.get_by_role("link", name="Park ve yeşil alan")
        ).first.click()
    assert ReadLog.objects.filter(user=ayse, action="open", subject=f"case:{case.reference}").exists()
    clerk.locator("label[for=dock-close]").click()
    panel = clerk.locator("#panel-close")
    panel.locator("[name=outcome]").first.select_option("done")
    panel.locator("[name=text]").fill("Zinciri yeniledik, salıncak çalışıyor.")
    with moves_on(clerk):
        panel.get_by_role("button", name="Önce önizle").click()
    assert clerk.get_by_text("Zinciri yeniledik").first.is_visible()
    with moves_on(clerk):
        clerk.locator("button[name=step][value=send]").click()
    case.refresh_from_db()
    assert case.status == Status.CLOSED

    for notice in Notice.objects.all():  # what the worker does; tests/notices runs the real one
        delivery.deliver(notice.pk)
    assert set(Notice.objects.values_list("status", flat=True)) == {Notice.Status.SENT}
    told = [path.read_text() for path in sorted(town.iterdir()) if "sonuçlandı" in path.read_text()]
    assert len(told) == 1
    assert "Zinciri" not in told[0]
    link = re.search(r"/takip/l/[^\s]+", told[0]).group()

    for table, cells in all_cells():
        for secret in [*NAME.split(), "5550000012", PHONE]:
            assert secret not in cells, table

    later = browse(width, javascript=javascript)  # another telephone: only the message is at hand
    later.goto(link)
    assert "/l/" not in later.url
    assert later.get_by_text("Zinciri yeniledik").first.is_visible()
    with moves_on(later):
        later.get_by_role("link", name="Hayır", exact=True).click()
    later.get_by_label("Ne çözülmedi?").fill("Zincir yine koptu.")
    go(later, "Yeniden aç")
    case.refresh_from_db()
    assert (case.status, case.reopened_count) == (Status.IN_PROGRESS, 1)


def test_a_wrong_key_opens_nothing_and_a_right_one_does(browse, town):
    page = browse(360)
    fill_complaint(page)
    go(page, "Gönder")
    case = Case.objects.get()
    stranger = browse(360)
    answers = []
    for number, key in [(case.shown_reference, "9999"), ("İZM-2222-2222", "0012"), ("merhaba", "0012")]:
        stranger.goto("/takip/")
        stranger.locator("[name=no]").fill(number)
        stranger.locator("[name=key]").fill(key)
        go(stranger, "Göster")
        answers.append(stranger.locator(".esum").inner_text())
    assert len(set(answers)) == 1
    stranger.goto("/takip/")
    stranger.locator("[name=no]").fill(case.shown_reference.lower().replace("-", " ").replace("i̇", "i"))
    stranger.locator("[name=key]").fill("0012")
    go(stranger, "Göster")
    assert case.shown_reference in stranger.content()
    assert NAME not in stranger.content()
    assert "Salıncağın zinciri" not in stranger.content()


PUBLIC = [
    "/",
    "/etkinlikler/",
    "/haberler/",
    "/arama/?q=cinar",
    "/takip/",
    "/takip/numaram/",
    "/sikayet/",
    "/sikayet/adim/konu/",
    "/kvkk/complaint-notice/",
    "/boyle-bir-sayfa-yok/",
]


def test_every_public_page_is_accessible_and_fits(browse, town):
    from wagtail.models import Page

    page = browse(1280)
    paths = list(PUBLIC)
    # One of every page type, and every standard page: their words differ most.
    seen = set()
    for item in Page.objects.live().filter(depth__gt=2).specific():
        if type(item) not in seen or type(item).__name__ == "StandardPage":
            seen.add(type(item))
            paths.append(item.get_url())
    for path in dict.fromkeys(paths):
        page.goto(path)
        assert_accessible_by_day_and_night(page)
        for width in (320, 360, 768):
            page.set_viewport_size({"width": width, "height": 800})
            assert_fits(page, width)
        page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)], ids=["360-dark", "1280-light"])
def test_every_step_of_the_form_is_accessible(browse, town, width, dark):
    page = browse(width, dark=dark)
    page.goto("/sikayet/")
    go(page, "Başlayın")
    go(page, "Devam et")
    check(page, width)
    choose(page, nature="tip", category="su-kanal-yagmur-suyu")
    go(page, "Devam et")
    check(page, width)  # another authority's matter
    go(page, "Yine de size yazmak istiyorum, siz iletin")
    check(page, width)
    go(page, "Devam et")
    check(page, width)  # all errors of the place
    page.get_by_label("Mahalle").select_option(label="Ömerağa")
    page.get_by_label("Yer tarifi").fill("Çarşı girişi")
    page.get_by_label("Ne oldu?").fill("Rögar kapağı yerinde değil, çukur açıkta duruyor.")
    choose(page, danger="yes")
    page.get_by_label("Fotoğraf").set_input_files(
        [
            {"name": "cukur.jpg", "mimeType": "image/jpeg", "buffer": make_jpeg()},
            {"name": "plan.dwg", "mimeType": "application/octet-stream", "buffer": b"AC1032" + b"\0" * 64},
        ]
    )
    go(page, "Devam et")
    assert page.get_by_text("plan.dwg").first.is_visible()
    check(page, width)
    go(page, "Devam et")
    go(page, "Devam et")
    check(page, width)
    choose(page, notify_by="sms")
    page.get_by_label("Cep telefonu").fill("12")
    go(page, "Devam et")
    check(page, width)
    page.get_by_label("Cep telefonu").fill(PHONE)
    go(page, "Devam et")
    check(page, width)
    let_it_reckon(page)
    go(page, "Gönder")
    check(page, width)
    with moves_on(page):
        page.get_by_role("link", name="Takip et").click()
    check(page, width)
    with moves_on(page):
        page.get_by_role("link", name=re.compile("geri çek", re.IGNORECASE)).first.click()
    check(page, width)


def check(page, width):
    assert_accessible_by_day_and_night(page)
    assert_fits(page, width)
    page.set_viewport_size({"width": 320, "height": 800})
    assert_fits(page, 320)
    page.set_viewport_size({"width": width, "height": 900})


def test_public_pages_ask_for_nothing_but_themselves_and_leave_no_cookie(browse, town):
    page = browse(1280)
    for path in ["/", "/etkinlikler/", "/haberler/", "/arama/?q=park"]:
        page.goto(path)
    assert page.context.cookies() == []
