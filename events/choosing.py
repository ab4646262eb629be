"""From what was asked to the occurrences that answer it: filters, time and order, each a range of an index."""

from copy import copy
from datetime import datetime, timedelta

from django.db.models import Case, Q, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from . import paging
from .asked import ELSEWHERE, NOWHERE
from .models import EventPage, Occurrence


class Chosen:
    """The occurrences that were asked for, from `Asked` to QuerySets."""

    def __init__(self, question, *, now=None):
        self.asked = question
        self.now = now or timezone.now()

    def without(self, *names):
        """The same question with these filters left out, for counting."""
        other = copy(self.asked)
        other.chosen = {name: value for name, value in self.asked.chosen.items() if name not in names}
        return Chosen(other, now=self.now)

    # -- Filters --------------------------------------------------------------------------------
    @property
    def matching(self):
        """Everything but the time."""
        chosen, occurrences = self.asked.chosen, self.in_place
        if "mahalle" in chosen:
            occurrences = occurrences.in_neighbourhood(chosen["mahalle"])
        if "tur" in chosen:
            occurrences = occurrences.filter(page__category=chosen["tur"])
        if "kimler" in chosen:
            occurrences = occurrences.filter(page__audience=chosen["kimler"])
        if "ucretsiz" in chosen:
            occurrences = occurrences.filter(page__is_free=True)
        return occurrences

    @property
    def in_place(self):
        """What may be seen at the place that was asked for: all that the facets are counted over."""
        occurrences = Occurrence.objects.shown()
        spot = self.asked.chosen.get("yer")
        if spot is None:
            return occurrences
        occurrences = at_spots(occurrences)
        if spot == NOWHERE:
            return occurrences.filter(spot__isnull=True, neighbourhood__isnull=True)
        if spot == ELSEWHERE:
            return occurrences.filter(spot__isnull=True)
        return occurrences.filter(page__venue=spot, spot=spot.pk)

    # -- Time -----------------------------------------------------------------------------------
    @property
    def order(self):
        """The rows of the list in their order, for paging."""
        rows = self.matching
        if self.asked.is_past:
            return paging.Order("over_at", self._in_time(rows), latest_first=True)
        return paging.Order("starts_at", *self._pieces(rows))

    def in_time(self, rows):
        """`rows` of the time that was asked for, in no order."""
        return self._in_time(rows).order_by()

    def _in_time(self, rows):
        first, last = self.asked.span
        if self.asked.wants_known_days:
            rows = rows.on_known_days()
        if self.asked.is_past:
            rows = rows.filter(over_at__lt=self.now)
        elif not (first or last):
            return rows.filter(over_at__gte=self.now)
        if first:
            rows = rows.filter(over_at__gte=_start(first))
        if last:
            rows = rows.filter(starts_at__lt=_start(last + timedelta(days=1)))
        return rows

    def _pieces(self, rows):
        """What goes on when the time begins, then what begins later."""
        first, last = self.asked.span
        rows = self._in_time(rows)
        begin = _start(first) if first else self.now
        if last and not first:  # everything up to a day has one beginning only
            return [rows]
        return [rows.filter(starts_at__lt=begin), rows.filter(starts_at__gte=begin)]


def at_spots(occurrences):
    """Annotates `spot`: the venue with a position where it really is, or nothing."""
    home = Coalesce("page__neighbourhood", "page__venue__neighbourhood")
    at_home = Q(neighbourhood=home) | Q(neighbourhood__isnull=True)
    positioned = Q(page__venue__latitude__isnull=False, page__venue__longitude__isnull=False)
    # A date with words of its own for the place is somewhere else.
    return occurrences.annotate(
        spot=Case(When(Q(place="") & at_home & positioned, then="page__venue_id"), default=None)
    )


def _start(day):
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def name_programmes(occurrences):
    """Sets `programme` on occurrences of sub-events: the programme they belong to. One query."""
    above = {o.page.path: o.page.path[: -EventPage.steplen] for o in occurrences}
    titles = dict(EventPage.objects.filter(path__in=set(above.values())).values_list("path", "title")) if above else {}
    for occurrence in occurrences:
        occurrence.programme = titles.get(above[occurrence.page.path], "")
