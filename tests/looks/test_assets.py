"""What a visitor's browser is sent: little, complete, from nowhere else."""

import gzip
import re

import pytest

from lib import bark
from tests.looks.css import CSS, JS, STATIC, TEMPLATES

KB = 1024
MARKUP = sorted(TEMPLATES.rglob("*.html"))
STYLE_REFERENCE = re.compile(r"""url\(\s*["']?([^"')]+)""")


def gzipped(paths):
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def test_styles_and_scripts_stay_under_their_budget():
    assert gzipped(CSS + JS) < 30 * KB


def test_fonts_stay_under_their_budget():
    assert sum(path.stat().st_size for path in (STATIC / "fonts").glob("*.woff2")) < 60 * KB


def test_drawings_stay_under_their_budget():
    for drawing in (STATIC / "img").rglob("*.svg"):
        assert gzipped([drawing]) < 14 * KB, drawing.name


@pytest.mark.parametrize("path", CSS + JS, ids=lambda path: path.name)
def test_it_calls_no_other_host(path):
    assert not re.search(r"(https?:)?//[a-z0-9-]+\.[a-z]", path.read_text().replace("http://www.w3.org", ""))


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_every_file_a_style_names_is_there(path):
    for name in STYLE_REFERENCE.findall(path.read_text()):
        assert (path.parent / name).resolve().is_file(), name


def test_every_static_file_a_template_names_is_there():
    for path in (TEMPLATES / "base.html", TEMPLATES / "error_base.html"):
        for name in re.findall(r'{% static "([^"]+)" %}', path.read_text()):
            assert (STATIC / name).is_file(), f"{path.name}: {name}"


def test_every_icon_a_template_names_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "img" / "icons.svg").read_text()))
    for path in MARKUP:
        for name in re.findall(r'{% icon "([^"]+)"', path.read_text()):
            assert name in drawn, f"{path.relative_to(TEMPLATES)}: {name}"


@pytest.mark.parametrize("path", MARKUP, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_writes_style_or_script_into_the_page(path):
    text = path.read_text()
    if path.parts[-2] == "notices" or "/notices/" in str(path):
        return  # letters are read in mail programs, which load no stylesheet
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


def test_every_colour_and_size_is_a_token_that_exists():
    known = set(re.findall(r"--([a-z0-9-]+)\s*:", "".join(path.read_text() for path in CSS)))
    for path in CSS:
        for name in re.findall(r"var\(--([a-z0-9-]+)", path.read_text()):
            if path.name == "admin.css" and name.startswith("w-"):
                continue  # Wagtail's own
            assert name in known, f"{path.name}: --{name}"


def test_styles_stand_in_their_layers():
    """A rule outside the layers would win over all of them."""
    for path in CSS:
        # admin.css dresses Wagtail, whose own styles have no layers: in one, it would lose to all of them.
        if path.name not in {"tokens.css", "admin.css"}:
            rest = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S).strip()
            assert rest.startswith("@layer "), path.name
            assert rest.count("{") == rest.count("}"), path.name


def test_drawings_are_those_that_lib_bark_draws(tmp_path):
    bark.draw_all(tmp_path)
    for drawn in tmp_path.rglob("*.svg"):
        assert drawn.read_text() == (STATIC / "img" / drawn.relative_to(tmp_path)).read_text(), drawn.name


def test_a_cover_is_always_the_same():
    assert bark.bark_cover_svg(7, "korfez") == bark.bark_cover_svg.__wrapped__(7, "korfez")
    assert bark.bark_cover_svg(7, "korfez") != bark.bark_cover_svg(8, "korfez")


def test_every_seed_and_tone_has_a_ready_cover():
    for tone in [*bark.TONES, "unknown"]:
        for seed in (0, 1, 12345):
            assert (STATIC / bark.cover_file(seed, tone)).is_file()
