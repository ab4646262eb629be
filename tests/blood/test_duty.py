"""The duty desk: call back, open in one screen, a second person says yes, and the front page follows."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import ReadLog
from wishes.blood import figures, waves
from wishes.blood.models import Appeal, Call
from wishes.blood.workflow import Status

from .conftest import make_appeal, make_donor, make_officer, make_place, make_reported, text_of

pytestmark = pytest.mark.django_db


def sign_in(user):
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def officer(db):
    return sign_in(make_officer())


@pytest.fixture
def second(db):
    return sign_in(make_officer("amir", "blood.approve"))


def call(**different):
    moment = timezone.localtime(timezone.now() + timezone.timedelta(hours=20)).strftime("%Y-%m-%dT%H:%M")
    return {
        "group": "A+", "place": make_place().pk, "quick": "other", "moment": moment, "units": "2", "step": "propose"
    } | different  # fmt: skip


def url(name, appeal):
    return reverse(f"blood_desk:{name}", args=[appeal.pk])


def test_it_works_from_the_need_to_the_first_wave(officer, second):
    make_donor()
    appeal = make_reported(group="A+")
    assert appeal.shown_reference in text_of(officer.get(reverse("blood_desk:index")))
    page = text_of(officer.get(url("appeal", appeal)))
    assert "Z***** Ö********" in page and "0555 000 00 12" not in page
    assert "0555 000 00 12" in text_of(officer.post(url("reveal", appeal)))
    assert ReadLog.objects.get(subject=f"appeal:{appeal.reference}").action == "reveal"
    officer.post(url("confirm", appeal), {"confirm-text": "Servis hemşiresiyle"})
    counted = text_of(officer.post(url("propose", appeal), call(step="count")))
    assert "1 uygun bağışçı" in counted and "A Rh pozitif kan gerekiyor." in counted and "/ 150 birim" in counted
    appeal.refresh_from_db()
    assert appeal.status == Status.CONFIRMED  # counting opens nothing
    officer.post(url("propose", appeal), call())
    appeal.refresh_from_db()
    assert appeal.status == Status.PROPOSED
    assert "Kendi sunduğunuz" in text_of(officer.get(url("appeal", appeal)))
    officer.post(url("approve", appeal))
    appeal.refresh_from_db()
    assert appeal.status == Status.PROPOSED  # not by the same hand
    second.post(url("approve", appeal))
    appeal.refresh_from_db()
    assert appeal.status == Status.RUNNING and waves.tick() == 1
    assert appeal.target == 3
    kinds = list(appeal.events.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["confirmed", "proposed", "approved", "wave"]


def test_the_approver_sees_neither_caller_nor_hospital_nor_donors(second):
    appeal = make_reported()
    page = text_of(second.get(url("appeal", appeal)))
    assert "Seka" not in page and "Z*****" not in page


def test_a_call_in_one_screen(officer):
    make_donor()
    make_place()
    address = reverse("blood_desk:new")
    assert officer.get(address).status_code == 200
    assert "1 uygun bağışçı" in text_of(officer.post(address, call(step="count")))
    assert not Appeal.objects.exists()
    assert officer.post(address, call()).status_code == 302
    assert Appeal.objects.get().status == Status.PROPOSED
    assert f'value="{make_place().pk}" selected' in text_of(officer.get(address))  # the last used


@pytest.mark.parametrize(
    ("different", "sentence"),
    [
        ({"group": ""}, "Kan grubunu seçin."),
        ({"place": ""}, "Bağış yerini seçin."),
        ({"quick": ""}, "Ne zamana kadar, seçin."),
        ({"moment": ""}, "Günü ve saati yazın."),
        ({"moment": "dün"}, "24.11.2026 14.00 gibi"),
        ({"moment": "2020-01-01T10:00"}, "Bu saat geçti."),
        ({"moment": "2099-01-01T10:00"}, "En çok 7 gün sonrası"),
        ({"units": "0"}, "en az 1"),
        ({"units": "çok"}, "Ünite sayısını rakamla yazın."),
    ],
)
def test_it_refuses_what_cannot_be(officer, different, sentence):
    response = officer.post(reverse("blood_desk:new"), call(**different))
    assert response.status_code == 422 and sentence in text_of(response)
    assert not Appeal.objects.exists()


def test_confirming_wants_words(officer):
    appeal = make_reported()
    response = officer.post(url("confirm", appeal), {"confirm-text": ""})
    assert response.status_code == 422 and "Kiminle konuştuğunuzu yazın" in text_of(response)


def test_a_press_that_comes_too_late_is_told(officer, second):
    appeal = make_appeal(now=timezone.now())
    response = second.post(url("approve", appeal), follow=True)
    assert "bu arada değişti" in text_of(response)
    officer.post(url("stop", appeal))
    assert "bu arada değişti" in text_of(officer.post(url("stop", appeal), follow=True))


def test_live_counts(officer):
    now = timezone.now()
    donors = [make_donor(number) for number in range(3)]
    appeal = make_appeal(now=now)
    waves.tick(now)
    waves.answer(Call.objects.get(donor=donors[0]), "yes", now=now)
    waves.answer(Call.objects.get(donor=donors[1]), "no", now=now)
    page = text_of(officer.get(url("appeal", appeal)))
    for figure in ["<dd>1 / 3</dd>", "<dd>3</dd>", "<dd>1</dd>"]:
        assert figure in page


def test_an_officer_forgets_a_donor_who_asks_on_the_phone(officer):
    donor = make_donor()
    officer.post(reverse("blood_desk:donor_pause", args=[donor.pk]))
    donor.refresh_from_db()
    assert donor.is_paused
    page = officer.post(reverse("blood_desk:donor_forget", args=[donor.pk]), follow=True)
    assert "Silme kaydı:" in text_of(page) and not type(donor).objects.exists()


# -- In public ------------------------------------------------------------------------------
@pytest.fixture
def home(db):
    from wagtail.models import Site

    from home.models import HomePage

    site = Site.objects.get(is_default_site=True)
    root = site.root_page.get_parent()
    page = root.add_child(instance=HomePage(title="Ana", slug="ana-sayfa", hero_first="Her zaman"))
    site.root_page = page
    site.save()
    return page


def test_the_front_pages_strip_follows_the_call(client, home):
    assert "Kan gerekiyor" not in text_of(client.get("/"))
    appeal = make_appeal(now=timezone.now(), group="0-")
    page = client.get("/")
    assert "Kan gerekiyor: 0 Rh (-)." in text_of(page) and "Kızılay İzmit" in text_of(page)
    assert page["Cache-Control"] == "public, max-age=15"
    Appeal.objects.filter(pk=appeal.pk).update(status=Status.ENOUGH)
    page = client.get("/")
    assert "Kan gerekiyor" not in text_of(page) and "max-age=60" in page["Cache-Control"]


def test_a_call_past_its_time_has_no_strip_even_before_the_clock_comes(client, home):
    appeal = make_appeal(now=timezone.now())
    Appeal.objects.filter(pk=appeal.pk).update(until=timezone.now())
    assert "Kan gerekiyor" not in text_of(client.get("/"))


def test_no_cell_below_ten_is_published():
    for number in range(12):
        make_donor(number)
    for number in range(20, 29):
        make_donor(number, group="0-")
    assert figures.by_group() == [("A Rh (+)", "10+")]
