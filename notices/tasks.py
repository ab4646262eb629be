"""The wake-up for a row of the outbox. Arguments are primary keys only: the task table is kept in clear."""

from django.utils import timezone
from django_tasks import task

from . import delivery


@task(backend="background")
def deliver(notice_id):
    again_at = delivery.deliver(notice_id)
    if again_at:
        wake(notice_id, at=again_at)


def wake(notice_id, *, at=None):
    """One more row in the task table, in the caller's transaction: a rollback leaves nothing."""
    later = at and at > timezone.now()
    return (deliver.using(run_after=at) if later else deliver).enqueue(notice_id)
