"""The steps of a wish: for whom, what, where and how to reach you, the visit, and whether it may be told."""

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from lib import phone
from pages.steps import EmailLineField, FilesField, LineField, StepForm, TextField
from people.services import current_version
from places.models import Neighbourhood
from wishes.questions import CitizenSendForm, neighbourhood_choices, questions_of, wrong

from .models import PHOTO_CONSENT, STORY_CONSENT, Wish

For, Photo, Times = Wish.For, Wish.Photo, Wish.Times

MIN_WORDS, MAX_WORDS = 10, 600  # characters
PHONE_WRONG = _("Telefonu 0532 000 00 00 gibi yazın")
PERSON_NAME = {"spellcheck": "false", "autocapitalize": "words"}


def name_field(label, missing, *, autocomplete="off", **options):
    return LineField(
        label=label,
        max_length=120,
        widget=forms.TextInput(attrs=PERSON_NAME | {"autocomplete": autocomplete}),
        error_messages={"required": missing, "max_length": _("Ad soyad en çok 120 karakter olabilir")},
        **options,
    )


def checked_name(name):
    if name and sum(letter.isalpha() for letter in name) < 2:
        raise forms.ValidationError(_("Adı ve soyadı yazın"))
    return name


def checked_phone(typed):
    """E.164, or "" when nothing was typed."""
    if not typed:
        return ""
    try:
        return phone.parse(typed)
    except phone.PhoneError:
        raise forms.ValidationError(PHONE_WRONG) from None


class ForForm(StepForm):
    question = _("Dilek kimin için?")

    for_whom = forms.ChoiceField(
        label=_("Kimin için yazıyorsunuz?"),
        choices=[(For.SELF, _("Kendim için")), (For.CHILD, _("Çocuğum için")), (For.OTHER, _("Bir yakınım için"))],
        widget=forms.RadioSelect,
        error_messages=wrong(_("Kimin için dilediğinizi seçin")),
    )
    age = forms.ChoiceField(
        label=_("Dilek sahibi kaç yaşında?"),
        choices=[("under", _("18 yaşından küçük")), ("over", _("18 yaşında ya da daha büyük"))],
        widget=forms.RadioSelect,
        error_messages=wrong(_("Dilek sahibinin yaşını seçin")),
    )

    def adapt(self):
        self.fields["for_whom"].widget.option_hints = {
            For.CHILD: _("Siz velisisiniz"),
            For.OTHER: _("Anneniz, komşunuz, öğretmeniniz ya da bir başkası"),
        }
        self.fields["age"].widget.option_hints = {
            "under": _("Velinin adını, telefonunu ve onayını da soracağız"),
        }

    def clean_age(self):
        return self.cleaned_data["age"] == "under"

    def show_age(self):
        return _("18 yaşından küçük") if self.cleaned_data["age"] else _("18 yaşında ya da daha büyük")


class SurpriseForm(StepForm):
    """Only for somebody else: decides whom we call."""

    question = _("Sürpriz olsun mu?")
    template = "wishbox/surprise.html"
    is_counted = False

    surprise = forms.ChoiceField(
        label=_("Dilek sahibi bu dilekten haberli mi olsun?"),
        choices=[("yes", _("Sürpriz olsun")), ("no", _("Haberi var ya da olabilir"))],
        widget=forms.RadioSelect,
        error_messages=wrong(_("Sürpriz olup olmayacağını seçin")),
    )

    @classmethod
    def applies(cls, earlier):
        return earlier.get("kimin", {}).get("for_whom") in (For.CHILD, For.OTHER)

    def clean_surprise(self):
        return self.cleaned_data["surprise"] == "yes"

    def show_surprise(self):
        return _("Sürpriz olsun") if self.cleaned_data["surprise"] else _("Haberi var ya da olabilir")


class WordsForm(StepForm):
    question = _("Dileğiniz nedir?")
    upload_field = "letter"

    words = TextField(
        label=_("Dileğinizi anlatın"),
        help_text=_("Ne diliyorsunuz, neden? Birkaç cümle yeter. T.C. kimlik numarası yazmayın"),
        max_length=MAX_WORDS,
        too_long=_("Dileğiniz en çok %(limit)s karakter olabilir. Şu an %(length)s"),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        error_messages={"required": _("Dileğinizi yazın")},
    )
    letter = FilesField(
        label=_("Mektubun ya da resmin fotoğrafı"),
        help_text=_("Kâğıda yazdıysanız ya da çizdiyseniz fotoğrafını ekleyin. Her biri 10 MB’a kadar"),
    )

    def adapt(self):
        self.fields["letter"].widget.attrs["accept"] = "image/*,application/pdf"

    def clean_words(self):
        words = self.cleaned_data["words"]
        if len(words) < MIN_WORDS:
            raise forms.ValidationError(
                _("Dileğinizi biraz daha anlatın. En az %(limit)s karakter yazın") % {"limit": MIN_WORDS}
            )
        return words


class ContactForm(StepForm):
    question = _("Nerede oturuyor, nasıl ulaşalım?")
    template = "wishbox/contact.html"

    beneficiary = name_field(
        _("Dilek sahibinin adı soyadı"),
        _("Dilek sahibinin adını yazın"),
        help_text=_("Yalnız ziyaret ekibi görür, hiçbir yerde yayımlamayız"),
    )
    neighbourhood = forms.ChoiceField(
        label=_("Mahalle"),
        choices=neighbourhood_choices,
        widget=forms.Select(attrs={"autocomplete": "off"}),
        error_messages=wrong(_("Mahalleyi seçin")),
    )
    address = TextField(
        label=_("Adres"),
        help_text=_("Ziyaret buraya yapılır: cadde ya da sokak, bina, daire"),
        max_length=400,
        too_long=_("Adres en çok %(limit)s karakter olabilir. Şu an %(length)s"),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
        error_messages={"required": _("Adresi yazın")},
    )
    name = name_field(_("Adınız soyadınız"), _("Adınızı ve soyadınızı yazın"), autocomplete="name")
    phone = LineField(
        label=_("Cep telefonunuz"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"max_length": PHONE_WRONG},
    )
    email = EmailLineField(
        label=_("E-posta adresiniz"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages=dict.fromkeys(["invalid", "max_length"], _("E-posta adresini ad@ornek.com gibi yazın")),
    )

    @property
    def whom(self):
        return self.earlier.get("kimin", {})

    @property
    def is_young(self):
        """Under 18 and writing for oneself: the telephone asked for is the parent's."""
        return self.whom.get("for_whom") == For.SELF and self.whom.get("age", False)

    @property
    def is_surprise(self):
        return bool(self.earlier.get("surpriz", {}).get("surprise"))

    def adapt(self):
        if self.whom.get("for_whom") == For.SELF and not self.is_young:
            del self.fields["beneficiary"]
        if self.is_young:
            self.fields["beneficiary"].label = _("Adınız soyadınız")
            self.fields["beneficiary"].error_messages["required"] = _("Adınızı ve soyadınızı yazın")
            self.fields["name"].label = _("Velinizin adı soyadı")
            self.fields["name"].help_text = _("Anneniz, babanız ya da yasal veliniz")
            self.fields["name"].error_messages["required"] = _("Velinizin adını ve soyadını yazın")
            self.fields["phone"].label = _("Velinizin cep telefonu")
            self.fields["email"].label = _("Velinizin e-posta adresi")
        for field in ("phone", "email"):
            self.fields[field].show_optional = False  # one of the two: the lead above them says so

    def clean_neighbourhood(self):
        slug = self.cleaned_data["neighbourhood"]
        found = Neighbourhood.objects.for_forms().filter(slug=slug).first()
        if found is None:
            raise forms.ValidationError(_("Mahalleyi seçin"))
        return found

    def clean_beneficiary(self):
        return checked_name(self.cleaned_data["beneficiary"])

    def clean_name(self):
        return checked_name(self.cleaned_data["name"])

    def clean_phone(self):
        return checked_phone(self.cleaned_data["phone"])

    def clean(self):
        answers = super().clean()
        if answers.get("phone") == "" and not answers.get("email") and "email" not in self.errors:
            self.add_error("phone", _("Size ulaşabilmemiz için telefon ya da e-posta yazın"))
        return answers

    def show_neighbourhood(self):
        return self.cleaned_data["neighbourhood"].name

    def show_phone(self):
        return phone.display(self.cleaned_data["phone"])


class VisitForm(StepForm):
    question = _("Ziyaret olursa")
    template = "wishbox/visit.html"

    times = forms.MultipleChoiceField(
        label=_("Ne zaman uygun olur?"),
        choices=Times.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Birden çok seçebilirsiniz. Seçmezseniz her zaman uygun sayarız"),
        error_messages=wrong(_("Uygun zamanları seçin")),
    )
    note = LineField(
        label=_("Ziyaret ekibinin bilmesi gereken bir şey var mı?"),
        required=False,
        max_length=200,
        help_text=_("Örneğin: asansör yok, kapı zili çalışmıyor"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": _("Not en çok 200 karakter olabilir")},
    )
    photo = forms.ChoiceField(
        label=_("Ziyarette fotoğraf çekilmesini ister misiniz?"),
        choices=[
            (Photo.NO, _("Hayır")),
            (Photo.KEEP, _("Evet, ama yayımlamayın")),
            (Photo.PUBLISH, _("Evet, yayımlayabilirsiniz")),
        ],
        initial=Photo.NO,
        widget=forms.RadioSelect,
        error_messages=wrong(_("Fotoğraf isteyip istemediğinizi seçin")),
    )
    guardian = name_field(_("Velinin adı soyadı"), _("Velinin adını ve soyadını yazın"))
    guardian_phone = LineField(
        label=_("Velinin telefonu"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
        error_messages=dict.fromkeys(["required", "max_length"], PHONE_WRONG),
    )
    agreed = forms.BooleanField(
        label=_("Velisi benim, bu dileği ve ziyareti onaylıyorum"),
        error_messages={
            "required": _("18 yaşından küçükler için velinin onayı gerekir. Onaylıyorsa kutuyu işaretleyin")
        },
    )

    @property
    def whom(self):
        return self.earlier.get("kimin", {})

    @property
    def is_for_other(self):
        return self.whom.get("for_whom") == For.OTHER

    def adapt(self):
        is_minor = self.whom.get("age", False)
        if not is_minor:
            del self.fields["agreed"]
        elif self.is_for_other:
            self.fields["agreed"].label = _("Velisiyle konuştum, bu dileği ve ziyareti onaylıyor")
        elif self.whom.get("for_whom") == For.SELF:
            self.fields["agreed"].label = _("Velim yanımda, bu dileği ve ziyareti onaylıyor")
        if not (is_minor and self.is_for_other):
            del self.fields["guardian"], self.fields["guardian_phone"]
        photo = self.fields["photo"]
        version = current_version(PHOTO_CONSENT)
        if self.is_for_other or version is None:
            # Nobody can consent for somebody else: the one who wishes is asked at the visit.
            photo.choices = photo.choices[:2]
        else:
            photo.widget.option_hints = {
                Photo.PUBLISH: format_html(
                    '{} <a href="{}">{}</a>',
                    _("Bu bir açık rızadır, istediğiniz gün geri alırsınız."),
                    reverse("privacy", args=[PHOTO_CONSENT]),
                    _("Metni okuyun"),
                )
            }

    def clean_note(self):
        return self.cleaned_data["note"]

    def clean_guardian(self):
        return checked_name(self.cleaned_data["guardian"])

    def clean_guardian_phone(self):
        return checked_phone(self.cleaned_data["guardian_phone"])

    def show_guardian_phone(self):
        return phone.display(self.cleaned_data["guardian_phone"])

    def show_agreed(self):
        return _("Onayladı")


class StoryForm(StepForm):
    """The explicit consent to tell the wish, on a page of its own. Refusing it changes nothing else."""

    question = _("Dileğinizi adınızı yazmadan anlatabilir miyiz?")
    template = "wishbox/story.html"

    story = forms.ChoiceField(
        label=_("İzniniz"),
        choices=[("no", _("Hayır, anlatmayın")), ("yes", _("Evet, izin veriyorum"))],
        initial="no",
        widget=forms.RadioSelect,
        error_messages=wrong(_("İzin verip vermediğinizi seçin")),
    )

    @classmethod
    def applies(cls, earlier):
        # Nobody can consent for somebody else, and without a text there is nothing to consent to.
        whom = earlier.get("kimin", {}).get("for_whom")
        return whom in (None, For.SELF, For.CHILD) and current_version(STORY_CONSENT) is not None

    @property
    def text(self):
        return current_version(STORY_CONSENT)

    @property
    def is_for_child(self):
        return self.earlier.get("kimin", {}).get("age", False)

    def adapt(self):
        if self.is_for_child:
            self.fields["story"].label = _("Veli olarak izniniz")

    def clean_story(self):
        return self.cleaned_data["story"] == "yes"

    def show_story(self):
        return _("Evet, izin veriyorum") if self.cleaned_data["story"] else _("Hayır, anlatmayın")


class WishSendForm(CitizenSendForm):
    guard_name = "wish"
    campaign = None  # None: it closed, and this was begun too late

    def clean(self):
        cleaned = super().clean()
        if self.campaign is None:
            raise forms.ValidationError(CLOSED)
        return cleaned


CLOSED = _(
    "Dilek toplama siz yazarken bitti, bu yüzden gönderemedik. Yazdıklarınız duruyor; "
    "Çağrı Merkezi’ni arayın, birlikte bakalım"
)

STEPS = {
    "kimin": ForForm,
    "surpriz": SurpriseForm,
    "dilek": WordsForm,
    "adres": ContactForm,
    "ziyaret": VisitForm,
    "izin": StoryForm,
}


def questions():
    """(key, label) of every question whose words an editor may change."""
    return questions_of(STEPS)
