"""Fixtures for everyone: the cast, private folders per test run, no outside world."""

import gc

import pytest
from django.core.cache import caches
from django.test import TransactionTestCase

from tests import database, makers
from tests.chromium import chromium, pytest_collection_modifyitems  # noqa: F401 -- for everyone below

# Django and Wagtail are some hundred thousand objects that stay. Python looks at each of them again and again unless
# told otherwise; migrating takes twice as long then.
gc.set_threshold(50_000, 20, 50)


def pytest_collection_finish():
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, request):
    """After a transactional test the next one finds the database as migrations left it."""
    with django_db_blocker.unblock():
        rows = database.first_rows(anew=request.config.getvalue("create_db"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: database.put_back(rows))
        yield rows
    database.memory().unlink(missing_ok=True)


@pytest.fixture(scope="module")
def for_the_module(django_db_setup, django_db_blocker):
    """What is written `with for_the_module():` is there for every test of the module that asks for `db`; each gives it
    back as it found it. No test of such a module may commit."""
    yield django_db_blocker.unblock
    with django_db_blocker.unblock():
        database.put_back(django_db_setup)


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
