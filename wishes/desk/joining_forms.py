"""Merging with a number that was typed or chosen, and splitting contacts off. Only numbers the user may see exist."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lib import reference, turkish
from wishes.models import Case

from . import contacts


class VersionForm(forms.Form):
    """`version`: what the screen showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    use_required_attribute = False

    def __init__(self, *args, case, user, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.case, self.user = case, user


class MergeForm(VersionForm):
    HERE, THERE = "here", "there"
    UNKNOWN = _("Bu numarayla bir başvuru bulamadık. Numarayı kontrol edin.")

    other = forms.CharField(
        label=_("Öteki başvurunun numarası"),
        max_length=40,
        help_text=_("İZM-ABCD-2345 gibi"),
        error_messages={"required": _("Öteki başvurunun numarasını yazın ya da listeden seçin.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    goes_on = forms.ChoiceField(
        label=_("Hangi numarayla devam edilsin"),
        choices=[(THERE, _("Öteki başvurunun numarasıyla")), (HERE, _("Bu başvurunun numarasıyla"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Hangi numarayla devam edileceğini seçin.")},
    )
    #: how the other one stood when the preview was shown
    other_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_other(self):
        try:
            number = reference.parse(self.cleaned_data["other"])
        except reference.InvalidReference:
            raise forms.ValidationError(_("Başvuru numarasını İZM-ABCD-2345 gibi yazın.")) from None
        found = Case.objects.for_staff(self.user).filter(reference=number).select_related("person", "unit").first()
        if found is None:
            raise forms.ValidationError(self.UNKNOWN)
        if found.pk == self.case.pk:
            raise forms.ValidationError(_("Bu, baktığınız başvurunun numarası. Öteki başvurunun numarasını yazın."))
        return found

    @property
    def source_and_target(self):
        other = self.cleaned_data["other"]
        return (other, self.case) if self.cleaned_data["goes_on"] == self.HERE else (self.case, other)


class SplitForm(VersionForm):
    contacts = forms.TypedMultipleChoiceField(
        label=_("Hangi temaslar ayrılsın"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Ayrılacak temasları seçin."),
            "invalid_choice": _("Bu başvurunun temaslarından seçin."),
        },
    )
    subject = forms.CharField(
        label=_("Yeni başvurunun konusu"),
        max_length=160,
        error_messages={"required": _("Yeni başvurunun konusunu yazın.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = list(self.case.contacts.all())
        self.fields["contacts"].choices = [(row.pk, contacts.label(row)) for row in self.rows]

    def clean_subject(self):
        subject = turkish.clean_text(self.cleaned_data["subject"])
        if not subject:
            raise forms.ValidationError(self.fields["subject"].error_messages["required"])
        return subject

    def clean_contacts(self):
        chosen = [row for row in self.rows if row.pk in self.cleaned_data["contacts"]]
        if len(chosen) == len(self.rows):
            raise forms.ValidationError(_("Bütün temaslar ayrılamaz: en az biri burada kalsın."))
        return chosen
