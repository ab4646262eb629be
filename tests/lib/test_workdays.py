from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import workdays
from lib.workdays import Calendar, ClosedDay, OutsideCalendar

TURKEY = workdays.calendar(2025, 2028)
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
COUNTS = st.integers(0, 90)
CLOSED = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 6, 30)), max_size=80)


# Brute force: a clerk with a wall calendar.
def walk(start: date, n: int, closed: set[date]) -> date:
    day, counted = start, 0
    while True:
        if counted >= n and day.strftime("%a") not in ("Sat", "Sun") and day not in closed:
            return day
        day = date.fromordinal(day.toordinal() + 1)
        if day.isoweekday() < 6 and day not in closed:
            counted += 1


@pytest.mark.parametrize(
    ("received", "fifteen", "thirty", "thirty_calendar_days"),
    [
        ("2026-03-12", "2026-04-03", "2026-04-27", "2026-04-13"),
        ("2026-05-18", "2026-06-12", "2026-07-03", "2026-06-17"),
        ("2026-10-20", "2026-11-11", "2026-12-02", "2026-11-19"),
        ("2026-12-24", "2027-01-15", "2027-02-05", "2027-01-25"),
        ("2027-05-10", "2027-06-03", "2027-06-24", "2027-06-09"),
    ],
)
def test_the_legal_clocks(received, fifteen, thirty, thirty_calendar_days):
    start = date.fromisoformat(received)
    assert TURKEY.add_working_days(start, 15) == date.fromisoformat(fifteen)
    assert TURKEY.add_working_days(start, 30) == date.fromisoformat(thirty)
    assert TURKEY.add_calendar_days(start, 30) == date.fromisoformat(thirty_calendar_days)


def test_holidays_of_a_year_by_name():
    days = workdays.turkish_holidays([2026])
    assert len(days) == 14
    assert days[date(2026, 4, 23)] == "Ulusal Egemenlik ve Çocuk Bayramı"
    assert [d for d in days if days[d] == "Ramazan Bayramı"] == [date(2026, 3, n) for n in (20, 21, 22)]
    assert [d for d in days if days[d] == "Kurban Bayramı"] == [date(2026, 5, n) for n in (27, 28, 29, 30)]
    assert len(workdays.turkish_holidays([2027])) == 13  # Kurban Bayramı meets 19 May
    assert list(workdays.turkish_holidays([2027, 2026])) == sorted(workdays.turkish_holidays([2026, 2027]))


@pytest.mark.parametrize("half_day", [date(2026, 10, 28), date(2026, 3, 19), date(2026, 5, 26), date(2028, 5, 4)])
def test_half_days_count_as_working(half_day):
    assert TURKEY.is_working(half_day)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 2, 2), ""),
        (date(2026, 2, 7), "Cumartesi"),
        (date(2026, 2, 8), "Pazar"),
        (date(2026, 1, 1), "Yılbaşı"),
        (date(2026, 3, 22), "Ramazan Bayramı"),  # a Sunday too
    ],
)
def test_why_a_day_is_closed(day, why):
    assert TURKEY.closed_because(day) == why
    assert TURKEY.is_working(day) == (not why)


def test_administrative_leave_closes_a_day():
    bridge = date(2026, 5, 26)
    assert workdays.calendar(2026, 2026, [bridge]).closed_because(bridge) == "İdari izin"
    assert workdays.calendar(2026, 2026, {bridge: "Köprü izni"}).closed_because(bridge) == "Köprü izni"
    assert Calendar({bridge}).closed_because(bridge) == "İdari izin"
    holiday = date(2026, 5, 27)
    assert workdays.calendar(2026, 2026, [holiday]).closed_because(holiday) == "Kurban Bayramı"


def test_the_day_of_receipt_is_day_0():
    friday, saturday, monday = date(2026, 2, 6), date(2026, 2, 7), date(2026, 2, 9)
    assert TURKEY.add_working_days(friday, 0) == friday
    assert TURKEY.add_working_days(friday, 1) == TURKEY.add_working_days(saturday, 1) == monday
    assert TURKEY.add_working_days(saturday, 0) == TURKEY.add_calendar_days(saturday, 0) == monday
    assert TURKEY.add_calendar_days(friday, 1) == monday


@given(DAYS, COUNTS)
def test_it_agrees_with_the_wall_calendar(start, n):
    assert TURKEY.add_working_days(start, n) == walk(start, n, TURKEY.closed)


@given(st.dates(date(2026, 1, 1), date(2026, 6, 30)), COUNTS, CLOSED)
def test_it_agrees_with_the_wall_calendar_whatever_is_closed(start, n, closed):
    calendar = Calendar(closed)
    assert calendar.add_working_days(start, n) == walk(start, n, closed)
    assert calendar.add_calendar_days(start, n) == walk(start + timedelta(n), 0, closed)


@given(DAYS, DAYS, COUNTS, COUNTS)
def test_a_later_start_or_a_longer_clock_is_never_due_earlier(a, b, n, m):
    a, b = sorted((a, b))
    n, m = sorted((n, m))
    for due in (TURKEY.add_working_days, TURKEY.add_calendar_days):
        assert due(a, n) <= due(b, n)
        assert due(a, n) <= due(a, m)
        assert TURKEY.is_working(due(a, n))


@given(DAYS, COUNTS, DAYS)
def test_one_more_closed_day_never_makes_a_clock_shorter(start, n, extra):
    closed = Calendar(TURKEY.closed)
    assert Calendar(TURKEY.closed | {extra}).add_working_days(start, n) >= closed.add_working_days(start, n)


@given(DAYS, st.integers(1, 90))
def test_counting_is_the_inverse_of_adding(start, n):
    due = TURKEY.add_working_days(start, n)
    assert TURKEY.working_days_between(start, due) == n
    assert TURKEY.working_days_between(due, start) == -n


@given(DAYS, DAYS, DAYS)
def test_counts_add_up(a, b, c):
    between = TURKEY.working_days_between
    assert between(a, b) + between(b, c) == between(a, c)


def test_closed_days_are_named_in_order():
    assert TURKEY.closed_days(date(2026, 4, 22), date(2026, 4, 26)) == (
        ClosedDay(date(2026, 4, 23), "Ulusal Egemenlik ve Çocuk Bayramı"),
        ClosedDay(date(2026, 4, 25), "Cumartesi"),
        ClosedDay(date(2026, 4, 26), "Pazar"),
    )
    assert TURKEY.closed_days(date(2026, 4, 22), date(2026, 4, 22)) == ()


@given(DAYS, COUNTS)
def test_working_and_closed_days_are_all_the_days_there_are(start, n):
    due = TURKEY.add_working_days(start, n)
    closed = TURKEY.closed_days(start + timedelta(1), due)
    if n:
        assert (due - start).days == n + len(closed)
    assert all(day.name and not TURKEY.is_working(day.day) for day in closed)


def test_it_refuses_to_guess_years_it_does_not_know():
    calendar = workdays.calendar(2026, 2026)
    assert calendar.add_working_days(date(2026, 12, 31), 30) == date(2027, 2, 12)  # the year after is known
    with pytest.raises(OutsideCalendar):
        calendar.add_working_days(date(2027, 12, 30), 5)
    with pytest.raises(OutsideCalendar):
        calendar.is_working(date(2025, 12, 31))
    with pytest.raises(ValueError, match="ends before"):
        workdays.calendar(2027, 2026)


def test_it_refuses_a_datetime_which_no_holiday_would_equal():
    with pytest.raises(TypeError):
        TURKEY.is_working(datetime(2026, 1, 1, 10))
    with pytest.raises(TypeError):
        TURKEY.add_working_days(datetime(2026, 1, 1, 10), 3)


def test_it_refuses_to_run_backwards():
    for add in (TURKEY.add_working_days, TURKEY.add_calendar_days):
        with pytest.raises(ValueError):
            add(date(2026, 1, 5), -1)


def test_a_calendar_is_made_once():
    assert workdays.calendar(2026, 2027) is workdays.calendar(2026, 2027)
    assert workdays.calendar(2026, 2027, [date(2026, 5, 26)]) is not workdays.calendar(2026, 2027)
