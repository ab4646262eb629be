"""Two hundred people on the last ten seats. Real threads, real transactions, on whichever database this runs."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from events import registrations
from events.models import Occurrence
from events.registration_models import Registration, State
from notices.models import Notice
from people.services import remember
from tests.events.registering import counts_are_right, fresh, make_occurrence, make_unverified, register

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8


def at_once(verb, rows):
    """The verb for every row from THREADS threads that start together; results or exceptions, in order."""
    barrier = threading.Barrier(THREADS)

    def run(share):
        barrier.wait()
        try:
            return [outcome(verb, row) for row in share]
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        shares = [rows[start::THREADS] for start in range(THREADS)]
        return [result for results in pool.map(run, shares) for result in results]


def outcome(verb, row):
    try:
        return verb(row)
    except registrations.Refused as refused:
        return refused


def many_unverified(occurrence, count, sizes=(1,)):
    person = remember(name="Konuk", phone="+905550000001")
    rows = [
        Registration(occurrence=occurrence, person=person, party_size=sizes[n % len(sizes)], contact_digest=f"{n:064}")
        for n in range(count)
    ]
    return Registration.objects.bulk_create(rows)


def test_two_hundred_people_on_the_last_ten_seats():
    occurrence = make_occurrence(10)
    settled = at_once(registrations.settle, many_unverified(occurrence, 200))
    assert Counter(row.state for row in settled) == {State.CONFIRMED: 10, State.WAITING: 190}
    assert fresh(occurrence).seats_taken == 10
    assert Notice.objects.filter(key="event_confirmed").count() == 10
    assert Notice.objects.filter(key="event_waiting").count() == 190
    counts_are_right()


def test_parties_of_any_size_never_come_to_more_than_the_seats():
    occurrence = make_occurrence(25)
    at_once(registrations.settle, many_unverified(occurrence, 48, sizes=(4, 1, 3, 2)))
    held = sum(Registration.objects.filter(state=State.CONFIRMED).values_list("party_size", flat=True))
    assert held == fresh(occurrence).seats_taken == 25
    counts_are_right()


def test_leaving_and_the_clock_at_once_lose_no_seat_and_sell_none_twice():
    occurrence = make_occurrence(8)
    has = [register(occurrence) for _number in range(8)]
    waiting = [register(occurrence) for _number in range(8)]
    at_once(registrations.cancel, has)
    assert {fresh(row).state for row in waiting} == {State.OFFERED}
    # Accepted, left and accepted again by two hands each.
    at_once(registrations.accept, waiting + waiting)
    assert {fresh(row).state for row in waiting} == {State.CONFIRMED}
    at_once(registrations.cancel, waiting + waiting)
    assert fresh(occurrence).seats_taken == 0
    counts_are_right()


def test_one_telephone_pressed_by_eight_hands_is_one_registration():
    occurrence = make_occurrence(10)
    rows = [make_unverified(occurrence, phone="+905550000012", name=f"Ad {number}") for number in range(THREADS)]
    settled = at_once(registrations.settle, rows)
    assert len({row.pk for row in settled}) == 1
    assert Registration.objects.live().count() == 1
    assert Occurrence.objects.get().seats_taken == 1
