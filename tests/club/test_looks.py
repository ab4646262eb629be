"""The club's colours: every pair that people must tell apart, computed from club.css itself."""

import re

import pytest

from tests.looks.css import STATIC, contrast, read, tokens

LIGHT, DARK = tokens()
BODY, HINT, EDGE = 7, 4.5, 3
PAIRS = [
    ("link", "page", BODY), ("link", "surface", BODY), ("link-hover", "page", BODY), ("link-hover", "tint", BODY),
    ("accent", "page", HINT), ("btn-text", "btn", BODY), ("btn-hover-text", "btn-hover", BODY),
    ("club-on", "club-ground", BODY), ("club-soft", "club-ground", BODY), ("club-light", "club-ground", BODY),
    ("btn", "page", EDGE),
]  # fmt: skip


def resolved():
    """Colours on a page of the club, in light and in dark."""
    text = read(STATIC / "css" / "club.css").partition("@layer pages")[0]
    light_text, dark_text = text.split("@media (prefers-color-scheme: dark)")

    def declared(part, known):
        own = dict(re.findall(r"--([a-z0-9-]+):\s*([^;]+);", part))
        known = known | own

        def colour(name):
            value = known[name]
            match = re.fullmatch(r"var\(--([a-z0-9-]+)\)", value)
            return colour(match[1]) if match else value

        return known, {name: colour(name) for name in known}

    light_raw, light = declared(light_text, LIGHT)
    club = {name: light_raw[name] for name in light_raw if light_raw[name] != LIGHT.get(name)}
    _raw, dark = declared(dark_text, DARK | club)
    return light, dark


@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_it_is_readable_by_day_and_by_night(front, ground, least):
    for colours in resolved():
        assert contrast(colours[front], colours[ground]) >= least


def test_the_scarf_keeps_the_two_greens_apart():
    """ux.md §8: white or black stands between the club's green and Çınar's."""
    rule = re.search(r"\.club \.head::after \{([^}]+)\}", read(STATIC / "css" / "club.css")).group(1)
    assert "border-block: 1px solid #FFF" in rule


def test_there_is_no_crest():
    assert not [path for path in (STATIC / "img").rglob("*") if re.search("kocaelispor|crest|arma", path.name)]
