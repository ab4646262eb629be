"""The list's pages, its texts, and people of it: a donor, a call, two officers."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from people.models import ConsentText
from people.services import current_version
from tests import makers
from tests.complaints.conftest import Inputs
from wishes.blood import appeals, services
from wishes.blood.forms import CONSENT, NOTICE, DonorSendForm, NeedSendForm
from wishes.blood.models import Appeal, DonationPlace, DonorPage, NeedPage
from wishes.blood.workflow import Status

#: A Sunday noon: everybody who said "day" or "always" is awake.
NOON = timezone.make_aware(datetime(2026, 11, 22, 12, 0))


@pytest.fixture(autouse=True)
def _no_captcha(settings, monkeypatch):
    settings.CAPTCHA_PROVIDER = "none"
    for form in (DonorSendForm, NeedSendForm):
        monkeypatch.setattr(form, "guard_min_seconds", 0)  # tests type faster than people


@pytest.fixture
def texts(db):
    makers.make_consent_text(NOTICE)
    makers.make_consent_text(CONSENT, ConsentText.Kind.CONSENT, title="Açık rıza", body="<p>Saklanmasına izin.</p>")


def make_pages():
    home = Site.objects.get(is_default_site=True).root_page
    page = home.add_child(instance=DonorPage(title="Kan Bankası", slug="kan-bagisi"))
    page.add_child(instance=NeedPage(title="Kan ihtiyacı bildirin", slug="ihtiyac"))
    return page


@pytest.fixture
def page(texts):
    makers.make_neighbourhood()
    return make_pages()


def make_place(**facts):
    facts = {"name": "Kızılay İzmit", "address": "Yürüyüş Yolu", "hours": "Her gün 09.00–18.00"} | facts
    return DonationPlace.objects.get_or_create(name=facts["name"], defaults=facts)[0]


def make_donor(number=1, **facts):
    """A man of forty in Yahya Kaptan with A Rh (+) who may be called at any hour, unless told otherwise."""
    if current_version(CONSENT) is None:
        makers.make_consent_text(CONSENT, ConsentText.Kind.CONSENT)
    columns = {
        name: facts.pop(name) for name in list(facts) if name in ("paused_until", "consent_until", "last_called_at")
    }
    facts = {
        "name": f"Bağışçı Örnek {number}",
        "phone": f"+90555{1_000_000 + number}",
        "group": "A+",
        "born_on": date(1986, 5, 1),
        "sex": "m",
        "last_donation_on": None,
        "neighbourhood": facts.pop("neighbourhood", None) or makers.make_neighbourhood(),
        "window": "always",
        "every_days": 30,
    } | facts
    donor = services.register(consent_version=current_version(CONSENT), **facts)
    for name, value in columns.items():
        setattr(donor, name, value)
    if columns:
        donor.save(update_fields=list(columns))  # others may be at the same row
    return donor


def make_officer(username="nobetci", *permissions):
    return makers.make_staff(username, *(permissions or ("blood.duty",)))


def make_appeal(*, now=NOON, group="A+", units=2, hours=6, place=None, with_compatible=False, running=True):
    """A call that one officer proposed and another approved; its first wave is due."""
    first, second = make_officer("nobetci"), make_officer("amir", "blood.approve")
    until = now + timedelta(hours=hours)
    appeal = appeals.note_down(group=group, units=units, until=until, by=first)
    if running:
        place = place or make_place()
        appeals.propose(
            appeal,
            by=first,
            group=group,
            units=units,
            until=until,
            place=place,
            with_compatible=with_compatible,
            now=now,
        )
        appeals.approve(appeal, by=second, now=now)
    return Appeal.objects.get(pk=appeal.pk)


def make_reported(**facts):
    facts = {"group": "0-", "units": 1, "until": timezone.now() + timedelta(hours=8), "hospital": "Seka Devlet"} | facts
    caller = makers.make_person()
    return Appeal.objects.create(status=Status.REPORTED, caller=caller, **facts)


def last_code():
    """The six digits of the last message, as the telephone would show them."""
    import json

    from notices.models import Notice

    return json.loads(Notice.objects.filter(key__endswith="_code").latest("pk").context)["code"]


class Volunteer:
    """Somebody at the form. Each step can be told what to type differently."""

    ANSWERS = {
        "uygunluk": {"of_age": "yes", "heavy_enough": "yes", "medicine": "no", "recently": "no"},
        "grup": {"group": "A-"},
        "bilgiler": {
            "name": makers.ZEYNEP["name"],
            "born_on_0": "27", "born_on_1": "mart", "born_on_2": "1990",
            "sex": "f",
            "last_donation_on_0": "", "last_donation_on_1": "", "last_donation_on_2": "",
        },
        "arama": {
            "phone": "0555 000 00 12", "neighbourhood": "yahya-kaptan", "window": "day", "every_days": "30",
        },
    }  # fmt: skip

    def __init__(self, client=None, start="/kan-bagisi/"):
        self.client, self.start = client or Client(), start

    def get(self, path="", **extra):
        return self.client.get(self.start + path, **extra)

    def post(self, path="", data=None, **extra):
        return self.client.post(self.start + path, data or {}, **extra)

    def answer(self, step, **different):
        return self.post(f"adim/{step}/", self.ANSWERS[step] | different)

    def agree(self, **different):
        version = current_version(CONSENT)
        return self.post("adim/izin/", {"agree": "yes", "version": version.pk} | different)

    def fill_in(self, **different):
        """All steps up to the page before sending. Returns that page."""
        for step in self.ANSWERS:
            response = self.answer(step, **different.get(step, {}))
            assert response.status_code == 302, response.content.decode()
        assert self.agree().status_code == 302
        assert self.post("adim/kod/", {"code": last_code()}).status_code == 302
        return self.get("kontrol/")

    def send(self, review=None):
        review = review or self.get("kontrol/")
        hidden = Inputs(review.content.decode()).hidden
        return self.post("kontrol/", {name: hidden.get(name, "") for name in ["seen", "started"]})


@pytest.fixture
def volunteer(page):
    return Volunteer()


def at(hour, minute=0, day=22):
    return timezone.make_aware(datetime.combine(date(2026, 11, day), time(hour, minute)))


def text_of(response):
    return response.content.decode()
