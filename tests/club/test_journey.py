"""A young person at the form: through to the number, and every way of getting it wrong."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from notices.models import Notice
from people.models import Consent
from tests.club.conftest import NUMBER, birth_of, latest_code, make_claim, number_of
from wishes.club.columns import COLUMNS
from wishes.club.models import MembershipClaim, Reminder, Season, UsedRight
from wishes.models import Case, Draft

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def test_a_claim_is_made_and_gets_a_number(teenager, season):
    assert "Başla" in text(teenager.get())
    review = text(teenager.fill_in())
    assert "100 ••• ••• 46" in review
    assert NUMBER not in review
    done = teenager.client.get(teenager.send().url)
    claim = MembershipClaim.objects.get()
    assert claim.case.shown_reference in text(done)
    assert "İsteğini aldık" in text(done)
    assert (claim.given_names, claim.surname, claim.birth) == ("Deniz Ali", "Örnekoğlu", birth_of())
    assert claim.case.person.identity_number == NUMBER
    assert claim.case.promised_on
    season.refresh_from_db()
    assert season.taken == 1
    assert Consent.objects.get().version.text.key == "claim-club-consent"
    assert Notice.objects.filter(key="claim_received", about=claim.case.reference).count() == 1
    assert not Draft.objects.exclude(answers="").exists()


def test_pressed_twice_it_is_one_claim(teenager):
    review = teenager.fill_in()
    first, again = teenager.send(review), teenager.send(review)
    assert (first.status_code, again.status_code) == (302, 302)
    assert (Case.objects.count(), MembershipClaim.objects.count()) == (1, 1)


def test_the_consent_page_lists_exactly_what_the_file_holds(teenager):
    for step in ["dogum", "mahalle", "sen"]:
        teenager.answer(step)
    page = text(teenager.get("adim/izin/"))
    listed = re.findall(r"<li>([^<]+)</li>", re.search(r"ticks--fields.*?</ul>", page, re.DOTALL).group())
    assert listed == [str(column.said) for column in COLUMNS]
    refused = teenager.post("adim/izin/", {})
    assert refused.status_code == 422
    assert "İzin veriyorsan kutuyu işaretle" in text(refused)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (("", "", ""), "Doğum tarihini yaz"),
        (("27", "3", ""), "Doğum tarihine yılı da yaz"),
        (("", "3", "2008"), "Doğum tarihine günü de yaz"),
        (("27", "", "2008"), "Doğum tarihine ayı da yaz"),
        (("31", "2", "2008"), "31 Şubat 2008 diye bir gün yok"),
        (("29", "şubat", "2007"), "29 Şubat 2007 diye bir gün yok"),
        (("27", "13", "2008"), "Ayı rakamla ya da adıyla yaz"),
        (("27", "martı", "2008"), "Ayı rakamla ya da adıyla yaz"),
        (("0", "3", "2008"), "Günü rakamla yaz"),
        (("yirmi", "3", "2008"), "Günü rakamla yaz"),
        (("27", "3", "08"), "Yılı dört rakamla yaz"),
        (("27", "3", "٢٠٠٨"), "Yılı dört rakamla yaz"),
        (("27", "3", "0000"), "diye bir gün yok"),
        (("27", "3", "1800"), "Yılı kontrol et"),
        (("27", "3", "2999"), "Bu gün daha gelmedi"),
        (("2\x007", "3", "20089999"), "Yılı dört rakamla yaz"),
    ],
)
def test_a_date_that_is_none(teenager, parts, sentence):
    answer = teenager.answer("dogum", **{f"birth_{part}": typed for part, typed in enumerate(parts)})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "Hata:" in text(answer)
    shown = text(answer)
    assert all(f'value="{typed}"' in shown for typed in parts if typed.isalnum())  # what was typed stays


@pytest.mark.parametrize("month", ["{:d}", "{:02d}", "name", "NAME"])
def test_months_may_be_written_as_people_write_them(teenager, month):
    from lib import dates, turkish

    name = dates.MONTHS[birth_of().month - 1]
    written = {"name": name.lower(), "NAME": turkish.upper(name)}.get(month) or month.format(birth_of().month)
    assert teenager.answer("dogum", birth_1=written).status_code == 302


def parts_of(day):
    return {"birth_0": str(day.day), "birth_1": str(day.month), "birth_2": str(day.year)}


def test_somebody_too_young_leaves_a_phone_and_is_written_to_on_the_day(teenager):
    born = birth_of(days_ago=-40)
    assert teenager.answer("dogum", **parts_of(born)).url.endswith("adim/erken/")
    assert "O gün sana yazalım mı?" in text(teenager.get("adim/erken/"))
    assert teenager.post("adim/erken/", {"phone": "0262 318 00 00"}).status_code == 422
    assert teenager.post("adim/erken/", {"phone": "0555 000 00 77"}).status_code == 302
    assert Notice.objects.filter(key="claim_reminder_code").count() == 1
    assert teenager.post("adim/erken-kod/", {"code": latest_code()}).status_code == 302
    done = teenager.client.get(teenager.send().url)
    assert "O gün sana yazacağız" in text(done)
    reminder = Reminder.objects.get()
    assert reminder.send_on == timezone.localdate() + timedelta(days=40)
    assert reminder.person.phone == "+905550000077"
    assert not Case.objects.exists()
    assert teenager.send().status_code == 302  # again: still one
    assert Reminder.objects.count() == 1


@pytest.mark.parametrize(("days_ago", "sentence"), [(400, "yeni girenler için"), (201, "yeni girenler için")])
def test_somebody_too_old_gets_a_kind_page_and_no_further(teenager, days_ago, sentence):
    assert teenager.answer("dogum", **parts_of(birth_of(days_ago))).url.endswith("adim/gec/")
    page = teenager.get("adim/gec/")
    assert page.status_code == 200
    assert sentence in text(page)
    assert teenager.post("adim/gec/", {"end": "1"}).status_code == 422
    assert teenager.get("kontrol/").status_code == 302


def test_somebody_from_another_town_gets_a_kind_page(teenager):
    teenager.answer("dogum")
    assert teenager.answer("mahalle", lives_here="no", neighbourhood="").url.endswith("adim/baska-ilce/")
    assert "İzmit’te oturan" in text(teenager.get("adim/baska-ilce/"))


@pytest.mark.parametrize(
    ("step", "typed", "sentence"),
    [
        ("mahalle", {"lives_here": "", "neighbourhood": ""}, "Nerede oturduğunu seç"),
        ("mahalle", {"neighbourhood": ""}, "Mahalleni seç"),
        ("mahalle", {"neighbourhood": "atlantis"}, "Mahalleni seç"),
        ("sen", {"given_names": ""}, "Adını yaz"),
        ("sen", {"given_names": "4711"}, "Adını harflerle yaz"),
        ("sen", {"given_names": "x" * 81}, "en çok 80 karakter"),
        ("sen", {"surname": "--"}, "Soyadını harflerle yaz"),
        ("sen", {"identity_number": ""}, "T.C. kimlik numaranı yaz"),
        ("sen", {"identity_number": "1000000014"}, "T.C. kimlik numarası 11 rakamdır"),
        ("sen", {"identity_number": "10000000147"}, "bir rakam yanlış"),
        ("sen", {"identity_number": "٠" * 11}, "T.C. kimlik numarası 11 rakamdır"),
        ("sen", {"phone": "12"}, "Telefonu 0532 000 00 00 gibi yaz"),
        ("sen", {"phone": "0262 318 00 00"}, "Bu numaraya SMS gitmez"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(teenager, step, typed, sentence):
    for before in ["dogum", "mahalle", "sen"][: ["dogum", "mahalle", "sen"].index(step)]:
        teenager.answer(before)
    answer = teenager.answer(step, **typed)
    assert answer.status_code == 422
    page = text(answer)
    assert sentence in page
    assert "no-store" in answer["Cache-Control"]
    if step == "sen":
        kept = (teenager.answers["sen"] | typed)["phone"]
        assert f'value="{kept}"' in page


def test_wrong_and_expired_codes(teenager, settings):
    for step in teenager.answers:
        teenager.answer(step)
    right = latest_code()
    wrong = "000000" if right != "000000" else "111111"
    answer = teenager.post("adim/kod/", {"code": wrong})
    assert answer.status_code == 422
    assert "4 deneme hakkın kaldı" in text(answer)
    assert "6 rakamı yaz" in text(teenager.post("adim/kod/", {"code": ""}))
    for _try in range(4):
        last = teenager.post("adim/kod/", {"code": wrong})
    assert "Yeni kod iste" in text(last)
    assert teenager.post("adim/kod/", {"code": right}).status_code == 422
    assert teenager.get("kontrol/").status_code == 302


def test_the_second_claim_with_the_same_number_is_refused_and_nothing_is_lost(teenager, season):
    make_claim(identity_number=NUMBER)
    answer = teenager.send(teenager.fill_in())
    assert answer.status_code == 422
    assert "daha önce istek yapılmış" in text(answer)
    assert "Deniz Ali" in text(answer)
    season.refresh_from_db()
    assert (season.taken, MembershipClaim.objects.count()) == (1, 1)


def test_a_quota_that_fills_while_one_types_is_told_kindly(teenager, season):
    review = teenager.fill_in()
    Season.objects.update(quota=1, taken=1)
    answer = teenager.send(review)
    assert answer.status_code == 422
    assert "Kontenjan az önce doldu" in text(answer)
    assert not UsedRight.objects.exists()
    assert "Deniz Ali" in text(answer)
    Season.objects.update(quota=2)  # somebody withdrew
    assert teenager.send().status_code == 302
    assert MembershipClaim.objects.count() == 1


def test_full_closed_and_coming_seasons_are_pages_not_errors(teenager, season):
    Season.objects.update(quota=0)
    assert "kontenjanı doldu" in text(teenager.get())
    now = timezone.now()
    Season.objects.update(quota=9, opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1))
    assert "Bu sezon kapandı" in text(teenager.get())
    Season.objects.update(opens_at=now + timedelta(days=1), closes_at=now + timedelta(days=9))
    assert "Açılış günü" in text(teenager.get())
    Season.objects.all().delete()
    response = teenager.get()
    assert (response.status_code, "daha açılmadı" in text(response)) == (200, True)
    assert teenager.answer("dogum").status_code == 200


def test_a_season_that_closes_while_one_types(teenager, season):
    review = teenager.fill_in()
    Season.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    answer = teenager.send(review)
    assert answer.status_code == 422
    assert "Bu sezon kapandı" in text(answer)


def test_stale_links_lead_somewhere(teenager):
    for path in ["kontrol/", "tamam/", "adim/kod/", "adim/izin/"]:
        assert teenager.get(path).status_code == 302
    assert teenager.get("adim/yok/").status_code == 404


def test_the_words_are_said_to_a_friend(teenager):
    pages = [teenager.get(), teenager.get("adim/dogum/"), teenager.answer("dogum", birth_0="")]
    teenager.answer("dogum")
    pages += [teenager.get(f"adim/{step}/") for step in ["mahalle"]]
    teenager.answer("mahalle")
    pages.append(teenager.get("adim/sen/"))
    pages.append(teenager.fill_in())
    for page in pages:
        main = re.search(r"<main.*?</main>", text(page), re.DOTALL).group()
        assert not re.search(r"\b(\w+(?:ınız|iniz|unuz|ünüz)|Başlayın|yazın|seçin|düzeltin)\b", main)


def test_numbers_of_the_cast_are_synthetic_but_right():
    from lib import identity_number

    assert all(identity_number.is_valid(number_of(nth)) for nth in range(300))
