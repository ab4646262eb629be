"""A clerk's own views of the inbox: the filters that stand there now, under a name. Never a search: those may name
people, and what is kept here stands in addresses."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lib import turkish

from . import inbox, leaks
from .models import SavedView

MOST = 12
TOO_MANY = _("Bu kadar çok filtre bir arada saklanamıyor. Birkaçını kaldırın.")


def address_of(request, query: str) -> str:
    """The known filters of `query` as they are kept; "" when nothing narrows the list or a filter is none."""
    parameters = QueryDict(query)
    filters = inbox.CaseFilterSet(parameters, request=request)
    if not filters.is_valid():
        return ""
    return filters.address(inbox.VIEW.get(parameters.get("gorunum")))


def count(request, saved: SavedView, cases) -> str:
    """How many rows it shows now; "–" when one of its filters means nothing any more (a unit that is gone)."""
    parameters = QueryDict(saved.query)
    view = inbox.VIEW.get(parameters.get("gorunum"))
    filters = inbox.CaseFilterSet(
        parameters, queryset=cases, request=request, default_status=inbox.default_status(view)
    )
    if not filters.is_valid():
        return "–"
    return inbox.capped_count(view.rows(filters.qs, request.user) if view else filters.qs)


class NameForm(forms.Form):
    """Gives a view its name, a new one or (with `saved`) another one."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("Görünümün adı"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Görünüme bir ad verin."),
            "max_length": _("Ad %(show_value)d karakter. En çok %(limit_value)d olabilir."),
        },
    )

    def __init__(self, *args, user, saved=None, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.user, self.saved = user, saved

    def clean_name(self):
        name = " ".join(turkish.clean_text(self.cleaned_data["name"]).split())
        if not name:
            raise forms.ValidationError(_("Görünüme bir ad verin."))
        if leaks.personal_data_in(name):
            raise forms.ValidationError(_("Ada telefon ya da kimlik numarası yazmayın."))
        others = SavedView.objects.filter(user=self.user).exclude(pk=self.saved.pk if self.saved else None)
        taken = {turkish.fold(other.name) for other in others}
        taken |= {turkish.fold(str(view.label)) for view in inbox.VIEWS}
        if turkish.fold(name) in taken:
            raise forms.ValidationError(_("Bu adda bir görünüm var. Başka bir ad yazın."))
        return name


class SaveForm(NameForm):
    """Keeps the filters of an address; see `address_of`."""

    query = forms.CharField(
        widget=forms.HiddenInput, required=False, max_length=2_000, error_messages={"max_length": TOO_MANY}
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, user=request.user, **kwargs)
        self.request = request

    def clean(self):
        data = super().clean()
        if "query" not in data:
            return data
        data["query"] = address_of(self.request, data.get("query", ""))
        if not data["query"]:
            raise forms.ValidationError(_("Önce listeyi bir filtreyle daraltın, sonra saklayın."))
        if len(data["query"]) > SavedView._meta.get_field("query").max_length:
            raise forms.ValidationError(TOO_MANY)
        own = SavedView.objects.filter(user=self.user)
        if twin := own.filter(query=data["query"]).first():
            raise forms.ValidationError(_now("Bu filtreler zaten saklı: %(name)s") % {"name": twin.name})
        if own.count() >= MOST:
            raise forms.ValidationError(
                _now("En çok %(most)s görünüm saklayabilirsiniz. Birini silip yeniden deneyin.") % {"most": MOST}
            )
        return data
