"""The duty desk's screens: needs to confirm, a call in one screen, a second person's yes, live counts, and the list of
donors, which nobody sees without writing why."""

import json

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from notices.models import Notice
from notices.rendering import render as render_notice
from people.services import log_read

from . import appeals, services, sms, waves
from .duty_forms import ConfirmForm, ListForm, OpenForm, ReasonForm, RefuseForm
from .models import Appeal, Call, Donor, Farewell, Rule
from .permissions import for_blood, for_duty, may_approve, on_duty
from .workflow import ENDED, Status

HISTORY = 20
MOST_ROWS = 300


def crumbs(*more):
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Ana sayfa")},
        {"url": reverse("blood_desk:index"), "label": _("Kan Bankası")},
        *more,
    ]


def page(request, template, title, context, *, status=200, trail=()):
    frame = {"header_title": title, "header_icon": "blood-drop", "breadcrumbs_items": crumbs(*trail)}
    return render(request, f"blood/desk/{template}.html", frame | context, status=status)


# -- All calls ------------------------------------------------------------------------------
@require_GET
@for_blood
def index(request):
    found = Appeal.objects.select_related("place", "proposed_by").with_counts()
    context = {
        "reported": found.filter(status=Status.REPORTED).order_by("created_at"),
        "confirmed": found.filter(status=Status.CONFIRMED),
        "proposed": found.filter(status=Status.PROPOSED),
        "running": found.filter(status=Status.RUNNING),
        "history": found.filter(status__in=[*ENDED, Status.REFUSED])[:HISTORY],
        "on_duty": on_duty(request.user),
    }
    return page(request, "index", _("Kan Bankası"), context)


@require_GET
@for_blood
def appeal(request, pk):
    return _appeal_page(request, _find(pk))


def _find(pk):
    return get_object_or_404(
        Appeal.objects.select_related("place", "caller", "proposed_by", "approved_by").with_counts(), pk=pk
    )


def _appeal_page(request, found, *, forms=None, revealed=False, preview=None, status=200):
    duty = on_duty(request.user)
    forms = forms or {}
    context = {
        "appeal": found,
        "on_duty": duty,
        "events": found.events.select_related("by"),
        "may_approve": found.status == Status.PROPOSED and may_approve(request.user, found),
        "approve_until": _approve_until(found),
        "arrivals": found.calls.filter(answer=Call.Answer.YES).exclude(arrives_at=None).order_by("arrives_at"),
        "waiting": found.called - found.said_yes - found.said_no,
        "revealed": revealed and duty,
        "preview": preview,
    }
    if duty and found.status == Status.REPORTED:
        context["confirm_form"] = forms.get("confirm") or ConfirmForm(prefix="confirm")
    if duty and found.status in (Status.REPORTED, Status.CONFIRMED, Status.PROPOSED):
        context["refuse_form"] = forms.get("refuse") or RefuseForm(prefix="refuse")
    if duty and found.status == Status.CONFIRMED:
        context["open_form"] = forms.get("open") or OpenForm(appeal=found)
    if found.status == Status.PROPOSED:
        context["preview"] = _preview(found)
    title = _("Kan çağrısı: %(group)s") % {"group": found.blood.label}
    trail = [{"url": reverse("blood_desk:appeal", args=[found.pk]), "label": found.shown_reference}]
    return page(request, "appeal", title, context, status=status, trail=trail)


def _approve_until(found):
    if found.status != Status.PROPOSED or found.proposed_at is None:
        return None
    return found.proposed_at + Rule.objects.in_force().approval


def _preview(found):
    """How many fit, in which waves, with which words."""
    context = json.dumps(waves.message_context(found) | {"link": "/k/…/"})
    _subject, text = render_notice(Notice(key=services.CALL, transport=Notice.Transport.SMS, context=context))
    # The link's token is longer than the dots that stand for it here.
    units = sms.units(text) + waves.TOKEN_LENGTH - 1
    found_numbers = waves.forecast(found, timezone.now(), Rule.objects.in_force())
    return found_numbers | {"text": text, "units": units, "most_units": sms.ONE_MESSAGE}


# -- Opening --------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@for_duty
def new(request):
    """A call in one screen: chosen, counted, laid before the second person."""
    form = OpenForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _new_page(request, form)
    if not form.is_valid():
        return _new_page(request, form, status=422)
    if request.POST.get("step") != "propose":
        return _new_page(request, form, preview=_preview(Appeal(**form.call)))
    facts = {name: form.call[name] for name in ("group", "units", "until")}
    found = appeals.note_down(**facts, by=request.user)
    appeals.propose(found, by=request.user, **form.call)
    return _proposed(request, found)


def _new_page(request, form, *, preview=None, status=200):
    context = {"open_form": form, "preview": preview, "action": reverse("blood_desk:new")}
    trail = [{"url": reverse("blood_desk:new"), "label": _("Yeni çağrı")}]
    return page(request, "new", _("Yeni kan çağrısı"), context, status=status, trail=trail)


@require_POST
@for_duty
def propose(request, pk):
    found = _find(pk)
    form = OpenForm(request.POST, appeal=found)
    if not form.is_valid():
        return _appeal_page(request, found, forms={"open": form}, status=422)
    if request.POST.get("step") != "propose":
        for name, value in form.call.items():
            setattr(found, name, value)
        return _appeal_page(request, found, forms={"open": form}, preview=_preview(found))
    try:
        appeals.propose(found, by=request.user, **form.call)
    except (appeals.MoveRefused, appeals.TooLate):
        return _too_late(request, pk)
    return _proposed(request, found)


def _proposed(request, found):
    messages.success(request, _("Çağrı onaya sunuldu. İkinci kişiye haber verin."))
    return redirect("blood_desk:appeal", found.pk)


def _too_late(request, pk):
    messages.warning(request, _("Çağrının durumu bu arada değişti. Son hâline bakın."))
    return redirect("blood_desk:appeal", pk)


# -- Verbs ----------------------------------------------------------------------------------
def with_words(verb, form_class, done):
    """A verb of the duty officer that wants a sentence."""

    @require_POST
    @for_duty
    def view(request, pk):
        found = _find(pk)
        form = form_class(request.POST, prefix=verb)
        if not form.is_valid():
            return _appeal_page(request, found, forms={verb: form}, status=422)
        try:
            getattr(appeals, verb)(found, by=request.user, text=form.cleaned_data["text"])
        except appeals.MoveRefused:
            return _too_late(request, pk)
        messages.success(request, done)
        return redirect("blood_desk:appeal", pk)

    return view


confirm = with_words("confirm", ConfirmForm, gettext_lazy("İhtiyaç doğrulandı. Şimdi çağrıyı açabilirsiniz."))
refuse = with_words("refuse", RefuseForm, gettext_lazy("Çağrı açılmadı."))


@require_POST
@for_blood
def approve(request, pk):
    found = _find(pk)
    try:
        appeals.approve(found, by=request.user)
    except appeals.SameHand:
        messages.error(request, _("Kendi sunduğunuz çağrıyı başkası onaylar."))
    except appeals.TooLate:
        messages.warning(request, _("Onay süresi doldu. Çağrı yeniden onaya sunulmalı."))
    except appeals.MoveRefused:
        return _too_late(request, pk)
    else:
        messages.success(request, _("Çağrı başladı. İlk dalga yarım dakika içinde çıkar."))
    return redirect("blood_desk:appeal", pk)


def at_once(verb, done):
    """A verb of the duty officer that wants nothing but the press."""

    @require_POST
    @for_duty
    def view(request, pk):
        found = _find(pk)
        try:
            getattr(appeals, verb)(found, by=request.user)
        except (appeals.MoveRefused, appeals.TooLate):
            return _too_late(request, pk)
        messages.success(request, done)
        return redirect("blood_desk:appeal", pk)

    return view


stop = at_once("stop", gettext_lazy("Çağrı durdu. Başka kimse aranmaz."))
resume = at_once("resume", gettext_lazy("Çağrı sürüyor. Yeni dalga yarım dakika içinde çıkar."))


@require_POST
@for_duty
def reveal(request, pk):
    """Name and phone of whoever told of the need, to call back; on this answer only, and the look is remembered."""
    found = _find(pk)
    if found.caller is None:
        return redirect("blood_desk:appeal", pk)
    log_read(user=request.user, action="reveal", subject=f"appeal:{found.reference}", reason=_("geri arama"))
    return _appeal_page(request, found, revealed=True)


# -- Donors ---------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@for_duty
def donors(request):
    """The list, masked; each look is logged with the reason that was typed for it."""
    form = ListForm(request.POST if request.method == "POST" else None)
    rows, status = None, 200
    if request.method == "POST":
        if form.is_valid():
            group = form.cleaned_data["group"]
            log_read(
                user=request.user,
                action="open",
                subject=f"donors:{group}" if group else "donors",
                reason=form.cleaned_data["reason"],
            )
            rows = _rows(Donor.objects.filter(group=group) if group else Donor.objects.all())
        else:
            status = 422
    trail = [{"url": reverse("blood_desk:donors"), "label": _("Bağışçılar")}]
    context = {"form": form, "rows": rows, "most": MOST_ROWS}
    return page(request, "donors", _("Bağışçılar"), context, status=status, trail=trail)


def _rows(found):
    rules, today = Rule.objects.in_force(), timezone.localdate()
    listed = found.select_related("person", "neighbourhood").order_by("group", "neighbourhood__sort_key", "pk")
    return [{"donor": donor, "next_on": donor.next_eligible_on(rules, today)} for donor in listed[:MOST_ROWS]]


@require_http_methods(["GET", "POST"])
@for_duty
def donor(request, pk):
    """One donor: name and number uncovered for a written reason. The number is for the municipality alone."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    found = get_object_or_404(Donor.objects.select_related("person", "neighbourhood"), pk=pk)
    shown, status = None, 200
    if request.method == "POST":
        if form.is_valid():
            log_read(user=request.user, action="reveal", subject=f"donor:{pk}", reason=form.cleaned_data["reason"])
            shown = found
        else:
            status = 422
    return _donor_page(request, found, {"form": form, "shown": shown}, status=status)


def _donor_page(request, found, context, *, status=200):
    trail = [
        {"url": reverse("blood_desk:donors"), "label": _("Bağışçılar")},
        {"url": reverse("blood_desk:donor", args=[found.pk]), "label": str(found)},
    ]
    rules = Rule.objects.in_force()
    context |= {"donor": found, "next_on": found.next_eligible_on(rules)}
    return page(request, "donor", str(found), context, status=status, trail=trail)


@require_POST
@for_duty
def pause(request, pk):
    """Asked for on the telephone."""
    found = get_object_or_404(Donor, pk=pk)
    services.pause(found, services.add_months(timezone.localdate(), 3), by=request.user)
    messages.success(request, _("Üç ay ara verildi."))
    return redirect("blood_desk:donor", pk)


@require_POST
@for_duty
def forget(request, pk):
    """Asked for on the telephone: gone at once, with a receipt that names nobody."""
    found = get_object_or_404(Donor, pk=pk)
    try:
        receipt = services.forget(found, Farewell.Reason.BY_PHONE, by=request.user)
    except services.NotADonor:
        return redirect("blood_desk:donors")
    messages.success(request, _("Bağışçı silindi. Silme kaydı: %(code)s") % {"code": receipt.code})
    return redirect("blood_desk:donors")
