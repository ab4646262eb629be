"""A day in three boxes, as people say it: "27 3 1990" or "27 mart 1990"."""

import re
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from lib import dates, turkish

MONTHS = {turkish.fold(name): number for number, name in enumerate(dates.MONTHS, start=1)}
OLDEST_YEAR = 1900


class DayParts(forms.MultiWidget):
    def __init__(self, tokens=("off", "off", "off")):
        attrs = [{"autocomplete": token, "maxlength": 12} for token in tokens]
        attrs[0]["inputmode"] = attrs[2]["inputmode"] = "numeric"  # "mart" is a month too
        super().__init__([forms.TextInput(part) for part in attrs])

    def decompress(self, value):
        return [value.day, value.month, value.year] if value else [None, None, None]


class DayField(forms.MultiValueField):
    """Three texts become a day of the past; `name` is what it is called in the sentences ("Doğum tarihi")."""

    def __init__(self, *, name, birthday=False, **options):
        tokens = ("bday-day", "bday-month", "bday-year") if birthday else ("off", "off", "off")
        parts = [forms.CharField(required=False) for _part in range(3)]
        super().__init__(parts, require_all_fields=False, widget=DayParts(tokens), **options)
        self.day_name = name

    def clean(self, value):
        parts = [turkish.clean_text(str(part or "")).strip(" .,/") for part in [*(value or []), "", "", ""][:3]]
        if not any(parts):
            if self.required:
                raise forms.ValidationError(self._said(_("%(name)s boş. Gün, ay ve yılı yazın")))
            return None
        for part, missing in zip(parts, (_("gün"), _("ay"), _("yıl")), strict=True):
            if not part:
                raise forms.ValidationError(self._said(_("%(name)s eksik. Şunu da yazın: %(part)s"), part=missing))
        return self._day(*parts)

    def _day(self, day, month, year):
        if not re.fullmatch(r"[0-9]{4}", year) or int(year) < OLDEST_YEAR:
            raise forms.ValidationError(self._said(_("%(name)s: yılı dört rakamla yazın. Örneğin 1990")))
        number = MONTHS.get(turkish.fold(month)) or (int(month) if re.fullmatch(r"[0-9]{1,2}", month) else 0)
        if not 1 <= number <= 12:
            raise forms.ValidationError(self._said(_("%(name)s: ayı rakamla ya da adıyla yazın. Örneğin 3 ya da mart")))
        if not re.fullmatch(r"[0-9]{1,2}", day) or int(day) == 0:
            raise forms.ValidationError(self._said(_("%(name)s: günü rakamla yazın. Örneğin 27")))
        try:
            found = date(int(year), number, int(day))
        except ValueError:
            said = _("%(day)s diye bir gün yok. %(name)s için takvime bakın")
            raise forms.ValidationError(self._said(said, day=f"{int(day)} {dates.MONTHS[number - 1]} {year}")) from None
        if found > timezone.localdate():
            raise forms.ValidationError(self._said(_("%(name)s: bu gün daha gelmedi. Yılı kontrol edin")))
        return found

    def _said(self, sentence, **more):
        return sentence % ({"name": self.day_name} | more)


class WithDays:
    """For a StepForm with DayFields: their three boxes have names of their own in what is kept."""

    @classmethod
    def raw(cls, post):
        kept = super().raw(post)
        for name, field in cls.base_fields.items():
            if isinstance(field, DayField):
                boxes = {
                    f"{name}_{box}": [text[:40] for text in post.getlist(f"{name}_{box}")[-1:]] for box in range(3)
                }
                kept |= {box: texts for box, texts in boxes.items() if texts}
        return kept

    def _initial_from(self, raw):
        initial = super()._initial_from(raw)
        for name, field in self.fields.items():
            if isinstance(field, DayField):
                initial[name] = [(raw.get(f"{name}_{box}") or [""])[-1] for box in range(3)]
        return initial


def said(day):
    """ "27 Mart 1990"."""
    return f"{day.day} {dates.MONTHS[day.month - 1]} {day.year}" if day else ""
