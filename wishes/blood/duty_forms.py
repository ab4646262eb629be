"""What the duty officer types: a call in one screen, and why somebody looks."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lib import dates, turkish
from wishes.questions import wrong

from .forms import MOST_UNITS
from .groups import Group
from .models import Appeal, DonationPlace

LONGEST_DAYS = 7


class Words(forms.CharField):
    def __init__(self, *, missing, least=3, **options):
        super().__init__(
            max_length=200,
            min_length=least,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            error_messages={
                "required": missing,
                "min_length": missing,
                "max_length": _("En çok %(limit_value)d karakter olabilir."),
            },
            **options,
        )

    def to_python(self, value):
        return turkish.clean_text(super().to_python(value) or "")


class DutyForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *args, **options):
        super().__init__(*args, label_suffix="", **options)


class ConfirmForm(DutyForm):
    text = Words(
        label=_("Kiminle konuştunuz?"),
        missing=_("Kiminle konuştuğunuzu yazın. Örneğin servis hemşiresi."),
        help_text=_("Servis ya da görev yeter. Hastanın adını yazmayın."),
    )


class RefuseForm(DutyForm):
    text = Words(label=_("Neden açılmıyor?"), missing=_("Neden açılmadığını yazın."))


class ReasonForm(DutyForm):
    """Asked before anything of a donor is shown; the answer stays in the log of looks."""

    reason = Words(
        label=_("Neden bakıyorsunuz?"),
        missing=_("Neden baktığınızı yazın. Kaydı tutulur."),
        least=5,
        help_text=_("Kim, ne zaman, neden baktı: üçü de kaydedilir."),
    )


class ListForm(ReasonForm):
    group = forms.ChoiceField(label=_("Kan grubu"), choices=[("", _("Hepsi")), *Group.choices], required=False)


def moments(now):
    """[(value, label)] of the usual ends, those that are still some way off."""
    today = timezone.localdate(now)
    usual = [(today, time(18)), (today, time(22)), (today + timedelta(days=1), time(12)),
             (today + timedelta(days=1), time(18))]  # fmt: skip
    found = []
    for day, hour in usual:
        moment = timezone.make_aware(datetime.combine(day, hour))
        if moment > now + timedelta(hours=1):
            word = _now("Bugün") if day == today else _now("Yarın")
            found.append((moment.isoformat(), f"{word} {dates.time(moment)}"))
    return found


class OpenForm(DutyForm):
    """A call in less than a minute: group, place, until when, how many."""

    OTHER = "other"

    group = forms.ChoiceField(
        label=_("Kan grubu"),
        choices=Group.choices,
        widget=forms.RadioSelect,
        error_messages=wrong(_("Kan grubunu seçin.")),
    )
    with_compatible = forms.BooleanField(label=_("Uyumlu grupları da kat"), required=False)
    place = forms.ModelChoiceField(
        label=_("Nerede"),
        queryset=DonationPlace.objects.none(),
        empty_label=_("Seçin"),
        error_messages=wrong(_("Bağış yerini seçin.")),
    )
    quick = forms.ChoiceField(
        label=_("Ne zamana kadar"), widget=forms.RadioSelect, error_messages=wrong(_("Ne zamana kadar, seçin."))
    )
    moment = forms.DateTimeField(
        label=_("Başka bir gün ve saat"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M", "%d.%m.%Y %H.%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Günü ve saati 24.11.2026 14.00 gibi yazın.")},
    )
    units = forms.IntegerField(
        label=_("Kaç ünite"),
        min_value=1,
        max_value=MOST_UNITS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=wrong(_("Ünite sayısını rakamla yazın."))
        | {"min_value": _("Ünite sayısı en az 1 olabilir."), "max_value": _("Ünite sayısı en çok 20 olabilir.")},
    )

    def __init__(self, *args, appeal=None, now=None, **options):
        self.now = now or timezone.now()
        last = Appeal.objects.exclude(place=None).order_by("-proposed_at").values_list("place", flat=True).first()
        initial = {"place": last, "units": 1}
        ends = moments(self.now)
        if appeal is not None:
            initial |= {"group": appeal.group, "units": appeal.units, "with_compatible": appeal.with_compatible}
            initial |= {"quick": self.OTHER, "moment": timezone.localtime(appeal.until)}
            initial |= {"place": appeal.place_id or last}
        super().__init__(*args, initial=initial, **options)
        self.fields["place"].queryset = DonationPlace.objects.filter(is_active=True)
        self.fields["quick"].choices = [*ends, (self.OTHER, _("Başka"))]

    def clean(self):
        data = super().clean()
        quick, until = data.get("quick"), None
        if quick == self.OTHER:
            until = data.get("moment")
            if until is None and "moment" not in self.errors:
                self.add_error("moment", _("Günü ve saati yazın."))
        elif quick:
            until = datetime.fromisoformat(quick)
        if until and until <= self.now:
            self.add_error("moment" if quick == self.OTHER else "quick", _("Bu saat geçti."))
        elif until and until > self.now + timedelta(days=LONGEST_DAYS):
            self.add_error("moment", _("En çok 7 gün sonrası seçilebilir."))
        data["until"] = until
        return data

    @property
    def call(self):
        """The keyword arguments of appeals.propose."""
        return {name: self.cleaned_data[name] for name in ("group", "with_compatible", "place", "until", "units")}
