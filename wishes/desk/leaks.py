"""Does a text that a citizen will read hold something that belongs to nobody's eyes? Pure; the clerk decides."""

import re
from collections.abc import Iterable
from itertools import zip_longest

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lib import phone, turkish

IDENTITY = _("Metinde 11 haneli bir sayı var. T.C. kimlik numarası olabilir.")
PHONE = _("Metinde bir telefon numarası var.")

_RUN = re.compile(r"(?<![0-9])(?:\+|\()?[0-9](?:[ \t().\-/]*[0-9]){9,14}(?![0-9])")


def personal_data_in(text: str) -> list:
    """The sentences to warn with; empty when nothing was found."""
    found = []
    for match in _RUN.finditer(text):
        run = match[0]
        if _is_phone(run):
            found.append(PHONE)
        elif sum(character.isdigit() for character in run) == 11:
            found.append(IDENTITY)
    return list(dict.fromkeys(found))


_WORD = re.compile(r"[^\W\d_]+")
#: After these a name is a place's, not a colleague's: "Yıldız Sokağı".
_PLACES = ("mahalle", "sokak", "sokag", "cadde", "bulvar", "park", "meydan", "okul", "lise", "cami", "koprusu")


def surnames_in(text: str, surnames: Iterable[str]) -> list[str]:
    """One sentence for each surname of the staff in the text: a unit answers, never a person.

    Only capitalised words count, so that "demir korkuluk" is an iron fence and "Demir" a colleague.
    """
    wanted = {turkish.fold(surname): surname for surname in surnames if surname.strip()}
    words = list(_WORD.finditer(text))
    found = []
    for word, following in zip_longest(words, words[1:]):
        surname = wanted.get(turkish.fold(word[0]))
        if surname is None or word[0][0] != turkish.upper(word[0][0]):
            continue
        if following and turkish.fold(following[0]).startswith(_PLACES):
            continue
        found.append(_now("Metinde bir çalışanın soyadı olabilir: %(name)s") % {"name": surname})
    return list(dict.fromkeys(found))


def _is_phone(run):
    try:
        phone.parse(run.replace("/", " "))
    except phone.PhoneError:
        return False
    return True
