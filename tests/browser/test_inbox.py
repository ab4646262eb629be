"""Ayşe goes through her inbox: by keys, ticking rows, closing several and taking it back; narrow, wide, light, dark."""

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

from tests.makers import make_case
from wishes.desk.models import SavedView
from wishes.models import Case, Contact
from wishes.workflow import Channel

from .conftest import assert_fits, narrow
from .test_desk import assert_accessible_desk, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cases(parks, ayse):
    words = ["Lamba yanmıyor", "Bank kırık", "Çöp kutusu dolu"]
    cases = [make_case("Salıncağın zinciri kopuk", unit=parks, is_urgent=True)]
    cases += [make_case(text, unit=parks) for text in words]
    for case, text in zip(cases[1:], words, strict=True):
        Case.objects.filter(pk=case.pk).update(subject=text)
    Contact.objects.create(case=cases[1], channel=Channel.CIMER, words="Lamba.")
    Case.objects.filter(pk=cases[1].pk).update(decided="done", reopened_count=1, is_escalated=True)
    SavedView.objects.create(user=ayse, name="Telefonla gelenler", query="kanal=phone")
    return cases


def focused(page):
    return page.evaluate("document.activeElement.textContent.trim()")


def test_by_keys_closing_three_and_taking_it_back(browse, cases):
    page = browse()
    sign_in(page, reverse("desk:inbox"))
    page.keyboard.press("j")
    assert focused(page) == cases[0].subject  # danger first
    page.keyboard.press("j")
    assert focused(page) == "Lamba yanmıyor"
    page.keyboard.press("k")
    for _row in range(4):
        page.keyboard.press("x")
        page.keyboard.press("j")
    assert page.inner_text("[data-desk-count]") == "Seçili başvuru: 4"
    page.keyboard.press("?")
    assert page.is_visible("#desk-keys")
    assert_accessible_desk(page)
    page.keyboard.press("x")  # behind the open dialog nothing moves
    page.keyboard.press("Escape")
    assert page.inner_text("[data-desk-count]") == "Seçili başvuru: 4"
    page.keyboard.press("/")
    page.keyboard.type("jxa?/")  # letters while typing are letters
    assert page.input_value("#id_q") == "jxa?/"
    page.click("#desk-bulk [value=kapat]")
    page.select_option("#bulk-outcome", "done")
    page.fill("#bulk-text", "Ekip hepsini onardı.")
    page.click("text=Önce önizle")
    page.get_by_text("3 başvuruyu kapat").wait_for()
    assert "Yanıtı başka bir sisteme de girilecek." in page.inner_text("main")
    page.click("button[value=send]")
    page.get_by_text("3 başvuru kapatıldı.").wait_for()
    assert Case.objects.filter(status="closed").count() == 3
    page.click("button:has-text('Geri al')")
    page.get_by_text("3 başvuruluk işlem geri alındı.").wait_for()
    assert not Case.objects.filter(status="closed").exists()


def test_a_assigns_the_row_one_stands_on_and_enter_opens_it(browse, cases, ayse):
    page = browse()
    sign_in(page, reverse("desk:inbox"))
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.select_option("#bulk-to", label="Ayşe Kaya")
    page.click("text=Önce önizle")
    page.click("button[value=send]")
    page.get_by_text("1 başvuru verildi.").wait_for()
    assert Case.objects.get(assignee=ayse) == cases[0]
    page.goto(reverse("desk:inbox"))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('desk:case', args=[cases[0].pk])}")


def test_keys_can_be_switched_off_and_the_help_says_where(browse, cases, ayse):
    UserProfile.objects.update_or_create(user=ayse, defaults={"keyboard_shortcuts": False})
    page = browse()
    sign_in(page, reverse("desk:inbox"))
    for key in ["j", "x", "a", "/"]:
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement === document.body")
    assert page.inner_text("[data-desk-count]") == "Seçili başvuru yok"
    page.click("[data-desk-help]")
    page.click("#desk-keys a")
    page.wait_for_url(f"**{reverse('wagtailadmin_account')}*")


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
def test_everybody_can_read_it(browse, cases, ayse, width, theme):
    UserProfile.objects.update_or_create(user=ayse, defaults={"theme": theme})
    page = browse(width)
    sign_in(page, reverse("desk:inbox"))

    def look():
        with narrow(page):
            assert_fits(page, 320)
        assert_fits(page, width)
        assert_accessible_desk(page)

    look()
    page.goto(f"{reverse('desk:inbox')}?kanal=web")
    page.click(".desk-save summary")
    look()
    page.click(".desk-save button")  # without a name
    page.get_by_text("Görünüme bir ad verin.").first.wait_for()
    look()
    page.goto(reverse("desk:inbox"))
    for box in page.locator(".desk-pick input").all():
        box.check()
    page.click("#desk-bulk [value=kapat]")
    look()
    page.select_option("#bulk-outcome", "done")
    page.fill("#bulk-text", "Arayın: 0555 111 22 33")
    page.click("text=Önce önizle")
    page.get_by_text("Göndermeden önce bakın").wait_for()
    look()
    page.check("#desk-confirmed")
    page.click("button[value=send]")
    page.get_by_text("3 başvuru kapatıldı.").wait_for()
    look()
