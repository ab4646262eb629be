"""The screens of the routing rules: what decides now, the draft with its rehearsal, what decided before."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from . import routing, routing_rehearsal, routing_services, routing_words
from .models import RuleSet
from .routing_forms import InForceForm, RuleForm, VersionForm

MAY = "complaints.change_routing"
PAST = 50


def for_rules(view):
    """Whoever may change the rules; looking at them is a part of it."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.has_perm(MAY):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def on_draft(view):
    """The view gets the draft. Without one (thrown away, in force meanwhile) one is told so."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.has_perm(MAY):
            raise PermissionDenied
        draft = RuleSet.objects.drafts().first()
        if draft is None:
            messages.warning(request, _("Şu an taslak yok: silindi ya da yürürlüğe girdi."))
            return redirect("routing:overview")
        try:
            return view(request, draft, *args, **kwargs)
        except routing_services.DraftChanged:
            messages.warning(request, _("Taslak siz açtıktan sonra değişti. Son hâline bakın, sonra yeniden deneyin."))
            return redirect("routing:draft")

    return guarded


def _page(request, template, title, context, *, crumb=None, status=200):
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Ana sayfa")},
        {"url": reverse("routing:overview"), "label": _("Yönlendirme")},
        *([crumb] if crumb else []),
    ]
    frame = {"header_title": title, "header_icon": "order", "breadcrumbs_items": crumbs}
    return render(request, f"complaints/desk/{template}.html", frame | context, status=status)


def _draft_crumb():
    return {"url": reverse("routing:draft"), "label": _("Taslak")}


# -- Looking --------------------------------------------------------------------------------
@require_GET
@for_rules
def overview(request):
    sets = RuleSet.objects.select_related("in_force_by", "made_by")
    current = sets.in_force().first()
    context = {
        "current": current,
        "lines": routing_words.lines(current) if current else [],
        "draft": sets.drafts().first(),
        "past": sets.filter(state=RuleSet.State.PAST)[:PAST],
    }
    return _page(request, "rules", _("Yönlendirme"), context)


@require_GET
@for_rules
def rule_set(request, pk):
    shown = get_object_or_404(RuleSet.objects.exclude(state=RuleSet.State.DRAFT).select_related("in_force_by"), pk=pk)
    context = {"shown": shown, "lines": routing_words.lines(shown), "draft": RuleSet.objects.drafts().exists()}
    title = _("%(number)s. kurallar") % {"number": shown.pk}
    return _page(request, "rule_set", title, context, crumb={"url": "", "label": title})


# -- The draft ------------------------------------------------------------------------------
@require_POST
@for_rules
def start(request):
    source = RuleSet.objects.filter(pk=request.POST["source"]).first() if _number(request.POST.get("source")) else None
    routing_services.start_draft(by=request.user, source=source)
    return redirect("routing:draft")


def _number(text):
    return bool(text) and text.isascii() and text.isdecimal() and len(text) < 10


@require_GET
@on_draft
def draft(request, draft):
    rules = list(draft.rules.select_related("unit", "assignee"))
    problems = routing.problems(rules)
    result = draft.rehearsal if draft.is_rehearsed else None
    context = {
        "draft": draft,
        "lines": routing_words.lines(draft, rules, problems),
        "has_problems": bool(problems),
        "result": result,
        "was_rehearsed": bool(draft.rehearsal),
        "moves": routing_rehearsal.moves(result) if result else [],
        "examples": routing_rehearsal.examples(draft, request.user) if result else [],
        "rehearsed_at": parse_datetime(result["at"]) if result else None,
    }
    return _page(request, "draft", _("Taslak kurallar"), context, crumb=_draft_crumb())


@require_POST
@on_draft
def discard(request, draft):
    routing_services.discard(draft, by=request.user)
    messages.success(request, _("Taslak silindi. Yürürlükteki kurallar değişmedi."))
    return redirect("routing:overview")


@require_http_methods(["GET", "POST"])
@on_draft
def add(request, draft):
    return _rule(request, draft, None)


@require_http_methods(["GET", "POST"])
@on_draft
def edit(request, draft, pk):
    return _rule(request, draft, get_object_or_404(draft.rules, pk=pk))


def _rule(request, draft, rule):
    if request.method == "POST":
        form = RuleForm(request.POST, rule=rule)
        if form.is_valid():
            version = form.cleaned_data["version"]
            try:
                routing_services.save_rule(draft, by=request.user, version=version, rule=rule, **form.facts)
            except routing_services.DraftChanged:
                form = _again(form, draft)
                return _rule_page(request, rule, form, status=409, is_stale=True)
            messages.success(request, _("Kural taslağa kaydedildi."))
            return redirect("routing:draft")
        return _rule_page(request, rule, form, status=422)
    return _rule_page(request, rule, RuleForm(rule=rule, initial={"version": draft.version}))


def _again(form, draft):
    """What was typed stays; it may be sent once more, onto the draft as it is now."""
    form.data = form.data.copy()
    form.data["version"] = RuleSet.objects.values_list("version", flat=True).get(pk=draft.pk)
    return form


def _rule_page(request, rule, form, *, status=200, is_stale=False):
    title = _("Kuralı değiştir") if rule else _("Kural ekle")
    context = {"form": form, "rule": rule, "is_stale": is_stale}
    return _page(request, "rule", title, context, crumb=_draft_crumb(), status=status)


@require_POST
@on_draft
def remove(request, draft, pk):
    rule = get_object_or_404(draft.rules, pk=pk)
    routing_services.remove_rule(draft, rule, by=request.user, version=_version(request))
    messages.success(request, _("Kural taslaktan silindi."))
    return redirect("routing:draft")


@require_POST
@on_draft
def move(request, draft, pk):
    rule = get_object_or_404(draft.rules, pk=pk)
    places = -1 if request.POST.get("yon") == "yukari" else 1
    routing_services.move_rule(draft, rule, by=request.user, version=_version(request), places=places)
    return redirect(f"{reverse('routing:draft')}#kural-{rule.pk}")


def _version(request):
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise routing_services.DraftChanged
    return form.cleaned_data["version"]


# -- Rehearsing and putting in force --------------------------------------------------------
@require_POST
@on_draft
def rehearse(request, draft):
    if draft.version != _version(request) or routing_services.rehearse(draft, by=request.user) is None:
        raise routing_services.DraftChanged
    return redirect(f"{reverse('routing:draft')}#prova")


@require_http_methods(["GET", "POST"])
@for_rules
def in_force(request):
    if request.method == "GET":
        return _confirm(request)
    form = InForceForm(request.POST)
    draft = _meant(request)
    if draft is None or not form.is_valid():
        return _confirm(request, form=form, status=422)
    facts = form.cleaned_data
    try:
        routing_services.put_in_force(draft, by=request.user, version=facts["version"], note=facts["note"])
    except routing_services.DraftChanged:
        messages.warning(request, _("Taslak siz açtıktan sonra değişti. Son hâline bakın, sonra yeniden deneyin."))
        return redirect("routing:overview")
    except routing_services.NotReady as refusal:
        messages.warning(request, _why_not(refusal.problem))
        return redirect("routing:draft")
    messages.success(request, _("Kurallar yürürlükte. Yeni başvurular bu kurallarla yönlendirilir."))
    return redirect("routing:overview")


def _meant(request):
    """The set of the page that was sent: pressed twice, it is in force already, and that is well."""
    number = request.POST.get("draft", "")
    return RuleSet.objects.filter(pk=number).first() if _number(number) else None


@on_draft
def _confirm(request, draft, *, form=None, status=200):
    problems = routing.problems(draft.rules.select_related("unit", "assignee"))
    if not draft.is_rehearsed or problems:
        messages.warning(request, _why_not("rules" if problems else "rehearse"))
        return redirect("routing:draft")
    form = form or InForceForm(initial={"version": draft.version})
    context = {"draft": draft, "form": form, "result": draft.rehearsal, "count": draft.rules.count()}
    return _page(request, "in_force", _("Yürürlüğe koy"), context, crumb=_draft_crumb(), status=status)


def _why_not(problem):
    if problem == "rules":
        return _("Önce işaretli kuralları düzeltin, sonra prova yapın.")
    return _("Önce prova yapın: kuralların bugünkü hâli daha denenmedi.")
