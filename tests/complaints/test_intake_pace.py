"""How long a call takes: the team's figure, never somebody's own."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests import makers
from wishes.complaints import intake_pace
from wishes.models import CaseEvent

from .intake_desk import save, screen, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(desk, ayse, parks):
    """Twelve calls, taken by two."""
    fatma = makers.make_clerk("fatma", parks)
    for number in range(12):
        case = makers.make_case(unit=parks, by=(ayse, fatma)[number % 2])
        case.events.update(data={"seconds": 10 + number})
    return fatma


def test_it_works(taken, desk):
    assert intake_pace.team() == intake_pace.Pace(count=12, median=16, p90=20)
    text = screen(desk).content.decode()
    assert "Ekibin son 7 günü: 12 kayıt, ortanca 16 sn, onda dokuzu en çok 20 sn." in text
    assert "Fatma" not in text


def test_one_persons_figure_is_nobodys_business(taken, desk, ayse):
    CaseEvent.objects.filter(by=taken).update(by=ayse)
    assert intake_pace.team() is None
    cache.clear()
    assert "Ekibin son 7 günü" not in screen(desk).content.decode()


def test_only_what_was_measured_lately_counts(taken, desk):
    now = timezone.now()
    assert intake_pace.team(since=now - timedelta(days=30), until=now - timedelta(days=1)) is None
    CaseEvent.objects.filter(data__seconds__gte=15).update(data={})
    assert intake_pace.team() is None  # five are too few


def test_a_call_added_to_an_open_case_is_measured_too(taken, ayse, parks):
    case = makers.make_case(unit=parks)
    save(sign_in(ayse), join=case.pk, seconds="8", words="Hâlâ kopuk.")
    assert case.events.get(kind="contacted").data["seconds"] == 8
    assert intake_pace.team().count == 13
