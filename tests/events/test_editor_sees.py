"""What the editor of an event is told of its dates, and how the page will look in each state."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events import findings
from events.models import EventPage


def in_days(days, hour=13):
    return f"{timezone.localdate() + timedelta(days=days)} {hour}:00"


def said(page):
    return [finding.what for finding in findings.of(page, timezone.now())]


def test_dates_in_the_past_are_told_while_the_event_is_written(make_event):
    assert said(make_event("Eski", {"starts": in_days(-300)})) == ["Bütün tarihler geçmişte kaldı"]
    (what,) = said(make_event("Yarı eski", {"starts": in_days(-300)}, {"starts": in_days(9)}))
    assert what.startswith("Geçmişte kalan tarih: ")
    assert said(make_event("Yeni", {"starts": in_days(9)})) == []
    assert said(make_event("Tarihsiz", awaits_date=True)) == []


def test_an_event_that_took_place_after_it_was_published_is_in_order(make_event):
    page = make_event("Geçen bahar", {"starts": in_days(-200)})
    page.first_published_at = timezone.now() - timedelta(days=230)
    assert said(page) == []


def test_they_stand_among_the_findings_of_the_page(make_event):
    from pages import checks

    page = make_event("Eski", {"starts": in_days(-300)})
    assert ("Tarihler", "Bütün tarihler geçmişte kaldı") in [(f.where, f.what) for f in checks.findings(page)]


@pytest.fixture
def preview(make_event, admin_user):
    page = make_event("Şenlik", {"starts": in_days(5)}, {"starts": in_days(12)})

    def draw(mode):
        answer = EventPage.objects.get(pk=page.pk).make_preview_request(preview_mode=mode)
        answer.render()
        return answer.content.decode()

    return draw


def test_every_state_can_be_looked_at_before_it_happens(preview):
    plain, cancelled, postponed, past = (preview(mode) for mode in ("", "cancelled", "postponed", "past"))
    assert "İptal edildi" not in plain
    assert "İptal edildi" in cancelled
    assert "Nedeni burada yazar." in cancelled
    assert "Ertelendi" in postponed
    assert "Geçmiş" in past
    assert "Geçmiş" not in plain


def test_looking_changes_nothing(preview):
    before = list(EventPage.objects.get().occurrences.values())
    for mode, _label in EventPage.preview_modes:
        preview(mode)
    assert list(EventPage.objects.get().occurrences.values()) == before
