"""On which day an answer is due: the vectors of the domain notes, and the promise beside them."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lib import workdays
from tests import makers
from wishes import deadlines, services
from wishes.deadlines import CALENDAR_DAYS, WORKING_DAYS, Policy
from wishes.models import Case, ClockPolicy, ClosedDay
from wishes.workflow import Status

TURKEY = workdays.calendar(2026, 2028)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


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
    for policy, due in [
        (Policy(15, WORKING_DAYS), fifteen),
        (Policy(30, WORKING_DAYS), thirty),
        (Policy(30, CALENDAR_DAYS), petition),
    ]:
        assert deadlines.due_on(policy, day, TURKEY) == date.fromisoformat(due)


@given(received=DAYS, working_days=st.integers(0, 60))
def test_a_promise_is_a_working_day_and_never_after_the_legal_one(received, working_days):
    due = deadlines.due_on(Policy(30, CALENDAR_DAYS), received, TURKEY)
    promised = deadlines.promised_on(working_days, received, due, TURKEY)
    assert received <= promised <= due and TURKEY.is_working(promised)


def test_without_a_law_the_promise_stands_alone():
    assert deadlines.promised_on(40, date(2026, 10, 20), None, TURKEY) == TURKEY.add_working_days(
        date(2026, 10, 20), 40
    )


def receive(day, promise_days=5, **facts):
    moment = timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=10)
    category = makers.make_category("Deneme konusu", promise_days=promise_days)
    return makers.make_case(category=category, received_at=moment, **facts)


@pytest.mark.django_db
def test_a_case_carries_both_days():
    case = receive(date(2026, 10, 20))
    assert (case.promised_on, case.due_on) == (date(2026, 10, 27), date(2026, 11, 19))
    assert case.contacts.get().due_on == case.due_on


@pytest.mark.django_db
def test_a_slow_topic_promises_the_legal_day_at_the_latest():
    case = receive(date(2026, 10, 20), promise_days=60)
    assert case.promised_on == case.due_on == date(2026, 11, 19)


@pytest.mark.django_db
def test_what_arrives_before_midnight_in_istanbul_counts_for_that_day():
    late = timezone.make_aware(datetime(2026, 10, 20, 23, 59))  # in UTC already and still the 20th
    early = timezone.make_aware(datetime(2026, 10, 20, 0, 1))  # in UTC still the 19th
    for moment in (late, early):
        case = makers.make_case(category=makers.make_category("Deneme konusu"), received_at=moment)
        assert case.due_on == date(2026, 11, 19)


@pytest.mark.django_db
def test_a_decreed_leave_moves_a_promise():
    ClosedDay.objects.create(date=date(2026, 10, 27), name="İdari izin")
    ClosedDay.objects.create(date=date(2026, 11, 19), name="İdari izin")
    case = receive(date(2026, 10, 20))
    assert (case.promised_on, case.due_on) == (date(2026, 10, 28), date(2026, 11, 20))


@pytest.mark.django_db
def test_the_law_of_the_day_of_receipt_counts():
    makers.make_clocks()
    ClockPolicy.objects.filter(key="petition").update(valid_until=date(2026, 12, 31))
    ClockPolicy.objects.create(
        key="petition", name="Dilekçe", days=15, counting=WORKING_DAYS, source="yeni Kanun", valid_from=date(2027, 1, 1)
    )
    assert receive(date(2026, 12, 24), promise_days=60).due_on == date(2027, 1, 25)
    assert receive(date(2027, 5, 10), promise_days=60).due_on == date(2027, 6, 3)
    assert ClockPolicy.objects.in_force("petition", date(2001, 1, 1)) is None
    assert ClockPolicy.objects.in_force("nothing", date(2026, 1, 1)) is None


@pytest.mark.django_db
def test_overdue_is_counted_from_the_promise_and_only_while_it_is_ours(ayse):
    case = receive(timezone.localdate())
    after = case.promised_on + timedelta(days=1)
    assert not Case.objects.overdue(case.promised_on).exists()
    assert list(Case.objects.overdue(after)) == [case]
    assert list(Case.objects.due_on(case.promised_on)) == [case]
    services.transfer(case, authority="SEDAŞ", text="Onların.", by=ayse)
    assert not Case.objects.overdue(after).exists()
    assert case.status == Status.TRANSFERRED and not case.is_overdue
