"""The citizens' forms: joining the list, telling of a need, answering a call, one's own record."""

import re
from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lib import phone, turkish
from pages.steps import LineField, StepForm
from people.services import current_version
from places.models import Neighbourhood
from wishes.questions import ELEVEN_DIGITS, CitizenSendForm, neighbourhood_choices, questions_of, wrong
from wishes.verification import CodeForm

from . import eligibility, groups
from .days import DayField, WithDays, said
from .groups import Group
from .models import Donor, Rule

NOTICE, CONSENT = "blood-notice", "blood-consent"
MOST_UNITS = 20
PHONE_SAID = _("Telefonu 0532 000 00 00 gibi yazın")

GROUP_HINTS = {group.value: group.spoken for group in Group}


def yes_or_no(label, missing):
    return forms.ChoiceField(
        label=label,
        choices=[("yes", _("Evet")), ("no", _("Hayır"))],
        widget=forms.RadioSelect,
        error_messages=wrong(missing),
    )


def phone_field(hint):
    return LineField(
        label=_("Cep telefonu"),
        help_text=hint,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        error_messages=dict.fromkeys(["required", "max_length"], PHONE_SAID),
    )


def name_field():
    return LineField(
        label=_("Ad soyad"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false", "autocapitalize": "words"}),
        error_messages={
            "required": _("Adınızı ve soyadınızı yazın"),
            "max_length": _("Ad soyad en çok 120 karakter olabilir"),
        },
    )


def group_field(*, unknown=False):
    radios = forms.RadioSelect()
    radios.picks = "big"
    radios.option_hints = GROUP_HINTS
    return forms.ChoiceField(
        label=_("Kan grubu"),
        choices=groups.CHOICES if unknown else Group.choices,
        widget=radios,
        error_messages=wrong(_("Kan grubunu seçin")),
    )


def window_field():
    return forms.ChoiceField(
        label=_("Ne zaman haber verelim?"),
        choices=Donor.Window.choices,
        widget=forms.RadioSelect,
        error_messages=wrong(_("Ne zaman haber vereceğimizi seçin")),
    )


def frequency_field():
    return forms.TypedChoiceField(
        label=_("En çok ne sıklıkta?"),
        choices=Donor.Frequency.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=wrong(_("En çok ne sıklıkta haber vereceğimizi seçin")),
    )


def neighbourhood_field():
    return forms.ChoiceField(
        label=_("Mahalle"),
        help_text=_("Önce yakında oturanlara haber veririz"),
        choices=neighbourhood_choices,
        widget=forms.Select(attrs={"autocomplete": "off"}),
        error_messages=wrong(_("Mahalleyi seçin")),
    )


def last_donation_field():
    return DayField(
        name=_("Son bağış tarihi"),
        label=_("Son kan bağışınız"),
        help_text=_("Hiç vermediyseniz boş bırakın. Günü bilmiyorsanız yaklaşık yazın"),
        required=False,
    )


class PhoneMixin:
    def clean_phone(self):
        try:
            number = phone.parse(self.cleaned_data["phone"])
        except phone.PhoneError:
            raise forms.ValidationError(PHONE_SAID) from None
        if not phone.is_mobile(number):
            raise forms.ValidationError(_("Bu numaraya SMS gitmez. Cep telefonu yazın"))
        return number

    def show_phone(self):
        return phone.display(self.cleaned_data["phone"])


class NameMixin:
    def clean_name(self):
        name = self.cleaned_data["name"]
        if sum(letter.isalpha() for letter in name) < 2:
            raise forms.ValidationError(_("Adınızı ve soyadınızı yazın"))
        return name


class NeighbourhoodMixin:
    def clean_neighbourhood(self):
        found = Neighbourhood.objects.for_forms().filter(slug=self.cleaned_data["neighbourhood"]).first()
        if found is None:
            raise forms.ValidationError(_("Mahalleyi seçin"))
        return found

    def show_neighbourhood(self):
        return self.cleaned_data["neighbourhood"].name


def window_hints():
    """The hours that stand behind the words; they are data."""
    rules = Rule.objects.in_force()
    return {
        Donor.Window.DAY: f"{rules.day_from:02}.00–{rules.evening_from:02}.00",
        Donor.Window.EVENING: f"{rules.evening_from:02}.00–{rules.evening_until:02}.00",
        Donor.Window.ALWAYS: _now("Gece de olabilir"),
    }


# -- Joining the list -----------------------------------------------------------------------
class SelfCheckForm(StepForm):
    """Four questions whose answers are kept nowhere: what is stored says only that the page was seen."""

    question = _("Size uygun mu?")
    intro = _("Bu dört yanıtı saklamıyoruz, kimse görmüyor.")

    of_age = yes_or_no(_("Yaşınız uygun mu?"), _("Yaş için Evet ya da Hayır seçin"))
    heavy_enough = yes_or_no(_("Kilonuz uygun mu?"), _("Kilo için Evet ya da Hayır seçin"))
    medicine = yes_or_no(
        _("Düzenli ilaç kullanıyor musunuz ya da son günlerde antibiyotik aldınız mı?"),
        _("İlaç için Evet ya da Hayır seçin"),
    )
    recently = yes_or_no(_("Son aylarda kan verdiniz mi?"), _("Son bağış için Evet ya da Hayır seçin"))

    #: field → the answer after which the doctor should be asked first
    DOUBTS = {"of_age": "no", "heavy_enough": "no", "medicine": "yes", "recently": "yes"}

    def adapt(self):
        limits = Rule.objects.in_force().limits
        self.fields["of_age"].label = _now("%(youngest)s–%(oldest)s yaşında mısınız?") % {
            "youngest": limits.youngest,
            "oldest": limits.oldest,
        }
        self.fields["heavy_enough"].label = _now("Kilonuz en az %(kilos)s mi?") % {"kilos": limits.lightest}
        self.fields["recently"].help_text = _now("Erkekte son %(male)s, kadında son %(female)s gün içinde") % {
            "male": limits.interval_male,
            "female": limits.interval_female,
        }
        if not self.is_typed or "anyway" in self.data:  # looked at again, or told and going on
            for field in self.fields.values():
                field.required = False

    @classmethod
    def raw(cls, post):
        return {"seen": ["1"]}

    @property
    def has_doubts(self):
        return any(self.cleaned_data.get(name) == answer for name, answer in self.DOUBTS.items())

    def summary(self):
        return []


class GroupForm(StepForm):
    question = _("Kan grubunuz")
    template = "blood/group.html"

    group = group_field(unknown=True)


class DetailsForm(NameMixin, WithDays, StepForm):
    question = _("Sizi tanıyalım")

    name = name_field()
    born_on = DayField(name=_("Doğum tarihi"), label=_("Doğum tarihi"), birthday=True, help_text=_("Örneğin 27 3 1990"))
    sex = forms.ChoiceField(
        label=_("Cinsiyet"),
        help_text=_("İki bağış arasındaki süre buna göre değişir"),
        choices=[(value or "-", label) for value, label in Donor.SEXES],
        widget=forms.RadioSelect,
        error_messages=wrong(_("Cinsiyeti ya da “Belirtmek istemiyorum” seçeneğini seçin")),
    )
    last_donation_on = last_donation_field()

    def clean_sex(self):
        return self.cleaned_data["sex"].replace("-", "")

    def clean(self):
        answers = super().clean()
        born, last = answers.get("born_on"), answers.get("last_donation_on")
        if born and last and last <= born:
            self.add_error("last_donation_on", _("Son bağış tarihi doğum tarihinden sonra olmalı"))
        return answers

    @property
    def facts(self):
        data = self.cleaned_data
        return eligibility.Facts(data["born_on"], data["sex"], data["last_donation_on"])

    def show_born_on(self):
        return said(self.cleaned_data["born_on"])

    def show_last_donation_on(self):
        return said(self.cleaned_data["last_donation_on"])

    def show_sex(self):
        return dict(Donor.SEXES)[self.cleaned_data["sex"]]


class AgeForm(StepForm):
    """Not an error: somebody is too young or too old to be called. A page that explains, and leads nowhere further."""

    question = _("Şu an bağış yapamayabilirsiniz")
    template = "blood/age.html"
    is_counted = False

    @classmethod
    def applies(cls, earlier):
        details = earlier.get("bilgiler")
        if not details:
            return False
        facts = eligibility.Facts(details["born_on"], details["sex"], details["last_donation_on"])
        return not eligibility.is_of_age(facts, timezone.localdate(), Rule.objects.in_force().limits)

    def clean(self):
        raise forms.ValidationError(_("Doğum tarihini kontrol edin"))

    @property
    def is_too_young(self):
        born, limits = self.earlier["bilgiler"]["born_on"], Rule.objects.in_force().limits
        return eligibility.age_on(born, timezone.localdate()) < limits.youngest

    @property
    def comes_of_age_on(self):
        return eligibility.birthday(self.earlier["bilgiler"]["born_on"], Rule.objects.in_force().limits.youngest)

    def summary(self):
        return []


class CallForm(PhoneMixin, NeighbourhoodMixin, StepForm):
    question = _("Size nasıl haber verelim?")

    phone = phone_field(_("Yalnız kan gerektiğinde SMS gelir"))
    neighbourhood = neighbourhood_field()
    window = window_field()
    every_days = frequency_field()

    def adapt(self):
        self.fields["window"].widget.option_hints = window_hints()

    def show_every_days(self):
        return Donor.Frequency(self.cleaned_data["every_days"]).label


class ConsentForm(StepForm):
    """The explicit consent on a page of its own, refusable; which version was read is kept with it."""

    question = _("Açık rızanız")
    template = "blood/consent.html"

    version = forms.CharField(widget=forms.HiddenInput, max_length=12, required=False)
    agree = forms.CharField(widget=forms.HiddenInput, max_length=3, required=False)

    @property
    def text(self):
        """What is shown: the version of today."""
        return current_version(CONSENT)

    def clean(self):
        answers, text = super().clean(), self.text
        if text is None:
            raise forms.ValidationError(_("İzin metni şu an yayında değil. Bizi arayın"))
        if answers.get("agree") != "yes":
            raise forms.ValidationError(_("İzin verdiğinizi ya da vazgeçtiğinizi seçin"))
        if answers.get("version") != str(text.pk):
            raise forms.ValidationError(_("Metin bu arada değişti. Yeniden okuyun, sonra seçin"))
        answers["text"] = text
        return answers

    def summary(self):
        return [("agree", _("Açık rıza"), _now("İzin veriyorum"))]


class DonorCodeForm(CodeForm):
    notice_key = "blood_donor_code"
    phone_step = "arama"


DONOR_STEPS = {
    "uygunluk": SelfCheckForm,
    "grup": GroupForm,
    "bilgiler": DetailsForm,
    "yas": AgeForm,
    "arama": CallForm,
    "izin": ConsentForm,
    "kod": DonorCodeForm,
}


class DonorSendForm(CitizenSendForm):
    guard_name = "blood-donor"


# -- Telling of a need ----------------------------------------------------------------------
#: Words that tell of a patient instead of a place. A remark before sending, never an obstacle.
TELLING = (
    "hasta adi", "hastanin adi", "isimli", "adli hasta", "losemi", "kanser", "tumor", "ameliyat", "kaza", "talasemi",
    "dogum", "hemofili", "anemi", "nakil", "tc no", "kimlik no", "teshis", "tani",
)  # fmt: skip


def tells_of_a_patient(text):
    folded = f" {turkish.fold(text)} "
    return bool(ELEVEN_DIGITS.search(text)) or any(f" {word}" in folded for word in TELLING)


class NeedForm(StepForm):
    question = _("Nerede, hangi kan gerekiyor?")

    hospital = LineField(
        label=_("Hastane ve servis"),
        help_text=_("Hastanın adını, hastalığını ya da kimlik numarasını yazmayın"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Hastanenin adını yazın"),
            "max_length": _("Hastane adı en çok 120 karakter olabilir"),
        },
    )
    group = group_field()
    units = forms.IntegerField(
        label=_("Kaç ünite gerekiyor?"),
        min_value=1,
        max_value=MOST_UNITS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w-xs"}),
        error_messages=wrong(_("Ünite sayısını rakamla yazın. Örneğin 2"))
        | {
            "min_value": _("Ünite sayısı en az 1 olabilir"),
            "max_value": _("Ünite sayısı en çok %(limit_value)s olabilir"),
        },
    )
    until = forms.ChoiceField(
        label=_("Ne zamana kadar?"),
        choices=[("0", _("Bugün")), ("1", _("Yarın")), ("3", _("Üç gün içinde"))],
        widget=forms.RadioSelect,
        error_messages=wrong(_("Ne zamana kadar gerektiğini seçin")),
    )

    def clean_until(self):
        day = timezone.localdate() + timedelta(days=int(self.cleaned_data["until"]))
        self.chosen_until = self.cleaned_data["until"]
        return timezone.make_aware(datetime.combine(day, time(23, 59)))

    def show_until(self):
        return dict(self.fields["until"].choices)[self.chosen_until]

    def warnings(self):
        if tells_of_a_patient(self.cleaned_data.get("hospital", "")):
            return {
                "hospital": _(
                    "Hastane satırında hastayla ilgili bir bilgi olabilir. Yalnız hastane ve servis kalsın: "
                    "hastanın adı, hastalığı ve kimlik numarası gerekmiyor."
                )
            }
        return {}


class CallerForm(PhoneMixin, NameMixin, StepForm):
    question = _("Sizi nasıl geri arayalım?")

    name = name_field()
    phone = phone_field(_("Görevli bu numarayı arar, ihtiyacı doğrular"))


class NeedCodeForm(CodeForm):
    notice_key = "blood_need_code"
    phone_step = "arayan"


NEED_STEPS = {"ihtiyac": NeedForm, "arayan": CallerForm, "kod": NeedCodeForm}


class NeedSendForm(CitizenSendForm):
    guard_name = "blood-need"
    per_phone = 3  # a day


# -- Answering a call -----------------------------------------------------------------------
class AnswerForm(forms.Form):
    use_required_attribute = False

    arrives_at = LineField(
        label=_("Kaçta gelirsiniz?"),
        required=False,
        max_length=8,
        help_text=_("Örneğin 16.30. Boş bırakabilirsiniz"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w-xs"}),
        error_messages={"max_length": _("Saati 16.30 gibi yazın")},
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["arrives_at"].show_optional = False  # the hint says it

    def clean_arrives_at(self):
        typed = self.cleaned_data["arrives_at"]
        if not typed:
            return None
        found = re.fullmatch(r"([01]?[0-9]|2[0-3])(?:[.: ]([0-5][0-9]))?", typed)
        if found is None:
            raise forms.ValidationError(_("Saati 16.30 gibi yazın"))
        return time(int(found[1]), int(found[2] or 0))


# -- One's own record -----------------------------------------------------------------------
class RecordPhoneForm(PhoneMixin, forms.Form):
    use_required_attribute = False
    phone = phone_field(_("Bağışçı olurken yazdığınız numara"))


class RecordCodeForm(forms.Form):
    use_required_attribute = False
    code = LineField(
        label=_("Telefonunuza gelen 6 rakam"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}),
        error_messages=dict.fromkeys(["required", "max_length"], _("Telefonunuza gelen 6 rakamı yazın")),
    )


class RecordForm(NeighbourhoodMixin, forms.Form):
    """What a donor may change."""

    use_required_attribute = False
    group = group_field(unknown=True)
    last_donation_on = last_donation_field()
    neighbourhood = neighbourhood_field()
    window = window_field()
    every_days = frequency_field()

    def __init__(self, *args, donor, **options):
        facts = {name: getattr(donor, name) for name in ("group", "last_donation_on", "window", "every_days")}
        initial = facts | {"neighbourhood": donor.neighbourhood.slug}
        super().__init__(*args, initial=initial, **options)
        self.donor = donor
        self.fields["window"].widget.option_hints = window_hints()

    def clean_last_donation_on(self):
        day = self.cleaned_data["last_donation_on"]
        if day and day <= self.donor.born_on:
            raise forms.ValidationError(_("Son bağış tarihi doğum tarihinden sonra olmalı"))
        return day


class PauseForm(forms.Form):
    MONTHS = [("1", _("Bir ay")), ("3", _("Üç ay")), ("6", _("Altı ay")), ("12", _("Bir yıl"))]

    use_required_attribute = False
    months = forms.TypedChoiceField(
        label=_("Ne kadar süre haber vermeyelim?"),
        choices=MONTHS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=wrong(_("Süreyi seçin")),
    )


# -- Editors --------------------------------------------------------------------------------
def donor_questions():
    return questions_of(DONOR_STEPS)


def need_questions():
    return questions_of(NEED_STEPS)
