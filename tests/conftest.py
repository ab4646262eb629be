"""Fixtures for everyone: the cast, private folders per test run, no outside world."""

import pytest
from django.core.cache import caches

from tests import database, makers
from tests.chromium import chromium, pytest_collection_modifyitems  # noqa: F401 -- for everyone below

_first_rows = pytest.StashKey[tuple]()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, request):
    with django_db_blocker.unblock():
        request.config.stash[_first_rows] = (django_db_blocker, database.first_rows())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """After the flush of a transactional test the next one finds the database as migrations left it."""
    try:
        return (yield)
    finally:  # a fixture that fails at its end has flushed, too
        if database.empties_tables(item):
            blocker, rows = item.config.stash[_first_rows]
            with blocker.unblock():
                database.put_back(rows)


@pytest.fixture(autouse=True)
def _files_of_this_test(settings, tmp_path):
    """Uploaded files go to a folder of the test, never to the installation's."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = settings.STORAGES | {
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "private", "base_url": None},
        }
    }


@pytest.fixture(autouse=True)
def _nothing_cached():
    """What a test put into the cache outlives its rolled-back rows: the next test would find the addresses of a
    page tree that is gone."""
    for cache in caches.all():
        cache.clear()


@pytest.fixture
def parks(db):
    return makers.make_unit("Park ve Bahçeler Müdürlüğü")


@pytest.fixture
def works(db):
    return makers.make_unit("Fen İşleri Müdürlüğü")


@pytest.fixture
def ayse(parks):
    """Clerk in Park ve Bahçeler."""
    return makers.make_clerk("ayse", parks)


@pytest.fixture
def mehmet(works):
    """Clerk elsewhere, who must see nothing of Ayşe's."""
    return makers.make_clerk("mehmet", works)


@pytest.fixture
def deniz(db):
    """The directorate: sees all units."""
    return makers.make_directorate()


@pytest.fixture
def zeynep(db):
    """A citizen."""
    return makers.make_person()


@pytest.fixture
def case(parks):
    return makers.make_case(unit=parks)
