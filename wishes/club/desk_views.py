"""The staff's screens: piles, one claim at a time, the file for the club and its answer, the dues."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lib.sealing import SealError
from people.models import ReadLog
from people.services import log_read
from wishes import uploads
from wishes.desk.reads import log_once
from wishes.models import CaseEvent

from . import answers, batches, dues, files, machine_checks, services
from .desk_forms import REASON_CHOICES, AnswerFileForm, DecisionForm, FreeRightForm, PaymentForm
from .models import Batch, ClubAnswer, Decision, DuesPayment, MembershipClaim, Reading, Season

WORK, CLOSE = "club.work_claim", "club.close_batch"
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def staff(*permissions):
    """Whoever holds one of the permissions; everybody else is refused before a row is looked at."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not any(request.user.has_perm(permission) for permission in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _page(request, template, title, context, *, crumbs=(), status=200):
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Ana sayfa")}]
    trail.append({"url": reverse("clubdesk:overview"), "label": _("Kocaelispor")})
    frame = {"header_title": title, "header_icon": "group", "breadcrumbs_items": [*trail, *crumbs]}
    frame |= {"may_close": request.user.has_perm(CLOSE), "may_work": request.user.has_perm(WORK)}
    return render(request, f"club/desk/{template}.html", frame | context, status=status)


def _crumb(batch):
    return {"url": reverse("clubdesk:batch", args=[batch.pk]), "label": str(batch)}


# -- Piles ----------------------------------------------------------------------------------
@require_GET
@staff(WORK, CLOSE)
def overview(request):
    return _overview(request)


def _overview(request, *, form=None, right_form=None, status=200):
    waiting = MembershipClaim.objects.to_read()
    seasons = [
        (season, waiting.filter(season=season).count(), season.claims.count()) for season in Season.objects.all()[:6]
    ]
    piles = list(Batch.objects.select_related("season", "made_by", "ready_by", "closed_by")[:30])
    for pile in piles:
        readings = list(pile.readings.all())
        pile.done, pile.size = sum(reading.is_done for reading in readings), len(readings)
    context = {
        "seasons": seasons,
        "piles": piles,
        "size": batches.SIZE,
        "form": form or AnswerFileForm(),
        "right_form": right_form or FreeRightForm(),
        "files": ClubAnswer.objects.select_related("uploaded_by", "applied_by")[:10],
    }
    return _page(request, "overview", _("Kocaelispor"), context, status=status)


@require_POST
@staff(WORK)
def make(request, season):
    try:
        batch = batches.make(season=get_object_or_404(Season, pk=season), by=request.user)
    except batches.Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("clubdesk:overview")
    return _to_next(request, batch)


@require_GET
@staff(WORK, CLOSE)
def batch(request, pk):
    found = get_object_or_404(Batch.objects.select_related("season", "ready_by", "closed_by"), pk=pk)
    readings = list(found.readings.select_related("claim__case", "by", "second_by"))
    counts = [(Decision(key).label, sum(reading.outcome == key for reading in readings)) for key in Decision.values]
    context = {
        "batch": found,
        "readings": readings,
        "counts": [pair for pair in counts if pair[1]],
        "done": sum(reading.is_done for reading in readings),
        "next": batches.next_reading(found, request.user) if found.is_open else None,
        "is_own": found.ready_by_id == request.user.pk,
        "sent": found.claims.count() if found.number else 0,
        "answered": found.claims.exclude(state=MembershipClaim.State.SENT).count() if found.number else 0,
    }
    return _page(request, "batch", str(found), context, crumbs=[_crumb(found)])


def _to_next(request, batch, after=0):
    coming = batches.next_reading(batch, request.user, after)
    if coming is None:
        messages.success(request, _("Bu gönderimde okuyacağınız istek kalmadı."))
        return redirect("clubdesk:batch", batch.pk)
    return redirect("clubdesk:read", batch.pk, coming.position)


# -- One claim ------------------------------------------------------------------------------
@require_GET
@staff(WORK)
def read(request, pk, position):
    return _read_page(request, _reading(pk, position))


@require_POST
@staff(WORK)
def reveal(request, pk, position):
    """Name and phone uncovered, once, on this answer only; the look is remembered."""
    reading = _reading(pk, position)
    log_read(user=request.user, action=ReadLog.Action.REVEAL, subject=f"case:{reading.claim.case.reference}")
    return _read_page(request, reading, revealed=True)


def _reading(pk, position):
    rows = Reading.objects.select_related(
        "batch", "by", "second_by", "claim__case__person", "claim__case__neighbourhood", "claim__season",
        "claim__consent",
    )  # fmt: skip
    return get_object_or_404(rows, batch=pk, position=position)


def _read_page(request, reading, *, revealed=False, problem="", typed=None, status=200):
    claim, user = reading.claim, request.user
    log_once(user, claim.case, "open")
    mine = batches.is_for(reading, user) and reading.batch.is_open
    context = {
        "reading": reading,
        "batch": reading.batch,
        "claim": claim,
        "case": claim.case,
        "checks": machine_checks.checks(claim),
        "said": claim.case.events.filter(kind__in=CaseEvent.SAID, is_public=True).prefetch_related("attachments"),
        "size": reading.batch.readings.count(),
        "mine": mine,
        "is_second": bool(reading.decision) and mine,
        # Whoever reads second does not know what the first one said.
        "shows_decision": bool(reading.decision) and not mine,
        "last": batches.last_of(reading.batch, user) if reading.batch.is_open else None,
        "missing": REASON_CHOICES[Decision.MISSING],
        "refused": REASON_CHOICES[Decision.REFUSE],
        "revealed": revealed,
        "problem": problem,
        "typed": typed or {},
        "shortcuts": _wants_shortcuts(user),
    }
    crumbs = [_crumb(reading.batch), {"url": "", "label": claim.case.shown_reference}]
    return _page(request, "read", claim.case.shown_reference, context, crumbs=crumbs, status=status)


def _wants_shortcuts(user):
    profile = getattr(user, "wagtail_userprofile", None)
    return profile is None or profile.keyboard_shortcuts


@require_POST
@staff(WORK)
def decide(request, pk, position):
    reading = _reading(pk, position)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _read_page(request, reading, problem=_("Bir karar seçin."), typed=request.POST, status=422)
    data = form.cleaned_data
    try:
        batches.decide(
            reading,
            data["decision"],
            by=request.user,
            version=data["version"],
            reason=data["reason"],
            text=data["text"],
        )
    except batches.Refused as refusal:
        return _read_page(request, _reading(pk, position), problem=str(refusal), typed=data, status=422)
    messages.success(
        request,
        _("%(reference)s: %(decision)s. Geri almak için: u")
        % {"reference": reading.claim.case.shown_reference, "decision": Decision(data["decision"]).label},
    )
    return _to_next(request, reading.batch, after=reading.position)


@require_POST
@staff(WORK)
def undo(request, pk, position):
    reading = _reading(pk, position)
    try:
        batches.undo(reading, by=request.user)
    except batches.Refused as refusal:
        return _read_page(request, reading, problem=str(refusal), status=422)
    messages.success(request, _("Karar geri alındı."))
    return redirect("clubdesk:read", pk, position)


@require_GET
@staff(WORK)
def document(request, pk, position, token):
    """What the young person added; the look is remembered."""
    reading = _reading(pk, position)
    attachment = get_object_or_404(reading.claim.case.attachments, token=token)
    log_once(request.user, reading.claim.case, "file")
    return uploads.response(attachment)


# -- Closing --------------------------------------------------------------------------------
def act(verb, permission, done):
    """The view of one of a batch's verbs."""

    @require_POST
    @staff(permission)
    def view(request, pk):
        found = get_object_or_404(Batch, pk=pk)
        try:
            getattr(batches, verb)(found, by=request.user)
        except batches.Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect("clubdesk:batch", pk)

    view.__name__ = verb
    return view


@require_GET
@staff(CLOSE)
def download(request, pk, kind):
    """The club's file or its manifest. Who took it, and whose data was in it, is remembered before it goes out."""
    found = get_object_or_404(Batch, pk=pk, state=Batch.State.CLOSED)
    if kind == "json":
        content = found.manifest.encode()
    else:
        field = {"xlsx": found.xlsx, "csv": found.csv}.get(kind)
        if not field:
            raise Http404
        try:
            content = files.opened(field)
        except (SealError, OSError):
            messages.error(request, _("Dosya değişmiş ya da yok. verify_batch komutuyla bakılması gerekir."))
            return redirect("clubdesk:batch", pk)
        for claim in found.claims.select_related("case"):
            subject = f"case:{claim.case.reference}"
            log_read(user=request.user, action=ReadLog.Action.EXPORT, subject=subject, reason=f"batch {found.number}")
    log_read(user=request.user, action=ReadLog.Action.EXPORT, subject=f"batch:{found.pk}", reason=kind)
    name = f"kocaelispor-{found.number:03d}.{kind}"
    return HttpResponse(
        content,
        content_type=TYPES[kind],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store, private",
            "Content-Security-Policy": "sandbox",
        },
    )


# -- The club's answer ----------------------------------------------------------------------
@require_POST
@staff(CLOSE)
def upload(request):
    form = AnswerFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _overview(request, form=form, status=422)
    sent = form.cleaned_data["file"]
    try:
        kept = answers.keep(sent.name, sent.read(), by=request.user)
    except answers.FileRefused as refusal:
        form.add_error("file", str(refusal))
        return _overview(request, form=form, status=422)
    return redirect("clubdesk:answer", kept.pk)


@require_http_methods(["GET", "POST"])
@staff(CLOSE)
def answer(request, pk):
    """Look at the rows; POST applies the good ones, once."""
    found = get_object_or_404(ClubAnswer, pk=pk)
    if request.method == "POST":
        if "discard" in request.POST:
            answers.discard(found)
            messages.success(request, _("Dosya atıldı, hiçbir şey işlenmedi."))
            return redirect("clubdesk:overview")
        answers.apply(found, by=request.user)
        messages.success(request, _("Yanıt işlendi."))
        return redirect("clubdesk:answer", pk)
    rows = answers.preview(found)
    context = {
        "answer": found,
        "rows": rows,
        "fine": [row for row in rows if row.is_fine],
        "faulty": [row for row in rows if row.problem],
        "known": sum(row.is_known for row in rows),
    }
    crumbs = [{"url": "", "label": _("Kulübün yanıtı")}]
    return _page(request, "answer", _("Kulübün yanıtı"), context, crumbs=crumbs)


# -- A number that somebody else used --------------------------------------------------------
@require_POST
@staff(CLOSE)
def free_right(request):
    form = FreeRightForm(request.POST)
    if not form.is_valid():
        return _overview(request, right_form=form, status=422)
    try:
        claim = services.free_right(form.cleaned_data["number"], by=request.user)
    except services.StillOpen as refusal:
        shown = refusal.claim.case.shown_reference
        log_read(user=request.user, action="search", subject=f"case:{refusal.claim.case.reference}")
        messages.warning(request, _("Bu numarayla bir istek sürüyor ya da üyelik olmuş: %(ref)s") % {"ref": shown})
        return redirect("clubdesk:overview")
    if claim is None:
        messages.info(request, _("Bu numarayla hak kullanılmamış."))
    else:
        log_read(user=request.user, action="search", subject=f"case:{claim.case.reference}")
        shown = claim.case.shown_reference
        messages.success(
            request, _("Hak serbest, kişi kendi isteğini yapabilir. Önceki istek: %(ref)s") % {"ref": shown}
        )
    return redirect("clubdesk:overview")


# -- Dues -----------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@staff(CLOSE)
def ledger(request):
    form, status = None, 200
    if request.method == "POST":
        form = PaymentForm(request.POST)
        if form.is_valid():
            try:
                payment = dues.pay(**form.cleaned_data, by=request.user)
            except dues.NotPaid as refusal:
                form.add_error(None, str(refusal))
            else:
                total = dues.lira(payment.total_kurus)
                messages.success(request, _("Ödeme yazıldı: %(total)s") % {"total": total})
                return redirect("clubdesk:dues")
        status = 422
    years = dues.report()
    lines = [
        {
            "year": year,
            "owed": dues.lira(year.owed),
            "paid": dues.lira(year.paid),
            "rest": dues.lira(year.rest),
            "expected": dues.lira(year.expected),
            "forecast": dues.lira(year.forecast),
            "form": _payment_form(year, form),
        }
        for year in years
    ]
    payments = [(payment, dues.lira(payment.total_kurus)) for payment in DuesPayment.objects.select_related("by")[:50]]
    context = {"lines": lines, "payments": payments, "form": form}
    return _page(request, "dues", _("Aidat defteri"), context, crumbs=[{"url": "", "label": _("Aidat defteri")}],
                 status=status)  # fmt: skip


def _payment_form(year, sent):
    if not year.rest:
        return None
    if sent is not None and str(sent.data.get("year")) == str(year.year):
        return sent
    return PaymentForm(initial={"year": year.year, "total": year.rest}, auto_id=f"id_{year.year}_%s")
