"""The fonts can write Turkish, on screen and in a PDF."""

import re

import pytest
from fontTools.ttLib import TTFont
from fpdf import FPDF

from tests.looks.css import STATIC

FONTS = STATIC / "fonts"
TURKISH = "ABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZabcçdefgğhıijklmnoöprsştuüvyzÂÎÛâîûÊê0123456789“”’–…"


def letters(*names):
    return {chr(code) for name in names for code in TTFont(FONTS / name).getBestCmap()}


@pytest.mark.parametrize(
    "names", [("atkinson-next-latin.woff2", "atkinson-next-tr.woff2"), ("bricolage-latin.woff2", "bricolage-tr.woff2")]
)
def test_two_small_files_write_all_of_turkish(names):
    assert set(TURKISH) - letters(*names) - {"Ê", "ê"} == set()


def test_the_lira_sign_comes_from_the_headline_font():
    assert "₺" in letters("bricolage-tr.woff2")


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_the_pdf_font_is_static_and_whole(weight):
    font = TTFont(FONTS / "pdf" / f"AtkinsonHyperlegibleNext-{weight}.ttf")
    assert not {"fvar", "gvar", "HVAR", "STAT"} & set(font.keys())
    assert set(TURKISH + "₺€") <= {chr(code) for code in font.getBestCmap()}


def test_a_pdf_carries_the_font_and_can_be_copied_from():
    pdf = FPDF()
    pdf.set_compression(False)
    pdf.add_page()
    pdf.add_font("Atkinson", "", FONTS / "pdf" / "AtkinsonHyperlegibleNext-Regular.ttf")
    pdf.set_font("Atkinson", size=12)
    pdf.multi_cell(0, 8, "Iğdır’da ılık şölen: 1.500 ₺")
    written = bytes(pdf.output())
    assert b"/FontFile2" in written
    assert re.search(rb"/BaseFont /[A-Z]{6}\+AtkinsonHyperlegibleNext", written)
    for letter in "ğışş₺":  # the table from glyphs back to letters
        assert f"{ord(letter):04X}".encode() in written
