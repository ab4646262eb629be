"""The inbox and a clerk's own views of it."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages as wagtail_messages

from wishes.models import Case

from . import bulk, inbox, paging, saved, searches
from .doors import for_desk
from .forms import SearchForm
from .models import SavedView
from .since import hand_over
from .views import crumbs, wants_shortcuts, without


@dataclass(frozen=True)
class Asked:
    """What an address of the inbox asks for."""

    query: searches.Query
    view: inbox.View | None
    filters: inbox.CaseFilterSet
    found: object  # the cases, within what the user may see
    order: object


def asked(request, parameters, over):
    """`over`: the hand-over, whose figures are views, too."""
    cases = Case.objects.for_staff(request.user)
    query = searches.Query(searches.recall(request.session, parameters.get("ara", "")))
    view = ({view.key: view for view in over.views} | inbox.VIEW).get(parameters.get("gorunum"))
    filters = inbox.CaseFilterSet(
        parameters, queryset=cases, request=request, default_status=inbox.default_status(view, bool(query.text))
    )
    found = filters.qs if filters.is_valid() else cases.none()
    if query.text:
        found = searches.find(found, query)
    if view:
        found = view.rows(found, request.user)
    only_open = view.only_open if view else filters.only_open
    return Asked(query, view, filters, found, paging.DESK if only_open else paging.RECEIVED)


@require_GET
@for_desk
def case_list(request):
    over = hand_over()
    ask = asked(request, request.GET, over)
    cases, filters, query = Case.objects.for_staff(request.user), ask.filters, ask.query
    page = paging.page(
        inbox.with_what_a_line_needs(ask.found),
        ask.order,
        after=request.GET.get("sonra", ""),
        before=request.GET.get("once", ""),
    )
    today = timezone.localdate()
    own = list(SavedView.objects.filter(user=request.user))
    address = filters.address(ask.view if ask.view in inbox.VIEWS else None) if filters.is_valid() else ""
    return render(
        request,
        "desk/inbox.html",
        {
            "header_title": _("Masa"),
            "header_icon": "clipboard-list",
            "breadcrumbs_items": crumbs(),
            "lines": [inbox.Line(case, today) for case in page.rows],
            "page": page,
            "views": [(ready, ready.count(cases, request.user), ready == ask.view) for ready in inbox.VIEWS],
            "own_views": [(view, saved.count(request, view, cases), view.query == address) for view in own],
            "over": over,
            "news": [(view, view.count(cases, request.user), view == ask.view) for view in over.views],
            "view": ask.view,
            "filters": filters,
            "chips": filters.chips() if filters.is_valid() else [],
            "default_chip": filters.status == inbox.OPEN_ONES and not ask.view,
            "query": query,
            "search_form": SearchForm(initial={"q": query.text}),
            "without": without(request.GET, "sonra", "once"),
            "without_search": without(request.GET, "sonra", "once", "ara"),
            "without_status": without(request.GET, "sonra", "once", "durum"),
            # Narrowing by a filter keeps the search and the view one stands in.
            "keep": [(name, request.GET[name]) for name in ("ara", "gorunum") if request.GET.get(name)],
            "clear": reverse("desk:inbox"),
            "save_form": _save_form(request, address, own),
            "here": request.GET.urlencode(),
            "bulk_verbs": bulk.verbs_of(request.user),
            "most": bulk.MOST,
            "many": bool(page.next or page.previous),
            "shortcuts": wants_shortcuts(request.user),
        },
    )


def _save_form(request, address, own):
    """Offered where there is something to keep that is not kept yet."""
    parameters = QueryDict(address)
    if not address or set(parameters) == {"gorunum"} or any(view.query == address for view in own):
        return None
    return saved.SaveForm(initial={"query": address}, request=request, auto_id="save-%s")


# -- Own views ------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@for_desk
def own_views(request):
    """The list of them; a POST keeps the filters that the inbox showed."""
    if request.method == "GET":
        return _own_views(request)
    form = saved.SaveForm(request.POST, request=request, auto_id="save-%s")
    if not form.is_valid():
        return _own_views(request, save_form=form, status=422)
    facts = {field: form.cleaned_data[field] for field in ("name", "query")}
    try:
        with transaction.atomic():
            view = SavedView.objects.create(user=request.user, **facts)
    except IntegrityError:  # the same button pressed twice
        view = get_object_or_404(SavedView, user=request.user, name=facts["name"])
    messages.success(request, _("Görünüm saklandı: %(name)s") % {"name": view.name})
    return HttpResponseRedirect(f"{reverse('desk:inbox')}?{view.query}")


@require_http_methods(["GET", "POST"])
@for_desk
def rename_view(request, view):
    view = get_object_or_404(SavedView, user=request.user, pk=view)
    if request.method == "GET":
        return redirect("desk:own_views")
    form = saved.NameForm(request.POST, user=request.user, saved=view, auto_id=f"name-{view.pk}-%s")
    if not form.is_valid():
        return _own_views(request, name_form=form, status=422)
    SavedView.objects.filter(pk=view.pk).update(name=form.cleaned_data["name"])
    messages.success(request, _("Görünümün adı değişti: %(name)s") % {"name": form.cleaned_data["name"]})
    return redirect("desk:own_views")


@require_POST
@for_desk
def delete_view(request, view):
    view = get_object_or_404(SavedView, user=request.user, pk=view)
    view.delete()
    again = wagtail_messages.button(f"{reverse('desk:inbox')}?{view.query}", _("Filtrelerini aç"))
    wagtail_messages.success(request, _("Görünüm silindi: %(name)s") % {"name": view.name}, buttons=[again])
    return redirect("desk:own_views")


def _own_views(request, *, save_form=None, name_form=None, status=200):
    """`save_form`, `name_form`: one that was not accepted, with what was typed."""
    rows = []
    for view in SavedView.objects.filter(user=request.user):
        if name_form and name_form.saved == view:
            form = name_form
        else:
            initial = {"name": view.name}
            form = saved.NameForm(initial=initial, user=request.user, saved=view, auto_id=f"name-{view.pk}-%s")
        rows.append((view, _in_words(request, view), form))
    return render(
        request,
        "desk/own_views.html",
        {
            "header_title": _("Görünümlerim"),
            "header_icon": "list-ul",
            "breadcrumbs_items": crumbs({"url": reverse("desk:own_views"), "label": _("Görünümlerim")}),
            "rows": rows,
            "save_form": save_form,
            "most": saved.MOST,
        },
        status=status,
    )


def _in_words(request, view):
    """ "Müdürlük: Park ve Bahçeler Müdürlüğü · Süre: Süresi geçen"."""
    parameters = QueryDict(view.query)
    filters = inbox.CaseFilterSet(parameters, request=request)
    ready = inbox.VIEW.get(parameters.get("gorunum"))
    words = [str(ready.label)] if ready else []
    words += [f"{label}: {value}" for label, value, _rest in filters.chips()] if filters.is_valid() else []
    return " · ".join(words) or _("Filtrelerinden biri artık yok.")
