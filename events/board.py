"""The editors' screen of an event's dates: each with its state, and what can be done to it. Acts need a reason."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from . import services, telling
from .acts import ACT, ACTS
from .doors import on_event

#: Lines of a preview; the rest is counted.
SHOWN = 5


@require_GET
@on_event
def dates(request, page):
    now = timezone.now()
    rows = list(page.occurrences.select_related("neighbourhood").order_by("starts_at", "pk"))
    for row in rows:
        row.page = page
        row.acts = [act for act in ACTS if services.can(act.what, row)]
    ahead = [row for row in rows if row.acts or row.over_at >= now]
    everywhere = [row for each in services.with_programme(page) for row in each.occurrences.all()]
    return render(
        request,
        "events/board/dates.html",
        _head(page)
        | {
            "ahead": ahead,
            "past": [row for row in reversed(rows) if row not in ahead],
            "acts": [act for act in ACTS if act.for_all and any(services.can(act.what, row) for row in everywhere)],
            "children": page.get_children().live() if page.numchild else [],
            "changes": [
                (c, telling.subject(c), telling.deed(c)) for c in page.changes.select_related("by").order_by("-pk")
            ],
        },
    )


@require_http_methods(["GET", "POST"])
@on_event
def act(request, page, slug, pk=None):
    """GET: the form. POST: what citizens would read; POST with `confirmed`: the act itself."""
    kind = ACT.get(slug)
    if kind is None or (pk is None and not kind.for_all):
        raise Http404
    occurrence = get_object_or_404(page.occurrences.select_related("neighbourhood"), pk=pk) if pk else None
    if occurrence:
        occurrence.page = page
    typed = request.POST if request.method == "POST" else None
    form = kind.form(typed, occurrence=occurrence, initial={"seen": occurrence and occurrence.sequence})
    preview = None
    if request.method == "POST" and form.is_valid():
        try:
            if "confirmed" in request.POST:
                return _done(request, page, kind, form, occurrence)
            preview = _preview(page, kind, form, occurrence)
        except services.ChangeRefused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "kind": kind,
        "form": form,
        "occurrence": occurrence,
        "preview": preview,
        "back": reverse("event_dates:list", args=[page.pk]),
    }
    status = 422 if form.errors else 200
    return render(request, "events/board/act.html", _head(page, kind.label) | context, status=status)


def _done(request, page, kind, form, occurrence):
    target = {"occurrence": occurrence} if occurrence else {"page": page}
    if occurrence and form.cleaned_data["seen"] is not None:
        occurrence.sequence = form.cleaned_data["seen"]
    kind.verb(reason=form.cleaned_data["reason"], by=request.user, **target, **form.arguments())
    messages.success(request, _("Yapıldı. Sayfada ve listelerde böyle görünüyor."))
    return redirect("event_dates:list", page.pk)


def _preview(page, kind, form, occurrence):
    """What would change, before anything is written."""
    if occurrence and not services.can(kind.what, occurrence):
        raise services.ChangeRefused(_("Bu tarih için artık yapılamaz"))
    touched = []
    for each in [page] if occurrence else services.with_programme(page):
        reason, new = form.cleaned_data["reason"], form.new()
        touched += services.prepare(each, kind.what, occurrence=occurrence, reason=reason, new=new)[1]
    if not touched:
        raise services.ChangeRefused(_("Değişecek bir tarih kalmamış"))
    return {
        "lines": [(telling.planned_day(row), row.changed or row.when, row.reason) for row in touched[:SHOWN]],
        "more": max(0, len(touched) - SHOWN),
        "told": services.told_count(touched),
    }


def _head(page, *more):
    """Title and way back."""
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Ana sayfa")},
        {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": page.get_admin_display_title()},
        {"url": reverse("event_dates:list", args=[page.pk]), "label": _("Tarihler")},
        *({"url": "", "label": label} for label in more),
    ]
    return {
        "page": page,
        "header_title": _("Tarihler"),
        "header_icon": "date",
        "breadcrumbs_items": crumbs,
    }


app_name = "event_dates"
urlpatterns = [
    path("<int:page_pk>/", dates, name="list"),
    path("<int:page_pk>/<slug:slug>/", act, name="act_on_all"),
    path("<int:page_pk>/<int:pk>/<slug:slug>/", act, name="act"),
]
