"""Which news the list shows: what the visitor chose in the address becomes one indexed query, with counts beside."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractMonth, ExtractYear

from lib import dates

from .models import NewsCategory, NewsPage

PER_PAGE = 9


@dataclass(frozen=True)
class Month:
    first: date
    count: int = 0

    @property
    def name(self):
        return f"{dates.MONTHS[self.first.month - 1]} {self.first.year}"

    @property
    def key(self):
        """As addresses name it: "2026-11"."""
        return f"{self.first:%Y-%m}"

    @property
    def last(self):
        return self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])


def of(data, url) -> dict:
    """Context of the list at `url` for the parameters of its address; what nobody understands is left out."""
    categories = list(NewsCategory.objects.all())
    chosen = next((category for category in categories if category.slug == data.get("tur")), None)
    month = parse_month(data.get("ay", ""))
    news = NewsPage.objects.shown()
    in_month = news.filter(date__range=(month.first, month.last)) if month else news
    in_category = news.filter(category=chosen) if chosen else news
    counts = dict(_grouped(in_month, "category").values_list("category", "count"))
    for category in categories:
        category.count = counts.get(category.pk, 0)
    listing = Paginator(in_month.filter(category=chosen) if chosen else in_month, PER_PAGE).get_page(data.get("sayfa"))
    query = _query(tur=chosen and chosen.slug, ay=month and month.key)
    canonical = _query(tur=chosen and chosen.slug, ay=month and month.key, sayfa=listing.number > 1 and listing.number)
    return {
        "categories": [category for category in categories if category.count or category == chosen],
        "all_count": sum(counts.values()),
        "chosen": chosen,
        "month": month,
        "years": _archive(in_category),
        "category_query": _query(tur=chosen and chosen.slug),
        "month_query": _query(ay=month and month.key),
        "query": f"{query}&" if query else "",
        "canonical": f"{url}?{canonical}" if canonical else url,
        "listing": listing,
    }


def parse_month(text) -> Month | None:
    """ "2026-11" → that month; None for what is no month."""
    match = re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])", text, re.ASCII)
    return Month(date(int(match[1]), int(match[2]), 1)) if match else None


def _archive(news) -> list[dict]:
    """Years, the newest first, with their months and how many pieces of news each has."""
    rows = _grouped(news.annotate(year=ExtractYear("date"), month=ExtractMonth("date")), "year", "month")
    months = [Month(date(row["year"], row["month"], 1), row["count"]) for row in rows.order_by("-year", "-month")]
    return [{"year": year, "months": list(group)} for year, group in groupby(months, lambda month: month.first.year)]


def _grouped(news: QuerySet, *columns):
    plain = news.select_related(None).prefetch_related(None).order_by()
    return plain.values(*columns).annotate(count=Count("pk"))


def _query(**parameters):
    return urlencode({name: value for name, value in parameters.items() if value})
