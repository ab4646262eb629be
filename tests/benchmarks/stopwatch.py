"""Timing one request many times, in this process: no server and no network in the figures."""

import gzip
import os
import platform
import statistics
import time

import django
import wagtail
from django.db import connection
from django.test.utils import CaptureQueriesContext

SLOW = 0.05  # seconds; plans are shown from here on


def machine():
    versions = f"Python {platform.python_version()}, Django {django.__version__}, Wagtail {wagtail.__version__}"
    return f"{_processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} · {versions}, {_database()}"


def _processor():
    try:
        with open("/proc/cpuinfo") as lines:
            return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _database():
    version = connection.Database.sqlite_version if connection.vendor == "sqlite" else str(connection.pg_version)
    return f"{connection.display_name} {version}"


class Stopwatch:
    HEAD = f"{'':42}{'best':>9}{'median':>9}{'p95':>9}{'SQL':>9}{'queries':>9}{'HTML':>9}{'gz':>8}"

    def __init__(self, rounds, *, plans=False):
        self.rounds, self.plans = rounds, plans

    def request(self, label, send, *, status=200):
        """Print one line; `send` makes the request and gives its answer, which is returned."""
        answer = send()  # warms templates and caches
        assert answer.status_code == status, f"{label}: {answer.status_code}"
        with CaptureQueriesContext(connection) as caught:
            send()
        asked = list(caught)  # the next request empties Django's own list
        times = [_timed(send) for _round in range(self.rounds)]
        body = answer.content
        sql = sum(float(query["time"]) for query in asked)
        print(
            f"{label:42}{ms(min(times))}{ms(statistics.median(times))}{ms(p95(times))}{ms(sql)}"
            f"{len(asked):9}{kilobytes(len(body)):>9}{kilobytes(len(gzip.compress(body, 6))):>8}",
            flush=True,
        )
        if self.plans:
            show_plans(asked)
        return answer

    def rate(self, label, act, *, times):
        """Print how many a second one process does of `act`."""
        took = sum(_timed(act) for _each in range(times))
        print(f"{label:42}{times / took:6.0f}/s")


def _timed(act):
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def p95(times):
    return sorted(times)[int(len(times) * 0.95)]


def ms(seconds):
    return f"{seconds * 1000:6.1f} ms"


def kilobytes(size):
    return f"{size / 1024:.1f} KB"


def show_plans(asked):
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) "
    for query in asked:
        if float(query["time"]) < SLOW or not query["sql"].startswith("SELECT"):
            continue
        print(f"    {query['time']} s  {query['sql'][:400]}")
        with connection.cursor() as cursor:
            cursor.execute(explain + query["sql"].replace("%", "%%"))
            for row in cursor.fetchall():
                print("       ", row[-1])
