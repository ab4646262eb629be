"""Refuse to start with keys that are missing, malformed, or not the ones this database was sealed with."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from lib.sealing import Indexer, Sealer, SealError


@register(Tags.security)
def keys_are_usable(app_configs, **kwargs):
    errors = []
    for name, build in [("SEAL_KEYS", Sealer), ("INDEX_KEY", Indexer)]:
        try:
            build(getattr(settings, name))
        except (SealError, ValueError) as error:
            errors.append(Error(f"{name} cannot be used: {error}", id=f"people.E{len(errors) + 1:03d}"))
    return errors


@register(Tags.database)
def keys_open_this_database(app_configs, databases=None, **kwargs):
    """Opens one sealed card (run by `migrate` and `check --database default`)."""
    from .models import Person

    if not databases or "default" not in databases:
        return []
    try:
        person = Person.objects.exclude(phone_index="").order_by("-pk").first()
    except SealError as error:
        return [Error(f"SEAL_KEYS do not open the data of this database: {error}", id="people.E010")]
    except (DatabaseError, ValueError):
        return []  # before the first migration, or keys_are_usable has said it
    if person is not None:
        from .indexes import phone_index

        if person.phone_index != phone_index(person.phone):
            return [Error("INDEX_KEY is not the one this database was indexed with", id="people.E011")]
    return []
