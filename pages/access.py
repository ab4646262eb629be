"""Pages that only some may see, said inside a query: Wagtail's own `public()` asks for them first, every time."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import PageViewRestriction


def restricted(path="path"):
    """True for rows whose page, found by the name of its path, stands under a restriction.

    `pages.filter(~restricted())`, `occurrences.filter(~restricted("page__path"))`.
    """
    place = ExpressionWrapper(OuterRef(path), output_field=CharField())
    return Exists(PageViewRestriction.objects.annotate(place=place).filter(place__startswith=F("page__path")))
