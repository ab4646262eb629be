"""The desk's lists; one case is case_views.py. Each view is a sentence: guard (doors.py), form, verb, redirect."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wishes.models import Case

from . import inbox, paging, searches
from .doors import for_desk, for_read_log
from .forms import SearchForm
from .reads import ReadFilterSet, shown_subject


def crumbs(*more):
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Ana sayfa")},
        {"url": reverse("desk:inbox"), "label": _("Masa")},
        *more,
    ]


# -- Inbox ----------------------------------------------------------------------------------
@require_GET
@for_desk
def case_list(request):
    cases = Case.objects.for_staff(request.user)
    query = searches.Query(searches.recall(request.session, request.GET.get("ara", "")))
    view = inbox.VIEW.get(request.GET.get("gorunum"))
    # A search looks everywhere; the plain list shows what is still open.
    filters = inbox.CaseFilterSet(
        request.GET, queryset=cases, request=request, default_status=inbox.ALL if query.text else inbox.OPEN_ONES
    )
    found = filters.qs if filters.is_valid() else cases.none()
    if query.text:
        found = searches.find(found, query)
    if view:
        found = view.rows(found, request.user)
    page = paging.page(
        inbox.with_what_a_line_needs(found),
        paging.DESK if view or filters.only_open else paging.RECEIVED,
        after=request.GET.get("sonra", ""),
        before=request.GET.get("once", ""),
    )
    today = timezone.localdate()
    return render(
        request,
        "desk/inbox.html",
        {
            "header_title": _("Masa"),
            "header_icon": "clipboard-list",
            "breadcrumbs_items": crumbs(),
            "lines": [inbox.Line(case, today) for case in page.rows],
            "page": page,
            "views": [(saved, saved.count(cases, request.user), saved == view) for saved in inbox.VIEWS],
            "view": view,
            "filters": filters,
            "chips": filters.chips() if filters.is_valid() else [],
            "default_chip": filters.status == inbox.OPEN_ONES and not view,
            "query": query,
            "search_form": SearchForm(initial={"q": query.text}),
            "without": _without(request.GET, "sonra", "once"),
            "without_search": _without(request.GET, "sonra", "once", "ara"),
            "without_status": _without(request.GET, "sonra", "once", "durum"),
            # Narrowing by a filter keeps the search and the view one stands in.
            "keep": [(name, request.GET[name]) for name in ("ara", "gorunum") if request.GET.get(name)],
            "clear": reverse("desk:inbox"),
        },
    )


def _without(parameters, *names):
    rest = parameters.copy()
    for name in names:
        rest.pop(name, None)
    return rest.urlencode()


@require_POST
@for_desk
def search(request):
    form = SearchForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["q"]:
        return redirect("desk:inbox")
    query = searches.Query(form.cleaned_data["q"])
    searches.log(request.user, query)
    if query.reference:
        case = Case.objects.for_staff(request.user).filter(reference=query.reference).first()
        if case:
            return redirect("desk:case", case.pk)
    return redirect(f"{reverse('desk:inbox')}?ara={searches.keep(request.session, query.text)}")


# -- Who looked -----------------------------------------------------------------------------
@require_GET
@for_read_log
def reads(request):
    filters = ReadFilterSet(request.GET, request=request)
    page = paging.page(
        (filters.qs if filters.is_valid() else filters.queryset.none()).select_related("user"),
        paging.READS,
        after=request.GET.get("sonra", ""),
        before=request.GET.get("once", ""),
    )
    return render(
        request,
        "desk/reads.html",
        {
            "header_title": _("Kim baktı"),
            "header_icon": "view",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Ana sayfa")},
                {"url": reverse("desk:reads"), "label": _("Kim baktı")},
            ],
            "filters": filters,
            "page": page,
            "rows": [(row, shown_subject(row.subject)) for row in page.rows],
            "without": _without(request.GET, "sonra", "once"),
        },
    )
