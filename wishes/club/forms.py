"""The steps of a membership claim, said with "sen". clean_x returns domain values; the rules are eligibility's."""

import re
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lib import dates, identity_number, phone, turkish
from pages.steps import LineField, StepForm
from people.services import current_version
from places.models import Neighbourhood
from wishes.questions import CitizenSendForm, questions_of, wrong
from wishes.verification import CodeForm

from . import eligibility
from .columns import COLUMNS
from .eligibility import Verdict
from .models import CONSENT, Season

MONTHS = {turkish.fold(name): number for number, name in enumerate(dates.MONTHS, start=1)}
OLDEST_YEAR = 1900


class DateParts(forms.MultiWidget):
    """Day, month and year, as people say a birthday."""

    def __init__(self):
        tokens = ("bday-day", "bday-month", "bday-year")
        attrs = [{"inputmode": "numeric", "autocomplete": token, "maxlength": 12} for token in tokens]
        del attrs[1]["inputmode"]  # "mart" is an answer too
        super().__init__([forms.TextInput(part) for part in attrs])

    def decompress(self, value):
        return [value.day, value.month, value.year] if value else [None, None, None]


class BirthDateField(forms.MultiValueField):
    """Three texts become a date; whatever is wrong with them is said in one sentence."""

    widget = DateParts

    def __init__(self, **options):
        super().__init__([forms.CharField(required=False) for _part in range(3)], require_all_fields=False, **options)

    def clean(self, value):
        day, month, year = [turkish.clean_text(part or "").strip(" .,/") for part in [*(value or []), "", "", ""][:3]]
        if not (day or month or year):
            raise forms.ValidationError(_("Doğum tarihini yaz"))
        for part, sentence in [
            (day, _("Doğum tarihine günü de yaz")),
            (month, _("Doğum tarihine ayı da yaz")),
            (year, _("Doğum tarihine yılı da yaz")),
        ]:
            if not part:
                raise forms.ValidationError(sentence)
        if not re.fullmatch(r"[0-9]{4}", year):
            raise forms.ValidationError(_("Yılı dört rakamla yaz. Örneğin 2008"))
        if not re.fullmatch(r"[0-9]{1,2}", day) or int(day) == 0:
            raise forms.ValidationError(_("Günü rakamla yaz. Örneğin 27"))
        number = MONTHS.get(turkish.fold(month)) or (int(month) if re.fullmatch(r"[0-9]{1,2}", month) else 0)
        if not 1 <= number <= 12:
            raise forms.ValidationError(_("Ayı rakamla ya da adıyla yaz. Örneğin 3 ya da mart"))
        try:
            birth = date(int(year), number, int(day))
        except ValueError:
            raise forms.ValidationError(
                _("%(day)s diye bir gün yok. Doğum tarihini kontrol et")
                % {"day": f"{int(day)} {dates.MONTHS[number - 1]} {year}"}
            ) from None
        if birth > timezone.localdate():
            raise forms.ValidationError(_("Bu gün daha gelmedi. Doğum tarihini kontrol et"))
        if birth.year < OLDEST_YEAR:
            raise forms.ValidationError(_("Yılı kontrol et. Örneğin 2008"))
        return birth


class BirthForm(StepForm):
    question = _("Doğum tarihin?")
    intro = _("18 yaşına girdiğin günü hesaplamak için soruyoruz.")

    birth = BirthDateField(label=_("Doğum tarihin"), help_text=_("Örneğin 27 3 2008. Ayı adıyla da yazabilirsin"))

    @classmethod
    def raw(cls, post):
        # The three boxes have names of their own.
        kept = {f"birth_{part}": [text[:40] for text in post.getlist(f"birth_{part}")[:1]] for part in range(3)}
        return {name: values for name, values in kept.items() if values}

    def _initial_from(self, raw):
        return {"birth": [(raw.get(f"birth_{part}") or [""])[-1] for part in range(3)]}

    def clean(self):
        answers = super().clean()
        season = Season.objects.nearest()
        if season is None:
            raise forms.ValidationError(_("Şu an açık bir sezon yok. Açılınca burada görürsün"))
        if "birth" in answers:
            answers["birthday"] = eligibility.turns_18_on(answers["birth"])
            answers["verdict"] = eligibility.verdict(answers["birth"], season.window, timezone.localdate())
        return answers

    def show_birth(self):
        birth = self.cleaned_data["birth"]
        return f"{birth.day} {dates.MONTHS[birth.month - 1]} {birth.year}"


def verdict_of(earlier):
    return earlier.get("dogum", {}).get("verdict")


class PhoneMixin:
    """The mobile number: messages and the code go there."""

    def clean_phone(self):
        try:
            number = phone.parse(self.cleaned_data["phone"])
        except phone.PhoneError:
            raise forms.ValidationError(_("Telefonu 0532 000 00 00 gibi yaz")) from None
        if not phone.is_mobile(number):
            raise forms.ValidationError(_("Bu numaraya SMS gitmez. Cep telefonu yaz"))
        return number

    def show_phone(self):
        return phone.display(self.cleaned_data["phone"])


def phone_field(help_text):
    return LineField(
        label=_("Cep telefonun"),
        help_text=help_text,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        error_messages=dict.fromkeys(["required", "max_length"], _("Telefonu 0532 000 00 00 gibi yaz")),
    )


class EarlyForm(PhoneMixin, StepForm):
    """Not eighteen yet: an offer, not an error."""

    question = _("Biraz daha var")
    template = "club/early.html"
    submit_label = _("O gün bana yaz")
    is_counted = False

    phone = phone_field(_("Yalnız o gün bir SMS yazarız, sonra numaranı sileriz"))

    @classmethod
    def applies(cls, earlier):
        return verdict_of(earlier) == Verdict.EARLY

    @property
    def birthday(self):
        return self.earlier["dogum"]["birthday"]

    @property
    def shown_birthday(self):
        return dates.long(self.birthday)


class DeadEnd(StepForm):
    """A kind page at which the way ends: nothing can be sent from here."""

    is_counted = False
    template = "club/dead_end.html"

    end = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        raise forms.ValidationError(_now("Buradan ileri gidilmiyor. Bir yanıtın yanlışsa geri dönüp değiştir"))

    def summary(self):
        return []


class LateForm(DeadEnd):
    question = _("Bu armağan 18’ine yeni girenler için")

    @classmethod
    def applies(cls, earlier):
        return verdict_of(earlier) in (Verdict.LATE, Verdict.NEXT)

    @property
    def paragraphs(self):
        birthday = self.earlier["dogum"]["birthday"]
        season = Season.objects.nearest()
        yield _now("18’ine girdiğin gün: %(day)s.") % {"day": dates.long(birthday)}
        if season:
            window = dates.range(season.turns_18_from, season.turns_18_to)
            yield _now("Bu sezon, 18. yaş günü şu günlerde olanlar için: %(window)s.") % {"window": window}
        if self.earlier["dogum"]["verdict"] == Verdict.NEXT:
            yield _now("Senin sıran sonraki sezonda. Açılınca bu sayfada yazarız.")
        else:
            yield _now("Kulübün kapısı sana da açık: üyelik için kulübe kendin başvurabilirsin.")
            yield _now("İzmit’te gençler için kurs, etkinlik ve salonlar var; onlar her yaşa açık.")


class HomeForm(StepForm):
    question = _("İzmit’te mi oturuyorsun?")

    lives_here = forms.ChoiceField(
        label=_("Nüfus kaydına göre evin nerede?"),
        choices=[("yes", _("İzmit’te")), ("no", _("Başka bir ilçede"))],
        widget=forms.RadioSelect,
        error_messages=wrong(_("Nerede oturduğunu seç")),
    )
    neighbourhood = forms.ChoiceField(
        label=_("Mahallen"),
        choices=lambda: [("", _now("Mahalleni seç")), *Neighbourhood.objects.for_forms().values_list("slug", "name")],
        required=False,
        widget=forms.Select(attrs={"autocomplete": "address-level3"}),
        error_messages=wrong(_("Mahalleni seç")),
    )

    def adapt(self):
        self.fields["neighbourhood"].show_optional = False

    @classmethod
    def applies(cls, earlier):
        return verdict_of(earlier) == Verdict.WINDOW

    def clean(self):
        answers = super().clean()
        if answers.get("lives_here") == "yes" and "neighbourhood" not in self.errors:
            slug = answers.get("neighbourhood")
            answers["neighbourhood"] = Neighbourhood.objects.for_forms().filter(slug=slug).first() if slug else None
            if answers["neighbourhood"] is None:
                self.add_error("neighbourhood", _("Mahalleni seç"))
        return answers

    def show_neighbourhood(self):
        return str(self.cleaned_data["neighbourhood"] or "")


class ElsewhereForm(DeadEnd):
    question = _("Bu üyelik İzmit’te oturanlar için")

    @classmethod
    def applies(cls, earlier):
        return earlier.get("mahalle", {}).get("lives_here") == "no"

    @property
    def paragraphs(self):
        yield _now("Üyeliğini belediyen karşılıyor; biz İzmit’te oturan gençlerinkini karşılayabiliyoruz.")
        yield _now("Kaydın yakında İzmit’e taşınırsa, sezon bitmeden yeniden gel.")


class PersonForm(PhoneMixin, StepForm):
    question = _("Seni tanıyalım")
    template = "club/person.html"

    given_names = LineField(
        label=_("Adın"),
        help_text=_("Kimliğindeki gibi, ikinci adın da varsa onunla"),
        max_length=80,
        widget=forms.TextInput(
            attrs={"autocomplete": "given-name", "spellcheck": "false", "autocapitalize": "words", "class": "w-l"}
        ),
        error_messages={"required": _("Adını yaz"), "max_length": _("Adın en çok 80 karakter olabilir")},
    )
    surname = LineField(
        label=_("Soyadın"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "family-name", "spellcheck": "false", "autocapitalize": "words", "class": "w-l"}
        ),
        error_messages={"required": _("Soyadını yaz"), "max_length": _("Soyadın en çok 60 karakter olabilir")},
    )
    identity_number = LineField(
        label=_("T.C. kimlik numaran"),
        help_text=_("Neden: herkes bu hakkı bir kez kullanabilsin diye. Kulüp üyeliğini onaylayınca sileriz"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w-m"}),
        error_messages={
            "required": _("T.C. kimlik numaranı yaz"),
            "max_length": _("T.C. kimlik numarası 11 rakamdır"),
        },
    )
    phone = phone_field(_("Gelişmeleri SMS ile yazarız. Birazdan bu numaraya bir kod göndereceğiz"))

    @classmethod
    def applies(cls, earlier):
        return earlier.get("mahalle", {}).get("lives_here") == "yes"

    def _letters(self, name, sentence):
        text = self.cleaned_data[name]
        if not any(letter.isalpha() for letter in text) or any(letter.isdigit() for letter in text):
            raise forms.ValidationError(sentence)
        return text

    def clean_given_names(self):
        return self._letters("given_names", _("Adını harflerle yaz"))

    def clean_surname(self):
        return self._letters("surname", _("Soyadını harflerle yaz"))

    def clean_identity_number(self):
        try:
            return identity_number.clean(self.cleaned_data["identity_number"])
        except identity_number.IdentityNumberError as problem:
            if problem.reason == "length":
                raise forms.ValidationError(_("T.C. kimlik numarası 11 rakamdır")) from None
            raise forms.ValidationError(
                _("Bu T.C. kimlik numarasında bir rakam yanlış. Kartından kontrol et")
            ) from None

    def show_identity_number(self):
        # The page before sending may stand on a shared screen.
        number = self.cleaned_data["identity_number"]
        return f"{number[:3]} ••• ••• {number[-2:]}"


class ConsentForm(StepForm):
    """Explicit consent to what goes to the club: its own page and its own act (Law 6698, Communiqué art. 5)."""

    question = _("Kulübe hangi bilgilerin gidecek?")
    template = "club/consent.html"
    submit_label = _("İzin veriyorum")

    consent = forms.BooleanField(
        label=_("Bu bilgilerimin üyelik için Kocaelispor’a verilmesine izin veriyorum."),
        error_messages={"required": _("İzin veriyorsan kutuyu işaretle. Vermezsen isteğini kulübe iletemeyiz")},
    )

    @classmethod
    def applies(cls, earlier):
        return PersonForm.applies(earlier)

    @property
    def columns(self):
        """Exactly the fields of the club's file."""
        return COLUMNS

    @property
    def version(self):
        return current_version(CONSENT)

    def summary(self):
        return [("consent", _now("Kulübe gidecek bilgiler"), _now("İzin verdin"))]


class FriendlyCodeForm(CodeForm):
    question = _("Telefonuna gelen kod")
    template = "club/code.html"
    words = {
        "ask": _("Telefonuna gelen 6 rakamı yaz"),
        "wrong": _("Kod eşleşmedi. %(tries)s deneme hakkın kaldı"),
        "expired": _("Kodun süresi doldu. Yeni kod iste"),
        "soon": _("Kod yolda. Gelmezse %(seconds)s saniye sonra yeniden iste"),
        "too_many": _("Bu telefona kısa sürede çok kod gönderdik. Bir saat sonra yeniden dene ya da bizi ara"),
        "again": _("Yeni kod gönderdik"),
    }

    def adapt(self):
        self.fields["code"].label = _("Telefonuna gelen 6 rakam")


class EarlyCodeForm(FriendlyCodeForm):
    notice_key = "claim_reminder_code"
    phone_step = "erken"
    is_counted = False


class ClaimCodeForm(FriendlyCodeForm):
    notice_key = "claim_code"
    phone_step = "sen"

    @classmethod
    def applies(cls, earlier):
        return "izin" in earlier


class ClaimSendForm(CitizenSendForm):
    guard_name = "claim"
    guard_messages = {
        "captcha": _("Doğrulama tamamlanmadı. Bir kez daha gönder"),
        "too_many": _("Bu bağlantıdan kısa sürede çok gönderim oldu. Bir saat sonra yeniden dene ya da ara"),
    }


STEPS = {
    "dogum": BirthForm,
    "erken": EarlyForm,
    "erken-kod": EarlyCodeForm,
    "gec": LateForm,
    "mahalle": HomeForm,
    "baska-ilce": ElsewhereForm,
    "sen": PersonForm,
    "izin": ConsentForm,
    "kod": ClaimCodeForm,
}
COUNTED = [slug for slug, form in STEPS.items() if form.is_counted]


def questions():
    """(key, label) of every question whose words an editor may change."""
    return questions_of(STEPS)
