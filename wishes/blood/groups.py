"""Blood groups: how they are stored ("A-"), shown ("A Rh (-)"), said ("A Rh negatif") and read. Zero is the digit."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib import turkish


class Group(models.TextChoices):
    O_NEGATIVE = "0-", _("0 Rh (-)")
    O_POSITIVE = "0+", _("0 Rh (+)")
    A_NEGATIVE = "A-", _("A Rh (-)")
    A_POSITIVE = "A+", _("A Rh (+)")
    B_NEGATIVE = "B-", _("B Rh (-)")
    B_POSITIVE = "B+", _("B Rh (+)")
    AB_NEGATIVE = "AB-", _("AB Rh (-)")
    AB_POSITIVE = "AB+", _("AB Rh (+)")

    @property
    def letters(self):
        """The antigens of the ABO system: none for zero."""
        return frozenset(self.value[:-1]) - {"0"}

    @property
    def is_positive(self):
        return self.value.endswith("+")

    @property
    def spoken(self):
        """As people say it, and as a message without signs needs it: "A Rh negatif"."""
        return f"{self.value[:-1]} Rh {'pozitif' if self.is_positive else 'negatif'}"


#: "I do not know my group" is an answer too; such a donor is not called before the group is known.
UNKNOWN = "?"
CHOICES = [*Group.choices, (UNKNOWN, _("Bilmiyorum"))]

_WRITTEN = re.compile(r"(0|o|a|b|ab|sifir)(?:rh|faktor)?[(]?([+-]|poz(?:itif)?|neg(?:atif)?)[)]?(?:rh)?")
_MINUS = str.maketrans("−–—‐‑", "-----")


def parse(text):
    """The Group of "0 Rh (-)", "O negatif", "ab+" …; None for anything else."""
    written = _WRITTEN.fullmatch(turkish.fold((text or "").translate(_MINUS)).replace(" ", ""))
    if written is None:
        return None
    letters = {"o": "0", "sifir": "0"}.get(written[1], written[1]).upper()
    return Group(letters + ("+" if written[2] in ("+", "poz", "pozitif") else "-"))
