"""The step of a form that asks for the six digits we sent: proves that the telephone is the citizen's own."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from guard import limits
from guard.address import limit_key
from lib.phone import display
from notices import codes
from pages.steps import LineField, StepForm

CODES_PER_ADDRESS = 30  # of one network address in an hour: many people share a mobile operator's
HOUR = timedelta(hours=1)

EXPIRED = _("Kodun süresi doldu. Yeni kod isteyin")
TOO_MANY = _("Bu telefona kısa sürede çok kod gönderdik. Bir saat sonra yeniden deneyin ya da bizi arayın")


class CodeForm(StepForm):
    """A subclass names the message and the step that asked for the telephone.

    Tries are counted only for what was typed (`is_typed`); the steps after it ask whether the phone is verified.
    """

    #: a kind that says "sen" puts its own sentences in these places
    words = {
        "ask": _("Telefonunuza gelen 6 rakamı yazın"),
        "wrong": _("Kod eşleşmedi. %(tries)s deneme hakkınız kaldı"),
        "expired": EXPIRED,
        "soon": _("Kod yolda. Gelmezse %(seconds)s saniye sonra yeniden isteyin"),
        "too_many": TOO_MANY,
        "again": _("Yeni kod gönderdik"),
    }
    question = _("Telefonunuza gelen kodu yazın")
    template = "wishes/form/code.html"

    #: folder under templates/notices/, ends in "_code"
    notice_key = ""
    #: the step that asked for the telephone, and its field
    phone_step, phone_field = "iletisim", "phone"

    code = LineField(
        label=_("Telefonunuza gelen 6 rakam"),
        required=False,  # once the phone is verified nothing is asked again
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}),
    )

    @classmethod
    def phone_of(cls, earlier):
        """E.164, or "" while nobody has written one."""
        return earlier.get(cls.phone_step, {}).get(cls.phone_field, "")

    @classmethod
    def applies(cls, earlier):
        return bool(cls.phone_of(earlier))

    @classmethod
    def arrive(cls, request, *, earlier, scope, again=False):
        phone = cls.phone_of(earlier)
        if codes.is_verified(phone=phone, scope=scope):
            return ""
        if not again and codes.is_under_way(phone=phone, scope=scope):
            return ""
        if not limits.hit("code", limit_key(request), limit=CODES_PER_ADDRESS, window=HOUR):
            return cls.words["too_many"]
        try:
            codes.send(cls.notice_key, phone=phone, scope=scope)
        except codes.TooSoon as wait:
            return cls.words["soon"] % {"seconds": wait.seconds}
        except codes.TooMany:
            return cls.words["too_many"]
        return cls.words["again"] if again else ""

    @property
    def phone(self):
        return self.phone_of(self.earlier)

    @property
    def shown_phone(self):
        """Whole: the citizen has just typed it, and must see a slip."""
        return display(self.phone)

    @property
    def is_verified(self):
        return codes.is_verified(phone=self.phone, scope=self.scope)

    def clean_code(self):
        code = self.cleaned_data["code"]
        if self.is_verified:
            return ""
        if not self.is_typed:  # looked at again: what was wrong once is not counted twice
            raise forms.ValidationError(self.words["ask"])
        if not code:
            raise forms.ValidationError(self.words["ask"])
        try:
            codes.check(code, phone=self.phone, scope=self.scope)
        except codes.WrongCode as wrong:
            raise forms.ValidationError(self.words["wrong"] % {"tries": wrong.tries_left}) from None
        except codes.Expired:
            raise forms.ValidationError(self.words["expired"]) from None
        return ""

    def summary(self):
        return []  # nothing to look at again before sending
