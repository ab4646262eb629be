"""Feeds of the news: all of it, or one kind (`?tur=…`)."""

from urllib.parse import urlencode

from django.utils.translation import gettext as _
from wagtail.models import Site

from pages import feeds
from pages import site as sites

TYPES = {"atom.xml": "application/atom+xml", "rss.xml": "application/rss+xml"}


def answer(index, request, name):
    """The feed `name` of the news list. Raises Http404 for a kind that does not exist."""
    from news.models import NewsCategory, NewsPage  # they answer through this module

    news, title = NewsPage.objects.shown(), _title(index, request)
    if slug := request.GET.get("tur"):
        category = feeds.chosen(NewsCategory.objects.all(), slug, _("Böyle bir haber türü yok."))
        news, title = news.filter(category=category), f"{title}, {category}"
    return feeds.answer(
        request,
        name,
        title=title,
        subtitle=index.description,
        page_url=index.get_full_url(request),
        entries=[_entry(page, request) for page in news[: feeds.ENTRIES]],
    )


def alternates(index, request, categories=()):
    """The feeds of the list, then those of the given kinds."""
    url, title = index.get_full_url(request), _title(index, request)
    chosen = [("", title)] + [(f"?{urlencode({'tur': row.slug})}", f"{title}, {row}") for row in categories]
    return [
        feeds.Alternate(kind, name, f"{url}{file}{query}") for query, name in chosen for file, kind in TYPES.items()
    ]


def _title(index, request):
    return f"{sites.facts_of(Site.find_for_request(request)).name} – {index.title}"


def _entry(page, request):
    published = page.published_at
    return feeds.Entry(
        key=f"urn:uuid:{page.translation_key}",
        title=page.title,
        url=page.get_full_url(request),
        summary=page.summary,
        published=published,
        updated=max(published, page.last_published_at or published),
        categories=[page.category.name] if page.category else [],
    )
