"""The wish box in a real browser: Zeynep wishes and takes a consent back; Derya goes from shortlist to thank-you."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from tests.makers import make_jpeg, make_neighbourhood
from tests.wishbox.conftest import make_campaign, make_page, make_wish, make_worker
from wishes.wishbox import services
from wishes.wishbox.models import Campaign, Visit, Wish

from .conftest import assert_accessible, assert_fits, let_it_reckon, sign_in
from .test_desk import assert_accessible_desk
from .test_journey import choose, go, moves_on

pytestmark = pytest.mark.django_db(transaction=True)


def campaign_of_today(**facts):
    today = timezone.localdate()
    days = {"opens_on": -10, "closes_on": 10, "announced_on": 30}
    return make_campaign(
        **({"year": 2027} | {name: today + timedelta(days=number) for name, number in days.items()} | facts)
    )


@pytest.fixture
def town(live_server, settings, tmp_path):
    settings.NOTICE_FILE_DIR = tmp_path / "outbox"
    settings.PUBLIC_BASE_URL = live_server.url
    call_command("load_texts", verbosity=0)
    make_neighbourhood()
    make_page()
    return campaign_of_today()


def look(page, width, *, javascript=True):
    assert_fits(page, width)
    if javascript:  # axe waits for timers, which never come without
        assert_accessible(page)


@pytest.mark.parametrize(("width", "javascript"), [(360, True), (1280, False)], ids=["narrow-js", "wide-nojs"])
def test_a_wish_is_sent_and_a_consent_taken_back(browse, town, width, javascript):
    page = browse(width, javascript=javascript, dark=javascript)
    page.goto("/dilek/")
    look(page, width, javascript=javascript)
    go(page, "Dileğinizi yazın")
    go(page, "Devam et")
    assert page.title().startswith("Hata:")
    look(page, width, javascript=javascript)
    choose(page, for_whom="child", age="under")
    go(page, "Devam et")
    choose(page, surprise="yes")
    look(page, width, javascript=javascript)
    go(page, "Devam et")
    page.get_by_label("Dileğinizi anlatın").fill("Kızım kırmızı bir bisiklet istiyor.")
    page.get_by_label("Mektubun ya da resmin fotoğrafı").set_input_files(
        {"name": "mektup.jpg", "mimeType": "image/jpeg", "buffer": make_jpeg()}
    )
    look(page, width, javascript=javascript)
    go(page, "Devam et")
    page.get_by_label("Dilek sahibinin adı soyadı").fill("Ela Örnekoğlu")
    page.get_by_label("Mahalle").select_option(label="Yahya Kaptan")
    page.get_by_label("Adres", exact=True).fill("Gül Sokak No 5 Daire 3")
    page.get_by_label("Adınız soyadınız", exact=True).fill("Zeynep Örnekoğlu")
    page.get_by_label("Cep telefonunuz").fill("0555 000 00 12")
    look(page, width, javascript=javascript)
    go(page, "Devam et")
    page.get_by_label("Hafta sonu").check()
    choose(page, photo="keep")
    page.get_by_label("Velisi benim").check()
    look(page, width, javascript=javascript)
    go(page, "Devam et")
    choose(page, story="yes")
    look(page, width, javascript=javascript)
    go(page, "Devam et")
    look(page, width, javascript=javascript)
    if javascript:
        let_it_reckon(page)
    go(page, "Gönder")
    assert page.get_by_role("heading", level=1).inner_text() == "Dileğinizi aldık"
    look(page, width, javascript=javascript)
    wish = Wish.objects.with_case().get()
    assert wish.may_be_told and wish.beneficiary == "Ela Örnekoğlu"
    with moves_on(page):
        page.get_by_role("link", name="Dileğim nerede?").click()
    look(page, width, javascript=javascript)
    with moves_on(page):
        page.get_by_role("link", name="Yayımlama iznimi geri al").click()
    look(page, width, javascript=javascript)
    go(page, "Bu izni geri al")
    assert page.get_by_text("İzninizi geri aldınız").is_visible()
    assert not Wish.objects.get().may_be_told


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)])
def test_closed_and_last_year_can_be_read(browse, town, width, dark):
    Campaign.objects.all().delete()
    today = timezone.localdate()
    past = campaign_of_today(
        year=2025,
        opens_on=today - timedelta(days=90),
        closes_on=today - timedelta(days=60),
        announced_on=today - timedelta(days=30),
    )
    derya = make_worker()
    wish = make_wish(past, may_tell=True)
    services.choose(wish, by=derya)
    services.grant(wish, by=derya, cost=1)
    services.tell(wish, by=derya, title="Kırmızı bisiklet", text="Bir çocuk bisiklet dilemişti.", publish=True)
    page = browse(width, dark=dark)
    for address in ["/dilek/", "/dilek/2025/"]:
        assert page.goto(address).status == 200
        look(page, width)
    assert page.get_by_text("Kırmızı bisiklet").is_visible()


@pytest.mark.parametrize(("width", "javascript", "theme"), [(1280, True, "dark"), (360, False, "light")])
def test_from_the_shortlist_to_a_thank_you(browse, town, width, javascript, theme):
    derya = make_worker()
    UserProfile.objects.update_or_create(user=derya, defaults={"theme": theme})
    wish = make_wish(town, photo="keep")
    make_wish(town, "Kardeşim bir top istiyor.", for_whom="other", is_surprise=True, is_minor=True)
    page = browse(width, javascript=javascript)

    def look_desk():
        assert_fits(page, width)
        if javascript:
            assert_accessible_desk(page)

    board = reverse("wishbox:board")
    sign_in(page, board, "derya")
    look_desk()
    with moves_on(page):
        page.locator(f"#dilek-{wish.pk} button[value=sec]").click()
    with moves_on(page):
        page.locator("a", has_text="Seçildi").first.click()
    with moves_on(page):
        page.locator(f"#dilek-{wish.pk} h3 a").click()
    page.fill("#facts-headline", "Kırmızı bisiklet")
    page.fill("#facts-estimate", "4.500")
    with moves_on(page):
        page.locator('form[action$="bilgi/"] button[type=submit]').click()
    look_desk()
    page.goto(reverse("wishbox:visits"))
    page.fill("#id_day", (timezone.localdate() + timedelta(days=3)).isoformat())
    page.fill("#id_team", "Çınar 1")
    look_desk()
    with moves_on(page):
        page.get_by_role("button", name="Günü aç").click()
    page.locator(f"#dilek-{wish.pk}").check()
    with moves_on(page):
        page.get_by_role("button", name="Güne ekle").click()
    assert Wish.objects.get(pk=wish.pk).visit == Visit.objects.get()
    look_desk()
    for name in ["wishbox:sheet", "wishbox:driver"]:
        page.goto(reverse(name, args=[Visit.objects.get().pk]))
        assert page.get_by_text("Gül Sokak No 5 Daire 3").is_visible()
        look(page, width, javascript=javascript)
    for name in ["wishbox:paper", "wishbox:announce", "wishbox:stories"]:
        page.goto(reverse(name))
        look_desk()
    page.goto(reverse("wishbox:wish", args=[wish.pk]))
    page.fill("#grant-cost", "4.200")
    page.set_input_files("#grant-photos", {"name": "z.jpg", "mimeType": "image/jpeg", "buffer": make_jpeg()})
    with moves_on(page):
        page.get_by_role("button", name="Yapıldı, teşekkür gönder").click()
    page.get_by_text("Sonuç yazıldı, teşekkür gönderildi.").wait_for()
    page.reload()  # the message's green is Wagtail's own
    look_desk()
    done = Wish.objects.with_case().get(pk=wish.pk)
    assert (done.is_granted, done.cost, done.case.attachments.count()) == (True, 420_000, 1)


def test_papers_by_keyboard_alone(browse, town):
    make_worker()
    page = browse()
    sign_in(page, reverse("wishbox:paper"), "derya")
    for number in range(2):
        assert page.evaluate("document.activeElement.name") == "words"
        page.keyboard.type(f"Dedeme ahşap saplı bir baston, {number}.")
        with moves_on(page):
            page.keyboard.press("Control+Enter")
        page.get_by_text("Kaydedildi:").wait_for()
    assert Wish.objects.count() == 2
