"""The desk's lists; one case is case_views.py. Each view is a sentence: guard (doors.py), form, verb, redirect."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wishes.models import Case

from . import paging, searches
from .doors import for_desk, for_read_log
from .forms import SearchForm
from .reads import ReadFilterSet, shown_subject


def crumbs(*more):
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Ana sayfa")},
        {"url": reverse("desk:inbox"), "label": _("Masa")},
        *more,
    ]


def without(parameters, *names):
    rest = parameters.copy()
    for name in names:
        rest.pop(name, None)
    return rest.urlencode()


def wants_shortcuts(user):
    profile = getattr(user, "wagtail_userprofile", None)
    return profile is None or profile.keyboard_shortcuts


# -- Search ---------------------------------------------------------------------------------
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
            "without": without(request.GET, "sonra", "once"),
        },
    )
