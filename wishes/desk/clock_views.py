"""The verbs of a legal clock at the case page: a longer period, a fee, its payment. Form, preview, verb.

The citizen reads the words, so they are shown as the citizen will see them first, as with the verbs of the dock.
"""

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from lib import turkish
from wishes import clock_verbs
from wishes.models import Case
from wishes.services import MoveRefused, Stale

from .case_views import case_crumbs, preview_page
from .clocks import REFUSALS, whys
from .dock import Tab
from .doors import on_case
from .forms import DockForm, PublicForm, TextArea
from .timeline import timeline


class ClockWords(forms.CharField):
    def __init__(self, *, missing, longest, **kwargs):
        super().__init__(
            max_length=longest,
            strip=False,
            widget=TextArea(4, maxlength=longest),
            error_messages={
                "required": missing,
                "max_length": _("Metin %(show_value)d karakter. En çok %(limit_value)d olabilir."),
            },
            **kwargs,
        )

    def to_python(self, value):
        return turkish.clean_text(super().to_python(value))


class ExtendForm(PublicForm):
    text = ClockWords(
        label=_("Neden uzatıyorsunuz"),
        missing=_("Süreyi neden uzattığınızı yazın."),
        longest=300,
        help_text=_("Vatandaş bu metni okur. Örnek: Bilgi için Fen İşleri Müdürlüğünün görüşü gerekiyor."),
    )


class FeeForm(PublicForm):
    text = ClockWords(
        label=_("Ücret ve nasıl ödeneceği"),
        missing=_("Tutarı ve nasıl ödeneceğini yazın."),
        longest=1000,
        help_text=_("Vatandaş bu metni okur. Son ödeme gününü sistem kendisi yazar."),
    )


class PaidForm(DockForm):
    pass


TABS = {
    "extend": Tab(
        "extend", "uzat", _("Süreyi uzat"), _("Süreyi uzat ve bildir"), _("Süre uzatıldı, vatandaşa yazıldı."),
        ExtendForm, None, icon="time",
    ),
    "fee": Tab(
        "fee", "ucret", _("Ücret bildir"), _("Ücreti bildir ve süreyi durdur"),
        _("Ücret bildirildi. Yatırılana kadar süre durdu."), FeeForm, None, icon="mail",
    ),
    "fee_paid": Tab(
        "fee_paid", "ucret-yatti", _("Ücret yatırıldı"), _("Ücret yatırıldı"),
        _("Ödeme işlendi. Süre yarından başlayarak yeniden sayılır."), PaidForm, None, icon="check", is_public=False,
    ),
}  # fmt: skip
ACTS = {
    "extend": lambda contact, data, **who: clock_verbs.extend(contact, reason=data["text"], **who),
    "fee": lambda contact, data, **who: clock_verbs.pause_for_fee(contact, data["text"], **who),
    "fee_paid": lambda contact, data, **who: clock_verbs.fee_paid(contact, **who),
}


def act(verb):
    """The view of one clock verb on one contact of the case."""

    @require_http_methods(["GET", "POST"])
    @on_case(verb=verb)
    def view(request, case, contact):
        contact = case.contacts.prefetch_related("pauses").filter(pk=contact).first()
        if contact is None:
            raise Http404
        tab = _on(TABS[verb], contact)
        if request.method == "GET":
            start = {"version": case.version, "seen": case.events.order_by("pk").last().pk}
            return _page(request, case, contact, tab, tab.form(initial=start, case=case, user=request.user, verb=verb))
        form = tab.form(request.POST, case=case, user=request.user, verb=verb)
        if not form.is_valid():
            return _page(request, case, contact, tab, form, status=422)
        step = request.POST.get("step", "")
        if step == "edit":
            return _page(request, case, contact, tab, form)
        warnings = form.warnings()
        unconfirmed = step == "send" and warnings and request.POST.get("confirmed") != "on"
        try:
            if tab.is_public and (step != "send" or unconfirmed):
                where, reader = _address(case, contact, tab), clock_verbs.known_as(case, contact)
                return preview_page(request, case, tab, form, warnings, unconfirmed, action=where, reader=reader)
            tab.act(case, form.cleaned_data, form, by=request.user, version=form.cleaned_data["version"])
        except clock_verbs.ClockRefused as refusal:
            return _refused(request, case, contact, tab, form, REFUSALS[refusal.reason])
        except Stale:
            return _refused(request, case, contact, tab, form, _now("Bu dosya siz açtıktan sonra değişti."))
        except MoveRefused:
            return _refused(request, case, contact, tab, form, _now("Başvuru artık açık değil."))
        messages.success(request, tab.done)
        return HttpResponseRedirect(f"{reverse('desk:case', args=[case.pk])}#son")

    view.__name__ = verb
    return view


def _on(tab, contact):
    """The tab with its verb bound to the contact."""
    return replace(tab, act=lambda _case, data, _form, **who: ACTS[tab.verb](contact, data, **who))


def _page(request, case, contact, tab, form, *, alert="", changes=(), status=200):
    return render(
        request,
        "desk/clock_verb.html",
        {
            "header_title": tab.label,
            "header_icon": tab.icon,
            "breadcrumbs_items": case_crumbs(case, {"url": "", "label": tab.label}),
            "case": case,
            "contact": contact,
            "tab": tab,
            "form": form,
            "alert": alert,
            "changes": changes,
            "why": next((why for why in whys(case) if why.contact.pk == contact.pk), None),
            "action": _address(case, contact, tab),
        },
        status=status,
    )


def _refused(request, case, contact, tab, form, alert):
    """Nothing was done and nothing typed is lost: the form again, with what changed since."""
    case = Case.objects.for_staff(request.user).filter(pk=case.pk).first()
    if case is None:
        messages.warning(request, _("Başvuru siz yazarken başka bir müdürlüğe verildi. Yazdığınız gönderilmedi."))
        return redirect("desk:inbox")
    changes = timeline(case, since=form.cleaned_data["seen"])
    form.data = form.data.copy()
    form.data.update({"version": case.version, "seen": changes[-1].event.pk if changes else form.data["seen"]})
    contact = case.contacts.filter(pk=contact.pk).first()
    if contact is None:
        messages.warning(request, _("Bu başvuru yolu artık başka bir başvuruya bağlı. Yazdığınız gönderilmedi."))
        return redirect("desk:case", case.pk)
    return _page(request, case, contact, tab, form, alert=alert, changes=changes, status=409)


def _address(case, contact, tab):
    return reverse(tab.address, args=[case.pk, contact.pk])
