"""Twenty calls by keyboard alone, one of them over a line that breaks; and a call without scripts."""

import re

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

from tests.makers import PASSWORD, make_case, make_category, make_clerk, make_clocks, make_neighbourhood
from wishes.models import Case, CaseEvent, Contact

from .conftest import assert_accessible, assert_fits, until
from .test_desk import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
INTAKE = "/yonetim/masa/yeni/"
#: (topic, its first letters, neighbourhood, its first letters)
TOPICS = [("Sokak lambası", "sok lam"), ("Çöp ve atık", "çöp"), ("Işık kirliliği", "ISI"), ("Ağaç budama", "aga")]
HOODS = [("Yahya Kaptan", "yah"), ("Çukurbağ", "cuk"), ("Ömerağa", "öme")]


@pytest.fixture
def phones(parks, ayse):
    make_clocks()
    for name, _typed in TOPICS:
        make_category(name, unit=parks)
    for name, _typed in HOODS:
        make_neighbourhood(name)
    return make_case(unit=parks, category=make_category(TOPICS[0][0], unit=parks))  # Zeynep's


def focused(page):
    return page.evaluate("document.activeElement.name || document.activeElement.id")


def call(page, number, *, name=""):
    """One new matter by keyboard: telephone, topic, neighbourhood, place, note; and the rest stays as it is."""
    topic, hood = TOPICS[number % len(TOPICS)], HOODS[number % len(HOODS)]
    page.keyboard.type(f"0532 000 01 {number:02}")
    page.keyboard.press("Tab")
    page.keyboard.type(topic[1])
    page.keyboard.press("Enter" if number % 2 else "Tab")
    page.keyboard.type(hood[1])
    page.keyboard.press("Tab")
    page.keyboard.type("okul")
    page.keyboard.press("Tab")
    page.keyboard.type(f"Kayıt {number}.")
    return topic[0], hood[0]


def shown_number(page):
    return page.locator("[data-number]").inner_text()


def saved(page, number):
    page.locator("#intake-said", has_text=number).wait_for()
    assert re.fullmatch(r"Kaydedildi \d\d\.\d\d", page.locator("[data-state-words]").inner_text())
    assert focused(page) == "phone"


def test_twenty_calls_by_keyboard_alone(browse, phones, ayse):
    page = browse()
    sign_in(page, INTAKE)
    assert focused(page) == "phone"
    # A second window of the same clerk never reads out the same number.
    other, mine = page.context.new_page(), shown_number(page)
    other.goto(INTAKE)
    assert until(other, "mine => document.querySelector('[data-number]').textContent !== mine", mine)
    other.close()

    read_out = {}
    for number in range(13):
        told = shown_number(page)
        read_out[told] = call(page, number)
        assert page.locator("[data-state-words]").inner_text() == "Kaydedilmedi"
        page.keyboard.press("Control+Enter")
        saved(page, told)
    for case in Case.objects.exclude(pk=phones.pk):
        assert (case.subject, case.neighbourhood.name) == read_out.pop(case.shown_reference)
        assert case.events.get().data["seconds"] >= 1
    assert not read_out

    # Zeynep calls again: her open case is there, F2 chooses it, the note is all.
    page.keyboard.type("0555 000 00 12")
    page.locator("[data-found-words]", has_text="Açık başvuru: 1").wait_for()
    page.keyboard.press("F2")
    page.keyboard.type("Hâlâ karanlık.")
    page.keyboard.press("Control+Enter")
    saved(page, phones.shown_reference)
    assert phones.contacts.last().words == "Hâlâ karanlık."

    # Two only ask, one gives up after a few words: Esc twice.
    for key, times in [("F6", 1), ("F6", 1), ("Escape", 2)]:
        if key == "Escape":
            page.keyboard.type("0532")
        for _press in range(times):
            page.keyboard.press(key)
        page.locator("#intake-said", has_text="sayıldı").wait_for()
        assert page.locator("[name=phone]").input_value() == ""
        page.evaluate("document.getElementById('intake-said').textContent = ''")
    assert Contact.objects.filter(case=None).count() == 3

    # Something is forgotten: the focus goes there, nothing typed is lost.
    page.keyboard.type("0532 000 02 01")
    page.keyboard.press("Control+Enter")
    page.locator(".intake-wrong").wait_for()
    assert focused(page) == "id_category"
    page.keyboard.type("agac")
    page.keyboard.press("Enter")
    page.keyboard.type("Ömer")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("Dal kırılmış.")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")  # danger
    told = shown_number(page)
    page.keyboard.press("Control+Enter")
    saved(page, told)
    assert Case.objects.get(is_urgent=True).shown_reference == told

    # The line breaks while somebody speaks. The words stay, and go out by themselves when it is back.
    told = shown_number(page)
    call(page, 30)
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    page.get_by_text("Bağlantı yok. Yazdıklarınız bu ekranda duruyor.").wait_for()
    page.keyboard.type(" Direk 12.")
    assert page.evaluate("Object.values(sessionStorage).some(kept => kept.includes('Direk 12.'))")
    page.context.set_offline(False)
    saved(page, told)
    contact = Contact.objects.get(words="Kayıt 30. Direk 12.")
    assert contact.case.shown_reference == told
    assert page.evaluate("sessionStorage.length") == 0

    # The page is loaded anew in the middle of a call: number and words come back.
    told = shown_number(page)
    call(page, 31)
    page.reload()
    page.locator("#intake-said", has_text="geri geldi").wait_for()
    assert shown_number(page) == told and page.input_value("[name=words]") == "Kayıt 31."
    page.keyboard.press("Control+s")
    page.wait_for_url(re.compile(r"/masa/\d+/$"))
    assert told in page.content()
    assert Case.objects.count() == 1 + 13 + 3


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
def test_everybody_can_read_it(browse, phones, ayse, width, theme):
    UserProfile.objects.update_or_create(user=ayse, defaults={"theme": theme, "keyboard_shortcuts": width > 400})
    page = browse(width)
    sign_in(page, INTAKE)
    assert until(page, "!document.querySelector('.sidebar-loading')")
    assert_accessible(page)
    page.keyboard.type("0555 000 00 12")
    page.locator(".intake-hint").first.wait_for()
    page.keyboard.press("Tab")
    page.keyboard.type("çöp")
    assert page.locator("#id_category").get_attribute("aria-expanded") == "true"
    assert_accessible(page)
    page.keyboard.press("Escape")  # closes the list, and only that
    assert page.locator("#id_category").get_attribute("aria-expanded") == "false"
    assert not Contact.objects.filter(case=None).exists()
    page.click("button[value=next]")
    page.locator(".intake-wrong").wait_for()
    page.evaluate("window.scrollTo(0, 0)")  # what has gone under the admin's own bar has no size there
    assert_accessible(page)
    assert_fits(page, width)
    if width < 400:
        page.keyboard.press("F6")  # switched off in the profile
        assert page.locator(".intake-wrong").is_visible()
        assert not Contact.objects.filter(case=None).exists()
    for path in ["dilekce/", "whatsapp/"]:
        page.goto(INTAKE + path)
        assert until(page, "!document.querySelector('.sidebar-loading')")
        assert_accessible(page)
        assert_fits(page, width)
    page.fill("[name=chat]", "[22.11.2026 14:03] Zeynep: Lamba yanmıyor")
    page.click("button[type=submit]:has-text('Konuşmayı oku')")
    page.get_by_text("Alınan mesaj: 1").wait_for()
    assert page.input_value("[name=words]") == "Lamba yanmıyor"
    assert_accessible(page)
    assert_fits(page, width)


def test_a_login_that_ended_loses_nothing(browse, phones, ayse):
    page = browse()
    sign_in(page, INTAKE)
    told = shown_number(page)
    call(page, 1)
    ayse.set_unusable_password()  # ends every session of hers, as the end of the working day does
    ayse.save()
    page.keyboard.press("Control+Enter")
    page.get_by_text("Oturumunuz kapandı. Yazdıklarınız bu ekranda duruyor.").wait_for()
    ayse.set_password(PASSWORD)
    ayse.save()
    sign_in(page.context.new_page(), INTAKE)
    saved(page, told)
    assert Contact.objects.get(words="Kayıt 1.").case.shown_reference == told


def test_without_scripts_it_is_an_ordinary_form(browse, phones, parks):
    make_clerk("fatma", parks)
    page = browse(360, javascript=False)
    sign_in(page, INTAKE, "fatma")
    told = shown_number(page)
    page.fill("[name=phone]", "0555 000 00 12")
    page.select_option("[name=category]", label="Sokak lambası")
    page.select_option("[name=neighbourhood]", label="Yahya Kaptan")
    page.click("button[value=look]")
    assert page.locator(f"text={phones.shown_reference}").first.is_visible()
    page.click("button[value=next]")
    page.get_by_text("Ne olduğunu bir cümleyle yazın.").first.wait_for()
    page.fill("[name=words]", "Lamba yanmıyor.")
    page.click("button[value=next]")
    page.get_by_text(f"Kaydedildi: {told}. SMS gönderilecek.").wait_for()
    assert CaseEvent.objects.filter(case__in=Case.objects.exclude(pk=phones.pk), by__username="fatma").count() == 1
    assert page.url.endswith(reverse("intake:call"))
