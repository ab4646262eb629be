"""In which order to drive: the nearest next stop, over the middles of the neighbourhoods. Pure."""

from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0


def kilometres(a, b):
    """As the crow flies between two (lat, lon)."""
    (lat_a, lon_a), (lat_b, lon_b) = ((radians(x), radians(y)) for x, y in (a, b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def length(points):
    return sum(kilometres(a, b) for a, b in pairwise(points))


def order(stops, start=None):
    """`stops` ([(key, (lat, lon) or None)]) in driving order, keys only; those without a place come last.

    start: (lat, lon) where the team sets out; without it every stop is tried as the first and the shortest way wins.
    """
    placed = [stop for stop in stops if stop[1]]
    lost = [key for key, point in stops if not point]
    if not placed:
        return lost
    if start:
        ways = [_walk(start, placed)]
    else:
        ways = [[first, *_walk(first[1], [s for s in placed if s is not first])] for first in placed]
    best = min(ways, key=lambda way: length([point for _key, point in way]))
    return [key for key, _point in best] + lost


def _walk(here, stops):
    rest, way = list(stops), []
    while rest:
        nearest = min(rest, key=lambda stop: kilometres(here, stop[1]))
        rest.remove(nearest)
        way.append(nearest)
        here = nearest[1]
    return way
