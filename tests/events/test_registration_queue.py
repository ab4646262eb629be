"""Whatever people do in whatever order: never more than fit, nobody passes anybody who fits, nobody is told twice."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events import registrations
from events.models import Occurrence
from events.registration_models import HOLDING, Registration, State
from notices.models import Notice
from tests.events.registering import counts_are_right, fresh, make_occurrence, make_unverified

pytestmark = pytest.mark.django_db

STEPS = st.one_of(
    st.tuples(st.just("register"), st.integers(1, 4)),
    st.tuples(st.just("register"), st.integers(1, 2)),
    st.tuples(st.just("cancel"), st.integers(0, 30)),
    st.tuples(st.just("reduce"), st.integers(0, 30)),
    st.tuples(st.just("accept"), st.integers(0, 30)),
    st.tuples(st.just("lapse"), st.just(0)),
    st.tuples(st.just("raise"), st.integers(1, 4)),
)


class Town:
    """One occurrence and everybody who ever registered, with what must stay true after each step."""

    def __init__(self, capacity):
        self.occurrence = make_occurrence(capacity)
        self.now = timezone.now()
        self.seats = capacity

    @property
    def rows(self):
        return list(Registration.objects.filter(occurrence=self.occurrence).order_by("verified_at", "pk"))

    def do(self, step, number):
        rows = self.rows
        row = rows[number % len(rows)] if rows else None
        try:
            if step == "register":
                registrations.settle(make_unverified(self.occurrence, min(number, self.seats)))
            elif step == "lapse":
                registrations.lapse_offers(timezone.now() + timedelta(hours=25))
            elif step == "raise":
                self.seats += number
                registrations.set_seats(self.occurrence, self.seats)
            elif row is not None:
                verb = {
                    "cancel": registrations.cancel,
                    "accept": registrations.accept,
                    "reduce": lambda row: registrations.reduce(row, max(row.party_size - 1, 0)),
                }[step]
                verb(row)
        except registrations.Refused:
            pass
        self.check()

    def check(self):
        rows, occurrence = self.rows, fresh(self.occurrence)
        held = sum(row.party_size for row in rows if row.state in HOLDING)
        assert held == occurrence.seats_taken <= occurrence.seats == self.seats
        # Nobody who fits is left waiting: so whoever got a seat passed only those who did not fit.
        assert not [row for row in rows if row.state == State.WAITING and row.party_size <= occurrence.seats_free]
        offered = Counter(Notice.objects.filter(key="event_offered").values_list("about", flat=True))
        for row in rows:
            if row.state == State.OFFERED:
                assert offered[row.code] >= 1 and row.offered_until
        assert not Notice.objects.values_list("idempotency_key").distinct().count() < Notice.objects.count()


@given(capacity=st.integers(1, 6), steps=st.lists(STEPS, min_size=4, max_size=14))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_seats_are_never_oversold_and_the_queue_is_fair(capacity, steps):
    town = Town(capacity)
    for step, number in steps:
        town.do(step, number)
    counts_are_right()


def test_first_who_fits_in_the_order_of_their_codes():
    """Seats come free one after the other; who is offered them is reckoned by hand."""
    occurrence = make_occurrence(4)
    has = [registrations.settle(make_unverified(occurrence)) for _number in range(4)]
    sizes = [3, 1, 2, 1]
    queue = [registrations.settle(make_unverified(occurrence, size)) for size in sizes]
    expected = [[1], [1, 3], [1, 3], [1, 2, 3]]  # the party of three never fits before two and ones have passed
    for row, offered in zip(has, expected, strict=True):
        registrations.cancel(row)
        assert [i for i, one in enumerate(queue) if fresh(one).state == State.OFFERED] == offered
    assert fresh(occurrence).seats_free == 0


def test_an_offer_is_told_once_however_often_the_clock_ticks():
    occurrence = make_occurrence(1)
    has, waiting = [registrations.settle(make_unverified(occurrence)) for _number in range(2)]
    registrations.cancel(has)
    for _tick in range(3):
        registrations.lapse_offers()
        registrations.move_up([fresh(occurrence)])
    assert Notice.objects.filter(key="event_offered", about=waiting.code).count() == 1
    assert Occurrence.objects.get(pk=occurrence.pk).seats_taken == 1
