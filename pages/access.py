"""Pages that only some may see, said inside a query: Wagtail's own `public()` asks for them first, every time."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Subquery
from wagtail.models import Page, PageViewRestriction


def restricted(path="path"):
    """True for rows whose page, found by the name of its path, stands under a restriction.

    `pages.filter(~restricted())`, `occurrences.filter(~restricted("page__path"))`.
    """
    place = ExpressionWrapper(OuterRef(path), output_field=CharField())
    # A value of each restriction, not a join: SQLite joined by walking all pages, once for every row.
    above = Subquery(Page.objects.filter(pk=OuterRef("page_id")).values("path"))
    return Exists(PageViewRestriction.objects.annotate(place=place, above=above).filter(place__startswith=F("above")))
