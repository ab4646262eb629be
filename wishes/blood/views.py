"""The donor's own doors: the link of a message, and "Bağışçı kaydım". Nobody keeps a copy of these pages."""

from datetime import timedelta
from functools import wraps

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from guard import limits
from guard.address import limit_key
from notices import codes
from people.services import current_version
from wishes import patience
from wishes.doors import private
from wishes.patience import DAY, HOUR, TEN_MINUTES
from wishes.verification import EXPIRED, TOO_MANY

from . import grants, services, waves
from .days import said
from .forms import CONSENT, AnswerForm, PauseForm, RecordCodeForm, RecordForm, RecordPhoneForm
from .models import Call, DonorPage, Rule
from .workflow import Status

TRIES_PER_ADDRESS = [(20, TEN_MINUTES), (60, HOUR), (200, DAY)]  # many people may share one address
CODES_PER_ADDRESS = [(30, HOUR)]


# -- The link of a message ------------------------------------------------------------------
# Without a CSRF cookie: whoever can post here knows the token already, and the telephone that opened the link from a
# message may keep no cookies. With no referrer, browsers send no origin either.
@csrf_exempt
@private
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, token):
    """Two buttons, no login. Opening the link changes nothing: a scanner that follows it answers for nobody."""
    call = waves.find_call(token)
    if call is None:
        response = _unknown_link(request)
    elif request.method == "POST":
        response = _take_answer(request, call, token)
    else:
        response = _answer_page(request, call, AnswerForm())
    response["Referrer-Policy"] = "no-referrer"  # the token stays here
    return response


def _unknown_link(request):
    try:
        patience.enforce("blood-link", limit_key(request), TRIES_PER_ADDRESS)
    except limits.TooMany as too_many:
        page = render(request, "blood/stale.html", {"wait": patience.wait(too_many)}, status=429)
        return patience.limited(page, too_many)
    return render(request, "blood/stale.html", status=404)


def _take_answer(request, call, token):
    form, said = AnswerForm(request.POST), request.POST.get("said", "")
    if said not in Call.Answer.values or not form.is_valid():
        return _answer_page(request, call, form, status=422, unsaid=said not in Call.Answer.values)
    waves.answer(call, said, arrives_at=form.cleaned_data["arrives_at"])
    return redirect("blood:answer", token)


def _answer_page(request, call, form, *, status=200, unsaid=False):
    appeal = call.appeal
    runs = appeal.is_running
    said_yes = call.answer == Call.Answer.YES
    context = {
        "call": call,
        "appeal": appeal,
        "form": form,
        "unsaid": unsaid,
        "runs": runs,
        "said_yes": said_yes,
        "said_no": call.answer == Call.Answer.NO,
        "is_enough": appeal.status == Status.ENOUGH,
        # Who had promised to come may still say that it does not work out.
        "may_take_back": said_yes and appeal.status == Status.ENOUGH and appeal.until > timezone.now(),
    }
    return render(request, "blood/answer.html", context, status=status)


# -- One's own record -----------------------------------------------------------------------
def opened(view):
    """The view gets the Donor; a browser that has not opened the record is sent to prove its phone."""

    @private
    @wraps(view)
    def wrapper(request):
        donor = grants.donor_of(request)
        if donor is None:
            return redirect("blood:record")
        try:
            response = view(request, donor)
        except services.NotADonor:  # forgotten in another tab
            return grants.revoke(redirect("blood:record"))
        return response if response.cookies else grants.grant(response, donor)  # slides the half hour

    return wrapper


@private
@require_http_methods(["GET", "HEAD", "POST"])
def record(request):
    donor = grants.donor_of(request)
    if donor is not None and request.method != "POST":
        return grants.grant(_record_page(request, donor), donor)
    form = RecordPhoneForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "blood/record/phone.html", {"form": form})
    if not form.is_valid():
        return render(request, "blood/record/phone.html", {"form": form}, status=422)
    response = redirect("blood:code")
    phone = form.cleaned_data["phone"]
    problem = _send_code(request, phone, grants.knock(response, phone))
    if problem:
        form.add_error(None, problem)
        return render(request, "blood/record/phone.html", {"form": form}, status=429)
    return response


def _send_code(request, phone, scope):
    """A code goes to every number, known or not: so nothing tells which it is. A sentence if it did not go."""
    try:
        patience.enforce("blood-record-code", limit_key(request), CODES_PER_ADDRESS)
        codes.send("blood_record_code", phone=phone, scope=scope)
    except (limits.TooMany, codes.TooMany):
        return TOO_MANY
    except codes.TooSoon as soon:
        return _("Az önce kod gönderdik. %(seconds)s saniye sonra yeniden isteyin") % {"seconds": soon.seconds}
    return ""


@private
@require_http_methods(["GET", "HEAD", "POST"])
def code(request):
    knocked = grants.knocked(request)
    if knocked is None:
        return redirect("blood:record")
    phone, scope = knocked
    form = RecordCodeForm(request.POST if request.method == "POST" and "again" not in request.POST else None)
    if request.method != "POST":
        return _code_page(request, form, phone)
    if "again" in request.POST:
        problem = _send_code(request, phone, scope)
        return _code_page(
            request, form, phone, remark=problem or _("Yeni kod gönderdik"), status=429 if problem else 200
        )
    if not form.is_valid():
        return _code_page(request, form, phone, status=422)
    try:
        patience.enforce("blood-record-try", limit_key(request), TRIES_PER_ADDRESS)
        codes.check(form.cleaned_data["code"], phone=phone, scope=scope)
    except limits.TooMany as too_many:
        return patience.limited(_code_page(request, form, phone, remark=TOO_MANY, status=429), too_many)
    except codes.WrongCode as wrong:
        form.add_error("code", _("Kod eşleşmedi. %(tries)s deneme hakkınız kaldı") % {"tries": wrong.tries_left})
    except codes.Expired:
        form.add_error("code", EXPIRED)
    if form.errors:
        return _code_page(request, form, phone, status=422)
    donor = services.find(phone)
    if donor is None:
        return grants.revoke(render(request, "blood/record/nobody.html", {"page_url": _page_url()}))
    return grants.grant(redirect("blood:record"), donor)


def _code_page(request, form, phone, *, remark="", status=200):
    context = {"form": form, "phone": phone, "remark": remark}
    return render(request, "blood/record/code.html", context, status=status)


def _record_page(request, donor, *, pause_form=None, status=200):
    rules = Rule.objects.in_force()
    today = timezone.localdate()
    context = {
        "donor": donor,
        "rows": _rows(donor),
        "next_on": donor.next_eligible_on(rules, today),
        "today": today,
        "ends_soon": donor.consent_until <= today + timedelta(days=rules.remind_days),
        "pause_form": pause_form or PauseForm(),
        "said": SAID.get(request.GET.get("oldu", "")),
    }
    return render(request, "blood/record/record.html", context, status=status)


SAID = {
    "degisti": _l("Kaydınızı değiştirdik."),
    "ara": _l("Ara verdik. O güne kadar haber vermeyiz."),
    "surdu": _l("Yeniden haber verebiliriz."),
    "izin": _l("İzninizi yeniledik."),
}


def _rows(donor):
    return [
        {"label": _("Kan grubu"), "value": donor.shown_group},
        {"label": _("Doğum tarihi"), "value": said(donor.born_on)},
        {"label": _("Son kan bağışı"), "value": said(donor.last_donation_on)},
        {"label": _("Mahalle"), "value": donor.neighbourhood.name},
        {"label": _("Ne zaman haber verelim"), "value": donor.get_window_display()},
        {"label": _("En çok"), "value": donor.get_every_days_display()},
        {"label": _("İzniniz şu güne kadar"), "value": said(donor.consent_until)},
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def change(request, donor):
    form = RecordForm(request.POST if request.method == "POST" else None, donor=donor)
    if request.method != "POST":
        return render(request, "blood/record/change.html", {"form": form})
    if not form.is_valid():
        return render(request, "blood/record/change.html", {"form": form}, status=422)
    services.change(donor, **form.cleaned_data)
    return _back("degisti")


@require_POST
@opened
def pause(request, donor):
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _record_page(request, donor, pause_form=form, status=422)
    services.pause(donor, services.add_months(timezone.localdate(), form.cleaned_data["months"]))
    return _back("ara")


@require_POST
@opened
def wake(request, donor):
    services.wake(donor)
    return _back("surdu")


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def renew(request, donor):
    text = current_version(CONSENT)
    if request.method == "POST" and text and request.POST.get("version") == str(text.pk):
        services.renew(donor, text)
        return _back("izin")
    changed = request.method == "POST"
    return render(
        request, "blood/record/renew.html", {"text": text, "changed": changed}, status=422 if changed else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def forget(request, donor):
    if request.method != "POST":
        return render(request, "blood/record/forget.html", {"page_url": _page_url()})
    receipt = services.forget(donor)
    return grants.revoke(render(request, "blood/record/gone.html", {"receipt": receipt, "page_url": _page_url()}))


@private
@require_POST
def close(request):
    """Leave nothing on this device."""
    return grants.revoke(redirect(_page_url()))


def _back(what):
    return redirect(f"{reverse('blood:record')}?oldu={what}")


def _page_url():
    page = DonorPage.objects.live().first()
    return page.url if page else "/"
