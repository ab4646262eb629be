"""What is said of a date: all that is known and nothing more."""

import pytest
from django.core.exceptions import ValidationError

from events.dated import over_at
from events.models import EventDate

from .conftest import moment


def occurrence(starts, ends=None, precision="time", **facts):
    return EventDate(starts_at=moment(starts), ends_at=moment(ends) if ends else None, precision=precision, **facts)


@pytest.mark.parametrize(
    ("starts", "ends", "precision", "words"),
    [
        ("2026-11-24 10:00", "2026-11-24 16:00", "time", "24 Kasım 2026 Salı, 10.00–16.00"),
        ("2026-11-24 10:00", None, "time", "24 Kasım 2026 Salı, 10.00"),
        ("2026-11-24 00:00", None, "day", "24 Kasım 2026 Salı"),
        ("2026-02-19 00:00", "2026-03-15 00:00", "day", "19 Şubat – 15 Mart 2026"),
        ("2025-08-01 00:00", None, "month", "Ağustos 2025"),
        ("2026-02-01 00:00", "2026-03-31 00:00", "month", "Şubat–Mart 2026"),
        ("2025-12-01 00:00", "2026-01-31 00:00", "month", "Aralık 2025 – Ocak 2026"),
        ("2025-01-01 00:00", None, "year", "2025"),
    ],
)
def test_a_date_says_what_is_known(starts, ends, precision, words):
    assert occurrence(starts, ends, precision).when == words


@pytest.mark.parametrize(
    ("starts", "ends", "precision", "last"),
    [
        ("2026-11-24 10:00", "2026-11-24 16:00", "time", "2026-11-24 16:00:00"),
        ("2026-11-24 10:00", None, "time", "2026-11-24 23:59:59"),
        ("2026-02-19 00:00", "2026-03-15 00:00", "day", "2026-03-15 23:59:59"),
        ("2026-02-01 00:00", None, "month", "2026-02-28 23:59:59"),
        ("2025-01-01 00:00", None, "year", "2025-12-31 23:59:59"),
    ],
)
def test_it_is_over_when_its_last_known_moment_is(starts, ends, precision, last):
    date = occurrence(starts, ends, precision)
    assert over_at(date.starts_at, date.ends_at, precision) == moment(last)


def test_it_refuses_an_end_before_the_start(make_event):
    with pytest.raises(ValidationError, match="Bitiş başlangıçtan önce olamaz"):
        occurrence("2026-11-24 10:00", "2026-11-23 10:00").clean()
