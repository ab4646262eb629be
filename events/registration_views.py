"""The citizen's side of a registration: the form, the code, the place, and leaving it again.

No login and no session: the link of a message, or having sent the form, opens the registration in this browser for
an hour. Nothing here is stored by anybody, and no secret stays in an address.
"""

import uuid
from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guard import limits
from guard.address import limit_key
from lib import phone, reference
from notices import codes
from people.services import current_version

from . import registration_keys, registrations
from .models import Occurrence
from .registration_forms import CodeForm, FewerForm, RegistrationForm, too_large
from .registration_models import Registration, State

NOTICE_TEXT = "event-notice"
CALENDAR = "takvim.ics"
HOUR = timedelta(hours=1)
CODES_PER_ADDRESS = 30  # of one network address in an hour: many people share a mobile operator's
LINKS_PER_ADDRESS = 60  # links that open nothing

#: what a redirect after a successful verb may say
SAID = {
    "zaten": gettext_lazy("Bu etkinliğe zaten kayıtlısınız. Kaydınız burada."),
    "aldiniz": gettext_lazy("Yer sizin."),
    "azaltti": gettext_lazy("Kişi sayısını değiştirdik."),
    "gec": gettext_lazy("Yanıt süresi dolmuştu, yer sıradakine geçti."),
    "degisti": gettext_lazy("Kaydınız az önce değişti. Son duruma bakın."),
    "kapandi": gettext_lazy("Etkinlik başladı ya da değişti, kayıtta değişiklik yapılamıyor."),
}
TOO_MANY = gettext_lazy("Bu adrese kısa sürede çok kod gönderdik. Bir saat sonra yeniden deneyin ya da bizi arayın")


def private(view):
    """Nobody keeps a copy and nobody lists it."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        patch_cache_control(response, no_store=True, private=True)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapper


def opened(view):
    """The view gets a Registration instead of a code, if this browser has opened it."""

    @private
    @wraps(view)
    def wrapper(request, code, **kwargs):
        known = registration_keys.opened(request)
        try:
            canonical = reference.parse(code, "")
        except reference.InvalidReference:
            return _gone(request)
        if known is None or known[1] != canonical:
            return _gone(request)
        written = reference.show(canonical, "")
        if code != written:  # the cookie's path is exact
            return redirect(request.resolver_match.view_name, code=written)
        registration = (
            Registration.objects.select_related("person", "occurrence__page__venue", "occurrence__neighbourhood")
            .filter(pk=known[0], code=canonical)
            .first()
        )
        if registration is None:
            return _gone(request)
        response = view(request, registration, **kwargs)
        return response if response.cookies else registration_keys.grant(response, registration)  # slides the hour

    return wrapper


def _gone(request, *, status=404):
    return render(request, "events/registration/gone.html", status=status)


# -- The form --------------------------------------------------------------------------------
@private
@require_http_methods(["GET", "HEAD", "POST"])
def new(request, occurrence):
    shown = Occurrence.objects.shown().select_related("page__venue")
    occurrence = get_object_or_404(shown, pk=occurrence)
    if not occurrence.takes_registrations:
        return _closed(request, occurrence)
    if request.method != "POST":
        form = RegistrationForm(initial={"nonce": uuid.uuid4()}, occurrence=occurrence)
        return _form_page(request, occurrence, form.guard(request))
    form = RegistrationForm(_with_nonce(request.POST), occurrence=occurrence)
    form.guard(request, scope=form.data["nonce"])
    if not form.is_valid():
        return _form_page(request, occurrence, form, status=429 if form.guard_is_over_limit else 422)
    try:
        registration = registrations.begin(
            occurrence=occurrence, notice_version=current_version(NOTICE_TEXT), **form.facts
        )
    except registrations.TooLarge as refused:  # the seats became fewer meanwhile
        form.add_error("party_size", too_large(refused.limit))
        return _form_page(request, occurrence, form, status=422)
    except registrations.Closed:
        return _closed(request, Occurrence.objects.select_related("page").get(pk=occurrence.pk))
    except registrations.Changed:
        return _sent_before(request, form.cleaned_data["nonce"])
    said = "" if registrations.code_is_under_way(registration) else _send_code(request, registration)
    response = redirect("registrations:code", registration.url_code)
    if said:
        response["Location"] += "?oldu=cok" if said == TOO_MANY else "?oldu=bekle"
    return registration_keys.grant(response, registration)


@require_safe
@opened
def edit(request, registration):
    """Back from the code, with a slip in the telephone: the form as it was sent, under the same nonce."""
    if registration.state != State.UNVERIFIED or not registration.occurrence.takes_registrations:
        return redirect("registrations:mine", registration.url_code)
    person = registration.person
    typed = {
        "nonce": registration.nonce,
        "name": person.name,
        "phone": phone.display(person.phone),
        "email": person.email,
        "party_size": registration.party_size,
        "notes": registration.notes,
    }
    form = RegistrationForm(initial=typed, occurrence=registration.occurrence)
    return _form_page(request, registration.occurrence, form.guard(request))


def _with_nonce(data):
    """A form that lost its nonce on the way is a new one: nobody can mend a hidden field."""
    data = data.copy()
    try:
        uuid.UUID(data.get("nonce", ""))
    except ValueError:
        data["nonce"] = str(uuid.uuid4())
    return data


def _sent_before(request, nonce):
    """Back with the browser and sent again after the code: the form's own browser may see what became of it."""
    registration = Registration.objects.filter(nonce=nonce).first()
    if registration is None or registration.state == State.UNVERIFIED:
        return _gone(request)
    return registration_keys.grant(redirect("registrations:mine", registration.url_code), registration)


def _form_page(request, occurrence, form, *, status=200):
    return render(
        request,
        "events/registration/form.html",
        {
            "form": form,
            "occurrence": occurrence,
            "page": occurrence.page,
            "privacy_url": reverse("privacy", args=[NOTICE_TEXT]),
            "keep_days": settings.EVENT_KEEP_DAYS,
        },
        status=status,
    )


def _closed(request, occurrence):
    """Not a mistake of the reader's: said kindly, with what is possible instead."""
    context = {"occurrence": occurrence, "page": occurrence.page}
    return render(request, "events/registration/closed.html", context, status=409 if request.method == "POST" else 200)


# -- The code --------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@opened
def code(request, registration):
    if registration.state != State.UNVERIFIED:
        return redirect("registrations:mine", registration.url_code)
    if registration.person is None or registration.person.erased_at:
        return _gone(request)  # forgotten before the code came: there is no address left to prove
    if request.method != "POST":
        said = {"cok": TOO_MANY, "bekle": _("Kod yolda. Birazdan gelmezse yeniden isteyin")}
        return _code_page(request, registration, CodeForm(), remark=said.get(request.GET.get("oldu", ""), ""))
    if "again" in request.POST:
        remark = _send_code(request, registration) or _("Yeni kod gönderdik")
        return _code_page(request, registration, CodeForm(), remark=remark)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, registration, form, status=422)
    try:
        standing = registrations.verify(registration, form.cleaned_data["code"])
    except codes.WrongCode as wrong:
        form.add_error("code", _("Kod eşleşmedi. %(tries)s deneme hakkınız kaldı") % {"tries": wrong.tries_left})
    except codes.Expired:
        form.add_error("code", _("Kodun süresi doldu. Yeni kod isteyin"))
    except registrations.TooLarge as refused:
        form.add_error(None, too_large(refused.limit))
    except registrations.Closed:
        return _closed(request, registration.occurrence)
    else:
        response = redirect("registrations:mine", standing.url_code)
        if standing.pk != registration.pk:
            response["Location"] += "?oldu=zaten"
        return registration_keys.grant(response, standing)
    return _code_page(request, registration, form, status=422)


def _send_code(request, registration):
    """ "" when it is on its way, else a sentence."""
    if not limits.hit("code", limit_key(request), limit=CODES_PER_ADDRESS, window=HOUR):
        return TOO_MANY
    try:
        registrations.send_code(registration)
    except codes.TooSoon as wait:
        return _("Kod yolda. Gelmezse %(seconds)s saniye sonra yeniden isteyin") % {"seconds": wait.seconds}
    except codes.TooMany:
        return TOO_MANY
    return ""


def _code_page(request, registration, form, *, status=200, remark=""):
    person = registration.person
    context = {
        "form": form,
        "registration": registration,
        "occurrence": registration.occurrence,
        # Whole: the citizen has just typed it, and must see a slip.
        "address": phone.display(person.phone) if person.phone else person.email,
        "remark": remark,
        "back_url": reverse("registrations:edit", args=[registration.url_code]),
    }
    return render(request, "events/registration/code.html", context, status=status)


# -- The place -------------------------------------------------------------------------------
@require_safe
@opened
def mine(request, registration):
    if registration.state == State.UNVERIFIED:
        return redirect("registrations:code", registration.url_code)
    return _mine_page(request, registration, said=SAID.get(request.GET.get("oldu", ""), ""))


def _mine_page(request, registration, *, form=None, said="", status=200):
    fewer = registration.can_change and registration.party_size > 1
    context = {
        "registration": registration,
        "occurrence": registration.occurrence,
        "page": registration.occurrence.page,
        "form": form or (FewerForm(registration=registration) if fewer else None),
        "said": said,
        "state": State(registration.state),
        "calendar_url": _calendar(registration.occurrence.page),
        "name": registration.person.name if registration.person else "",
    }
    return render(request, "events/registration/mine.html", context, status=status)


def _calendar(page):
    """The event's own calendar file, if its page offers one."""
    return f"{page.url}{CALENDAR}" if page.url and CALENDAR in page.files else ""


@require_POST
@opened
def accept(request, registration):
    try:
        registrations.accept(registration)
    except registrations.OfferGone:
        taken = Registration.objects.filter(pk=registration.pk, state=State.CONFIRMED).exists()
        return _back(registration, "aldiniz" if taken else "gec")  # pressed twice, it is theirs twice
    except registrations.Closed:
        return _back(registration, "kapandi")
    return _back(registration, "aldiniz")


@require_POST
@opened
def fewer(request, registration):
    if not registration.can_change:
        return _back(registration, "kapandi")
    form = FewerForm(request.POST, registration=registration)
    if not form.is_valid():
        return _mine_page(request, registration, form=form, status=422)
    try:
        registrations.reduce(registration, form.cleaned_data["party_size"])
    except (registrations.Changed, registrations.TooLarge):
        return _back(registration, "degisti")
    return _back(registration, "azaltti")


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def leave(request, registration):
    """GET asks, POST does: a mail scanner that follows a link gives nobody's seat away."""
    if not registration.can_change:
        return _back(registration, "")
    if request.method != "POST":
        context = {"registration": registration, "occurrence": registration.occurrence}
        return render(request, "events/registration/leave.html", context)
    try:
        registrations.cancel(registration)
    except registrations.Changed:
        return _back(registration, "degisti")
    return _back(registration, "")


def _back(registration, said):
    response = redirect("registrations:mine", registration.url_code)
    if said:
        response["Location"] += f"?oldu={said}"
    return response


@private
@require_safe
def link(request, token):
    """The link of a message: trades the token for a cookie and leaves it behind. Opening it changes nothing."""
    digest = registration_keys.link_digest(token[:100])
    registration = Registration.objects.filter(link_digest=digest).exclude(link_digest="").first()
    if registration is None:
        within = limits.hit("registration-link", limit_key(request), limit=LINKS_PER_ADDRESS, window=HOUR)
        return _gone(request, status=404 if within else 429)
    response = registration_keys.grant(redirect("registrations:mine", registration.url_code), registration)
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
@opened
def close(request, registration):
    """Leave a borrowed phone or a shared computer."""
    return registration_keys.revoke(redirect(registration.occurrence.page.url or "/"), registration)
