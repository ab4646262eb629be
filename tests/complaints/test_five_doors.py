"""One fault through five doors, each walked as its people walk it: one case, five clocks, one answer to all."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from notices.models import Notice
from tests import makers
from wishes import joining
from wishes.models import Case, Contact
from wishes.workflow import Channel, Status

from .intake_desk import ADDRESS, CALL, HERS, nonce_on, save, sign_in

pytestmark = pytest.mark.django_db
NEIGHBOUR = "0555 000 00 99"
CHAT = "[22.11.2026 14:03] Zeynep Ö.: Salıncağın zinciri hâlâ kopuk.\n[22.11.2026 14:04] Çınar: İletiyoruz."


@pytest.fixture
def deniz(db):
    return makers.make_directorate()


def verb(browser, case, address, **data):
    case.refresh_from_db()
    seen = case.events.order_by("-pk").values_list("pk", flat=True).first()
    where = reverse(f"desk:{address}", args=[case.pk])
    return browser.post(where, {"version": case.version, "seen": seen, "step": "send"} | data)


def test_it_works(citizen, deniz):
    call_command("load_clocks", verbosity=0)
    citizen.fill_in()
    citizen.send()
    case = Case.objects.get()
    desk = sign_in(deniz)

    # Her neighbour rings up about the same swing and gets a number of her own.
    save(desk, phone=NEIGHBOUR, join=case.pk, words="Salıncak kopmuş, çocuklar düşecek.")
    neighbour = Case.objects.exclude(pk=case.pk).get()
    # She comes to the desk herself, then sends a picture's worth of words through WhatsApp.
    save(desk, phone=HERS, name=makers.ZEYNEP["name"], join=case.pk, channel="desk", words="Geldim, hâlâ kopuk.")
    read = desk.post(reverse("intake:paste"), {"chat": CHAT})
    words = read.context["form"]["words"].value()
    chat = CALL | {"nonce": nonce_on(read), "join": case.pk, "words": words, "do": "next"}
    desk.post(ADDRESS + "whatsapp/kayit/", chat | {"phone": HERS, "received_on": timezone.localdate().isoformat()})
    # Its own screen comes later; the contact and its clock are the same.
    cimer = joining.contact(
        case, channel=Channel.CIMER, words="CİMER'e de yazdım.", external_number="2601234567", by=deniz
    )

    contacts = {contact.channel: contact for contact in case.contacts.all()}
    assert sorted(contacts) == ["cimer", "desk", "phone", "web", "whatsapp"]
    assert Case.objects.matters().get() == case and neighbour.merged_into == case
    assert {name: contact.clock for name, contact in contacts.items()} == {
        "web": "petition", "phone": "petition", "desk": "petition", "whatsapp": "petition", "cimer": "cimer"
    }  # fmt: skip
    assert all(contact.started_on == timezone.localdate() and contact.due_on for contact in contacts.values())
    assert "Hâlâ" not in words and "zinciri hâlâ kopuk" in words and "İletiyoruz" not in words

    Notice.objects.all().delete()
    verb(desk, case, "close", outcome="done", text="Zinciri yeniledik.")
    case.refresh_from_db()
    assert case.is_open and case.decided == "done"
    assert list(case.contacts.running()) == [cimer]
    assert set(Notice.objects.values_list("about", flat=True)) == {case.reference, neighbour.reference}

    verb(desk, case, "discharge", contact=cimer.pk)
    case.refresh_from_db()
    assert (case.status, case.outcome) == (Status.CLOSED, "done")
    assert not Contact.objects.running().exists()
    ways = dict(case.contacts.values_list("channel", "answered_by_way"))
    assert ways == {"web": "notice", "phone": "notice", "desk": "notice", "whatsapp": "notice", "cimer": "relay"}
    # The reports count five contacts, two people and one case; the neighbour's number leads to it.
    assert Contact.objects.exclude(person=None).values("person").distinct().count() == 2
    assert case.shown_reference in desk.get(reverse("desk:case", args=[neighbour.pk])).content.decode()
