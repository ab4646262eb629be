"""The screens of the wish box for staff. Each is a sentence: guard (doors.py), form, verb, redirect or page."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.services import log_read, remember
from wishes import uploads
from wishes.desk import paging
from wishes.desk.reads import log_once
from wishes.desk.timeline import timeline
from wishes.services import MoveRefused, Stale

from . import announcements, services
from .board import COLUMN, COLUMNS, ORDER, BoardForm, Card, with_what_a_card_needs
from .desk_forms import AnnounceForm, FactsForm, FailForm, GrantForm, PaperForm, StoryDeskForm
from .doors import REVEAL, STORIES, WORK, needs, on_wish
from .models import Campaign, Visit, Wish

REFUSED = {
    services.StageRefused: _l("Dileğin durumu az önce değişti. Son hâline bakın, sonra yeniden deneyin."),
    services.GuardianMissing: _l("18 yaşından küçük. Önce velinin telefonunu ve onayını yazın."),
}


def crumbs(*more):
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Ana sayfa")},
        {"url": reverse("wishbox:board"), "label": _("Dilekler")},
        *more,
    ]


def chosen_campaign(request):
    """The campaign somebody picked (?kampanya=2027), else the current one; None when there is none at all."""
    year = request.GET.get("kampanya") or request.POST.get("kampanya") or ""
    if year.isascii() and year.isdecimal() and len(year) == 4:
        found = Campaign.objects.filter(year=int(year)).first()
        if found:
            return found
    return Campaign.objects.current()


# -- The board ------------------------------------------------------------------------------
@require_GET
@needs(WORK)
def board(request):
    campaign = chosen_campaign(request)
    if campaign is None:
        return render(
            request, "wishbox/desk/empty.html", {"header_title": _("Dilekler"), "breadcrumbs_items": crumbs()}
        )
    wishes = Wish.objects.for_staff(request.user).filter(campaign=campaign)
    column = COLUMN.get(request.GET.get("asama", ""), COLUMNS[0])
    form = BoardForm(request.GET)
    found = column.rows(form.narrowed(wishes.with_household()))
    page = paging.page(
        with_what_a_card_needs(found),
        ORDER,
        after=request.GET.get("sonra", ""),
        before=request.GET.get("once", ""),
    )
    return render(
        request,
        "wishbox/desk/board.html",
        {
            "header_title": _("Dilekler"),
            "header_icon": "pick",
            "breadcrumbs_items": crumbs(),
            "campaign": campaign,
            "campaigns": Campaign.objects.all(),
            "spending": campaign.spending,
            "columns": [(other, other.rows(wishes).count(), other is column) for other in COLUMNS],
            "column": column,
            "form": form,
            "narrowed": any(request.GET.get(name) for name in form.fields),
            "cards": [Card(wish) for wish in page.rows],
            "page": page,
            "without": _without(request.GET, "sonra", "once"),
            "visits": campaign.visits.filter(day__gte=timezone.localdate()),
            "here": request.GET.urlencode(),
        },
    )


def _without(parameters, *names):
    rest = parameters.copy()
    for name in names:
        rest.pop(name, None)
    return rest.urlencode()


VERBS = {
    "sec": (services.choose, _l("Kısa listeye alındı.")),
    "hazirla": (services.prepare, _l("Hazırlığa alındı.")),
    "birak": (services.release, _l("Kısa listeden çıkarıldı.")),
    "gunden-cikar": (services.unplan, _l("Günden çıkarıldı.")),
}


@require_POST
@on_wish
def move(request, wish):
    """From one column to the next, from the board or from the wish's own page."""
    verb = request.POST.get("do", "")
    try:
        if verb == "gune-ekle":
            visit = Visit.objects.filter(pk=_number(request.POST.get("ziyaret")), campaign=wish.campaign).first()
            if visit is None:
                messages.warning(request, _("Önce bir ziyaret günü seçin."))
                return _back(request, wish)
            services.plan(wish, visit, by=request.user)
            messages.success(request, _("Güne eklendi: %(visit)s") % {"visit": visit})
        elif verb in VERBS:
            act, said = VERBS[verb]
            act(wish, by=request.user)
            messages.success(request, f"{wish.case.shown_reference}: {said}")
    except (services.StageRefused, services.GuardianMissing) as refusal:
        messages.warning(request, REFUSED[type(refusal)])
    return _back(request, wish)


def _number(text):
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 16 else 0


def _back(request, wish):
    if "geri" in request.POST:
        # Parsed and written anew: only parameters of the board, never an address.
        return redirect(f"{reverse('wishbox:board')}?{QueryDict(request.POST['geri'][:500]).urlencode()}")
    return redirect("wishbox:wish", wish.pk)


# -- One wish -------------------------------------------------------------------------------
@require_GET
@on_wish
def wish_page(request, wish):
    return _wish_page(request, wish)


def _wish_page(request, wish, *, status=200, revealed=False, **forms):
    log_once(request.user, wish.case, "open")
    marked = with_what_a_card_needs(Wish.objects.with_household()).get(pk=wish.pk)
    return render(
        request,
        "wishbox/desk/wish.html",
        {
            "header_title": wish.case.shown_reference,
            "header_icon": "pick",
            "breadcrumbs_items": crumbs({"url": "", "label": wish.case.shown_reference}),
            "wish": wish,
            "case": wish.case,
            "card": Card(marked),
            "same_door": Wish.objects.same_door_as(wish).with_case()[:10],
            "contacts": wish.case.contacts.all(),
            "files": wish.case.attachments.all(),
            "entries": timeline(wish.case),
            "visits": wish.campaign.visits.filter(day__gte=timezone.localdate()),
            "may_reveal": request.user.has_perm(REVEAL),
            "revealed": revealed,
            "may_open_case": request.user.has_perm("wishes.see_all_cases"),
            "facts_form": forms.get("facts") or FactsForm(wish=wish),
            "grant_form": forms.get("grant") or GrantForm(wish=wish, user=request.user),
            "fail_form": forms.get("fail") or FailForm(wish=wish),
            "story_form": forms.get("story")
            or (StoryDeskForm(wish=wish) if wish.is_granted and wish.may_be_told else None),
            "faulty": next(iter(forms), ""),
        },
        status=status,
    )


@require_POST
@on_wish(reveal=True)
def reveal(request, wish):
    """Names, telephones and the address uncovered, once, on this answer only; the look is remembered."""
    log_read(user=request.user, action="reveal", subject=f"case:{wish.case.reference}")
    return _wish_page(request, wish, revealed=True)


@require_GET
@on_wish
def file(request, wish, token):
    attachment = get_object_or_404(wish.case.attachments, token=token)
    log_once(request.user, wish.case, "file")
    return uploads.response(attachment)


@require_http_methods(["GET", "POST"])
@on_wish
def facts(request, wish):
    if request.method == "GET":
        return redirect("wishbox:wish", wish.pk)
    form = FactsForm(request.POST, wish=wish)
    if not form.is_valid():
        return _wish_page(request, wish, status=422, facts=form)
    services.describe(wish, by=request.user, **form.cleaned_data)
    messages.success(request, _("Kaydedildi."))
    if wish.campaign.spending.over:
        messages.warning(request, _("Kısa liste bütçeyi aşıyor."))
    return redirect("wishbox:wish", wish.pk)


@require_http_methods(["GET", "POST"])
@on_wish
def grant(request, wish):
    if request.method == "GET":
        return redirect("wishbox:wish", wish.pk)
    form = GrantForm(request.POST, request.FILES, wish=wish, user=request.user)
    if not form.is_valid():
        return _wish_page(request, wish, status=422, grant=form)
    data = form.cleaned_data
    try:
        services.grant(
            wish,
            by=request.user,
            cost=data["cost"],
            text=data["text"],
            uploads=[photo.pk for photo in form.attachments] if "photos" in form.fields else [],
        )
    except services.NoConsent:
        messages.warning(request, _("Fotoğraf izni geri alınmış. Fotoğrafsız kaydedin."))
        return _wish_page(request, wish, status=409, grant=form)
    except (services.StageRefused, MoveRefused, Stale):
        messages.warning(request, REFUSED[services.StageRefused])
        return _wish_page(request, Wish.objects.with_case().get(pk=wish.pk), status=409, grant=form)
    messages.success(request, _("Sonuç yazıldı, teşekkür gönderildi."))
    return redirect("wishbox:wish", wish.pk)


@require_http_methods(["GET", "POST"])
@on_wish
def fail(request, wish):
    if request.method == "GET":
        return redirect("wishbox:wish", wish.pk)
    form = FailForm(request.POST, wish=wish)
    if not form.is_valid():
        return _wish_page(request, wish, status=422, fail=form)
    try:
        services.fail(wish, by=request.user, text=form.cleaned_data["text"])
    except (services.StageRefused, MoveRefused, Stale):
        messages.warning(request, REFUSED[services.StageRefused])
        return _wish_page(request, Wish.objects.with_case().get(pk=wish.pk), status=409, fail=form)
    messages.success(request, _("Sonuç yazıldı, haber gönderildi."))
    return redirect("wishbox:wish", wish.pk)


@require_http_methods(["GET", "POST"])
@on_wish
def story(request, wish):
    if request.method == "GET":
        return redirect("wishbox:wish", wish.pk)
    form = StoryDeskForm(request.POST, wish=wish)
    if form.is_valid():
        try:
            services.tell(wish, by=request.user, **form.cleaned_data)
        except services.NamesSomebody:
            form.add_error("text", _("Metinde dilek sahibinin ya da yazanın adı geçiyor. Adsız yazın."))
        except services.NoConsent:
            messages.warning(request, _("Anlatma izni yok ya da geri alınmış. Hikâye kaydedilmedi."))
            return redirect("wishbox:wish", wish.pk)
    if not form.is_valid():
        return _wish_page(request, wish, status=422, story=form)
    messages.success(request, _("Hikâye kaydedildi."))
    return redirect("wishbox:wish", wish.pk)


# -- Papers from the box --------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@needs(WORK)
def paper(request):
    if request.method == "GET":
        return _paper_page(request, PaperForm(initial=_kept(request)))
    form = PaperForm(request.POST)
    if not form.is_valid():
        return _paper_page(request, form, status=422)
    data = form.cleaned_data
    person = remember(name=data["name"], phone=data["phone"])
    receipt = services.receive(
        campaign=data["campaign"],
        words=data["words"],
        person=person,
        for_whom=data["for_whom"],
        is_minor=data["is_minor"],
        is_surprise=data["is_surprise"] and data["for_whom"] != Wish.For.SELF,
        beneficiary=data["beneficiary"],
        guardian_agreed=data["guardian_agreed"],
        neighbourhood=data["neighbourhood"],
        address=data["address"],
        notify_by=services.way_to_reach(person),
        channel=data["channel"],
        nonce=data["nonce"],
        by=request.user,
    )
    case = receipt.case
    said = _("Kaydedildi: %(number)s") if receipt.created else _("Bu kâğıt az önce kaydedilmişti: %(number)s")
    messages.success(request, said % {"number": case.shown_reference})
    kept = QueryDict(mutable=True)
    kept.update({name: request.POST.get(name, "") for name in PaperForm.KEPT})
    return HttpResponseRedirect(f"{reverse('wishbox:paper')}?{kept.urlencode()}")


def _kept(request):
    kept = {name: request.GET[name] for name in PaperForm.KEPT if request.GET.get(name)}
    current = Campaign.objects.current()
    return {"campaign": current.pk if current else None} | kept


def _paper_page(request, form, *, status=200):
    return render(
        request,
        "wishbox/desk/paper.html",
        {
            "header_title": _("Kutudan dilek"),
            "header_icon": "plus",
            "breadcrumbs_items": crumbs({"url": "", "label": _("Kutudan dilek")}),
            "form": form,
            "campaign": Campaign.objects.current(),
        },
        status=status,
    )


# -- Everybody who was not chosen -----------------------------------------------------------
@require_http_methods(["GET", "POST"])
@needs(WORK)
def announce(request):
    campaign = chosen_campaign(request)
    if campaign is None:
        raise Http404
    expected = campaign.wishes.to_be_told().count()
    if request.method == "GET" or not campaign.may_tell:
        form = AnnounceForm(expected=expected, initial={"text": campaign.regret_text})
        return _announce_page(request, campaign, form, expected, status=200 if request.method == "GET" else 409)
    form = AnnounceForm(request.POST, expected=expected)
    if not form.is_valid() or request.POST.get("step") != "send":
        return _announce_page(request, campaign, form, expected, status=200 if form.is_valid() else 422)
    try:
        announcements.start(campaign, text=form.cleaned_data["text"], count=expected, by=request.user)
    except announcements.CountChanged as changed:
        form = AnnounceForm(request.POST, expected=changed.count)
        return _announce_page(request, campaign, form, changed.count, status=409)
    except announcements.AlreadyRunning:
        messages.warning(request, _("Haber verme zaten sürüyor. Bitince bu sayfada görürsünüz."))
        return redirect(f"{reverse('wishbox:announce')}?kampanya={campaign.year}")
    messages.success(request, _("Haber verme başladı. Sayfayı kapatabilirsiniz, arka planda sürer."))
    return redirect(f"{reverse('wishbox:announce')}?kampanya={campaign.year}")


def _announce_page(request, campaign, form, expected, *, status=200):
    return render(
        request,
        "wishbox/desk/announce.html",
        {
            "header_title": _("Seçilmeyenlere haber ver"),
            "header_icon": "mail",
            "breadcrumbs_items": crumbs({"url": "", "label": _("Seçilmeyenlere haber ver")}),
            "campaign": campaign,
            "form": form,
            "expected": expected,
            "silent": campaign.wishes.to_be_told().filter(case__notify_by="none").count(),
            "shortlisted": campaign.wishes.open().count() - expected,
            "runs": campaign.announcements.select_related("by").order_by("-pk")[:5],
            "preview": announcements.preview(campaign),
        },
        status=status,
    )


# -- Stories for the editors ----------------------------------------------------------------
@require_GET
@needs(STORIES)
def story_list(request):
    stories = Wish.objects.told().select_related("campaign").order_by("-story_published_at")
    return render(
        request,
        "wishbox/desk/stories.html",
        {
            "header_title": _("Dilek hikâyeleri"),
            "header_icon": "doc-full",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Ana sayfa")},
                {"url": reverse("wishbox:stories"), "label": _("Dilek hikâyeleri")},
            ],
            "stories": stories.values("pk", "story_title", "story_text", "campaign__year")[:100],
        },
    )
