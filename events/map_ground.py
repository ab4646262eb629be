"""The ground of the map: the municipality's own neighbourhoods as a drawing, without a tile from anywhere.

The sheet is WIDTH units wide; one unit is about 35 metres. Boundaries © OpenStreetMap katkıda bulunanları (ODbL).
"""

import math
from dataclasses import dataclass

from django.core.cache import cache

from places.models import Neighbourhood

WIDTH = 1000
#: White around the land, in units.
EDGE = 12
#: Seconds for which the drawing is kept; neighbourhoods change once in years.
KEPT = 3600
#: Labels: how wide a letter is and how high a line, in units, at the size in which the whole sheet writes.
LETTER, LINE = 9.0, 24.0


@dataclass(frozen=True)
class Sheet:
    """Degrees to units, straight: over 35 km nobody sees the difference."""

    west: float
    north: float
    scale: float  # units in a degree of latitude
    narrowing: float
    height: float

    def point(self, lon, lat):
        return EDGE + (lon - self.west) * self.narrowing * self.scale, EDGE + (self.north - lat) * self.scale


@dataclass(frozen=True)
class Hood:
    pk: int
    slug: str
    name: str
    path: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Ground:
    sheet: Sheet
    hoods: list[Hood]
    kilometre: float  # in units


def ground() -> Ground | None:
    """None where no boundaries are loaded: then there is a list and no map."""
    return cache.get_or_set("events:map:ground", _draw, KEPT) or None


def _draw():
    rows = Neighbourhood.objects.exclude(boundary=None).only("slug", "name", "boundary", "lat", "lon")
    rings = {hood: list(_rings(hood.boundary)) for hood in rows}
    points = [point for each in rings.values() for ring in each for point in ring]
    if not points:
        return ()  # something to keep: None would be asked for again
    sheet = _sheet(points)
    hoods = [_hood(sheet, hood, each) for hood, each in rings.items()]
    return Ground(sheet, hoods, sheet.scale / 111.2)


def _rings(geometry):
    """Outer and inner rings of a GeoJSON Polygon or MultiPolygon."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for polygon in polygons:
        yield from polygon


def _sheet(points):
    lons, lats = [lon for lon, _lat, *_more in points], [lat for _lon, lat, *_more in points]
    narrowing = math.cos(math.radians((min(lats) + max(lats)) / 2))
    scale = (WIDTH - 2 * EDGE) / ((max(lons) - min(lons)) * narrowing)
    return Sheet(min(lons), max(lats), scale, narrowing, (max(lats) - min(lats)) * scale + 2 * EDGE)


def _hood(sheet, hood, rings):
    drawn = [[sheet.point(*point[:2]) for point in ring] for ring in rings]
    largest = max(drawn, key=lambda ring: abs(_area(ring)))
    xs, ys = [x for x, _y in largest], [y for _x, y in largest]
    x, y = _middle(largest)
    if hood.lat is not None and hood.lon is not None:
        given = sheet.point(hood.lon, hood.lat)
        x, y = given if _is_inside(given, largest) else (x, y)
    path = "".join(_path(ring) for ring in drawn)
    return Hood(hood.pk, hood.slug, hood.name, path, x, y, max(xs) - min(xs), max(ys) - min(ys))


def _path(ring):
    """Relative steps in tenths of a unit (4 m): as short as a boundary can be written and still be smooth near by."""
    last = (0, 0)
    steps = []
    for x, y in ring[:-1]:
        here = (round(x * 10), round(y * 10))
        if steps and here == last:
            continue
        steps.append(f"{_number(here[0] - last[0])} {_number(here[1] - last[1])}")
        last = here
    return f"m{'l'.join(steps)}z"


def _number(tenths):
    return f"{tenths / 10:g}"


def _area(ring):
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in _sides(ring)) / 2


def _middle(ring):
    """The centre of gravity; of a ring without area its first point."""
    area = _area(ring)
    if not area:
        return ring[0]
    x = sum((x0 + x1) * (x0 * y1 - x1 * y0) for (x0, y0), (x1, y1) in _sides(ring)) / (6 * area)
    y = sum((y0 + y1) * (x0 * y1 - x1 * y0) for (x0, y0), (x1, y1) in _sides(ring)) / (6 * area)
    return x, y


def _is_inside(point, ring):
    """Does a ray to the east cross the ring an odd number of times?"""
    x, y = point
    crossings = 0
    for (x0, y0), (x1, y1) in _sides(ring):
        if (y0 > y) != (y1 > y):
            crossings += x < (x1 - x0) * (y - y0) / (y1 - y0) + x0
    return crossings % 2 == 1


def _sides(ring):
    return zip(ring, ring[1:] + ring[:1], strict=True)
