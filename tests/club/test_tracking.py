"""What the young person reads while it goes on, and the sheet of paper at the end."""

import pytest
from django.urls import reverse

from lib import reference
from tests.club.conftest import make_claim, number_of
from tests.club.test_answers import as_csv
from tests.club.test_batches import claims, closed, elif_, murat, season  # noqa: F401  fixtures
from wishes import keys
from wishes import services as cases
from wishes.club import answers, certificates, services
from wishes.workflow import Status

pytestmark = pytest.mark.django_db


def look(client, case):
    client.post("/takip/", {"no": case.shown_reference, "key": reference.show_code(keys.receipt_code(case))})
    return client.get(reverse("wishes:case", args=[case.url_reference])).content.decode()


def test_every_standing_has_its_words(client, season, elif_, murat):  # noqa: F811
    closed(season, elif_, murat, "approve", "missing", "refuse", "hold", "approve", "approve")
    sent, missing, refused, held, ready, no = (claim.case for claim in claims())
    rows = [[ready.shown_reference, "kabul", "", "41-7"], [no.shown_reference, "ret", "Kaydın var", ""]]
    answers.apply(answers.keep("a", as_csv(rows), by=elif_), by=elif_)
    for case, words in [
        (sent, ["Onaylandı, kulübe gönderdik."]),
        (missing, ["Eksik var.", "e-Devlet", 'name="files"']),
        (refused, ["Olmadı.", "Kaydın başka bir ilçede"]),
        (held, ["Kontrol ediyoruz.", "Senden şu an bir şey istemiyoruz"]),
        (ready, ["Kartın hazır.", "41-7", "uyelik-belgesi.pdf", "sildik"]),
        (no, ["Olmadı.", "Kaydın var"]),
    ]:
        page = look(client, case)
        for word in words:
            assert word in page, word
    assert "uyelik-belgesi" not in look(client, sent)


def test_what_is_missing_is_answered_on_the_tracking_page(client, season, elif_, murat):  # noqa: F811
    closed(season, elif_, murat, "missing")
    case = claims()[0].case
    look(client, case)
    client.post(reverse("wishes:write", args=[case.url_reference]), {"text": "Belgem ekte."})
    case.refresh_from_db()
    assert case.status == Status.IN_PROGRESS
    assert "Kontrol ediyoruz." in look(client, case)


def test_the_page_says_sen_to_the_end_and_asks_no_complaint_question(client, season, elif_, murat):  # noqa: F811
    closed(season, elif_, murat, "refuse", "missing")
    refused, missing = (claim.case for claim in claims())
    page = look(client, refused)
    assert "Bir yanlışlık mı var?" in page and "Son söz sende" in page
    assert "Çözülme" not in page and "Son söz sizde" not in page
    page = look(client, missing)
    assert "Yanıtını bekliyoruz" in page and "Sonucu sana bildireceğiz" in page and "Başvurunuz<" not in page


def test_the_certificate_says_nothing_of_the_person_and_can_be_checked(client, season, elif_, murat):  # noqa: F811
    closed(season, elif_, murat, "approve")
    claim = claims()[0]
    address = reverse("club:certificate", args=[claim.case.url_reference])
    look(client, claim.case)
    assert client.get(address).status_code == 404  # not yet
    assert certificates.find(certificates.token(claim.case)) is None
    rows = [[claim.case.shown_reference, "kabul", "", "41-7"]]
    answers.apply(answers.keep("a", as_csv(rows), by=elif_), by=elif_)
    claim = claims()[0]
    pdf = client.get(address)
    assert pdf.status_code == 200
    assert pdf.content.startswith(b"%PDF")
    assert pdf["Cache-Control"] == "no-store, private" or "no-store" in pdf["Cache-Control"]
    sheet = certificates.Certificate(claim, "İzmit Belediyesi")
    assert sheet.pages_count == 1
    for secret in [number_of(1), "Örnekoğlu", "5550000001"]:
        assert secret.encode() not in pdf.content
        assert secret not in certificates.address(claim.case)

    page = client.get(reverse("club:verify", args=[certificates.token(claim.case)]))
    assert page.status_code == 200
    assert claim.case.shown_reference in page.content.decode()
    assert "Örnekoğlu" not in page.content.decode()
    for wrong in [
        f"{claim.case.url_reference}.{'0' * 40}",
        claim.case.url_reference,
        "İZM-2222-2222.x",
        "x",
        "." * 300,
    ]:
        answer = client.get(reverse("club:verify", args=[wrong]))
        assert answer.status_code == 404
        assert "tanımadık" in answer.content.decode()


def test_a_stranger_gets_no_certificate(client, season):  # noqa: F811
    claim = make_claim(1, season)
    assert client.get(reverse("club:certificate", args=[claim.case.url_reference])).status_code == 302


def test_who_withdraws_gives_the_place_back_and_takes_the_consent(season):  # noqa: F811
    claim = make_claim(1, season)
    cases.withdraw(claim.case)
    services.tidy()
    season.refresh_from_db()
    claim.consent.refresh_from_db()
    assert season.taken == 0
    assert claim.consent.withdrawn_at
