"""Memory of the guard: counters for limits and one-time answers already used. No address in clear."""

from django.db import models


class Counter(models.Model):
    """How often something happened in one window of time. `bucket` is a keyed hash, so no address is stored."""

    bucket = models.CharField(max_length=64)
    window_start = models.DateTimeField()
    hits = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bucket", "window_start"], name="one_counter_per_window")]
        indexes = [models.Index(fields=["window_start"])]

    def __str__(self):
        return f"Sayaç {self.pk}"


class UsedToken(models.Model):
    """An answer to a captcha already spent: it opens the door once.

    `scope` is the keyed hash of the form it was spent on: the same form pressed twice is not turned away.
    """

    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"Belirteç {self.pk}"
