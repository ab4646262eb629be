"""Photos and PDFs from citizens: taken in by content, washed, kept privately, handed out with care.

A picture is decoded and drawn anew, so that nothing but its pixels survives: no place, no camera, no comment, no page
hidden behind it. A PDF is kept as it came and only ever leaves as a download under a sandbox policy.
"""

from contextlib import suppress
from datetime import timedelta
from io import BytesIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from PIL import Image

from lib import dates, turkish
from lib.pictures import redrawn

from .models import Attachment

MEGABYTE = 2**20
MAX_BYTES = 10 * MEGABYTE
MAX_PIXELS = 52_000_000  # a 50-megapixel phone passes
MAX_SIDE = 12_000  # 200 000 × 3 pixels would pass the limit above
STORED_SIDE = 2_560
QUALITY = 85
ORPHAN_AGE = timedelta(hours=1)

HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
PDF = "PDF"


class UploadRefused(ValueError):
    """The file cannot be taken. The text is the Turkish sentence for the sender and names the file."""


def accept(upload, *, draft=None, case=None, field="", by_citizen=True, is_public=True):
    """Wash an uploaded file and keep it; returns the Attachment. Raises UploadRefused.

    Without draft and case the file belongs to nobody until services.write or reopen takes it up.
    """
    name = _shown_name(upload.name)
    kind = _kind(upload, name)
    if upload.size > MAX_BYTES:
        raise UploadRefused(_too_heavy(kind) % {"name": name, "size": _megabytes(upload.size), "limit": _limit()})
    if kind == PDF:
        upload.seek(0)
        content, content_type, width, height = upload.read(), "application/pdf", None, None
    else:
        content, content_type, (width, height) = _redrawn(upload, kind, name)
    attachment = Attachment(
        draft=draft,
        case=case,
        field=field,
        content_type=content_type,
        size=len(content),
        width=width,
        height=height,
        name=_clean(upload.name)[:200],
        by_citizen=by_citizen,
        is_public=is_public,
    )
    attachment.file.save(f"file.{attachment.extension}", ContentFile(content), save=False)
    try:
        attachment.save()
    except BaseException:
        attachment.file.storage.delete(attachment.file.name)
        raise
    return attachment


def response(attachment):
    """The file for somebody who may see it: the caller has checked that. Never cached, never run, never framed."""
    disposition = content_disposition_header(not attachment.is_image, download_name(attachment))
    accel = getattr(settings, "PRIVATE_ACCEL_PREFIX", "")  # nginx: an internal location over the private directory
    if accel:
        answer = HttpResponse(headers={"X-Accel-Redirect": f"{accel}{attachment.file.name}"})
    else:
        answer = FileResponse(attachment.file.open("rb"))
        answer["Content-Length"] = str(attachment.size)
    answer["Content-Type"] = attachment.content_type
    answer["Content-Disposition"] = disposition
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store, private"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def download_name(attachment):
    """ "IZM-ABCD-2345-1.jpg": what the sender called the file may hold a name."""
    if attachment.case_id is None:
        return f"dosya.{attachment.extension}"
    # By primary key: it never changes, so a file keeps its name when another is added.
    number = Attachment.objects.filter(case_id=attachment.case_id, pk__lte=attachment.pk).count()
    return f"{attachment.case.url_reference}-{number}.{attachment.extension}"


def discard(attachment):
    """Delete a file and its row; the file goes only when the row is gone for good."""
    storage, name = attachment.file.storage, attachment.file.name
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(name))


def purge_orphans(now=None):
    """Remove what nobody took up within an hour, and files whose row went with a wiped draft. Returns how many."""
    before = (now or timezone.now()) - ORPHAN_AGE
    removed = 0
    for attachment in Attachment.objects.filter(draft=None, case=None, created_at__lt=before).iterator():
        # Conditional: a message that is being sent at this moment may just have taken it up.
        if Attachment.objects.filter(pk=attachment.pk, draft=None, case=None).delete()[0]:
            attachment.file.storage.delete(attachment.file.name)
            removed += 1
    return removed + _sweep(before)


def _sweep(before):
    """Files on disk that no row names (rolled back, or deleted in cascade)."""
    storage, removed = Attachment.file.field.storage, 0
    with suppress(FileNotFoundError):
        for folder in storage.listdir("cases")[0]:
            names = {f"cases/{folder}/{file}" for file in storage.listdir(f"cases/{folder}")[1]}
            known = set(Attachment.objects.filter(file__startswith=f"cases/{folder}/").values_list("file", flat=True))
            for name in sorted(names - known):
                with suppress(FileNotFoundError):
                    if storage.get_modified_time(name) < before:
                        storage.delete(name)
                        removed += 1
    return removed


def _kind(upload, name):
    """What the file is, by its first bytes and never by its name: a Pillow format, or PDF."""
    upload.seek(0)
    head = upload.read(32)
    if not head:
        raise UploadRefused(_("“%(name)s” boş. Başka bir dosya ekleyin") % {"name": name})
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS:
        return "HEIF"
    if head.startswith(b"%PDF-"):
        return PDF
    raise UploadRefused(_("“%(name)s” açılamıyor. JPG, PNG, HEIC veya PDF ekleyin") % {"name": name})


def _redrawn(upload, kind, name):
    """(bytes, content type, size) of the picture painted onto a fresh canvas."""
    try:
        upload.seek(0)
        with Image.open(upload, formats=[kind]) as image:
            _refuse_huge(image.size, name)
            fresh = redrawn(image, STORED_SIDE)
        buffer = BytesIO()
        if fresh.mode == "RGBA":
            fresh.save(buffer, "WEBP", quality=QUALITY)
            return buffer.getvalue(), "image/webp", fresh.size
        fresh.save(buffer, "JPEG", quality=QUALITY, optimize=True)
        return buffer.getvalue(), "image/jpeg", fresh.size
    except UploadRefused:
        raise
    except Image.DecompressionBombError:
        raise UploadRefused(_too_many_pixels(name)) from None
    except Exception:  # a hostile or half file can make a decoder fail in any way
        raise UploadRefused(
            _("“%(name)s” bozuk ya da yarım yüklenmiş. Yeniden deneyin ya da fotoğrafsız gönderin") % {"name": name}
        ) from None


def _refuse_huge(size, name):
    width, height = size
    if max(size) > MAX_SIDE or width * height > MAX_PIXELS:
        raise UploadRefused(_too_many_pixels(name))


def _too_many_pixels(name):
    return _("“%(name)s” çok büyük. Fotoğrafın bir kenarı en çok %(limit)s nokta olabilir") % {
        "name": name,
        "limit": dates.number(MAX_SIDE),
    }


def _too_heavy(kind):
    if kind == PDF:
        return _("“%(name)s” %(size)s. PDF en çok %(limit)s olabilir")
    return _("“%(name)s” %(size)s. Fotoğraf en çok %(limit)s olabilir")


def _megabytes(size):
    return f"{dates.number(size / MEGABYTE, 1)} MB"


def _limit():
    return f"{MAX_BYTES // MEGABYTE} MB"


def _shown_name(name):
    return Truncator(_clean(name)).chars(60) or _("Dosya")


def _clean(name):
    """No control and no direction characters: a name must not be able to turn our sentence around."""
    return " ".join(turkish.clean_text(name or "").split())
