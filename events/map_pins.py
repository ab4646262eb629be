"""Pins of the map: places that lie so close that a finger could not tell them apart become one. Pure geometry."""

import math
from dataclasses import dataclass, field

from .map_ground import LETTER, LINE

#: Across a pin, in units of the window: 44 px on a wide screen, 28 px on a phone.
ACROSS = 84


@dataclass(frozen=True)
class Window:
    """The part of the sheet that is seen. `zoom`: how much larger than the whole."""

    x: float
    y: float
    width: float
    height: float
    zoom: float = 1

    @property
    def box(self):
        return f"{self.x:.1f} {self.y:.1f} {self.width:.1f} {self.height:.1f}"

    def holds(self, x, y, margin=0.0):
        across = self.x - margin <= x <= self.x + self.width + margin
        return across and self.y - margin <= y <= self.y + self.height + margin


def window(width, height, *, x=None, y=None, zoom=1):
    """The whole sheet, or the part around a point, moved so that it stays on the sheet."""
    if zoom == 1:
        return Window(0, 0, width, height)
    part_width, part_height = width / zoom, height / zoom
    left = min(max(x - part_width / 2, 0), width - part_width)
    top = min(max(y - part_height / 2, 0), height - part_height)
    return Window(left, top, part_width, part_height, zoom)


@dataclass
class Place:
    """Where something is on: one venue with a position, or one neighbourhood."""

    name: str
    x: float
    y: float
    number: int
    hood: str = ""  # slug
    url: str = ""
    words: str = ""


@dataclass
class Pin:
    places: list[Place] = field(default_factory=list)
    x: float = 0
    y: float = 0

    @property
    def number(self):
        return sum(place.number for place in self.places)

    @property
    def first(self):
        """The place that gives a cluster its name: where most is on."""
        return max(self.places, key=lambda place: (place.number, place.name))

    @property
    def is_cluster(self):
        return len(self.places) > 1


def pins(places, seen, *, cluster=True):
    """The pins of a window, the fullest first placed, none upon another."""
    apart = ACROSS / seen.zoom
    found = []
    for place in sorted(places, key=lambda each: (-each.number, each.name)):
        near = _nearest(found, place, apart)
        if near and cluster:
            near.places.append(place)
            continue
        found.append(Pin([place], *_free(found, place, apart * 0.8)))
    # In reading order, for whoever walks them with the keyboard.
    return sorted(found, key=lambda pin: (round(pin.y / apart), pin.x))


def _nearest(found, place, apart):
    near = [pin for pin in found if math.dist((pin.x, pin.y), (place.x, place.y)) < apart]
    return min(near, key=lambda pin: math.dist((pin.x, pin.y), (place.x, place.y)), default=None)


def _free(found, place, apart):
    """The place's own point, or the next free one to the side."""
    x, y = place.x, place.y
    for _step in range(len(found)):
        taken = next((pin for pin in found if math.dist((pin.x, pin.y), (x, y)) < apart), None)
        if taken is None:
            break
        x = taken.x + apart
    return x, y


def labels(hoods, found, seen):
    """Names of neighbourhoods that fit into them and touch neither a pin nor each other: [(hood, x, y, is large)]."""
    letter, line, pin = LETTER / seen.zoom, LINE / seen.zoom, ACROSS / seen.zoom
    taken = [(each.x - pin / 2, each.y - pin / 2, pin, pin) for each in found]
    written = []
    for hood in sorted(hoods, key=lambda each: -each.width * each.height):
        width = letter * len(hood.name)
        if width > hood.width * 0.84 or line > hood.height or not seen.holds(hood.x, hood.y, -line):
            continue
        for y in (hood.y, hood.y + pin * 0.72, hood.y - pin * 0.72):
            box = (hood.x - width / 2, y - line / 2, width, line)
            if abs(y - hood.y) < hood.height * 0.42 and not any(_touch(box, other) for other in taken):
                taken.append(box)
                written.append((hood, hood.x, y, hood.width * seen.zoom > 150))
                break
    return written


def _touch(one, other):
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )
