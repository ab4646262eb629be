"""The desk's screens. Each is a sentence: guard (doors.py), form, verb, redirect or page."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.services import log_read
from wishes import uploads
from wishes.models import Case
from wishes.services import MoveRefused, Stale

from . import clocks, inbox, kinds, paging, searches
from .dock import TAB, tabs_for
from .doors import for_desk, for_read_log, on_case
from .forms import SearchForm
from .permissions import may
from .previews import preview
from .reads import ReadFilterSet, log_once, shown_subject
from .timeline import timeline


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


# -- One case -------------------------------------------------------------------------------
@require_GET
@on_case
def case_page(request, case):
    return _case_page(request, case, open_verb=request.GET.get("islem", ""))


def _case_page(request, case, *, form=None, open_verb="", status=200, revealed=False, **more):
    """The whole page; `form` replaces the empty form of its own tab (after an error or a way back)."""
    log_once(request.user, case, "open")
    contacts = list(case.contacts.all())
    entries = timeline(case)
    start = {"version": case.version, "seen": entries[-1].event.pk if entries else 0}
    tabs = []
    for tab in tabs_for(case, request.user):
        own = form if form is not None and tab.verb == open_verb else None
        tabs.append((tab, own or tab.form(initial=start, case=case, user=request.user, verb=tab.verb)))
    known = {tab.verb for tab, _form in tabs}
    today = timezone.localdate()
    return render(
        request,
        "desk/case.html",
        {
            "header_title": case.shown_reference,
            "header_icon": "form",
            "breadcrumbs_items": crumbs({"url": reverse("desk:case", args=[case.pk]), "label": case.shown_reference}),
            "case": case,
            "line": inbox.Line(case, today),
            "own_page": kinds.of(case).page(case, request.user),
            "contacts": contacts,
            "loose_files": case.attachments.filter(event=None),
            "why": clocks.why(case, contacts),
            "entries": entries,
            "tabs": tabs,
            "open_verb": open_verb if open_verb in known else next((tab.verb for tab, _form in tabs), ""),
            "may_reveal": may(request.user, "reveal") and case.person is not None,
            "revealed": revealed,
            "shortcuts": _wants_shortcuts(request.user),
            **more,
        },
        status=status,
    )


def _wants_shortcuts(user):
    profile = getattr(user, "wagtail_userprofile", None)
    return profile is None or profile.keyboard_shortcuts


@require_POST
@on_case(verb="reveal")
def reveal(request, case):
    """The applicant's name, phone and e-mail uncovered, once, on this answer only; the look is remembered."""
    if case.person is None:
        raise Http404
    log_read(user=request.user, action="reveal", subject=f"case:{case.reference}")
    return _case_page(request, case, revealed=True)


@require_GET
@on_case
def file(request, case, token):
    attachment = get_object_or_404(case.attachments, token=token)
    log_once(request.user, case, "file")
    return uploads.response(attachment)


# -- The dock -------------------------------------------------------------------------------
def act(verb):
    """The view of one verb: form, then preview if the citizen will read it, then the verb. First come, first served."""
    tab = TAB[verb]

    @require_http_methods(["GET", "POST"])
    @on_case(verb=verb)
    def view(request, case):
        if request.method == "GET":  # a reload or a bookmark of the preview
            return redirect(f"{reverse('desk:case', args=[case.pk])}?islem={verb}#dock")
        form = tab.form(request.POST, request.FILES, case=case, user=request.user, verb=verb)
        if not form.is_valid():
            return _case_page(request, case, form=form, open_verb=verb, status=422)
        step = request.POST.get("step", "")
        if step == "edit":
            return _case_page(request, case, form=form, open_verb=verb)
        warnings = form.warnings()
        unconfirmed = step == "send" and warnings and request.POST.get("confirmed") != "on"
        try:
            if tab.is_public and (step != "send" or unconfirmed):
                return _preview(request, case, tab, form, warnings, unconfirmed)
            event = tab.act(case, form.cleaned_data, form, by=request.user, version=form.cleaned_data["version"])
        except Stale as stale:
            return _refused(request, stale.case, tab, form)
        except MoveRefused:
            return _refused(request, Case.objects.get(pk=case.pk), tab, form)
        return _done(request, event.case, tab)

    view.__name__ = verb
    return view


def _preview(request, case, tab, form, warnings, unconfirmed):
    return render(
        request,
        "desk/preview.html",
        {
            "header_title": _("Vatandaş bunu görecek"),
            "header_icon": "view",
            "breadcrumbs_items": crumbs(
                {"url": reverse("desk:case", args=[case.pk]), "label": case.shown_reference},
                {"url": "", "label": tab.label},
            ),
            "case": case,
            "tab": tab,
            "form": form,
            "preview": preview(case, tab, form, by=request.user),
            "warnings": warnings,
            "unconfirmed": unconfirmed,
        },
        status=422 if unconfirmed else 200,
    )


def _refused(request, case, tab, form):
    """Somebody was quicker, or the case stands where this verb makes no sense. Nothing typed is lost."""
    case = Case.objects.for_staff(request.user).filter(pk=case.pk).first()
    if case is None:
        messages.warning(request, _("Başvuru siz yazarken başka bir müdürlüğe verildi. Yazdığınız gönderilmedi."))
        return redirect("desk:inbox")
    changes = timeline(case, since=form.cleaned_data["seen"])
    last = changes[-1].event.pk if changes else form.cleaned_data["seen"]
    form.data = form.data.copy()
    form.data.update({"version": case.version, "seen": last})
    still_possible = tab in tabs_for(case, request.user)
    return _case_page(
        request,
        case,
        form=form if still_possible else None,
        open_verb=tab.verb,
        status=409,
        changes=changes,
        refused=tab,
        still_possible=still_possible,
        typed="" if still_possible else form.cleaned_data.get("text") or form.cleaned_data.get("note", ""),
    )


def _done(request, case, tab):
    if not Case.objects.for_staff(request.user).filter(pk=case.pk).exists():
        messages.success(request, _("%(reference)s başka bir müdürlüğe verildi.") % {"reference": case.shown_reference})
        return redirect("desk:inbox")
    messages.success(request, tab.done)
    return HttpResponseRedirect(f"{reverse('desk:case', args=[case.pk])}#son")


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
