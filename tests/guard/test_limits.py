"""Counting how often somebody comes: exact under a crowd, blind to who it is."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, connections

from guard import limits
from guard.models import Counter, UsedToken

HOUR = timedelta(hours=1)
ADDRESS = "203.0.113.7"


@pytest.mark.django_db
def test_it_lets_so_many_through_and_no_more():
    assert [limits.hit("letters", ADDRESS, limit=3, window=HOUR) for _ in range(5)] == [True, True, True, False, False]


@pytest.mark.django_db
def test_addresses_names_and_windows_are_counted_apart():
    assert limits.hit("letters", ADDRESS, limit=1, window=HOUR)
    assert limits.hit("letters", "203.0.113.8", limit=1, window=HOUR)
    assert limits.hit("lookups", ADDRESS, limit=1, window=HOUR)
    assert limits.hit("letters", ADDRESS, limit=1, window=HOUR * 24)
    assert not limits.hit("letters", ADDRESS, limit=1, window=HOUR)


@pytest.mark.django_db
def test_a_new_hour_starts_anew():
    with time_machine.travel(datetime(2026, 2, 2, 12, 59, 30, tzinfo=UTC), tick=False) as clock:
        assert limits.hit("letters", ADDRESS, limit=1, window=HOUR)
        with pytest.raises(limits.TooMany) as refused:
            limits.enforce("letters", ADDRESS, limit=1, window=HOUR)
        assert 30 <= refused.value.retry_after <= 31
        clock.shift(refused.value.retry_after)
        limits.enforce("letters", ADDRESS, limit=1, window=HOUR)


@pytest.mark.django_db
def test_looking_does_not_count():
    for _ in range(5):
        assert not limits.is_over("misses", ADDRESS, limit=2, window=HOUR)
    limits.hit("misses", ADDRESS, limit=2, window=HOUR)
    assert not limits.is_over("misses", ADDRESS, limit=2, window=HOUR)
    limits.hit("misses", ADDRESS, limit=2, window=HOUR)
    assert limits.is_over("misses", ADDRESS, limit=2, window=HOUR)


@pytest.mark.django_db
def test_no_address_is_stored():
    limits.hit("letters", ADDRESS, limit=1, window=HOUR)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM guard_counter")
        assert ADDRESS not in str(cursor.fetchall())


@pytest.mark.django_db
def test_purging_forgets_the_old_and_keeps_the_present():
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    with time_machine.travel(long_ago, tick=False):
        limits.hit("letters", ADDRESS, limit=1, window=HOUR)
        UsedToken.objects.create(digest="a", expires_at=long_ago + HOUR)
    limits.hit("letters", ADDRESS, limit=1, window=HOUR)
    assert limits.purge() == 2
    assert Counter.objects.count() == 1
    assert not limits.hit("letters", ADDRESS, limit=1, window=HOUR)


@pytest.mark.django_db
@pytest.mark.parametrize("window", [timedelta(0), timedelta(days=3)])
def test_it_refuses_a_window_that_cannot_be_kept(window):
    with pytest.raises(ValueError, match="window"):
        limits.hit("letters", ADDRESS, limit=1, window=window)


@pytest.mark.django_db(transaction=True)
def test_a_crowd_is_counted_exactly():
    """Eight at once, twenty-five times each: not one is lost and not one is let through too many."""
    through, faults, together = [], [], threading.Barrier(8)

    def knock():
        try:
            together.wait()
            through.extend(limits.hit("crowd", ADDRESS, limit=70, window=timedelta(days=1)) for _ in range(25))
        except Exception as error:
            faults.append(error)
        finally:
            connections.close_all()

    crowd = [threading.Thread(target=knock) for _ in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert faults == []
    assert through.count(True) == 70
    assert Counter.objects.get().hits == 200
