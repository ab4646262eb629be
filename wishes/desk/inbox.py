"""The inbox as data: saved views, filters and what one line shows. Nothing personal leaves here uncovered."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters.fields import DateRangeField, ModelChoiceField
from django_filters.widgets import SuffixedMultiWidget
from wagtail.admin.filters import WagtailFilterSet

from accounts.models import Unit
from lib import dates, masking, turkish
from places.models import Neighbourhood
from wishes.models import Case, Contact
from wishes.workflow import OPEN, OURS, Channel, Status

from . import kinds
from .permissions import SEE_ALL

COUNT_LIMIT = 99
EXCERPT = 110


@dataclass(frozen=True)
class View:
    """A saved view: a name and the rows it means. All of them show open cases only."""

    key: str
    label: str
    empty: str
    rows: Callable

    def count(self, cases, user) -> str:
        """ "12", or "99+": counting stops there, so that a full desk is as quick as an empty one."""
        found = self.rows(cases, user).order_by().values("pk")[: COUNT_LIMIT + 1].count()
        return f"{COUNT_LIMIT}+" if found > COUNT_LIMIT else str(found)


VIEWS = [
    View(
        "bana-atanan",
        _("Bana atanan"),
        _("Size atanmış açık başvuru yok."),
        lambda cases, user: cases.open().filter(assignee=user),
    ),
    View("masam", _("Masam"), _("Masanızda açık başvuru yok."), lambda cases, user: cases.open()),
    View(
        "bugun",
        _("Bugün doluyor"),
        _("Bugün süresi dolan başvuru yok."),
        lambda cases, user: cases.due_on(timezone.localdate()),
    ),
    View("geciken", _("Geciken"), _("Geciken başvuru yok."), lambda cases, user: cases.overdue()),
    View(
        "yanitladi",
        _("Vatandaş yanıtladı"),
        _("Yanıtınızı bekleyen vatandaş yok."),
        lambda cases, user: cases.citizen_spoke_last(),
    ),
    View("bakilmali", _("Bakılmalı"), _("Önce bakılması gereken başvuru yok."), lambda cases, user: cases.to_look_at()),
]
VIEW = {view.key: view for view in VIEWS}

OPEN_ONES, CLOSED_ONES, ALL = "acik", "kapali", "hepsi"


def _own_units(request):
    units = Unit.objects.all()
    return units if request.user.has_perm(SEE_ALL) else units.filter(members=request.user)


def _colleagues(request):
    staff = get_user_model().objects.filter(is_active=True).order_by("first_name", "last_name", "username")
    if request.user.has_perm(SEE_ALL):
        return staff.filter(units__isnull=False).distinct()
    return staff.filter(units__in=request.user.units.all()).distinct()


class StaffChoiceField(ModelChoiceField):
    def label_from_instance(self, user):
        return user.display_name


class StaffFilter(django_filters.ModelChoiceFilter):
    field_class = StaffChoiceField


class DateRangeWidget(SuffixedMultiWidget):
    """Two native date inputs: no script needed."""

    suffixes = ["min", "max"]

    def __init__(self, attrs=None):
        first, last = ({"type": "date", "aria-label": label} for label in (_("ilk gün"), _("son gün")))
        super().__init__([forms.DateInput(first, format="%Y-%m-%d"), forms.DateInput(last, format="%Y-%m-%d")], attrs)

    def decompress(self, value):
        return [value.start, value.stop] if value else [None, None]


class DaysField(DateRangeField):
    def compress(self, data_list):
        # Midnight in İzmit of the first day of the calendar is before the calendar in UTC: databases cannot ask for it.
        if any(day and not 1900 <= day.year <= 2200 for day in data_list or []):
            raise forms.ValidationError(_("Bu yıllarda kayıt yok."))
        return super().compress(data_list)


class DaysFilter(django_filters.DateFromToRangeFilter):
    """From one day to another, both included."""

    field_class = DaysField


class CaseFilterSet(WagtailFilterSet):
    durum = django_filters.ChoiceFilter(
        label=_("Durum"),
        choices=[(CLOSED_ONES, _("Kapananlar")), (ALL, _("Hepsi")), *Status.choices],
        empty_label=_("Açık olanlar"),
        method="in_status",
    )
    mudurluk = django_filters.ModelChoiceFilter(
        label=_("Müdürlük"), field_name="unit", queryset=_own_units, empty_label=_("Hepsi")
    )
    ilgilenen = StaffFilter(
        label=_("İlgilenen"),
        field_name="assignee",
        queryset=_colleagues,
        empty_label=_("Hepsi"),
        null_label=_("Kimseye verilmemiş"),
    )
    mahalle = django_filters.ModelChoiceFilter(
        label=_("Mahalle"),
        field_name="neighbourhood",
        queryset=lambda request: Neighbourhood.objects.only("name"),
        empty_label=_("Hepsi"),
    )
    kanal = django_filters.ChoiceFilter(
        label=_("Kanal"), choices=Channel.choices, empty_label=_("Hepsi"), method="through_channel"
    )
    sure = django_filters.ChoiceFilter(
        label=_("Süre"),
        choices=[("geciken", _("Süresi geçen")), ("bugun", _("Bugün dolan"))],
        empty_label=_("Hepsi"),
        method="in_time",
    )
    gelis = DaysFilter(label=_("Geliş tarihi"), field_name="received_at", widget=DateRangeWidget)

    class Meta:
        model = Case
        fields = []

    def __init__(self, *args, default_status=OPEN_ONES, **kwargs):
        super().__init__(*args, **kwargs)
        self.default_status = default_status
        for name, filter_ in kinds.filters():
            filter_.parent = self
            filter_.model = Case
            self.filters[name] = filter_

    @property
    def status(self):
        return (self.form.cleaned_data.get("durum") if self.is_valid() else "") or self.default_status

    @property
    def only_open(self):
        return self.status == OPEN_ONES or self.status in OPEN

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        return queryset.open() if self.status == OPEN_ONES else queryset

    def in_status(self, queryset, name, value):
        if value == ALL:
            return queryset
        if value == CLOSED_ONES:
            return queryset.closed()
        return (queryset.open() if value in OPEN else queryset).filter(status=value)

    def through_channel(self, queryset, name, value):
        return queryset.filter(Exists(Contact.objects.filter(case=OuterRef("pk"), channel=value)))

    def in_time(self, queryset, name, value):
        return queryset.overdue() if value == "geciken" else queryset.due_on(timezone.localdate())

    def chips(self):
        """[(label, value, address parameters without it)]: what narrows the list now, in words."""
        chips = []
        for name, field in self.form.fields.items():
            bound = self.form[name]
            parameters = [f"{name}_min", f"{name}_max"] if name == "gelis" else [name]
            if not any(self.data.get(parameter) for parameter in parameters) or bound.errors:
                continue
            rest = self.data.copy()
            for parameter in [*parameters, "sonra", "once"]:
                rest.pop(parameter, None)
            chips.append((field.label, _in_words(field, self.form.cleaned_data[name]), rest.urlencode()))
        return chips


def _in_words(field, value):
    if isinstance(value, slice):
        first, last = (dates.short(day) if day else "" for day in (value.start, value.stop))
        return f"{first} – {last}".strip()
    if hasattr(value, "display_name"):
        return value.display_name
    return dict(getattr(field, "choices", ())).get(value, value) if isinstance(value, str) else value


def with_what_a_line_needs(cases):
    return cases.select_related(
        "person", "neighbourhood", "unit", "assignee", "merged_into", *kinds.related()
    ).prefetch_related(Prefetch("contacts", Contact.objects.only("case_id", "channel", "words", "at")))


class Line:
    """One case in a list. The applicant is covered, and so is what of the applicant stands in the words."""

    def __init__(self, case, today):
        self.case, self.today = case, today

    @cached_property
    def kind(self):
        return kinds.of(self.case)

    @property
    def nature(self):
        return self.kind.nature(self.case)

    @property
    def applicant(self):
        person = self.case.person
        if person is None:
            return _("Adını vermedi")
        covered_card = masking.name(person.name) or masking.phone(person.phone) or masking.email(person.email)
        return covered_card or _("Bilgileri silindi")

    @property
    def excerpt(self):
        contact = next(iter(self.case.contacts.all()), None)
        if contact is None:
            return ""
        words = covered(contact.words, self.case.person)
        return words if len(words) <= EXCERPT else words[:EXCERPT].rsplit(" ", 1)[0] + "…"

    @property
    def channel(self):
        contact = next(iter(self.case.contacts.all()), None)
        return contact.get_channel_display() if contact else ""

    @property
    def remaining(self):
        """The promised day in words, while the matter is with us."""
        if self.case.status not in OURS or self.case.promised_on is None:
            return ""
        return dates.until(self.case.promised_on, self.today)

    @property
    def haste(self):
        if not self.remaining:
            return ""
        if self.case.promised_on < self.today:
            return "late"
        return "today" if self.case.promised_on == self.today else ""


_ADDRESS = re.compile(r"\S+@\S+")
_NUMBER = re.compile(r"\+?[0-9](?:[\s().\-/]*[0-9]){6,}")


def covered(words, person=None):
    """One line of a citizen's words without e-mails, long numbers and the parts of their own name."""
    words = _NUMBER.sub("•••", _ADDRESS.sub("•••", " ".join(words.split())))
    if person is None or not person.name:
        return words
    names = set(turkish.fold(person.name).split())
    return re.sub(r"[^\W\d_]+", lambda word: "•••" if turkish.fold(word[0]) in names else word[0], words)
