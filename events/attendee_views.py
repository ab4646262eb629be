"""The desk's screens of registrations: the dates, who comes, somebody by telephone, the door, the file."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lib import turkish
from people.services import current_version, log_read

from . import attendees, registrations
from .models import Occurrence
from .registration_forms import FindForm, PersonForm, SeatsForm, too_large
from .registration_models import State
from .registration_views import NOTICE_TEXT

MANAGE = "events.manage_registrations"
PER_PAGE = 100


def may_manage(user):
    return user.has_perm(MANAGE)


def for_registrars(view):
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not may_manage(request.user):
            raise PermissionDenied
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        return response

    return guarded


def on_occurrence(view):
    """The view gets the Occurrence, and the registration of it if the address names one."""

    @for_registrars
    @wraps(view)
    def guarded(request, pk, registration=None, **kwargs):
        occurrence = get_object_or_404(
            Occurrence.objects.select_related("page__venue", "page__neighbourhood", "neighbourhood"), pk=pk
        )
        if registration is None:
            return view(request, occurrence, **kwargs)
        row = get_object_or_404(attendees.registration_of(occurrence, registration))
        return view(request, occurrence, row, **kwargs)

    return guarded


def _crumbs(occurrence=None, *more):
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Ana sayfa")},
        {"url": reverse("attendees:index"), "label": _("Etkinlik kayıtları")},
    ]
    if occurrence is not None:
        crumbs.append({"url": reverse("attendees:people", args=[occurrence.pk]), "label": occurrence.page.title})
    return crumbs + [{"url": "", "label": label} for label in more]


# -- Dates -----------------------------------------------------------------------------------
@require_GET
@for_registrars
def index(request):
    """Dates with counted seats: what comes, nearest first; or what was."""
    past = request.GET.get("zaman") == "gecmis"
    dated = Occurrence.objects.exclude(capacity=None).select_related("page", "neighbourhood")
    dated = dated.past() if past else dated.coming()
    page = Paginator(dated, 50).get_page(request.GET.get("p"))
    context = {
        "header_title": _("Etkinlik kayıtları"),
        "header_icon": "group",
        "breadcrumbs_items": _crumbs(),
        "page": page,
        "past": past,
    }
    return render(request, "events/registration/desk/index.html", context)


# -- Who comes -------------------------------------------------------------------------------
@require_GET
@on_occurrence
def people(request, occurrence):
    return _people_page(request, occurrence)


def _people_page(request, occurrence, *, revealed=None, seats_form=None, status=200):
    page = Paginator(attendees.of(occurrence), PER_PAGE).get_page(request.GET.get("p"))
    lines = [attendees.Line(row, revealed=row == revealed) for row in page]
    context = {
        "header_title": occurrence.page.title,
        "header_icon": "group",
        "breadcrumbs_items": _crumbs(occurrence),
        "occurrence": occurrence,
        "lines": lines,
        "page": page,
        "counts": attendees.counts(occurrence),
        "state": State,
        "seats_form": seats_form or SeatsForm(initial={"seats": occurrence.seats}),
    }
    return render(request, "events/registration/desk/people.html", context, status=status)


@require_POST
@on_occurrence
def reveal(request, occurrence, registration):
    """One person's name and telephone in clear, written down."""
    log_read(user=request.user, action="reveal", subject=f"kayit:{registration.code}")
    return _people_page(request, occurrence, revealed=registration)


@require_http_methods(["GET", "POST"])
@on_occurrence
def add(request, occurrence):
    """Somebody called."""
    if not occurrence.takes_registrations:
        messages.error(request, _("Bu tarih için artık kayıt alınmıyor."))
        return redirect("attendees:people", occurrence.pk)
    form = PersonForm(request.POST if request.method == "POST" else None, occurrence=occurrence)
    if request.method == "POST" and form.is_valid():
        known = set(occurrence.registrations.live().values_list("pk", flat=True))
        try:
            row = registrations.add(
                occurrence=occurrence, by=request.user, notice_version=current_version(NOTICE_TEXT), **form.facts
            )
        except registrations.TooLarge as refused:
            form.add_error("party_size", too_large(refused.limit))
        except registrations.Closed:
            messages.error(request, _("Bu tarih için artık kayıt alınmıyor."))
            return redirect("attendees:people", occurrence.pk)
        else:
            messages.success(request, _added(row, row.pk in known))
            return redirect("attendees:people", occurrence.pk)
    context = {
        "header_title": _("Telefonla kayıt"),
        "header_icon": "user",
        "breadcrumbs_items": _crumbs(occurrence, _("Telefonla kayıt")),
        "occurrence": occurrence,
        "form": form,
    }
    return render(request, "events/registration/desk/add.html", context, status=422 if form.errors else 200)


def _added(row, was_known):
    if was_known:
        return _("Bu telefon ya da e-posta zaten kayıtlı. Kayıt numarası: %(code)s") % {"code": row.shown_code}
    if row.state == State.WAITING:
        return _("Yer yok, bekleme listesine yazıldı. Kayıt numarası: %(code)s") % {"code": row.shown_code}
    return _("Yeri ayrıldı. Kayıt numarası: %(code)s") % {"code": row.shown_code}


@require_http_methods(["GET", "POST"])
@on_occurrence
def withdraw(request, occurrence, registration):
    """On behalf of somebody who called; they are told."""
    if request.method == "POST":
        try:
            registrations.cancel(registration, by=request.user)
        except registrations.Changed:
            messages.error(request, _("Bu kayıt az önce değişti. Son duruma bakın."))
        else:
            messages.success(request, _("Kayıt silindi: %(code)s") % {"code": registration.shown_code})
        return redirect("attendees:people", occurrence.pk)
    context = {
        "header_title": _("Kaydı sil"),
        "header_icon": "bin",
        "breadcrumbs_items": _crumbs(occurrence, _("Kaydı sil")),
        "occurrence": occurrence,
        "line": attendees.Line(registration),
    }
    return render(request, "events/registration/desk/withdraw.html", context)


@require_POST
@on_occurrence
def seats(request, occurrence):
    form = SeatsForm(request.POST)
    if not form.is_valid():
        return _people_page(request, occurrence, seats_form=form, status=422)
    try:
        registrations.set_seats(occurrence, form.cleaned_data["seats"])
    except registrations.Closed:
        messages.error(request, _("Bu etkinlik için kayıt gerekmiyor."))
    else:
        messages.success(request, _("Toplam yer: %(seats)s") % {"seats": form.cleaned_data["seats"]})
    return redirect("attendees:people", occurrence.pk)


@require_POST
@on_occurrence
def export(request, occurrence, kind):
    content, content_type = attendees.as_file(occurrence, kind, by=request.user)
    name = f"kayitlar-{turkish.slugify(occurrence.page.title)[:40]}-{timezone.localdate(occurrence.starts_at)}.{kind}"
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )


# -- The door --------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@on_occurrence
def door(request, occurrence):
    """Searching is a POST: a name must not stand in an address or a log."""
    form = FindForm(request.POST if request.method == "POST" else None)
    text = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    found = attendees.find(occurrence, text, by=request.user) if text else []
    return _door_page(request, occurrence, form, found=found, searched=bool(text))


def _door_page(request, occurrence, form, *, found=(), searched=False, last=None, said=""):
    context = {
        "occurrence": occurrence,
        "form": form,
        "lines": [attendees.Line(row) for row in found],
        "searched": searched,
        "counts": attendees.counts(occurrence),
        "last": attendees.Line(last) if last else None,
        "said": said,
        "state": State,
    }
    return render(request, "events/registration/desk/door.html", context)


@require_POST
@on_occurrence
def arrive(request, occurrence, registration):
    noted = registrations.arrive(registration)
    registration.refresh_from_db()
    said = _("Geldi") if noted else _("Daha önce işaretlenmişti")
    if registration.state != State.ATTENDED:
        said = _("Bu kaydın yeri yok")
    return _door_page(request, occurrence, FindForm(), last=registration, said=said)


@require_POST
@on_occurrence
def undo(request, occurrence, registration):
    registrations.undo_arrival(registration)
    registration.refresh_from_db()
    return _door_page(request, occurrence, FindForm(), last=registration, said=_("Geri alındı"))
