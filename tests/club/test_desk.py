"""The staff's screens: who comes in, what one sees there, what is remembered."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from people.models import ReadLog
from tests.club.conftest import make_claim, number_of
from tests.club.test_answers import as_csv
from tests.club.test_batches import APPROVE, claims, closed, elif_, murat, season  # noqa: F401  fixtures
from tests.makers import make_clerk, make_jpeg, make_staff
from wishes import services as cases
from wishes import uploads
from wishes.club.models import Batch, ClubAnswer, DuesPayment, MembershipClaim, Season

pytestmark = pytest.mark.django_db


def enter(user):
    browser = Client()
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser


def text(response):
    return response.content.decode()


@pytest.fixture
def elifs(elif_):  # noqa: F811
    return enter(elif_)


@pytest.fixture
def murats(murat):  # noqa: F811
    return enter(murat)


def make(browser, season):  # noqa: F811
    response = browser.post(reverse("clubdesk:make", args=[season.pk]))
    assert response.status_code == 302
    batch = Batch.objects.first()
    batch.readings.update(needs_second=False)
    return batch


def decide(browser, batch, position, decision, **more):
    version = batch.readings.get(position=position).claim.case.version
    data = {"decision": decision, "version": version} | more
    return browser.post(reverse("clubdesk:decide", args=[batch.pk, position]), data)


def test_from_the_pile_to_the_file(elifs, murats, season):  # noqa: F811
    for nth in range(1, 4):
        make_claim(nth, season)
    assert "<b>3</b>" in text(elifs.get(reverse("clubdesk:overview")))
    batch = make(elifs, season)
    page = text(elifs.get(reverse("clubdesk:read", args=[batch.pk, 1])))
    assert "18 yıl 0 ay 4 gün" in page
    assert "başka istek yok" in page
    assert number_of(1) not in page
    assert "Örnekoğlu" not in page
    assert decide(elifs, batch, 1, "approve").url == reverse("clubdesk:read", args=[batch.pk, 2])  # by itself
    assert decide(elifs, batch, 2, "missing", reason="residence").url == reverse("clubdesk:read", args=[batch.pk, 3])
    assert decide(elifs, batch, 3, "hold").url == reverse("clubdesk:batch", args=[batch.pk])
    elifs.post(reverse("clubdesk:undo", args=[batch.pk, 3]))
    page = text(elifs.get(reverse("clubdesk:batch", args=[batch.pk])))
    assert "imzalıyorum" not in page
    decide(elifs, batch, 3, "refuse", reason="other", text="Kulüpte kaydın var.")
    elifs.post(reverse("clubdesk:ready", args=[batch.pk]))
    assert "Başka biri kapatır" in text(elifs.get(reverse("clubdesk:batch", args=[batch.pk])))
    elifs.post(reverse("clubdesk:close", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == Batch.State.READY  # not by the one who read
    murats.post(reverse("clubdesk:close", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == Batch.State.CLOSED
    page = text(murats.get(reverse("clubdesk:batch", args=[batch.pk])))
    assert "kulübe gönderildi" in page
    file = murats.get(reverse("clubdesk:download", args=[batch.pk, "xlsx"]))
    assert file["Content-Disposition"].startswith("attachment")
    assert "no-store" in file["Cache-Control"]
    assert file.content.startswith(b"PK")
    assert ReadLog.objects.filter(action="export", subject=f"batch:{batch.pk}").count() == 1
    reference = claims()[0].case.reference
    assert ReadLog.objects.filter(action="export", subject=f"case:{reference}").count() == 1
    assert murats.get(reverse("clubdesk:download", args=[batch.pk, "exe"])).status_code == 404
    assert murats.get(reverse("clubdesk:download", args=[batch.pk, "json"])).status_code == 200


def test_looking_and_uncovering_are_remembered(elifs, season):  # noqa: F811
    claim = make_claim(1, season)
    cases.ask(claim.case, "Belgen?", by=None)
    photo = uploads.accept(SimpleUploadedFile("kimlik.jpg", make_jpeg()))
    cases.write(claim.case, "Ekte.", uploads=[photo.pk])
    batch = make(elifs, season)
    address = reverse("clubdesk:read", args=[batch.pk, 1])
    assert "D**** A** Ö********" in text(elifs.get(address))
    subject = f"case:{claim.case.reference}"
    assert ReadLog.objects.filter(action="open", subject=subject).count() == 1
    shown = text(elifs.post(reverse("clubdesk:reveal", args=[batch.pk, 1])))
    assert "Deniz Ali Örnekoğlu" in shown
    assert number_of(1) not in shown  # nobody needs it uncovered
    assert ReadLog.objects.filter(action="reveal", subject=subject).count() == 1
    link = re.search(r'href="([^"]+/dosya/[^"]+)"', text(elifs.get(address))).group(1)
    assert elifs.get(link).status_code == 200
    assert ReadLog.objects.filter(action="file", subject=subject).count() == 1
    foreign = uploads.accept(SimpleUploadedFile("b.jpg", make_jpeg()), case=make_claim(2, season).case)
    assert elifs.get(link.replace(str(photo.token), str(foreign.token))).status_code == 404


def test_what_is_wrong_is_said_and_what_was_typed_stays(elifs, season):  # noqa: F811
    make_claim(1, season)
    batch = make(elifs, season)
    answer = decide(elifs, batch, 1, "missing", reason="", text="Adın eksik")
    assert answer.status_code == 422
    assert "Nedeni seçin" in text(answer)
    assert 'value="Adın eksik"' in text(answer)
    for data in [{}, {"decision": "atlantis", "version": 1}, {"decision": "approve", "version": "x"}]:
        answer = elifs.post(reverse("clubdesk:decide", args=[batch.pk, 1]), data)
        assert answer.status_code == 422
    answer = elifs.post(reverse("clubdesk:decide", args=[batch.pk, 1]), {"decision": "approve", "version": 99})
    assert "Yeniden bakın" in text(answer)
    assert elifs.post(reverse("clubdesk:undo", args=[batch.pk, 1])).status_code == 422
    assert elifs.get(reverse("clubdesk:read", args=[batch.pk, 9])).status_code == 404


def test_keys_are_an_offer(elifs, elif_, season):  # noqa: F811
    make_claim(1, season)
    batch = make(elifs, season)
    address = reverse("clubdesk:read", args=[batch.pk, 1])
    assert "data-club-shortcuts" in text(elifs.get(address))
    UserProfile.objects.update_or_create(user=elif_, defaults={"keyboard_shortcuts": False})
    assert "data-club-shortcuts" not in text(elifs.get(address))


def test_the_second_reader_does_not_see_the_first_decision(elifs, murats, season):  # noqa: F811
    make_claim(1, season)
    batch = make(elifs, season)
    batch.readings.update(needs_second=True)
    decide(elifs, batch, 1, "refuse", reason="age")
    address = reverse("clubdesk:read", args=[batch.pk, 1])
    hers = text(murats.get(address))
    assert "İkinci okuma" in hers
    assert "Elif Kaya" not in hers
    assert "Bu isteği ikinci kez başka biri okuyacak" in text(elifs.get(address))
    assert decide(elifs, batch, 1, "approve").status_code == 422


def test_the_clubs_file_and_the_ledger(elifs, season, elif_, murat):  # noqa: F811
    closed(season, elif_, murat, APPROVE, APPROVE)
    first, second = (claim.case.shown_reference for claim in claims())
    upload = reverse("clubdesk:upload")
    assert elifs.post(upload).status_code == 422
    wrong = elifs.post(upload, {"file": SimpleUploadedFile("a.csv", b"Ad;Soyad\r\nx;y")})
    assert wrong.status_code == 422
    assert "sütunlar bulunamadı" in text(wrong)
    content = as_csv([[first, "kabul", "", "41-1"], ["İZM-2222-2222", "kabul", "", "2"]])
    address = elifs.post(upload, {"file": SimpleUploadedFile("yanit.csv", content)}).url
    page = text(elifs.get(address))
    assert "1 satırı işle" in page
    assert "Bu numarayla üyelik isteği yok" in page or "okunamadı" in page
    elifs.post(address, {"apply": "1"})
    elifs.post(address, {"apply": "1"})
    assert MembershipClaim.objects.filter(state="ready").count() == 1
    assert "İşlendi" in text(elifs.get(address))
    other = elifs.post(upload, {"file": SimpleUploadedFile("b.csv", as_csv([[second, "ret", "Yok", ""]]))}).url
    elifs.post(other, {"discard": "1"})
    assert ClubAnswer.objects.count() == 1

    ledger = reverse("clubdesk:dues")
    page = text(elifs.get(ledger))
    assert "1.200,00 TL" in page
    year = re.search(r'name="year" value="(\d+)"', page).group(1)
    sent = {"year": year, "total": "120000", "paid_on": "31.02.2026", "document": ""}
    bad = elifs.post(ledger, sent)
    assert bad.status_code == 422
    assert "Günü 02.02.2026 gibi yazın" in text(bad)
    assert "Belge numarasını yazın" in text(bad)
    assert elifs.post(ledger, sent | {"paid_on": "01.03.2026", "document": "D-7"}).status_code == 302
    assert DuesPayment.objects.get().members == 1
    assert "D-7" in text(elifs.get(ledger))
    again = elifs.post(ledger, sent | {"paid_on": "01.03.2026", "document": "D-8"})
    assert "açık aidat yok" in text(again)


def test_the_menu_shows_it_to_those_who_work_there(elifs):
    address = reverse("clubdesk:overview")
    assert address in text(elifs.get(reverse("wagtailadmin_home")))
    assert address not in text(enter(make_clerk("hasan")).get(reverse("wagtailadmin_home")))


def test_seasons_are_edited_by_the_directorate(season, elifs):  # noqa: F811
    user = make_staff("mudur", "club.change_season", "club.view_season", "club.add_season")
    browser = enter(user)
    page = browser.get(reverse("seasons:edit", args=[season.pk]))
    assert page.status_code == 200
    assert "Herkes bu hakkı bir kez kullanır" in text(page)
    assert elifs.get(reverse("seasons:edit", args=[season.pk])).status_code == 302
    Season.objects.update(taken=9)
    season.refresh_from_db()
    for wrong, sentence in [
        ({"quota": 8}, "Alınan yerden az olamaz"),
        ({"turns_18_to": season.turns_18_from - timedelta(days=1)}, "ilk günden önce"),
        ({"closes_at": season.opens_at}, "açılıştan sonra"),
    ]:
        for name, value in wrong.items():
            setattr(season, name, value)
        with pytest.raises(ValidationError, match=sentence):
            season.clean()
        season.refresh_from_db()
    names = ["name", "benefit", "quota", "answer_days", "documents", "dues_years", "dues_kurus", "source"]
    typed = {name: getattr(season, name) for name in names} | {"unit": "", "quota": 8}
    typed |= {name: f"{getattr(season, name):%d.%m.%Y}" for name in ("turns_18_from", "turns_18_to")}
    typed |= {name: f"{getattr(season, name):%d.%m.%Y %H:%M}" for name in ("opens_at", "closes_at")}
    answer = browser.post(reverse("seasons:edit", args=[season.pk]), typed)
    assert answer.status_code == 200
    assert "Alınan yerden az olamaz: 9" in text(answer)


def test_the_desk_shows_claims_too(deniz, season):  # noqa: F811
    claim = make_claim(1, season)
    browser = enter(deniz)
    page = text(browser.get(reverse("desk:inbox")))
    assert claim.case.shown_reference in page
    assert "kontrol ediliyor" in page
    assert browser.get(reverse("desk:inbox") + "?uyelik=sent").status_code == 200
    assert browser.get(reverse("desk:case", args=[claim.case.pk])).status_code == 200
