"""What a page says of itself elsewhere: the picture of a shared link, and data for search engines."""

import hashlib
import json
from contextlib import suppress
from datetime import date, datetime

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.http import HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.utils import timezone
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Site

from lib import share_picture

#: Name of the picture below the address of its page.
PICTURE = "paylasim.jpg"
KEEP = "public, max-age=86400"  # the address changes with the words
_EDITION = 1  # of the drawing; a new one makes new pictures
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


# -- The picture ----------------------------------------------------------------------------
def picture_response(page, request):
    """The drawn picture of a live page, made once for its words and kept. Two do not draw the same at once."""
    words = _words(page, request)
    name = _stored_as(page, words)
    storage = storages["private"]  # of a page that was withdrawn or closed nobody gets the title
    if not storage.exists(name):
        if not cache.add(f"sharing:{page.pk}", 1, 30):
            return HttpResponseRedirect(static("img/og.png"), headers={"Cache-Control": "no-store"})
        _forget(page)
        storage.save(name, ContentFile(share_picture.draw(**words)))
        cache.delete(f"sharing:{page.pk}")
    with storage.open(name) as file:
        response = HttpResponse(file.read(), content_type="image/jpeg", headers={"Cache-Control": KEEP})
    set_response_etag(response)
    return get_conditional_response(request, etag=response["ETag"], response=response)


def picture_address(page, request) -> str:
    """Path of the drawn picture, with a mark that changes when its words do."""
    return f"{page.get_url(request)}{PICTURE}?v={_key(_words(page, request))}"


def _words(page, request):
    from pages import site as sites  # it reads the models, whose pages have pictures

    facts = sites.facts_of(Site.find_for_request(request))
    return {
        "title": page.title,
        "kicker": str(page.search_group),
        "sign": " · ".join(filter(None, [facts.name, facts.organisation])),
        "tone": getattr(page, "tone", "") or page.cover_tone or "cinar",
        "seed": page.cover_seed,
    }


def _key(words):
    return hashlib.sha256(json.dumps([_EDITION, words], sort_keys=True).encode()).hexdigest()[:16]


def _stored_as(page, words):
    return f"share/{page.pk}/{_key(words)}.jpg"


def _forget(page):
    """Pictures of earlier words."""
    storage = storages["private"]
    with suppress(FileNotFoundError):
        for name in storage.listdir(f"share/{page.pk}")[1]:
            storage.delete(f"share/{page.pk}/{name}")


# -- Data for search engines ------------------------------------------------------------------
def json_ld(data) -> SafeString:
    """schema.org's words as a data block: nothing in it can end the block, and no browser runs it."""
    if not data:
        return SafeString("")
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  escaped above


def organisation(facts) -> dict:
    """Who publishes and organises."""
    return {"@type": "GovernmentOrganization", "name": facts.organisation or facts.name}


def spoken(data: dict) -> dict:
    """Without what nobody knows: empty words and missing values; moments and days as ISO 8601."""
    kept = {}
    for name, value in data.items():
        if isinstance(value, dict):
            value = spoken(value)
        elif isinstance(value, datetime):
            value = timezone.localtime(value).isoformat(timespec="seconds")
        elif isinstance(value, date):
            value = value.isoformat()
        if value is not None and value != "" and value != [] and value != {}:
            kept[name] = value
    return kept
