"""One case: its page, the dock's verbs with their preview, its files, who else is here."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.services import log_read
from wishes import uploads
from wishes.models import Case
from wishes.services import MoveRefused, Stale

from . import beside, clocks, contacts, inbox, kinds, mentions, plain, presence, replies
from .dock import TAB, makes_sense, tabs_for
from .doors import on_case
from .permissions import may
from .previews import preview
from .reads import log_once
from .timeline import timeline
from .views import crumbs, wants_shortcuts


@require_GET
@on_case
def case_page(request, case):
    return show(request, case, open_verb=request.GET.get("islem", ""), reply=request.GET.get("sablon", ""))


def show(request, case, *, form=None, open_verb="", reply="", status=200, revealed=False, **more):
    """The whole page; `form` replaces the empty form of its own tab (after an error or a way back)."""
    log_once(request.user, case, "open")
    presence.here(case, request.user)
    mentions.seen(case, request.user)
    lines = contacts.lines(case)
    entries = timeline(case)
    start = {"version": case.version, "seen": entries[-1].event.pk if entries else 0}
    tabs = _tabs(request, case, start, form, open_verb, reply)
    known = {tab.verb for tab, _form in tabs}
    today = timezone.localdate()
    return render(
        request,
        "desk/case.html",
        {
            "header_title": case.shown_reference,
            "header_icon": "form",
            "breadcrumbs_items": case_crumbs(case),
            "case": case,
            "line": inbox.Line(case, today),
            "own_page": kinds.of(case).page(case, request.user),
            "contacts": lines,
            "to_enter": [line for line in lines if line.to_enter],
            "beside": beside.of(case, request.user),
            "goes_on": _goes_on(case, request.user),
            "merged": list(case.merged.order_by("received_at", "pk")),
            "may_merge": may(request.user, "merge"),
            "may_split": may(request.user, "split") and case.is_open and len(lines) > 1,
            "loose_files": case.attachments.filter(event=None),
            "whys": clocks.whys(case, request.user),
            "entries": entries,
            "tabs": tabs,
            "open_verb": open_verb if open_verb in known else next((tab.verb for tab, _form in tabs), ""),
            "may_reveal": may(request.user, "reveal") and case.person is not None,
            "revealed": revealed,
            "shortcuts": wants_shortcuts(request.user),
            "others": presence.others(case, request.user),
            "heartbeat": presence.HEARTBEAT,
            "known_shorts": " ".join(sorted(plain.KNOWN)),
            **more,
        },
        status=status,
    )


def _goes_on(case, user):
    """(the case this one became part of, may this user see it), or None."""
    if case.merged_into_id is None:
        return None
    return case.merged_into, Case.objects.for_staff(user).filter(pk=case.merged_into_id).exists()


def case_crumbs(case, *more):
    return crumbs({"url": reverse("desk:case", args=[case.pk]), "label": case.shown_reference}, *more)


def _tabs(request, case, start, form, open_verb, reply):
    """[(tab, its form)]. `reply`: pk of the ready reply to begin with, where no script fills it in."""
    tabs = tabs_for(case, request.user)
    offered = replies.offered(case, [tab.verb for tab in tabs if tab.verb in replies.VERBS])
    rows = []
    for tab in tabs:
        ready = [(row, replies.fill(row.text, case)) for row in offered.get(tab.verb, ())]
        is_open = tab.verb == open_verb
        text = next((text for row, text in ready if is_open and str(row.pk) == reply), "")
        own = form if form is not None and is_open else None
        own = own or tab.form(initial=start | {"text": text}, case=case, user=request.user, verb=tab.verb)
        own.ready = ready
        rows.append((tab, own))
    return rows


@require_POST
@on_case(verb="reveal")
def reveal(request, case):
    """The applicant's name, phone and e-mail uncovered, once, on this answer only; the look is remembered."""
    if case.person is None:
        raise Http404
    log_read(user=request.user, action="reveal", subject=f"case:{case.reference}")
    return show(request, case, revealed=True)


@require_GET
@on_case
def file(request, case, token):
    attachment = get_object_or_404(case.attachments, token=token)
    log_once(request.user, case, "file")
    return uploads.response(attachment)


@require_POST
@on_case
def here(request, case):
    """The page's own sign of life; answers with who else is here, and whether the case changed meanwhile."""
    if request.POST.get("gone"):
        presence.gone(case, request.user)
        return HttpResponse(status=204)
    presence.here(case, request.user, is_writing=bool(request.POST.get("writing")))
    return render(
        request,
        "desk/parts/others.html",
        {
            "others": presence.others(case, request.user),
            "changed": request.POST.get("version", str(case.version)) != str(case.version),
        },
    )


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
            return show(request, case, form=form, open_verb=verb, status=422)
        step = request.POST.get("step", "")
        if step == "edit":
            return show(request, case, form=form, open_verb=verb)
        warnings = form.warnings()
        unconfirmed = step == "send" and warnings and request.POST.get("confirmed") != "on"
        try:
            if tab.is_public and (step != "send" or unconfirmed):
                return preview_page(request, case, tab, form, warnings, unconfirmed)
            if not makes_sense(tab.verb, case):
                raise MoveRefused(f"{tab.verb} makes no sense here")
            event = tab.act(case, form.cleaned_data, form, by=request.user, version=form.cleaned_data["version"])
        except Stale as stale:
            return refused(request, stale.case, tab, form)
        except MoveRefused:
            return refused(request, Case.objects.get(pk=case.pk), tab, form)
        return _done(request, event.case, tab, form)

    view.__name__ = verb
    return view


def preview_page(request, case, tab, form, warnings, unconfirmed, *, action="", reader=None):
    """What the citizen will read. action: where to send it, if not to the tab's own verb. reader: whose page it is."""
    return render(
        request,
        "desk/preview.html",
        {
            "header_title": _("Vatandaş bunu görecek"),
            "header_icon": "view",
            "breadcrumbs_items": case_crumbs(case, {"url": "", "label": tab.label}),
            "case": case,
            "tab": tab,
            "form": form,
            "action": action,
            "preview": preview(case, tab, form, by=request.user, reader=reader),
            "warnings": warnings,
            "unconfirmed": unconfirmed,
            "hints": plain.hints(form.cleaned_data.get("text", "")),
        },
        status=422 if unconfirmed else 200,
    )


def refused(request, case, tab, form):
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
    return show(
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


def _done(request, case, tab, form):
    presence.here(case, request.user)  # done writing
    if not Case.objects.for_staff(request.user).filter(pk=case.pk).exists():
        messages.success(request, _("%(reference)s başka bir müdürlüğe verildi.") % {"reference": case.shown_reference})
        return redirect("desk:inbox")
    messages.success(request, form.done(tab))
    for is_good, sentence in form.said():
        (messages.success if is_good else messages.warning)(request, sentence)
    return HttpResponseRedirect(f"{reverse('desk:case', args=[case.pk])}#son")
