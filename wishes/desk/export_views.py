"""The present list as a file: asked for, waited for, fetched."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from lib.sealing import SealError
from people.services import log_read

from . import exports, inbox, saved
from .doors import for_exports
from .models import Export
from .permissions import may_export_people
from .views import crumbs


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=gettext_lazy("Dosya türü"),
        choices=[("xlsx", gettext_lazy("Excel (XLSX)")), ("csv", gettext_lazy("CSV, Türkçe Excel’e uygun"))],
        initial="xlsx",
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Dosya türünü seçin."),
            "invalid_choice": gettext_lazy("Dosya türünü seçin."),
        },
    )
    people = forms.BooleanField(
        label=gettext_lazy("Kişi bilgileriyle"),
        required=False,
        help_text=gettext_lazy("Ad, telefon, e-posta ve yazdıkları. Kimin indirdiği her başvuru için kaydedilir."),
    )
    query = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_export_people(user):
            del self.fields["people"]


@require_http_methods(["GET", "POST"])
@for_exports
def export(request):
    if request.method == "GET":
        query = exports.clean_query(request.user, request.GET.urlencode())
        narrower = bool(request.GET.get("ara")) or request.GET.get("gorunum", "") not in ("", *inbox.VIEW)
        return _page(request, ExportForm(user=request.user, initial={"query": query}), query, narrower=narrower)
    form = ExportForm(request.POST, user=request.user)
    valid = form.is_valid()
    query = exports.clean_query(request.user, form.cleaned_data.get("query") or "")
    if len(query) > Export._meta.get_field("query").max_length:  # written out, signs take more room
        form.add_error(None, saved.TOO_MANY)
        valid = False
    if not valid:
        return _page(request, form, query, status=422)
    wanted = {"format": form.cleaned_data["format"], "with_people": form.cleaned_data.get("people", False)}
    if not exports.is_big(request.user, query):
        content = exports.at_once(request.user, query, **wanted)
        return HttpResponse(content, headers=_headers(wanted["format"]))
    try:
        exports.ask(request.user, query, **wanted)
    except exports.TooMany:
        form.add_error(None, _("Hazırlanan üç dosyanız var. Biri bitince yeniden isteyin."))
        return _page(request, form, query, status=422)
    messages.success(request, _("Dosyanız hazırlanıyor. Bitince buradan indirirsiniz."))
    return redirect("desk:files")


def _page(request, form, query, *, narrower=False, status=200):
    user = request.user
    return render(
        request,
        "desk/export.html",
        {
            "header_title": _("Dosya olarak indir"),
            "header_icon": "download",
            "breadcrumbs_items": crumbs({"url": "", "label": _("Dosya olarak indir")}),
            "form": form,
            "words": exports.in_words(user, query),
            "count": exports.cases_of(user, query).order_by().values("pk")[: exports.AT_ONCE + 1].count(),
            "at_once": exports.AT_ONCE,
            "narrower": narrower,
            "back": f"{reverse('desk:inbox')}?{query}",
        },
        status=status,
    )


@require_GET
@for_exports
def files(request):
    return render(
        request,
        "desk/export_files.html",
        {
            "header_title": _("Dosyalarım"),
            "header_icon": "download",
            "breadcrumbs_items": crumbs({"url": reverse("desk:files"), "label": _("Dosyalarım")}),
            "exports": [
                (export, exports.in_words(request.user, export.query), _is_there(export))
                for export in Export.objects.filter(user=request.user)[:50]
            ],
        },
    )


def _is_there(export):
    return export.status == Export.Status.READY and export.expires_at > timezone.now()


@require_GET
@for_exports
def fetch(request, export):
    """The file, to the one who asked for it, while the rights it was made with last."""
    export = get_object_or_404(
        Export, user=request.user, token=export, status=Export.Status.READY, expires_at__gt=timezone.now()
    )
    if not exports.may_have(export) or export.scope != exports.rights(request.user):
        raise Http404
    try:
        content = exports.content(export)
    except (SealError, OSError):
        raise Http404 from None
    if export.with_people:
        log_read(user=request.user, action="export", subject="export:people", reason=str(export.rows))
    return StreamingHttpResponse(content, headers=_headers(export.format, export.asked_at))


def _headers(format, moment=None):
    return {
        "Content-Type": exports.TYPES[format],
        "Content-Disposition": f'attachment; filename="{exports.filename(format, moment)}"',
        "Cache-Control": "no-store, private",
        "X-Content-Type-Options": "nosniff",
    }
