"""How many: of the answer, beside each choice, and of what is near when there is nothing. Never more than a bounded
number of rows is counted; beyond it the list says "more than" and the choices stand without numbers."""

import math
from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lib import dates

from .asked import Asked, FilterForm
from .models import Audience, Occurrence

#: So many rows are counted at most.
MOST = 2_000
NEIGHBOURS = 3
#: filter → column of the grouped query
FACETS = {
    "mahalle": "neighbourhood_id",
    "tur": "page__category_id",
    "kimler": "page__audience",
    "ucretsiz": "page__is_free",
}


def in_words(number) -> str:
    """ "1.500 tarih"."""
    return ngettext("%s tarih", "%s tarih", number) % dates.number(number)


@dataclass
class Counted:
    number: int
    is_more: bool = False
    #: filter → {value as it stands in the group: how many it would give}; empty where it was too much to count.
    facets: dict = field(default_factory=dict)

    @property
    def free(self):
        return dates.number(self.facets.get("ucretsiz", {}).get(True, 0))

    @property
    def words(self):
        if self.is_more:
            return _("%s tarihten fazla") % dates.number(MOST)
        return in_words(self.number)


def of(chosen) -> Counted:
    """One grouped query for the number and all facets; a second one only where it was cut off."""
    groups = _groups(chosen)
    if sum(number for *_values, number in groups) > MOST:
        number = capped(chosen.in_time(chosen.matching))
        return Counted(min(number, MOST), is_more=number > MOST)
    wanted = _wanted(chosen.asked)
    return Counted(
        sum(number for *values, number in groups if _fits(values, wanted)),
        facets={name: _facet(groups, wanted, place) for place, name in enumerate(FACETS)},
    )


def capped(rows) -> int:
    return rows.order_by().values("pk")[: MOST + 1].count()


def _groups(chosen):
    """[(neighbourhood, category, audience, is free, how many)] of the asked time and place."""
    cut = chosen.in_time(chosen.in_place).values("pk")[: MOST + 1]
    rows = Occurrence.objects.filter(pk__in=cut).order_by()
    return list(rows.values_list(*FACETS.values()).annotate(number=Count("pk")))


def _wanted(asked):
    """The chosen value of each facet as it stands in a group; None where nothing is chosen."""
    values = [asked.chosen.get(name) for name in FACETS]
    return [getattr(value, "pk", value) for value in values]


def _fits(values, wanted, leaving_out=None):
    return all(
        want is None or place == leaving_out or value == want
        for place, (value, want) in enumerate(zip(values, wanted, strict=True))
    )


def _facet(groups, wanted, place):
    found = {}
    for *values, number in groups:
        if _fits(values, wanted, leaving_out=place):
            found[values[place]] = found.get(values[place], 0) + number
    return found


# -- Choices --------------------------------------------------------------------------------------
def choices(asked, counted):
    """Options of the filters with what each would give: {filter: [{value, label, selected}]}."""
    form = asked.form
    offered = {
        "zaman": [("", _("Bugünden sonra"), None), *((value, label, None) for value, label in FilterForm.WHEN.items())],
        "mahalle": [("", _("Bütün mahalleler"), None), *((h.slug, h.name, h.pk) for h in form.hoods.values())],
        "tur": [("", _("Bütün türler"), None), *((c.slug, c.name, c.pk) for c in form.categories.values())],
        "kimler": [
            ("", _("Fark etmez"), None),
            *((value, label, value) for value, label in Audience.choices),
        ],
    }
    return {
        name: [_option(asked, name, value, label, counted.facets.get(name), key) for value, label, key in options]
        for name, options in offered.items()
    }


def _option(asked, name, value, label, facet, key):
    number = facet.get(key, 0) if facet is not None and value else None
    return {
        "value": value,
        "label": label if number is None else f"{label} ({dates.number(number)})",
        "selected": value == asked.parameters.get(name, ""),
    }


# -- Nothing found ----------------------------------------------------------------------------------
def near(chosen, counted):
    """Where to look instead: [{label, url, words}], each with something in it. At most one query for each filter."""
    asked = chosen.asked
    found = _neighbours(asked, counted)
    for chip in asked.chips:
        names = Asked.TIME if chip["name"] in Asked.TIME else [chip["name"]]
        other = chosen.without(*names)
        if number := capped(other.in_time(other.matching)):
            label = _("Şu seçim olmadan: %s") % chip["label"]
            found.append({"label": label, "url": asked.query(without=names), "words": in_words(min(number, MOST))})
    return found


def _neighbours(asked, counted):
    """The nearest neighbourhoods where the same question finds something."""
    here = asked.chosen.get("mahalle")
    if not here or here.lat is None or here.lon is None:
        return []
    facet = counted.facets.get("mahalle", {})
    others = [hood for hood in asked.form.hoods.values() if facet.get(hood.pk) and hood.lat is not None]
    others.sort(key=lambda hood: _distance(here, hood))
    return [
        {
            "label": _("Komşu mahalle: %s") % hood.name,
            "url": asked.query(mahalle=hood.slug),
            "words": in_words(facet[hood.pk]),
        }
        for hood in others[:NEIGHBOURS]
    ]


def _distance(one, other):
    east = (one.lon - other.lon) * math.cos(math.radians(one.lat))
    return math.hypot(east, one.lat - other.lat)
