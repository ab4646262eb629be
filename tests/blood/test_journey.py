"""Zeynep joins the list: what she reads, what is kept, and what is not."""

import pytest

from notices.models import Notice
from people.indexes import phone_index
from people.models import Consent, ConsentText, Person, Suppression
from people.services import current_version, publish_text
from tests.database import all_cells
from wishes.blood.models import Donor
from wishes.models import Draft

from .conftest import CONSENT, Volunteer, last_code

pytestmark = pytest.mark.django_db


LONG_AGO = {"last_donation_on_0": "1", "last_donation_on_1": "1", "last_donation_on_2": "1980"}


def text_of(response):
    return response.content.decode()


def test_it_works(volunteer):
    start = text_of(volunteer.get())
    assert "Kan yalnız Kızılay’da verilir." in start
    review = volunteer.fill_in()
    shown = text_of(review)
    assert "A Rh (-)" in shown and "27 Mart 1990" in shown and "İzin veriyorum" in shown
    sent = volunteer.send(review)
    assert (sent.status_code, sent.url) == (302, "/kan-bagisi/tamam/")
    done = text_of(volunteer.get("tamam/"))
    assert "Kaydınız tamam" in done and "Hiçbir duyuruyu yanıtlamak zorunda değilsiniz." in done
    donor = Donor.objects.get()
    assert (donor.group, donor.sex, donor.window, donor.every_days) == ("A-", "f", "day", 30)
    assert donor.born_on.isoformat() == "1990-03-27" and donor.last_donation_on is None
    assert donor.person.phone == "+905550000012"
    assert donor.consent.version == current_version(CONSENT)
    assert (donor.consent_until - donor.registered_at.date()).days in (364, 365, 366)
    assert Draft.objects.get().answers == ""


def test_nothing_about_her_health_or_her_name_can_be_read_in_the_database(volunteer):
    volunteer.send(volunteer.fill_in())
    cells = [row for _table, row in all_cells()]
    for secret in ["Zeynep", "5550000012", "1990-03-27"]:
        assert not [row for row in cells if secret in row], secret


def test_the_self_check_is_kept_nowhere(volunteer):
    volunteer.answer("uygunluk")
    assert volunteer.get("adim/grup/").status_code == 200
    draft = Draft.objects.get()
    assert draft.answers == '{"uygunluk": {"seen": ["1"]}}'
    again = text_of(volunteer.get("adim/uygunluk/"))
    assert "checked" not in again


@pytest.mark.parametrize(
    "different", [{"of_age": "no"}, {"heavy_enough": "no"}, {"medicine": "yes"}, {"recently": "yes"}]
)
def test_doubts_lead_to_a_neutral_page_and_leave_no_trace(volunteer, different):
    response = volunteer.answer("uygunluk", **different)
    assert response.status_code == 200
    assert "Şu an bağış yapamayabilirsiniz" in text_of(response) and "Karar Kızılay’ındır." in text_of(response)
    assert not Draft.objects.exists() and set(response.cookies) <= {"csrftoken"}
    onwards = volunteer.post("adim/uygunluk/", {"anyway": "1"})
    assert (onwards.status_code, onwards.url) == (302, "/kan-bagisi/adim/grup/")
    assert "no" not in Draft.objects.get().answers and "medicine" not in Draft.objects.get().answers


def test_it_refuses_to_guess_the_self_check(volunteer):
    response = volunteer.answer("uygunluk", medicine="")
    assert response.status_code == 422 and "İlaç için Evet ya da Hayır seçin" in text_of(response)
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("step", "different", "sentence"),
    [
        ("grup", {"group": ""}, "Kan grubunu seçin"),
        ("grup", {"group": "C+"}, "Kan grubunu seçin"),
        ("bilgiler", {"name": "1"}, "Adınızı ve soyadınızı yazın"),
        ("bilgiler", {"born_on_2": ""}, "Doğum tarihi eksik. Şunu da yazın: yıl"),
        ("bilgiler", {"born_on_0": "31", "born_on_1": "şubat"}, "31 Şubat 1990 diye bir gün yok"),
        ("bilgiler", {"born_on_2": "2990"}, "bu gün daha gelmedi"),
        ("bilgiler", {"born_on_1": "13"}, "ayı rakamla ya da adıyla yazın"),
        ("bilgiler", {"sex": ""}, "Cinsiyeti ya da"),
        ("bilgiler", LONG_AGO, "sonra olmalı"),
        ("arama", {"phone": "12"}, "Telefonu 0532 000 00 00 gibi yazın"),
        ("arama", {"phone": "0262 318 00 00"}, "Bu numaraya SMS gitmez"),
        ("arama", {"neighbourhood": "ankara"}, "Mahalleyi seçin"),
        ("arama", {"window": "never"}, "Ne zaman haber vereceğimizi seçin"),
        ("arama", {"every_days": "1"}, "ne sıklıkta haber vereceğimizi seçin"),
    ],
)  # fmt: skip
def test_it_refuses_what_cannot_be(volunteer, step, different, sentence):
    for before in volunteer.ANSWERS:
        response = volunteer.answer(before, **(different if before == step else {}))
        if before == step:
            break
    assert response.status_code == 422
    shown = text_of(response)
    assert sentence in shown and shown.count(sentence) >= 2  # in the summary and at the field
    typed = [value for name, value in (volunteer.ANSWERS[step] | different).items() if name in ("name", "phone")]
    assert all(value in shown for value in typed)


def test_too_young_is_no_error_but_a_page(volunteer):
    volunteer.answer("uygunluk"), volunteer.answer("grup")
    response = volunteer.answer("bilgiler", born_on_2="2015")
    assert response.url == "/kan-bagisi/adim/yas/"
    shown = text_of(volunteer.get("adim/yas/"))
    assert "18 yaşını dolduranlar" in shown and "27 Mart 2033" in shown and "Hata" not in shown
    assert volunteer.get("adim/arama/").status_code == 302


def test_consent_is_a_page_of_its_own_and_can_be_refused(volunteer):
    for step in volunteer.ANSWERS:
        volunteer.answer(step)
    shown = text_of(volunteer.get("adim/izin/"))
    assert "İzin veriyorum" in shown and "Vazgeç" in shown and "Saklanmasına izin." in shown
    assert "checkbox" not in shown
    assert volunteer.post("adim/izin/", {}).status_code == 422
    gone = volunteer.post("sil/")
    assert gone.status_code == 302 and not Draft.objects.exists() and not Donor.objects.exists()


def test_it_refuses_consent_to_words_that_changed_meanwhile(volunteer):
    for step in volunteer.ANSWERS:
        volunteer.answer(step)
    old = current_version(CONSENT)
    text = ConsentText.objects.get(key=CONSENT)
    text.body = "<p>Yeni metin.</p>"
    text.save()
    publish_text(text)
    response = volunteer.agree(version=old.pk)
    assert response.status_code == 422 and "Metin bu arada değişti" in text_of(response)
    assert f'value="{current_version(CONSENT).pk}"' in text_of(response)


def test_it_refuses_wrong_codes_and_says_how_many_are_left(volunteer):
    for step in volunteer.ANSWERS:
        volunteer.answer(step)
    volunteer.agree()
    wrong = "000000" if last_code() != "000000" else "111111"
    response = volunteer.post("adim/kod/", {"code": wrong})
    assert response.status_code == 422 and "4 deneme hakkınız kaldı" in text_of(response)
    assert volunteer.get("kontrol/").status_code == 302  # no way round the code
    assert not Donor.objects.exists()


def test_the_code_message_does_not_name_blood(volunteer):
    from notices.rendering import render

    for step in volunteer.ANSWERS:
        volunteer.answer(step)
    volunteer.agree()
    body = render(Notice.objects.get(key="blood_donor_code"))[1]
    assert "Rh" not in body and "kan" not in body.lower().split() and last_code() in body


def test_sent_twice_is_one_donor(volunteer):
    review = volunteer.fill_in()
    first, second = volunteer.send(review), volunteer.send(review)
    assert first.url == second.url == "/kan-bagisi/tamam/"
    assert Donor.objects.count() == Consent.objects.count() == Person.objects.count() == 1


def test_the_same_phone_again_is_the_same_donor_with_new_facts(volunteer, page):
    volunteer.send(volunteer.fill_in())
    before = Donor.objects.get()
    Notice.objects.all().delete()
    from notices.models import OneTimeCode

    OneTimeCode.objects.all().delete()
    other = Volunteer()
    other.send(other.fill_in(grup={"group": "0+"}, bilgiler={"name": "Başka Örnek"}))
    after = Donor.objects.get()
    assert (after.pk, after.group, after.person.name) == (before.pk, "0+", "Başka Örnek")
    assert after.key_generation != before.key_generation
    assert Person.objects.count() == Consent.objects.count() == 1


def test_a_suppressed_phone_gets_no_code(volunteer):
    from notices import delivery

    Suppression.objects.create(kind="phone", digest=phone_index("+905550000012"))
    for step in volunteer.ANSWERS:
        volunteer.answer(step)
    volunteer.agree()
    notice = Notice.objects.get(key="blood_donor_code")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("notices.delivery.get_transport", lambda kind: pytest.fail("something was sent"))
        delivery.deliver(notice.pk)
    notice.refresh_from_db()
    assert notice.status == "suppressed"


def test_a_group_that_is_not_known_is_welcome(volunteer):
    volunteer.send(volunteer.fill_in(grup={"group": "?"}))
    assert Donor.objects.get().group == "?"
