"""What a visitor asked of the event list: the parameters of its address, understood one by one.

Everything is GET: a link says what is seen, and the same question always has the same address (`Asked.query`).
What is not understood is told, stays as it was typed, and is left out of the answer.
"""

import re
from datetime import date, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lib import dates
from places.models import Neighbourhood

from . import days, months
from .models import Audience, EventCategory, Venue

#: No parameter is longer; a longer value is nonsense and is not even written back.
LONGEST = 80
#: Shorter spans of days leave out events of which only the month is known.
MONTH_LONG = 28


class DayField(forms.CharField):
    def __init__(self, **facts):
        super().__init__(required=False, max_length=LONGEST, **facts)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        if found := days.parse(text, timezone.localdate()):
            return found
        raise ValidationError(_("Bu günü takvimde bulamadık. 24.11.2026 ya da 24 Kasım 2026 gibi yazın."))


class KnownField(forms.CharField):
    """A value that must be one of `known` (a dict); gives what stands for it there."""

    def __init__(self, refusal, **facts):
        super().__init__(required=False, **facts)
        self.refusal, self.known = refusal, {}

    def clean(self, value):
        text = super().clean(value)
        if text and text not in self.known:
            raise ValidationError(self.refusal)
        return self.known[text] if text else None


class FilterForm(forms.Form):
    WHEN = {
        "bugun": _("Bugün"),
        "hafta": _("Bu hafta"),
        "hafta-sonu": _("Hafta sonu"),
        "gecmis": _("Geçmiş"),
    }

    zaman = KnownField(_("Adresteki zaman bilinmiyor."), label=_("Ne zaman"))
    baslangic = DayField(label=_("İlk gün"))
    bitis = DayField(label=_("Son gün"))
    gun = DayField(label=_("Gün"))
    ay = forms.CharField(label=_("Ay"), required=False)
    yil = forms.CharField(label=_("Yıl"), required=False)
    mahalle = KnownField(_("Adresteki mahalleyi bulamadık."), label=_("Mahalle"))
    tur = KnownField(_("Adresteki türü bulamadık."), label=_("Tür"))
    kimler = KnownField(_("Adresteki “kimler için” seçimi bilinmiyor."), label=_("Kimler için"))
    ucretsiz = forms.BooleanField(label=_("Yalnız ücretsiz"), required=False)
    yer = forms.CharField(label=_("Yer"), required=False)

    def __init__(self, data):
        super().__init__(data, use_required_attribute=False, auto_id="suz-%s")
        self.hoods = {hood.slug: hood for hood in Neighbourhood.objects.for_forms().defer("boundary", "sort_key")}
        self.categories = {category.slug: category for category in EventCategory.objects.all()}
        self.fields["zaman"].known = {value: value for value in self.WHEN}
        self.fields["mahalle"].known = self.hoods
        self.fields["tur"].known = self.categories
        self.fields["kimler"].known = {value: Audience(value) for value in Audience.values}

    def clean_ay(self):
        return self._understood("ay", days.month, _("Ayı 2026-11 gibi yazın."))

    def clean_yil(self):
        return self._understood("yil", days.year, _("Yılı 2026 gibi yazın."))

    def clean_yer(self):
        return self._understood("yer", _spot, _("Adresteki yeri bulamadık."))

    def clean(self):
        first, last = self.cleaned_data.get("baslangic"), self.cleaned_data.get("bitis")
        if first and last and last < first:
            self.add_error("bitis", _("Son gün ilk günden önce. İki günün yerini değiştirin."))
            del self.cleaned_data["baslangic"]  # half a range is another question

    def _understood(self, name, parse, refusal):
        text = self.cleaned_data[name]
        found = parse(text) if text else None
        if text and found is None:
            raise ValidationError(refusal)
        return found

    @property
    def problems(self):
        """[(field name, sentence)]."""
        return [(name, text) for name, texts in self.errors.items() for text in texts]


class Asked:
    #: In this order they stand in every address.
    FILTERS = ("zaman", "baslangic", "bitis", "gun", "ay", "yil", "mahalle", "tur", "kimler", "ucretsiz", "yer")
    VIEW = ("gorunum", "yakin", "kat")
    PAGING = ("sonra", "once")
    TIME = ("zaman", "baslangic", "bitis", "gun", "ay", "yil")

    def __init__(self, data, *, today=None):
        self.data = data
        self.today = today or timezone.localdate()
        self.form = FilterForm(data)
        self.form.is_valid()
        found = self.form.cleaned_data
        self.chosen = {name: found[name] for name in self.FILTERS if found.get(name)}
        self.is_map = data.get("gorunum") == "harita"

    # -- Addresses ------------------------------------------------------------------------------
    @cached_property
    def parameters(self):
        """What was understood, as it stands in addresses."""
        return {name: _written(name, value) for name, value in self.chosen.items()}

    def query(self, *, without=(), view=None, **changes):
        """ "?mahalle=yahya-kaptan&tur=spor": the same question with `changes`, from its first page on."""
        values = {name: value for name, value in self.parameters.items() if name not in without}
        if self.is_map if view is None else view:
            values["gorunum"] = "harita"
        values |= changes
        order = self.FILTERS + self.VIEW + self.PAGING
        pairs = [(name, values[name]) for name in order if values.get(name)]
        return f"?{urlencode(pairs)}" if pairs else ""

    # -- Time -----------------------------------------------------------------------------------
    @property
    def is_past(self):
        return self.chosen.get("zaman") == "gecmis"

    @property
    def span(self):
        """(first day, last day) of what was asked, either of them None where there is no limit."""
        first, last = self._named_span
        match self.chosen.get("zaman"):
            case "bugun":
                return _later(first, self.today), _earlier(last, self.today)
            case "hafta":
                return _later(first, self.today), _earlier(last, week_end(self.today))
            case "hafta-sonu":
                saturday, sunday = weekend(self.today)
                return _later(first, max(saturday, self.today)), _earlier(last, sunday)
        return first, last

    @property
    def _named_span(self):
        if day := self.chosen.get("gun"):
            return day, day
        if first := self.chosen.get("ay"):
            return first, months.last_day(first)
        if year := self.chosen.get("yil"):
            return date(year, 1, 1), date(year, 12, 31)
        first, last = self.chosen.get("baslangic"), self.chosen.get("bitis")
        if last and not first and last >= self.today and not self.is_past:
            first = self.today
        return first, last

    @property
    def wants_known_days(self):
        """A month without a day is no answer to "what is on this week"."""
        first, last = self.span
        return bool(first and last and (last - first).days + 1 < MONTH_LONG)

    @property
    def month(self):
        """The month that the calendar beside the list shows."""
        first, last = self._named_span
        return (first or last or self.today).replace(day=1)

    @property
    def fields(self):
        """What the two fields of the range hold: what was typed, or the day or month that a link named."""
        first, last = self._named_span if {"gun", "ay", "yil"} & set(self.chosen) else (None, None)
        return {"baslangic": self._field("baslangic", first), "bitis": self._field("bitis", last)}

    def _field(self, name, shown):
        day = self.chosen.get(name) or shown
        typed = "" if day else self.data.get(name, "")[:LONGEST]
        errors = self.form.errors.get(name, [])
        if errors and not typed:
            typed = self.data.get(name, "")[:LONGEST]
        # A picker cannot hold what is no day; a plain field can.
        kind = "text" if typed else "date"
        return {"value": typed or (day.isoformat() if day else ""), "type": kind, "errors": errors}

    # -- In words -------------------------------------------------------------------------------
    @property
    def heading(self):
        first, last = self._named_span
        when = FilterForm.WHEN.get(self.chosen.get("zaman"), "")
        if self.is_past:
            when = _now("Geçmiş etkinlikler")
        if not (first or last):
            return str(when or _now("Yaklaşan etkinlikler"))
        named = self._span_in_words(first, last)
        return f"{when}: {named}" if when else named

    def _span_in_words(self, first, last):
        if "ay" in self.chosen and "gun" not in self.chosen:
            return month_name(first)
        if "yil" in self.chosen and not {"gun", "ay"} & set(self.chosen):
            return str(first.year)
        if first and last:
            return dates.long(first) if first == last else dates.range(first, last)
        if first:
            return _now("İlk gün: %s") % dates.long(first)
        return _now("Son gün: %s") % dates.long(last)

    @cached_property
    def chips(self):
        """The filters in force: [{name, label, url (the same without it)}]."""
        return [
            {"name": name, "label": self._label(name), "url": self.query(without=[name])}
            for name in self.FILTERS
            if name in self.chosen
        ]

    def _label(self, name):
        value = self.chosen[name]
        match name:
            case "ucretsiz":
                return _now("Ücretsiz")
            case "zaman":
                value = FilterForm.WHEN[value]
            case "ay":
                value = month_name(value)
            case "kimler":
                value = value.label
            case "yer":
                value = _SPOTS.get(value, value)
        if isinstance(value, date):
            value = dates.long(value)
        return f"{self.form.fields[name].label}: {value}"


# -- Days ---------------------------------------------------------------------------------------
def weekend(today: date) -> tuple[date, date]:
    """Saturday and Sunday of this week; on a Sunday still this one."""
    saturday = today + timedelta(days=5 - today.weekday())
    return saturday, saturday + timedelta(days=1)


def week_end(today: date) -> date:
    """The Sunday of this week."""
    return today + timedelta(days=6 - today.weekday())


def month_name(first: date) -> str:
    return f"{dates.MONTHS[first.month - 1]} {first.year}"


def _later(first, day):
    return max(first, day) if first else day


def _earlier(last, day):
    return min(last, day) if last else day


# -- Places -------------------------------------------------------------------------------------
#: Besides the key of a venue that stands on the map: places of a neighbourhood that do not, and no place at all.
ELSEWHERE, NOWHERE = "diger", "yok"
_SPOTS = {ELSEWHERE: _("haritada noktası olmayanlar"), NOWHERE: _("haritada yeri olmayanlar")}


def _spot(text):
    """A Venue, ELSEWHERE or NOWHERE; None for anything else."""
    if text in _SPOTS:
        return text
    if not re.fullmatch(r"[0-9]{1,9}", text):
        return None
    return Venue.objects.filter(pk=int(text), latitude__isnull=False, longitude__isnull=False).first()


# -- Addresses ----------------------------------------------------------------------------------
_ORDER = Asked.FILTERS + Asked.VIEW + Asked.PAGING


def is_untidy(data) -> bool:
    """Does an address hold what no link of ours says: unknown names, empty values, a name twice?"""
    return any(name not in _ORDER or values == [""] or len(values) > 1 for name, values in data.lists())


def tidied(data) -> str:
    """The same query without them; what was typed and not understood stays, as far as it can be read."""
    pairs = [(name, data[name][: LONGEST + 1]) for name in _ORDER if data.get(name)]
    return f"?{urlencode(pairs)}" if pairs else ""


def _written(name, value):
    match value:
        case True:
            return "on"
        case date():
            return f"{value:%Y-%m}" if name == "ay" else value.isoformat()
        case Venue():
            return str(value.pk)
    return str(getattr(value, "slug", value))
