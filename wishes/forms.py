"""The citizen's forms on the tracking pages. Each field gives what the services take: canonical and safe to keep."""

import re

from django import forms
from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib import dates, phone, reference, turkish

from . import uploads
from .models import Attachment

_l = gettext_lazy

MAX_FILES = 5
MAX_WORDS = 1_500
KEPT_SECONDS = 60 * 60  # as long as purge_orphans lets them live


class WordsField(forms.CharField):
    """Text of several lines. Counted after cleaning: browsers send two characters for each line end."""

    widget = forms.Textarea

    def __init__(self, *, max_length=MAX_WORDS, too_long="", **options):
        super().__init__(strip=True, **options)
        self.max_length = max_length  # for the counter below the field; validators would count the uncleaned text
        self.too_long = too_long or _l("Yazdıklarınız")

    def to_python(self, value):
        text = turkish.clean_text(value or "")
        if len(text) > self.max_length:
            raise forms.ValidationError(
                _("%(what)s en çok %(limit)s karakter olabilir. Şu an %(count)s")
                % {"what": self.too_long, "limit": dates.number(self.max_length), "count": dates.number(len(text))}
            )
        return text


class LineField(forms.CharField):
    """One line without control characters, whatever was pasted."""

    def to_python(self, value):
        return " ".join(turkish.clean_text(super().to_python(value)).split())


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Several files at once; a list, maybe empty. What is in them is judged by uploads.accept."""

    widget = FilesInput

    def clean(self, data, initial=None):
        return [upload for upload in data or [] if upload]


class LookupForm(forms.Form):
    """Number and second key. A pair that is not ours and a pair that cannot be one get the same answer."""

    no = LineField(
        label=_l("Başvuru numarası"),
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "w-l"}
        ),
    )
    key = LineField(
        label=_l("Telefonunuzun son 4 rakamı ya da belgenizdeki takip kodu"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "w-l"}
        ),
        error_messages={"required": _l("Telefonunuzun son 4 rakamını ya da belgenizdeki takip kodunu yazın")},
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["no"].show_optional = False  # the hint says when it may stay empty
        self.fields["no"].help_text = _("%(prefix)s ile başlar. Takip kodunuzu yazacaksanız boş bırakabilirsiniz") % {
            "prefix": settings.REFERENCE_PREFIX
        }

    reference = ""  # canonical, "" when what was typed cannot be a reference
    code = ""  # canonical receipt code, "" when the key is not written like one
    last_four = ""

    def clean_no(self):
        try:
            self.reference = reference.parse(self.cleaned_data["no"], settings.REFERENCE_PREFIX)
        except reference.InvalidReference:
            self.reference = ""
        return self.cleaned_data["no"]

    def clean_key(self):
        key = self.cleaned_data["key"]
        if re.fullmatch(r"[0-9]{4}", key):
            self.last_four = key
        else:
            try:
                self.code = reference.parse_code(key)
            except reference.InvalidReference:
                self.code = ""
        return key

    def clean(self):
        if self.last_four and not self.cleaned_data.get("no"):
            self.add_error("no", _("Başvuru numarasını yazın"))
        return self.cleaned_data


class ForgottenForm(forms.Form):
    phone = LineField(
        label=_l("Cep telefonu"),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "class": "w-m"}),
        help_text=_l("Başvururken yazdığınız numara"),
        error_messages={"required": _l("Telefonu 0532 000 00 00 gibi yazın")},
    )

    def clean_phone(self):
        try:
            return phone.parse(self.cleaned_data["phone"])
        except phone.PhoneError:
            raise forms.ValidationError(_("Telefonu 0532 000 00 00 gibi yazın")) from None


class MessageForm(forms.Form):
    """Words and files to a case: a message, the reply to a question, the reason to reopen.

    Files are washed as soon as they arrive and kept while the citizen corrects the rest: their keys travel in a
    signed field, so that nobody can take up a stranger's file.
    """

    text = WordsField(label=_l("Eklemek istediğiniz bir şey var mı?"), required=False)
    files = FilesField(
        label=_l("Fotoğraf ya da PDF"),
        required=False,
        widget=FilesInput(attrs={"accept": "image/*,application/pdf", "multiple": True}),
        help_text=_l("En çok 5 dosya, her biri en çok 10 MB"),
    )
    kept = LineField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, case, label="", nothing="", **options):
        super().__init__(*args, **options)
        self.case = case
        self.nothing = nothing or _("Bir şey yazın ya da fotoğraf ekleyin")
        if label:
            self.fields["text"].label = label
        self.fields["text"].show_optional = False
        self.attachments = []

    @property
    def uploads(self):
        """Primary keys for services.write and services.reopen."""
        return [attachment.pk for attachment in self.attachments]

    @property
    def file_rows(self):
        """What forms/files.html shows of the files already here."""
        return [
            {
                "name": attachment.name or _("Dosya"),
                "size": _size(attachment.size),
                "remove_value": str(attachment.token),
            }
            for attachment in self.attachments
        ]

    def clean(self):
        self.attachments = self._still_kept()
        self._drop(self.data.get("remove_file", ""))
        for upload in self.cleaned_data.get("files") or []:
            if len(self.attachments) >= MAX_FILES:
                self.add_error("files", _("En çok %(count)s dosya ekleyebilirsiniz") % {"count": MAX_FILES})
                break
            try:
                self.attachments.append(uploads.accept(upload, field="message"))
            except uploads.UploadRefused as refused:
                self.add_error("files", str(refused))
        self._keep()
        if "text" in self.cleaned_data and not self.cleaned_data["text"] and not self.attachments and not self.errors:
            self.add_error("text", self.nothing)
        return self.cleaned_data

    def _still_kept(self):
        try:
            keys = signing.loads(self.data.get("kept", ""), salt=self._salt, max_age=KEPT_SECONDS)
        except signing.BadSignature:
            return []
        return list(Attachment.objects.filter(pk__in=keys, case=None, draft=None))

    def _drop(self, token):
        for attachment in self.attachments:
            if str(attachment.token) == token:
                uploads.discard(attachment)
        self.attachments = [attachment for attachment in self.attachments if attachment.pk]

    def _keep(self):
        """Write the keys into the form as it will be shown again."""
        self.data = self.data.copy()
        self.data["kept"] = signing.dumps(self.uploads, salt=self._salt) if self.attachments else ""

    @property
    def _salt(self):
        return f"{__name__}:{self.case.pk}"


class ReplyForm(MessageForm):
    """The answer to our question; "Bilmiyorum" is an answer too."""

    UNKNOWN = _l("Bilmiyorum ya da ulaşamıyorum.")

    def __init__(self, *args, **options):
        options.setdefault("label", _("Yanıtınız"))
        options.setdefault("nothing", _("Yanıtınızı yazın ya da “Bilmiyorum” düğmesine basın"))
        super().__init__(*args, **options)

    def clean(self):
        if self.data.get("unknown"):
            said = self.cleaned_data.get("text", "")
            self.cleaned_data["text"] = f"{self.UNKNOWN} {said}".strip()
        return super().clean()


class PressForm(forms.Form):
    """A button and nothing more: for who may say no, but writes only with the own key."""

    uploads, file_rows = (), ()

    def __init__(self, data=None, files=None, *, case):
        super().__init__(data)


class FollowUpForm(forms.Form):
    """After yes or partly, as one likes: what is left to do, and one to five."""

    STARS = [(5, _l("5, çok iyi")), (4, _l("4, iyi")), (3, _l("3, orta")), (2, _l("2, kötü")), (1, _l("1, çok kötü"))]

    text = WordsField(
        label=_l("Ne eksik kaldı?"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    stars = forms.TypedChoiceField(
        label=_l("Sizinle nasıl ilgilendik?"),
        choices=STARS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _l("1 ile 5 arasında bir puan seçin")},
    )

    def __init__(self, *args, takes_words, takes_stars, **options):
        super().__init__(*args, **options)
        self.fields["stars"].widget.picks = "row"
        for name, is_asked in [("text", takes_words), ("stars", takes_stars)]:
            if not is_asked:
                del self.fields[name]

    def clean(self):
        if self.fields and not self.errors and not any(self.cleaned_data.values()):
            self.add_error(next(iter(self.fields)), _("Bir şey yazın ya da puan seçin"))
        return self.cleaned_data


class WithdrawForm(forms.Form):
    reason = WordsField(
        label=_l("Neden geri çekiyorsunuz?"),
        required=False,
        max_length=500,
        too_long=_l("Neden"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _size(count):
    if count < uploads.MEGABYTE:
        return f"{dates.number(max(count // 1024, 1))} KB"
    return f"{dates.number(count / uploads.MEGABYTE, 1)} MB"
