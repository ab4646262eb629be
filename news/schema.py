"""A piece of news in schema.org's words."""

from wagtail.models import Site

from pages import covers, sharing
from pages import site as sites


def article(news, request) -> dict:
    """NewsArticle with what search engines ask for."""
    publisher = sharing.organisation(sites.facts_of(Site.find_for_request(request)))
    url = news.get_full_url(request)
    picture = covers.share_url(news.cover) if news.cover_id and news.cover else sharing.picture_address(news, request)
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": news.title,
        "description": news.description,
        "datePublished": news.published_at,
        "dateModified": max(news.published_at, news.last_published_at or news.published_at),
        "articleSection": str(news.category or ""),
        "image": [request.build_absolute_uri(picture)],
        "mainEntityOfPage": url,
        "url": url,
        "inLanguage": "tr",
        "isAccessibleForFree": True,
        "author": publisher,
        "publisher": publisher,
        "correction": news.correction,
    }
    return sharing.spoken(data)
