"""Tables for spreadsheets: right in Turkish Excel, and harmless whatever a citizen typed into a form.

A cell that begins with = + - @ tab or a carriage return is a formula to a spreadsheet. In CSV such a text gets an
apostrophe in front; the same after a separator, at which Turkish Excel splits what another program wrote as one cell.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from . import dates, turkish

SEPARATOR = ";"  # Turkish Excel: the comma is in the numbers
_FORMULA = re.compile(r"[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")  # the wide forms too: Excel reads them alike
_AFTER_SEPARATOR = re.compile(r"([;,]\s*)(?=[=+\-@\t\r])")


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
    out = io.StringIO()
    writer = csv.writer(out, delimiter=SEPARATOR, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow([harmless(head) for head in heads])
    writer.writerows([harmless(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(title: str, heads: Sequence[str], rows: Iterable[Sequence]) -> bytes:
    """One sheet. Texts are written as texts, never as formulas; whole numbers stay numbers, moments local time."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31] or "Liste")
    sheet.freeze_panes = "A2"
    for number, head in enumerate(heads, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = max(12, min(40, len(head) + 6))
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet, value, *, bold=False):
    is_number = isinstance(value, int) and not isinstance(value, bool)
    cell = WriteOnlyCell(sheet, value=value if is_number else harmless(value))
    if not is_number:
        cell.data_type = "s"  # whatever it looks like
    if bold:
        cell.font = Font(bold=True)
    return cell
