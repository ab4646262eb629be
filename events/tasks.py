"""Background work of events: primary keys only."""

from django_tasks import task

from . import registration_clock


@task(backend="background")
def tell_registered(telling_id):
    registration_clock.tell(telling_id)
