"""What staff may write about a wish, a day of visits, a paper from the box."""

import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib import phone as phones
from lib import turkish
from pages.steps import LineField
from places.models import Neighbourhood
from wishes.desk.forms import AnswerForm, Files, Words
from wishes.workflow import Channel

from .forms import MAX_WORDS, checked_name, checked_phone
from .models import Campaign, Wish
from .money import LiraField


class StaffForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        for field in self.fields.values():
            if field.required and not isinstance(field.widget, forms.HiddenInput):
                field.widget.attrs["aria-required"] = "true"  # not `required`: our words, not the browser's


class FactsForm(StaffForm):
    """What staff found out about a wish."""

    headline = LineField(
        label=_("Tek satırda dilek"),
        required=False,
        max_length=120,
        help_text=_("Listede ve ziyaret kâğıdında görünür. Ad yazmayın."),
        error_messages={"max_length": _("En çok 120 karakter yazabilirsiniz.")},
    )
    estimate = LiraField(label=_("Tahmini tutar (TL)"), required=False)
    guardian = LineField(label=_("Velinin adı soyadı"), required=False, max_length=120)
    guardian_phone = LineField(label=_("Velinin telefonu"), required=False, max_length=40)
    guardian_agreed = forms.BooleanField(label=_("Veli dileği ve ziyareti onayladı"), required=False)

    def __init__(self, *args, wish, **kwargs):
        initial = {name: getattr(wish, name) for name in self.base_fields}
        initial["guardian_phone"] = phones.display(wish.guardian_phone)
        super().__init__(*args, auto_id="facts-%s", initial=initial, **kwargs)
        if not wish.is_minor:
            for name in ("guardian", "guardian_phone", "guardian_agreed"):
                del self.fields[name]

    def clean_guardian(self):
        return checked_name(self.cleaned_data["guardian"])

    def clean_guardian_phone(self):
        return checked_phone(self.cleaned_data["guardian_phone"])


class GrantForm(AnswerForm):
    """The wish came true: thanks, cost, photos if they may be kept. Files are kept while the rest is corrected."""

    version = seen = promised_on = None
    text = Words(
        label=_("Teşekkür mesajı"),
        missing="",
        required=False,
        rows=4,
        help_text=_("Takip sayfasında okunur. Boş bırakırsanız kampanyanın teşekkürü yazılır."),
    )
    cost = LiraField(
        label=_("Harcanan (TL)"), error_messages={"required": _("Ne kadar harcandığını yazın; para harcanmadıysa 0.")}
    )
    photos = Files(label=_("Ziyaret fotoğrafları"), help_text=_("En çok 5 dosya, her biri en çok 10 MB."))
    field_order = ["cost", "text", "photos"]

    def __init__(self, *args, wish, user, **kwargs):
        super().__init__(*args, case=wish.case, user=user, verb="grant", **kwargs)
        if not wish.may_keep_photos:
            del self.fields["photos"], self.fields["kept"]


class FailForm(StaffForm):
    text = Words(
        label=_("Neden olmadı?"),
        missing=_("Nedenini güzel bir dille yazın."),
        rows=4,
        help_text=_("Takip sayfasında okunur. Mesajda neden yazmaz."),
    )

    def __init__(self, *args, wish, **kwargs):
        super().__init__(*args, auto_id="fail-%s", initial={"text": wish.campaign.regret_text}, **kwargs)


class StoryDeskForm(StaffForm):
    title = LineField(label=_("Başlık"), max_length=100, error_messages={"required": _("Hikâyeye bir başlık yazın.")})
    text = Words(
        label=_("Hikâye"),
        missing=_("Hikâyeyi yazın."),
        help_text=_("Ad, okul, adres, tanıtan ayrıntı yazmayın. Editörler buradan haber yapar."),
    )
    publish = forms.BooleanField(label=_("Kampanya sayfasında yayımlansın"), required=False)

    def __init__(self, *args, wish, **kwargs):
        initial = {
            "title": wish.story_title,
            "text": wish.story_text,
            "publish": wish.story_published_at is not None,
        }
        super().__init__(*args, auto_id="story-%s", initial=initial, **kwargs)


class DayField(forms.DateField):
    def __init__(self, **kwargs):
        super().__init__(
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            input_formats=["%Y-%m-%d", "%d.%m.%Y"],
            **kwargs,
        )


class VisitForm(StaffForm):
    day = DayField(
        label=_("Gün"),
        error_messages=dict.fromkeys(["required", "invalid"], _("Ziyaret gününü 15.01.2027 gibi yazın.")),
    )
    team = LineField(
        label=_("Ekip"),
        max_length=160,
        help_text=_("Kimler gidiyor, hangi araçla"),
        error_messages={"required": _("Ekibi yazın."), "max_length": _("En çok 160 karakter yazabilirsiniz.")},
    )
    start = forms.ModelChoiceField(
        label=_("Çıkış yeri"),
        queryset=Neighbourhood.objects.only("name"),
        required=False,
        empty_label=_("Belli değil"),
        help_text=_("Durak sırası buradan başlar."),
    )
    note = Words(label=_("Not"), missing="", required=False, rows=2)

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Bugün ya da daha sonra bir gün seçin."))
        return day


class PaperForm(StaffForm):
    """A paper from the box: one screen, by keyboard, in seconds. Campaign, channel and neighbourhood stay."""

    nonce = forms.UUIDField(widget=forms.HiddenInput)
    campaign = forms.ModelChoiceField(
        label=_("Kampanya"),
        queryset=Campaign.objects.filter(forgotten_at=None),
        empty_label=None,
        error_messages={"required": _("Kampanyayı seçin."), "invalid_choice": _("Kampanyayı seçin.")},
    )
    channel = forms.ChoiceField(
        label=_("Nereden geldi"),
        choices=[(Channel.FIELD, _("Dilek kutusu, stant")), (Channel.DESK, Channel.DESK.label)],
        error_messages={"required": _("Nereden geldiğini seçin.")},
    )
    words = Words(label=_("Dilek"), missing=_("Dileği yazın."), rows=3)
    for_whom = forms.ChoiceField(label=_("Kimin için"), choices=Wish.For.choices)
    is_minor = forms.BooleanField(label=_("18 yaşından küçük"), required=False)
    is_surprise = forms.BooleanField(label=_("Sürpriz olsun"), required=False)
    beneficiary = LineField(label=_("Dilek sahibi (başkasıysa ya da çocuksa)"), required=False, max_length=120)
    name = LineField(label=_("Yazanın (çocuksa velisinin) adı soyadı"), required=False, max_length=120)
    phone = LineField(
        label=_("Telefon"), required=False, max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    guardian_agreed = forms.BooleanField(label=_("Kâğıtta velinin onayı var"), required=False)
    neighbourhood = forms.ModelChoiceField(
        label=_("Mahalle"), queryset=Neighbourhood.objects.for_forms(), required=False, empty_label=_("Belli değil")
    )
    address = LineField(label=_("Adres"), required=False, max_length=400)

    KEPT = ("campaign", "channel", "neighbourhood")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("nonce", uuid.uuid4())
        for name in ("beneficiary", "name", "phone", "address"):
            self.fields[name].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean_words(self):
        words = turkish.clean_text(self.cleaned_data["words"])
        if len(words) > MAX_WORDS * 2:
            raise forms.ValidationError(_("Dilek en çok 1.200 karakter olabilir."))
        return words

    def clean_name(self):
        return checked_name(self.cleaned_data["name"])

    def clean_beneficiary(self):
        return checked_name(self.cleaned_data["beneficiary"])

    def clean_phone(self):
        return checked_phone(self.cleaned_data["phone"])


class AnnounceForm(StaffForm):
    text = Words(label=_("Yanıt"), missing=_("Yanıtı yazın."), rows=6)
    count = forms.CharField(
        label=_("Kaç kişiye haber verilecek? Sayıyı yazın"),
        max_length=9,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Kaç kişiye haber verileceğini yazın.")},
    )

    def __init__(self, *args, expected, **kwargs):
        super().__init__(*args, auto_id="announce-%s", **kwargs)
        self.expected = expected

    def clean_count(self):
        typed = self.cleaned_data["count"].replace(".", "").strip()
        if not (typed.isascii() and typed.isdecimal()) or int(typed) != self.expected:
            raise forms.ValidationError(
                _("Yazdığınız sayı tutmadı. Şu an haber bekleyen dilek: %(count)s") % {"count": self.expected}
            )
        return int(typed)
