"""The clocks of contacts: which one runs, until when, and what the case shows."""

import json
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests import makers
from wishes import clocks
from wishes.models import ClockPolicy, ClosedDay, Contact
from wishes.workflow import Channel

pytestmark = pytest.mark.django_db

OCTOBER_20 = date(2026, 10, 20)


@pytest.fixture(autouse=True)
def _law():
    call_command("load_clocks", verbosity=0)


def at_ten(day):
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=10)


def make_contact(case, channel, clock, day):
    return Contact.objects.create(
        case=case, channel=channel, clock=clock, at=at_ten(day), started_on=day, due_on=clocks.due_for(clock, day)
    )


@pytest.fixture
def case():
    return makers.make_case(received_at=at_ten(OCTOBER_20))


# -- Policies -------------------------------------------------------------------------------
def test_the_law_of_today_is_loaded_as_rows():
    said = {
        row.key: (row.days, row.counting, row.extended_days, row.unpaid_days, row.pauses_for_citizen)
        for row in ClockPolicy.objects.all()
    }
    assert said == {
        "petition": (30, "calendar", None, None, False),
        "information": (15, "working", 30, 15, False),
        "cimer": (30, "calendar", None, None, False),
        "cimer-information": (15, "working", 30, 15, False),
        "acik-kapi": (7, "calendar", None, None, False),
        "personal-data": (30, "calendar", None, None, False),
        "bedk": (15, "calendar", None, None, False),
    }
    assert all(row.source for row in ClockPolicy.objects.all())


@pytest.mark.parametrize(
    ("kind", "channel", "clock"),
    [
        ("complaint", Channel.WEB, "petition"),
        ("complaint", Channel.PHONE, "petition"),
        ("complaint", Channel.CIMER, "cimer"),
        ("complaint", Channel.ACIK_KAPI, "acik-kapi"),
        ("complaint", Channel.INFORMATION, "information"),
        ("wish", Channel.WEB, ""),
        ("claim", Channel.DESK, ""),
    ],
)
def test_the_channel_says_which_clock_starts(kind, channel, clock):
    assert clocks.clock_for(kind, channel) == clock


def test_a_request_for_information_keeps_its_clock_through_cimer(monkeypatch):
    from wishes.kinds import KINDS, Kind

    monkeypatch.setitem(KINDS, "information", Kind("information", "Bilgi edinme", clock="information"))
    assert clocks.clock_for("information", Channel.CIMER) == "cimer-information"
    assert clocks.clock_for("information", Channel.WEB) == "information"


def test_every_clock_that_a_channel_starts_has_its_row():
    loaded = set(ClockPolicy.objects.values_list("key", flat=True))
    assert set(clocks.STARTED_BY.values()) <= loaded


def test_due_for_a_clock_nobody_knows_is_no_day():
    assert clocks.due_for("petition", OCTOBER_20) == date(2026, 11, 19)
    assert clocks.due_for("petition", date(1999, 1, 1)) is None
    assert clocks.due_for("nothing", OCTOBER_20) is None
    assert clocks.due_for("", OCTOBER_20) is None


# -- Settling -------------------------------------------------------------------------------
def test_the_case_shows_the_earliest_of_its_running_clocks(case):
    make_contact(case, Channel.CIMER, "cimer", date(2026, 10, 26))
    fast = make_contact(case, Channel.ACIK_KAPI, "acik-kapi", date(2026, 10, 22))
    assert clocks.settle(case) == {}
    case.refresh_from_db()
    assert case.due_on == fast.due_on == date(2026, 10, 30)  # 29 October is no day to answer


def test_a_discharged_contact_no_longer_counts(case):
    fast = make_contact(case, Channel.ACIK_KAPI, "acik-kapi", date(2026, 10, 21))
    Contact.objects.filter(pk=fast.pk).update(answered_at=timezone.now())
    clocks.settle(case)
    case.refresh_from_db()
    assert case.due_on == date(2026, 11, 19)


def test_a_case_that_was_answered_keeps_its_day(case):
    case.contacts.update(answered_at=timezone.now())
    clocks.settle(case)
    case.refresh_from_db()
    assert case.due_on == date(2026, 11, 19)


def test_a_new_closed_day_is_written_by_settling(case):
    contact = case.contacts.get()
    ClosedDay.objects.create(date=date(2026, 11, 19), name="İdari izin")
    assert clocks.settle(case) == {contact.pk: (date(2026, 11, 19), date(2026, 11, 20))}
    case.refresh_from_db()
    contact.refresh_from_db()
    assert case.due_on == contact.due_on == date(2026, 11, 20)


def test_a_day_that_no_policy_explains_is_left_alone(case):
    ClockPolicy.objects.all().delete()
    assert clocks.settle(case) == {}
    case.refresh_from_db()
    assert case.due_on == date(2026, 11, 19)


def test_a_matter_taken_up_again_starts_with_a_new_day_0(case):
    contact = case.contacts.get()
    contact.pauses.create(reason="citizen", first=date(2026, 10, 30))
    Contact.objects.filter(pk=contact.pk).update(answered_at=timezone.now(), answered_by_way="page")
    contact.refresh_from_db()
    clocks.restart(contact, date(2026, 12, 1))
    contact.refresh_from_db()
    assert (contact.started_on, contact.due_on) == (date(2026, 12, 1), date(2026, 12, 31))
    assert contact.answered_at is None and contact.answered_by_way == ""
    assert contact.pauses.get().last == date(2026, 12, 1)
    assert clocks.reckon(contact).pauses == ()


def test_the_almanac_asks_the_database_once_for_many(case, django_assert_num_queries):
    almanac = clocks.Almanac()
    contact = Contact.objects.prefetch_related("pauses").get(case=case)
    with django_assert_num_queries(2):  # closed days, policies
        for _n in range(50):
            assert almanac.reckon(contact).due == date(2026, 11, 19)


def test_the_data_file_says_nothing_twice():
    from wishes.management.commands.load_clocks import DATA

    rows = json.loads(DATA.read_text(encoding="utf-8"))
    assert len({(row["key"], row["valid_from"]) for row in rows}) == len(rows)
