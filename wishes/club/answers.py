"""What the club sends back: a spreadsheet with our reference, accepted or refused, a reason, a card number.

Reading a file, looking at its rows and applying them are three steps; looking changes nothing, applying twice changes
nothing more.
"""

import base64
import csv
import io
import json
import zipfile
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from lib import reference, turkish
from people.fields import indexer
from wishes import services as cases
from wishes.models import Case
from wishes.workflow import Outcome, Status

from . import batches, dues, services
from .models import Batch, ClubAnswer, MembershipClaim

State = MembershipClaim.State
MAX_BYTES = 2 * 2**20
MAX_ROWS, MAX_COLUMNS, MAX_CELL = 5_000, 40, 500
MAX_ENTRIES, MAX_UNPACKED, MAX_RATIO = 100, 20 * 2**20, 100  # of a zip, which an XLSX is

#: folded headings that we understand
HEADINGS = {
    "reference": {"basvuru numarasi", "basvuru no", "referans", "istek numarasi", "takip numarasi"},
    "result": {"sonuc", "durum", "karar"},
    "reason": {"neden", "gerekce", "aciklama", "red nedeni"},
    "card": {"kart numarasi", "kart no", "uye no", "uye numarasi", "uyelik numarasi"},
}
NEEDED = {"reference": "Başvuru numarası", "result": "Sonuç"}
ACCEPTED = {"kabul", "kabul edildi", "onay", "onaylandi", "evet", "uye", "1", "x"}
REFUSED = {"ret", "red", "reddedildi", "kabul edilmedi", "hayir", "olmadi", "0"}


class FileRefused(Exception):
    """The file cannot be read; the text is the sentence for the one who chose it."""


@dataclass
class Row:
    """One line of the club's file as we understood it."""

    line: int
    reference: str  # canonical, or as written where it is none
    accepted: bool | None
    reason: str
    card: str
    problem: str = ""
    is_known: bool = False  # applied before, with the same result

    @property
    def is_fine(self):
        return not self.problem and not self.is_known

    @property
    def shown_reference(self):
        return reference.show(self.reference, settings.REFERENCE_PREFIX) if len(self.reference) == 8 else self.reference


# -- Reading a file -------------------------------------------------------------------------
def read(name, content):
    """[Row, …] of an XLSX or CSV file. Raises FileRefused."""
    if len(content) > MAX_BYTES:
        raise FileRefused(_("Dosya en çok 2 MB olabilir."))
    if not content.strip():
        raise FileRefused(_("Dosya boş."))
    if content.startswith(b"PK"):
        table = _from_xlsx(content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused(
            _("Bu eski bir Excel dosyası (.xls). Excel’de “Farklı kaydet” ile .xlsx yapıp yeniden seçin.")
        )
    else:
        table = _from_csv(content)
    rows = [(number, row) for number, row in enumerate(table, start=1) if any(cell for cell in row)]
    if len(rows) < 2:
        raise FileRefused(_("Dosyada başlık satırı ve en az bir kayıt olmalı."))
    columns = _columns(rows[0][1])
    return _marked_twins([_row(number, row, columns) for number, row in rows[1:]])


def _from_xlsx(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            packed = sum(entry.compress_size for entry in entries) or 1
            # Looked at before anything is unpacked: a small file can hold gigabytes of zeros.
            if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked / packed > MAX_RATIO:
                raise FileRefused(_("Dosya açılınca çok büyüyor. Yalnız yanıt satırlarını içeren bir dosya seçin."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size is not to be believed
        table = []
        for cells in sheet.iter_rows(values_only=True):
            if len(table) >= MAX_ROWS:
                raise FileRefused(_("Dosyada en çok %(limit)s satır olabilir.") % {"limit": MAX_ROWS})
            table.append([_cell(value) for value in cells[:MAX_COLUMNS]])
        return table
    except FileRefused:
        raise
    except Exception:  # whatever a broken or hostile file makes of the reader
        raise FileRefused(_("Dosya açılamıyor. Excel’de açıp .xlsx olarak yeniden kaydedin.")) from None


def _cell(value):
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # 1001.0 is a card number that Excel took for a number
    return turkish.clean_text("" if value is None else str(value))[:MAX_CELL]


def _from_csv(content):
    text = _decoded(content)
    head = text.partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    try:
        table = []
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(table) >= MAX_ROWS:
                raise FileRefused(_("Dosyada en çok %(limit)s satır olabilir.") % {"limit": MAX_ROWS})
            table.append([turkish.clean_text(cell).lstrip("'")[:MAX_CELL] for cell in cells[:MAX_COLUMNS]])
        return table
    except csv.Error:
        raise FileRefused(_("Satırlar ayrılamıyor. Excel’de açıp .xlsx olarak kaydedin, onu seçin.")) from None


def _decoded(content):
    is_unicode_text = content.startswith((b"\xff\xfe", b"\xfe\xff"))  # as Excel calls it
    for encoding in ["utf-16"] if is_unicode_text else ["utf-8-sig", "cp1254"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise FileRefused(_("Dosyanın yazı kodlaması tanınmıyor. Excel’de açıp .xlsx olarak kaydedin, onu seçin."))


def _columns(heading):
    found = {}
    for place, cell in enumerate(heading):
        folded = turkish.fold(cell).strip(" .:")
        for key, names in HEADINGS.items():
            if folded in names and key not in found:
                found[key] = place
    missing = [title for key, title in NEEDED.items() if key not in found]
    if missing:
        raise FileRefused(
            _("Bu sütunlar bulunamadı: %(columns)s. İlk satır başlıklar olmalı.") % {"columns": ", ".join(missing)}
        )
    return found


def _row(number, cells, columns):
    def cell(key):
        place = columns.get(key)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    said = turkish.fold(cell("result"))
    row = Row(
        line=number,
        reference=cell("reference"),
        accepted=True if said in ACCEPTED else False if said in REFUSED else None,
        reason=cell("reason"),
        card=cell("card")[:40],
    )
    try:
        row.reference = reference.parse(row.reference, settings.REFERENCE_PREFIX)
    except reference.InvalidReference:
        row.problem = _("Başvuru numarası okunamadı")
        row.reference = row.reference[:20]
    if not row.problem and row.accepted is None:
        row.problem = _("Sonuç anlaşılmadı. “kabul” ya da “ret” yazılmalı")
    elif not row.problem and row.accepted and not row.card:
        row.problem = _("Kart numarası yok")
    elif not row.problem and not row.accepted and not row.reason:
        row.problem = _("Ret nedeni yok: gence nedenini yazmamız gerekir")
    return row


def _marked_twins(rows):
    """The same number twice: nobody can say which of the two is meant."""
    seen = {}
    for row in rows:
        seen.setdefault(row.reference, []).append(row)
    for twins in seen.values():
        if len(twins) > 1 and not twins[0].problem:
            lines = ", ".join(str(twin.line) for twin in twins)
            for twin in twins:
                twin.problem = _("Aynı numara birden çok satırda: %(lines)s") % {"lines": lines}
    return rows


# -- Keeping and looking --------------------------------------------------------------------
@transaction.atomic
def keep(name, content, *, by):
    """Read the file and keep its rows, sealed. The same file again is the same ClubAnswer."""
    rows = read(name, content)
    digest = indexer().digest(base64.b64encode(content).decode(), "club.answer")
    try:
        with transaction.atomic():
            return ClubAnswer.objects.create(
                name=turkish.clean_text(name)[:120],
                digest=digest,
                content=json.dumps([asdict(row) for row in rows], ensure_ascii=False),
                uploaded_by=by,
            )
    except IntegrityError:
        return ClubAnswer.objects.get(digest=digest)


def preview(answer):
    """The rows against our books as they stand now. Writes nothing."""
    rows = [Row(**facts) for facts in json.loads(answer.content or "[]")]
    known = {
        claim.case.reference: claim
        for claim in MembershipClaim.objects.select_related("case").filter(
            case__reference__in=[row.reference for row in rows]
        )
    }
    for row in rows:
        if not row.problem:
            _compare(row, known.get(row.reference))
    return rows


def _compare(row, claim):
    if claim is None:
        row.problem = _("Bu numarayla üyelik isteği yok")
    elif claim.state == State.SENT:
        if claim.case.status != Status.TRANSFERRED:
            row.problem = _("Genç isteğini geri çekti ya da istek yeniden açıldı; kulübe haber verin")
    elif claim.answered_at is None:
        row.problem = _("Bu istek kulübe gönderilmedi")
    elif (claim.state == State.READY) != row.accepted or (row.accepted and claim.card_number != row.card):
        row.problem = _("Daha önce başka bir yanıt işlendi")
    else:
        row.is_known = True


@transaction.atomic
def discard(answer):
    """Throw an unapplied file away."""
    ClubAnswer.objects.filter(pk=answer.pk, applied_at=None).delete()


@transaction.atomic
def apply(answer, *, by):
    """Write the good rows down, once. Returns the ClubAnswer with its figures; the others are counted as left out."""
    answer = ClubAnswer.objects.select_for_update().get(pk=answer.pk)
    if answer.applied_at:
        return answer
    touched, left_out = set(), 0
    for row in preview(answer):
        if not row.is_fine or not _write_down(row, by, touched):
            left_out += not row.is_known
        elif row.accepted:
            answer.accepted += 1
        else:
            answer.refused += 1
    answer.applied_at, answer.applied_by, answer.left_out, answer.content = timezone.now(), by, left_out, ""
    answer.save()
    for batch in Batch.objects.filter(pk__in=touched):
        if not batch.claims.filter(state=State.SENT).exists():
            batches.destroy_files(batch)
    return answer


def _write_down(row, by, touched):
    """True if this call did it: of two files that say the same at once, one does."""
    claim = MembershipClaim.objects.with_case().filter(case__reference=row.reference).first()
    now = timezone.now()
    facts = (
        {"state": State.READY, "card_number": row.card} if row.accepted else {"state": State.REFUSED, "reason": "club"}
    )
    if not MembershipClaim.objects.filter(pk=claim.pk, state=State.SENT).update(answered_at=now, **facts):
        return False
    case = Case.objects.get(pk=claim.case_id)
    if row.accepted:
        text = str(_("Kulüp üyeliğini onayladı, kartın hazır."))
        cases.close(case, outcome=Outcome.DONE, text=text, by=by, notice="claim_ready")
        dues.owe(claim, since=timezone.localdate(now))
    else:
        text = _("Kulübün yanıtı: %(reason)s") % {"reason": row.reason}
        cases.close(case, outcome=Outcome.REFUSED, text=text, by=by, notice="claim_refused")
        services.give_back_place(claim)
    services.erase_number(claim)
    touched.add(claim.batch_id)
    return True
