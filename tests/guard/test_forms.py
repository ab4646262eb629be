"""A guarded form: people get through, the doubtful are held for a look, nobody fails open for ever."""

from datetime import timedelta

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import timezone

from guard.models import Counter
from tests.guard.conftest import Letter


@pytest.fixture(autouse=True)
def _no_captcha(settings):
    settings.CAPTCHA_PROVIDER = "none"


def test_it_works(letter):
    form = letter()
    assert form.is_valid()
    assert form.hold_reason == ""
    assert form.cleaned_data == {"words": "Merhaba"}


def test_it_refuses_to_be_asked_without_a_guard():
    with pytest.raises(RuntimeError, match="guard"):
        Letter({"words": "Merhaba"}).is_valid()


def test_a_filled_honeypot_is_held(letter):
    form = letter(website="https://spam.example")
    assert form.is_valid()
    assert form.hold_reason == "honeypot"


def test_a_form_filled_in_a_second_is_held_not_refused(letter):
    form = letter(seconds=1)
    assert form.is_valid()
    assert form.hold_reason == "too_fast"


@pytest.mark.parametrize("stamp", ["", "1700000000", "1700000000:forged", "x" * 5000])
def test_an_altered_stamp_counts_as_no_time_and_is_given_anew(letter, stamp):
    form = letter(started=stamp)
    assert form.is_valid()
    assert form.hold_reason == "too_fast"
    assert form.started_value != stamp


def test_a_form_that_comes_back_keeps_when_it_was_started(letter):
    form = letter(words="")
    assert not form.is_valid()
    assert form.started_value == form.data["started"]


def test_the_start_of_a_form_with_several_steps_is_told_by_its_view(letter):
    form = letter(seconds=0, started_at=timezone.now() - timedelta(minutes=4))
    assert form.is_valid()
    assert form.hold_reason == ""


def test_a_form_with_a_mistake_costs_nothing(letter):
    assert not letter(words="").is_valid()
    assert Counter.objects.count() == 0


def test_one_address_is_limited_and_told_kindly(letter, monkeypatch):
    monkeypatch.setattr(Letter, "guard_per_address", 2)
    assert letter().is_valid()
    assert letter().is_valid()
    form = letter()
    assert not form.is_valid()
    assert form.guard_is_over_limit
    assert "Bir saat sonra yeniden deneyin" in str(form.non_field_errors())
    assert letter(address="203.0.113.99").is_valid()


def test_held_ones_have_a_narrower_limit(letter, monkeypatch):
    monkeypatch.setattr(Letter, "guard_held_per_address", 2)
    assert letter(seconds=0).is_valid()
    assert letter(seconds=0).is_valid()
    assert not letter(seconds=0).is_valid()
    assert letter().is_valid(), "the same address, unhurried"


def test_held_ones_have_a_limit_over_all_addresses(letter, monkeypatch):
    monkeypatch.setattr(Letter, "guard_held_overall", 2)
    assert letter(seconds=0, address="203.0.113.1").is_valid()
    assert letter(seconds=0, address="203.0.113.2").is_valid()
    assert not letter(seconds=0, address="203.0.113.3").is_valid()
    assert letter(address="203.0.113.4").is_valid()


class PhoneLetter(Letter):
    phone = forms.CharField()

    def guard_limits(self):
        return [("letter:phone", self.cleaned_data["phone"], 1, timedelta(days=1))]


def test_a_form_may_add_limits_of_its_own(letter):
    assert letter(form=PhoneLetter, phone="+905550000012").is_valid()
    assert not letter(form=PhoneLetter, phone="+905550000012", address="203.0.113.99").is_valid()
    assert letter(form=PhoneLetter, phone="+905550000013").is_valid()


def test_the_fields_are_drawn_out_of_sight_of_people(rf, db):
    html = render_to_string("guard/fields.html", {"form": Letter().guard(rf.get("/"))})
    assert 'name="website"' in html
    assert 'class="vh" aria-hidden="true"' in html
    assert 'tabindex="-1" autocomplete="off"' in html
    assert 'type="hidden" name="started"' in html
    assert "style=" not in html


def test_the_honeypot_is_not_among_the_fields_of_the_form(rf):
    assert [field.name for field in Letter().guard(rf.get("/"))] == ["words"]
