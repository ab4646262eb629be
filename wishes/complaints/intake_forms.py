"""What a clerk types while somebody talks: one dense form. Its relatives for written words: intake_written.py."""

import re

from django import forms
from django.core import signing
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lib import phone as phones
from lib import turkish
from pages.steps import LineField, TextField
from places.models import Neighbourhood
from wishes import uploads
from wishes.desk.forms import MOST_FILES
from wishes.models import Attachment, Case
from wishes.questions import wrong
from wishes.workflow import Channel, NotifyBy, can

from .forms import MAX_WORDS
from .intake_pace import LONGEST
from .models import Category, Complaint

CHANNELS = [Channel.PHONE, Channel.DESK, Channel.FIELD, Channel.WHATSAPP]
_PK = re.compile(r"[0-9]{1,15}")


class Typeahead(forms.Select):
    """A native select that a script turns into typing: each choice carries its folded search words."""

    def __init__(self, attrs=None):
        super().__init__({"data-typeahead": "", **(attrs or {})})
        self.facts = {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"] |= self.facts.get(str(value), {})
        return option


class IntakeForm(forms.Form):
    """Fields stand in the order of the tab key. Nothing is asked that a caller would not say unasked."""

    use_required_attribute = False

    nonce = forms.UUIDField(widget=forms.HiddenInput)
    seconds = forms.CharField(widget=forms.HiddenInput, required=False)
    phone = LineField(
        label=_("Telefon"),
        required=False,
        max_length=40,
        help_text=_("“Çınar, buyurun. Size hangi numaradan ulaşabiliriz?”"),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "class": "intake-short"}),
        error_messages={"max_length": _("Telefonu 0532 000 00 00 gibi yazın.")},
    )
    category = forms.ChoiceField(
        label=_("Konu"),
        required=False,
        help_text=_("“Konu nedir?” İlk üç harf yeter: “kal” kaldırımı bulur."),
        widget=Typeahead,
        error_messages=wrong(_("Konuyu seçin.")),
    )
    neighbourhood = forms.ChoiceField(
        label=_("Mahalle"),
        required=False,
        help_text=_("“Hangi mahallede?”"),
        widget=Typeahead,
        error_messages=wrong(_("Mahalleyi seçin.")),
    )
    place = LineField(
        label=_("Yer"),
        required=False,
        max_length=300,
        help_text=_("“Neresi? Yakınında herkesin bildiği ne var?”"),
        error_messages={"max_length": _("Yer tarifi en çok 300 karakter olabilir.")},
    )
    words = TextField(
        label=_("Not"),
        required=False,
        max_length=MAX_WORDS,
        too_long=_("Not en çok %(limit)s karakter olabilir. Şu an %(length)s."),
        help_text=_("“Ne oldu, ne zamandan beri?” Ad ve telefon buraya yazılmaz."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    danger = forms.ChoiceField(
        label=_("Tehlike"),
        choices=[("", _("yok")), ("yes", _("var"))],
        required=False,
        help_text=_("“Birine zarar gelebilir mi?” Can güvenliği varsa önce 112."),
        widget=forms.RadioSelect,
        error_messages=wrong(_("Tehlike olup olmadığını seçin.")),
    )
    name = LineField(
        label=_("Ad"),
        required=False,
        max_length=120,
        help_text=_("Sormayın; yalnız dilekçe isterse ya da kendi söylerse yazın."),
        widget=forms.TextInput(attrs={"autocapitalize": "words", "class": "intake-short"}),
        error_messages={"max_length": _("Ad en çok 120 karakter olabilir.")},
    )
    notify_by = forms.ChoiceField(
        label=_("Haber"),
        choices=[(NotifyBy.SMS, _("SMS")), (NotifyBy.NONE, _("yok"))],
        initial=NotifyBy.SMS,
        help_text=_("“Gelişmeleri SMS ile yazalım mı? Bilgilerinizi yalnız bu başvuru için kullanırız.”"),
        widget=forms.RadioSelect,
        error_messages=wrong(_("Haber yolunu seçin.")),
    )
    nature = forms.ChoiceField(
        label=_("Tür"),
        choices=Complaint.Nature.choices,
        initial=Complaint.Nature.COMPLAINT,
        error_messages=wrong(_("Türü seçin.")),
    )
    channel = forms.ChoiceField(
        label=_("Kanal"),
        choices=[(channel, channel.label) for channel in CHANNELS],
        initial=Channel.PHONE,
        help_text=_("Seçtiğiniz kanal sonraki kayıtta da durur."),
        error_messages=wrong(_("Kanalı seçin.")),
    )
    join = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    #: a channel that the screen itself decides
    fixed_channel = ""
    takes_files = False

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.user = user
        self.attachments = []
        self.categories = {row.slug: row for row in Category.objects.active().select_related("unit")}
        self.hoods = {row.slug: row for row in Neighbourhood.objects.for_forms().only("slug", "name", "sort_key")}
        self._offer("category", _now("Konu seçin"), self.categories, lambda row: row.search_text)
        self._offer("neighbourhood", _now("Mahalle seçin"), self.hoods, lambda row: turkish.fold(row.name))
        for slug, row in self.categories.items():
            if row.authority:
                told = _now("Bu iş başka kurumun: %(authority)s %(phone)s. Arayana söyleyin; isterse biz iletiriz.")
                said = told % {"authority": row.authority, "phone": row.authority_phone}
                self.fields["category"].widget.facts[slug]["data-told"] = " ".join(said.split())
        if self.fixed_channel:
            del self.fields["channel"]
        if not self.takes_files:
            del self.fields["kept"]
        for name, field in self.fields.items():
            if not isinstance(field.widget, forms.HiddenInput | forms.RadioSelect):
                field.widget.attrs |= {"autocomplete": "off"} | ({"spellcheck": "false"} if name != "words" else {})

    def _offer(self, name, empty, rows, words):
        self.fields[name].choices = [("", empty), *((slug, row.name) for slug, row in rows.items())]
        self.fields[name].widget.facts = {slug: {"data-words": words(row)} for slug, row in rows.items()}

    def _say_nothing_aloud(self):
        """Nobody is on the line: what would be said to a caller is left out."""
        for name in ("category", "neighbourhood", "place", "danger", "notify_by"):
            self.fields[name].help_text = ""

    @property
    def target(self):
        """The open case this is to be added to, if the clerk chose one."""
        return self.cleaned_data.get("target") if hasattr(self, "cleaned_data") else None

    # -- Domain values --------------------------------------------------------------------------
    def clean_seconds(self):
        typed = self.cleaned_data["seconds"]
        seconds = int(typed) if _PK.fullmatch(typed) else 0
        return seconds if 0 < seconds <= LONGEST else None

    def clean_phone(self):
        typed = self.cleaned_data["phone"]
        if not typed:
            return ""
        try:
            return phones.parse(typed)
        except phones.PhoneError:
            raise forms.ValidationError(_now("Telefonu 0532 000 00 00 gibi yazın.")) from None

    def clean_category(self):
        return self.categories.get(self.cleaned_data["category"])

    def clean_neighbourhood(self):
        return self.hoods.get(self.cleaned_data["neighbourhood"])

    def clean_danger(self):
        return self.cleaned_data["danger"] == "yes"

    def clean_name(self):
        name = self.cleaned_data["name"]
        if name and sum(letter.isalpha() for letter in name) < 2:
            raise forms.ValidationError(_now("Adı ve soyadı yazın ya da boş bırakın."))
        return name

    def clean_join(self):
        """The chosen case, if this clerk may see it and it still takes contacts."""
        typed = self.cleaned_data["join"]
        self.cleaned_data["target"] = None
        if not typed:
            return ""
        found = Case.objects.for_staff(self.user).select_related("person", "complaint__category", "neighbourhood")
        case = found.filter(pk=int(typed), kind="complaint").first() if _PK.fullmatch(typed) else None
        if case is None or case.merged_into_id or not hasattr(case, "complaint"):
            raise forms.ValidationError(_now("Eklemek istediğiniz başvuru sizin masanızda değil. Yeni başvuru seçin."))
        if not can("contact", case.status):
            raise forms.ValidationError(_now("Eklemek istediğiniz başvuru bu sırada sonuçlandı. Yeni başvuru seçin."))
        self.cleaned_data["target"] = case
        return typed

    def clean(self):
        data = super().clean()
        data.setdefault("target", None)
        if self.fixed_channel:
            data["channel"] = self.fixed_channel
        if data["target"] is None:
            self._needs_a_matter(data)
        elif not data.get("words") and "words" not in self.errors:
            data["words"] = _now("Aynı konuda yeniden aradı.")
        if data.get("notify_by") == NotifyBy.SMS and data.get("phone") and not phones.is_mobile(data["phone"]):
            self.add_error("notify_by", _now("Bu numaraya SMS gitmez. Cep telefonu yazın ya da “yok” seçin."))
        if self.takes_files:
            self._take_files(data)
        return data

    def _needs_a_matter(self, data):
        category = data.get("category")
        if category is None and "category" not in self.errors:
            self.add_error("category", _now("Konuyu seçin."))
        no_place = data.get("neighbourhood") is None and "neighbourhood" not in self.errors
        is_about_a_fault = data.get("nature") not in (Complaint.Nature.SUGGESTION, Complaint.Nature.THANKS)
        if no_place and is_about_a_fault and (category is None or category.asks_place):
            self.add_error("neighbourhood", _now("Mahalleyi seçin."))
        if not data.get("words") and "words" not in self.errors:
            self.add_error("words", _now("Ne olduğunu bir cümleyle yazın."))

    # -- Files ------------------------------------------------------------------------------------
    def _take_files(self, data):
        """Washed as they arrive, and kept while the rest is corrected: their keys travel in a signed field."""
        self.attachments = self._already_kept()
        for upload in data.get("files") or []:
            if len(self.attachments) >= MOST_FILES:
                self.add_error("files", _now("En çok 5 dosya ekleyebilirsiniz. İlk 5 dosyayı aldık."))
                break
            try:
                self.attachments.append(uploads.accept(upload))
            except uploads.UploadRefused as refusal:
                self.add_error("files", str(refusal))
        self.data = self.data.copy()
        self.data["kept"] = self.sign(self.attachments)

    def _already_kept(self):
        try:
            keys = signing.loads(self.data.get("kept") or "", salt=self._salt, max_age=uploads.ORPHAN_AGE)
        except signing.BadSignature:
            return []
        return list(Attachment.objects.filter(pk__in=keys, case=None, draft=None))

    def sign(self, attachments):
        return signing.dumps([file.pk for file in attachments], salt=self._salt) if attachments else ""

    @property
    def _salt(self):
        return f"intake:{self.user.pk}"
