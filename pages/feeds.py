"""Feeds of what pages list: Atom and RSS, stable from answer to answer, so that readers are told "nothing new"."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.http import Http404, HttpResponse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape
from django.utils.http import http_date

from lib.turkish import clean_text
from pages import site as sites
from pages.caching import publicly_cached

ENTRIES = 30  # at most, whatever the list holds
LONG_AGO = datetime(2026, 1, 1)
KINDS = {"atom.xml": Atom1Feed, "rss.xml": Rss201rev2Feed}


@dataclass(frozen=True)
class Entry:
    """One line of a feed. `key` stays the same for ever, `url` is absolute, the moments are aware."""

    key: str
    title: str
    url: str
    summary: str
    published: datetime
    updated: datetime
    categories: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Alternate:
    """Another form of a page, for the head of its HTML."""

    type: str
    title: str
    url: str


def answer(request, name, *, title, subtitle, page_url, entries: Iterable[Entry]):
    """The feed called `name` ("atom.xml", "rss.xml") of the page at `page_url` (absolute)."""
    entries = list(entries)[:ENTRIES]
    feed = KINDS[name](
        title=clean_text(title),
        link=page_url,
        description=clean_text(subtitle),
        subtitle=clean_text(subtitle),
        language="tr",
        feed_url=request.build_absolute_uri(),
    )
    for entry in entries:
        feed.add_item(
            title=clean_text(entry.title),
            link=entry.url,
            description=escape(clean_text(entry.summary)),  # readers take it for HTML
            pubdate=entry.published,
            updateddate=entry.updated,
            unique_id=entry.key,
            unique_id_is_permalink=False,
            categories=[clean_text(category) for category in entry.categories],
        )
    # An empty feed would otherwise be as new as the clock.
    newest = max((entry.updated for entry in entries), default=LONG_AGO.replace(tzinfo=UTC))
    feed.latest_post_date = lambda: newest
    response = HttpResponse(feed.writeString("utf-8"), content_type=_content_type(feed))
    return conditionally(request, response, newest)


def conditionally(request, response, newest: datetime):
    """The answer, or 304 to whoever has it. What was taken out since counts as new, as far as this server saw it."""
    response["Last-Modified"] = http_date(max(newest.timestamp(), sites.changed_at()))
    return publicly_cached(request, response)


def chosen(rows, slug, what):
    """The row of this slug for a feed of its own; a feed that was never there is no empty one."""
    for row in rows:
        if row.slug == slug:
            return row
    raise Http404(what)


def _content_type(feed):
    return f"application/{'atom' if isinstance(feed, Atom1Feed) else 'rss'}+xml; charset=utf-8"
