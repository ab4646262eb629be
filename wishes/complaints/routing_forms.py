"""One rule as a form: conditions that may all stay empty, and where to."""

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from lib import turkish
from places.models import Neighbourhood
from wishes.workflow import Channel

from .models import Category
from .routing import wanted_words

MAX_WORDS = 300
LONGEST_PROMISE = 60  # working days; the law's own limits are shorter
EITHER, WITH, WITHOUT = "", "var", "yok"
DANGER = {EITHER: None, WITH: True, WITHOUT: False}


class StaffChoice(forms.ModelChoiceField):
    def label_from_instance(self, user):
        units = ", ".join(unit.name for unit in user.units.all())
        return f"{user.display_name} ({units})"


def _topics():
    return [
        (category.slug, category.name if category.is_active else _("%(name)s (kullanılmıyor)") % {"name": category})
        for category in Category.objects.all()
    ]


def _neighbourhoods():
    return [(hood.pk, hood.name) for hood in Neighbourhood.objects.only("name", "sort_key")]


class RuleForm(forms.Form):
    use_required_attribute = False

    version = forms.IntegerField(widget=forms.HiddenInput)
    topics = forms.MultipleChoiceField(
        label=_("Konular"), choices=_topics, required=False, widget=forms.CheckboxSelectMultiple
    )
    neighbourhoods = forms.TypedMultipleChoiceField(
        label=_("Mahalleler"), choices=_neighbourhoods, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    channels = forms.MultipleChoiceField(
        label=_("Kanallar"), choices=Channel.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    danger = forms.ChoiceField(
        label=_("Tehlike"),
        choices=[(EITHER, _("fark etmez")), (WITH, _("tehlike bildirilmiş")), (WITHOUT, _("tehlike bildirilmemiş"))],
        required=False,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Anlatılanda geçen sözcükler"),
        required=False,
        max_length=MAX_WORDS,
        help_text=_("Virgülle ayırın; biri geçerse yeter: köpek, sokak lambası. Büyük küçük harf ve ekler fark etmez."),
        error_messages={"max_length": _("En çok %(limit_value)d karakter yazabilirsiniz.")},
    )
    unit = forms.ModelChoiceField(
        label=_("Müdürlük"),
        queryset=Unit.objects.filter(is_active=True),
        empty_label=_("Seçin"),
        error_messages={
            "required": _("Başvurunun gideceği müdürlüğü seçin."),
            "invalid_choice": _("Bu müdürlük artık etkin değil. Başka bir müdürlük seçin."),
        },
    )
    assignee = StaffChoice(
        label=_("İlgilenen"),
        queryset=get_user_model().objects.none(),
        required=False,
        empty_label=_("Kimseye verilmesin"),
        help_text=_("Boş kalırsa başvuru müdürlüğün sırasına girer."),
        error_messages={"invalid_choice": _("Bu kişi artık bir müdürlükte çalışmıyor. Başka birini seçin.")},
    )
    promise_days = forms.IntegerField(
        label=_("Söz (iş günü)"),
        required=False,
        min_value=1,
        max_value=LONGEST_PROMISE,
        help_text=_("Boş kalırsa konunun kendi süresi geçerlidir."),
        error_messages={
            "invalid": _("Günü rakamla yazın."),
            "min_value": _("En az 1 iş günü yazın."),
            "max_value": _("En çok %(limit_value)d iş günü yazabilirsiniz."),
        },
    )

    def __init__(self, *args, rule=None, **kwargs):
        if rule:
            kwargs["initial"] = {
                **{name: getattr(rule, name) for name in ("topics", "neighbourhoods", "channels", "words")},
                "danger": next(word for word, value in DANGER.items() if value is rule.danger),
                "unit": rule.unit_id,
                "assignee": rule.assignee_id,
                "promise_days": rule.promise_days,
                **kwargs.get("initial", {}),
            }
        super().__init__(*args, label_suffix="", **kwargs)
        staff = get_user_model().objects.filter(is_active=True, units__is_active=True).distinct()
        self.fields["assignee"].queryset = staff.order_by("first_name", "last_name").prefetch_related("units")
        self.fields["unit"].widget.attrs["aria-required"] = "true"

    def clean_danger(self):
        return DANGER[self.cleaned_data["danger"]]

    def clean_words(self):
        words = turkish.clean_text(self.cleaned_data["words"])
        if words and not wanted_words(words):
            raise forms.ValidationError(_("Harf ya da rakam içeren en az bir sözcük yazın."))
        return ", ".join(part.strip() for part in words.replace("\n", ",").split(",") if part.strip())

    def clean(self):
        facts = super().clean()
        unit, assignee = facts.get("unit"), facts.get("assignee")
        if unit and assignee and unit not in assignee.units.all():
            self.add_error(
                "assignee",
                _("%(name)s bu müdürlükte çalışmıyor. Başka birini seçin ya da boş bırakın.")
                % {"name": assignee.display_name},
            )
        return facts

    @property
    def facts(self):
        """Keyword arguments of services: everything but the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class VersionForm(forms.Form):
    """A press of a button on the draft as it was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class InForceForm(VersionForm):
    use_required_attribute = False

    note = forms.CharField(
        label=_("Ne değişti? (isteğe bağlı)"),
        required=False,
        max_length=300,
        help_text=_("Eski kurallara bakanlar bu notu görür."),
        error_messages={"max_length": _("En çok %(limit_value)d karakter yazabilirsiniz.")},
    )

    def clean_note(self):
        return turkish.clean_text(self.cleaned_data["note"])
