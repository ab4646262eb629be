"""Every pair of colours that people must tell apart, computed from tokens.css itself."""

import pytest

from tests.looks.css import contrast, tokens

LIGHT, DARK = tokens()
BODY, HINT, EDGE = 7, 4.5, 3

#: what is written or drawn, on what, and how much it must stand out; the same in light and dark
BOTH = [
    ("text", "page", BODY),
    ("text", "surface", BODY),
    ("text", "sunken", BODY),
    ("muted", "page", BODY),
    ("muted", "surface", BODY),
    ("muted", "sunken", BODY),
    ("hint", "page", HINT),
    ("hint", "surface", HINT),
    ("link", "page", BODY),
    ("link", "surface", BODY),
    ("link-hover", "page", BODY),
    ("link-hover", "tint", BODY),
    ("text", "tint", BODY),
    ("btn-text", "btn", BODY),
    ("btn-hover-text", "btn-hover", BODY),
    ("accent", "page", BODY),
    ("err", "surface", BODY),
    ("err", "page", BODY),
    ("err-strong", "err-bg", BODY),
    ("now-text", "surface", BODY),
    ("now-strong", "now-bg", BODY),
    ("now-deep", "now-bg", BODY),
    ("now-text", "now-bg", HINT),
    ("done-text", "done-bg", BODY),
    ("work-text", "work-bg", BODY),
    ("you-text", "you-bg", BODY),
    ("no-text", "no-bg", BODY),
    ("control", "surface", EDGE),
    ("control", "page", EDGE),
    ("err", "surface", EDGE),
    ("focus", "page", EDGE),
    ("focus", "surface", EDGE),
    ("mark", "surface", EDGE),
    ("now", "page", EDGE),
]
#: grounds that stay as they are in dark mode
FIXED = [
    ("kabuk-50", "cinar-900", BODY),  # hero and band
    ("filiz-300", "cinar-900", BODY),
    ("kabuk-50", "cinar-600", HINT),  # the brightest plate that may lie behind text
    ("kabuk-100", "cinar-950", BODY),  # org bar and footer
    ("filiz-300", "cinar-950", BODY),
    ("cinar-900", "filiz-300", BODY),  # the large tile
    ("cinar-900", "filiz-200", BODY),  # days with events
    ("kabuk-0", "cinar-700", BODY),  # today, small leaf
    ("kabuk-0", "bakir-600", HINT),  # large leaf: 16 px bold
    ("murekkep", "kabuk-100", BODY),  # the paper of a leaf
    ("kabuk-700", "kabuk-100", BODY),
    ("kabuk-0", "nar-700", BODY),
    ("kabuk-0", "kara", BODY),  # club tile
    ("kabuk-0", "kspor", HINT),
    ("kabuk-50", "bakir-800", BODY),  # band: your turn
    ("bakir-300", "bakir-800", HINT),
    ("murekkep", "odak", BODY),  # skip link
    ("odak", "cinar-700", EDGE),  # focus ring
    ("odak", "cinar-950", EDGE),
]


@pytest.mark.parametrize(("front", "ground", "least"), BOTH)
def test_it_is_readable_by_day(front, ground, least):
    assert contrast(LIGHT[front], LIGHT[ground]) >= least


@pytest.mark.parametrize(("front", "ground", "least"), BOTH)
def test_it_is_readable_by_night(front, ground, least):
    assert contrast(DARK[front], DARK[ground]) >= least


@pytest.mark.parametrize(("front", "ground", "least"), FIXED)
def test_it_is_readable_on_our_own_grounds(front, ground, least):
    assert contrast(LIGHT[front], LIGHT[ground]) >= least


def test_it_knows_black_from_white():
    assert round(contrast("#000000", "#FFFFFF"), 2) == 21
    assert round(contrast(LIGHT["text"], LIGHT["page"]), 2) == 15.48
