"""A complaint form that is open, and Zeynep in front of it."""

from html.parser import HTMLParser

import pytest
from wagtail.models import Page, Site

from tests import makers
from wishes.complaints.forms import ComplaintSendForm
from wishes.complaints.models import ComplaintPage

from .intake_desk import sign_in

WORDS = "Salıncağın zinciri kopuk, çocuklar düşüyor."


@pytest.fixture(autouse=True)
def _no_captcha(settings, monkeypatch):
    settings.CAPTCHA_PROVIDER = "none"
    monkeypatch.setattr(ComplaintSendForm, "guard_min_seconds", 0)  # tests type faster than people


def make_form_page(**facts):
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Kök", slug="kok")
    home = root.get_children().first() or root.add_child(instance=Page(title="Ana sayfa", slug="ana"))
    if not Site.objects.filter(is_default_site=True).exists():
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    facts = {"title": "İstek veya şikâyet", "slug": "sikayet"} | facts
    return home.add_child(instance=ComplaintPage(**facts))


@pytest.fixture
def form_page(db):
    makers.make_clocks()
    makers.make_consent_text()
    makers.make_neighbourhood()
    makers.make_category()
    return make_form_page()


class Inputs(HTMLParser):
    """Hidden inputs of the page's main form, as a browser would send them back."""

    def __init__(self, html):
        super().__init__()
        self.hidden, self.depth = {}, 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "input" and attrs.get("type") == "hidden" and attrs.get("name"):
            self.hidden.setdefault(attrs["name"], attrs.get("value", ""))


class Citizen:
    """Somebody at the form. Each step can be told what to type differently."""

    ANSWERS = {
        "konu": {"nature": "complaint", "category": "park-ve-yesil-alan"},
        "yer": {"neighbourhood": "yahya-kaptan", "place": "Parkın içi", "words": WORDS, "danger": "no"},
        "iletisim": {
            "notify_by": "sms",
            "name": makers.ZEYNEP["name"],
            "phone": "0555 000 00 12",
            "email": makers.ZEYNEP["email"],
            "address": "",
        },
    }

    def __init__(self, client, start="/sikayet/"):
        self.client, self.start = client, start

    def get(self, path="", **extra):
        return self.client.get(self.start + path, **extra)

    def post(self, path="", data=None, **extra):
        return self.client.post(self.start + path, data or {}, **extra)

    def answer(self, step, query="", **different):
        return self.post(f"adim/{step}/{query}", self.ANSWERS[step] | different)

    def fill_in(self, **different):
        """All steps up to the page before sending. Returns that page."""
        for step in self.ANSWERS:
            response = self.answer(step, **different.get(step, {}))
            assert response.status_code == 302, response.content.decode()
        return self.get("kontrol/")

    def send(self, review=None, **different):
        review = review or self.get("kontrol/")
        hidden = Inputs(review.content.decode()).hidden
        return self.post("kontrol/", {name: hidden.get(name, "") for name in ["seen", "started"]} | different)


@pytest.fixture
def citizen(client, form_page):
    return Citizen(client)


@pytest.fixture
def ready(parks):
    """What a call needs: the legal clock, a neighbourhood, a topic."""
    makers.make_clocks()
    makers.make_neighbourhood()
    return makers.make_category(unit=parks)


@pytest.fixture
def desk(ready, ayse):
    """Ayşe's browser at the intake screen."""
    return sign_in(ayse)
