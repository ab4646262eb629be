"""After the receipt: ask who the person is. The argument is a primary key: the task table is kept in clear."""

from django_tasks import task

from . import identity


@task(backend="background")
def verify_identity(claim_id):
    identity.check(claim_id)  # what could not be asked now, the clock asks again
