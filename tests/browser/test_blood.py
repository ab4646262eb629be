"""Three ways through the donor list in a real browser: somebody joins, a donor answers, two officers open a call."""

import json
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from notices.models import Notice
from people.models import ConsentText
from tests import makers
from tests.blood.conftest import last_code, make_appeal, make_donor, make_officer, make_pages, make_place, make_reported
from wishes.blood import waves
from wishes.blood.forms import CONSENT, NOTICE
from wishes.blood.models import Appeal, Call, Donor, Farewell
from wishes.blood.workflow import Status

from .conftest import assert_accessible, assert_fits, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

MODES = [pytest.param(360, True, id="360-js"), pytest.param(1280, False, id="1280-nojs")]


@pytest.fixture
def town(live_server, settings, built_once):
    settings.CAPTCHA_PROVIDER = "none"
    settings.NOTICE_QUIET_HOURS = {}
    built_once(places)
    makers.make_consent_text(NOTICE)
    makers.make_consent_text(CONSENT, ConsentText.Kind.CONSENT, title="Açık rıza", body="<p>Saklanmasına izin.</p>")
    return make_pages()


def places():
    call_command("load_places", verbosity=0)


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def choose(page, **answers):
    for name, value in answers.items():
        page.locator(f"[name={name}][value='{value}']").check()


def looked_at(page, width, javascript):
    assert_fits(page, width)
    if javascript:  # axe is a script itself
        assert_accessible(page)


@pytest.mark.parametrize(("width", "javascript"), MODES)
def test_zeynep_joins_and_leaves(browse, town, width, javascript):
    page = browse(width, javascript=javascript)
    page.goto("/kan-bagisi/")
    looked_at(page, width, javascript)
    press(page, "Bağışçı olun")
    choose(page, of_age="yes", heavy_enough="yes", medicine="yes", recently="no")
    press(page, "Devam et")
    assert page.get_by_text("Karar Kızılay’ındır.").is_visible()
    looked_at(page, width, javascript)
    press(page, "Yine de kaydolmak istiyorum")
    press(page, "Devam et")  # nothing chosen yet
    assert page.title().startswith("Hata:")
    choose(page, group="A-")
    looked_at(page, width, javascript)
    press(page, "Devam et")
    page.get_by_label("Ad soyad").fill("Zeynep Örnekoğlu")
    for box, text in enumerate(["27", "mart", "1990"]):
        page.locator(f"[name=born_on_{box}]").fill(text)
    choose(page, sex="f")
    looked_at(page, width, javascript)
    press(page, "Devam et")
    page.get_by_label("Cep telefonu").fill("0555 000 00 12")
    page.get_by_label("Mahalle").select_option(label="Yahyakaptan")
    choose(page, window="day", every_days="30")
    press(page, "Devam et")
    assert page.get_by_text("Saklanmasına izin.").is_visible()
    looked_at(page, width, javascript)
    press(page, "İzin veriyorum")
    page.get_by_label("Telefonunuza gelen 6 rakam").fill(last_code())
    press(page, "Devam et")
    looked_at(page, width, javascript)
    press(page, "Listeye gir")
    assert page.get_by_role("heading", level=1).inner_text() == "Kaydınız tamam"
    looked_at(page, width, javascript)
    assert Donor.objects.get().group == "A-"

    with page.expect_navigation():
        page.get_by_role("link", name="Bağışçı kaydım").click()
    page.get_by_label("Cep telefonu").fill("0555 000 00 12")
    Notice.objects.all().delete()
    _let_a_minute_pass()
    press(page, "Kod gönder")
    looked_at(page, width, javascript)
    page.get_by_label("Telefonunuza gelen 6 rakam").fill(last_code())
    press(page, "Devam et")
    looked_at(page, width, javascript)
    with page.expect_navigation():
        page.get_by_role("link", name="Kaydımı sil").click()
    press(page, "Kaydımı sil")
    assert page.get_by_role("heading", level=1).inner_text() == "Kaydınızı sildik"
    assert not Donor.objects.exists() and Farewell.objects.get().code in page.content()


def _let_a_minute_pass():
    from notices.models import OneTimeCode

    for code in OneTimeCode.objects.all():
        OneTimeCode.objects.filter(pk=code.pk).update(created_at=code.created_at - timezone.timedelta(minutes=1))


@pytest.mark.parametrize(("width", "javascript"), MODES)
def test_a_donor_answers_the_link(browse, town, width, javascript):
    now = timezone.now()
    make_donor()
    appeal = make_appeal(now=now, units=1)
    Appeal.objects.filter(pk=appeal.pk).update(target=1)
    waves.tick(now)
    link = json.loads(Notice.objects.get(key="blood_appeal").context)["link"]
    page = browse(width, javascript=javascript)
    page.goto(link)
    looked_at(page, width, javascript)
    page.get_by_label("Kaçta gelirsiniz?").fill("99")
    press(page, "Gelebilirim")
    assert page.get_by_text("Saati 16.30 gibi yazın").first.is_visible()
    page.get_by_label("Kaçta gelirsiniz?").fill("16.30")
    press(page, "Gelebilirim")
    assert page.get_by_role("heading", level=1).inner_text() == "Teşekkür ederiz, bekliyoruz"
    looked_at(page, width, javascript)
    assert Call.objects.get().answer == "yes" and Appeal.objects.get().status == Status.ENOUGH
    page.goto("/k/eskimis-bir-baglanti/")
    assert page.get_by_text("Bu bağlantı açılmıyor").is_visible()
    looked_at(page, width, javascript)


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (360, False)])
def test_an_officer_opens_and_another_approves(browse, town, width, javascript):
    make_donor(), make_place(), make_reported(group="A+")
    make_officer("nobetci"), make_officer("amir", "blood.approve")
    page = browse(width, javascript=javascript)
    sign_in(page, reverse("blood_desk:index"), "nobetci")
    looked_at(page, width, javascript)
    with page.expect_navigation():
        page.get_by_role("link", name="A Rh (+)").click()
    page.fill("[name=confirm-text]", "Servis hemşiresiyle")
    press(page, "İhtiyaç doğru")
    page.locator("[name=place]").select_option(label="Kızılay İzmit")
    page.fill("[name=units]", "2")
    press(page, "Kaç kişi uygun?")
    assert page.get_by_text("1 uygun bağışçı").is_visible()
    looked_at(page, width, javascript)
    press(page, "Onaya sun")
    assert page.get_by_text("Kendi sunduğunuz çağrıyı başkası onaylar").is_visible()
    where = urlsplit(page.url).path

    second = browse(width, javascript=javascript)
    sign_in(second, where, "amir")
    looked_at(second, width, javascript)
    press(second, "Onayla, çağrı başlasın")
    assert waves.tick() == 1
    page.goto(where)
    assert page.locator(".blood-counts dd").all_inner_texts() == ["0 / 3", "1", "0", "2", "1"]
    looked_at(page, width, javascript)

    page.goto(reverse("blood_desk:donors"))
    press(page, "Listeyi göster")
    assert page.get_by_text("Neden baktığınızı yazın").is_visible()
    page.fill("[name=reason]", "Aylık kontrol")
    press(page, "Listeyi göster")
    assert page.get_by_text("B******").first.is_visible()
    looked_at(page, width, javascript)
