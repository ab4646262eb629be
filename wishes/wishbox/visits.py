"""The stops of a visit: how many, how far, in which order."""

from django.db import transaction
from django.db.models import Count

from . import routes
from .models import Visit, Wish


def with_counts(campaign):
    return campaign.visits.annotate(stop_count=Count("wishes")).select_related("start")


def _place(hood):
    return (hood.lat, hood.lon) if hood and hood.lat is not None and hood.lon is not None else None


def kilometres(visit):
    """Length of the way in its present order, as the crow flies between neighbourhoods; None if unknown."""
    points = [_place(visit.start)] + [_place(wish.case.neighbourhood) for wish in visit.stops]
    known = [point for point in points if point]
    return round(routes.length(known)) if len(known) > 1 else None


@transaction.atomic
def put_in_order(visit):
    """The nearest next stop; within a neighbourhood by the words of the address."""
    Visit.objects.select_for_update().get(pk=visit.pk)
    hoods = {}
    for wish in visit.stops:
        hoods.setdefault(wish.case.neighbourhood, []).append(wish)
    order = routes.order([(hood, _place(hood)) for hood in hoods], _place(visit.start))
    ordered = [wish for hood in order for wish in sorted(hoods[hood], key=lambda wish: wish.address)]
    _number(ordered)


@transaction.atomic
def shift(visit, wish, by):
    """One place up (-1) or down (1); at either end nothing happens."""
    Visit.objects.select_for_update().get(pk=visit.pk)
    stops = list(visit.wishes.order_by("stop", "id"))
    here = next((place for place, other in enumerate(stops) if other.pk == wish.pk), None)
    if here is None or not 0 <= here + by < len(stops):
        return
    stops[here], stops[here + by] = stops[here + by], stops[here]
    _number(stops)


def _number(wishes):
    for place, wish in enumerate(wishes, start=1):
        Wish.objects.filter(pk=wish.pk).update(stop=place)
