"""Days of the week as one short text ("TU,TH"), ticked in a form."""

from django import forms
from django.db import models

from lib import dates

from .rules import WEEKDAYS


class WeekdaysFormField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value):
        return value.split(",") if isinstance(value, str) and value else value or []

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value):
        chosen = super().clean(value)
        return ",".join(day for day in WEEKDAYS if day in chosen)


class WeekdaysField(models.CharField):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 20)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        kwargs = {name: kwargs[name] for name in ("label", "help_text") if name in kwargs}
        return WeekdaysFormField(
            choices=list(zip(WEEKDAYS, dates.WEEKDAYS, strict=True)),
            required=not self.blank,
            **{"label": str(self.verbose_name).capitalize()} | kwargs,
        )
