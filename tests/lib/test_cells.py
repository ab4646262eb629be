"""Tables for spreadsheets: nothing a citizen typed is ever a formula."""

import csv
import io
import os
import tempfile
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from lib import cells


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "  =1", "＝1+1"])
def test_a_text_that_looks_like_a_formula_is_a_text(text):
    assert cells.harmless(text).startswith("'") or cells.harmless(text)[0] not in "=+-@\t\r"
    assert not cells.harmless(text).startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


@pytest.mark.parametrize("sign", "=+-@＝＋－＠")
def test_what_turkish_excel_splits_off_is_no_formula_either(sign):
    assert cells.harmless(f"a; {sign}1+1") == f"a; '{sign}1+1"


def test_plain_values_stay_as_they_are():
    assert cells.harmless("Zeynep Örnekoğlu") == "Zeynep Örnekoğlu"
    assert cells.harmless("12 - 3") == "12 - 3"
    assert cells.harmless(-3) == "-3"
    assert cells.harmless(None) == ""
    assert cells.harmless(datetime(2026, 2, 7, 16, 0, tzinfo=UTC)) == "07.02.2026 19.00"


def test_turkish_excel_opens_it_with_a_double_click():
    content = cells.as_csv(["Ad", "Kişi"], [["Şükrü; İğde", 2]])
    assert content == '\ufeffAd;Kişi\r\n"Şükrü; İğde";2\r\n'.encode()


@given(text=st.text(max_size=60))
def test_whatever_is_typed_no_cell_begins_with_a_formula(text):
    rows = list(csv.reader(io.StringIO(cells.as_csv(["Not"], [[text]]).decode("utf-8-sig")), delimiter=";"))
    line = cells.as_csv(["Not"], [[text]]).decode("utf-8-sig").split("\r\n")[1]
    assert len(rows[1] if len(rows) > 1 else [""]) <= 1
    for part in line.replace('"', "").split(";"):
        assert not part.strip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_workbook_survives_what_breaks_others():
    rows = [["=1+1", "a\x01b", 3, datetime(2026, 2, 7, 16, 0, tzinfo=UTC)]]
    sheet = load_workbook(
        io.BytesIO(cells.as_xlsx("Ebru: [1/2] 'atölyesi' çok uzun bir ad olsa da", list("abcd"), rows))
    )
    found = next(sheet.active.iter_rows(min_row=2))
    assert [cell.value for cell in found] == ["'=1+1", "ab", 3, "07.02.2026 19.00"]
    assert "f" not in {cell.data_type for cell in found}


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_workbook_that_fails_leaves_no_rows_on_the_disk(temporary):
    def rows():
        yield ["Zeynep Örnekoğlu"]
        assert list(temporary.iterdir()), "rows go to disk as they come"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        cells.as_xlsx("Liste", ["Ad"], rows())
    assert not list(temporary.iterdir())


def test_what_a_killed_process_left_is_swept_away_and_nothing_else(temporary):
    old, fresh, foreign = (temporary / name for name in ["openpyxl.old", "openpyxl.new", "else.old"])
    for path in (old, fresh, foreign):
        path.touch()
    for path in (old, foreign):
        os.utime(path, (0, 0))
    assert cells.sweep(timedelta(hours=3)) == 1
    assert sorted(temporary.iterdir()) == [foreign, fresh]
