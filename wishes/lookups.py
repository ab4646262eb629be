"""Finding a case again: number and second key, the link of a message, a forgotten number.

What is wrong, what does not exist and what cannot exist get one answer, at one price.
"""

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guard import limits
from guard.address import limit_key
from lib import phone
from notices.services import queue
from people.indexes import phone_index
from people.models import Person

from . import grants, keys, patience
from .doors import private
from .forms import ForgottenForm, LookupForm
from .grants import STRONG, WEAK, Level
from .models import Case
from .patience import DAY, HOUR, TEN_MINUTES
from .workflow import NotifyBy

# Four digits are guessed in ten thousand tries: the longer somebody tries, the longer the wait.
TRIES_PER_REFERENCE = [(6, TEN_MINUTES), (12, HOUR), (24, DAY)]
TRIES_PER_ADDRESS = [(20, TEN_MINUTES), (60, HOUR), (200, DAY)]  # many people may share one address
MISSES_OVERALL = (1_000, HOUR)
NUMBERS_PER_PHONE = [(3, HOUR), (6, DAY)]
NUMBERS_PER_ADDRESS = [(10, HOUR)]


@private
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request):
    if request.method != "POST":
        return _lookup_page(request, LookupForm(initial={"no": request.GET.get("no", "")[:40]}))
    form = LookupForm(request.POST)
    if not form.is_valid():
        return _lookup_page(request, form, status=422)
    try:
        _count_try(request, form)
    except limits.TooMany as too_many:
        return _lookup_page(request, form, status=429, too_many=too_many)
    case, level = _match(form)
    if case is None:
        if not form.code:
            limits.hit("tracking-miss", "all", limit=MISSES_OVERALL[0], window=MISSES_OVERALL[1])
        form.add_error(
            "no",
            _("Bu numarayla başvuru bulamadık. %(prefix)s ile başlayan numarayı ve ikinci bilgiyi kontrol edin")
            % {"prefix": settings.REFERENCE_PREFIX},
        )
        return _lookup_page(request, form, status=422)
    return grants.grant(redirect("wishes:case", case.url_reference), case, level)


def _lookup_page(request, form, *, status=200, too_many=None, gone=False):
    context = {"form": form, "wait": patience.wait(too_many), "gone": gone}
    return patience.limited(render(request, "wishes/tracking/lookup.html", context, status=status), too_many)


def _match(form):
    """(case, level) or (None, NONE): one query and the same comparisons whatever was typed."""
    written = keys.digest(form.code or "-", "receipt")
    wanted = {"receipt_digest": written} if form.code else {"reference": form.reference or "-"}
    case = Case.objects.select_related("person").filter(**wanted).first()
    person = case.person if case else None
    code_fits = keys.same(case.receipt_digest if case else "-" * 64, written)
    phone_fits = keys.same(phone.last_four(person.phone) if person else "", form.last_four)
    if form.code and code_fits and (not form.cleaned_data["no"] or form.reference == case.reference):
        return case, STRONG
    if form.last_four and phone_fits:
        return case, WEAK
    return None, Level.NONE


def _count_try(request, form):
    patience.enforce("tracking-address", limit_key(request), TRIES_PER_ADDRESS)
    if form.code:  # cannot be guessed, so nobody's own code is ever locked by a stranger's tries
        return
    limit, window = MISSES_OVERALL
    if limits.is_over("tracking-miss", "all", limit=limit, window=window):
        raise limits.TooMany("tracking-miss", limits.seconds_left(window))
    if form.reference:
        patience.enforce("tracking-reference", form.reference, TRIES_PER_REFERENCE)


@private
@require_safe
def link(request, token):
    """The link of a message. Opening it only sets the cookie: a mail scanner that follows it changes nothing."""
    case = Case.objects.filter(link_digest=keys.digest(token[:100], "link")).first()
    if case is None:
        try:
            patience.enforce("tracking-address", limit_key(request), TRIES_PER_ADDRESS)
        except limits.TooMany as too_many:
            return _lookup_page(request, LookupForm(), status=429, too_many=too_many)
        response = _lookup_page(request, LookupForm(), status=404, gone=True)
    else:
        response = grants.grant(redirect("wishes:case", case.url_reference), case, STRONG)
        response["Referrer-Policy"] = "no-referrer"  # the token stays here
    return response


@private
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request):
    """ "Numaramı bulamıyorum": the answer never tells whether the phone is known."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "wishes/tracking/forgotten.html", {"form": form})
    if not form.is_valid():
        return render(request, "wishes/tracking/forgotten.html", {"form": form}, status=422)
    number = form.cleaned_data["phone"]
    try:
        patience.enforce("numbers-address", limit_key(request), NUMBERS_PER_ADDRESS)
        patience.enforce("numbers-phone", number, NUMBERS_PER_PHONE)
    except limits.TooMany as too_many:
        page = render(
            request, "wishes/tracking/forgotten.html", {"form": form, "wait": patience.wait(too_many)}, status=429
        )
        return patience.limited(page, too_many)
    if not _send_numbers(number):
        limits.hit("numbers-nobody", number, limit=1, window=HOUR)  # one write here too: time tells nothing
    return redirect(f"{reverse('wishes:forgotten')}?gonderdik=1")


def _send_numbers(number):
    """Queue one SMS with the latest numbers of this phone; at most one an hour. False if there is nothing to say."""
    people = list(Person.objects.with_phone(number).order_by("pk"))
    cases = list(Case.objects.filter(person__in=people).order_by("-received_at")[:5]) if people else []
    if not cases:
        return False
    hour = timezone.now().strftime("%Y%m%d%H")
    queue(
        "case_numbers",
        transport=NotifyBy.SMS,
        person=people[0],
        context={
            "reference": cases[0].shown_reference,
            "others": [case.shown_reference for case in cases[1:]],
            "link": reverse("wishes:link", args=[keys.link_token(cases[0])]),
        },
        idempotency_key=f"case_numbers:{phone_index(number)}:{hour}",
    )
    return True
