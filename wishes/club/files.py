"""The club's file in two dresses, and its sealed place on disk.

XLSX holds every cell as text: no number loses a zero, no date is turned around. CSV is what Turkish Excel opens with
a double click: semicolons, a byte order mark, every cell quoted.
"""

import base64
import csv
import io
import re

from django.core.files.base import ContentFile
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from lib import turkish
from people.fields import indexer, sealer

CONTEXT = "club.batch.file"
WIDTHS = [20, 22, 22, 20, 14, 24, 20]
#: where a spreadsheet may begin to read a formula: at the start, or after what it takes for the end of a cell
_FORMULA = re.compile(r"(^|[;,\t\n])(\s*)([=+\-@])")


def harmless(text):
    """A cell that no spreadsheet takes for a formula; control characters go, one of them breaks a whole file."""
    text = _FORMULA.sub(r"\1\2'\3", turkish.clean_text(text))
    return text.replace("\n", " ").replace("\t", " ")


def to_csv(headings, rows):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([[harmless(cell) for cell in row] for row in [headings, *rows]])
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(headings, rows):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Üyelik")
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGHIJKLMN", WIDTHS, strict=False):
        sheet.column_dimensions[letter].width = width
    for number, row in enumerate([headings, *rows]):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, harmless(text))
            cell.data_type, cell.number_format = "s", "@"
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def digest(content):
    """Keyed: from the manifest alone nobody can try numbers until one fits."""
    return indexer().digest(base64.b64encode(content).decode(), "club.file")


def sealed(content):
    """A file for the private storage that says nothing without our keys."""
    return ContentFile(sealer().seal(base64.b64encode(content).decode(), CONTEXT).encode())


def opened(field):
    """Bytes of a sealed file. Raises lib.sealing.SealError if one byte of it changed, OSError if it is gone."""
    with field.storage.open(field.name) as stored:
        token = stored.read().decode(errors="replace")
    return base64.b64decode(sealer().open(token, CONTEXT))
