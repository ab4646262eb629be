"""The guard in a real browser under our content policy: unseen by people, with JavaScript and without."""

import time

import pytest
from django.conf import settings as django_settings

from guard.models import UsedToken

from .conftest import assert_accessible, let_it_reckon

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _site(settings):
    settings.ROOT_URLCONF = "tests.guard.site"
    settings.CAPTCHA_PROVIDER = "proof_of_work"
    templates = django_settings.TEMPLATES[0]
    settings.TEMPLATES = [
        templates | {"DIRS": [*templates["DIRS"], django_settings.BASE_DIR / "tests/guard/templates"]}
    ]


def write(page):
    page.goto("/mektup/")
    page.get_by_label("Ne oldu?").fill("Salıncak kopuk")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_browser_computes_while_the_citizen_reads(browse, width):
    page = browse(width)
    write(page)
    let_it_reckon(page)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="Gönder").click()
    assert page.locator("#done").inner_text() == "- gönder"
    assert UsedToken.objects.count() == 1


def test_a_fast_press_waits_for_the_computing_and_keeps_its_button(browse):
    page = browse()
    page.goto("/mektup/", wait_until="commit")
    page.get_by_label("Ne oldu?").fill("Salıncak kopuk")
    page.get_by_role("button", name="Gönder").click()
    assert page.locator("#done").inner_text() in {"- gönder", "captcha gönder"}


def test_a_question_that_cannot_be_fetched_turns_nobody_away(browse):
    page = browse()
    page.route("**/koruma/soru/", lambda route: route.abort())
    write(page)
    started = time.monotonic()
    page.get_by_role("button", name="Gönder").click()
    assert page.locator("#done").inner_text() == "captcha gönder"
    assert time.monotonic() - started < 10


def test_without_javascript_it_is_sent_and_held(browse):
    page = browse(javascript=False)
    write(page)
    page.get_by_role("button", name="Gönder").click()
    assert page.locator("#done").inner_text() == "captcha gönder"


def test_nothing_of_it_is_in_the_way_of_a_keyboard_or_a_screen_reader(browse):
    page = browse()
    write(page)
    page.locator("input[name=altcha]").wait_for(state="attached")
    assert_accessible(page)
    page.get_by_label("Ne oldu?").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.name") == "send"
    assert "Doğrula" not in page.locator("main").inner_text()


def test_a_wrong_answer_comes_back_and_the_next_one_passes(browse):
    page = browse()
    write(page)
    answer = page.locator("input[name=altcha]")
    answer.wait_for(state="attached")
    let_it_reckon(page)
    answer.evaluate("(input) => { input.value = 'e30='; }")
    page.get_by_role("button", name="Gönder").click()
    page.get_by_text("Bir kez daha gönderin").wait_for()
    page.locator("input[name=altcha]").wait_for(state="attached")
    page.get_by_role("button", name="Gönder").click()
    assert page.locator("#done").inner_text() == "- gönder"
