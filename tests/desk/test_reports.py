"""Figures of the desk: the same as counting by hand, within what a user may see, at a price that does not grow."""

import statistics
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.makers import make_case, make_clerk, make_neighbourhood, make_staff, make_unit
from wishes import keys, services
from wishes.desk import charts, figures, periods, reports
from wishes.models import Case, CaseEvent, Contact, Verdict
from wishes.workflow import OURS, Channel, Outcome, Status

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def at(day, hour=12):
    return timezone.make_aware(datetime.combine(day, time(hour)))


def rows(facts):
    """Cases as they lie in the table, without the verbs' cost."""
    start = Case.objects.count()
    made = []
    for number, fact in enumerate(facts, start=start):
        reference = "".join(LETTERS[number // 31**place % 31] for place in range(8))
        defaults = {"kind": "complaint", "topic": "park", "subject": "Park", "received_at": at(TODAY)}
        case = Case(reference=reference, **(defaults | fact))
        case.link_digest = keys.digest(f"{number}", "link")
        made.append(case)
    return Case.objects.bulk_create(made)


def ended(day, taken=3, kept=True, outcome=Outcome.DONE, **more):
    return {"status": Status.CLOSED, "outcome": outcome, "closed_at": at(day), "days_taken": taken} | {
        "kept_promise": kept,
        **more,
    }


# -- Against counting by hand --------------------------------------------------------------------
LAST = TODAY - timedelta(days=3)
FIRST = LAST - timedelta(days=9)
one_case = st.fixed_dictionaries(
    {
        "received": st.integers(0, 16),
        "hour": st.sampled_from([0, 12, 23]),
        "unit": st.integers(0, 2),
        "channel": st.sampled_from(Channel.values[:3]),
        "status": st.sampled_from([Status.RECEIVED, Status.TRANSFERRED, Status.CLOSED, Status.CLOSED, "merged"]),
        "closed": st.integers(0, 16),
        "taken": st.one_of(st.none(), st.integers(0, 30)),
        "kept": st.sampled_from([None, True, False]),
        "promised": st.integers(-3, 3),
        "reopened": st.integers(0, 2),
    }
)


class AgainstCountingByHand(TestCase):
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(plans=st.lists(one_case, min_size=1, max_size=25))
    def test_every_cell_of_the_table(self, plans):
        cache.clear()
        units = [None, make_unit("Bir Müdürlüğü"), make_unit("İki Müdürlüğü")]
        target = rows([{"received_at": at(TODAY - timedelta(days=90)), "unit": units[1]}])[0]
        facts = []
        for plan in plans:
            received = FIRST - timedelta(days=3) + timedelta(days=plan["received"])
            closed = FIRST - timedelta(days=3) + timedelta(days=plan["closed"])
            fact = {
                "received_at": at(received, plan["hour"]),
                "unit": units[plan["unit"]],
                "channel": plan["channel"],
                "reopened_count": plan["reopened"],
                "promised_on": TODAY + timedelta(days=plan["promised"]),
            }
            if plan["status"] == "merged":
                fact |= ended(closed, 1, True, Outcome.DUPLICATE, merged_into=target)
            elif plan["status"] == Status.CLOSED:
                fact |= ended(closed, plan["taken"], plan["kept"])
            else:
                fact["status"] = plan["status"]
            facts.append(fact)
        matters = [case for case in [target, *rows(facts)] if case.merged_into_id is None]
        period = periods.Period(FIRST, LAST)
        whole = figures.Scope("all", True, Case.objects.all())
        for dimension, column in [("mudurluk", "unit_id"), ("kanal", "channel")]:
            table = figures.table(whole, period, figures.DIMENSIONS[dimension])
            expected = sorted(
                counted([case for case in matters if getattr(case, column) == key])
                for key in {getattr(case, column) for case in matters}
            )
            assert sorted(as_counted(row) for row in table.rows) == [row for row in expected if any_of(row)]
            assert as_counted(table.total) == counted(matters)


def counted(cases):
    def within(moment):
        return moment is not None and FIRST <= timezone.localdate(moment) <= LAST

    received = [case for case in cases if within(case.received_at)]
    closed = [case for case in cases if case.status == Status.CLOSED and within(case.closed_at)]
    taken = [case.days_taken for case in closed if case.days_taken is not None]
    p90 = statistics.quantiles(taken, n=10, method="inclusive")[8] if len(taken) > 1 else sum(taken) if taken else -1
    return (
        len(received),
        len([case for case in cases if case.is_open]),
        len([case for case in cases if case.status in OURS and case.promised_on and case.promised_on < TODAY]),
        len(closed),
        round(float(statistics.median(taken)) if taken else -1, 6),
        round(float(p90), 6),
        len([case for case in closed if case.kept_promise is not None]),
        len([case for case in closed if case.kept_promise]),
        len([case for case in received if case.reopened_count]),
    )


def any_of(row):
    return row != (0, 0, 0, 0, -1.0, -1.0, 0, 0, 0)


def as_counted(row):
    return (
        row.received,
        row.open_now,
        row.late_now,
        row.closed,
        round(float(-1 if row.median is None else row.median), 6),
        round(float(-1 if row.p90 is None else row.p90), 6),
        row.promised,
        row.kept,
        row.reopened,
    )


# -- What else is counted ----------------------------------------------------------------------------
def whole():
    return figures.Scope("all", True, Case.objects.all())


YESTERDAY = TODAY - timedelta(days=1)
YEAR = periods.named(periods.YEAR, TODAY)


def test_contacts_people_and_cases_are_three_honest_figures(parks, zeynep):
    case = make_case(unit=parks)
    Contact.objects.create(case=case, channel=Channel.PHONE, person=zeynep)  # the same person once more
    Contact.objects.create(case=case, channel=Channel.WHATSAPP)  # somebody nameless
    Contact.objects.create(case=None, purpose=Contact.Purpose.INFORMED, channel=Channel.PHONE)
    found = figures.reached(whole(), YEAR)
    assert (found.contacts, found.informed, found.people, found.cases) == (4, 1, 1, 1)


def test_verdicts_stand_beside_the_outcome_they_judge(parks, ayse):
    for solved, outcome in [("yes", Outcome.DONE), ("no", Outcome.DONE), ("no", Outcome.REFUSED)]:
        case = make_case(unit=parks)
        event = services.close(case, outcome=outcome, text="Baktık.", by=ayse)
        Verdict.objects.create(case=case, event=event, solved=solved)
    services.withdraw(make_case(unit=parks))
    found = {row.label: (row.count, row.yes, row.partly, row.no) for row in figures.endings(whole(), YEAR)}
    assert found == {
        "yapıldı": (2, 1, 0, 1),
        "yapılamıyor": (1, 0, 0, 1),
        "geri çekildi": (1, 0, 0, 0),
    }


def test_how_long_taking_in_took(parks, ayse, mehmet, monkeypatch):
    monkeypatch.setattr(figures, "FEWEST", 3)
    for seconds, clerk in [(20, ayse), (30, mehmet), (100, ayse)]:
        event = CaseEvent.objects.get(case=make_case(unit=parks), kind=CaseEvent.Kind.RECEIVED)
        CaseEvent.objects.filter(pk=event.pk).update(data={"seconds": seconds}, by=clerk)
    make_case(unit=parks)  # by the web: nobody measured
    found = figures.intake(whole(), YEAR)
    assert (found.count, found.median, found.p90) == (3, 30, 86)
    cache.clear()
    CaseEvent.objects.update(by=ayse)  # one clerk's pace is nobody's business
    assert figures.intake(whole(), YEAR) == figures.Intake(3, None, None)


def test_the_last_weeks_end_yesterday(parks):
    weeks = periods.last_weeks(4, TODAY)
    assert [week.days for week in weeks] == [7] * 4
    assert weeks[-1].last == YESTERDAY
    rows(
        [{"received_at": at(week.first), "unit": parks, **ended(week.last, taken)} for taken, week in enumerate(weeks)]
    )
    rows([{"received_at": at(TODAY)}])
    found = figures.weeks(whole(), weeks)
    assert [(week.received, week.closed, week.median, week.kept_percent) for week in found] == [
        (1, 1, taken, 100) for taken in range(4)
    ]


# -- Periods ------------------------------------------------------------------------------------------
def test_months_and_quarters_begin_where_they_should():
    day = date(2026, 2, 14)
    assert str(periods.named("bu-ay", day)) == "1–14 Şubat 2026"
    assert str(periods.named("gecen-ay", day)) == "1–31 Ocak 2026"
    assert str(periods.named("gecen-ceyrek", day)) == "1 Ekim – 31 Aralık 2025"
    assert str(periods.named("son-12-ay", day)) == "1 Mart 2025 – 14 Şubat 2026"
    assert str(periods.full_months(12, day)) == "1 Şubat 2025 – 31 Ocak 2026"


@given(day=st.dates(date(2024, 1, 1), date(2030, 12, 31)))
def test_no_period_is_longer_than_a_year_and_steps_leave_no_gap(day):
    for key, _label in periods.CHOICES[:-1]:
        period = periods.named(key, day)
        assert 1 <= period.days <= periods.LONGEST
        steps = reports.steps(period)
        assert steps[0][1] == period.first
        assert steps[-1][2] == period.last
        assert all(one[2] + timedelta(days=1) == two[1] for one, two in pairwise(steps))


# -- The page ------------------------------------------------------------------------------------------
ADDRESS = "/yonetim/masa/raporlar/"


def test_it_works(at_desk, parks, ayse):
    services.close(make_case(unit=parks), outcome=Outcome.DONE, text="Onardık.", by=ayse)
    response = at_desk.get(ADDRESS)
    text = response.content.decode()
    for words in [
        "Temas",
        "Park ve Bahçeler Müdürlüğü",
        "Tutulan söz",
        "ilk söylediğimiz güne",
        "<title id=",
        "yapıldı",
    ]:
        assert words in text, words
    assert "style=" not in text.partition("<main")[2]
    for dimension in figures.DIMENSIONS:
        assert at_desk.get(ADDRESS, {"gore": dimension}).status_code == 200


def test_a_clerk_counts_what_she_sees_and_no_more(at_desk, works, sign_in, mehmet):
    make_case(unit=works, neighbourhood=make_neighbourhood("Gizlice"))
    assert "Gizlice" not in at_desk.get(ADDRESS, {"gore": "mahalle"}).content.decode()
    assert "Gizlice" in sign_in(mehmet).get(ADDRESS, {"gore": "mahalle"}).content.decode()
    # Another's unit in the address changes nothing.
    assert "Gizlice" not in at_desk.get(ADDRESS, {"gore": "mahalle", "mudurluk": works.pk}).content.decode()


def test_who_may_see_reports_sees_all_and_picks_a_unit(sign_in, parks, works):
    rows([{"unit": parks}, {"unit": works}])
    browser = sign_in(make_staff("baskan", "wishes.see_reports"))
    assert "Fen İşleri Müdürlüğü" in browser.get(ADDRESS).content.decode()
    assert browser.get(reverse("desk:inbox")).status_code == 302  # figures are not cases
    text = browser.get(ADDRESS, {"mudurluk": works.pk}).content.decode()
    assert '<th scope="row">Park ve Bahçeler' not in text
    assert '<th scope="row">Fen İşleri' in text


def test_editors_see_no_reports(sign_in):
    assert sign_in(make_staff("editor")).get(ADDRESS).status_code == 302


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"ilk": "", "son": "2026-02-01"}, "İlk günü yazın."),
        ({"ilk": "2026-02-02", "son": "2026-02-01"}, "ilk günden önce olamaz"),
        ({"ilk": "2024-01-01", "son": "2026-01-01"}, "En çok 366 günlük"),
        ({"ilk": "0001-01-01", "son": "0001-01-02"}, "Bu yıllarda kayıt yok"),
        ({"ilk": "31.02.2026", "son": "yarın"}, "tarih"),
    ],
)
def test_it_refuses_a_range_that_is_none(at_desk, asked, words):
    response = at_desk.get(ADDRESS, {"donem": "kendi"} | asked)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_the_table_is_a_file_for_turkish_excel(at_desk, parks):
    rows([{"unit": parks, **ended(TODAY, taken)} for taken in (2, 3)])
    response = at_desk.get(ADDRESS, {"bicim": "csv"})
    assert response["Content-Disposition"].startswith("attachment")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert lines[1].startswith("Park ve Bahçeler Müdürlüğü;2;0;0;2;2,5;2,9;2;2;0;")


def test_many_cases_cost_what_few_do(at_desk, parks, django_assert_max_num_queries):
    rows([{"unit": parks, **ended(TODAY)} for _each in range(30)])
    with django_assert_max_num_queries(36):
        at_desk.get(ADDRESS, {"gore": "konu"})
    with django_assert_max_num_queries(22):  # what was counted is kept
        at_desk.get(ADDRESS, {"gore": "konu"})


# -- Charts ----------------------------------------------------------------------------------------------
@given(amounts=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), max_size=60))
def test_nothing_is_drawn_outside_and_something_is_never_nothing(amounts):
    chart = charts.Columns("c", "t", "d", ("Gelen", "Sonuçlanan"), tuple(("x", pair) for pair in amounts))
    bars = chart.bars()
    assert len(bars) == sum(amount > 0 for pair in amounts for amount in pair)
    for x, y, width, height, _series in bars:
        assert 0 <= float(x[:-1]) <= 100 - float(width[:-1]) + 0.01
        assert float(y) >= charts.ABOVE
        assert float(y) + float(height) == pytest.approx(chart.base, abs=0.11)
    assert len(chart.labels()) <= charts.LABELS
    drawn = charts.Rows("r", "t", "d", tuple(("x" * 50, one, str(one)) for one, _two in amounts)).bars()
    assert all(0 <= float(width[:-1]) <= 100 for *_rest, width in drawn)


def test_two_clerks_never_read_each_others_kept_figures(parks, works):
    one, two = make_clerk("bir", parks), make_clerk("iki", works)
    assert figures.scope(one).key != figures.scope(two).key
    assert figures.scope(one, parks.pk).key != figures.scope(one).key
