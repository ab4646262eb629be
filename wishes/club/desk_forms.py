"""What staff type into the club's screens."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib import identity_number, turkish

from . import answers
from .models import Decision
from .reasons import MISSING, REFUSED

LONGEST = 1000


def _choices(reasons):
    return [("", _("Nedeni seçin")), *((code, reason.label) for code, reason in reasons.items())]


class DecisionForm(forms.Form):
    """One decision about one claim; whether its reason fits the decision is batches.decide's business."""

    decision = forms.ChoiceField(choices=Decision.choices)
    reason = forms.CharField(required=False, max_length=20)
    text = forms.CharField(required=False, max_length=LONGEST)
    version = forms.IntegerField(min_value=0)

    def clean_text(self):
        return turkish.clean_text(self.cleaned_data["text"])


REASON_CHOICES = {Decision.MISSING: _choices(MISSING), Decision.REFUSE: _choices(REFUSED)}


class AnswerFileForm(forms.Form):
    file = forms.FileField(
        label=_("Kulübün yanıt dosyası"),
        help_text=_("XLSX ya da CSV. Sütunlar: Başvuru numarası, Sonuç (kabul ya da ret), Neden, Kart numarası."),
        error_messages=dict.fromkeys(["required", "missing", "invalid", "empty"], _("Bir dosya seçin.")),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > answers.MAX_BYTES:
            raise forms.ValidationError(_("Dosya en çok 2 MB olabilir."))
        return upload


class FreeRightForm(forms.Form):
    """Somebody stands there with an identity card; the number is looked up and not kept."""

    use_required_attribute = False
    number = forms.CharField(
        label=_("T.C. kimlik numarası"),
        help_text=_("Kişi kimliğiyle geldiyse ve numarasını başkası kullandıysa. Numarayı saklamayız."),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(["required", "max_length"], _("Kimlik numarasını kartından yazın.")),
    )

    def clean_number(self):
        try:
            return identity_number.clean(self.cleaned_data["number"])
        except identity_number.IdentityNumberError:
            raise forms.ValidationError(_("Kimlik numarasını kartından yazın.")) from None


class PaymentForm(forms.Form):
    year = forms.IntegerField(min_value=2000, max_value=2200, widget=forms.HiddenInput)
    total = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    paid_on = forms.DateField(
        label=_("Ödeme günü"),
        help_text=_("Örneğin 02.02.2026"),
        input_formats=["%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.DateInput(format="%d.%m.%Y", attrs={"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"required": _("Ödeme gününü yazın."), "invalid": _("Günü 02.02.2026 gibi yazın.")},
    )
    document = forms.CharField(
        label=_("Belge numarası"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Belge numarasını yazın."),
            "max_length": _("Belge numarası en çok 60 karakter olabilir."),
        },
    )

    def clean_paid_on(self):
        day = self.cleaned_data["paid_on"]
        if not date(2020, 1, 1) <= day <= timezone.localdate():
            raise forms.ValidationError(_("Ödeme günü bugünden sonra olamaz."))
        return day

    def clean_document(self):
        return " ".join(turkish.clean_text(self.cleaned_data["document"]).split())
