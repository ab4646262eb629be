"""The rows that migrations write, kept through tests that empty the tables.

A transactional test (live server, real commits) ends with a flush, and Wagtail cannot live without its root page, its
site and its language. Django's own serialized_rollback trips over the content types that the flush makes anew.
"""

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import transaction
from wagtail.models import Site


def first_rows():
    """All rows of a migrated, still empty database, as text."""
    if not Site.objects.exists():
        pytest.exit("An interrupted run left the test database without its first rows: add --create-db.", returncode=3)
    models = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    models.sort(key=lambda model: model is not ContentType)  # what puts the others back asks for these
    rows = [row for model in models for row in model._base_manager.order_by("pk")]
    return serializers.serialize("json", rows)


def put_back(rows):
    with transaction.atomic():
        Permission.objects.all().delete()
        ContentType.objects.all().delete()
        ContentType.objects.clear_cache()
        for row in serializers.deserialize("json", rows):
            row.save()
    Site.clear_site_root_paths_cache()


def empties_tables(item):
    """Whether this test flushes the database when it is over."""
    marker = item.get_closest_marker("django_db")
    fixtures = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or bool(marker and marker.kwargs.get("transaction"))
