"""Days on the road: planned, put in order, printed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.services import log_read

from . import visits
from .board import Card, with_what_a_card_needs
from .desk_forms import VisitForm
from .desk_views import REFUSED, chosen_campaign, crumbs
from .doors import WORK, needs, on_visit
from .models import Visit, Wish
from .services import StageRefused, plan, unplan
from .stages import Stage


@require_http_methods(["GET", "POST"])
@needs(WORK)
def visit_list(request):
    """The days of a campaign, and a new one."""
    campaign = chosen_campaign(request)
    form = VisitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and campaign and form.is_valid():
        visit = Visit.objects.create(campaign=campaign, **form.cleaned_data)
        messages.success(request, _("Ziyaret günü açıldı. Şimdi durakları ekleyin."))
        return redirect("wishbox:visit", visit.pk)
    return render(
        request,
        "wishbox/desk/visits.html",
        {
            "header_title": _("Ziyaretler"),
            "header_icon": "calendar",
            "breadcrumbs_items": crumbs({"url": "", "label": _("Ziyaretler")}),
            "campaign": campaign,
            "visits": visits.with_counts(campaign) if campaign else [],
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@require_GET
@on_visit
def visit_page(request, visit):
    waiting = visit.campaign.wishes.for_staff(request.user).open().filter(stage__in=[Stage.CHOSEN, Stage.PREPARING])
    waiting = with_what_a_card_needs(waiting).order_by("case__neighbourhood__sort_key", "pk")[:200]
    return render(
        request,
        "wishbox/desk/visit.html",
        {
            "header_title": str(visit),
            "header_icon": "calendar",
            "breadcrumbs_items": crumbs(
                {"url": reverse("wishbox:visits"), "label": _("Ziyaretler")}, {"url": "", "label": str(visit)}
            ),
            "visit": visit,
            "stops": [Card(wish) for wish in with_what_a_card_needs(visit.wishes.all()).order_by("stop", "id")],
            "waiting": [Card(wish) for wish in waiting],
            "kilometres": visits.kilometres(visit),
            "may_print": request.user.has_perm("wishes.reveal_person"),
        },
    )


@require_POST
@on_visit
def stops(request, visit):
    """Add the ticked wishes, take one out, move one up or down, or let the shortest way decide."""
    act, _colon, pk = request.POST.get("do", "").partition(":")
    wish = visit.wishes.filter(pk=int(pk)).first() if pk.isascii() and pk.isdecimal() and len(pk) < 16 else None
    try:
        if act == "ekle":
            keys = [key for key in request.POST.getlist("dilek") if key.isascii() and key.isdecimal() and len(key) < 16]
            chosen = Wish.objects.for_staff(request.user).filter(pk__in=keys, campaign=visit.campaign)
            for added in chosen.select_related("case"):
                plan(added, visit, by=request.user)
            messages.success(request, _("Eklenen dilek: %(count)s") % {"count": len(chosen)})
        elif act == "sirala":
            visits.put_in_order(visit)
            messages.success(request, _("Duraklar en kısa yola göre sıralandı. İsterseniz değiştirin."))
        elif act == "cikar" and wish:
            unplan(wish, by=request.user)
        elif act in ("yukari", "asagi") and wish:
            visits.shift(visit, wish, -1 if act == "yukari" else 1)
    except StageRefused:
        messages.warning(request, REFUSED[StageRefused])
    return redirect("wishbox:visit", visit.pk)


@require_GET
@on_visit(reveal=True)
def sheet(request, visit):
    return _printed(request, visit, "wishbox/desk/sheet.html")


@require_GET
@on_visit(reveal=True)
def driver_sheet(request, visit):
    """Addresses in order, names covered, no wish and no telephone: what a driver needs."""
    return _printed(request, visit, "wishbox/desk/driver.html")


def _printed(request, visit, template):
    """Addresses leave the house on paper: every one of them is a look that is remembered."""
    stops = list(visit.stops.filter(case__closed_at=None))
    for wish in stops:
        log_read(
            user=request.user, action="export", subject=f"case:{wish.case.reference}", reason=f"ziyaret {visit.pk}"
        )
    page = render(request, template, {"visit": visit, "stops": [Card(wish) for wish in stops]})
    page["Cache-Control"] = "no-store, private"
    return page
