"""Identities never touch the database in clear, and keys can change while the portal runs."""

import base64

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from lib.sealing import SealError
from people.checks import keys_are_usable, keys_open_this_database
from people.models import Person
from people.services import remember
from tests.makers import ZEYNEP, make_person

pytestmark = pytest.mark.django_db

NEW = "new:" + base64.b64encode(b"n" * 32).decode()


def raw(column, person):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM people_person WHERE id = %s", [person.pk])
        return cursor.fetchone()[0]


def test_it_works():
    person = Person.objects.get(pk=make_person().pk)
    assert (person.name, person.phone) == (ZEYNEP["name"], ZEYNEP["phone"])
    for column in ["name", "phone", "email", "name_index", "phone_index"]:
        stored = raw(column, person)
        assert stored
        assert not any(value in stored for value in ZEYNEP.values())
    assert "Zeynep" not in f"{person} {person!r}"


def test_a_value_moved_to_another_column_does_not_open():
    person = make_person()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET name = phone WHERE id = %s", [person.pk])
    with pytest.raises(SealError) as refusal:
        Person.objects.get(pk=person.pk)
    assert ZEYNEP["phone"] not in str(refusal.value)


def test_a_person_is_found_by_exact_phone_mail_and_name_words(zeynep):
    assert Person.objects.with_phone(ZEYNEP["phone"]).get() == zeynep
    assert Person.objects.with_email("Zeynep@Ornek.example").get() == zeynep
    assert Person.objects.with_name_words("örnekoğlu ZEYNEP").get() == zeynep
    assert Person.objects.with_name_words("ornekoglu").get() == zeynep
    assert not Person.objects.with_name_words(" ").exists()
    assert not Person.objects.with_phone("+905550000013").exists()


def test_the_same_facts_are_one_person_and_a_stranger_with_that_phone_is_another(zeynep):
    assert remember(**(ZEYNEP | {"name": "ZEYNEP  ÖRNEKOĞLU"})) == zeynep
    stranger = remember(**(ZEYNEP | {"name": "Başka Biri"}))
    assert stranger != zeynep
    zeynep.refresh_from_db()
    assert zeynep.name == ZEYNEP["name"]
    assert remember() is None


def test_it_refuses_to_leave_a_strangers_address_on_somebodys_card():
    """A neighbour who knows name and phone writes first, with an e-mail of their own, to read what Zeynep gets."""
    who = {"name": ZEYNEP["name"], "phone": ZEYNEP["phone"]}
    zeynep = remember(**who)
    neighbour = remember(**who, email="komsu@ornek.example", address="Komşunun evi")
    later = remember(**who, email=ZEYNEP["email"])
    zeynep.refresh_from_db()
    assert (zeynep.email, zeynep.address) == ("", "")
    assert (neighbour.email, neighbour.address) == ("komsu@ornek.example", "Komşunun evi")
    assert (later.email, later.address) == (ZEYNEP["email"], "")
    assert remember(**who) == zeynep


def test_keys_rotate(zeynep, settings):
    settings.SEAL_KEYS = f"{NEW},{settings.SEAL_KEYS}"
    assert Person.objects.get(pk=zeynep.pk).name == ZEYNEP["name"]
    call_command("rotate_keys", "--dry-run", verbosity=0)
    assert not raw("name", zeynep).startswith("v1.new.")
    call_command("rotate_keys", verbosity=0)
    assert raw("name", zeynep).startswith("v1.new.")
    settings.SEAL_KEYS = NEW  # the old key is thrown away
    assert Person.objects.get(pk=zeynep.pk).phone == ZEYNEP["phone"]


def test_rotation_refuses_when_an_old_key_is_missing(zeynep, settings):
    settings.SEAL_KEYS = NEW
    with pytest.raises(CommandError, match=r"people\.person\."):
        call_command("rotate_keys", verbosity=0)


def test_wrong_keys_are_told_before_work_begins(zeynep, settings):
    assert keys_are_usable(None) == []
    assert keys_open_this_database(None, databases=["default"]) == []
    right = settings.SEAL_KEYS
    settings.SEAL_KEYS = NEW
    assert [error.id for error in keys_open_this_database(None, databases=["default"])] == ["people.E010"]
    settings.SEAL_KEYS = right
    settings.INDEX_KEY = base64.b64encode(b"x" * 32).decode()
    assert [error.id for error in keys_open_this_database(None, databases=["default"])] == ["people.E011"]
    settings.INDEX_KEY = "short"
    assert len(keys_are_usable(None)) == 1
