"""One step of a citizen's form: what the form classes of all steps share. Knows neither pages nor storage."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lib import dates, turkish

LONGEST_KEPT = 20_000  # characters of one raw answer: what nobody types is not carried along
MOST_VALUES = 60


class LineField(forms.CharField):
    """One line of text: control characters out, blanks run together."""

    def to_python(self, value):
        return " ".join(turkish.clean_text(super().to_python(value) or "").split())


class EmailLineField(forms.EmailField):
    def to_python(self, value):
        return "".join(turkish.clean_text(super().to_python(value) or "").split())


class TextField(forms.CharField):
    """Several lines, kept as typed but for control characters. The limit's sentence says how long it is now."""

    widget = forms.Textarea

    def __init__(self, *, too_long, **kwargs):
        super().__init__(**kwargs)
        self.validators = [rule for rule in self.validators if not isinstance(rule, MaxLengthValidator)]
        self.too_long = too_long  # with %(limit)s and %(length)s

    def to_python(self, value):
        return turkish.clean_text(super().to_python(value) or "")

    def validate(self, value):
        super().validate(value)
        if self.max_length and len(value) > self.max_length:
            said = {"limit": dates.number(self.max_length), "length": dates.number(len(value))}
            raise forms.ValidationError(self.too_long % said, code="max_length")


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files of a step. They are kept beside the answers as soon as they arrive, so the field itself holds nothing."""

    widget = ManyFilesInput

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)
        self.widget.attrs["multiple"] = True


class StepForm(forms.Form):
    """One screen of a form. Subclasses give `question` and fields; `clean_x` returns domain values.

    earlier: {step: cleaned values} of the steps before. files: what was uploaded for `upload_field`.
    texts: {"field": (label, hint)} from the editors. scope: names this filling-in, the same on every step.
    kept: what the page found out about this step's answers (StepFormPage.keep), never what was typed.
    is_typed: False when stored answers are only looked at again; what counts tries counts what was typed.
    """

    use_required_attribute = False
    #: the step's heading, also its name in the list of answers
    question = ""
    #: a line under the heading
    intro = ""
    #: a template instead of the page's own for steps
    template = ""
    #: name of the FilesField, if the step takes files
    upload_field = ""
    #: counted in "Adım 2 / 4"; a page that only explains is not
    is_counted = True
    submit_label = ""

    def __init__(self, data=None, *, raw=None, earlier=None, files=(), texts=None, scope="", kept=None, is_typed=True):
        self.earlier = earlier or {}
        self.kept = kept or {}
        self.scope = scope
        self.is_typed = is_typed
        self.kept_files = list(files)
        super().__init__(data)
        self.adapt()
        if raw:
            self.initial = self._initial_from(raw)
        for name, (label, hint) in (texts or {}).items():
            if name in self.fields:
                self.fields[name].label = label or self.fields[name].label
                self.fields[name].help_text = hint or self.fields[name].help_text

    def adapt(self):
        """Change the fields to suit what was answered before."""

    @classmethod
    def from_raw(cls, raw, **kwargs):
        """The form as if these stored answers had just been sent."""
        data = QueryDict(mutable=True)
        for name, values in raw.items():
            data.setlist(name, values)
        return cls(data, is_typed=False, **kwargs)

    @classmethod
    def arrive(cls, request, *, earlier, scope, again=False):
        """The citizen is about to see this step for the first time, or (again) pressed its button name="again".

        Returns a sentence about how it went, "" when there is nothing to say. The place to send a code.
        """
        return ""

    @classmethod
    def applies(cls, earlier):
        """Is this step part of the way, given the answers before?"""
        return True

    @classmethod
    def raw(cls, post):
        """What was typed into this step's fields, as it can be kept: {field: [text, …]}."""
        return {
            name: [text[:LONGEST_KEPT] for text in post.getlist(name)[:MOST_VALUES]]
            for name, field in cls.base_fields.items()
            if name in post and not isinstance(field, forms.FileField)
        }

    def _initial_from(self, raw):
        initial = {}
        for name, values in raw.items():
            if name in self.fields and values:
                many = getattr(self.fields[name].widget, "allow_multiple_selected", False)
                initial[name] = values if many else values[-1]
        return initial

    def warnings(self):
        """Remarks for the page before sending: nothing is wrong, but look again. {field: sentence}"""
        return {}

    def summary(self):
        """(field, label, answer in words) of a valid form, for the page before sending."""
        rows = []
        for name, field in self.fields.items():
            shown = getattr(self, f"show_{name}", None)
            answer = shown() if shown else self._shown(name, field)
            if answer is not None:
                rows.append((name, field.label, answer))
        return rows

    def _shown(self, name, field):
        if name == self.upload_field:
            return ", ".join(file.shown_name for file in self.kept_files)
        value = self.cleaned_data.get(name)
        if isinstance(field, forms.ChoiceField):
            labels = dict(field.choices)
            chosen = value if isinstance(value, list) else [value]
            return ", ".join(str(labels[one]) for one in chosen if one in labels)
        return "" if value is None else str(value)


class SendForm(forms.Form):
    """The last button. A page may give a guarded subclass (captcha, honeypot)."""

    use_required_attribute = False
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


STALE = _("Yanıtlarınız bu sayfayı açtıktan sonra değişti. Son hâline bakın, sonra gönderin")
EXPIRED = _("1 saattir işlem yapılmadı, güvenliğiniz için yazdıklarınızı sildik. Baştan başlayın")
EXPIRED_BUT_KEPT = _("1 saattir işlem yapılmadı, güvenliğiniz için önceki yanıtlarınızı sildik. Son yazdığınız duruyor")
WIPED = _("Yazdıklarınızı bu cihazdan sildik")
