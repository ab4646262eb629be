"""What a person with a registration reads: kind, short, in one message, with no name in it."""

import json
import re

import pytest

from events import registrations
from events.registration_messages import say
from notices.models import HEADINGS, Notice
from notices.rendering import render
from tests.events.registering import make_occurrence, make_unverified, register

pytestmark = pytest.mark.django_db

KEYS = [
    "event_confirmed", "event_waiting", "event_offered", "event_lapsed", "event_left",
    "event_cancelled", "event_changed", "event_reminder",
]  # fmt: skip
BANNED = ["geçersiz", "hatalı giriş", "zorunlu alan", "lütfen", "üzgünüz", "başarıyla", "!", "sayın"]


@pytest.fixture(autouse=True)
def _address(settings):
    settings.PUBLIC_BASE_URL = "https://cinar.example/"


def message(key, *, by="sms"):
    facts = {"sms": {"phone": "+905550000012"}, "email": {"phone": "", "email": "zeynep@ornek.example"}}[by]
    registration = register(make_occurrence(2), 1, name="Zeynep Örnekoğlu", **facts)
    Notice.objects.all().delete()
    registration.offered_until = registration.occurrence.starts_at
    return registration, render(say(registration, key, once="test"))


@pytest.mark.parametrize("key", KEYS)
def test_an_sms_is_one_message_with_the_link_at_its_end(key):
    registration, (_subject, text) = message(key)
    words, link = text.rsplit(" ", 1)
    assert re.fullmatch(r"https://cinar\.example/kayit/[0-9a-f]{32}/", link)
    assert words.endswith(":") and "  " not in text and "\n" not in text
    # Netgsm counts 150 to a message, with ş ğ ı İ Ş Ğ ç twice.
    assert len(text) + len(re.findall("[şŞğĞıİç]", text)) <= 150, text
    assert registration.occurrence.page.title not in text


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("by", ["sms", "email"])
def test_the_voice_is_ours_and_nobody_is_named(key, by):
    _registration, (subject, body) = message(key, by=by)
    text = f"{subject} {body}"
    assert [word for word in BANNED if word in text.lower()] == []
    assert "Zeynep" not in text and "555" not in text and "None" not in text
    assert key in HEADINGS


@pytest.mark.parametrize("key", KEYS)
def test_an_e_mail_says_what_when_where_and_how_to_leave(key):
    registration, (subject, body) = message(key, by="email")
    assert subject.endswith(f": {registration.shown_code}")
    for words in ["Merhaba,", "Ebru atölyesi", registration.occurrence.when, "Sabancı Kültür Sitesi"]:
        assert words in body
    assert re.search(r"\nhttps://cinar\.example/kayit/[0-9a-f]{32}/\n", body)
    assert "\n\n\n" not in body


@pytest.mark.parametrize("by", ["sms", "email"])
def test_a_code_says_only_what_it_is_for(by):
    """KVKK board decision 2025/1072: a code states its purpose and asks for nothing else."""
    facts = {} if by == "sms" else {"phone": "", "email": "zeynep@ornek.example"}
    registration = make_unverified(make_occurrence(2), **facts)
    registrations.send_code(registration)
    notice = Notice.objects.get(key="event_code")
    _subject, body = render(notice)
    assert json.loads(notice.context)["code"] in body
    assert "yalnız" in body and "doğrular" in body and "http" not in body and "Ebru" not in body
    assert by == "email" or len(body) + len(re.findall("[şŞğĞıİç]", body)) <= 150
