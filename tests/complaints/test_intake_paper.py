"""A petition on paper: its scan, its number, the day it came."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from people.models import Person
from tests import makers
from wishes.models import Attachment, Case
from wishes.workflow import Channel

from .intake_desk import ADDRESS, CALL, PIECE, nonce_on, piece, screen

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def enter(browser, scan=PDF, file="tarama.pdf", nonce=None, headers=None, **different):
    data = CALL | {
        "nonce": nonce or nonce_on(piece(browser)),
        "do": "next",
        "external_number": "2026/1234",
        "received_on": (timezone.localdate() - timedelta(days=3)).isoformat(),
        "name": "Zeynep Örnekoğlu",
        "address": "Örnek Sokak 1, İzmit",
    }
    data |= different
    if scan is not None:
        data["files"] = [SimpleUploadedFile(file, scan)]
    return browser.post(ADDRESS + "dilekce/", data, headers=headers)


def test_it_works(desk, ayse):
    response = enter(desk)
    assert (response.status_code, response.url) == (302, ADDRESS + "dilekce/")
    case = Case.objects.get()
    contact = case.contacts.get()
    came = timezone.localdate() - timedelta(days=3)
    assert case.complaint.is_petition and case.channel == contact.channel == Channel.DESK
    assert (contact.external_number, contact.started_on, timezone.localdate(contact.at)) == ("2026/1234", came, came)
    assert case.person.address == "Örnek Sokak 1, İzmit" and case.person.name == "Zeynep Örnekoğlu"
    assert case.due_on >= came + timedelta(days=30)
    scan = case.attachments.get()
    assert scan.content_type == "application/pdf" and scan.event == case.events.get() and scan.by_citizen


def test_a_photograph_of_the_paper_will_do(desk):
    enter(desk, makers.make_jpeg(), file="foto.jpg")
    assert Attachment.objects.get().content_type == "image/jpeg"


@pytest.mark.parametrize(
    ("different", "said"),
    [
        ({"scan": None}, "Dilekçenin taramasını ekleyin."),
        ({"scan": b"PK\x03\x04 a letter"}, "açılamıyor"),
        ({"external_number": " "}, "Evrak sayısını yazın."),
        ({"external_number": "9" * 61}, "Evrak sayısı en çok 60 karakter olabilir."),
        ({"received_on": ""}, "Geliş gününü 15.02.2026 gibi yazın."),
        ({"received_on": "dün"}, "Geliş gününü 15.02.2026 gibi yazın."),
        ({"received_on": "9999-12-31"}, "Geliş günü bugünden sonra olamaz."),
        ({"received_on": "0001-01-01"}, "Geliş günü bir yıldan eski görünüyor."),
        ({"name": ""}, "Dilekçedeki adı ve soyadı yazın."),
        ({"address": ""}, "Dilekçedeki adresi yazın."),
        ({"address": "a" * 401}, "Adres en çok 400 karakter olabilir."),
    ],
)
def test_it_refuses_what_makes_no_petition(desk, different, said):
    response = enter(desk, headers=PIECE, **different)
    assert response.status_code == 422 and said in response.content.decode()
    assert not Case.objects.exists() and not Person.objects.exists()


def test_tomorrow_has_not_come(desk):
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert enter(desk, received_on=tomorrow.isoformat()).status_code == 422
    assert enter(desk, received_on=timezone.localdate().strftime("%d.%m.%Y")).status_code == 302


def test_an_error_loses_no_scan(desk):
    wrong = enter(desk, address="")
    kept = wrong.context["form"].data["kept"]
    assert "tarama.pdf" in wrong.content.decode()
    assert enter(desk, scan=None, nonce=nonce_on(wrong), kept=kept).status_code == 302
    assert Case.objects.get().attachments.count() == 1


def test_the_same_paper_is_not_entered_twice(desk):
    first = nonce_on(screen(desk, "dilekce/"))
    enter(desk, nonce=first)
    again = enter(desk, words="Başka bir özet.")
    assert again.status_code == 422
    assert f"Bu sayı bu yıl kaydedilmiş: {Case.objects.get().shown_reference}" in again.content.decode()
    assert enter(desk, nonce=first).status_code == 302  # the same press again
    assert Case.objects.count() == 1


def test_the_signatures_owner_is_not_asked_for_an_sms(desk):
    enter(desk, phone="", notify_by="sms")
    assert Case.objects.get().notify_by == "none"
