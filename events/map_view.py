"""The map of what is on: the neighbourhoods, a numbered pin for each place, and beside it a list that says the same."""

import math

from django.db.models import Count
from django.utils.translation import gettext as _

from lib import dates, turkish

from . import choosing, map_pins
from .asked import ELSEWHERE, NOWHERE
from .counting import MOST, in_words
from .map_ground import WIDTH, ground
from .models import Occurrence, Venue

#: How much larger each step shows the part around a neighbourhood: 35 km, 8 km and 2 km across.
ZOOMS = {0: 1, 1: 4.5, 2: 18}
#: So many dates without a place are listed under the map; a link shows all.
NOWHERE_SHOWN = 10


def of(chosen, here):
    """Context of the map. Four queries, whatever is on."""
    asked, base = chosen.asked, ground()
    near, step = _near(asked, base)
    spots = _spots(chosen)
    places = list(_places(spots, asked, here, base)) if base else []
    nowhere = spots.get((None, None), 0)
    return {
        "places": sorted(places, key=lambda place: turkish.sort_key(place.name)),
        "nowhere": nowhere,
        "nowhere_words": in_words(nowhere),
        "nowhere_rows": _nowhere_rows(chosen) if nowhere else [],
        "nowhere_url": here + asked.query(view=False, yer=NOWHERE) if nowhere > NOWHERE_SHOWN else "",
        "map": _map(base, places, asked, here, near, step) if base else None,
        "most": dates.number(MOST),
    }


def _near(asked, base):
    """(the neighbourhood around which the map is enlarged or None, the step)."""
    if base is None:
        return None, 0
    hood = next((hood for hood in base.hoods if hood.slug == asked.data.get("yakin")), None)
    if hood is None:
        return None, 0
    return hood, 2 if asked.data.get("kat") == "2" else 1


# -- What is where --------------------------------------------------------------------------------
def _spots(chosen):
    """{(venue key or None, neighbourhood key or None): how many dates}. One grouped query over a bounded number."""
    cut = chosen.in_time(chosen.matching).order_by("starts_at", "pk").values("pk")[:MOST]
    rows = choosing.at_spots(Occurrence.objects.filter(pk__in=cut)).order_by()
    found = {}
    for spot, hood, number in rows.values_list("spot", "neighbourhood_id").annotate(number=Count("pk")):
        key = (spot, None if spot else hood)
        found[key] = found.get(key, 0) + number
    return found


def _places(spots, asked, here, base):
    venues = Venue.objects.in_bulk([spot for spot, _hood in spots if spot])
    hoods = {hood.pk: hood for hood in base.hoods}
    with_venues = {venue.neighbourhood_id for venue in venues.values()}
    for (spot, hood), number in spots.items():
        if spot:
            yield _venue(venues[spot], number, asked, here, base)
        elif hood in hoods:
            yield _hood(hoods[hood], number, hood in with_venues, asked, here)
    # An industrial zone without a boundary has no point; its dates stand in the list only.


def _venue(venue, number, asked, here, base):
    x, y = base.sheet.point(venue.longitude, venue.latitude)
    # Around which neighbourhood the map is enlarged to see it.
    hood = min(base.hoods, key=lambda each: math.dist((each.x, each.y), (x, y))).slug
    return map_pins.Place(
        venue.name, x, y, number, hood, here + asked.query(view=False, yer=venue.pk), in_words(number)
    )


def _hood(hood, number, has_venues, asked, here):
    """All of a neighbourhood that has no point of its own."""
    spot = {"yer": ELSEWHERE} if has_venues else {}
    url = here + asked.query(view=False, mahalle=hood.slug, **spot)
    name = _("%s, başka yerler") % hood.name if has_venues else hood.name
    return map_pins.Place(name, hood.x, hood.y, number, hood.slug, url, in_words(number))


def _nowhere_rows(chosen):
    rows = choosing.at_spots(chosen.in_time(chosen.matching)).filter(spot__isnull=True, neighbourhood__isnull=True)
    found = list(rows.order_by("starts_at", "pk")[:NOWHERE_SHOWN])
    choosing.name_programmes(found)
    return found


# -- The drawing ----------------------------------------------------------------------------------
def _map(base, places, asked, here, near, step):
    sheet = map_pins.window(
        WIDTH, base.sheet.height, x=near.x if near else 0, y=near.y if near else 0, zoom=ZOOMS[step]
    )
    inside = [place for place in places if sheet.holds(place.x, place.y)]
    found = map_pins.pins(inside, sheet, cluster=step < 2)
    busy = {place.hood for place in places}
    return {
        "window": sheet,
        "scale": f"{1 / sheet.zoom:.4g}",
        "step": step,
        "near": near,
        "hoods": [{"path": hood.path, "busy": hood.slug in busy} for hood in base.hoods],
        "labels": [
            {"name": hood.name, "x": _unit(x), "y": _unit(y), "large": large}
            for hood, x, y, large in map_pins.labels(base.hoods, found, sheet)
        ],
        "pins": [_pin(pin, asked, here, step) for pin in found],
        "outside": in_words(sum(place.number for place in places if not sheet.holds(place.x, place.y))) if step else "",
        "is_all_seen": len(inside) == len(places),
        "bar": _bar(base, sheet),
        "whole_url": here + asked.query(view=True),
        "wider_url": here + asked.query(view=True, yakin=near.slug) if step == 2 else here + asked.query(view=True),
        "gulf": {"x": 92, "y": _unit(base.sheet.height - 62)} if step == 0 else None,
    }


def _pin(pin, asked, here, step):
    place = pin.first
    facts = {"x": _unit(pin.x), "y": _unit(pin.y), "words": dates.number(pin.number), "is_cluster": pin.is_cluster}
    facts["digits"] = len(str(pin.number))
    if pin.is_cluster:
        where = _("%(place)s ve çevresi: %(number)s, haritayı büyütün")
        label = where % {"place": place.name, "number": in_words(pin.number)}
        closer = asked.query(view=True, yakin=place.hood, kat=step + 1 if step else "")
        return facts | {"url": f"{here}{closer}#liste", "label": label}
    return facts | {"url": place.url + "#liste", "label": f"{place.name}: {in_words(pin.number)}"}


def _unit(number):
    return f"{number:.1f}"


def _bar(base, sheet):
    """The longest round distance that takes less than a fifth of the window, as a bar in its lower right corner."""
    kilometres = next(k for k in (5, 2, 1, 0.5, 0.2, 0.1) if k * base.kilometre < sheet.width / 5 or k == 0.1)
    words = _("%s km") % dates.number(kilometres) if kilometres >= 1 else _("%s m") % dates.number(kilometres * 1000)
    length, margin = kilometres * base.kilometre, 24 / sheet.zoom
    end, y = sheet.x + sheet.width - margin, sheet.y + sheet.height - margin
    return {
        "words": words,
        "path": f"M{_unit(end - length)} {_unit(y)}H{_unit(end)}",
        "x": _unit(end - length / 2),
        "y": _unit(y - margin / 2),
    }
