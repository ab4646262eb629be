"""The public report card: right, the same for everybody, and never about a few people."""

import csv
import io
import statistics
from collections import defaultdict
from datetime import timedelta
from itertools import product

import pytest
from django.core.cache import cache
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from home import karne, small_cells
from tests.desk.test_reports import at, ended, rows
from tests.makers import make_category, make_unit
from wishes.desk import periods
from wishes.models import Case
from wishes.workflow import Outcome, Status

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LAST = periods.full_months(1, TODAY)  # the month that is over
BEFORE = periods.full_months(2, TODAY).first


# -- Small cells ------------------------------------------------------------------------------------
def consistent(amounts, most):
    """Every row that a reader who knows the rule, the total and what is shown cannot tell from this one."""
    shown = small_cells.masked(amounts)
    for other in product(range(most), repeat=len(amounts)):
        if sum(other) == sum(amounts) and small_cells.masked(other) == shown:
            yield other


@settings(max_examples=40, deadline=None)
@given(amounts=st.lists(st.integers(0, 12), min_size=1, max_size=4))
def test_a_total_never_gives_a_hidden_cell_away(amounts):
    shown = small_cells.masked(amounts)
    if shown is None:
        return  # nothing is shown, the total neither
    assert not any(amount is not None and amount < small_cells.FEW for amount in shown)
    readings = list(consistent(amounts, 26))
    for place, amount in enumerate(shown):
        if amount is None:
            assert len({reading[place] for reading in readings}) > 1


@pytest.mark.parametrize(
    ("amounts", "shown"),
    [
        ([7, 9], [7, 9]),
        ([3, 9, 20], [None, None, 20]),
        ([3, 4, 9, 20], [None, None, None, 20]),
        ([3, 9, 9], [None, None, None]),
        ([0, 40], [None, None]),
        ([3], None),
        ([4, 4], None),
        ([], []),
    ],
)
def test_the_smallest_of_the_others_goes_with_it(amounts, shown):
    assert small_cells.masked(amounts) == shown


class AgainstCountingByHand(TestCase):
    @settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        plans=st.lists(
            st.tuples(
                st.integers(0, 2),  # topic
                st.integers(0, 45),  # days before the end of last month
                st.integers(0, 20),  # days it took
                st.sampled_from([True, False, None]),
                st.sampled_from(["closed"] * 6 + ["open", "withdrawn", "merged", "wish"]),
            ),
            min_size=20,
            max_size=90,
        )
    )
    def test_what_is_shown_is_what_one_counts(self, plans):
        cache.clear()
        unit = make_unit()
        slugs = [make_category(f"Konu {number}", unit).slug for number in range(3)]
        target = rows([{"received_at": at(TODAY - timedelta(days=900)), "kind": "wish"}])[0]
        facts = []
        for topic, back, taken, kept, fate in plans:
            day = LAST.last - timedelta(days=back)
            fact = {"topic": slugs[topic], "received_at": at(day - timedelta(days=taken))}
            if fate in {"closed", "merged", "wish"}:
                fact |= ended(day, taken, kept)
            if fate == "withdrawn":
                fact |= {"status": Status.WITHDRAWN, "closed_at": at(day)}
            if fate == "merged":
                fact |= {"merged_into": target, "outcome": Outcome.DUPLICATE}
            if fate == "wish":
                fact["kind"] = "wish"
            facts.append(fact)
        rows(facts)
        card = karne.reckon(TODAY)
        closed = [plan for plan in plans if plan[4] == "closed"]
        promised = [plan[3] for plan in closed if plan[3] is not None]
        if len(promised) >= karne.ENOUGH:
            assert card.kept_percent == pytest.approx(100 * sum(promised) / len(promised))
        else:
            assert card.kept_percent is None
        if len(closed) >= karne.ENOUGH:
            assert card.median == pytest.approx(statistics.median(plan[2] for plan in closed))
        by_topic = defaultdict(list)
        for topic, _back, taken, _kept, _fate in closed:
            by_topic[f"Konu {topic}"].append(taken)
        for line in card.topics:
            assert line.count in {None, len(by_topic[line.label])}
            assert line.median is None or line.median == pytest.approx(statistics.median(by_topic[line.label]))
        assert card.closed in {None, len(closed)}
        for month in card.months:
            in_month = [plan for plan in closed if (LAST.last - timedelta(days=plan[1])).replace(day=1) == month.first]
            assert month.closed in {None, len(in_month)}
        numbers = [card.open_now, card.late_now, card.received, card.closed]
        numbers += [line.count for line in [*card.topics, *card.outcomes]]
        numbers += [n for month in card.months for n in (month.received, month.closed)]
        assert not [n for n in numbers if n is not None and n < small_cells.FEW]


def test_tables_of_one_total_fall_together():
    """Two topics of four each cannot be shown; a month of eight would say so."""
    rows(
        [{"topic": topic, **ended(LAST.last), "received_at": at(LAST.first)} for topic in ("a", "b") for _ in range(4)]
    )
    card = karne.reckon(TODAY)
    assert (card.closed, card.topics, card.outcomes) == (None, [], [])
    assert [(month.received, month.closed) for month in card.months] == [(8, None)]


# -- The page -----------------------------------------------------------------------------------------
@pytest.fixture
def a_year(parks):
    topics = [make_category(name, parks) for name in ("Park", "Yol", "Mezarlık")]
    facts = [
        {"topic": topics[number % 2].slug, "received_at": at(BEFORE), **ended(LAST.first, 2 + number % 2, number > 7)}
        for number in range(80)
    ]
    facts += [{"topic": topics[2].slug, "received_at": at(LAST.first), **ended(LAST.last, 77)} for _each in range(3)]
    facts += [{"first_promised_on": TODAY - timedelta(days=1)} for _each in range(6)]
    facts += [{"first_promised_on": TODAY + timedelta(days=1)} for _each in range(9)]
    return rows(facts)


def test_it_works(client, a_year):
    response = client.get("/karne/")
    text = response.content.decode()
    for words in ["Sözümüz ve sonuç", "% 90", "3 gün", "Söz verdiğimiz gün geçmiş: 6", "Nasıl sayıyoruz", "<title id="]:
        assert words in text.replace("\n", ""), words
    for how in ["birleşen", "Geri çekilen", "Başka kuruma", "Yeniden açılan", "ilk gün"]:
        assert how in text, how
    assert "77" not in text.partition("<main")[2]  # the days of three people
    assert "style=" not in text


def test_it_is_the_same_for_everybody_and_may_be_kept(client, a_year, django_assert_max_num_queries):
    for address in ["/karne/", "/karne/karne.csv"]:
        response = client.get(address)
        assert not response.cookies
        assert response["Cache-Control"].startswith("public, max-age=")
        assert "Cookie" not in response.get("Vary", "")
        again = client.get(address, headers={"if-none-match": response["ETag"]})
        assert again.status_code == 304
        with django_assert_max_num_queries(1):  # which site this is
            client.get(address)
        assert client.post(address).status_code == 405


def test_the_file_says_the_same_and_hides_the_same(client, a_year):
    content = client.get("/karne/karne.csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    found = {tuple(line[:3]): line[3] for line in lines}
    assert found["Bütün", "", "Tutulan söz (%)"] == "90"
    assert found["Konu", "Mezarlık", "Sonuçlanan"] == found["Konu", "Mezarlık", "Ortanca gün"] == "gizli"
    assert sorted(found["Konu", name, "Sonuçlanan"] for name in ("Park", "Yol")) == ["gizli", "gizli"]
    assert "77" not in content.decode()


def test_an_empty_portal_says_so(client):
    response = client.get("/karne/")
    assert response.status_code == 200
    assert "henüz az başvuru var" in response.content.decode()
    assert client.get("/karne/karne.csv").status_code == 200


def test_many_cases_cost_what_few_do(a_year, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        karne.reckon(TODAY)


def test_what_is_open_now_is_not_told_of_a_few(parks):
    rows([{"first_promised_on": TODAY - timedelta(days=1)} for _each in range(2)])
    card = karne.reckon(TODAY)
    assert (card.open_now, card.late_now) == (None, None)
    rows([{"first_promised_on": TODAY + timedelta(days=1)} for _each in range(9)])
    card = karne.reckon(TODAY)
    assert (card.open_now, card.late_now) == (11, None)
    assert Case.objects.count() == 11
