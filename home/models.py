"""The roof: the front page, and the clock's memory."""

from django.db import models


class ScheduledJob(models.Model):
    """When a job of home/clock.py is due next; of several clocks only one gets it."""

    name = models.CharField(max_length=40, unique=True)
    next_run_at = models.DateTimeField()
    last_run_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=60, blank=True)  # the exception's class, never its text

    def __str__(self):
        return self.name
