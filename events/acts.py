"""What an editor can do to a date, and the form of each act."""

from dataclasses import dataclass
from datetime import datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from places.models import Neighbourhood

from . import checks, services
from .dated import Precision
from .planning import CANCELLED, MOVED, POSTPONED, RELOCATED, RESTORED


class ReasonForm(forms.Form):
    use_required_attribute = False
    # What the editor saw: another editor may have been faster.
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Neden"),
        max_length=200,
        error_messages={"required": _("Nedenini yazın"), "max_length": _("En çok 200 karakter olabilir")},
        help_text=_("Yurttaşlar etkinliğin sayfasında ve iletide okur. Örneğin: Yağmur bekleniyor"),
    )

    def __init__(self, *args, occurrence=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.occurrence = occurrence
        self.order_fields([name for name in self.fields if name != "reason"])

    def arguments(self) -> dict:
        """For the verb, besides reason, by and the date."""
        return {}

    def new(self) -> dict:
        """The Change's new values, for the preview."""
        return {}


class MoveForm(ReasonForm):
    day = forms.DateField(
        label=_("Yeni gün"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={"required": _("Yeni günü yazın"), "invalid": _("Günü 07.02.2026 gibi yazın")},
        validators=[checks.sensible_year],
    )
    hour = forms.TimeField(
        label=_("Saat"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H.%M"],
        error_messages={"invalid": _("Saati 20.00 gibi yazın")},
        help_text=_("Belli değilse boş bırakın."),
    )
    end_day = forms.DateField(
        label=_("Bitiş günü"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={"invalid": _("Günü 07.02.2026 gibi yazın")},
        validators=[checks.sensible_year],
        help_text=_("Aynı günde bitiyorsa boş bırakın."),
    )
    end_hour = forms.TimeField(
        label=_("Bitiş saati"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H.%M"],
        error_messages={"invalid": _("Saati 20.00 gibi yazın")},
    )

    def __init__(self, *args, occurrence=None, **kwargs):
        super().__init__(*args, occurrence=occurrence, **kwargs)
        if occurrence and occurrence.precision == Precision.TIME:
            self.initial.setdefault("hour", timezone.localtime(occurrence.starts_at).time())
            if occurrence.ends_at:
                self.initial.setdefault("end_hour", timezone.localtime(occurrence.ends_at).time())

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        day, hour = cleaned["day"], cleaned["hour"]
        end_day, end_hour = cleaned["end_day"], cleaned["end_hour"]
        if end_hour and not hour:
            self.add_error("hour", _now("Bitiş saatini yazdınız, başlangıç saatini de yazın"))
            return cleaned
        starts = _moment(day, hour)
        ends = _moment(end_day or day, end_hour if hour else None) if end_hour or end_day else None
        if ends and hour and not end_hour:
            ends = _moment(end_day, time(23, 59))
        if ends and ends < starts:
            self.add_error("end_day" if end_day else "end_hour", _now("Bitiş başlangıçtan önce olamaz"))
        elif (end_day or day) < timezone.localdate():
            self.add_error("day", _now("Yeni gün geçmişte kalıyor"))
        elif self.occurrence and self._is_where_it_was(starts, ends):
            self.add_error("day", _now("Etkinlik zaten bu gün ve saatte"))
        cleaned["starts_at"], cleaned["ends_at"] = starts, ends
        cleaned["precision"] = Precision.TIME if hour else Precision.DAY
        return cleaned

    def _is_where_it_was(self, starts, ends):
        row = self.occurrence
        return row.state != POSTPONED and (row.starts_at, row.ends_at) == (starts, ends)

    def arguments(self):
        return {name: self.cleaned_data[name] for name in ("starts_at", "ends_at", "precision")}

    def new(self):
        return services.moved_to(**self.arguments())


class RelocateForm(ReasonForm):
    place = forms.CharField(label=_("Yeni yer"), max_length=200, error_messages={"required": _("Yeni yeri yazın")})
    neighbourhood = forms.ModelChoiceField(
        label=_("Mahalle"),
        queryset=Neighbourhood.objects.all(),
        required=False,
        empty_label=_("Etkinliğin mahallesi"),
    )

    def arguments(self):
        return {name: self.cleaned_data[name] for name in ("place", "neighbourhood")}

    def new(self):
        return services.relocated_to(**self.arguments())


def _moment(day, hour):
    return timezone.make_aware(datetime.combine(day, hour or time()))


@dataclass(frozen=True)
class Act:
    slug: str  # in the address
    what: str  # Change.what
    verb: object
    label: str  # on the button
    title: str  # over the form
    hint: str = ""
    form: type[ReasonForm] = ReasonForm
    danger: bool = False
    for_all: bool = True


ACTS = [
    Act(
        "iptal",
        CANCELLED,
        services.cancel,
        _("İptal et"),
        _("İptal etmek"),
        _("Sayfa yerinde durur ve iptal edildiğini söyler."),
        danger=True,
    ),
    Act(
        "ertele",
        POSTPONED,
        services.postpone,
        _("Ertele"),
        _("Ertelemek"),
        _("Yeni gün belli değilse. Belliyse “Taşı” daha iyi olur."),
    ),
    Act(
        "tasi",
        MOVED,
        services.move,
        _("Taşı"),
        _("Yeni güne taşımak"),
        form=MoveForm,
        for_all=False,
    ),
    Act(
        "yer",
        RELOCATED,
        services.relocate,
        _("Yeri değiştir"),
        _("Yerini değiştirmek"),
        form=RelocateForm,
    ),
    Act(
        "geri-al",
        RESTORED,
        services.restore,
        _("Geri al"),
        _("Değişikliği geri almak"),
        _("Tarih, ilk duyurulduğu gibi olur."),
    ),
]
ACT = {act.slug: act for act in ACTS}
