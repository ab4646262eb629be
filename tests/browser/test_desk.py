"""The desk in a real browser: by keyboard, without JavaScript, narrow and wide, in both themes of the admin."""

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

from tests.makers import make_case, make_clerk, make_person, make_staff
from wishes import services
from wishes.desk import plain
from wishes.desk.models import ReplyTemplate

from .conftest import assert_accessible, assert_fits, sign_in, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(parks, ayse):
    """Some cases, as a morning finds them."""
    case = make_case(unit=parks, is_urgent=True)
    make_case("Lamba yanmıyor", unit=parks, hold_reason="captcha")
    services.assign(case, unit=parks, assignee=ayse, by=ayse)
    services.ask(case, "Hangi salıncak?", by=ayse)
    services.write(case, "Büyük olan.")
    services.note(case, "Ekip yarın orada.", by=ayse)
    return case


@pytest.mark.parametrize(("width", "javascript"), [(1280, False), (360, True)])
def test_from_the_inbox_to_an_answer(browse, desk, width, javascript):
    page = browse(width, javascript=javascript)
    sign_in(page, reverse("desk:inbox"))
    assert_fits(page, width)
    page.fill("#id_q", "0555 000 00 12")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert "0555" not in page.url
    page.click(f"a[href='{reverse('desk:case', args=[desk.pk])}']")
    assert_fits(page, width)
    page.fill("#answer-text", "Zinciri değiştirdik.\nTeşekkür ederiz. 0555 111 22 33")
    page.click("#panel-answer button[type=submit]")
    page.get_by_text("Vatandaş bunu görecek").first.wait_for()
    assert_fits(page, width)
    page.click("button[value=send]")
    page.get_by_text("kutuyu işaretleyin").wait_for()
    page.click("button[value=edit]")
    assert page.input_value("#answer-text").startswith("Zinciri değiştirdik.\nTeşekkür")
    page.fill("#answer-text", "Zinciri değiştirdik.\nTeşekkür ederiz.")
    page.click("#panel-answer button[type=submit]")
    page.click("button[value=send]")
    page.get_by_text("Yanıt gönderildi.").wait_for()
    assert desk.events.filter(kind="answered", text="Zinciri değiştirdik.\nTeşekkür ederiz.").count() == 1


def test_by_keyboard_alone(browse, desk):
    page = browse()
    sign_in(page, reverse("desk:case", args=[desk.pk]))
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") == "note-text"
    page.keyboard.type("Saha gördü, rapor eklenecek.")  # letters that are shortcuts elsewhere
    page.keyboard.press("Control+Enter")
    page.get_by_text("İç not kaydedildi.").wait_for()
    assert desk.events.filter(kind="noted", text="Saha gördü, rapor eklenecek.").exists()


def test_shortcuts_can_be_switched_off(browse, desk, ayse):
    UserProfile.objects.update_or_create(user=ayse, defaults={"keyboard_shortcuts": False})
    page = browse()
    sign_in(page, reverse("desk:case", args=[desk.pk]))
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") != "note-text"
    page.focus("#dock-answer")
    page.keyboard.press("ArrowRight")  # the tabs are radio buttons: arrows go through them
    page.locator("#note-text").wait_for()


def test_two_browsers_on_one_case(browse, desk, parks):
    make_clerk("fatma", parks, first_name="Fatma", last_name="Er")
    where = reverse("desk:case", args=[desk.pk])
    mine, hers = browse(), browse()
    sign_in(mine, where)
    sign_in(hers, where, "fatma")
    hers.get_by_text("Ayşe Kaya bu başvuruya bakıyor.").wait_for()
    mine.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # the next sign, now
    mine.get_by_text("Fatma Er bu başvuruya bakıyor.").wait_for()
    mine.fill("#answer-text", "Yarın geliyoruz.")
    with mine.expect_response(lambda answer: answer.url.endswith("/burada/")):
        mine.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    hers.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    hers.get_by_text("Ayşe Kaya bu başvuruda yazıyor.").wait_for()
    assert_accessible_desk(hers)
    hers.click("label[for=dock-close]")
    hers.select_option("#close-outcome", "done")
    hers.fill("#close-text", "Zincir yenilendi.")
    hers.click("#panel-close button[type=submit]")
    hers.click("button[value=send]")
    hers.get_by_text("Başvuru sonuçlandı.").wait_for()
    mine.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    mine.get_by_text("Bu başvuru siz açtıktan sonra değişti.").wait_for()
    mine.click("#panel-answer button[type=submit]")
    alert = mine.locator("#degisti")
    alert.wait_for()
    assert "Fatma Er" in alert.inner_text()
    assert "Zincir yenilendi." in alert.inner_text()
    assert mine.input_value("#desk-typed") == "Yarın geliyoruz."
    hers.goto(reverse("desk:inbox"))  # leaving takes the sign away
    mine.goto(where)
    mine.get_by_text("Geçmiş").wait_for()
    assert "Fatma Er bu başvuruya bakıyor." not in mine.content()


@pytest.mark.parametrize("javascript", [True, False])
def test_words_help_while_writing(browse, desk, parks, javascript):
    make_clerk("fatma", parks, first_name="Fatma", last_name="Er")
    ReplyTemplate.objects.create(name="Ekip gidecek", verb="answer", text="{{ mudurluk }} yarın geliyor.")
    page = browse(javascript=javascript)
    sign_in(page, reverse("desk:case", args=[desk.pk]))
    page.fill("#answer-text", "Merhaba,")
    page.click("#panel-answer .desk-ready summary")
    page.click("#panel-answer .desk-ready a")
    if not javascript:  # the link begins the text anew
        assert page.input_value("#answer-text") == "Park ve Bahçeler Müdürlüğü yarın geliyor."
        return
    assert page.input_value("#answer-text") == "Merhaba,\n\nPark ve Bahçeler Müdürlüğü yarın geliyor."
    hard = "Bu " + " ".join(["sözcük"] * 20) + " SEDAŞ için."
    page.fill("#answer-text", hard)
    hints = page.locator("#panel-answer .desk-plain li")
    hints.first.wait_for()
    assert hints.all_inner_texts() == plain.hints(hard), "script and server say the same"
    assert_accessible_desk(page)
    page.fill("#answer-text", "Kısa bir cümle.")
    page.locator("#panel-answer .desk-plain").wait_for(state="hidden")
    page.click("label[for=dock-note]")
    page.fill("#note-text", "Bakar mısın")
    page.click("#panel-note .desk-names button")
    assert page.input_value("#note-text") == "Bakar mısın @fatma "


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)])
def test_two_cases_become_one_and_two_again(browse, desk, parks, width, dark):
    make_staff("amir", "wishes.work_case", "wishes.assign_case", "wishes.merge_case", units=[parks])
    second = make_case("Salıncak zinciri kopuk, çocuk düştü.", unit=parks, person=make_person(phone="+905550000034"))
    page = browse(width, dark=dark, javascript=not dark)
    sign_in(page, reverse("desk:case", args=[second.pk]), "amir")
    assert_fits(page, width)
    page.locator(f".desk-beside a[href*='{desk.url_reference}']").first.click()
    assert_fits(page, width)
    if not dark:
        assert_accessible_desk(page)
    page.click("main form button[type=submit]")
    page.get_by_text("Kime haber verilecek").wait_for()
    assert_fits(page, width)
    if not dark:
        assert_accessible_desk(page)
    page.click("button[value=send]")
    page.get_by_text("numaralı başvuruyla birleştirildi").wait_for()
    assert_fits(page, width)
    if not dark:
        assert_accessible_desk(page)
    page.goto(reverse("desk:split", args=[desk.pk]))
    page.click("main form button[type=submit]")
    page.get_by_text("Ayrılacak temasları seçin.").first.wait_for()
    assert_fits(page, width)
    if not dark:
        assert_accessible_desk(page)
    page.goto(reverse("desk:case", args=[desk.pk]))
    page.get_by_role("button", name="Birleştirmeyi geri al").click()
    page.get_by_text("Birleştirme geri alındı.").wait_for()
    second.refresh_from_db()
    assert second.is_open


@pytest.mark.parametrize(("width", "theme"), [(1280, "dark"), (360, "light")])
def test_everybody_can_read_it(browse, desk, theme, width):
    deniz = make_staff("deniz", "wishes.work_case", "wishes.assign_case", "wishes.see_all_cases", "people.view_readlog")
    UserProfile.objects.update_or_create(user=deniz, defaults={"theme": theme})
    page = browse(width)
    sign_in(page, reverse("desk:inbox"), "deniz")
    for address in ["", "?gorunum=bugun", "?durum=hepsi&kanal=web"]:
        page.goto(reverse("desk:inbox") + address)
        assert_accessible_desk(page)
    page.click(".desk-filters summary")
    assert_accessible_desk(page)
    for name in ["desk:reads", "wagtailadmin_home"]:
        page.goto(reverse(name))
        assert page.url.endswith(reverse(name))
        assert_fits(page, width)
        assert_accessible_desk(page)
    page.goto(reverse("desk:case", args=[desk.pk]))
    for verb in ["ask", "note", "assign", "transfer", "close", "promise", "retopic", "notify", "answer"]:
        page.click(f"label[for=dock-{verb}]")
        assert_fits(page, width)
        assert_accessible_desk(page)
    page.click("#panel-answer button[type=submit]")  # nothing typed
    page.get_by_text("Vatandaşa ne yazacağınızı yazın.").first.wait_for()
    assert_accessible_desk(page)
    page.fill("#answer-text", "Arayın: 0555 111 22 33")
    page.click("#panel-answer button[type=submit]")
    page.get_by_text("Göndermeden önce bakın").wait_for()
    assert_accessible_desk(page)


def assert_accessible_desk(page):
    assert until(page, "!document.querySelector('.sidebar-loading')")
    assert_accessible(page)
