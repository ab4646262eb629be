"""How a due day comes about: counted days, pauses, closed days. A clerk who crosses off a wall calendar agrees."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import workdays
from lib.workdays import Calendar, ClosedDay
from wishes import deadlines
from wishes.deadlines import CALENDAR_DAYS, WORKING_DAYS, Pause, Policy, Stretch, reckon

TURKEY = workdays.calendar(2026, 2029)
PETITION = Policy(30, CALENDAR_DAYS, "3071 m. 7")
INFORMATION = Policy(15, WORKING_DAYS, "4982 m. 11", extended_days=30, unpaid_days=15)
NEVER = date(2100, 1, 1)


def cross_off(policy, received, closed, *, extended=False, pauses=()):
    """The due day as a clerk finds it: one day after the other, a tick for each that counts. None: no end in sight."""
    wanted = policy.extended_days if extended else policy.days
    covered = set()
    for pause in pauses:
        for n in range(2000):
            day = pause.first + timedelta(n)
            if pause.last is not None and day > pause.last:
                break
            covered.add(day)

    def open_that_day(day):
        return day.strftime("%a") not in {"Sat", "Sun"} and day not in closed

    day, ticks = received, 0
    while ticks < wanted:
        day = date.fromordinal(day.toordinal() + 1)
        if (day - received).days > 1500:
            return None
        if day in covered:
            continue
        if policy.counting == CALENDAR_DAYS or open_that_day(day):
            ticks += 1
    while not open_that_day(day):
        day = date.fromordinal(day.toordinal() + 1)
    return day


# -- The vectors of the domain notes --------------------------------------------------------
@pytest.mark.parametrize(
    ("received", "fifteen", "thirty", "petition"),
    [
        ("2026-03-12", "2026-04-03", "2026-04-27", "2026-04-13"),
        ("2026-05-18", "2026-06-12", "2026-07-03", "2026-06-17"),
        ("2026-10-20", "2026-11-11", "2026-12-02", "2026-11-19"),
        ("2026-12-24", "2027-01-15", "2027-02-05", "2027-01-25"),
        ("2027-05-10", "2027-06-03", "2027-06-24", "2027-06-09"),
    ],
)
def test_the_legal_clocks(received, fifteen, thirty, petition):
    day = date.fromisoformat(received)
    assert reckon(INFORMATION, day, TURKEY).due == date.fromisoformat(fifteen)
    assert reckon(INFORMATION, day, TURKEY, extended=True).due == date.fromisoformat(thirty)
    assert reckon(PETITION, day, TURKEY).due == date.fromisoformat(petition)


# -- What it tells --------------------------------------------------------------------------
def test_it_tells_which_days_counted_and_which_did_not():
    told = reckon(INFORMATION, date(2026, 10, 20), TURKEY)
    assert told.counted[0] == Stretch(date(2026, 10, 21), date(2026, 10, 23), 1)
    assert told.counted[1] == Stretch(date(2026, 10, 26), date(2026, 10, 28), 4)  # the 28th is a half day: it counts
    assert (told.counted[-1].last, told.counted[-1].last_number) == (told.due, 15)
    assert ClosedDay(date(2026, 10, 29), "Cumhuriyet Bayramı") in told.skipped
    assert told.rolled == () and told.left == 0 and not told.stands


def test_it_tells_what_moved_the_last_day_on():
    told = reckon(PETITION, date(2026, 3, 12), TURKEY)
    assert (told.reached, told.due) == (date(2026, 4, 11), date(2026, 4, 13))
    assert [closed.name for closed in told.rolled] == ["Cumartesi", "Pazar"]
    assert told.counted == (Stretch(date(2026, 3, 13), date(2026, 4, 11), 1),) and told.skipped == ()


def test_a_clock_that_stands_has_no_due_day_but_knows_what_is_left():
    told = reckon(INFORMATION, date(2026, 10, 20), TURKEY, pauses=[Pause(date(2026, 10, 26))])
    assert told.due is None and told.stands
    assert told.left == 12 and told.counted == (Stretch(date(2026, 10, 21), date(2026, 10, 23), 1),)
    assert told.pauses == (Pause(date(2026, 10, 26)),)


def test_a_pause_pushes_the_due_day_by_the_days_it_took():
    day, pause = date(2026, 10, 20), Pause(date(2026, 11, 2), date(2026, 11, 6))
    assert reckon(PETITION, day, TURKEY).due == date(2026, 11, 19)
    assert reckon(PETITION, day, TURKEY, pauses=[pause]).due == date(2026, 11, 24)
    told = reckon(INFORMATION, day, TURKEY, pauses=[pause])
    assert told.due == date(2026, 11, 18) and told.pauses == (pause,)


def test_what_stood_still_before_receipt_or_after_the_last_day_is_no_part_of_it():
    before, after = Pause(date(2026, 10, 1), date(2026, 10, 20)), Pause(date(2026, 11, 20))
    told = reckon(PETITION, date(2026, 10, 20), TURKEY, pauses=[after, before])
    assert told.due == date(2026, 11, 19) and told.pauses == ()


def test_a_clock_that_cannot_be_extended_is_not():
    told = reckon(PETITION, date(2026, 10, 20), TURKEY, extended=True)
    assert (told.due, told.extended) == (date(2026, 11, 19), False)


def test_it_refuses_a_pause_that_ends_before_it_begins():
    with pytest.raises(ValueError, match="before it begins"):
        Pause(date(2026, 1, 2), date(2026, 1, 1))


# -- Thousands of random cases --------------------------------------------------------------
def test_it_agrees_with_the_wall_calendar_thousands_of_times():
    dice = random.Random(4982)
    first = date(2026, 1, 1).toordinal()
    for _round in range(3000):
        received = date.fromordinal(first + dice.randrange(720))
        policy = Policy(
            dice.choice([0, 1, 7, 15, 30]),
            dice.choice([CALENDAR_DAYS, WORKING_DAYS]),
            extended_days=dice.choice([30, 45]),
        )
        pauses = []
        for _pause in range(dice.randrange(4)):
            begins = received + timedelta(dice.randrange(-10, 50))
            pauses.append(Pause(begins, None if dice.random() < 0.1 else begins + timedelta(dice.randrange(20))))
        closed = {received + timedelta(dice.randrange(90)) for _day in range(dice.randrange(6))} | set(TURKEY.closed)
        extended = dice.random() < 0.3
        told = reckon(policy, received, Calendar(closed), extended=extended, pauses=pauses)
        assert told.due == cross_off(policy, received, closed, extended=extended, pauses=pauses)


# -- What must hold whatever the days are ---------------------------------------------------
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
POLICIES = st.builds(
    Policy, st.integers(1, 45), st.sampled_from([CALENDAR_DAYS, WORKING_DAYS]), extended_days=st.integers(45, 60)
)


@st.composite
def some_pauses(draw, most=3, can_be_open=True):
    pauses = []
    for _n in range(draw(st.integers(0, most))):
        first = draw(DAYS)
        length = draw(st.integers(0, 40))
        is_open = can_be_open and draw(st.integers(0, 9)) == 0
        pauses.append(Pause(first, None if is_open else first + timedelta(length)))
    return pauses


def due(*args, **more):
    return reckon(*args, **more).due or NEVER


@settings(max_examples=150)
@given(POLICIES, DAYS, some_pauses(), some_pauses(most=1))
def test_a_pause_never_shortens(policy, received, pauses, one_more):
    assert due(policy, received, TURKEY, pauses=pauses + one_more) >= due(policy, received, TURKEY, pauses=pauses)


@settings(max_examples=150)
@given(POLICIES, DAYS, DAYS, st.integers(0, 40), st.data())
def test_splitting_a_pause_changes_nothing(policy, received, first, length, data):
    whole = Pause(first, first + timedelta(length))
    cut = first + timedelta(data.draw(st.integers(0, length)))
    parts = [Pause(first, cut), *([Pause(cut + timedelta(1), whole.last)] if cut < whole.last else [])]
    data.draw(st.randoms()).shuffle(parts)
    assert reckon(policy, received, TURKEY, pauses=parts) == reckon(policy, received, TURKEY, pauses=[whole])
    overlapping = [*parts, whole]
    assert reckon(policy, received, TURKEY, pauses=overlapping) == reckon(policy, received, TURKEY, pauses=[whole])


@settings(max_examples=150)
@given(POLICIES, DAYS, some_pauses(), st.frozensets(DAYS, min_size=1, max_size=3))
def test_one_more_closed_day_never_makes_a_date_earlier(policy, received, pauses, extra):
    more = Calendar(TURKEY.closed | extra)
    assert due(policy, received, more, pauses=pauses) >= due(policy, received, Calendar(TURKEY.closed), pauses=pauses)


@settings(max_examples=150)
@given(POLICIES, DAYS, some_pauses(can_be_open=False), st.booleans())
def test_every_day_is_accounted_for(policy, received, pauses, extended):
    told = reckon(policy, received, TURKEY, extended=extended, pauses=pauses)
    assert sum(stretch.days for stretch in told.counted) == told.days
    covered = {day for pause in told.pauses for day in span(pause.first, pause.last)}
    counted = {day for stretch in told.counted for day in span(stretch.first, stretch.last)}
    skipped = {closed.day for closed in told.skipped}
    assert not covered & counted and not covered & skipped and not counted & skipped
    assert set(span(received + timedelta(1), told.reached)) == (counted | skipped | covered) & set(
        span(received + timedelta(1), told.reached)
    )
    assert TURKEY.is_working(told.due) and (told.due == told.reached) == (not told.rolled)


def span(first, last):
    return [first + timedelta(n) for n in range((last - first).days + 1)]


# -- The promise, while we wait for the applicant -------------------------------------------
def test_the_promise_moves_on_by_the_working_days_waited():
    moved = deadlines.promised_after_waiting(
        date(2026, 10, 27), date(2026, 10, 22), date(2026, 10, 27), date(2026, 11, 19), TURKEY
    )
    assert moved == date(2026, 11, 2)  # three working days, and 29 October is a holiday


def test_the_promise_never_goes_beyond_the_legal_day():
    moved = deadlines.promised_after_waiting(
        date(2026, 10, 27), date(2026, 10, 22), date(2026, 11, 18), date(2026, 11, 19), TURKEY
    )
    assert moved == date(2026, 11, 19)


def test_a_promise_broken_before_we_asked_stays_broken():
    broken = date(2026, 10, 21)
    assert deadlines.promised_after_waiting(broken, date(2026, 10, 22), date(2026, 11, 2), None, TURKEY) == broken


@given(DAYS, DAYS, DAYS)
def test_waiting_never_makes_a_promise_earlier(promised, asked, replied):
    asked, replied = sorted((asked, replied))
    assert deadlines.promised_after_waiting(promised, asked, replied, date(2026, 12, 31), TURKEY) >= promised
