"""Keyed hashes under which a person is found: exact phone, e-mail, national number, and whole words of a name."""

from lib import turkish

from .fields import indexer


def phone_index(e164):
    return indexer().digest(e164, "person.phone") if e164 else ""


def email_index(email):
    return indexer().digest(email.strip().lower(), "person.email") if email else ""


def identity_index(number):
    return indexer().digest(number, "person.identity") if number else ""


def name_index(name):
    """The whole name, folded: "ayşe  YILMAZ" and "Ayse Yılmaz" are one."""
    folded = turkish.fold(name)
    return indexer().digest(folded, "person.name") if folded else ""


def name_word_indexes(name):
    """One hash per folded word, a set: order and repetition of names tell nothing."""
    return {indexer().digest(word, "person.name-word") for word in turkish.fold(name).split()}
