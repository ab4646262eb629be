"""A season that is open, and Deniz Ali who turned eighteen a few days ago in front of the form."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page, Site

from notices.models import Notice
from notices.rendering import render
from people.models import ConsentText
from tests import makers
from tests.complaints.conftest import Inputs
from wishes.club import services
from wishes.club.forms import ClaimSendForm
from wishes.club.models import CONSENT, NOTICE, MembershipPage, Season

NUMBER = "10000000146"  # synthetic: right check digits, nobody's
PHONE = "+905550000018"


def make_season(**facts):
    today, now = timezone.localdate(), timezone.now()
    facts = {
        "name": "2026–2027 sezonu",
        "turns_18_from": today - timedelta(days=200),
        "turns_18_to": today + timedelta(days=100),
        "opens_at": now - timedelta(days=30),
        "closes_at": now + timedelta(days=60),
        "quota": 100,
        "dues_kurus": 120_000,
        "documents": "Yerleşim yeri belgesi",
        "source": "Deneme",
    } | facts
    return Season.objects.create(**facts)


def make_texts():
    makers.make_consent_text(NOTICE)
    makers.make_consent_text(CONSENT, ConsentText.Kind.CONSENT, title="Açık rıza metni")


def birth_of(days_ago=4):
    """Somebody whose eighteenth birthday was so many days ago."""
    day = timezone.localdate() - timedelta(days=days_ago)
    try:
        return day.replace(year=day.year - 18)
    except ValueError:  # today is 29 February
        return day.replace(year=day.year - 18, day=28)


def number_of(nth):
    """Synthetic numbers with right check digits, one after the other."""
    digits = [int(digit) for digit in f"{100_000_000 + nth}"]
    tenth = (sum(digits[0::2]) * 7 - sum(digits[1::2])) % 10
    return "".join(map(str, digits)) + f"{tenth}{(sum(digits) + tenth) % 10}"


def make_claim(nth=1, season=None, **facts):
    """Received by the verb, as the form does it. Returns the MembershipClaim."""
    if not ConsentText.objects.filter(key=CONSENT).exists():
        make_texts()
    facts = {
        "season": season or Season.objects.first() or make_season(),
        "given_names": "Deniz Ali",
        "surname": "Örnekoğlu",
        "identity_number": number_of(nth),
        "phone": f"+90555000{nth:04d}",
        "birth": birth_of(),
        "neighbourhood": makers.make_neighbourhood(),
    } | facts
    return services.receive(**facts).case.claim


def make_form_page(**facts):
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Kök", slug="kok")
    home = root.get_children().first() or root.add_child(instance=Page(title="Ana sayfa", slug="ana"))
    if not Site.objects.filter(is_default_site=True).exists():
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    facts = {"title": "18 yaşına Kocaelispor üyeliği", "slug": "kocaelispor"} | facts
    return home.add_child(instance=MembershipPage(**facts))


def latest_code():
    """What the telephone shows."""
    notice = Notice.objects.filter(key__endswith="_code").order_by("-pk").first()
    text = render(notice)[1]
    return "".join(c for c in text.partition(":")[2][:8] if c.isdigit())


class Teenager:
    """Somebody at the form. Each step can be told what to type differently."""

    def __init__(self, client, start="/kocaelispor/"):
        self.client, self.start = client, start
        birth = birth_of()
        self.answers = {
            "dogum": {"birth_0": str(birth.day), "birth_1": str(birth.month), "birth_2": str(birth.year)},
            "mahalle": {"lives_here": "yes", "neighbourhood": "yahya-kaptan"},
            "sen": {
                "given_names": "Deniz Ali",
                "surname": "Örnekoğlu",
                "identity_number": "100 0000 0146",
                "phone": "0555 000 00 18",
            },
            "izin": {"consent": "on"},
        }

    def get(self, path="", **extra):
        return self.client.get(self.start + path, **extra)

    def post(self, path="", data=None, **extra):
        return self.client.post(self.start + path, data or {}, **extra)

    def answer(self, step, query="", **different):
        return self.post(f"adim/{step}/{query}", self.answers[step] | different)

    def fill_in(self, **different):
        """All steps up to the page before sending. Returns that page."""
        for step in self.answers:
            response = self.answer(step, **different.get(step, {}))
            assert response.status_code == 302, response.content.decode()
        response = self.post("adim/kod/", {"code": latest_code()})
        assert response.status_code == 302, response.content.decode()
        return self.get("kontrol/")

    def send(self, review=None, **different):
        review = review or self.get("kontrol/")
        hidden = Inputs(review.content.decode()).hidden
        return self.post("kontrol/", {name: hidden.get(name, "") for name in ["seen", "started"]} | different)


@pytest.fixture(autouse=True)
def _no_captcha(settings, monkeypatch):
    settings.CAPTCHA_PROVIDER = "none"
    monkeypatch.setattr(ClaimSendForm, "guard_min_seconds", 0)  # tests type faster than people


@pytest.fixture
def season(db):
    make_texts()
    makers.make_neighbourhood()
    return make_season()


@pytest.fixture
def form_page(season):
    return make_form_page()


@pytest.fixture
def teenager(client, form_page):
    return Teenager(client)
