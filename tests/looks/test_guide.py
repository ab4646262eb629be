"""The style guide shows every piece; here it is looked at by machines: with axe, and on narrow screens."""

import pytest
from django.urls import include, path

from tests.browser.conftest import assert_accessible

urlpatterns = [path("bicim/", include("pages.styleguide"))]
PAGES = ["", "ana/", "form/", "takip/", "tamam/", "hata/400/", "hata/403/", "hata/404/", "hata/500/", "hata/503/"]

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.looks.test_guide")]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_guide_can_be_drawn(client, page):
    response = client.get(f"/bicim/{page}")
    text = response.content.decode()
    assert text.startswith("<!doctype html>")
    assert "<h1" in text
    assert "Set-Cookie" not in response.headers or page in {"form/", "tamam/"}


def test_a_page_with_errors_says_so_in_its_title(client):
    assert "<title>Hata: Nerede ve ne oldu?" in client.get("/bicim/form/").content.decode()


def test_public_pages_carry_no_token_and_ask_nobodys_name(client):
    text = client.get("/bicim/ana/").content.decode()
    assert "csrf" not in text.lower()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(guide, scheme):
    tab = guide(scheme=scheme)
    for page in PAGES:
        tab.goto(page)
        assert_accessible(tab)


@pytest.mark.browser
def test_nothing_hangs_over_the_edge(guide):
    tab, over = guide(), []
    for width in (320, 360, 768, 1280):
        tab.set_viewport_size({"width": width, "height": 900})
        for page in PAGES[:6]:
            tab.goto(page)
            if tab.evaluate("document.documentElement.scrollWidth") > width:
                over.append((page, width))
    assert over == []


@pytest.mark.browser
def test_every_target_is_large_enough(guide):
    tab, small = guide(width=360), {}
    for page in PAGES[:5]:
        tab.goto(page)
        small[page] = tab.evaluate(
            """[...document.querySelectorAll("a, button, input, select, textarea, summary")].filter(element => {
                const box = element.getBoundingClientRect();
                const isSmall = box.width && Math.min(box.width, box.height) < 24;
                return isSmall && !element.closest("p, dd, .prose, .vh, .skip");
            }).map(element => element.outerHTML.slice(0, 100))"""
        )
    assert small == {page: [] for page in PAGES[:5]}


@pytest.mark.browser
def test_the_summary_of_errors_is_read_first_and_leads_to_the_field(guide):
    tab = guide("form/")
    assert tab.evaluate("document.activeElement.id") == "hata"
    tab.click("#hata a >> nth=0")
    assert tab.evaluate("document.activeElement.id") == "id_place"


@pytest.mark.browser
def test_the_counter_speaks_when_the_end_is_near(guide):
    tab = guide("form/")
    tab.fill("#id_story", "a" * 100)
    assert tab.inner_text("#id_story_count") == "En çok 1.500 karakter yazabilirsiniz"
    tab.fill("#id_story", "a" * 1400)
    assert tab.inner_text("#id_story_count") == "Kalan karakter: 100"
    tab.fill("#id_story", "a" * 1642)
    assert tab.inner_text("#id_story_count") == "Fazla karakter: 142"


@pytest.mark.browser
def test_the_menu_opens_in_place_and_closes_with_escape(guide):
    tab = guide("ana/", width=360)
    assert not tab.is_visible("#ana-menu")
    tab.click(".menu")
    assert tab.is_visible("#ana-menu")
    tab.keyboard.press("Escape")
    assert not tab.is_visible("#ana-menu")


@pytest.mark.browser
def test_the_menu_is_at_the_end_of_the_page_without_javascript(guide):
    tab = guide("ana/", width=360, javascript=False)
    tab.click(".menu")
    assert tab.url.endswith("#menu")
    assert tab.is_visible("#menu")


@pytest.mark.browser
def test_a_form_that_is_held_back_can_still_be_sent_and_is_sent_once(guide):
    tab = guide("form/")
    sent = tab.evaluate(
        """() => {
            const form = document.querySelector("form[method=post]"), button = form.querySelector(".act .btn");
            let sent = 0, hold = true;
            form.addEventListener("submit", event => { if (hold) { hold = false; event.preventDefault(); } });
            addEventListener("submit", event => { sent += !event.defaultPrevented; event.preventDefault(); });
            form.requestSubmit(button); form.requestSubmit(button); form.requestSubmit(button);
            return sent;
        }"""
    )
    assert sent == 1


@pytest.fixture
def guide(chromium, live_server):
    """Opens a page of the guide in a browser of its own."""
    open_contexts = []

    def open_page(page="", *, scheme="light", width=1280, javascript=True):
        context = chromium.new_context(
            base_url=f"{live_server.url}/bicim/",
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
            java_script_enabled=javascript,
        )
        open_contexts.append(context)
        tab = context.new_page()
        tab.goto(page)
        return tab

    yield open_page
    for context in open_contexts:
        context.close()
