"""Does a text that a citizen will read hold something that belongs to nobody's eyes? Pure; the clerk decides."""

import re

from django.utils.translation import gettext_lazy as _

from lib import phone

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


def _is_phone(run):
    try:
        phone.parse(run.replace("/", " "))
    except phone.PhoneError:
        return False
    return True
