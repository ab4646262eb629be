"""Search over the site's pages."""

from itertools import groupby

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from wagtail.models import Site

from lib import reference, turkish
from pages import search as index
from pages.caching import publicly_cached

PER_PAGE = 20
TRACKING = "/takip/"


def search(request):
    """Results under their headings; a query that reads as a reference goes to tracking."""
    query = turkish.clean_text(request.GET.get("q", "")[: index.MAX_QUERY])
    try:
        return redirect(f"{TRACKING}?{urlencode({'no': reference.ascii(reference.parse(query))})}")
    except reference.InvalidReference:
        pass
    site = Site.find_for_request(request)
    page = Paginator(index.find(query, site), PER_PAGE).get_page(_page_number(request))
    entries = index.entries(page.object_list)
    asked = bool(index.words_of(query))
    if asked and not page.paginator.count:
        index.note_miss(query)
    return publicly_cached(
        request,
        render(
            request,
            "search/results.html",
            {
                "query": query,
                "asked": asked,
                "page_of_results": page,
                "results": entries,
                "groups": [(group, list(rows)) for group, rows in groupby(entries, key=lambda entry: entry.group)],
                "count": page.paginator.count,
                "query_string": urlencode({"q": query}) + "&",
            },
        ),
    )


def _page_number(request):
    number = request.GET.get("sayfa", "1")
    # get_page takes the last page for a number too high, and int() refuses thousands of digits.
    return number if number.isascii() and number.isdigit() and len(number) < 6 else 1
