"""What Zeynep reads: kind, short, with a link; never a name, a topic, or what a unit wrote."""

import re

import pytest
from django.conf import settings as django_settings

from notices.rendering import render
from tests import makers

KEYS = sorted(
    path.name for path in (django_settings.BASE_DIR / "templates/notices").glob("case_*") if (path / "sms.txt").exists()
)
BANNED = ["geçersiz", "hatalı giriş", "zorunlu alan", "lütfen", "üzgünüz", "başarıyla", "!", "sayın"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _address(settings):
    settings.PUBLIC_BASE_URL = "https://cinar.example/"


def test_every_message_of_a_case_has_its_words():
    assert {
        "case_received", "case_asked", "case_answered", "case_transferred",
        "case_closed", "case_promised", "case_reopened",
    } <= set(KEYS)  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_an_sms_is_one_line_with_the_link_at_its_end(notice, key):
    _subject, text = render(notice(key))
    words, link = text.rsplit(" ", 1)
    assert re.fullmatch(r"https://cinar\.example/takip/l/[0-9a-f]{40}/", link)
    assert words.endswith(":")
    assert "\n" not in text and "  " not in text
    assert len(words) <= 80
    # Netgsm counts 150 to a message, with ş ğ ı İ Ş Ğ ç twice.
    assert len(text) + len(re.findall("[şŞğĞıİç]", text)) <= 150


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("transport", ["sms", "email"])
def test_no_message_holds_a_person_or_what_a_unit_wrote(notice, key, transport):
    subject, body = render(notice(key, transport))
    for part in [*makers.ZEYNEP.values(), "Zeynep", "Mehmet Bey"]:
        assert part not in subject + body


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("transport", ["sms", "email"])
def test_the_voice_is_ours(notice, key, transport):
    text = " ".join(render(notice(key, transport))).lower()
    assert [word for word in BANNED if word in text] == []


@pytest.mark.parametrize("key", KEYS)
def test_an_e_mail_has_a_number_in_its_subject_and_a_link(notice, key):
    subject, body = render(notice(key, "email"))
    assert subject.endswith(": İZM-ABCD-2345")
    assert "\nhttps://cinar.example/takip/l/0123456789abcdef0123456789abcdef01234567/\n" in body
    assert body.startswith("Merhaba,\n\n")
    assert "\n\n\n" not in body
    assert body.endswith("Yazmak için bağlantıyı açın.\n")


def test_the_promised_day_is_written_the_turkish_way(notice):
    assert "Söz verdiğimiz gün: 2 Şubat 2026 Pazartesi" in render(notice("case_received", "email"))[1]
    assert "Yeni gün: 2 Şubat 2026 Pazartesi" in render(notice("case_promised", "email"))[1]
    assert "yeni gün: 02.02.2026." in render(notice("case_promised", "sms"))[1]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("transport", ["sms", "email"])
def test_without_a_promised_day_nothing_dangles(notice, key, transport):
    if key == "case_promised":
        return  # there is always a day
    body = render(notice(key, transport, promised_on=""))[1]
    assert "gün:" not in body
    assert "None" not in body and "\n\n\n" not in body


def test_signs_of_plain_text_stay_as_they_are(notice, settings):
    settings.NOTICE_SIGNATURE = "Halk & Masası'nın <ekibi>"
    assert "\nHalk & Masası'nın <ekibi>\n" in render(notice("case_received", "email"))[1]


def test_the_words_are_turkish_whatever_language_the_worker_speaks(notice):
    from django.utils import translation

    with translation.override("en"):
        assert render(notice("case_asked"))[1].startswith("Devam edebilmemiz için bir sorumuz var:")
