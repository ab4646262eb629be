"""The desk in a real browser: by keyboard, without JavaScript, narrow and wide, in both themes of the admin."""

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

from tests.makers import make_case, make_clerk, make_staff
from wishes import services

from .conftest import assert_accessible, assert_fits, sign_in

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
    mine.fill("#answer-text", "Yarın geliyoruz.")
    hers.click("label[for=dock-close]")
    hers.select_option("#close-outcome", "done")
    hers.fill("#close-text", "Zincir yenilendi.")
    hers.click("#panel-close button[type=submit]")
    hers.click("button[value=send]")
    hers.get_by_text("Başvuru sonuçlandı.").wait_for()
    mine.click("#panel-answer button[type=submit]")
    alert = mine.locator("#degisti")
    alert.wait_for()
    assert "Fatma Er" in alert.inner_text()
    assert mine.input_value("#desk-typed") == "Yarın geliyoruz."


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
    for verb in ["ask", "note", "assign", "transfer", "close", "promise", "answer"]:
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
    page.wait_for_function("!document.querySelector('.sidebar-loading')")
    assert_accessible(page)
