"""Work that nobody asks for is done, once, and a failing job stops no other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from home.clock import JOBS, Job, tick
from home.models import ScheduledJob

pytestmark = pytest.mark.django_db

RUNS = []


def remember_run():
    RUNS.append(1)


def fail():
    raise RuntimeError("0555 000 00 12 should not be kept")


def test_it_works_when_due_and_only_then():
    RUNS.clear()
    job = Job("remember", timedelta(minutes=1), "tests.home.test_clock.remember_run")
    now = timezone.now()
    assert tick(now, [job]) == {"remember": ""}
    assert tick(now + timedelta(seconds=30), [job]) == {}
    assert tick(now + timedelta(seconds=61), [job]) == {"remember": ""}
    assert len(RUNS) == 2


def test_a_failing_job_is_noted_without_its_words_and_stops_no_other():
    RUNS.clear()
    jobs = [
        Job("bad", timedelta(minutes=1), "tests.home.test_clock.fail"),
        Job("good", timedelta(minutes=1), "tests.home.test_clock.remember_run"),
    ]
    assert tick(None, jobs) == {"bad": "RuntimeError", "good": ""}
    assert ScheduledJob.objects.get(name="bad").last_error == "RuntimeError"
    assert RUNS == [1]


def test_every_job_of_the_portal_runs():
    assert tick() == {job.name: "" for job in JOBS}
