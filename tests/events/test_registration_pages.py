"""Zeynep registers: what she sees, what stays when something is wrong, and what a stranger never learns."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import registration_keys, registrations, services
from events.models import Occurrence
from events.registration_models import Registration, State
from guard.models import Counter
from notices.models import Notice, OneTimeCode
from tests import makers
from tests.events.registering import fresh, make_occurrence, register, told

pytestmark = pytest.mark.django_db

ZEYNEP = {"name": "Zeynep Örnekoğlu", "phone": "0555 000 00 12", "email": "", "party_size": "2", "notes": ""}


@pytest.fixture(autouse=True)
def _town(settings):
    settings.NOTICE_QUIET_HOURS = {}
    settings.CAPTCHA_PROVIDER = "none"
    makers.make_consent_text("event-notice", title="Etkinlik kaydı için aydınlatma metni")


@pytest.fixture
def occurrence():
    return make_occurrence(10)


def form_url(occurrence):
    return reverse("registrations:new", args=[occurrence.pk])


def nonce_of(response):
    return re.search(r'name="nonce" value="([0-9a-f-]{36})"', response.content.decode())[1]


def send(client, occurrence, *, nonce=None, **answers):
    nonce = nonce or nonce_of(client.get(form_url(occurrence)))
    return client.post(form_url(occurrence), ZEYNEP | {"nonce": nonce, "website": ""} | answers)


def last_code():
    return re.search(r"[0-9]{6}", Notice.objects.filter(key="event_code").latest("pk").context)[0]


def register_by_web(client, occurrence, **answers):
    sent = send(client, occurrence, **answers)
    return client.post(sent.url.partition("?")[0], {"code": last_code()})


# -- It works --------------------------------------------------------------------------------
def test_it_works(client, occurrence):
    sent = send(client, occurrence)
    assert sent.status_code == 302 and sent.url.endswith("/kod/")
    asked = client.get(sent.url)
    assert "0555 000 00 12" in asked.content.decode()
    done = client.post(sent.url, {"code": last_code()}, follow=True)
    page = done.content.decode()
    registration = Registration.objects.get()
    assert registration.state == State.CONFIRMED and registration.party_size == 2
    assert registration.notice_version is not None
    for words in ["Yeriniz ayrıldı", registration.shown_code, "Ebru atölyesi", "Zeynep Örnekoğlu", "2 kişi"]:
        assert words in page
    assert told(registration) == ["event_confirmed"]


def test_by_e_mail_too(client, occurrence):
    done = register_by_web(client, occurrence, phone="", email="zeynep@ornek.example")
    assert done.status_code == 302
    registration = Registration.objects.get()
    assert registration.state == State.CONFIRMED
    assert Notice.objects.filter(key="event_confirmed", transport="email").count() == 1


def test_with_both_only_the_way_that_is_needed_is_kept(client, occurrence):
    register_by_web(client, occurrence, email="zeynep@ornek.example")
    person = Registration.objects.get().person
    assert (person.phone, person.email) == ("+905550000012", "")


def test_the_event_says_honestly_how_many_seats_are_left(client, occurrence):
    url = occurrence.page.url
    assert "Son 10 yer" in client.get(url).content.decode()
    for size in (4, 4, 2):
        register(occurrence, size)
    response = client.get(url)
    page = response.content.decode()
    assert "Doldu, bekleme listesi açık" in page and "Bekleme listesine yazıl" in page
    assert "public" in response["Cache-Control"] and not response.cookies
    assert "Bekleme listesine yazılın" in client.get(form_url(occurrence)).content.decode()


def test_an_event_without_counted_seats_asks_nobody_to_register(client):
    page = client.get(make_occurrence(None).page.url).content.decode()
    assert "/etkinlikler/kayit/" not in page


def test_full_leads_to_the_queue(client):
    occurrence = make_occurrence(1)
    register(occurrence)
    done = client.get(register_by_web(client, occurrence, party_size="1").url)
    assert "Bekleme listesindesiniz" in done.content.decode()


def test_nobody_keeps_a_copy(client, occurrence):
    sent = send(client, occurrence)
    pages = [client.get(form_url(occurrence)), client.get(sent.url)]
    pages.append(client.get(client.post(sent.url, {"code": last_code()}).url))
    for page in pages:
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"] and "private" in page["Cache-Control"]
        assert "noindex" in page["X-Robots-Tag"]


def test_the_link_of_a_message_opens_it_and_leaves_no_secret_in_the_address(client, occurrence):
    registration = register(occurrence)
    token = registration_keys.link_token(registration)
    assert len(token) * 4 >= 128
    opened = client.get(reverse("registration_link", args=[token]))
    assert token not in opened.url and opened["Referrer-Policy"] == "no-referrer"
    assert registration.shown_code in client.get(opened.url).content.decode()
    assert token not in registration.link_digest


def opened_by_link(client, registration):
    client.get(reverse("registration_link", args=[registration_keys.link_token(registration)]))
    return registration.url_code


def test_leaving_asks_first_and_the_next_one_is_told(client):
    occurrence = make_occurrence(1)
    registration, waiting = register(occurrence), register(occurrence)
    url = reverse("registrations:leave", args=[opened_by_link(client, registration)])
    assert "vazgeçiyor musunuz" in client.get(url).content.decode()
    assert fresh(registration).state == State.CONFIRMED, "looking gives nobody's seat away"
    page = client.post(url, follow=True).content.decode()
    assert "Kaydınızı sildik" in page and "Yeniden yazıl" in page
    assert fresh(waiting).state == State.OFFERED


def test_coming_with_fewer(client, occurrence):
    registration = register(occurrence, 3)
    url = reverse("registrations:fewer", args=[opened_by_link(client, registration)])
    wrong = client.post(url, {"party_size": "3"})
    assert wrong.status_code == 422 and "Şimdikinden az bir sayı seçin" in wrong.content.decode()
    assert "Kişi sayısını değiştirdik" in client.post(url, {"party_size": "1"}, follow=True).content.decode()
    assert fresh(occurrence).seats_taken == 1


def test_an_offer_is_taken_with_one_press_and_pressing_twice_is_harmless(client):
    occurrence = make_occurrence(1)
    has, waiting = register(occurrence), register(occurrence)
    registrations.cancel(has)
    code = opened_by_link(client, waiting)
    page = client.get(reverse("registrations:mine", args=[code])).content.decode()
    assert "Size yer açıldı" in page and "Yeri alıyorum" in page
    for _press in range(2):
        assert "Yer sizin." in client.post(reverse("registrations:accept", args=[code]), follow=True).content.decode()
    assert fresh(waiting).state == State.CONFIRMED and fresh(occurrence).seats_taken == 1


def test_an_offer_pressed_too_late_is_said_kindly(client):
    occurrence = make_occurrence(1)
    has, waiting = register(occurrence), register(occurrence)
    registrations.cancel(has)
    code = opened_by_link(client, waiting)
    Registration.objects.filter(pk=waiting.pk).update(offered_until=timezone.now() - timedelta(minutes=1))
    page = client.post(reverse("registrations:accept", args=[code]), follow=True).content.decode()
    assert "Yanıt süresi dolmuştu" in page and "Yeri alıyorum" not in page


# -- Wrong input -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"name": ""}, "Ad soyadı yazın"),
        ({"name": "1"}, "Ad soyadı yazın"),
        ({"phone": "", "email": ""}, "Cep telefonunuzu ya da e-posta adresinizi yazın"),
        ({"phone": "12"}, "Telefonu 0532 000 00 00 gibi yazın"),
        ({"phone": "0262 318 00 00"}, "Sabit telefona kod gönderemiyoruz"),
        ({"phone": "", "email": "zeynep"}, "E-posta adresini ad@ornek.com gibi yazın"),
        ({"party_size": "5"}, "Bir kayıtla en çok 4 kişi gelebilir"),
        ({"party_size": "-1"}, "Bir kayıtla en çok 4 kişi gelebilir"),
        ({"party_size": "çok"}, "Bir kayıtla en çok 4 kişi gelebilir"),
        ({"party_size": ""}, "Kaç kişi geleceğinizi seçin"),
        ({"notes": "a" * 501}, "Not en çok 500 karakter olabilir. Şu an 501"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, occurrence, answers, said):
    response = send(client, occurrence, **({"notes": "Pencere kenarı"} | answers))
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count(said) == 2, "in the summary and at the field"
    assert "<title>Hata:" in page
    kept = {"name": "Zeynep", "phone": "0555 000", "notes": "Pencere kenarı"}
    for name, words in kept.items():
        assert name in answers or words in page
    assert not Registration.objects.exists() and not Notice.objects.exists()


def test_control_characters_and_other_scripts_are_survived(client, occurrence):
    response = send(client, occurrence, name="Zey\x01nep أحمد", notes="a\x0bb\u202e")
    assert response.status_code == 302
    assert Registration.objects.get().person.name == "Zeynep أحمد"


def test_a_form_that_lost_its_nonce_is_a_new_one(client, occurrence):
    assert client.post(form_url(occurrence), ZEYNEP).status_code == 302
    assert client.post(form_url(occurrence), ZEYNEP | {"nonce": "x", "name": ""}).status_code == 422


def test_pressed_twice_it_is_one_registration_and_one_code(client, occurrence):
    nonce = nonce_of(client.get(form_url(occurrence)))
    first, second = [send(client, occurrence, nonce=nonce) for _press in range(2)]
    assert first.url == second.url
    assert Registration.objects.count() == 1 and Notice.objects.count() == 1


def test_back_and_another_telephone_sends_the_code_there(client, occurrence):
    nonce = nonce_of(client.get(form_url(occurrence)))
    send(client, occurrence, nonce=nonce)
    sent = send(client, occurrence, nonce=nonce, phone="0555 000 00 13")
    assert "0555 000 00 13" in client.get(sent.url).content.decode()
    assert Notice.objects.filter(key="event_code").count() == 2
    assert client.post(sent.url, {"code": last_code()}).status_code == 302
    assert Registration.objects.get().person.phone == "+905550000013"


def test_a_slip_in_the_telephone_is_mended_without_typing_all_again(client, occurrence):
    sent = send(client, occurrence, notes="Pencere kenarı")
    edit = reverse("registrations:edit", args=[Registration.objects.get().url_code])
    assert edit in client.get(sent.url).content.decode()
    form = client.get(edit)
    page = form.content.decode()
    for words in ["Zeynep Örnekoğlu", "0555 000 00 12", "Pencere kenarı", '<option value="2" selected>']:
        assert words in page
    send(client, occurrence, nonce=nonce_of(form), phone="0555 000 00 13")
    assert Registration.objects.get().person.phone == "+905550000013"
    client.post(sent.url, {"code": last_code()})
    assert client.get(edit).status_code == 302, "once it stands it is changed on its own page"


def test_the_place_offers_the_calendar(client, occurrence):
    page = client.get(register_by_web(client, occurrence).url).content.decode()
    found = re.search(r'href="([^"]+takvim\.ics)"', page)
    answer = client.get(found[1])
    assert answer.status_code == 200 and b"BEGIN:VEVENT" in b"".join(answer)


def test_the_form_sent_again_after_the_code_shows_the_place(client, occurrence):
    nonce = nonce_of(client.get(form_url(occurrence)))
    register_by_web(client, occurrence, nonce=nonce)
    again = client.post(form_url(occurrence), ZEYNEP | {"nonce": nonce}, follow=True)
    assert "Yeriniz ayrıldı" in again.content.decode()
    assert Registration.objects.count() == 1


def test_a_wrong_code_counts_and_a_new_one_can_be_had(client, occurrence):
    sent = send(client, occurrence)
    wrong = client.post(sent.url, {"code": "000000" if last_code() != "000000" else "1"})
    assert wrong.status_code == 422 and "Kod eşleşmedi. 4 deneme hakkınız kaldı" in wrong.content.decode()
    assert "Gelen 6 rakamı yazın" in client.post(sent.url, {"code": ""}).content.decode()
    assert "saniye sonra yeniden isteyin" in client.post(sent.url, {"again": "1"}).content.decode()
    assert client.post(sent.url, {"code": last_code()}).status_code == 302


def test_an_expired_code_is_said(client, occurrence):
    sent = send(client, occurrence)
    OneTimeCode.objects.update(expires_at=timezone.now())
    expired = client.post(sent.url, {"code": last_code()})
    assert expired.status_code == 422 and "Kodun süresi doldu. Yeni kod isteyin" in expired.content.decode()
    OneTimeCode.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    assert "Yeni kod gönderdik" in client.post(sent.url, {"again": "1"}).content.decode()


def test_registering_twice_tells_its_owner_only(client, occurrence):
    register_by_web(client, occurrence)
    OneTimeCode.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    stranger = Client()
    sent = send(stranger, occurrence, name="Başka Biri")
    seen = stranger.get(sent.url).content.decode()
    assert "zaten" not in seen and "Zeynep" not in seen, "before the code nobody learns anything"
    done = stranger.post(sent.url, {"code": last_code()}, follow=True)  # whoever reads the code is the owner
    assert "Bu etkinliğe zaten kayıtlısınız" in done.content.decode()
    assert Registration.objects.count() == 1 and fresh(occurrence).seats_taken == 2


def test_the_seats_ran_out_while_the_form_was_open(client):
    occurrence = make_occurrence(4)
    sent = send(client, occurrence)
    registrations.set_seats(occurrence, 1)
    refused = client.post(sent.url, {"code": last_code()})
    assert refused.status_code == 422 and "bir kişi gelebilir" in refused.content.decode()


@pytest.mark.parametrize("why", ["begun", "over", "cancelled", "postponed", "unlimited"])
def test_closed_is_said_kindly(client, ayse, why):
    occurrence = make_occurrence(None if why == "unlimited" else 10)
    if why in ("cancelled", "postponed"):
        {"cancelled": services.cancel, "postponed": services.postpone}[why](
            occurrence=occurrence, reason="Yağmur bekleniyor", by=ayse
        )
    if why == "begun":
        Occurrence.objects.update(starts_at=timezone.now() - timedelta(minutes=5))
    if why == "over":
        Occurrence.objects.update(starts_at=timezone.now() - timedelta(days=3), over_at=timezone.now())
    words = {
        "begun": "kayıt kapandı",
        "over": "Bu etkinlik yapıldı",
        "cancelled": "Yağmur bekleniyor",
        "postponed": "Ertelendi",
        "unlimited": "kayıt gerekmiyor",
    }[why]
    looked = client.get(form_url(occurrence))
    assert looked.status_code == 200 and words in looked.content.decode()
    assert client.post(form_url(occurrence), ZEYNEP).status_code == 409


def test_cancelled_while_the_code_was_on_its_way(client, occurrence, ayse):
    sent = send(client, occurrence)
    services.cancel(occurrence=fresh(occurrence), reason="Yağmur", by=ayse)
    refused = client.post(sent.url, {"code": last_code()})
    assert refused.status_code == 409 and "İptal edildi: Yağmur" in refused.content.decode()


def test_what_is_not_there_is_not_found(client, occurrence):
    assert client.get(form_url(occurrence).replace(str(occurrence.pk), "999999")).status_code == 404
    occurrence.page.unpublish()
    assert client.get(form_url(occurrence)).status_code == 404


# -- Strangers -------------------------------------------------------------------------------
def test_the_number_alone_opens_nothing(client, occurrence):
    registration = register(occurrence, name="Zeynep Örnekoğlu")
    for name in ["mine", "code", "edit", "leave", "accept", "fewer", "close"]:
        url = reverse(f"registrations:{name}", args=[registration.url_code])
        for response in [client.get(url), client.post(url, {"party_size": "1", "code": "123456"})]:
            assert response.status_code in (404, 405), name
            assert "Örnekoğlu" not in response.content.decode()
    assert fresh(registration).state == State.CONFIRMED


def test_a_stale_link_gets_a_kind_page_and_opens_nothing(client):
    response = client.get(reverse("registration_link", args=["0" * 32]))
    page = response.content.decode()
    assert response.status_code == 404 and "Kaydınızı burada açamadık" in page
    assert Counter.objects.exists(), "whoever tries many is slowed down"
    assert client.get("/etkinlikler/kaydim/ABCD-EFGH/").status_code == 404
    assert client.get("/etkinlikler/kaydim/%FF%00/").status_code in (400, 404)


def test_one_registrations_cookie_opens_no_other(client, occurrence):
    mine, other = register(occurrence), register(occurrence)
    opened_by_link(client, mine)
    cookie = client.cookies["kaydim"].value
    stranger = Client()
    stranger.cookies["kaydim"] = cookie
    assert stranger.get(reverse("registrations:mine", args=[mine.url_code])).status_code == 200
    assert stranger.get(reverse("registrations:mine", args=[other.url_code])).status_code == 404


def test_closing_it_on_a_borrowed_telephone(client, occurrence):
    code = opened_by_link(client, register(occurrence))
    client.post(reverse("registrations:close", args=[code]))
    assert client.get(reverse("registrations:mine", args=[code])).status_code == 404


def test_a_form_from_another_site_is_refused(occurrence):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(form_url(occurrence), ZEYNEP).status_code == 403


def test_a_programme_that_asks_for_codes_is_stopped(client, occurrence):
    """Faster than anybody types, so each is suspicious: ten of those an hour from one network, not the people's 30."""
    nonce = nonce_of(client.get(form_url(occurrence)))
    answers = [send(client, occurrence, nonce=nonce, phone=f"0555 000 01 {number:02}") for number in range(11)]
    assert [answer.status_code for answer in answers] == [302] * 10 + [429]
    assert "çok sayıda gönderim" in answers[-1].content.decode()
    assert Notice.objects.count() == 10


def test_a_programme_that_fills_the_hidden_field_still_needs_the_code(client, occurrence):
    sent = send(client, occurrence, website="https://reklam.example")
    assert sent.status_code == 302 and Registration.objects.get().state == State.UNVERIFIED


def test_somebody_forgotten_before_the_code_came_is_told_kindly(client, occurrence):
    sent = send(client, occurrence)
    code = last_code()
    registration = Registration.objects.get()
    type(registration.person).objects.update(erased_at=timezone.now(), phone="", phone_index="")
    for answer in [client.get(sent.url), client.post(sent.url, {"code": code}), client.post(sent.url, {"again": "1"})]:
        assert answer.status_code == 404 and "csrf" not in answer.content.decode()
