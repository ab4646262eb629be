"""What a verb on many cases needs to know. Each form gives what bulk.py hands to the verb."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from wishes.workflow import Outcome

from . import forms as dock
from .permissions import takers


class BulkForm(dock.DockForm):
    """The versions of many cases stand in the signed selection, not in the form."""

    version = None
    seen = None

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, case=None, user=user, verb="bulk", **kwargs)


class AssignForm(BulkForm, dock.AssignForm):
    pass


class MoveForm(BulkForm):
    unit = forms.ModelChoiceField(
        label=_("Hangi müdürlüğe"),
        queryset=Unit.objects.none(),
        empty_label=_("Seçin"),
        error_messages={
            "required": _("Müdürlüğü seçin."),
            "invalid_choice": _("Başvuruları verebileceğiniz bir müdürlük seçin."),
        },
    )
    note = dock.Words(label=_("Not"), missing="", rows=2, required=False, help_text=_("Yalnız personel görür."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        units = [unit.pk for unit, _members in takers(self.user, None)]
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=units)

    def clean(self):
        return super().clean() | {"assignee": None}


class CloseForm(BulkForm, dock.PublicForm):
    outcome = forms.ChoiceField(
        label=_("Sonuç"),
        # A duplicate is merged, so that its citizen follows the other case.
        choices=[("", _("Seçin")), *[choice for choice in Outcome.choices if choice[0] != Outcome.DUPLICATE]],
        error_messages={"required": _("Sonucu seçin.")},
    )
    text = dock.Words(
        label=_("Gerekçe"),
        missing=_("Ne yapıldığını ya da neden yapılamadığını yazın."),
        help_text=_("Seçtiğiniz başvuruların sahipleri bu metni okur. Hepsine uyan bir metin yazın."),
    )
