"""A wish box that is open in the week before New Year, and Zeynep in front of it."""

from datetime import date

import pytest
import time_machine
from wagtail.models import Page, Site

from people.models import ConsentText
from tests import makers
from tests.complaints.conftest import Citizen
from wishes.wishbox import services
from wishes.wishbox.forms import WishSendForm
from wishes.wishbox.models import NOTICE, PHOTO_CONSENT, STORY_CONSENT, Campaign, Wish, WishPage
from wishes.workflow import NotifyBy

WORDS = "Kızım kırmızı bir bisiklet istiyor, okula onunla gidecek."
NOW = "2026-12-20 11:00+03:00"


@pytest.fixture(autouse=True)
def _no_captcha(settings, monkeypatch):
    settings.CAPTCHA_PROVIDER = "none"
    monkeypatch.setattr(WishSendForm, "guard_min_seconds", 0)  # tests type faster than people


@pytest.fixture
def december():
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


def make_campaign(**facts):
    facts = {
        "name": "Yeni Yıldan Bir Dileğim Var",
        "year": 2027,
        "opens_on": date(2026, 12, 1),
        "closes_on": date(2026, 12, 31),
        "announced_on": date(2027, 1, 31),
        "budget": 10_000_00,
    } | facts
    return Campaign.objects.create(**facts)


def make_texts():
    makers.make_consent_text(NOTICE, title="Dilek aydınlatma metni")
    makers.make_consent_text(STORY_CONSENT, ConsentText.Kind.CONSENT, title="Adsız anlatma rızası")
    makers.make_consent_text(PHOTO_CONSENT, ConsentText.Kind.CONSENT, title="Fotoğraf rızası")


def make_page(**facts):
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Kök", slug="kok")
    home = root.get_children().first() or root.add_child(instance=Page(title="Ana sayfa", slug="ana"))
    if not Site.objects.filter(is_default_site=True).exists():
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return home.add_child(instance=WishPage(**{"title": "Yeni yıldan bir dileğim var", "slug": "dilek"} | facts))


def make_wish(campaign, words=WORDS, **facts):
    """Zeynep's wish for herself, unless told otherwise."""
    facts = {
        "person": makers.make_person(),
        "neighbourhood": makers.make_neighbourhood(),
        "address": "Gül Sokak No 5 Daire 3",
        "notify_by": NotifyBy.SMS,
    } | facts
    case = services.receive(campaign=campaign, words=words, **facts).case
    return Wish.objects.with_case().get(case=case)


def make_worker(username="derya"):
    return makers.make_staff(
        username,
        "wishbox.work_wish",
        "wishbox.read_story",
        "wishes.reveal_person",
        "wishes.see_all_cases",
        "wishes.work_case",
        first_name="Derya",
        last_name="Aksoy",
    )


@pytest.fixture
def campaign(db, december):
    make_texts()
    return make_campaign()


@pytest.fixture
def wish(campaign):
    return make_wish(campaign)


@pytest.fixture
def derya(db, december):
    """Works on wishes."""
    return make_worker()


class Wisher(Citizen):
    ANSWERS = {
        "kimin": {"for_whom": "child", "age": "under"},
        "surpriz": {"surprise": "yes"},
        "dilek": {"words": WORDS},
        "adres": {
            "beneficiary": "Ela Örnekoğlu",
            "neighbourhood": "yahya-kaptan",
            "address": "Gül Sokak No 5 Daire 3",
            "name": makers.ZEYNEP["name"],
            "phone": "0555 000 00 12",
            "email": "",
        },
        "ziyaret": {"times": ["evening", "weekend"], "note": "", "photo": "publish", "agreed": "on"},
        "izin": {"story": "yes"},
    }

    def fill_in(self, *, without=(), **different):
        """All steps up to the page before sending. Returns that page."""
        for step in self.ANSWERS:
            if step in without:
                continue
            response = self.answer(step, **different.get(step, {}))
            assert response.status_code == 302, (step, response.content.decode())
        return self.get("kontrol/")


@pytest.fixture
def form_page(campaign):
    makers.make_neighbourhood()
    return make_page()


@pytest.fixture
def citizen(client, form_page):
    return Wisher(client, "/dilek/")
