"""Zeynep wishes: for her daughter, for a neighbour, for herself; with mistakes, too late, twice."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from notices.models import Notice
from notices.rendering import render
from people.models import Consent, Person
from tests.makers import make_jpeg, make_person
from wishes.models import Attachment, Case, Draft
from wishes.wishbox.models import Campaign, Wish

from .conftest import WORDS, make_campaign, make_wish

pytestmark = pytest.mark.django_db
TYPED = ("words", "beneficiary", "address", "name", "phone", "email", "note")  # fields of free text


def text_of(response):
    return response.content.decode()


def test_it_works(citizen, campaign):
    start = text_of(citizen.get())
    assert "Her dileği yerine getiremeyiz" in start
    assert "31 Ocak 2027 Pazar" in start
    review = citizen.fill_in()
    assert "Göndermeden önce bakın" in text_of(review)
    assert "Ela Örnekoğlu" in text_of(review)
    response = citizen.send(review)
    assert (response.status_code, response.url) == (302, "/dilek/tamam/")
    wish = Wish.objects.get()
    case = wish.case
    done = text_of(citizen.get("tamam/"))
    assert case.shown_reference in done
    assert "Her dileği yerine getiremeyiz" in done
    assert (case.kind, case.promised_on, case.due_on) == ("wish", date(2027, 1, 31), None)
    assert (wish.for_whom, wish.is_minor, wish.is_surprise) == ("child", True, True)
    assert wish.beneficiary == "Ela Örnekoğlu"
    assert wish.times_labels == ["Hafta içi akşam", "Hafta sonu"]
    assert wish.guardian_agreed and not wish.needs_guardian
    assert wish.may_be_told and wish.may_publish_photos
    assert case.contacts.get().words == WORDS
    assert case.notice_version.text.key == "wish-notice"
    notice = Notice.objects.get()
    assert notice.person == case.person
    assert "Haber günü: 31.01.2027" in render(notice)[1]


def test_what_the_database_holds_of_the_child_is_sealed(citizen):
    citizen.send(citizen.fill_in())
    from tests.database import all_cells

    cells = " ".join(map(str, all_cells()))
    assert "Ela Örnekoğlu" not in cells
    assert "Gül Sokak" not in cells
    assert "5550000012" not in cells


def test_for_oneself_nobody_else_is_asked_about(citizen):
    citizen.answer("kimin", for_whom="self", age="over")
    assert "Sürpriz" not in text_of(citizen.get("adim/dilek/"))
    citizen.answer("dilek")
    page = text_of(citizen.get("adim/adres/"))
    assert "Dilek sahibinin adı" not in page
    citizen.answer("adres")
    page = text_of(citizen.get("adim/ziyaret/"))
    assert "Velinin" not in page
    citizen.answer("ziyaret", photo="no")
    citizen.answer("izin", story="no")
    citizen.send()
    wish = Wish.objects.get()
    assert (wish.beneficiary, wish.is_surprise, wish.photo) == ("", False, "no")
    assert not Consent.objects.exists()


def test_refusing_stands_until_somebody_changes_it(citizen):
    for step in ("kimin", "surpriz", "dilek", "adres"):
        citizen.answer(step)
    assert 'value="no" id="id_photo_0" checked' in text_of(citizen.get("adim/ziyaret/"))
    citizen.answer("ziyaret")
    page = text_of(citizen.get("adim/izin/"))
    assert 'value="no" id="id_story_0" checked' in page
    assert "Adsız anlatma rızası" in page


def test_a_child_who_writes_gives_the_parents_telephone(citizen):
    citizen.answer("kimin", for_whom="self", age="under")
    citizen.answer("dilek")
    page = text_of(citizen.get("adim/adres/"))
    assert "Velinizin cep telefonu" in page
    refused = citizen.answer("adres", phone="")
    assert "Size ulaşabilmemiz için telefon ya da e-posta yazın" in text_of(refused)
    citizen.answer("adres", beneficiary="Ela Örnekoğlu")
    assert citizen.answer("ziyaret", agreed="").status_code == 422
    citizen.answer("ziyaret")
    citizen.answer("izin")
    citizen.send()
    wish = Wish.objects.get()
    assert (wish.beneficiary, wish.case.person.name) == ("Ela Örnekoğlu", "Zeynep Örnekoğlu")


def test_for_somebody_elses_child_the_parent_is_named_and_nobody_consents_for_them(citizen):
    citizen.answer("kimin", for_whom="other")
    for step in ("surpriz", "dilek", "adres"):
        citizen.answer(step)
    page = text_of(citizen.get("adim/ziyaret/"))
    assert "yayımlayabilirsiniz" not in page
    refused = citizen.answer("ziyaret", photo="keep", guardian="", guardian_phone="12")
    assert "Velinin adını ve soyadını yazın" in text_of(refused)
    assert "Telefonu 0532 000 00 00 gibi yazın" in text_of(refused)
    assert (
        citizen.answer("ziyaret", photo="publish", guardian="Can Er", guardian_phone="05550000099").status_code == 422
    )
    answer = citizen.answer("ziyaret", photo="keep", guardian="Can Er", guardian_phone="05550000099")
    assert answer.url == "/dilek/kontrol/"  # no page about consent
    citizen.send()
    wish = Wish.objects.get()
    assert (wish.guardian, wish.guardian_phone) == ("Can Er", "+905550000099")
    assert not wish.may_be_told


@pytest.mark.parametrize(
    ("step", "different", "said"),
    [
        ("kimin", {"for_whom": ""}, "Kimin için dilediğinizi seçin"),
        ("kimin", {"for_whom": "komşu"}, "Kimin için dilediğinizi seçin"),
        ("kimin", {"age": ""}, "Dilek sahibinin yaşını seçin"),
        ("surpriz", {"surprise": "belki"}, "Sürpriz olup olmayacağını seçin"),
        ("dilek", {"words": ""}, "Dileğinizi yazın"),
        ("dilek", {"words": "Pasta"}, "En az 10 karakter yazın"),
        ("dilek", {"words": "a" * 601}, "Dileğiniz en çok 600 karakter olabilir. Şu an 601"),
        ("adres", {"beneficiary": ""}, "Dilek sahibinin adını yazın"),
        ("adres", {"beneficiary": "7"}, "Adı ve soyadı yazın"),
        ("adres", {"neighbourhood": ""}, "Mahalleyi seçin"),
        ("adres", {"neighbourhood": "atlantis"}, "Mahalleyi seçin"),
        ("adres", {"address": ""}, "Adresi yazın"),
        ("adres", {"address": "a" * 401}, "Adres en çok 400 karakter olabilir. Şu an 401"),
        ("adres", {"name": ""}, "Adınızı ve soyadınızı yazın"),
        ("adres", {"name": "a" * 121}, "Ad soyad en çok 120 karakter olabilir"),
        ("adres", {"phone": "12"}, "Telefonu 0532 000 00 00 gibi yazın"),
        ("adres", {"phone": "", "email": "zeynep"}, "E-posta adresini ad@ornek.com gibi yazın"),
        ("adres", {"phone": "", "email": ""}, "Size ulaşabilmemiz için telefon ya da e-posta yazın"),
        ("ziyaret", {"times": ["gece"]}, "Uygun zamanları seçin"),
        ("ziyaret", {"note": "a" * 201}, "Not en çok 200 karakter olabilir"),
        ("ziyaret", {"photo": "selfie"}, "Fotoğraf isteyip istemediğinizi seçin"),
        ("ziyaret", {"agreed": ""}, "velinin onayı gerekir"),
        ("izin", {"story": "belki"}, "İzin verip vermediğinizi seçin"),
    ],
)
def test_it_refuses_each_mistake_kindly_and_keeps_what_was_typed(citizen, step, different, said):
    for earlier in citizen.ANSWERS:
        if earlier == step:
            break
        citizen.answer(earlier)
    response = citizen.answer(step, **different)
    page = text_of(response)
    assert response.status_code == 422
    assert page.count(said) == 2  # in the summary and at the field
    assert "<title>Hata:" in page
    typed = {name: text for name, text in (citizen.ANSWERS[step] | different).items() if name in TYPED}
    assert [name for name, text in typed.items() if text not in page] == []


def test_a_letter_comes_along_and_what_is_no_picture_is_refused(citizen):
    citizen.answer("kimin")
    citizen.answer("surpriz")
    refused = citizen.answer("dilek", letter=SimpleUploadedFile("plan.dwg", b"AC1032"))
    assert "“plan.dwg” açılamıyor" in text_of(refused)
    assert WORDS in text_of(refused)
    big = SimpleUploadedFile("dev.jpg", make_jpeg() + b"0" * (10 * 2**20))
    assert "en çok 10 MB" in text_of(citizen.answer("dilek", letter=big))
    citizen.answer("dilek", letter=SimpleUploadedFile("mektup.jpg", make_jpeg()))
    for step in ("adres", "ziyaret", "izin"):
        citizen.answer(step)
    assert "mektup.jpg" in text_of(citizen.get("kontrol/"))
    citizen.send()
    assert Attachment.objects.get().case == Case.objects.get()


def test_pressed_twice_it_is_one_wish(citizen):
    review = citizen.fill_in()
    assert [citizen.send(review).url for _press in range(2)] == ["/dilek/tamam/"] * 2
    assert (Wish.objects.count(), Case.objects.count(), Notice.objects.count()) == (1, 1, 1)
    assert citizen.answer("dilek").url  # a stale tab is led on, too
    assert citizen.get("adim/dilek/").url == "/dilek/tamam/"


def test_the_box_closes_while_somebody_writes(citizen, december):
    december.move_to("2026-12-31 23:50+03:00")
    citizen.answer("kimin")
    citizen.answer("surpriz")
    december.move_to("2027-01-01 00:10+03:00")
    page = text_of(citizen.get("adim/dilek/"))
    assert "siz zamanında başladınız" in page
    for step in ("dilek", "adres", "ziyaret", "izin"):
        citizen.answer(step)
    assert "siz zamanında başladınız" in text_of(citizen.get("kontrol/"))
    assert citizen.send().url == "/dilek/tamam/"
    assert Wish.objects.get().campaign.year == 2027


def test_the_campaign_is_ended_early_and_nothing_typed_is_lost(citizen, campaign):
    review = citizen.fill_in()
    Campaign.objects.filter(pk=campaign.pk).update(closes_on=date(2026, 12, 10))
    response = citizen.send(review)
    assert response.status_code == 422
    assert "Dilek toplama siz yazarken bitti" in text_of(response)
    assert WORDS in text_of(response)
    assert not Case.objects.exists()


def test_closed_is_no_error_and_tells_of_last_year(client, form_page, campaign, december):
    past = make_campaign(
        year=2026, opens_on=date(2025, 12, 1), closes_on=date(2025, 12, 31), announced_on=date(2026, 1, 31)
    )
    make_wish(past)
    december.move_to("2027-01-10 12:00+03:00")
    response = client.get("/dilek/")
    page = text_of(response)
    assert response.status_code == 200
    assert "Dilek kutusu şu an kapalı" in page
    assert "dilekleri okuyoruz" in page
    assert "2026 dileklerinden neler oldu?" in page
    assert "5’ten az" in page
    assert client.get("/dilek/adim/kimin/").status_code == 200
    assert client.post("/dilek/adim/kimin/", {"for_whom": "self", "age": "over"}).status_code == 200
    assert not Draft.objects.exists()


def test_there_is_no_year_before_its_people_were_told(client, form_page, campaign, december):
    assert client.get("/dilek/2027/").status_code == 404
    assert client.get("/dilek/1999/").status_code == 404
    december.move_to("2027-01-31 09:00+03:00")
    assert client.get("/dilek/2027/").status_code == 200


def test_the_same_door_is_marked_and_never_refused(citizen, campaign):
    make_wish(campaign, person=make_person(phone="+905550000077"), address="gül sk. no:5 d:3")
    citizen.send(citizen.fill_in())
    marked = Wish.objects.with_household().order_by("pk")
    assert [(wish.same_phone, wish.same_address) for wish in marked] == [(False, True), (False, True)]


def test_nobody_is_written_to_by_a_landline(citizen):
    citizen.fill_in(adres={"phone": "0262 318 00 00"})
    citizen.send()
    assert not Notice.objects.exists()
    assert "Size mesaj gönderemiyoruz" in text_of(citizen.get("tamam/"))


def test_a_draft_is_kept_for_its_hour_only(citizen, december):
    citizen.answer("kimin")
    december.shift(timedelta(minutes=70))
    assert citizen.get("kontrol/").url == "/dilek/?durum=sure"


def test_too_many_wishes_for_one_telephone_wait(citizen, monkeypatch):
    from wishes.wishbox.forms import WishSendForm

    monkeypatch.setattr(WishSendForm, "per_phone", 0)
    review = citizen.fill_in()
    response = citizen.send(review)
    assert response.status_code == 429
    assert Person.objects.count() == 0
