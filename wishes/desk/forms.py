"""What a clerk may write into the dock. Each form gives the keyword arguments of its verb: see dock.py."""

from datetime import timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.core import signing
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from lib import turkish
from wishes import topics, uploads
from wishes.kinds import KINDS
from wishes.models import Attachment
from wishes.workflow import OURS, NotifyBy, Outcome

from . import contacts, kinds, leaks, mentions
from .permissions import ASSIGN, takers

LONGEST = 4000
MOST_FILES = 5
FARTHEST_PROMISE = timedelta(days=730)  # later is a slip of the pen, and no calendar knows the holidays
LATER_THAN_LAW = _("Bu gün, yasal son günden sonra.")


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Ara"),
        max_length=100,
        required=False,
        help_text=_("Başvuru numarası, telefon, e-posta, ad ya da anlatılandan sözcükler."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_q(self):
        return turkish.clean_text(self.cleaned_data["q"])


class TextArea(forms.Textarea):
    def __init__(self, rows=6, **attrs):
        super().__init__({"rows": rows, "maxlength": LONGEST, **attrs})


class Words(forms.CharField):
    """A clerk's text, kept as typed without control characters."""

    def __init__(self, *, missing, rows=6, **kwargs):
        super().__init__(
            max_length=LONGEST,
            strip=False,
            widget=TextArea(rows),
            error_messages={
                "required": missing,
                "max_length": _("Metin %(show_value)d karakter. En çok %(limit_value)d olabilir."),
            },
            **kwargs,
        )

    def to_python(self, value):
        return turkish.clean_text(super().to_python(value))


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class Files(forms.FileField):
    """Several uploads; each is washed and kept, so that a preview or an error loses none."""

    widget = FilesInput

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)
        self.widget.attrs.setdefault("accept", "image/jpeg,image/png,image/webp,image/heic,application/pdf")

    def clean(self, data, initial=None):
        return [super(Files, self).clean(upload, initial) for upload in data or []]


class DockForm(forms.Form):
    """`version` is what the screen showed; `seen` the last event it showed, to tell afterwards what changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, case, user, verb, **kwargs):
        super().__init__(*args, auto_id=f"{verb}-%s", label_suffix="", **kwargs)
        self.case, self.user = case, user
        for field in self.fields.values():
            if field.required and not isinstance(field.widget, forms.HiddenInput):
                field.widget.attrs["aria-required"] = "true"  # not `required`: our words, not the browser's

    use_required_attribute = False

    def warnings(self):
        """What a clerk must confirm before a citizen reads it."""
        return []

    def done(self, tab):
        """What is said when the verb is done."""
        return tab.done

    def said(self):
        """(is it good, sentence): what is to be told after the verb, beside that it was done."""
        return []


class PublicForm(DockForm):
    """A form whose text a citizen will read."""

    def warnings(self):
        text = self.cleaned_data.get("text", "")
        surnames = get_user_model().objects.filter(is_active=True).values_list("last_name", flat=True).distinct()
        return leaks.personal_data_in(text) + leaks.surnames_in(text, surnames)


class PromiseField(forms.DateField):
    def __init__(self, **kwargs):
        super().__init__(
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            input_formats=["%Y-%m-%d", "%d.%m.%Y"],
            **({"error_messages": {"invalid": _("Günü 15.02.2026 gibi yazın.")}} | kwargs),
        )

    def clean(self, value):
        day = super().clean(value)
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("Bugün ya da daha sonra bir gün seçin."))
        if day and day > timezone.localdate() + FARTHEST_PROMISE:
            raise forms.ValidationError(_("Söz günü en çok iki yıl sonra olabilir. Yılı kontrol edin."))
        return day


class AnswerForm(PublicForm):
    text = Words(label=_("Yanıtınız"), missing=_("Vatandaşa ne yazacağınızı yazın."))
    promised_on = PromiseField(
        label=_("Yeni söz günü"), required=False, help_text=_("Boş bırakırsanız söz verilen gün değişmez.")
    )
    photos = Files(label=_("Fotoğraf veya PDF"), help_text=_("En çok 5 dosya, her biri en çok 10 MB."))
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.attachments = []
        self._ask_for_a_new_day()

    def _ask_for_a_new_day(self):
        """A citizen who was promised a day gets the next one with the answer: when it is past, an answer needs it."""
        case, field = self.case, self.fields.get("promised_on")  # a kind's own answer may promise nothing
        if field is None or case.status not in OURS or case.promised_on is None or not KINDS[case.kind].tells_days:
            return
        if case.is_overdue:
            field.required = True
            field.widget.attrs["aria-required"] = "true"
            field.help_text = _("Söz verdiğimiz gün geçti. Yeni günü yazın, vatandaşa özürle birlikte bildirilir.")
            field.error_messages["required"] = _("Söz verdiğimiz gün geçti. Vatandaşa yeni bir gün verin.")
        elif case.promised_on == timezone.localdate():
            field.help_text = _("Söz verdiğimiz gün bugün. İş bugün bitmeyecekse yeni günü yazın.")

    def clean(self):
        data = super().clean()
        self.attachments = self._already_kept()
        for upload in data.get("photos") or []:
            if len(self.attachments) >= MOST_FILES:
                self.add_error("photos", _("En çok 5 dosya ekleyebilirsiniz. İlk 5 dosyayı aldık."))
                break
            try:
                self.attachments.append(uploads.accept(upload, by_citizen=False))
            except uploads.UploadRefused as refusal:
                self.add_error("photos", str(refusal))
        self._keep()
        return data

    def _already_kept(self):
        try:
            pks = signing.loads(self.data.get("kept") or "", salt=self._salt)
        except signing.BadSignature:
            return []
        return list(Attachment.objects.filter(pk__in=pks, case=None, draft=None))

    def _keep(self):
        # Into the data, so that the next screen (preview or correction) carries them on.
        self.data = self.data.copy()
        pks = [attachment.pk for attachment in self.attachments]
        self.data["kept"] = signing.dumps(pks, salt=self._salt) if pks else ""

    @property
    def _salt(self):
        return f"desk.files:{self.case.pk}:{self.user.pk}"

    def warnings(self):
        return super().warnings() + _late(self.cleaned_data.get("promised_on"), self.case)


class AskForm(PublicForm):
    text = Words(label=_("Sorunuz"), missing=_("Vatandaşa ne soracağınızı yazın."))


class NoteForm(DockForm):
    text = Words(
        label=_("İç not"),
        missing=_("Notunuzu yazın."),
        rows=4,
        help_text=_(
            "Yalnız personel görür. Vatandaş bunu hiçbir zaman görmez. "
            "Bir iş arkadaşınıza haber vermek için @ ile kullanıcı adını yazın."
        ),
    )
    told = None  # mentions.Told, once the note is written

    @cached_property
    def colleagues(self):
        return mentions.colleagues(self.case, self.user)

    def said(self):
        return self.told.sentences() if self.told else []


class AssignForm(DockForm):
    to = forms.ChoiceField(
        label=_("Kime"),
        error_messages={
            "required": _("Müdürlüğü ya da kişiyi seçin."),
            "invalid_choice": _("Başvuruyu verebileceğiniz bir müdürlük ya da kişi seçin."),
        },
    )
    note = Words(label=_("Not"), missing="", rows=2, required=False, help_text=_("Yalnız personel görür."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _("Seçin"))] + [
            (
                unit.name,
                [(f"{unit.pk}:", _("%(unit)s (kişi seçmeden)") % {"unit": unit.name})]
                + [(f"{unit.pk}:{member.pk}", member.display_name) for member in members],
            )
            for unit, members in takers(self.user, self.case)
        ]

    def clean_to(self):
        unit, _colon, assignee = self.cleaned_data["to"].partition(":")
        self.cleaned_data["unit"] = Unit.objects.get(pk=unit)
        self.cleaned_data["assignee"] = get_user_model().objects.get(pk=assignee) if assignee else None
        return self.cleaned_data["to"]


class TransferForm(PublicForm):
    authority = forms.CharField(
        label=_("Hangi kuruma"),
        max_length=120,
        error_messages={"required": _("Hangi kuruma ilettiğinizi yazın.")},
    )
    text = Words(
        label=_("Vatandaşa açıklama"),
        missing=_("Vatandaşa neden ilettiğinizi yazın."),
        rows=4,
        help_text=_("Bu mesaj, iletme ile birlikte vatandaşa gider."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["authority"].initial = kinds.of(self.case).authority(self.case)

    def clean_authority(self):
        return turkish.clean_text(self.cleaned_data["authority"])


class CloseForm(PublicForm):
    outcome = forms.ChoiceField(
        label=_("Sonuç"),
        choices=[("", _("Seçin")), *Outcome.choices],
        error_messages={"required": _("Sonucu seçin.")},
    )
    text = Words(
        label=_("Gerekçe"),
        missing=_("Ne yapıldığını ya da neden yapılamadığını yazın."),
        help_text=_("Vatandaş bu metni okur. Ne yapabileceğini de yazın."),
    )
    relayed = forms.TypedMultipleChoiceField(
        label=_("Yanıtın kendi sistemine girildiği kayıtlar"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("İşaretlemedikleriniz girilene kadar başvuru açık kalır."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        waiting = contacts.to_enter(self.case)
        self.fields["relayed"].choices = [
            (row.pk, _("Yanıt girildi: %(contact)s") % {"contact": contacts.label(row)}) for row in waiting
        ]
        if not waiting:
            del self.fields["relayed"]

    def done(self, tab):
        # The verb refreshed the case: while an answer has to be entered elsewhere, it is still open.
        return _("Yanıt gönderildi.") if self.case.is_open else tab.done

    def said(self):
        if not self.case.is_open:
            return []
        return [(False, _("Yanıtın girilmesi beklenen kayıtlar var. Hepsi girilince başvuru sonuçlanır."))]


class ReopenForm(PublicForm):
    text = Words(label=_("Neden"), missing=_("Neden yeniden açtığınızı yazın."), rows=4)


class PromiseForm(PublicForm):
    promised_on = PromiseField(label=_("Yeni söz günü"), error_messages={"required": _("Yeni günü seçin.")})
    text = Words(label=_("Neden"), missing=_("Günün neden değiştiğini yazın."), rows=4)

    def warnings(self):
        return super().warnings() + _late(self.cleaned_data.get("promised_on"), self.case)


class ClearForm(DockForm):
    pass


class RetopicForm(DockForm):
    topic = forms.ChoiceField(
        label=_("Yeni konu"),
        error_messages={"required": _("Yeni konuyu seçin."), "invalid_choice": _("Listeden bir konu seçin.")},
    )
    reroute = forms.BooleanField(
        label=_("Yeni konunun müdürlüğüne ver"),
        required=False,
        initial=True,
        help_text=_("İşaretlemezseniz başvuru bulunduğu müdürlükte kalır."),
    )
    note = Words(label=_("Not"), missing="", rows=2, required=False, help_text=_("Yalnız personel görür."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = [topic for topic in topics.of(self.case.kind) if topic.is_active and topic.slug != self.case.topic]
        self.fields["topic"].choices = [("", _("Seçin")), *((topic.slug, topic.label) for topic in others)]
        if not self.user.has_perm(ASSIGN):  # who may not give cases away keeps this one
            del self.fields["reroute"]


class NotifyForm(DockForm):
    """The citizen told us how to write to them."""

    MISSING = {
        NotifyBy.SMS: _("Başvuranın telefonu kayıtlı değil, SMS gönderilemez."),
        NotifyBy.EMAIL: _("Başvuranın e-posta adresi kayıtlı değil."),
    }

    notify_by = forms.ChoiceField(
        label=_("Yeni haber yolu"),
        choices=NotifyBy.choices,
        help_text=_("Yalnız vatandaş istediyse değiştirin. Değişiklik geçmişe yazılır."),
        error_messages={"required": _("Haber yolunu seçin.")},
    )

    def clean_notify_by(self):
        way, person = self.cleaned_data["notify_by"], self.case.person
        address = {NotifyBy.SMS: person and person.phone, NotifyBy.EMAIL: person and person.email}
        if way in address and not address[way]:
            raise forms.ValidationError(self.MISSING[way])
        return way


def _late(day, case):
    return [LATER_THAN_LAW] if day and case.due_on and day > case.due_on else []
