"""Which occurrences the list of events shows: what the visitor chose in the address becomes one indexed query."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.db.models import CharField, Exists, ExpressionWrapper, F, IntegerField, OuterRef
from django.db.models.functions import Mod
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lib import dates
from pages.access import restricted
from places.models import Neighbourhood

from . import months
from .models import EventCategory, EventPage, Occurrence

PER_PAGE = 10


class FilterForm(forms.Form):
    """A GET form. What it does not understand in an old or mistyped link, it leaves out."""

    WHEN = [
        ("", _("Bugünden sonra")),
        ("bugun", _("Bugün")),
        ("hafta", _("7 gün içinde")),
        ("hafta-sonu", _("Hafta sonu")),
        ("gecmis", _("Geçmiş")),
    ]

    zaman = forms.ChoiceField(label=_("Ne zaman"), choices=WHEN, required=False)
    mahalle = forms.ModelChoiceField(
        label=_("Mahalle"), queryset=None, to_field_name="slug", required=False, empty_label=_("Bütün mahalleler")
    )
    tur = forms.ModelChoiceField(
        label=_("Tür"), queryset=None, to_field_name="slug", required=False, empty_label=_("Bütün türler")
    )
    ucretsiz = forms.BooleanField(label=_("Yalnız ücretsiz"), required=False)
    gun = forms.DateField(required=False, widget=forms.HiddenInput)
    ay = forms.CharField(required=False, max_length=7, widget=forms.HiddenInput)

    def __init__(self, data):
        super().__init__(data, use_required_attribute=False, auto_id="suz-%s")
        self.fields["mahalle"].queryset = Neighbourhood.objects.for_forms().only("name", "slug")
        self.fields["tur"].queryset = EventCategory.objects.all()

    def clean_ay(self):
        return months.parse(self.cleaned_data["ay"]) if self.cleaned_data["ay"] else None

    @property
    def chosen(self):
        """Only what was understood."""
        self.is_valid()
        return self.cleaned_data


def of(page, data, request):
    """Context of the event list for the parameters of its address."""
    form = FilterForm(data)
    chosen = form.chosen
    today = timezone.localdate()
    occurrences = Occurrence.objects.shown()
    if chosen.get("mahalle"):
        occurrences = occurrences.in_neighbourhood(chosen["mahalle"])
    if chosen.get("tur"):
        occurrences = occurrences.filter(page__category=chosen["tur"])
    if chosen.get("ucretsiz"):
        occurrences = occurrences.filter(page__is_free=True)
    month = chosen.get("ay") or (chosen.get("gun") or today).replace(day=1)
    occurrences, heading = _in_time(occurrences, chosen, today)
    listing = Paginator(occurrences, PER_PAGE).get_page(data.get("sayfa"))
    is_plain = not any(chosen.get(name) for name in ("zaman", "mahalle", "tur", "ucretsiz", "gun", "ay"))
    later = EventPage.objects.none()
    if is_plain and listing.number == 1:
        later = awaiting_date()
    return {
        "form": form,
        "neighbourhoods": form.fields["mahalle"].queryset,
        "categories": form.fields["tur"].queryset,
        "listing": listing,
        "heading": heading,
        "is_plain": is_plain,
        "is_archive": chosen.get("zaman") == "gecmis",
        "later": later,
        "query": _query(data),
        "calendar": months.grid(page.get_url(request), month, today),
    }


def awaiting_date():
    """Events that are expected again but have no date yet; those whose usual month comes next stand first."""
    # Its own dates, or those of its sub-events.
    place = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    coming = Occurrence.objects.coming().filter(page__live=True, page__path__startswith=place)
    return (
        EventPage.objects.live()
        .filter(~restricted(), awaits_date=True)
        .exclude(Exists(coming))
        .select_related("category", "venue", "neighbourhood")
        .annotate(wait=Mod(F("usual_month") + 12 - timezone.localdate().month, 12, output_field=IntegerField()))
        .order_by(F("wait").asc(nulls_last=True), "title")
    )


def _in_time(occurrences, chosen, today):
    """(occurrences, heading) for the time that was asked for."""
    if chosen.get("gun"):
        day = chosen["gun"]
        return occurrences.on_known_days().between(day, day), dates.long(day)
    if chosen.get("ay"):
        first = chosen["ay"]
        return occurrences.between(first, months.last_day(first)), f"{MONTHS[first.month]} {first.year}"
    match chosen.get("zaman"):
        case "gecmis":
            return occurrences.past(), _now("Geçmiş etkinlikler")
        case "bugun":
            return occurrences.on_known_days().between(today, today), _now("Bugün")
        case "hafta":
            return occurrences.on_known_days().between(today, today + timedelta(days=6)), _now("7 gün içinde")
        case "hafta-sonu":
            saturday, sunday = weekend(today)
            return occurrences.on_known_days().between(max(saturday, today), sunday), _now("Hafta sonu")
    return occurrences.coming(), _now("Yaklaşan etkinlikler")


def weekend(today: date) -> tuple[date, date]:
    """Saturday and Sunday of this week; on a Sunday still this one."""
    saturday = today + timedelta(days=5 - today.weekday())
    return saturday, saturday + timedelta(days=1)


def _query(data):
    """The parameters without the page number, for the links of the pagination."""
    kept = [(name, value) for name, value in data.items() if name in FilterForm.base_fields and value]
    return f"{urlencode(kept)}&" if kept else ""
