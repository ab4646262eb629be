"""Search over the pages of a site: folded words in a table of our own, the same on every database.

A word of the query matches where a word begins, and long words are cut to their stem (lib.turkish): "cinar" finds
"Çınar'ın", "etkinlikleri" is found by "etkinlik" and finds it.
"""

import re
from datetime import timedelta

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.models import PageViewRestriction

from lib import turkish
from pages.models import SearchEntry, SearchMiss

MAX_QUERY = 200  # characters that are read of a query
MAX_TOKENS = 8
MAX_MISS = 80  # characters of it
MAX_MISSES = 5000  # rows kept of words that found nothing
KEEP_MISSES = timedelta(days=90)
MAX_RESULTS = 400

#: Endings that a noun takes without becoming another word, folded; not -lik, -li or -siz: "birlik" is not "bir".
ENDINGS = {
    plural + case
    for plural in ("", "lar", "ler")
    for case in (
        *("", "i", "u", "a", "e", "yi", "yu", "ya", "ye", "si", "su", "in", "un", "nin", "nun", "yle", "la", "le"),
        *("da", "de", "ta", "te", "dan", "den", "tan", "ten", "im", "um", "imiz", "umuz", "sinda", "sinde"),
    )
} - {""}


def remember(page):
    """Write down what the search knows of a page (a BasePage)."""
    if not page.is_searchable:
        SearchEntry.objects.filter(page_id=page.pk).delete()
        return
    SearchEntry.objects.update_or_create(
        page_id=page.pk,
        defaults={
            "group": str(page.search_group)[:40],
            "rank": page.search_rank,
            "title": page.title,
            "summary": page.description[:300],
            "title_words": _words(page.title),
            "words": _words(page.title, page.summary, page.body_text()),
        },
    )


def find(query, site) -> list[int]:
    """Primary keys of live, public pages of a site that hold every word; those with words in the title first.

    Keys, so that one pass over the words gives the count and every page of results.
    """
    matches, in_title = Q(), Value(0, output_field=IntegerField())
    wanted = words_of(query)
    if not wanted:
        return []
    for word in wanted:
        matches &= _holds("words", word)
        in_title = in_title + Case(When(_holds("title_words", word), then=1), default=0)
    entries = (
        SearchEntry.objects.filter(matches, page__live=True, page__path__startswith=site.root_page.path)
        .exclude(_closed())
        .annotate(in_title=in_title, when=Coalesce("page__first_published_at", "page__last_published_at"))
        .order_by("rank", "group", "-in_title", "-when", "page_id")
    )
    return list(entries.values_list("page_id", flat=True)[:MAX_RESULTS])


def entries(page_ids) -> list[SearchEntry]:
    """What a list of results shows, in the given order."""
    rows = SearchEntry.objects.select_related("page").defer("words", "title_words").in_bulk(list(page_ids))
    return [rows[page_id] for page_id in page_ids if page_id in rows]


def note_miss(typed):
    """Count a query that found nothing, without who asked. Only words: a number may be somebody's phone."""
    query = " ".join(word for word in turkish.fold(typed).split() if word.isalpha())[:MAX_MISS].strip()
    if len(query) < 2:
        return
    now = timezone.now()
    if SearchMiss.objects.filter(query=query).update(count=F("count") + 1, last_at=now):
        return
    forget_old_misses(now)
    if SearchMiss.objects.count() < MAX_MISSES:
        SearchMiss.objects.get_or_create(query=query, defaults={"count": 1, "last_at": now})


def forget_old_misses(now=None):
    """Words that nobody asked for again; a name typed by mistake does not stay."""
    return SearchMiss.objects.filter(last_at__lt=(now or timezone.now()) - KEEP_MISSES).delete()[0]


def words_of(query) -> list[str]:
    """The folded words of a query, without signs."""
    return list(dict.fromkeys(word for word in re.findall(r"[^\W_]+", turkish.fold(query))))[:MAX_TOKENS]


def _holds(column, word):
    found = Q(**{f"{column}__contains": f" {stem}" for stem in turkish.search_tokens(word)})
    # Short words are not cut, so what a query adds to one must be taken off: "parkı" and "parklardan" find "park".
    for length in (2, 3, 4):
        if word[length:] in ENDINGS:
            found |= Q(**{f"{column}__contains": f" {word[:length]} "})
    return found


def _words(*parts):
    # A query's long words are cut to their stem, so stems are all that a page needs to keep.
    return f" {' '.join(turkish.search_tokens(' '.join(filter(None, parts))))} "


def _closed():
    """Pages under a view restriction, and their descendants."""
    closed = Q(pk__in=[])
    for path in PageViewRestriction.objects.values_list("page__path", flat=True):
        closed |= Q(page__path__startswith=path)
    return closed
