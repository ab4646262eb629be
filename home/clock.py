"""What the portal does by the clock, without anybody asking: one line per job. `manage.py clock` runs them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string

from .models import ScheduledJob


@dataclass(frozen=True)
class Job:
    name: str
    every: timedelta
    run: str  # dotted path of a function without arguments, or "command:<name> <arguments>"

    def callable(self) -> Callable[[], object]:
        if self.run.startswith("command:"):
            name, *arguments = self.run.removeprefix("command:").split()
            return lambda: call_command(name, *arguments, verbosity=0)
        return import_string(self.run)


JOBS = [
    Job("publish", timedelta(minutes=1), "command:publish_scheduled"),
    Job("notices", timedelta(seconds=30), "notices.delivery.sweep"),
    Job("codes", timedelta(hours=1), "notices.codes.purge"),
    Job("verdicts", timedelta(hours=1), "wishes.verdicts.remind"),
    Job("drafts", timedelta(minutes=5), "wishes.drafts.purge"),
    Job("unpaid-fees", timedelta(hours=1), "wishes.clock_verbs.withdraw_unpaid"),
    Job("reservations", timedelta(hours=1), "wishes.reservations.forget_unused"),
    Job("closed-days", timedelta(minutes=2), "wishes.closed_days.resume"),
    Job("uploads", timedelta(minutes=15), "wishes.uploads.purge_orphans"),
    Job("identity", timedelta(minutes=5), "wishes.club.identity.retry"),
    Job("birthdays", timedelta(hours=1), "wishes.club.services.send_reminders"),
    Job("birthdays-forgotten", timedelta(hours=1), "wishes.club.services.forget_reminders"),
    Job("claims", timedelta(hours=6), "wishes.club.services.tidy"),
    Job("limits", timedelta(hours=1), "guard.limits.purge"),
    Job("old-notices", timedelta(hours=6), "notices.delivery.prune"),
    Job(
        "tasks",
        timedelta(hours=6),
        "command:prune_db_task_results --backend background --queue-name * --min-age-days 7",
    ),
    Job("blood-waves", timedelta(seconds=30), "wishes.blood.waves.tick"),
    Job("blood-care", timedelta(hours=6), "wishes.blood.services.care"),
    Job("offers", timedelta(minutes=1), "events.registration_clock.lapse"),
    Job("event-changes", timedelta(minutes=2), "events.registration_clock.sweep"),
    Job("event-reminders", timedelta(minutes=15), "events.registration_clock.remind"),
    Job("event-absent", timedelta(hours=1), "events.registration_clock.note_absent"),
    Job("event-forget", timedelta(hours=1), "events.registration_clock.forget"),
    Job("wishes-told", timedelta(minutes=1), "wishes.wishbox.announcements.resume"),
    Job("wishes-forgotten", timedelta(hours=24), "wishes.wishbox.forgetting.forget_finished"),
    Job("presence", timedelta(minutes=5), "wishes.desk.presence.purge"),
    Job("bulk-acts", timedelta(hours=24), "wishes.desk.bulk_acts.forget"),
    Job("exports", timedelta(minutes=5), "wishes.desk.exports.tidy"),
    Job("statistics", timedelta(hours=24), "home.clock.refresh_statistics"),
    Job("sessions", timedelta(hours=24), "command:clearsessions"),
]


def refresh_statistics():
    """What SQLite's planner knows about the tables; PostgreSQL keeps its own up to date."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")  # rows looked at per index: cheap at any size
            cursor.execute("ANALYZE")


def claim(job, now):
    """True for exactly one of several clocks: the database is the referee."""
    row, created = ScheduledJob.objects.get_or_create(name=job.name, defaults={"next_run_at": now + job.every})
    if created:
        return True
    return bool(
        ScheduledJob.objects.filter(pk=row.pk, next_run_at=row.next_run_at, next_run_at__lte=now).update(
            next_run_at=now + job.every, last_run_at=now
        )
    )


def tick(now=None, jobs=None):
    """Run every job that is due; a failing job is noted and does not stop the others. Returns {name: error or ""}."""
    done = {}
    for job in JOBS if jobs is None else jobs:
        if not claim(job, now or timezone.now()):
            continue
        error = ""
        try:
            job.callable()()
        except Exception as fault:
            error = type(fault).__name__  # the text might hold personal data
        ScheduledJob.objects.filter(name=job.name).update(last_error=error, last_run_at=timezone.now())
        done[job.name] = error
    return done
