"""Tables for spreadsheets: right in Turkish Excel, and harmless whatever a citizen typed into a form.

A cell that begins with = + - @ tab or a carriage return is a formula to a spreadsheet. In CSV such a text gets an
apostrophe in front; the same after a separator, at which Turkish Excel splits what another program wrote as one cell.
"""

import csv
import io
import os
import re
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from . import dates, turkish

SEPARATOR = ";"  # Turkish Excel: the comma is in the numbers
MOST_ROWS = 1_048_576  # of one sheet
_FORMULA = re.compile(r"[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")  # the wide forms too: Excel reads them alike
_AFTER_SEPARATOR = re.compile(rf"([;,]\s*)(?={_FORMULA.pattern})")


def harmless(value) -> str:
    """Text that no spreadsheet takes for a formula, on one line, without control characters."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{dates.short(value)} {dates.time(value)}"
    if isinstance(value, date):
        return dates.short(value)
    if isinstance(value, bool):
        return "evet" if value else "hayır"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    text = " ".join(turkish.clean_text(str(value)).split())
    text = _AFTER_SEPARATOR.sub(r"\1'", text)
    return f"'{text}" if _FORMULA.match(text) else text


def as_csv(heads: Sequence[str], rows: Iterable[Sequence]) -> bytes:
    """With byte order mark and semicolons: a double click in Turkish Excel shows columns and ş."""
    out = io.BytesIO()
    write_csv(out, heads, rows)
    return out.getvalue()


def write_csv(out, heads: Sequence[str], rows: Iterable[Sequence]):
    """The same into a binary file, row by row."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    text.write("\ufeff")
    writer = csv.writer(text, delimiter=SEPARATOR, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow([harmless(head) for head in heads])
    writer.writerows([harmless(value) for value in row] for row in rows)
    text.detach()


def as_xlsx(title: str, heads: Sequence[str], rows: Iterable[Sequence]) -> bytes:
    """One sheet. Texts are written as texts, never as formulas; whole numbers stay numbers, moments local time."""
    out = io.BytesIO()
    write_xlsx(out, title, heads, rows)
    return out.getvalue()


def write_xlsx(out, title: str, heads: Sequence[str], rows: Iterable[Sequence]):
    """The same into a binary file. Rows go to disk as they come; what Excel takes in one sheet, then the next."""
    book, sheet = Workbook(write_only=True), None
    name = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:28] or "Liste"
    try:
        for number, row in enumerate(rows):
            if number % (MOST_ROWS - 1) == 0:
                sheet = _sheet(book, name, heads)
            sheet.append([_cell(sheet, value) for value in row])
        if sheet is None:
            _sheet(book, name, heads)
        book.save(out)
    except BaseException:
        _throw_away(book)
        raise


def _throw_away(book):
    """openpyxl keeps the rows of a sheet in a plain file until the book is saved, or else until the process ends."""
    for sheet in book.worksheets:
        with suppress(Exception):  # closed or saved before
            sheet.close()
        with suppress(OSError, ValueError):
            sheet._writer.cleanup()


def sweep(older_than: timedelta):
    """Throw away what a process that was killed in the middle of a workbook left on the disk. Returns how many."""
    swept = 0
    for left in Path(tempfile.gettempdir()).glob("openpyxl.*"):
        with suppress(OSError):
            facts = left.lstat()
            if facts.st_uid == os.getuid() and facts.st_mtime < time.time() - older_than.total_seconds():
                left.unlink()
                swept += 1
    return swept


def _sheet(book, name, heads):
    number = len(book.worksheets) + 1
    sheet = book.create_sheet(name if number == 1 else f"{name} {number}")
    sheet.freeze_panes = "A2"
    for place, head in enumerate(heads, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = max(12, min(40, len(head) + 6))
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    return sheet


def _cell(sheet, value, *, bold=False):
    is_number = isinstance(value, int) and not isinstance(value, bool)
    cell = WriteOnlyCell(sheet, value=value if is_number else harmless(value))
    if not is_number:
        cell.data_type = "s"  # whatever it looks like
    if bold:
        cell.font = Font(bold=True)
    return cell
