"""The inbox as data: ready views, filters and what one line shows. Nothing personal leaves here uncovered."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Prefetch
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_filters.fields import DateRangeField, ModelChoiceField
from django_filters.widgets import SuffixedMultiWidget
from wagtail.admin.filters import WagtailFilterSet

from accounts.models import Unit
from lib import dates, masking, turkish
from places.models import Neighbourhood
from wishes.models import Case, CaseEvent, Contact
from wishes.workflow import OPEN, OURS, Channel, Status

from . import kinds
from .models import Mention
from .permissions import SEE_ALL

COUNT_LIMIT = 99
EXCERPT = 110
PLACE = 60


def capped_count(cases) -> str:
    """ "12", or "99+": counting stops there, so that a full desk is as quick as an empty one."""
    found = cases.order_by().values("pk")[: COUNT_LIMIT + 1].count()
    return f"{COUNT_LIMIT}+" if found > COUNT_LIMIT else str(found)


@dataclass(frozen=True)
class View:
    """A ready view: a name and the rows it means, open ones unless it says otherwise."""

    key: str
    label: str
    empty: str
    rows: Callable
    only_open: bool = True

    def count(self, cases, user) -> str:
        return capped_count(self.rows(cases, user))


def where_named(cases, user):
    """A colleague's note names this user, who has not read it yet; a closed case may be talked about, too."""
    return cases.filter(pk__in=Mention.objects.filter(user=user, seen_at=None).values("event__case"))


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
    View(
        "yeniden-acilan",
        _("Yeniden açılan"),
        _("Vatandaşın çözülmedi dediği başvuru yok."),
        lambda cases, user: cases.not_solved(),
    ),
    View("anildigim", _("Anıldığım"), _("Sizi anan okunmamış not yok."), where_named, only_open=False),
    View(
        "yasal",
        _("Yasal süresi dolan"),
        _("Yasal süresi dolan başvuru yok."),
        lambda cases, user: cases.past_legal_day(),
    ),
    View("bakilmali", _("Bakılmalı"), _("Önce bakılması gereken başvuru yok."), lambda cases, user: cases.to_look_at()),
]
VIEW = {view.key: view for view in VIEWS}

OPEN_ONES, CLOSED_ONES, ALL = "acik", "kapali", "hepsi"


def default_status(view=None, searching=False):
    """A search looks everywhere, and so does a view that says so; the plain list shows what is still open."""
    return ALL if searching or (view and not view.only_open) else OPEN_ONES


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

    def address(self, view=None) -> str:
        """What narrows the list, without a search, in one order: equal lists have equal addresses."""
        kept = QueryDict(mutable=True)
        if view:
            kept["gorunum"] = view.key
        for name in self.form.fields:
            for parameter in _parameters(name):
                if self.data.get(parameter):
                    kept[parameter] = self.data[parameter]
        return kept.urlencode()

    def chips(self):
        """[(label, value, address parameters without it)]: what narrows the list now, in words."""
        chips = []
        for name, field in self.form.fields.items():
            bound = self.form[name]
            if not any(self.data.get(parameter) for parameter in _parameters(name)) or bound.errors:
                continue
            rest = self.data.copy()
            for parameter in [*_parameters(name), "sonra", "once"]:
                rest.pop(parameter, None)
            chips.append((field.label, _in_words(field, self.form.cleaned_data[name]), rest.urlencode()))
        return chips


def _parameters(name):
    return [f"{name}_min", f"{name}_max"] if name == "gelis" else [name]


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
    ).prefetch_related(
        Prefetch("contacts", Contact.objects.only("case_id", "channel", "words", "at", "answered_at")),
        Prefetch("events", CaseEvent.objects.select_related("by").order_by("-at", "-id")[:1], to_attr="newest"),
    )


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
        return _cut(covered(contact.words, self.case.person), EXCERPT)

    @property
    def place(self):
        """Where in the neighbourhood; people write names and numbers there, too."""
        return _cut(covered(self.case.place, self.case.person), PLACE)

    @property
    def contacts(self):
        """ "5 temas" when more than one reached us about it."""
        number = len(self.case.contacts.all())
        return _now("%(number)s temas") % {"number": number} if number > 1 else ""

    @property
    def reopened(self):
        times = self.case.reopened_count
        return _now("%(number)s. kez açıldı") % {"number": times + 1} if times else ""

    @property
    def to_relay(self):
        """Decided, but systems of others wait for our answer: their names."""
        if not (self.case.decided and self.case.is_open):
            return ""
        waiting = [contact for contact in self.case.contacts.all() if contact.is_relayed and not contact.answered_at]
        names = dict.fromkeys(str(contact.get_channel_display()) for contact in waiting)
        return _now("Yanıtı girilecek: %(systems)s") % {"systems": ", ".join(names)}

    @property
    def last(self):
        """The newest event, and who did it."""
        return next(iter(self.case.newest), None)

    @property
    def last_by(self):
        event = self.last
        if event is None or event.by_citizen:
            return _("Başvuran") if event else ""
        return event.by.display_name if event.by else _("Sistem")

    @property
    def is_past_law(self):
        return self.case.status in OURS and self.case.due_on is not None and self.case.due_on < self.today

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


def _cut(words, length):
    return words if len(words) <= length else words[:length].rsplit(" ", 1)[0] + "…"


_ADDRESS = re.compile(r"\S+@\S+")
_NUMBER = re.compile(r"\+?[0-9](?:[\s().\-/]*[0-9]){6,}")


def covered(words, person=None):
    """One line of a citizen's words without e-mails, long numbers and the parts of their own name."""
    words = _NUMBER.sub("•••", _ADDRESS.sub("•••", " ".join(words.split())))
    if person is None or not person.name:
        return words
    names = set(turkish.fold(person.name).split())
    return re.sub(r"[^\W\d_]+", lambda word: "•••" if turkish.fold(word[0]) in names else word[0], words)
