"""The receipt on paper: one page, readable by people, machines and screen readers."""

import re
import shutil
import subprocess
import zlib

import pytest
import segno

from accounts.models import Unit
from lib import reference
from tests import makers
from tests.papers import text_of
from wishes import keys, receipts, services, tracking
from wishes.workflow import NotifyBy, Outcome

pytestmark = pytest.mark.django_db


def sheet_of(case):
    return receipts.pdf(tracking.find(case.reference), organisation="Örnek Belediyesi")


def pages(content):
    return len(re.findall(rb"/Type /Page\b(?!s)", content))


@pytest.fixture
def case(parks):
    return makers.make_case(unit=parks)


def test_it_works(case):
    content = sheet_of(case)
    assert content.startswith(b"%PDF-") and pages(content) == 1
    said = text_of(content)
    assert case.shown_reference in said
    assert reference.show_code(keys.receipt_code(case)) in said
    assert "Örnek Belediyesi" in said and "Park ve Bahçeler Müdürlüğü" in said
    assert "30 takvim günü, dayanağı: 3071 sayılı Kanun m. 7" in said
    assert "Ad soyad, imza" not in said and "Zeynep" not in said, "no identity on paper that nobody asked for"


def test_a_petition_has_a_name_and_a_line_to_sign(parks):
    case = makers.make_case(unit=parks, person=makers.make_person(address="Gül Sokak 5, İzmit"))
    said = text_of(sheet_of(case))
    assert "Zeynep Örnekoğlu" in said and "Ad soyad, imza" in said


def test_the_longest_content_still_fits_one_page():
    unit = Unit.objects.create(name="Uzun Adlı İşler Müdürlüğü " + "ğüşiöç İI " * 9, slug="uzun")
    category = makers.make_category("Konu adı " + "şöyle böyle " * 5, unit=unit, slug="konu")
    person = makers.make_person(name="Ayşegül " * 14 + "Örnekoğlu", address="Gül Sokak 5")
    case = makers.make_case(category=category, person=person)
    content = sheet_of(case)
    assert pages(content) == 1
    said = text_of(content)
    assert "Ad soyad, imza" in said and case.shown_reference in said


def test_the_qr_leads_to_the_number_and_never_to_the_secret(case, settings, tmp_path):
    settings.PUBLIC_BASE_URL = "https://cinar.ornek.example/"
    address = f"https://cinar.ornek.example/takip/?no={case.url_reference}"
    assert receipts.address(case) == address
    assert receipts.qr(case).matrix == segno.make(address, error="m", micro=False).matrix
    if not (shutil.which("zbarimg") and shutil.which("pdftoppm")):
        pytest.skip("zbarimg is not installed")
    path = tmp_path / "belge.pdf"
    path.write_bytes(sheet_of(case))
    subprocess.run(["pdftoppm", "-r", "100", "-png", "-singlefile", path, tmp_path / "belge"], check=True)
    read = subprocess.run(["zbarimg", "-q", "--raw", tmp_path / "belge.png"], capture_output=True, text=True)
    assert read.stdout.strip() == address


def test_it_can_be_read_aloud(case):
    content = sheet_of(case)
    assert b"/MarkInfo" in content and b"/StructTreeRoot" in content and b"/Lang" in content
    assert b"/H1" in content and b"/Figure" in content and b"/Alt" in content
    drawn = b"".join(_streams(content))
    assert drawn.count(b"BDC") + drawn.count(b"BMC") == drawn.count(b"EMC") > 10


def _streams(content):
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", content, re.S):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            continue


def test_an_answered_case_shows_its_outcome_instead_of_promises(case, ayse):
    services.close(case, outcome=Outcome.DONE, text="Yaptık.", by=ayse)
    said = text_of(sheet_of(case))
    assert "Çözüldü" in said and "Söz verdiğimiz gün" not in said


def test_a_citizen_prints_it_from_the_page(client, parks):
    receipt = makers.make_complaint(unit=parks, notify_by=NotifyBy.NONE)
    client.get(f"/takip/l/{receipt.link_token}/")
    response = client.get(f"/takip/{receipt.case.url_reference}/belge.pdf")
    assert response["Content-Type"] == "application/pdf" and response.content.startswith(b"%PDF-")
    assert response["Content-Disposition"] == f'inline; filename="{receipt.case.url_reference}-belge.pdf"'
    assert "no-store" in response["Cache-Control"] and response["Referrer-Policy"] == "no-referrer"


def test_it_refuses_a_stranger(client, case):
    assert client.get(f"/takip/{case.url_reference}/belge.pdf").status_code == 302
