"""What comes in writing: a conversation out of WhatsApp, a petition on paper. Both have a day and files."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pages.steps import LineField, TextField
from wishes import uploads
from wishes.desk.forms import MOST_FILES, Files
from wishes.workflow import Channel

from . import intake
from .intake_forms import IntakeForm

LONGEST_CHAT = 60_000
OLDEST = timedelta(days=366)  # a paper older than this is a slip of the pen


class ReceivedField(forms.DateField):
    """The day it reached us: the legal clock starts on it."""

    def __init__(self, **kwargs):
        super().__init__(
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "intake-short"}),
            input_formats=["%Y-%m-%d", "%d.%m.%Y"],
            error_messages=dict.fromkeys(["required", "invalid"], _("Geliş gününü 15.02.2026 gibi yazın.")),
            **kwargs,
        )

    def clean(self, value):
        day = super().clean(value)
        if day and day > timezone.localdate():
            raise forms.ValidationError(_now("Geliş günü bugünden sonra olamaz."))
        if day and day < timezone.localdate() - OLDEST:
            raise forms.ValidationError(_now("Geliş günü bir yıldan eski görünüyor. Kâğıttaki günü kontrol edin."))
        return day


class ChatForm(IntakeForm):
    """What was read out of a pasted conversation; the clerk looks it over and corrects it."""

    fixed_channel = Channel.WHATSAPP
    takes_files = True

    received_on = ReceivedField(label=_("Geliş günü"), help_text=_("İlk mesajın günü. Yasal süre bu günden başlar."))
    files = Files(label=_("Fotoğraflar"), help_text=_("En çok 5 dosya, her biri en çok 10 MB."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._say_nothing_aloud()
        self.fields["phone"].help_text = _now("WhatsApp’ta görünen numara.")


class PetitionForm(IntakeForm):
    """A paper with a signature: name, address, official number and its scan (Law 3071 art. 4)."""

    fixed_channel = Channel.DESK
    takes_files = True

    external_number = LineField(
        label=_("Evrak sayısı"),
        max_length=60,
        help_text=_("Kâğıdın üstündeki kayıt sayısı. Örneğin 2026/1234."),
        widget=forms.TextInput(attrs={"class": "intake-short"}),
        error_messages={
            "required": _("Evrak sayısını yazın."),
            "max_length": _("Evrak sayısı en çok 60 karakter olabilir."),
        },
    )
    received_on = ReceivedField(
        label=_("Geliş günü"), help_text=_("Kayıt damgasındaki gün. Yasal süre bu günden başlar.")
    )
    address = TextField(
        label=_("Adres"),
        max_length=400,
        too_long=_("Adres en çok %(limit)s karakter olabilir. Şu an %(length)s."),
        help_text=_("Dilekçedeki ev ya da iş adresi. Yanıt buraya da gidebilir."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Dilekçedeki adresi yazın.")},
    )
    files = Files(label=_("Tarama"), help_text=_("PDF ya da fotoğraf. En çok 5 dosya, her biri en çok 10 MB."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._say_nothing_aloud()
        self.fields["name"].required = True
        self.fields["name"].help_text = _now("Dilekçedeki ad ve soyad.")
        self.fields["name"].error_messages["required"] = _now("Dilekçedeki adı ve soyadı yazın.")
        self.fields["phone"].help_text = _now("Dilekçede yazıyorsa.")
        self.fields["words"].help_text = _now("Dilekçenin özü, bir iki cümle. Tamamı taramada durur.")

    def clean(self):
        data = super().clean()
        if not self.attachments and "files" not in self.errors:
            self.add_error("files", _now("Dilekçenin taramasını ekleyin."))
        number, day = data.get("external_number"), data.get("received_on")
        known = intake.number_is_entered(number, day) if number and day else None
        if known and known.nonce != data.get("nonce"):
            self.add_error(
                "external_number",
                _now("Bu sayı bu yıl kaydedilmiş: %(number)s. Kâğıttaki sayıyı kontrol edin.")
                % {"number": known.shown_reference},
            )
        return data


class PasteForm(forms.Form):
    """The conversation as it comes out of WhatsApp."""

    use_required_attribute = False

    chat = TextField(
        label=_("Konuşma"),
        max_length=LONGEST_CHAT,
        too_long=_("Konuşma en çok %(limit)s karakter olabilir. Şu an %(length)s. İlgili bölümü yapıştırın."),
        help_text=_("WhatsApp’ta mesajları seçip kopyalayın ve buraya yapıştırın."),
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Konuşmayı yapıştırın.")},
    )
    files = Files(label=_("Fotoğraflar"), help_text=_("En çok 5 dosya, her biri en çok 10 MB."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.attachments = []

    def clean(self):
        data = super().clean()
        for upload in data.get("files") or []:
            if len(self.attachments) >= MOST_FILES:
                self.add_error("files", _now("En çok 5 dosya ekleyebilirsiniz."))
                break
            try:
                self.attachments.append(uploads.accept(upload))
            except uploads.UploadRefused as refusal:
                self.add_error("files", str(refusal))
        return data
