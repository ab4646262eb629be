"""The forms of a registration: who comes, with how many; the code; with fewer."""

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from guard.forms import GuardedFormMixin
from lib import dates, phone, turkish
from pages.steps import EmailLineField, LineField, TextField

NAME = _("Ad soyadı yazın")
PHONE = _("Telefonu 0532 000 00 00 gibi yazın")
EMAIL = _("E-posta adresini ad@ornek.com gibi yazın")


class PersonForm(forms.Form):
    """Fields that the citizen and the desk share. `limit`: people in one registration."""

    use_required_attribute = False

    name = LineField(
        label=_("Ad soyad"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false", "autocapitalize": "words"}),
        error_messages={"required": NAME, "max_length": _("Ad soyad en çok 120 karakter olabilir")},
    )
    phone = LineField(
        label=_("Cep telefonu"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"max_length": PHONE},
    )
    email = EmailLineField(
        label=_("E-posta"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"invalid": EMAIL, "max_length": EMAIL},
    )
    party_size = forms.TypedChoiceField(label=_("Kaç kişi geleceksiniz?"), coerce=int)
    notes = TextField(
        label=_("Bilmemiz gereken bir şey var mı?"),
        required=False,
        max_length=500,
        too_long=_("Not en çok %(limit)s karakter olabilir. Şu an %(length)s"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Örneğin tekerlekli sandalye yeri ya da işaret dili"),
    )

    def __init__(self, *args, occurrence, **kwargs):
        super().__init__(*args, **kwargs)
        self.occurrence = occurrence
        self.limit = max(min(occurrence.party_limit, occurrence.seats or 1), 1)
        size = self.fields["party_size"]
        size.choices = [(n, _now("%(count)s kişi") % {"count": n}) for n in range(1, self.limit + 1)]
        size.initial = 1
        size.error_messages |= {
            "required": _now("Kaç kişi geleceğinizi seçin"),
            "invalid_choice": too_large(self.limit),
            "invalid": too_large(self.limit),
        }

    def clean_name(self):
        name = self.cleaned_data["name"]
        if sum(letter.isalpha() for letter in name) < 2:
            raise forms.ValidationError(NAME)
        return name

    def clean_phone(self):
        if not self.cleaned_data["phone"]:
            return ""
        try:
            return phone.parse(self.cleaned_data["phone"])
        except phone.PhoneError:
            raise forms.ValidationError(PHONE) from None

    @property
    def facts(self):
        """What registrations.begin and registrations.add take."""
        names = ("name", "phone", "email", "party_size", "notes")
        return {name: self.cleaned_data[name] for name in names}


def too_large(limit):
    """The sentence for a party that is too large."""
    if limit == 1:
        return _now("Bu etkinliğe bir kayıtla bir kişi gelebilir")
    return _now("Bir kayıtla en çok %(limit)s kişi gelebilir") % {"limit": dates.number(limit)}


class RegistrationForm(GuardedFormMixin, PersonForm):
    """The citizen's. A suspicion needs no look by the desk: nothing is held before the code has been typed.

    nonce: of this form as it was opened, so that pressing twice registers once.
    """

    guard_name = "registration"

    nonce = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "", "required": ""})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].help_text = _now("Kodu ve değişiklikleri SMS ile yazarız")
        self.fields["email"].help_text = _now("Cep telefonunuz yoksa yazın")
        self.fields["phone"].show_optional = self.fields["email"].show_optional = False

    def clean_phone(self):
        number = super().clean_phone()
        if number and not phone.is_mobile(number):
            raise forms.ValidationError(_("Sabit telefona kod gönderemiyoruz. Cep telefonu ya da e-posta yazın"))
        return number

    def clean(self):
        cleaned = super().clean()
        if not {"phone", "email"} & set(self.errors) and not cleaned.get("phone") and not cleaned.get("email"):
            self.add_error("phone", _("Cep telefonunuzu ya da e-posta adresinizi yazın"))
        return cleaned

    @property
    def facts(self):
        facts = super().facts
        if facts["phone"]:  # one way is enough: what is not needed is not kept
            facts["email"] = ""
        return facts | {"nonce": self.cleaned_data["nonce"]}


class CodeForm(forms.Form):
    use_required_attribute = False

    code = LineField(
        label=_("Gelen 6 rakam"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}),
        error_messages={"required": _("Gelen 6 rakamı yazın"), "max_length": _("Gelen 6 rakamı yazın")},
    )


class FewerForm(forms.Form):
    """Come with fewer: what frees a seat needs no code."""

    use_required_attribute = False
    party_size = forms.TypedChoiceField(label=_("Kaç kişi geleceksiniz?"), coerce=int)

    def __init__(self, *args, registration, **kwargs):
        super().__init__(*args, **kwargs)
        size = self.fields["party_size"]
        size.choices = [(n, _now("%(count)s kişi") % {"count": n}) for n in range(1, registration.party_size)]
        wrong = _now("Şimdikinden az bir sayı seçin")
        size.error_messages |= {"required": wrong, "invalid_choice": wrong, "invalid": wrong}


class SeatsForm(forms.Form):
    """How many seats one date has, for the desk."""

    use_required_attribute = False
    seats = forms.IntegerField(
        label=_("Toplam yer"),
        min_value=0,
        max_value=100_000,
        error_messages={
            "required": _("Toplam yeri rakamla yazın"),
            "invalid": _("Toplam yeri rakamla yazın"),
            "min_value": _("Yer sayısı sıfırdan az olamaz"),
            "max_value": _("Yer sayısı en çok 100.000 olabilir"),
        },
    )


class FindForm(forms.Form):
    """At the door: whole or half words of a name, the last digits of a telephone, or the number of the registration."""

    use_required_attribute = False
    q = LineField(
        label=_("Ad, telefonun son 4 rakamı ya da kayıt numarası"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "enterkeyhint": "search"}),
    )

    def clean_q(self):
        return turkish.clean_text(self.cleaned_data["q"])
