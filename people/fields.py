"""Sealed columns: text that the database never sees in clear."""

from functools import lru_cache

from django.conf import settings
from django.db import models

from lib.sealing import Indexer, Sealer


@lru_cache(maxsize=4)
def _sealer(keys):
    return Sealer(keys)


@lru_cache(maxsize=4)
def _indexer(key):
    return Indexer(key)


def sealer():
    """The sealer for today's keys; a change of settings (key rotation, tests) is picked up."""
    return _sealer(settings.SEAL_KEYS)


def indexer():
    return _indexer(settings.INDEX_KEY)


class SealedTextField(models.TextField):
    """Text sealed with AES-GCM before it reaches the database, opened when read.

    The context ("people.person.phone") is authenticated, so that a value copied into another column
    does not open. Empty text stays empty. Cannot be searched: keep a keyed hash beside it (`indexer()`).
    """

    @property
    def context(self):
        return f"{self.model._meta.label_lower}.{self.name}"

    def from_db_value(self, value, expression, connection):
        return sealer().open(value, self.context) if value else ""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return sealer().seal(value, self.context) if value else ""

    def get_lookup(self, lookup_name):
        if lookup_name in {"isnull"}:
            return super().get_lookup(lookup_name)
        if lookup_name == "exact":
            return super().get_lookup(lookup_name)  # only useful against "", see Person.erased
        return None
