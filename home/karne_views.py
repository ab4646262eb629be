"""The report card as a page and as a file: the same for everybody, kept by shared caches for a while."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pages.caching import publicly_cached

from . import karne


@require_safe
def page(request):
    card = karne.published()
    context = {
        "card": card,
        "months_chart": karne.months_chart(card) if card.months else None,
        "topics_chart": karne.topics_chart(card),
    }
    return publicly_cached(request, render(request, "home/karne.html", context))


@require_safe
def file(request):
    card = karne.published()
    headers = {"Content-Disposition": f'attachment; filename="cinar-karne-{card.made_on:%Y-%m-%d}.csv"'}
    content = HttpResponse(karne.as_csv(card), content_type="text/csv; charset=utf-8", headers=headers)
    return publicly_cached(request, content)
