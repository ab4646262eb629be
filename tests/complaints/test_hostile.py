"""Whatever is sent to the form, nothing breaks and at most one case comes of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.complaints.conftest import Citizen
from wishes.complaints.models import Category
from wishes.models import Case, Draft

pytestmark = pytest.mark.django_db


def test_control_characters_are_taken_out(citizen):
    citizen.fill_in(yer={"words": "Salıncak\x00 kopuk\x01, \u202eçocuklar düşüyor.", "place": "Park\x00\x07 içi"})
    citizen.send()
    case = Case.objects.get()
    assert case.contacts.get().words == "Salıncak kopuk, çocuklar düşüyor."
    assert case.place == "Park içi"


@pytest.mark.parametrize("step", ["konu", "yer", "iletisim"])
@pytest.mark.parametrize(
    "rubbish", ["\x00", "a" * 200_000, "😀" * 500, "'; DROP TABLE wishes_case; --", "\ud7ff\uffff", "𝟎"]
)
def test_it_refuses_rubbish_in_every_field_without_breaking(citizen, step, rubbish):
    for before in list(citizen.ANSWERS)[: list(citizen.ANSWERS).index(step)]:
        citizen.answer(before)
    for field in citizen.ANSWERS[step]:
        response = citizen.answer(step, **{field: rubbish})
        assert response.status_code in (302, 422), field
        assert citizen.get(f"adim/{step}/").status_code == 200
    assert not Case.objects.exists()


def test_a_body_beyond_all_measure_is_refused(citizen):
    assert citizen.answer("yer", words="a" * 3_000_000).status_code in (400, 413)


def test_a_hundred_files_are_refused_kindly_and_more_flatly(citizen):
    citizen.answer("konu")
    many = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(100)]
    response = citizen.answer("yer", photos=many)
    assert response.status_code == 422
    assert "En çok 5 dosya" in response.content.decode()
    many = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(101)]
    assert citizen.answer("yer", photos=many).status_code == 400


def test_repeated_fields_and_files_as_text_do_no_harm(citizen):
    assert (
        citizen.post("adim/konu/", {"nature": ["thanks", "tip", "complaint"], "category": ["x"] * 500}).status_code
        == 422
    )
    citizen.answer("konu")
    assert citizen.answer("yer", photos="not a file").status_code == 302
    assert citizen.answer("yer", remove_file="not a token").status_code == 302


def test_sending_without_having_seen_the_page_is_not_sending(citizen):
    citizen.fill_in()
    for seen in ["", "0" * 64, "x" * 9000]:
        response = citizen.send(seen=seen)
        assert response.status_code == 422
    assert not Case.objects.exists()
    assert citizen.send().status_code == 302


def test_what_another_tab_changed_is_shown_before_it_is_sent(citizen):
    first_tab = citizen.fill_in()
    citizen.answer("yer", words="Öbür sekmede başka bir şey yazdım.")
    response = citizen.send(first_tab)
    assert response.status_code == 422
    assert "Yanıtlarınız bu sayfayı açtıktan sonra değişti" in response.content.decode()
    assert "Öbür sekmede" in response.content.decode()
    assert not Case.objects.exists()


def test_the_same_page_sent_again_gives_the_same_receipt(citizen):
    review = citizen.fill_in()
    first, again = citizen.send(review), citizen.send(review)
    assert (first.url, again.url) == ("/sikayet/tamam/", "/sikayet/tamam/")
    assert Case.objects.count() == 1


def test_a_tab_left_open_cannot_write_into_a_sent_form(citizen):
    citizen.fill_in()
    citizen.send()
    assert citizen.answer("yer", words="Geç kalan sekmeden gelen uzun söz.").url == "/sikayet/tamam/"
    assert Case.objects.get().contacts.get().words != "Geç kalan sekmeden gelen uzun söz."


@pytest.mark.parametrize("token", ["", "x", "../../etc/passwd", "a" * 4000, "'\"; --"])
def test_a_tampered_cookie_opens_nothing(citizen, token):
    citizen.fill_in()
    stranger = Citizen(Client())
    stranger.client.cookies["basvuru"] = token
    for path in ["", "adim/konu/", "adim/yer/", "kontrol/", "tamam/"]:
        response = stranger.get(path)
        assert response.status_code in (200, 302)
        assert "Zeynep" not in response.content.decode()


def test_a_planted_cookie_is_never_taken_over(citizen):
    citizen.client.cookies["basvuru"] = "planted-by-somebody"
    citizen.answer("konu")
    assert citizen.client.cookies["basvuru"].value != "planted-by-somebody"
    assert citizen.client.cookies["basvuru"]["httponly"]
    assert citizen.client.cookies["basvuru"]["samesite"] == "Lax"


def test_over_https_the_cookie_belongs_to_this_host_alone(citizen, settings):
    settings.SESSION_COOKIE_SECURE = True
    response = citizen.answer("konu")
    cookie = response.cookies["__Host-basvuru"]
    assert cookie["secure"]
    assert cookie["path"] == "/"


def test_unknown_steps_and_odd_methods_are_answered(citizen):
    assert citizen.get("adim/yok/").status_code == 404
    assert citizen.post("adim/yok/").status_code == 404
    assert citizen.get("dosya/00000000-0000-0000-0000-000000000000/").status_code == 404
    assert citizen.get("sil/").url == "/sikayet/"
    assert citizen.post("tamam/").status_code == 302
    assert citizen.post("kontrol/").status_code == 302
    for method in ["put", "delete", "patch"]:
        assert getattr(citizen.client, method)("/sikayet/adim/konu/").status_code == 405
    assert citizen.client.head("/sikayet/adim/konu/").status_code == 200


def test_a_form_from_elsewhere_is_refused(form_page):
    strict = Citizen(Client(enforce_csrf_checks=True))
    refused = strict.answer("konu")
    assert refused.status_code == 403
    assert "Formu alamadık" in refused.content.decode()
    assert not Draft.objects.exists()


def test_it_refuses_a_topic_that_was_switched_off_meanwhile(citizen):
    review = citizen.fill_in()
    Category.objects.update(is_active=False)
    response = citizen.send(review)
    assert response.url == "/sikayet/adim/konu/?hata"
    assert "Konuyu seçin" in citizen.client.get(response.url).content.decode()
    assert not Case.objects.exists()
