"""One verb on many cases: selection, what the verb needs, preview, confirmation, and for a while the way back."""

from django.contrib import messages
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wishes.models import Case
from wishes.services import MoveRefused, Stale

from . import bulk, bulk_acts, inbox_views
from .doors import for_desk
from .models import BulkAct
from .previews import rehearse
from .since import hand_over
from .views import crumbs


@require_http_methods(["GET", "POST"])
@for_desk
def bulk_act(request):
    """The steps are told apart by what was posted: a fresh selection, the signed one, "send"."""
    if request.method == "GET":  # a reload of a step
        return redirect("desk:inbox")
    here = request.POST.get("liste", "")
    verb = {verb.key: verb for verb in bulk.verbs_of(request.user)}.get(request.POST.get("islem"))
    if verb is None:
        return _back(request, here, _("Ne yapılacağını seçin: ata, taşı ya da kapat."))
    if "secim" not in request.POST:
        return _select(request, verb, here)
    selection = bulk.selected(request.user, request.POST["secim"])
    if selection is None:
        return _back(request, here, _("Seçiminizin süresi doldu. Başvuruları yeniden seçin."))
    form = verb.form(request.POST, user=request.user)
    if not form.is_valid():
        return _step(request, verb, selection, form, here, status=422)
    step = request.POST.get("step", "")
    if step == "edit":
        return _step(request, verb, selection, form, here)
    warnings = form.warnings()
    unconfirmed = bool(step == "send" and warnings and request.POST.get("confirmed") != "on")
    if step != "send" or unconfirmed:
        return _preview(request, verb, selection, form, here, warnings, unconfirmed)
    act = bulk_acts.carry_out(verb, selection, form.cleaned_data, by=request.user)
    return redirect("desk:bulk_done", act.pk)


def _select(request, verb, here):
    pks = _wanted(request, here)
    if not pks:
        return _back(request, here, _("Önce en az bir başvuru seçin."))
    if len(pks) > bulk.MOST:
        words = _("Bir kerede en çok %(most)s başvuru seçebilirsiniz. Seçtiğiniz: %(number)s.")
        return _back(request, here, words % {"most": bulk.MOST, "number": len(pks)})
    return _step(request, verb, bulk.select(request.user, pks), verb.form(user=request.user), here)


def _wanted(request, here):
    """Primary keys of the ticked rows, or of the first MOST of the whole list."""
    if request.POST.get("hepsi") == "on":
        ask = inbox_views.asked(request, QueryDict(here), hand_over())
        found = ask.found.order_by(*ask.order.ordering(backwards=False))
        return list(found.values_list("pk", flat=True)[: bulk.MOST])
    # [0-9] only, and short enough for a column of the database
    return {int(text) for text in request.POST.getlist("sec") if text.isascii() and text.isdigit() and len(text) < 19}


def _back(request, here, words):
    messages.warning(request, words)
    return HttpResponseRedirect(_list_address(here))


def _list_address(here):
    """The inbox as it stood; only parameters are taken over, so that it leads nowhere else."""
    parameters = QueryDict(here).urlencode()
    return reverse("desk:inbox") + (f"?{parameters}" if parameters else "")


def _step(request, verb, selection, form, here, status=200):
    """What the verb needs to know, over the list of what it will act on."""
    return _page(request, verb, selection, form, here, bulk.sort(request.user, verb, selection), status=status)


def _preview(request, verb, selection, form, here, warnings, unconfirmed):
    chosen = bulk.sort(request.user, verb, selection, form.cleaned_data)
    more = {"warnings": warnings, "unconfirmed": unconfirmed, "is_preview": True}
    if chosen.going and verb.is_public:
        more |= {
            "example": chosen.going[0],
            "preview": _rehearsed(chosen.going[0], verb, form, request.user),
            "told": bulk.told(chosen.going),
            "minutes": int(bulk.UNDO_FOR.total_seconds() // 60),
        }
    return _page(request, verb, selection, form, here, chosen, status=422 if unconfirmed else 200, **more)


def _rehearsed(case, verb, form, user):
    try:
        return rehearse(
            case,
            lambda rehearsed: verb.act(
                rehearsed, form.cleaned_data, by=user, version=case.version, not_before=timezone.now()
            ),
        )
    except (MoveRefused, Stale):  # changed this very moment; the confirmation will name it
        return None


def _page(request, verb, selection, form, here, chosen, *, status=200, **more):
    return render(
        request,
        "desk/bulk.html",
        {
            "header_title": verb.label,
            "header_icon": verb.icon,
            "breadcrumbs_items": crumbs({"url": "", "label": verb.label}),
            "verb": verb,
            "form": form,
            "chosen": chosen,
            "token": selection.signed(request.user),
            "confirm": verb.confirm % {"number": len(chosen.going)},
            "here": here,
            "back": _list_address(here),
            **more,
        },
        status=status,
    )


# -- Afterwards -----------------------------------------------------------------------------
@require_GET
@for_desk
def done(request, act):
    """What was done, what was left out, and the way back while there is one. For whoever did it."""
    act = get_object_or_404(BulkAct, pk=act, user=request.user)
    verb = bulk.VERB[act.verb]
    changed = [item for item in act.items if "event" in item]
    unseen = sum(item.get("number", 0) for item in act.items)
    cases = Case.objects.filter(pk__in=[item["case"] for item in act.items if item["case"]]).in_bulk()
    seen = set(Case.objects.for_staff(request.user).filter(pk__in=cases).values_list("pk", flat=True))
    until = act.at + bulk.UNDO_FOR
    return render(
        request,
        "desk/bulk_done.html",
        {
            "header_title": verb.label,
            "header_icon": verb.icon,
            "breadcrumbs_items": crumbs({"url": "", "label": verb.label}),
            "act": act,
            "verb": verb,
            "said": verb.done % {"number": len(changed)},
            "rows": [(cases[item["case"]], item["case"] in seen, item) for item in changed if item["case"] in cases],
            "left": [
                (cases[item["case"]], item["case"] in seen, bulk.Left(item["left"]).label)
                for item in act.items
                if "left" in item and item["case"] in cases
            ],
            "unseen": unseen,
            "skipped": unseen + sum("left" in item and item["case"] is not None for item in act.items),
            "kept": [item for item in changed if "kept" in item],
            "until": until,
            "may_undo": bool(changed) and act.undone_at is None and timezone.now() < until,
        },
    )


@require_POST
@for_desk
def take_back(request, act):
    act = get_object_or_404(BulkAct, pk=act, user=request.user)
    try:
        bulk_acts.undo(act, by=request.user)
    except bulk_acts.CannotUndo as refusal:
        messages.warning(
            request,
            _("Bu işlem zaten geri alındı.")
            if refusal.reason == "undone"
            else _("Geri alma süresi doldu: 10 dakika. Başvuruları tek tek açıp düzeltin."),
        )
    return redirect("desk:bulk_done", act.pk)
