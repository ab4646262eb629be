"""A conversation out of WhatsApp: whose words are kept, what is left out, and the case it becomes."""

import time
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from home.demo.site import read as read_data
from tests import makers
from wishes.complaints.intake_chat import parse, read
from wishes.models import Attachment, Case
from wishes.workflow import Channel

from .intake_desk import ADDRESS, CALL, HERS, nonce_on, screen

IPHONE = """\
[22.11.2026 14:03] Zeynep Ö.: Merhaba, Yahya Kaptan'da lamba yanmıyor.
Üç gündür karanlık.
[22.11.2026 14:03:41] ~Zeynep Ö.: \u200e<Medya dahil edilmedi>
[22.11.2026 14:05] İzmit Belediyesi: Merhaba, neresi tam olarak?
[22.11.2026 14:06] Zeynep Ö.: Okulun yanı. Numaram 0532 111 22 33, adım Zeynep.
[22.11.2026 14:07] Zeynep Ö.: Bu mesaj silindi"""
ANDROID = """\
22.11.2026 14:01 - Mesajlar ve aramalar uçtan uca şifrelidir. Daha fazla bilgi alın.
22.11.2026 14:03 - +90 532 111 22 33: Çöp alınmadı
22.11.2026, 14:04 - +90 532 111 22 33: IMG-20261122-WA0001.jpg (dosya ekli)
22.11.2026 14:05 - Çınar: Teşekkürler, iletiyoruz.
22.11.2026 14:06 - +90 532 111 22 33: TC 10000000146, posta zeynep@ornek.example"""
WEB = """\
[14:03, 22.11.2026] +90 532 111 22 33: Kaldırım çökmüş
[14:04, 22.11.2026] Siz: Nerede?
[14:04, 22.11.2026] +90 532 111 22 33: Cedit, bakkalın önü: köşede"""


def test_it_works():
    chat = read(IPHONE, our_names=["Çınar", "İzmit Belediyesi"])
    assert chat.words == (
        "Merhaba, Yahya Kaptan'da lamba yanmıyor.\nÜç gündür karanlık.\nOkulun yanı. Numaram •••, adım •••."
    )
    assert (chat.day, chat.phone) == (date(2026, 11, 22), "")
    assert (chat.taken, chat.ours, chat.silent) == (2, 1, 2)


def test_the_telephones_number_becomes_the_callers():
    chat = read(ANDROID, our_names=["Çınar"])
    assert chat.phone == "+905321112233"
    assert chat.words == "Çöp alınmadı\nTC •••, posta •••"
    assert (chat.taken, chat.ours, chat.silent) == (2, 1, 2)


def test_copied_from_the_web_with_a_colon_in_the_words():
    assert read(WEB).words == "Kaldırım çökmüş\nCedit, bakkalın önü: köşede"


@pytest.mark.parametrize(
    "head",
    ["1/2/26 9:05 - ", "[01.02.2026, 09:05:59] ", "01.02.2026 ÖÖ - ", "[2/1/2026, 9:05 PM] ", "[9:05 ÖS, 01.02.2026] "],
)
def test_telephones_write_it_a_little_differently(head):
    if "ÖÖ" in head:  # no time at all: no head, so the line stays what it is
        assert [message.sender for message in parse(f"{head}Ali: Su yok")] == [""]
        return
    assert [(message.sender, message.text) for message in parse(f"{head}Ali: Su yok")] == [("Ali", "Su yok")]


def test_text_that_is_no_conversation_stays_and_loses_only_numbers():
    chat = read("Lamba yanmıyor.\nSaat 14:03'te gördüm: 3 gündür. Tel 0532 111 22 33")
    assert chat.words == "Lamba yanmıyor.\nSaat 14:03'te gördüm: 3 gündür. Tel •••"
    assert (chat.day, chat.taken) == (None, 1)
    assert read("").words == "" == read("\x00\u200e\n\n").words


def test_a_day_that_is_none_is_not_taken_over():
    assert read("[45.13.2026 14:03] Ali: Su yok").day is None


def test_whoever_wrote_first_is_the_citizen_when_all_names_look_like_ours():
    assert read("[22.11.2026 14:03] Çınar Apartmanı: Su yok\n[22.11.2026 14:04] Belediye: Bakıyoruz").words == "Su yok"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("[]:-, 0123456789.\n~+@ÖSaçılü\u200e\x07")), max_size=200))
def test_whatever_is_pasted_gives_words(text):
    chat = read(text)
    assert "\x07" not in chat.words and len(chat.words) <= 4 * len(text) + 3


# -- The screens --------------------------------------------------------------------------------


def paste(browser, chat=IPHONE, photos=()):
    files = [SimpleUploadedFile(f"{number}.jpg", photo) for number, photo in enumerate(photos)]
    return browser.post(ADDRESS + "whatsapp/", {"chat": chat, "files": files})


@pytest.mark.django_db
def test_pasted_corrected_saved(desk, ayse):
    assert "kimlik numarası, sağlık bilgisi ya da belge istemeyin" in screen(desk, "whatsapp/").content.decode()
    day = timezone.localdate() - timedelta(days=2)
    page = paste(desk, ANDROID.replace("22.11.2026", day.strftime("%d.%m.%Y")), [makers.make_jpeg()] * 2)
    text = page.content.decode()
    assert page.status_code == 200
    assert page.context["form"]["words"].value() == "Çöp alınmadı\nTC •••, posta •••"
    assert 'value="0532 111 22 33"' in text and f'value="{day.isoformat()}"' in text and "Alınan mesaj: 2" in text
    kept = page.context["form"].initial["kept"]
    data = CALL | {"nonce": nonce_on(page), "do": "next", "kept": kept, "phone": "0532 111 22 33"}
    data |= {"words": "Çöp iki gündür alınmadı.", "received_on": day.isoformat()}
    response = desk.post(ADDRESS + "whatsapp/kayit/", data)
    assert (response.status_code, response.url) == (302, ADDRESS + "whatsapp/")
    case = Case.objects.get()
    contact = case.contacts.get()
    assert (contact.channel, contact.words) == (Channel.WHATSAPP, "Çöp iki gündür alınmadı.")
    assert timezone.localdate(contact.at) == day == contact.started_on
    assert case.attachments.count() == 2 and case.events.get().attachments.count() == 2
    assert "channel" not in page.context["form"].fields


@pytest.mark.django_db
def test_the_script_is_sent_back_to_the_next_conversation(desk):
    data = CALL | {"nonce": nonce_on(screen(desk)), "received_on": timezone.localdate().isoformat()}
    response = desk.post(ADDRESS + "whatsapp/kayit/", data, headers={"X-Intake": "1"})
    assert (response.status_code, response["X-Intake-Open"]) == (204, ADDRESS + "whatsapp/")
    assert desk.get(ADDRESS + "whatsapp/kayit/").url == ADDRESS + "whatsapp/"


@pytest.mark.django_db
def test_an_error_loses_no_picture(desk):
    page = paste(desk, photos=[makers.make_jpeg()])
    data = CALL | {"nonce": nonce_on(page), "words": "", "kept": page.context["form"].initial["kept"]}
    data |= {"received_on": timezone.localdate().isoformat()}
    wrong = desk.post(ADDRESS + "whatsapp/kayit/", data)
    assert wrong.status_code == 422 and "0.jpg" in wrong.content.decode()
    kept = wrong.context["form"].data["kept"]
    right = desk.post(ADDRESS + "whatsapp/kayit/", data | {"words": "Lamba yanmıyor.", "kept": kept})
    assert right.status_code == 302 and Case.objects.get().attachments.count() == 1


@pytest.mark.django_db
def test_it_refuses_a_strangers_picture_too_many_and_too_much(desk, parks):
    stranger = Attachment.objects.create(content_type="image/jpeg", size=1, file="cases/aa/x.jpg")
    data = CALL | {"nonce": nonce_on(screen(desk)), "received_on": timezone.localdate().isoformat()}
    desk.post(ADDRESS + "whatsapp/kayit/", data | {"kept": f"[{stranger.pk}]"})
    assert not Case.objects.get().attachments.exists()
    for response, said in [
        (paste(desk, ""), "Konuşmayı yapıştırın."),
        (paste(desk, "a" * 60_001), "Konuşma en çok 60.000 karakter olabilir."),
        (paste(desk, photos=[makers.make_jpeg(8, 8)] * 6), "En çok 5 dosya"),
        (paste(desk, photos=[b"MZ not a picture"]), "açılamıyor"),
    ]:
        assert response.status_code == 422 and said in response.content.decode()


@pytest.mark.parametrize("blank", ["\n", " "])
def test_a_long_gap_in_a_message_costs_no_time(blank):
    began = time.monotonic()
    assert read(f"[22.11.2026 14:03] Ali: a{blank * 50_000}b").words
    assert time.monotonic() - began < 5  # it took a minute


@pytest.mark.django_db
def test_very_long_words_are_kept_for_shortening(desk):
    page = paste(desk, "[22.11.2026 14:03] Ali: " + "çok uzun " * 900)
    assert page.status_code == 200 and len(page.context["form"]["words"].value()) > 3000


@pytest.mark.django_db
def test_a_chat_can_be_added_to_the_callers_open_case(desk, parks):
    case = makers.make_case(unit=parks)
    data = CALL | {"nonce": nonce_on(screen(desk)), "join": case.pk, "words": "Fotoğrafı da var."}
    desk.post(ADDRESS + "whatsapp/kayit/", data | {"phone": HERS, "received_on": timezone.localdate().isoformat()})
    assert [contact.channel for contact in case.contacts.all()] == [Channel.WEB, Channel.WHATSAPP]


# -- The public page ------------------------------------------------------------------------------
def test_wherever_the_public_page_gives_the_number_the_warning_stands():
    """Law 6698 and the Authority's notice of 29.01.2026: nothing sensitive through WhatsApp."""
    texts = read_data("pages")
    (page,) = [row for row in texts["page"] if row["slug"] == "ulasim"]
    number, warning = page["body"].index("0532 166 41 41"), page["body"].index("!uyarı WhatsApp’a yazmayın")
    assert 0 < warning - number < 400
    for word in ["T.C. kimlik numarası", "sağlık bilgisi", "belge", "formu kullanın"]:
        assert word in page["body"][warning:]
    # Everything else leads to that page, not straight into the application.
    assert "wa.me" not in str([texts["home"], texts["footer"]])
