"""How often may somebody do something? Counters in the database, kept under keyed hashes, one atomic statement each.

    limits.hit("tracking-miss", address.limit_key(request), limit=10, window=timedelta(minutes=10))

Call it outside of a transaction that may roll back, else the count goes with it.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.utils import timezone

from lib.sealing import Indexer

from .models import Counter, UsedToken

LONGEST_WINDOW = timedelta(days=2)  # purge() keeps this much


class TooMany(Exception):
    """The limit is reached; `.retry_after` is in seconds."""

    def __init__(self, name, retry_after):
        super().__init__(f"too many: {name}")
        self.retry_after = retry_after


def hit(name, key, *, limit, window):
    """Count one more. True while the count of this window is within the limit."""
    return _count(name, key, window) <= limit


def enforce(name, key, *, limit, window):
    """Like hit(), but raises TooMany beyond the limit."""
    if not hit(name, key, limit=limit, window=window):
        raise TooMany(name, seconds_left(window))


def is_over(name, key, *, limit, window):
    """Look without counting: have there been `limit` or more? For limits that count only misses."""
    found = Counter.objects.filter(bucket=_bucket(name, key, window), window_start=_window_start(window))
    return (found.values_list("hits", flat=True).first() or 0) >= limit


def seconds_left(window):
    """Until the present window ends and counting starts anew."""
    return max(1, int((_window_start(window) + window - timezone.now()).total_seconds()) + 1)


def purge(now=None):
    """Forget windows that are over and one-time answers that have expired. Returns how many rows went."""
    now = now or timezone.now()
    counters, _ = Counter.objects.filter(window_start__lt=now - LONGEST_WINDOW).delete()
    tokens, _ = UsedToken.objects.filter(expires_at__lt=now).delete()
    return counters + tokens


def _count(name, key, window):
    table = connection.ops.quote_name(Counter._meta.db_table)
    start = connection.ops.adapt_datetimefield_value(_window_start(window))
    with connection.cursor() as cursor:
        # One statement: two workers never read the same count. Understood by SQLite and PostgreSQL alike.
        cursor.execute(
            f"INSERT INTO {table} (bucket, window_start, hits) VALUES (%s, %s, 1) "  # noqa: S608
            f"ON CONFLICT (bucket, window_start) DO UPDATE SET hits = {table}.hits + 1 RETURNING hits",
            [_bucket(name, key, window), start],
        )
        return cursor.fetchone()[0]


def _window_start(window):
    if not timedelta(seconds=1) <= window <= LONGEST_WINDOW:
        raise ValueError("a window lasts between a second and two days")
    length = int(window.total_seconds())
    return datetime.fromtimestamp(int(timezone.now().timestamp()) // length * length, tz=UTC)


def _bucket(name, key, window):
    return indexer(settings.INDEX_KEY).digest(f"{name}:{int(window.total_seconds())}:{key}", "guard.limit")


@lru_cache(maxsize=4)
def indexer(key):
    return Indexer(key)
