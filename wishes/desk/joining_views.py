"""Two cases that are one matter, one case that is two, and answers entered in another system."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from notices.models import Notice
from wishes import joining, services
from wishes.models import Case
from wishes.services import MoveRefused, Stale

from . import beside
from .case_views import case_crumbs
from .contacts import label
from .doors import on_case
from .joining_forms import MergeForm, SplitForm
from .previews import message
from .timeline import timeline

CHANGED = gettext_lazy("Başvuru siz bakarken değişti. Yeniden bakın, sonra isterseniz yine deneyin.")
NOT_NOW = gettext_lazy("Başvurunun bugünkü durumunda bu işlem yapılamıyor.")
CANNOT_MERGE = {
    "same": gettext_lazy("Bir başvuru kendisiyle birleşemez."),
    "kind": gettext_lazy("Bu iki başvuru aynı türden değil, birleştirilemez."),
    "merged": gettext_lazy("Başvurulardan biri daha önce birleştirilmiş. Devam eden numarayı kullanın."),
}
CANNOT_UNDO = {
    "undone": gettext_lazy("Bu birleştirme daha önce geri alınmış."),
    "moved": gettext_lazy(
        "Temaslar o günden sonra başka başvurulara geçmiş. Birleştirme geri alınamaz, ayırabilirsiniz."
    ),
    "answered": gettext_lazy("Birleşen başvurulara yanıt verilmiş. Birleştirme geri alınamaz."),
}
CANNOT_SPLIT = {
    "none": gettext_lazy("Ayrılacak temasları seçin."),
    "all": gettext_lazy("Bütün temaslar ayrılamaz: en az biri burada kalsın."),
    "merged": gettext_lazy("Bu temas birleştirmeyle geldi. Ayırmak yerine birleştirmeyi geri alın."),
}


# -- Merging --------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@on_case(verb="merge")
def merge(request, case):
    if request.method == "GET":
        typed = {"other": request.GET.get("no", "")[:40], "goes_on": MergeForm.THERE, "version": case.version}
        return _merge_page(request, case, MergeForm(case=case, user=request.user, initial=typed))
    form = MergeForm(request.POST, case=case, user=request.user)
    if not form.is_valid():
        return _merge_page(request, case, form, status=422)
    source, target = form.source_and_target
    is_sent = request.POST.get("step") == "send"
    try:
        # The one is checked by the verb, the other here: a preview that is no longer true merges nothing.
        seen = form.cleaned_data["version"]
        if case.version != seen or (
            is_sent and form.cleaned_data["other"].version != form.cleaned_data["other_version"]
        ):
            raise Stale(case)
        if not is_sent:
            return _merge_preview(request, case, form, source, target)
        joining.merge(source, target, by=request.user, version=source.version)
    except joining.CannotMerge as refusal:
        return _merge_page(request, case, form, problem=CANNOT_MERGE[refusal.reason], status=409)
    except Stale:
        return _merge_page(request, case, _fresh(form, case), problem=CHANGED, status=409, changed=True)
    except MoveRefused:
        return _merge_page(request, case, form, problem=NOT_NOW, status=409)
    told = {"source": source.shown_reference, "target": target.shown_reference}
    messages.success(request, _("%(source)s numaralı başvuru, %(target)s numaralı başvuruyla birleştirildi.") % told)
    return redirect("desk:case", target.pk)


def _fresh(form, case):
    """The same form as the case now stands."""
    form.data = form.data.copy()
    form.data["version"] = Case.objects.values_list("version", flat=True).get(pk=case.pk)
    return form


def _merge_page(request, case, form, *, problem="", status=200, changed=False):
    return render(
        request,
        "desk/merge.html",
        {
            "header_title": _("Birleştir"),
            "header_icon": "link",
            "breadcrumbs_items": case_crumbs(case, {"url": "", "label": _("Birleştir")}),
            "case": case,
            "form": form,
            "problem": problem,
            "changes": timeline(case)[-3:] if changed else [],
            "alike": beside.similar(case, request.user) if case.is_open else [],
        },
        status=status,
    )


def _merge_preview(request, case, form, source, target):
    form.data = form.data.copy()
    form.data["other_version"] = form.cleaned_data["other"].version
    return render(
        request,
        "desk/merge_preview.html",
        {
            "header_title": _("Birleştirmeden önce"),
            "header_icon": "link",
            "breadcrumbs_items": case_crumbs(case, {"url": "", "label": _("Birleştir")}),
            "case": case,
            "form": form,
            "source": source,
            "target": target,
            "moved": source.contacts.count(),
            "told": _rehearsed(source, target, request.user),
        },
    )


def _rehearsed(source, target, user):
    """The message the source's citizen would get, or None: merged for real and taken back."""
    with transaction.atomic():
        newest = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        joining.merge(Case.objects.get(pk=source.pk), Case.objects.get(pk=target.pk), by=user)
        notice = Notice.objects.filter(pk__gt=newest, about=source.reference).first()
        told = message(notice) if notice else None
        transaction.set_rollback(True)
    return told


@require_POST
@on_case(verb="merge")
def unmerge(request, case):
    """`case` is the one that became part of another; both must be in sight."""
    made = case.merges.filter(undone_at=None).select_related("target").first()
    if made is None:
        messages.warning(request, CANNOT_UNDO["undone"])
        return redirect("desk:case", case.pk)
    get_object_or_404(Case.objects.for_staff(request.user), pk=made.target_id)
    try:
        joining.unmerge(made, by=request.user)
    except joining.CannotUndo as refusal:
        messages.warning(request, CANNOT_UNDO[refusal.reason])
        return redirect("desk:case", made.target_id)
    messages.success(
        request, _("Birleştirme geri alındı. %(number)s yeniden kendi başına.") % {"number": case.shown_reference}
    )
    return redirect("desk:case", case.pk)


# -- Splitting ------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@on_case(verb="split")
def split(request, case):
    data = request.POST if request.method == "POST" else None
    form = SplitForm(data, case=case, user=request.user, initial={"version": case.version})
    if data is None:
        return _split_page(request, case, form)
    if not form.is_valid():
        return _split_page(request, case, form, status=422)
    facts = form.cleaned_data
    try:
        new = joining.split(
            case, facts["contacts"], subject=facts["subject"], by=request.user, version=facts["version"]
        )
    except joining.CannotSplit as refusal:
        return _split_page(request, case, form, problem=CANNOT_SPLIT[refusal.reason], status=409)
    except Stale:
        return _split_page(request, case, _fresh(form, case), problem=CHANGED, status=409, changed=True)
    except MoveRefused:
        return _split_page(request, case, form, problem=NOT_NOW, status=409)
    messages.success(request, _("Ayrıldı. Yeni başvuru: %(number)s") % {"number": new.shown_reference})
    return redirect("desk:case", new.pk)


def _split_page(request, case, form, *, problem="", status=200, changed=False):
    return render(
        request,
        "desk/split.html",
        {
            "header_title": _("Ayır"),
            "header_icon": "cut",
            "breadcrumbs_items": case_crumbs(case, {"url": "", "label": _("Ayır")}),
            "case": case,
            "form": form,
            "problem": problem,
            "changes": timeline(case)[-3:] if changed else [],
        },
        status=status,
    )


# -- Answers entered elsewhere --------------------------------------------------------------
@require_POST
@on_case(verb="discharge")
def discharge(request, case):
    """ "Girildi": our answer stands in the system this contact came from."""
    contact = case.contacts.filter(pk=_number(request.POST.get("contact"))).first()
    if contact is None:
        raise Http404
    try:
        event = services.discharge(case, contact, by=request.user, version=_number(request.POST.get("version")))
    except Stale:
        messages.warning(request, CHANGED)
        return redirect("desk:case", case.pk)
    except MoveRefused:
        messages.warning(request, _("Bu yanıt daha önce girilmiş ya da başvuru henüz sonuçlanmamış."))
        return redirect("desk:case", case.pk)
    messages.success(request, _("Girildi: %(contact)s.") % {"contact": label(contact)})
    if not event.case.is_open:
        messages.success(request, _("Bütün yanıtlar girildi, başvuru sonuçlandı."))
    return redirect("desk:case", case.pk)


def _number(text):
    """What is no number that we gave out means nothing here: an old version, nobody's contact."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else -1
