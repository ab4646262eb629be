"""The rows that migrations write, kept through tests that empty the tables.

A transactional test (live server, real commits) ends with a flush, and Wagtail cannot live without its root page, its
site and its language. Django's own serialized_rollback trips over the content types that the flush makes anew.
"""

from itertools import groupby
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import connection, transaction
from wagtail.models import Site


def first_rows():
    """All rows of a migrated, still empty database, as text; a file keeps them for the run after an interrupted one."""
    memory = settings.VAR_DIR / "test" / f"{Path(str(connection.settings_dict['NAME'])).name}.first-rows.json"
    if not Site.objects.exists():
        if not memory.exists():
            pytest.exit("The test database has lost its first rows: add --create-db.", returncode=3)
        put_back(memory.read_text())
    models = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    models.sort(key=lambda model: model is not ContentType)  # what puts the others back asks for these
    rows = [row for model in models for row in model._base_manager.order_by("pk")]
    text = serializers.serialize("json", rows)
    memory.parent.mkdir(parents=True, exist_ok=True)
    memory.write_text(text)
    return text


def put_back(rows):
    with transaction.atomic():
        Permission.objects.all().delete()
        ContentType.objects.all().delete()
        ContentType.objects.clear_cache()
        # One model after the other: what comes later asks for content types while it is being read.
        for model, group in groupby(serializers.deserialize("json", rows), key=lambda row: type(row.object)):
            if model in (ContentType, Permission):  # hundreds
                model.objects.bulk_create([row.object for row in group])
            else:
                for row in group:
                    row.save()
    Site.clear_site_root_paths_cache()


def empties_tables(item):
    """Whether this test flushes the database when it is over."""
    marker = item.get_closest_marker("django_db")
    fixtures = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or bool(marker and marker.kwargs.get("transaction"))


def all_cells():
    """(table, the row as text) of everything the database holds: what somebody who stole it would read."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield table, " ".join(map(str, row))
