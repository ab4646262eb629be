"""Which days a report speaks of."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib import dates

LONGEST = 366  # days
THIS_MONTH, LAST_MONTH, THIS_QUARTER, LAST_QUARTER, YEAR, OWN = (
    "bu-ay",
    "gecen-ay",
    "bu-ceyrek",
    "gecen-ceyrek",
    "son-12-ay",
    "kendi",
)
CHOICES = [
    (THIS_MONTH, _("Bu ay")),
    (LAST_MONTH, _("Geçen ay")),
    (THIS_QUARTER, _("Bu üç ay (çeyrek)")),
    (LAST_QUARTER, _("Önceki üç ay (çeyrek)")),
    (YEAR, _("Son 12 ay")),
    (OWN, _("Kendi aralığım")),
]


@dataclass(frozen=True)
class Period:
    """Days in İzmit, both ends included."""

    first: date
    last: date

    @property
    def days(self):
        return (self.last - self.first).days + 1

    @property
    def start(self):
        return _midnight(self.first)

    @property
    def end(self):
        """The moment after its last."""
        return _midnight(self.last + timedelta(days=1))

    def within(self, field):
        """Conditions on a moment's column: an index serves them."""
        return {f"{field}__gte": self.start, f"{field}__lt": self.end}

    def __str__(self):
        return dates.range(self.first, self.last)


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def _months(day, months):
    """The first day of the month so many months from a day's."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, 1)


def named(key, today) -> Period:
    quarter = _months(today, -((today.month - 1) % 3))
    match key:
        case "bu-ay":
            return Period(today.replace(day=1), today)
        case "gecen-ay":
            return Period(_months(today, -1), today.replace(day=1) - timedelta(days=1))
        case "bu-ceyrek":
            return Period(quarter, today)
        case "gecen-ceyrek":
            return Period(_months(quarter, -3), quarter - timedelta(days=1))
    return Period(_months(today, -11), today)


def full_months(count, today) -> Period:
    """The last months that are over."""
    return Period(_months(today, -count), today.replace(day=1) - timedelta(days=1))


def last_weeks(count, today) -> list[Period]:
    """Weeks of seven days that end yesterday, oldest first: no half days, whatever the weekday."""
    ends = [today - timedelta(days=1 + 7 * back) for back in range(count - 1, -1, -1)]
    return [Period(end - timedelta(days=6), end) for end in ends]


class PeriodForm(forms.Form):
    donem = forms.ChoiceField(label=_("Dönem"), choices=CHOICES, required=False)
    ilk = forms.DateField(
        label=_("İlk gün"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    son = forms.DateField(
        label=_("Son gün"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data, *, today):
        super().__init__({"donem": YEAR} | {name: data[name] for name in self.base_fields if data.get(name)})
        self.today = today

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("donem") != OWN:
            return cleaned
        first, last = cleaned.get("ilk"), cleaned.get("son")
        for name, day, words in [("ilk", first, _("İlk günü yazın.")), ("son", last, _("Son günü yazın."))]:
            if name not in self.errors and day is None:
                self.add_error(name, words)
        if not first or not last:
            return cleaned
        if not 2000 <= first.year <= 2200 or not 2000 <= last.year <= 2200:
            self.add_error("ilk", _("Bu yıllarda kayıt yok."))
        elif last < first:
            self.add_error("son", _("Son gün, ilk günden önce olamaz."))
        elif (last - first).days + 1 > LONGEST:
            self.add_error("son", _("En çok 366 günlük bir aralık seçin."))
        return cleaned

    def period(self) -> Period:
        """Of a valid form."""
        if self.cleaned_data.get("donem") == OWN:
            return Period(self.cleaned_data["ilk"], self.cleaned_data["son"])
        return named(self.cleaned_data.get("donem"), self.today)
