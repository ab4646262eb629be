"""The rows that migrations write, put back after tests that commit.

A transactional test (live server, real commits) ends with empty tables, and Wagtail cannot live without its root page,
its site and its language. Django's own serialized_rollback trips over the content types that its flush makes anew, and
a flush takes ten times as long as this.
"""

import pickle
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from wagtail.models import Site


def memory():
    """The file that keeps the first rows while tests run."""
    return settings.VAR_DIR / "test" / f"{Path(str(connection.settings_dict['NAME'])).name}.first-rows"


def first_rows(*, anew=False):
    """{table: (columns, rows)} of a migrated, still empty database.

    Is the memory there already, an interrupted run has left its own rows behind: the first ones are put back then,
    unless the database has been made `anew`.
    """
    if memory().exists() and not anew:
        put_back(pickle.loads(memory().read_bytes()))
    rows = all_rows()
    memory().parent.mkdir(parents=True, exist_ok=True)
    memory().write_bytes(pickle.dumps(rows))
    return rows


def all_rows():
    """SQLite's full-text tables are filled by triggers."""
    rows, quote = {}, connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy and not model._meta.db_table.endswith("_fts"):
                columns = [field.column for field in model._meta.local_concrete_fields if not field.generated]
                cursor.execute(f"SELECT {', '.join(map(quote, columns))} FROM {quote(model._meta.db_table)}")
                rows[model._meta.db_table] = (columns, cursor.fetchall())
    return rows


def put_back(rows):
    """Foreign keys are looked at when the transaction ends, so the order of the tables does not matter."""
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        for table in rows:
            cursor.execute(f"DELETE FROM {quote(table)}")
        for table, (columns, values) in rows.items():
            if values:
                names, marks = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({marks})", values)
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()


def all_cells():
    """(table, the row as text) of everything the database holds: what somebody who stole it would read."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield table, " ".join(map(str, row))
