"""Who guesses at the door of the desk is stopped, and is told so in Turkish."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from portal import staff_doors
from tests.makers import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _axes_on_watch(settings):
    settings.AXES_ENABLED = True


LOGIN = "/yonetim/login/"


def knock(client, username, password="yanlis-parola", **extra):
    return client.post(LOGIN, {"username": username, "password": password}, **extra)


def test_it_works(client, ayse):
    assert knock(client, "ayse", PASSWORD).headers["Location"] == reverse("wagtailadmin_home")


def test_it_locks_a_name_after_eight_wrong_passwords_in_turkish(client, ayse, settings):
    for _try in range(settings.AXES_FAILURE_LIMIT - 1):
        assert knock(client, "ayse").status_code == 200
    locked = knock(client, "ayse")
    assert locked.status_code == 429
    assert "Çok sayıda deneme oldu" in locked.content.decode()
    assert knock(client, "ayse", PASSWORD).status_code == 429
    # Ayşe at her own desk is not shut out by a stranger elsewhere.
    assert knock(client, "ayse", PASSWORD, REMOTE_ADDR="10.0.0.7").status_code == 302


def test_behind_proxies_a_forged_header_does_not_make_a_new_visitor(client, ayse, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    for number in range(settings.AXES_FAILURE_LIMIT):
        answer = knock(client, "ayse", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, 203.0.113.9:40{number:02d}")
    assert answer.status_code == 429


def test_it_stops_one_address_that_tries_a_password_on_every_name(client, db, monkeypatch):
    monkeypatch.setattr(staff_doors.LoginView, "per_address", 3)
    assert [knock(client, f"kisi{number}").status_code for number in range(4)] == [200, 200, 200, 429]


def test_it_stops_one_address_that_has_mail_sent_to_everybody(client, ayse, mailoutbox, monkeypatch):
    monkeypatch.setattr(staff_doors.PasswordResetView, "per_address", 2)
    url = reverse("wagtailadmin_password_reset")
    answers = [client.post(url, {"email": ayse.email}).status_code for _try in range(3)]
    assert answers == [302, 302, 429]
    assert len(mailoutbox) == 2


def home(client):
    return client.get(reverse("wagtailadmin_home")).status_code


def test_a_login_ends_when_nobody_was_there_for_a_while(client, ayse):
    with time_machine.travel("2026-03-02 09:00+03:00", tick=False) as clock:
        knock(client, "ayse", PASSWORD)
        assert home(client) == 200
        clock.shift(timedelta(minutes=110))
        assert home(client) == 200
        clock.shift(timedelta(minutes=110))
        assert home(client) == 200  # seen in between
        clock.shift(timedelta(minutes=130))
        assert home(client) == 302


def test_a_login_ends_with_the_working_day_however_busy_it_was(client, ayse):
    with time_machine.travel("2026-03-02 09:00+03:00", tick=False) as clock:
        knock(client, "ayse", PASSWORD)
        for _hour in range(9):
            assert home(client) == 200
            clock.shift(timedelta(hours=1))
        clock.shift(timedelta(minutes=1))
        assert home(client) == 302
