"""Background work of the desk: primary keys only."""

from django_tasks import task


@task(backend="background")
def make_export(export_id):
    from . import exports

    exports.make(export_id)
