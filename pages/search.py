"""Search over the pages of a site: folded words in a table of our own, the same on every database.

Words are compared by their keys (pages.words): "cinar" finds "Çınar'ın", "etkinlikleri" is found by "etkinlik" and
finds it. Whatever is typed becomes at most eight words of letters and digits, so nothing of it is syntax.
"""

import re
from datetime import timedelta

from django.conf import settings
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.models import PageViewRestriction

from lib import turkish
from pages import words
from pages.models import SearchEntry, SearchMiss

MAX_QUERY = 200  # characters that are read of a query
MAX_TOKENS = 8
MAX_MISS = 80  # characters of it
MAX_MISSES = 5000  # rows kept of words that found nothing
KEEP_MISSES = timedelta(days=90)
MAX_RESULTS = 400
# Five digits in a row, however they are spaced: a phone, a national number, an account. A year is four.
_NUMBER = re.compile(r"\d(?:[\s().+/-]*\d){4}")
# A reference that was typed wrongly: its letters would stay when its digits are dropped.
_REFERENCE = re.compile(rf"\b{re.escape(turkish.fold(settings.REFERENCE_PREFIX))}\b.*\d")


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
            "title_words": words.written(page.title),
            "words": words.written(page.title, page.summary, page.body_text()),
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
        # Every group has its own rank: names would be sorted by the database's idea of an alphabet.
        .order_by("rank", "-in_title", F("when").desc(nulls_last=True), "page_id")
    )
    return list(entries.values_list("page_id", flat=True)[:MAX_RESULTS])


def entries(page_ids) -> list[SearchEntry]:
    """What a list of results shows, in the given order."""
    rows = SearchEntry.objects.select_related("page").defer("words", "title_words").in_bulk(list(page_ids))
    return [rows[page_id] for page_id in page_ids if page_id in rows]


def note_miss(typed):
    """Count a query that found nothing, by the week, without who asked."""
    query = miss_of(typed)
    if not query:
        return
    now = timezone.now()
    week = week_of(now)
    if SearchMiss.objects.filter(query=query, week=week).update(count=F("count") + 1, last_at=now):
        return
    forget_old_misses(now)
    if SearchMiss.objects.count() < MAX_MISSES:
        SearchMiss.objects.get_or_create(query=query, week=week, defaults={"count": 1, "last_at": now})


def miss_of(typed) -> str:
    """What may be kept of a query: words. Nothing at all where it looks like an address, a number or a reference."""
    folded = turkish.fold(typed)
    if "@" in folded or _NUMBER.search(folded) or _REFERENCE.search(folded):
        return ""
    query = " ".join(word for word in folded.split() if word.isalpha())[:MAX_MISS].strip()
    return query if len(query) > 1 else ""


def week_of(moment):
    """The Monday of a moment's week."""
    day = timezone.localdate(moment)
    return day - timedelta(days=day.weekday())


def forget_old_misses(now=None):
    """Words that nobody asked for again; a name typed by mistake does not stay."""
    return SearchMiss.objects.filter(last_at__lt=(now or timezone.now()) - KEEP_MISSES).delete()[0]


def words_of(query) -> list[str]:
    """The folded words of a query, without signs."""
    return words.of(query)[:MAX_TOKENS]


def _holds(column, word):
    found = Q()
    for key in sorted(words.keys(word)):
        found |= Q(**{f"{column}__contains": f" {key} "})
    return found


def _closed():
    """Pages under a view restriction, and their descendants."""
    closed = Q(pk__in=[])
    for path in PageViewRestriction.objects.values_list("page__path", flat=True):
        closed |= Q(page__path__startswith=path)
    return closed
