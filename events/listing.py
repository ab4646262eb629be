"""The list of events: what the visitor asked becomes a few indexed queries, the same number for 10 and 50 000 dates."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, IntegerField, OuterRef, Q
from django.db.models.functions import Mod
from django.http import HttpResponseRedirect
from django.utils import timezone

from pages.access import restricted
from pages.caching import OWN

from . import asked, counting, map_view, months, paging
from .asked import Asked
from .choosing import Chosen, name_programmes
from .models import EventPage, Occurrence


def answer(request, serve):
    """The page, each answer under one address: what no link of ours says is left out of the address, and what could
    not be understood is kept by nobody. Else nonsense would fill the caches."""
    if asked.is_untidy(request.GET) and not getattr(request, "is_preview", False):
        return HttpResponseRedirect(request.path + asked.tidied(request.GET))
    response = serve()
    if (getattr(response, "context_data", None) or {}).get("problems"):
        response["Cache-Control"] = OWN
    return response


def of(page, data, request):
    """Context of the event list for the parameters of its address."""
    question = Asked(data)
    here = page.get_url(request) or ""
    chosen = Chosen(question)
    is_plain = not question.chosen
    count = counting.of(chosen)
    context = {
        "asked": question,
        "form": question.form,
        "fields": question.fields,
        "problems": question.form.problems,
        "choices": counting.choices(question, count),
        "count": count,
        "heading": question.heading,
        "is_plain": is_plain,
        "is_past": question.is_past,
        "all_url": here,
        "list_url": here + question.query(view=False),
        "map_url": here + question.query(view=True),
        "canonical": (page.full_url or "") + question.query(),
    }
    if question.is_map:
        return context | map_view.of(chosen, here)
    listing = paging.page(chosen.order, after=data.get("sonra", ""), before=data.get("once", ""))
    name_programmes(listing.rows)
    nothing = not listing.rows
    return context | {
        "listing": listing,
        "previous_url": question.query(once=listing.previous) if listing.previous else "",
        "next_url": question.query(sonra=listing.next) if listing.next else "",
        "near": counting.near(chosen, count) if nothing and not is_plain else [],
        "later": awaiting_date() if is_plain and listing.is_first else EventPage.objects.none(),
        "years": months.years_past(question.today) if question.is_past else [],
        "months": _months(question) if question.chosen.get("yil") else [],
        "calendar": months.grid(
            here,
            question.month,
            question.today,
            occurrences=chosen.matching,
            query=lambda **day: question.query(without=Asked.TIME, view=False, **day),
        ),
    }


def _months(question):
    """The months of the chosen year, as far as it is past."""
    year = question.chosen["yil"]
    last = question.today.month if year == question.today.year else 12
    return [
        {"name": str(months.MONTHS[month]), "url": question.query(without=Asked.TIME, ay=f"{year}-{month:02}")}
        for month in range(1, last + 1)
    ]


def awaiting_date():
    """Events that are expected again but have no date yet; those whose usual month comes next stand first."""
    # Its own dates, or those of its sub-events: asked page by page, an index seek each.
    coming = Exists(Occurrence.objects.coming().order_by().filter(page=OuterRef("pk")))
    place = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    evenings = EventPage.objects.live().filter(coming, path__startswith=place)
    return (
        EventPage.objects.live()
        .filter(~restricted(), ~coming, awaits_date=True)
        .exclude(Q(numchild__gt=0) & Exists(evenings))
        .select_related("category", "venue", "neighbourhood")
        .annotate(wait=Mod(F("usual_month") + 12 - timezone.localdate().month, 12, output_field=IntegerField()))
        .order_by(F("wait").asc(nulls_last=True), "title")
    )
