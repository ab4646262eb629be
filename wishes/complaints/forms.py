"""The steps of a complaint: what about, where and what, how to reach you. clean_x returns domain values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lib import phone
from pages.steps import EmailLineField, FilesField, LineField, StepForm, TextField
from places.models import Neighbourhood
from wishes.questions import ELEVEN_DIGITS, CitizenSendForm, neighbourhood_choices, questions_of, wrong
from wishes.workflow import NotifyBy

from . import similar
from .models import Category, Complaint

Nature = Complaint.Nature

MIN_WORDS = 20  # characters
MAX_WORDS = 3000
NATURE_HINTS = {
    Nature.REQUEST: _("Bir şeyin yapılmasını istiyorum"),
    Nature.COMPLAINT: _("Bir şey bozuk, eksik ya da yanlış"),
    Nature.SUGGESTION: _("Bir fikrim var"),
    Nature.THANKS: _("İyi yapılan bir iş için"),
    Nature.TIP: _("Adımı yazmadan bildirmek istiyorum. Adsız ihbara yanıt göndermeyiz"),
}
WORDS_LABELS = {
    Nature.REQUEST: _("Ne istiyorsunuz?"),
    Nature.SUGGESTION: _("Öneriniz nedir?"),
    Nature.THANKS: _("Neye teşekkür ediyorsunuz?"),
}
MAIL_SLIPS = {
    "gmial.com": "gmail.com",
    "gmal.com": "gmail.com",
    "gmail.con": "gmail.com",
    "gmail.co": "gmail.com",
    "hotmial.com": "hotmail.com",
    "hotmail.con": "hotmail.com",
    "hotmal.com": "hotmail.com",
    "outlok.com": "outlook.com",
    "yaho.com": "yahoo.com",
}


def category_choices():
    return [(category.slug, category.name) for category in Category.objects.active()]


class TopicForm(StepForm):
    question = _("Ne hakkında?")

    nature = forms.ChoiceField(
        label=_("Ne yapmak istiyorsunuz?"),
        choices=Nature.choices,
        widget=forms.RadioSelect,
        error_messages=wrong(_("Ne yapmak istediğinizi seçin")),
    )
    category = forms.ChoiceField(
        label=_("Konu"),
        choices=category_choices,
        widget=forms.RadioSelect,
        error_messages=wrong(_("Konuyu seçin")),
    )

    def adapt(self):
        self.fields["nature"].widget.option_hints = NATURE_HINTS
        self.fields["category"].widget.option_hints = {
            category.slug: category.hint for category in Category.objects.active()
        }

    def clean_category(self):
        # Chosen from the list above, so it is a slug of ours, never the citizen's own text.
        category = Category.objects.active().select_related("unit").filter(slug=self.cleaned_data["category"]).first()
        if category is None:
            raise forms.ValidationError(_("Konuyu seçin"))
        return category

    def show_category(self):
        return self.cleaned_data["category"].name


class AuthorityForm(StepForm):
    """A topic of another authority: who is responsible, their telephone, and the offer to pass it on all the same.

    Law 3071 art. 5: a petition sent to the wrong authority is forwarded, and the petitioner is told.
    """

    question = _("Bu iş başka bir kurumun görevi")
    template = "complaints/authority.html"
    submit_label = _("Yine de size yazmak istiyorum, siz iletin")
    is_counted = False

    forward = forms.CharField(widget=forms.HiddenInput, initial="1", required=False)

    @classmethod
    def applies(cls, earlier):
        topic = earlier.get("konu")
        return bool(topic) and not topic["category"].is_ours

    @property
    def category(self):
        return self.earlier["konu"]["category"]

    def summary(self):
        return []


class PlaceForm(StepForm):
    question = _("Nerede ve ne oldu?")
    template = "complaints/place.html"
    upload_field = "photos"

    neighbourhood = forms.ChoiceField(
        label=_("Mahalle"),
        choices=neighbourhood_choices,
        widget=forms.Select(attrs={"autocomplete": "off"}),
        error_messages=wrong(_("Mahalleyi seçin")),
    )
    place = LineField(
        label=_("Yer tarifi"),
        help_text=_("Sokak ve kapı numarası ya da herkesin bildiği bir yer"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Yeri tarif edin"),
            "max_length": _("Yer tarifi en çok 300 karakter olabilir"),
        },
    )
    words = TextField(
        label=_("Ne oldu?"),
        help_text=_("Ne gördünüz, ne zamandan beri böyle? Ad, telefon veya T.C. kimlik numarası yazmayın"),
        max_length=MAX_WORDS,
        too_long=_("Açıklama en çok %(limit)s karakter olabilir. Şu an %(length)s"),
        widget=forms.Textarea(attrs={"rows": 7, "autocomplete": "off"}),
        error_messages={"required": _("Ne olduğunu yazın")},
    )
    photos = FilesField(
        label=_("Fotoğraf veya PDF"),
        help_text=_("En çok 5 dosya, her biri 10 MB’a kadar. Konum bilgisini kaydetmeden sileriz"),
    )
    danger = forms.ChoiceField(
        label=_("Birine zarar gelebilir mi?"),
        choices=[("no", _("Hayır")), ("yes", _("Evet, tehlikeli"))],
        widget=forms.RadioSelect,
        error_messages=wrong(_("Birine zarar gelip gelmeyeceğini seçin")),
    )

    def adapt(self):
        self.fields["photos"].widget.attrs["accept"] = "image/*,application/pdf"
        topic = self.earlier.get("konu")
        if topic is None:
            return
        nature = topic["nature"]
        self.fields["words"].label = WORDS_LABELS.get(nature, self.fields["words"].label)
        is_about_a_fault = nature not in (Nature.SUGGESTION, Nature.THANKS)
        if not (is_about_a_fault and topic["category"].asks_place):
            self.fields["neighbourhood"].required = self.fields["place"].required = False
        if not is_about_a_fault:
            del self.fields["danger"]

    def clean_neighbourhood(self):
        slug = self.cleaned_data["neighbourhood"]
        return Neighbourhood.objects.for_forms().filter(slug=slug).first() if slug else None

    def clean_words(self):
        words = self.cleaned_data["words"]
        if len(words) < MIN_WORDS:
            raise forms.ValidationError(
                _("Ne olduğunu biraz daha anlatın. En az %(limit)s karakter yazın") % {"limit": MIN_WORDS}
            )
        return words

    def clean(self):
        return super().clean() | {"alike": similar.still_open(self.kept)}

    def clean_danger(self):
        return self.cleaned_data["danger"] == "yes"

    def show_neighbourhood(self):
        neighbourhood = self.cleaned_data["neighbourhood"]
        return neighbourhood.name if neighbourhood else ""

    def show_danger(self):
        return _("Evet, tehlikeli") if self.cleaned_data["danger"] else _("Hayır")

    def warnings(self):
        if ELEVEN_DIGITS.search(self.cleaned_data.get("words", "")):
            return {
                "words": _(
                    "Açıklamada 11 rakamlı bir sayı var. T.C. kimlik numarası ya da telefon ise silin: bu metni "
                    "başvuruyla ilgilenen herkes okur."
                )
            }
        return {}


class ContactForm(StepForm):
    question = _("Size nasıl ulaşalım?")
    template = "complaints/contact.html"

    notify_by = forms.ChoiceField(
        label=_("Gelişmeleri nasıl bildirelim?"),
        choices=[
            (NotifyBy.SMS, _("SMS")),
            (NotifyBy.EMAIL, _("E-posta")),
            (NotifyBy.NONE, _("Ulaşmayın, numarayla kendim bakarım")),
        ],
        widget=forms.RadioSelect,
        error_messages=wrong(_("Size nasıl ulaşacağımızı seçin")),
    )
    phone = LineField(
        label=_("Cep telefonu"),
        help_text=_("Gelişmeleri SMS ile yazalım. Son dört rakamıyla başvurunuzu da açarsınız"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"max_length": _("Telefonu 0532 000 00 00 gibi yazın")},
    )
    email = EmailLineField(
        label=_("E-posta"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages=dict.fromkeys(["invalid", "max_length"], _("E-posta adresini ad@ornek.com gibi yazın")),
    )
    name = LineField(
        label=_("Ad soyad"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false", "autocapitalize": "words"}),
        error_messages={"max_length": _("Ad soyad en çok 120 karakter olabilir")},
    )
    address = TextField(
        label=_("Ev ya da iş adresi"),
        required=False,
        max_length=400,
        too_long=_("Adres en çok %(limit)s karakter olabilir. Şu an %(length)s"),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )

    def clean_phone(self):
        typed = self.cleaned_data["phone"]
        if not typed:
            return ""
        try:
            return phone.parse(typed)
        except phone.PhoneError:
            raise forms.ValidationError(_("Telefonu 0532 000 00 00 gibi yazın")) from None

    def clean_name(self):
        name = self.cleaned_data["name"]
        if name and sum(letter.isalpha() for letter in name) < 2:
            raise forms.ValidationError(_("Adınızı ve soyadınızı yazın"))
        return name

    def clean(self):
        answers = super().clean()
        way = answers.get("notify_by")
        if way == NotifyBy.SMS and "phone" in answers:
            if not answers["phone"]:
                self.add_error("phone", _("Telefonu 0532 000 00 00 gibi yazın"))
            elif not phone.is_mobile(answers["phone"]):
                self.add_error("phone", _("Bu numaraya SMS gitmez. Cep telefonu yazın ya da başka bir yol seçin"))
        if way == NotifyBy.EMAIL and answers.get("email") == "" and "email" not in self.errors:
            self.add_error("email", _("E-posta adresini ad@ornek.com gibi yazın"))
        if answers.get("address") and answers.get("name") == "" and "name" not in self.errors:
            self.add_error("name", _("Adınızı da yazın ya da adresi boş bırakın"))
        return answers

    def show_phone(self):
        return phone.display(self.cleaned_data["phone"])

    @property
    def is_tip(self):
        return self.earlier.get("konu", {}).get("nature") == Nature.TIP

    def warnings(self):
        domain = self.cleaned_data.get("email", "").rpartition("@")[2].lower()
        if domain in MAIL_SLIPS:
            return {
                "email": _("E-posta adresini kontrol edin. Şunu mu yazmak istediniz: %(domain)s")
                % {"domain": MAIL_SLIPS[domain]}
            }
        return {}


class ComplaintSendForm(CitizenSendForm):
    guard_name = "complaint"


STEPS = {
    "konu": TopicForm,
    "yetki": AuthorityForm,
    "yer": PlaceForm,
    "benzer": similar.SimilarForm,
    "iletisim": ContactForm,
}


def questions():
    """(key, label) of every question whose words an editor may change."""
    return questions_of(STEPS)
