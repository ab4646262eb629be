""" "Bağışçı kaydım" and the link of a message: proved by a code, changed, paused, and really gone."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from notices.models import Notice, OneTimeCode
from people.models import Consent, Person
from tests import makers
from tests.database import all_cells
from wishes.blood import services, waves
from wishes.blood.models import Appeal, Call, Donor, Farewell
from wishes.blood.workflow import Status

from .conftest import NOON, last_code, make_appeal, make_donor, text_of

pytestmark = pytest.mark.django_db

RECORD = "/kan-bagisi/kaydim/"
PHONE = "0555 100 00 01"  # of make_donor()


def open_record(client, phone=PHONE):
    assert client.post(RECORD, {"phone": phone}).url == f"{RECORD}kod/"
    return client.post(f"{RECORD}kod/", {"code": last_code()})


@pytest.fixture
def donor(page):
    return make_donor()


@pytest.fixture
def opened(client, donor):
    assert open_record(client).url == RECORD
    return client


def test_it_works(opened, donor):
    shown = text_of(opened.get(RECORD))
    assert "A Rh (+)" in shown and "1 Mayıs 1986" in shown
    assert "no-store" in opened.get(RECORD)["Cache-Control"]
    changed = opened.post(
        f"{RECORD}degistir/",
        {
            "group": "0-", "neighbourhood": "yahya-kaptan", "window": "day", "every_days": "90",
            "last_donation_on_0": "1", "last_donation_on_1": "11", "last_donation_on_2": "2026",
        },
    )  # fmt: skip
    assert changed.url == f"{RECORD}?oldu=degisti"
    donor.refresh_from_db()
    assert (donor.group, donor.window, donor.every_days, donor.last_donation_on) == ("0-", "day", 90, date(2026, 11, 1))
    assert "Kaydınızı değiştirdik." in text_of(opened.get(changed.url))


def test_a_known_and_an_unknown_number_are_answered_alike(client, donor):
    answers = []
    for phone in [PHONE, "0555 999 00 01"]:
        browser = Client()
        answer = browser.post(RECORD, {"phone": phone})
        page = browser.get(answer.url)
        csrf = [line for line in text_of(page).split('"') if len(line) == 64]
        answers.append((answer.status_code, answer.url, page.status_code, text_of(page).replace(csrf[0], "")))
    assert answers[0] == answers[1]
    assert Notice.objects.filter(key="blood_record_code").count() == 2  # the same work


def test_an_unknown_number_learns_so_only_after_the_code(client, donor):
    response = open_record(client, "0555 999 00 01")
    assert response.status_code == 200 and "Bu telefonla kayıt yok" in text_of(response)
    assert client.get(RECORD).status_code == 200 and "Kod gönder" in text_of(client.get(RECORD))


def test_it_refuses_wrong_numbers_and_codes(client, donor):
    assert client.post(RECORD, {"phone": "12"}).status_code == 422
    assert client.post(f"{RECORD}kod/", {"code": "123456"}).url == RECORD  # nobody knocked
    client.post(RECORD, {"phone": PHONE})
    wrong = "000000" if last_code() != "000000" else "111111"
    for left in [4, 3, 2, 1]:
        response = client.post(f"{RECORD}kod/", {"code": wrong})
        assert response.status_code == 422 and f"{left} deneme" in text_of(response)
    response = client.post(f"{RECORD}kod/", {"code": last_code()})
    assert response.status_code == 302
    assert client.get(RECORD).status_code == 200


def test_an_expired_code_says_so(client, donor):
    client.post(RECORD, {"phone": PHONE})
    OneTimeCode.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    response = client.post(f"{RECORD}kod/", {"code": last_code()})
    assert response.status_code == 422 and "Kodun süresi doldu" in text_of(response)


def test_too_many_codes_are_refused_kindly(client, donor):
    client.post(RECORD, {"phone": PHONE})
    response = client.post(RECORD, {"phone": PHONE})
    assert response.status_code == 429 and PHONE in text_of(response)


@pytest.mark.parametrize("path", ["degistir/", "ara-ver/", "surdur/", "izin/", "sil/"])
def test_a_stranger_is_sent_to_the_door(client, donor, path):
    assert client.post(f"{RECORD}{path}").url == RECORD
    assert Donor.objects.count() == 1


def test_another_donors_cookie_opens_nothing_else(opened, donor):
    cookie = opened.cookies["kan_kaydim"].value
    services.register(
        name="Yeni Örnek", phone="+905551000001", consent_version=donor.consent.version, group="B+", sex="",
        born_on=date(1990, 1, 1), last_donation_on=None, neighbourhood=donor.neighbourhood, window="day", every_days=30,
    )  # fmt: skip  # the number changed hands
    stranger = Client()
    stranger.cookies["kan_kaydim"] = cookie
    assert "Kod gönder" in text_of(stranger.get(RECORD))


def test_pausing_and_waking(opened, donor):
    assert opened.post(f"{RECORD}ara-ver/", {}).status_code == 422
    opened.post(f"{RECORD}ara-ver/", {"months": "3"})
    donor.refresh_from_db()
    assert donor.is_paused and "Ara verdiniz." in text_of(opened.get(RECORD))
    opened.post(f"{RECORD}surdur/")
    donor.refresh_from_db()
    assert not donor.is_paused


def test_renewing_the_consent(opened, donor):
    Donor.objects.update(consent_until=timezone.localdate() + timedelta(days=3), reminders=2)
    assert "İzninizin süresi bitiyor." in text_of(opened.get(RECORD))
    assert opened.post(f"{RECORD}izin/", {"version": "999"}).status_code == 422
    assert opened.post(f"{RECORD}izin/", {"version": donor.consent.version.pk}).status_code == 302
    donor.refresh_from_db()
    assert donor.consent_until > timezone.localdate() + timedelta(days=360) and donor.reminders == 0
    assert Consent.objects.count() == 1


def test_deleted_is_gone(opened, donor):
    appeal = make_appeal()
    waves.tick(NOON)
    assert opened.get(f"{RECORD}sil/").status_code == 200 and Donor.objects.exists()
    response = opened.post(f"{RECORD}sil/")
    receipt = Farewell.objects.get()
    assert "Kaydınızı sildik" in text_of(response) and receipt.code in text_of(response)
    assert not Donor.objects.exists() and not Person.objects.filter(pk=donor.person_id).exists()
    assert not Consent.objects.exists()
    notice = Notice.objects.get(key="blood_appeal")
    assert (notice.status, notice.body, notice.context, notice.person) == ("suppressed", "", "", None)
    assert Call.objects.get(appeal=appeal).donor is None  # the number stays, the person does not
    digest = donor.phone_digest
    codes = {"notices_onetimecode"}  # keyed hashes of the code just asked for, gone within two days
    assert not [table for table, row in all_cells() if digest in row and table not in codes]
    assert "Kod gönder" in text_of(opened.get(RECORD))


def test_who_has_also_complained_keeps_that_card(donor):
    makers.make_complaint(person=donor.person)
    services.forget(donor)
    assert Person.objects.filter(pk=donor.person_id).exists() and not Consent.objects.exists()


# -- The clock ------------------------------------------------------------------------------
def test_a_reminder_goes_out_twice_and_then_the_donor_is_forgotten(donor):
    end = donor.consent_until

    def care(days_before):
        return services.care(
            timezone.make_aware(timezone.datetime.combine(end, NOON.time())) - timedelta(days=days_before)
        )

    assert care(31)["reminded"] == 0
    assert care(30)["reminded"] == 1 and care(29)["reminded"] == 0
    assert care(7)["reminded"] == 1 and care(6)["reminded"] == 0
    assert set(Notice.objects.values_list("key", flat=True)) == {"blood_renew"}
    assert care(1)["lapsed"] == 0 and care(0)["lapsed"] == 1
    assert not Donor.objects.exists() and Farewell.objects.get().reason == "lapsed"
    assert care(-3 * 366)["receipts"] == 0 or not Farewell.objects.exists()


def test_the_reminder_has_a_link(donor, settings):
    from notices.rendering import render

    settings.PUBLIC_BASE_URL = "https://cinar.example"
    Donor.objects.update(consent_until=timezone.localdate() + timedelta(days=20))
    services.care()
    assert "https://cinar.example/kan-bagisi/kaydim/" in render(Notice.objects.get())[1]


# -- The link of a message ------------------------------------------------------------------
def link_of(donor):
    import json

    return json.loads(Notice.objects.get(key="blood_appeal", person=donor.person).context)["link"]


@pytest.fixture
def link(donor):
    now = timezone.now()
    make_appeal(now=now, units=2)
    waves.tick(now)
    return link_of(donor)


def test_opening_the_link_answers_nothing(client, link):
    response = client.get(link)
    shown = text_of(response)
    assert "Gelebilirim" in shown and "Bu kez gelemem" in shown and "Her gün 09.00–18.00" in shown
    assert response["Referrer-Policy"] == "no-referrer" and "no-store" in response["Cache-Control"]
    assert Call.objects.get().answer == ""


def test_one_press_answers(client, link):
    assert client.post(link, {"said": "yes", "arrives_at": "16.30"}).status_code == 302
    call = Call.objects.get()
    assert (call.answer, f"{call.arrives_at:%H:%M}") == ("yes", "16:30")
    assert "bekliyoruz" in text_of(client.get(link)) and "16.30" in text_of(client.get(link))
    client.post(link, {"said": "no"})
    call.refresh_from_db()
    assert (call.answer, call.arrives_at) == ("no", None)


def test_a_telephone_that_keeps_no_cookies_can_answer(link):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link, {"said": "yes"}, HTTP_ORIGIN="null").status_code == 302
    assert Call.objects.get().answer == "yes"


def test_it_refuses_other_answers(client, link):
    assert client.post(link, {"said": "maybe"}).status_code == 422
    response = client.post(link, {"said": "yes", "arrives_at": "25.99"})
    assert (
        response.status_code == 422 and "Saati 16.30 gibi yazın" in text_of(response) and "25.99" in text_of(response)
    )
    assert Call.objects.get().answer == ""


def test_a_link_of_an_ended_call_is_kind(client, link):
    Appeal.objects.update(status=Status.ENOUGH)
    shown = text_of(client.get(link))
    assert "Yeterli bağışçı var" in shown and "Gelebilirim" not in shown
    client.post(link, {"said": "yes"})
    assert Call.objects.get().answer == ""
    Appeal.objects.update(status=Status.OVER)
    assert "Bu çağrı bitti" in text_of(client.get(link))


def test_a_cut_or_foreign_link_is_kind(client, link):
    for wrong in [link[:-4] + "/", "/k/yok/", f"/k/{'x' * 300}/"]:
        response = client.get(wrong)
        assert response.status_code == 404 and "Bu bağlantı açılmıyor" in text_of(response)
