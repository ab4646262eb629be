"""The pictures of a piece of news for newspapers: one ZIP, made in the background, with who took each picture.

Only pictures whose people agreed and whose photographer is known go in; each is drawn anew, without camera and place.
"""

import hashlib
import io
import json
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpResponse
from django.utils.translation import gettext as _

from guard import limits
from lib import dates
from lib.turkish import clean_text
from pages import pictures

#: Name of the package below the address of its page.
PACKAGE = "fotograflar.zip"
CREDITS = "credits.txt"
LIMIT = {"limit": 6, "window": timedelta(hours=1)}  # how often one page may be packed anew
WAIT = 30  # seconds
_EDITION = 1
_LONG_AGO = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Photo:
    image: object  # pages.CustomImage
    caption: str
    credit: str


def photos_of(news) -> list[Photo]:
    """The cover and the gallery in their order, each picture once, as far as they may be handed on."""
    shown = [Photo(news.cover, "", news.cover.credit)] if news.cover_id and news.cover else []
    for block in news.gallery:
        image = block.value["image"]
        if image:
            shown.append(Photo(image, block.value["caption"], block.value["credit"] or image.credit))
    first = {}
    for photo in shown:
        if photo.image.is_showable and photo.credit:
            first.setdefault(photo.image.pk, photo)
    return list(first.values())


def answer(news, request):
    """The package as a download; while it is being made, a sentence that says so."""
    photos = photos_of(news)
    if not photos:
        raise Http404(_("Bu haberde basına verilecek fotoğraf yok."))
    storage, name = storages["private"], stored_as(news, photos)
    if not storage.exists(name):
        from news.tasks import pack_photos  # it calls make() below

        if limits.hit("press-package", str(news.pk), **LIMIT):
            pack_photos.enqueue(news.pk)
        return HttpResponse(
            _("Fotoğraflar hazırlanıyor. Bir dakika sonra yeniden deneyin."),
            status=503,
            content_type="text/plain; charset=utf-8",
            headers={"Retry-After": str(WAIT), "Cache-Control": "no-store"},
        )
    response = FileResponse(storage.open(name), as_attachment=True, filename=f"{news.slug}.zip")
    response["Cache-Control"] = "public, max-age=3600"
    return response


def make(news) -> str:
    """Pack the pictures unless they are packed already; earlier packages of this page go. Returns the stored name."""
    photos = photos_of(news)
    storage = storages["private"]
    name = stored_as(news, photos) if photos else ""
    if name and storage.exists(name):
        return name
    with suppress(FileNotFoundError):
        for old in storage.listdir(f"press/{news.pk}")[1]:
            storage.delete(f"press/{news.pk}/{old}")
    return storage.save(name, ContentFile(_packed(news, photos))) if photos else ""


def stored_as(news, photos) -> str:
    """Where the package of exactly these pictures and words is kept."""
    facts = [
        _EDITION,
        news.title,
        str(news.date),
        [[photo.image.pk, photo.image.file_hash, photo.caption, photo.credit] for photo in photos],
    ]
    key = hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]
    return f"press/{news.pk}/{key}.zip"


def _packed(news, photos):
    out = io.BytesIO()
    lines = [clean_text(news.title), dates.long(news.date), ""]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:  # pictures do not get smaller
        for number, photo in enumerate(photos, start=1):
            with photo.image.file.open("rb") as file:
                content, extension = pictures.reencode(file)
            name = f"{news.slug[:60]}-{number:02}.{extension}"
            package.writestr(zipfile.ZipInfo(name, _LONG_AGO), content)
            lines += [name, *filter(None, [clean_text(photo.caption), _("Fotoğraf:") + f" {photo.credit}"]), ""]
        package.writestr(zipfile.ZipInfo(CREDITS, _LONG_AGO), "\r\n".join(lines).encode("utf-8-sig"))
    return out.getvalue()
