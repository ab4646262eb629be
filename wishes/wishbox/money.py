"""Money as whole kuruş, and back into what people write: "1.250,50". Pure; the field for models and forms below."""

import re

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from lib import dates

LARGEST = 10**12  # kuruş: ten billion lira is a slip of the key
_WRITTEN = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,([0-9]{1,2}))?")


def parse(text):
    """Kuruş of "1.250,50", "1250" or "1250 TL". Raises ValueError."""
    written = _WRITTEN.fullmatch(re.sub(r"\s|TL|₺", "", text))
    if written is None:
        raise ValueError("not written like an amount")
    lira, kurus = written[1].replace(".", ""), (written[2] or "").ljust(2, "0")
    amount = int(lira) * 100 + int(kurus)
    if amount > LARGEST:
        raise ValueError("too large")
    return amount


def show(kurus):
    """ "1.250,50 TL"; whole lira without decimals."""
    return f"{plain(kurus)} TL"


def plain(kurus):
    return dates.number(kurus / 100, 0 if kurus % 100 == 0 else 2)


class LiraField(forms.CharField):
    """An amount in lira; gives kuruş, or None when it is empty."""

    wrong = _("Tutarı 1.250,50 gibi yazın")

    def __init__(self, **kwargs):
        super().__init__(max_length=20, **({"error_messages": {"max_length": self.wrong}} | kwargs))
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse(text)
        except ValueError:
            raise forms.ValidationError(self.wrong) from None

    def prepare_value(self, value):
        return plain(value) if isinstance(value, int) else value

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class KurusField(models.PositiveBigIntegerField):
    """Kuruş in the database, lira in the editors' forms."""

    def formfield(self, **kwargs):
        wanted = {name: kwargs[name] for name in ("label", "help_text") if name in kwargs}
        facts = {
            "label": self.verbose_name,
            "required": not self.blank,
            "initial": None if not self.has_default() else self.default,
        }
        return LiraField(**(facts | wanted))
