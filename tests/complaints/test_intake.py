"""Somebody calls: what Ayşe types, what is kept of it, what she is told."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from notices.models import Notice
from people.models import Person, ReadLog
from tests import makers
from wishes import reservations, services
from wishes.complaints.models import Complaint
from wishes.models import Case, CaseEvent, Contact, Reservation
from wishes.workflow import Channel, NotifyBy, Status

from .intake_desk import ADDRESS, CALL, HERS, PIECE, nonce_on, piece, save, screen, sign_in

pytestmark = pytest.mark.django_db


def test_it_works(desk, ayse):
    page = screen(desk)
    number = page.context["number"]
    assert number in page.content.decode()
    assert not Case.objects.exists()  # shown before it is saved
    response = save(desk, nonce=nonce_on(page), seconds="27")
    assert response.status_code == 302 and response.url == ADDRESS
    case = Case.objects.get()
    assert case.shown_reference == number
    assert (case.channel, case.topic, case.notify_by) == (Channel.PHONE, "park-ve-yesil-alan", NotifyBy.SMS)
    contact = case.contacts.get()
    assert (contact.by, contact.words, contact.person.phone) == (ayse, CALL["words"], "+905550000012")
    assert contact.due_on
    event = case.events.get()
    assert event.kind == CaseEvent.Kind.RECEIVED and event.by == ayse and event.data == {"seconds": 27}
    assert Notice.objects.filter(about=case.reference, key="case_received").exists()
    told = desk.get(ADDRESS).content.decode()
    assert f"Kaydedildi: {number}. SMS gönderilecek." in told


def test_the_number_is_the_same_at_every_opening_until_it_is_used(desk, ayse):
    first, again = (screen(desk).context["number"] for _opening in range(2))
    assert first == again and Reservation.objects.count() == 1
    save(desk)
    assert screen(desk).context["number"] != first


def test_another_window_gets_another_number_but_nobody_takes_them_all(desk, ayse):
    held = [nonce_on(piece(desk))]
    for _window in range(8):
        held.append(nonce_on(desk.get(ADDRESS, {"baska": held}, headers=PIECE)))
    assert len(set(held)) == Reservation.objects.filter(by=ayse).count() == 5


def test_the_piece_for_the_script_holds_the_next_form(desk):
    response = save(desk, headers={"X-Intake": "1"})
    text = response.content.decode()
    assert response.status_code == 200 and "<html" not in text
    assert f"Kaydedildi: {Case.objects.get().shown_reference}" in text and "Kaydedildi " in text
    assert response.context["number"] != Case.objects.get().shown_reference
    assert "no-store" in response["Cache-Control"]


def test_save_and_open(desk, ayse):
    assert save(desk, do="open").url == reverse("desk:case", args=[Case.objects.get().pk])
    response = save(desk, do="open", headers={"X-Intake": "1"})
    assert (response.status_code, response["X-Intake-Open"]) == (
        204,
        reverse("desk:case", args=[Case.objects.order_by("-pk")[0].pk]),
    )


def test_what_goes_to_another_unit_cannot_be_opened_and_she_is_told(desk, works):
    makers.make_category("Yol ve kaldırım", unit=works)
    response = save(desk, do="open", category="yol-ve-kaldirim")
    assert response.url == ADDRESS
    assert "başka bir müdürlükte" in desk.get(ADDRESS).content.decode()
    assert Case.objects.get().unit == works


def test_somebody_without_a_telephone_is_told_nothing(desk):
    save(desk, phone="")
    case = Case.objects.get()
    assert case.person is None and case.notify_by == NotifyBy.NONE and not Notice.objects.exists()
    assert "SMS gönderilecek" not in desk.get(ADDRESS).content.decode()


def test_the_channel_stays_for_the_next_call(desk):
    save(desk, channel="field")
    assert '<option value="field" selected>' in screen(desk).content.decode()
    assert Case.objects.get().channel == Channel.FIELD


def test_a_suggestion_needs_no_place(desk):
    save(desk, nature="suggestion", neighbourhood="", place="")
    assert Case.objects.get().neighbourhood is None


# -- Counting --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("do", "purpose", "said"),
    [("informed", "informed", "Bilgi verildi"), ("gave_up", "gave_up", "Arayan vazgeçti")],
)
def test_a_question_is_counted_and_nothing_else_is_kept(desk, ayse, do, purpose, said):
    response = save(desk, do=do, name="Zeynep Örnekoğlu", channel="desk")
    assert response.status_code == 302
    contact = Contact.objects.get()
    assert (contact.purpose, contact.channel, contact.by) == (purpose, "desk", ayse)
    assert (contact.case, contact.person, contact.words) == (None, None, "")
    assert not Person.objects.exists() and not Case.objects.exists()
    assert said in desk.get(ADDRESS).content.decode()


def test_one_press_is_counted_once_and_the_number_stays(desk):
    page = screen(desk)
    for _press in range(2):
        save(desk, do="informed", nonce=nonce_on(page))
    assert Contact.objects.count() == 1
    assert screen(desk).context["number"] == page.context["number"]
    save(desk, do="informed", nonce="kötü")
    assert Contact.objects.count() == 1


# -- The caller's open cases --------------------------------------------------------------------
def look(browser, phone=HERS, **more):
    return browser.post(ADDRESS + "arayan/", {"phone": phone} | more)


def test_the_callers_open_cases_are_shown_covered_and_the_look_is_kept(desk, ayse, parks):
    case = makers.make_case("Ben Zeynep Örnekoğlu, 0555 000 00 12: zincir kopuk.", unit=parks)
    closed = makers.make_case("Bank kırık.", unit=parks)
    services.close(closed, outcome="done", text="Onardık.", by=ayse)
    text = look(desk).content.decode()
    assert case.shown_reference in text and "Z***** Ö********" in text and "zincir kopuk" in text
    assert closed.shown_reference not in text
    for secret in ["Örnekoğlu", "0555 000", "555000"]:
        assert secret not in text
    assert list(ReadLog.objects.values_list("user", "action", "subject")) == [(ayse.pk, "search", "search:phone")]


def test_of_a_case_elsewhere_she_sees_number_and_state_only(desk, works):
    hidden = makers.make_case("Kaldırımda gizli çukur.", unit=works, category=makers.make_category("Yol", unit=works))
    text = look(desk).content.decode()
    assert hidden.shown_reference in text and "Alındı" in text and "Başka bir müdürlükte" in text
    for content in ["gizli çukur", "Yol", "Yahya Kaptan", "çınarın yanı", "Z*****", f'value="{hidden.pk}"']:
        assert content not in text
    response = save(desk, join=hidden.pk)
    assert response.status_code == 422 and "sizin masanızda değil" in response.content.decode()
    assert hidden.contacts.count() == 1


def test_half_a_number_is_not_looked_up(desk):
    assert [look(desk, phone).status_code for phone in ["", "0555", "abc", "0555 \x00 12", "9" * 500]] == [204] * 5
    assert not ReadLog.objects.exists()
    assert desk.get(ADDRESS + "arayan/").status_code == 405


def test_somebody_who_calls_again_adds_to_the_open_case(desk, ayse, parks):
    case = makers.make_case(unit=parks)
    page = screen(desk)
    response = save(desk, nonce=nonce_on(page), join=case.pk, category="", neighbourhood="", words="Hâlâ kopuk.")
    assert response.status_code == 302
    contact = case.contacts.last()
    assert Case.objects.count() == 1
    assert (contact.words, contact.person, contact.channel, contact.by) == ("Hâlâ kopuk.", case.person, "phone", ayse)
    assert f"Eklendi: {case.shown_reference}." in desk.get(ADDRESS).content.decode()
    assert screen(desk).context["number"] == page.context["number"]  # unused, so it stays
    again = save(desk, nonce=nonce_on(page), join=case.pk, category="", neighbourhood="", words="Hâlâ kopuk.")
    assert again.status_code == 302 and case.contacts.count() == 2
    assert "Zaten kaydedilmişti" in desk.get(ADDRESS).content.decode()


def test_a_call_without_words_says_that_somebody_called_again(desk, parks):
    case = makers.make_case(unit=parks)
    save(desk, join=case.pk, category="", neighbourhood="", words="")
    assert case.contacts.last().words == "Aynı konuda yeniden aradı."


def test_a_second_person_gets_an_own_number_that_is_merged_at_once(desk, ayse, parks):
    case = makers.make_case(unit=parks)
    page = screen(desk)
    hers = {"phone": "0555 000 00 99", "join": case.pk, "words": "Ben de gördüm."}
    save(desk, nonce=nonce_on(page), category="", neighbourhood="", place="", **hers)
    own = Case.objects.exclude(pk=case.pk).get()
    assert own.shown_reference == page.context["number"]
    assert (own.status, own.merged_into, own.notify_by) == (Status.CLOSED, case, NotifyBy.SMS)
    assert (own.topic, own.neighbourhood, own.place) == (case.topic, case.neighbourhood, case.place)
    assert [contact.words for contact in case.contacts.all()][-1] == "Ben de gördüm."
    assert Notice.objects.filter(about=own.reference).count() == 1
    assert case.shown_reference in desk.get(ADDRESS).content.decode()
    again = save(desk, nonce=nonce_on(page), **hers)
    assert again.status_code == 302 and Case.objects.count() == 2


def test_another_name_on_the_same_telephone_is_another_person(desk, parks):
    case = makers.make_case(unit=parks)
    save(desk, join=case.pk, name="Ali Örnekoğlu", words="Ben kocasıyım.")
    assert Case.objects.count() == 2


def test_a_case_that_was_closed_meanwhile_takes_nothing_more(desk, ayse, parks):
    case = makers.make_case(unit=parks)
    services.close(case, outcome="done", text="Onardık.", by=ayse)
    response = save(desk, join=case.pk, words="Hâlâ kopuk.")
    assert response.status_code == 422
    text = response.content.decode()
    assert "bu sırada sonuçlandı" in text and "Hâlâ kopuk." in text


def test_what_looks_like_an_open_one_is_shown_with_its_reason(desk, parks):
    case = makers.make_case(unit=parks, place="okulun yanı")
    response = desk.post(ADDRESS + "benzer/", CALL | {"phone": "", "nonce": str(uuid4())})
    text = response.content.decode()
    assert response.status_code == 200 and case.shown_reference in text and "Aynı konu" in text
    assert desk.post(ADDRESS + "benzer/", {}).content.strip() == b""


def test_without_scripts_a_button_looks_for_both(desk, parks):
    case = makers.make_case(unit=parks)
    response = save(desk, do="look", words="")
    text = response.content.decode()
    assert response.status_code == 200 and f'value="{case.pk}"' in text
    assert "Ne olduğunu" not in text and 'value="0555 000 00 12"' in text
    assert Case.objects.count() == 1


# -- Twice, too late, elsewhere -----------------------------------------------------------------
def test_saved_twice_is_one_case(desk):
    nonce = nonce_on(screen(desk))
    save(desk, nonce=nonce), save(desk, nonce=nonce)
    assert Case.objects.count() == Contact.objects.count() == Notice.objects.count() == 1
    assert Person.objects.count() == 1
    assert "Zaten kaydedilmişti" in desk.get(ADDRESS).content.decode()


def test_another_matter_under_a_used_number_gets_its_own_and_loses_nothing(desk):
    nonce = nonce_on(screen(desk))
    save(desk, nonce=nonce)
    response = save(desk, nonce=nonce, phone="0555 000 00 99", words="Çöp alınmadı.")
    assert response.status_code == 409 and Case.objects.count() == 1
    text = response.content.decode()
    assert "Bu numara kullanılmış. Yeni numaranız:" in text and "Çöp alınmadı." in text
    fresh = nonce_on(response)
    assert fresh != nonce
    assert save(desk, nonce=fresh, phone="0555 000 00 99", words="Çöp alınmadı.").status_code == 302
    assert Case.objects.count() == 2


def test_a_number_that_was_given_back_is_replaced(desk, ayse):
    nonce = nonce_on(screen(desk))
    Reservation.objects.update(at=timezone.now() - timedelta(days=2))
    assert reservations.forget_unused() == 1
    response = save(desk, nonce=nonce)
    assert response.status_code == 409 and CALL["words"] in response.content.decode()
    assert save(desk, nonce=nonce_on(response)).status_code == 302


def test_nobody_uses_a_colleagues_number(desk, parks):
    colleague = makers.make_clerk("fatma", parks)
    nonce = reservations.reserve(colleague).nonce
    assert save(desk, nonce=nonce).status_code == 409
    save(sign_in(colleague), nonce=nonce)
    assert save(desk, nonce=nonce).status_code == 409  # and learns nothing of the colleague's case
    assert Case.objects.count() == 1


def test_a_session_that_ended_sends_to_the_login(ready):
    response = Client().post(ADDRESS, CALL, headers={"X-Intake": "1"})
    assert response.status_code == 302 and response.url.startswith(reverse("wagtailadmin_login"))


def test_it_refuses_who_has_no_work_here(ready):
    reader = makers.make_staff("okur", "wishes.see_all_cases")
    browser = sign_in(reader)
    for path in ["", "arayan/", "benzer/", "dilekce/", "whatsapp/", "whatsapp/kayit/"]:
        assert browser.post(ADDRESS + path, CALL).status_code == 302
    assert not Case.objects.exists()
    assert ADDRESS not in browser.get(reverse("desk:inbox")).content.decode()


# -- Wrong input -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("different", "said"),
    [
        ({"phone": "0555"}, "Telefonu 0532 000 00 00 gibi yazın."),
        ({"phone": "9" * 5000}, "Telefonu 0532 000 00 00 gibi yazın."),
        ({"category": ""}, "Konuyu seçin."),
        ({"category": "yok-boyle\x00"}, "Konuyu seçin."),
        ({"neighbourhood": ""}, "Mahalleyi seçin."),
        ({"neighbourhood": "' OR 1=1"}, "Mahalleyi seçin."),
        ({"words": "  \x01 "}, "Ne olduğunu bir cümleyle yazın."),
        ({"words": "a" * 3001}, "Not en çok 3.000 karakter olabilir. Şu an 3.001."),
        ({"place": "y" * 301}, "Yer tarifi en çok 300 karakter olabilir."),
        ({"name": "7"}, "Adı ve soyadı yazın ya da boş bırakın."),
        ({"phone": "0262 318 00 00"}, "Bu numaraya SMS gitmez."),
        ({"danger": "belki"}, "Tehlike olup olmadığını seçin."),
        ({"channel": "web"}, "Kanalı seçin."),
        ({"nature": ""}, "Türü seçin."),
        ({"notify_by": "email"}, "Haber yolunu seçin."),
        ({"join": "12; DROP"}, "sizin masanızda değil"),
        ({"join": "9" * 15}, "sizin masanızda değil"),
    ],
)
def test_it_refuses_what_is_wrong_and_keeps_the_rest(desk, different, said):
    response = save(desk, headers=PIECE, **({"place": "okulun yanı, köşe"} | different))
    text = response.content.decode()
    assert response.status_code == 422 and said in text
    if "words" not in different:
        assert CALL["words"] in text
    assert not Case.objects.exists() and not Person.objects.exists()


def test_control_characters_do_not_reach_the_case(desk):
    save(desk, words="Lamba\x01 yanmıyor\x0b.\r\nİki gündür.", place="okul\tyanı\x02")
    assert Complaint.objects.get().case.contacts.get().words == "Lamba yanmıyor.\nİki gündür."
    assert Case.objects.get().place == "okul yanı"


def test_nonsense_in_hidden_fields_is_no_error(desk):
    for seconds in ["", "-5", "1e9", "999999", "x" * 400]:
        assert save(desk, headers=PIECE, seconds=seconds, phone="").status_code == 200
    assert not CaseEvent.objects.filter(data__seconds__isnull=False).exists()
    for data in [{}, CALL | {"nonce": "değil"}]:
        assert desk.post(ADDRESS, data, headers=PIECE).status_code == 422


# -- The screen ------------------------------------------------------------------------------
def test_another_authoritys_topic_says_whose_job_it_is(desk):
    makers.make_category("Elektrik", authority="Dağıtım şirketi", authority_phone="186")
    assert "Bu iş başka kurumun: Dağıtım şirketi 186." in screen(desk).content.decode()


def test_keys_can_be_switched_off(desk, ayse):
    assert "data-intake-shortcuts" in screen(desk).content.decode()
    UserProfile.objects.update_or_create(user=ayse, defaults={"keyboard_shortcuts": False})
    text = screen(desk).content.decode()
    assert "data-intake-shortcuts" not in text and "<kbd>F2</kbd>" not in text


def test_the_tab_order_is_the_order_of_a_call(desk):
    names = re.findall(r'<(?:input|select|textarea|button)[^>]* name="(\w+)"', screen(desk).content.decode())
    shown = list(dict.fromkeys(name for name in names if name not in {"csrfmiddlewaretoken", "nonce", "seconds", "q"}))
    assert " ".join(shown) == "phone category neighbourhood place words danger name notify_by channel nature join do"


def test_the_inbox_leads_here(desk):
    assert f'href="{ADDRESS}"' in desk.get(reverse("desk:inbox")).content.decode()


def test_it_costs_a_fixed_number_of_queries(desk, parks, django_assert_max_num_queries):
    for number in range(12):
        makers.make_case(f"Salıncak {number}", unit=parks)
    screen(desk)
    with django_assert_max_num_queries(22):
        screen(desk)
    with django_assert_max_num_queries(20):
        look(desk)
    nonce = nonce_on(screen(desk))
    with django_assert_max_num_queries(70):
        save(desk, nonce=nonce)
