"""A real browser on the real server: narrow or wide, light or dark, with JavaScript or without.

`browse(...)` opens such a browser. Whatever a citizen's browser must never do (run into the content policy, ask
another host, fail in a script, get a 5xx) is noted and fails the test at its end.
"""

from contextlib import contextmanager
from time import monotonic
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client

from accounts.models import User
from tests import database

AXE_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


class Watch:
    """What went wrong in a browser, in words."""

    def __init__(self, origin):
        self.origin, self.faults = origin, []

    def follow(self, page):
        page.on("pageerror", lambda error: self._note(f"script on {page.url}: {error}"))
        page.on("console", lambda message: self._console(message, page))
        page.on("request", lambda request: self._request(request))
        page.on("response", lambda response: self._response(response))

    def _note(self, text):
        self.faults.append(text)

    def _console(self, message, page):
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self._note(f"policy on {page.url}: {message.text}")
        # Stimulus catches what its controllers throw and writes it here. A status of 4xx is reported here too;
        # whether it is a fault, the test knows.
        # The editor's content checker writes its findings here as well.
        elif message.type == "error" and not message.text.startswith(("Failed to load resource", "axe.run results")):
            self._note(f"console on {page.url}: {message.text}")

    def _request(self, request):
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self._note(f"another host was asked: {parts.netloc}")

    def _response(self, response):
        if response.status >= 500:
            self._note(f"{response.status} from {urlsplit(response.url).path}")


@pytest.fixture(scope="session")
def built_once():
    """built_once(build): what `build` does to an empty database, done the first time and only put back later."""
    built = {}

    def put(build):
        if build in built:
            database.put_back(built[build])
        else:
            build()
            built[build] = database.all_rows()

    return put


@pytest.fixture
def browse(chromium, live_server):
    """browse(width=360, dark=False, javascript=True): a page of a fresh browser profile on the live server."""
    contexts, watches = [], []

    def make(width=1280, *, dark=False, javascript=True, height=900):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            locale="tr-TR",
            timezone_id="Europe/Istanbul",
        )
        context.set_default_timeout(30_000)  # a busy machine is no fault
        watch = Watch(live_server.url)
        context.on("page", watch.follow)
        contexts.append(context)
        watches.append(watch)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    faults = [fault for watch in watches for fault in watch.faults]
    assert not faults, "\n".join(faults)


# A message that is still fading in has, for a moment, a contrast nobody ever reads it with. A constructed style
# sheet passes the content policy; a running transition that loses its rule jumps to its end.
STAND_STILL = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`*, *::before, *::after {
        transition: none !important; animation-duration: 0s !important; animation-delay: 0s !important;
    }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


def violations(page, rules=AXE_RULES):
    """axe over the page at rest, contrast included: one line for each element at fault."""
    page.evaluate(STAND_STILL)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("rules => axe.run(rules).then(results => results.violations)", rules)
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}" for rule in found for node in rule["nodes"]
    ]


def assert_accessible(page):
    assert violations(page) == [], page.url


def assert_accessible_by_day_and_night(page):
    """Everything in the colours of this browser; in the other ones only what colours can spoil."""
    assert_accessible(page)
    here, other = (
        ("light", "dark")
        if page.evaluate("() => matchMedia('(prefers-color-scheme: light)').matches")
        else ("dark", "light")
    )
    page.emulate_media(color_scheme=other)
    assert violations(page, AXE_RULES | {"runOnly": ["color-contrast", "link-in-text-block"]}) == [], (page.url, other)
    page.emulate_media(color_scheme=here)


def assert_fits(page, width):
    """No sideways scrolling: nothing is wider than the window."""
    page.wait_for_load_state()  # a click may have been the last step
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= width, f"{page.url} is {wide} px wide in a window of {width} px"


@contextmanager
def narrow(page, width=320, height=800):
    """The same page in a narrower window."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": height})
    yield page
    page.set_viewport_size(before)


def sign_in(page, where, username="ayse"):
    """A page of the staff's side, as somebody who has logged in there before. (The login has tests of its own.)"""
    client = Client()
    client.force_login(User.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "domain": "localhost", "path": "/", "httpOnly": True}]
    )
    page.goto(where)
    assert urlsplit(page.url).path == urlsplit(where).path


def let_it_reckon(page):
    """Until the proof of work is done, as it is while a citizen still reads."""
    assert until(page, "() => document.querySelector('input[name=altcha]')?.value")


def until(page, expression, arg=None, seconds=30):
    """What the page answers as soon as that is true, or at the end of the time.

    Asked from outside, again and again: Playwright's own waiting for a function asks inside the page, with `eval`, and
    our content policy forbids that as soon as the first answer is no.
    """
    end = monotonic() + seconds
    while not (answer := page.evaluate(expression, arg)) and monotonic() < end:
        page.wait_for_timeout(50)
    return answer
