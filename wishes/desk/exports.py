"""Lists of cases as files: which columns, which rows, made at once or in the background.

Rows are streamed, memory stays flat. A worker claims a request by a conditional update and keeps the claim alive while
it writes; when it was killed, the claim runs out and the clock hands the request on. A file is ready only when it is
whole.
"""

import hashlib
import io
import logging
import tempfile
from dataclasses import dataclass
from datetime import timedelta

from django.core.files import File
from django.db import transaction
from django.db.models import Prefetch, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib import cells, phone
from people.models import ReadLog
from people.services import log_read
from wishes import topics
from wishes.kinds import KINDS
from wishes.models import Case, Contact

from . import inbox, kinds, tasks
from .models import Export
from .permissions import SEE_ALL, may_export, may_export_people
from .sealed_files import SealedWriter, pieces

logger = logging.getLogger(__name__)

AT_ONCE = 2000  # rows that are made while one waits
KEPT = timedelta(hours=24)
LISTED = timedelta(days=30)
LEASE = timedelta(minutes=10)
HALF_WRITTEN = timedelta(hours=3)  # no sheet of a workbook rests so long while the next one is written
TRIES = 3
BATCH = 500
MOST_ASKED = 3  # of one user at a time
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Lost(Exception):
    """The claim ran out while we wrote: somebody else makes the file now."""


class TooMany(Exception):
    """This user's earlier requests are still being made."""


# -- Which rows --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Asker:
    """What the inbox's filters want to know of a request."""

    user: object


def filters_of(user, query):
    """(filters, ready view) of an address of the inbox, within what the user sees now."""
    parameters = QueryDict(query)
    view = inbox.VIEW.get(parameters.get("gorunum"))
    found = inbox.CaseFilterSet(
        parameters,
        queryset=Case.objects.for_staff(user),
        request=Asker(user),
        default_status=inbox.default_status(view),
    )
    return found, view


def cases_of(user, query):
    filters, view = filters_of(user, query)
    if not filters.is_valid():
        return Case.objects.none()
    return view.rows(filters.qs, user) if view else filters.qs


def clean_query(user, query) -> str:
    """What narrows the list, and nothing else: no search, no page, no word somebody typed."""
    filters, view = filters_of(user, query)
    return filters.address(view) if filters.is_valid() else ""


def in_words(user, query) -> list[str]:
    filters, view = filters_of(user, query)
    words = [str(view.label)] if view else []
    words += [f"{label}: {value}" for label, value, _rest in filters.chips()] if filters.is_valid() else []
    return words or [str(_("Açık olanların hepsi"))]


# -- Which columns -------------------------------------------------------------------------------------
def _yes(value):
    return "" if value is None else str(_("evet") if value else _("hayır"))


def _plain(labels):
    """[(head, value of a case)]: what says nothing of the citizen."""
    return [
        (_("Başvuru no"), lambda case: case.shown_reference),
        (_("Tür"), lambda case: str(KINDS[case.kind].label)),
        (_("Niteliği"), lambda case: str(kinds.of(case).nature(case))),
        (_("Konu"), lambda case: labels.get(case.topic) or case.subject),
        (_("Müdürlük"), lambda case: str(case.unit or "")),
        (_("İlgilenen"), lambda case: case.assignee.display_name if case.assignee else ""),
        (_("Mahalle"), lambda case: str(case.neighbourhood or "")),
        (_("Kanal"), lambda case: case.get_channel_display()),
        (_("Durum"), lambda case: case.get_status_display()),
        (_("Sonuç"), lambda case: case.get_outcome_display()),
        (_("Tehlike var"), lambda case: _yes(case.is_urgent)),
        (_("Geliş"), lambda case: case.received_at),
        (_("Söz verilen gün"), lambda case: case.promised_on),
        (_("İlk söz verilen gün"), lambda case: case.first_promised_on),
        (_("Yasal son gün"), lambda case: case.due_on),
        (_("Kapanış"), lambda case: case.closed_at),
        (_("Geçen gün"), lambda case: case.days_taken),
        (_("Söz tutuldu"), lambda case: _yes(case.kept_promise)),
        (_("Yeniden açılma"), lambda case: case.reopened_count),
    ]


PERSONAL = [
    (_("Ad soyad"), lambda case: case.person.name if case.person else ""),
    (_("Telefon"), lambda case: phone.display(case.person.phone) if case.person and case.person.phone else ""),
    (_("E-posta"), lambda case: case.person.email if case.person else ""),
    (_("Yer tarifi"), lambda case: case.place),
    (_("Anlatılan"), lambda case: " / ".join(contact.words for contact in case.contacts.all() if contact.words)),
]


def columns(with_people):
    return [*_plain(topics.labels()), *(PERSONAL if with_people else [])]


def _rows(cases, columns, with_people, each_batch):
    cases = cases.select_related("unit", "neighbourhood", "assignee", *kinds.related()).order_by("pk")
    if with_people:
        words = Contact.objects.only("case_id", "words", "at").order_by("at", "pk")
        cases = cases.select_related("person").prefetch_related(Prefetch("contacts", words))
    batch = []
    for case in cases.iterator(chunk_size=BATCH):
        yield [value(case) for _head, value in columns]
        batch.append(case.reference)
        if len(batch) == BATCH:
            each_batch(batch)
            batch = []
    each_batch(batch)


def _write(out, *, user, query, format, with_people, beat=lambda: None) -> int:
    """The file into `out`. Personal rows leave a line each in the log of who saw what. Returns how many rows."""
    count = 0

    def each_batch(references):
        nonlocal count
        count += len(references)
        beat()
        if with_people:
            seen = [ReadLog(user=user, action="export", subject=f"case:{reference}") for reference in references]
            ReadLog.objects.bulk_create(seen)

    wanted = columns(with_people)
    heads = [str(head) for head, _value in wanted]
    rows = _rows(cases_of(user, query), wanted, with_people, each_batch)
    if format == "csv":
        cells.write_csv(out, heads, rows)
    else:
        cells.write_xlsx(out, str(_("Başvurular")), heads, rows)
    if with_people:
        log_read(user=user, action="export", subject="export:people", reason=str(count))
    return count


def filename(format, moment=None):
    return f"basvurular-{timezone.localtime(moment):%Y-%m-%d-%H%M}.{format}"


# -- At once, or later -----------------------------------------------------------------------------------
def is_big(user, query) -> bool:
    return cases_of(user, query).order_by().values("pk")[: AT_ONCE + 1].count() > AT_ONCE


def at_once(user, query, *, format, with_people) -> bytes:
    out = io.BytesIO()
    _write(out, user=user, query=query, format=format, with_people=with_people)
    return out.getvalue()


@transaction.atomic
def ask(user, query, *, format, with_people) -> Export:
    """A request for a file that takes a while. The task is a row of the same transaction."""
    if Export.objects.filter(user=user, status=Export.Status.ASKED).count() >= MOST_ASKED:
        raise TooMany
    export = Export.objects.create(user=user, query=query, format=format, with_people=with_people)
    tasks.make_export.enqueue(export.pk)
    return export


def may_have(export) -> bool:
    """Rights as they are now: of the asking user, still active."""
    user = export.user
    return user.is_active and (may_export_people(user) if export.with_people else may_export(user))


def rights(user) -> str:
    """Changes when the user sees another part of the desk than before."""
    units = "all" if user.has_perm(SEE_ALL) else ".".join(map(str, sorted(user.units.values_list("pk", flat=True))))
    return hashlib.sha256(f"{user.pk}:{units}".encode()).hexdigest()


def make(pk):
    """Write the file of a request, unless somebody else is at it. Whatever happens, never half a file."""
    claim = _claim(pk)
    if claim is None:
        return
    export = Export.objects.select_related("user").get(pk=pk)
    if not may_have(export):
        Export.objects.filter(pk=pk, status=Export.Status.ASKED).update(status=Export.Status.FAILED)
        return

    def beat():
        nonlocal claim
        claim = _renew(pk, claim)

    name = None
    scope = rights(export.user)  # before the rows are read: who sees less by the end gets no file
    try:
        with tempfile.TemporaryFile() as file:
            out = SealedWriter(file, _context(export))
            rows = _write(
                out,
                user=export.user,
                query=export.query,
                format=export.format,
                with_people=export.with_people,
                beat=beat,
            )
            out.close()
            file.seek(0)
            field = Export._meta.get_field("file")
            name = field.storage.save(field.generate_filename(export, ""), File(file))
        facts = {
            "status": Export.Status.READY,
            "file": name,
            "rows": rows,
            "expires_at": timezone.now() + KEPT,
            "claimed_until": None,
            "scope": scope,
        }
        if _mine(pk, claim).update(**facts):
            name = None
    except Lost:
        pass
    except Exception as fault:
        logger.error("export %s: not made, %s", pk, type(fault).__name__)  # the text might hold personal data
        over = export.tries >= TRIES
        _mine(pk, claim).update(claimed_until=None, **({"status": Export.Status.FAILED} if over else {}))
    finally:
        if name:
            Export._meta.get_field("file").storage.delete(name)


def _mine(pk, claim):
    return Export.objects.filter(pk=pk, status=Export.Status.ASKED, claimed_until=claim)


def _claim(pk):
    """The moment until which the request is ours; None if another worker has it, or it was tried often enough."""
    now = timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    row = Export.objects.filter(free, pk=pk, status=Export.Status.ASKED).first()
    if row is None:
        return None
    if row.tries >= TRIES:
        Export.objects.filter(free, pk=pk, status=Export.Status.ASKED).update(status=Export.Status.FAILED)
        return None
    until = now + LEASE
    claimed = Export.objects.filter(free, pk=pk, status=Export.Status.ASKED, tries=row.tries).update(
        claimed_until=until, tries=row.tries + 1
    )
    return until if claimed else None


def _renew(pk, claim):
    until = timezone.now() + LEASE
    if not _mine(pk, claim).update(claimed_until=until):
        raise Lost
    return until


# -- Fetched, and gone -------------------------------------------------------------------------------------
def content(export):
    """The file's bytes, piece by piece, after making sure that all of it is there."""
    file = export.file.storage.open(export.file.name)
    parts = pieces(file, _context(export))
    first = next(parts, b"")

    def stream():
        with file:
            yield first
            yield from parts

    return stream()


def _context(export):
    return f"desk.export:{export.token}"


def tidy(now=None):
    """For the clock: hand on what a killed worker left, forget files after a day. Returns how many were handed on."""
    now = now or timezone.now()
    waiting = Export.objects.filter(status=Export.Status.ASKED)
    left = waiting.filter(Q(claimed_until__lt=now) | Q(claimed_until=None, asked_at__lt=now - LEASE))
    for pk in list(left.values_list("pk", flat=True)):
        tasks.make_export.enqueue(pk)
    for export in Export.objects.filter(status=Export.Status.READY, expires_at__lt=now):
        export.file.storage.delete(export.file.name)
        Export.objects.filter(pk=export.pk).update(status=Export.Status.GONE, file="")
    Export.objects.exclude(status=Export.Status.ASKED).filter(asked_at__lt=now - LISTED, file="").delete()
    _sweep(now)
    cells.sweep(HALF_WRITTEN)
    return len(left)


def _sweep(now):
    """Files whose row was never told of them: the worker died between the two."""
    storage = Export._meta.get_field("file").storage
    try:
        names = {f"exports/{name}" for name in storage.listdir("exports")[1]}
    except FileNotFoundError:
        return
    known = set(Export.objects.exclude(file="").values_list("file", flat=True))
    for name in names - known:
        if storage.get_modified_time(name) < now - LEASE:
            storage.delete(name)
