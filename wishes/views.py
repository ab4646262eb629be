"""The citizen's side of a case: look it up, read it, write to it, take it back, open it again.

No login and no session: wishes.grants remembers in the browser which case it opened. These pages are private and
unstored, and send no address of theirs to anybody (the policy is same-origin, because browsers send no Origin from
no-referrer pages and the forms here are checked by it).
"""

from datetime import timedelta
from functools import wraps

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Site

from guard import limits
from guard.address import limit_key
from lib import phone
from lib import reference as references
from notices.services import queue
from pages.site import facts_of
from people.indexes import phone_index
from people.models import Person

from . import grants, keys, receipts, services, tracking, uploads
from .forms import ForgottenForm, LookupForm, MessageForm, ReplyForm, WithdrawForm
from .grants import STRONG, WEAK, Level
from .models import Attachment, Case
from .tracking import Story
from .workflow import NotifyBy, Status

MINUTES, HOUR, DAY = timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)

# Four digits are guessed in ten thousand tries: the longer somebody tries, the longer the wait.
TRIES_PER_REFERENCE = [(6, MINUTES), (12, HOUR), (24, DAY)]
TRIES_PER_ADDRESS = [(20, MINUTES), (60, HOUR), (200, DAY)]  # many people may share one address
MISSES_OVERALL = (1_000, HOUR)
MESSAGES_PER_CASE = [(20, HOUR), (40, DAY)]
MESSAGES_PER_ADDRESS = [(30, HOUR)]
NUMBERS_PER_PHONE = [(3, HOUR), (6, DAY)]
NUMBERS_PER_ADDRESS = [(10, HOUR)]

#: what a redirect after a successful verb may say
SAID = {
    "yazdiniz": gettext_lazy("Yazdığınızı aldık."),
    "actiniz": gettext_lazy("Başvurunuzu yeniden açtık."),
    "cektiniz": gettext_lazy("Başvurunuzu geri çektiniz."),
    "gonderdik": gettext_lazy("Kayıtlı telefonunuza ya da e-postanıza bağlantıyı gönderdik."),
}


def private(view):
    """Nobody keeps a copy and nobody lists it."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        patch_cache_control(response, no_store=True, private=True)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapper


def opened(need=WEAK):
    """The view gets a Story instead of a reference; a browser that has not opened the case is sent to look it up."""

    def decorate(view):
        @private
        @wraps(view)
        def wrapper(request, reference, **kwargs):
            try:
                canonical = references.parse(reference)
            except references.InvalidReference:
                return _ask_for_key(reference[:40])
            written = references.ascii(canonical)
            if reference != written:  # the cookie's path is exact
                return redirect(request.resolver_match.view_name, **(kwargs | {"reference": written}))
            case = tracking.find(canonical)
            level = grants.level_for(request, case) if case else Level.NONE
            if level < need:
                return _ask_for_key(written)
            response = view(request, Story(case, level), **kwargs)
            return response if response.cookies else grants.grant(response, case, level)  # slides the half hour

        return wrapper

    return decorate


def _ask_for_key(reference):
    return redirect(f"{reverse('wishes:lookup')}?{urlencode({'no': reference})}")


# -- looking up -------------------------------------------------------------------------------


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
            _("Bu numarayla başvuru bulamadık. İZM ile başlayan numarayı ve ikinci bilgiyi kontrol edin"),
        )
        return _lookup_page(request, form, status=422)
    return grants.grant(redirect("wishes:case", case.url_reference), case, level)


def _lookup_page(request, form, *, status=200, too_many=None, gone=False):
    return _limited(render(request, "wishes/tracking/lookup.html", {
        "form": form,
        "wait": _wait(too_many),
        "gone": gone,
    }, status=status), too_many)  # fmt: skip


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
    _enforce("tracking-address", limit_key(request), TRIES_PER_ADDRESS)
    if form.code:  # cannot be guessed, so nobody's own code is ever locked by a stranger's tries
        return
    limit, window = MISSES_OVERALL
    if limits.is_over("tracking-miss", "all", limit=limit, window=window):
        raise limits.TooMany("tracking-miss", limits.seconds_left(window))
    if form.reference:
        _enforce("tracking-reference", form.reference, TRIES_PER_REFERENCE)


@private
@require_safe
def link(request, token):
    """The link of a message. Opening it only sets the cookie: a mail scanner that follows it changes nothing."""
    case = Case.objects.filter(link_digest=keys.digest(token[:100], "link")).first()
    if case is None:
        try:
            _enforce("tracking-address", limit_key(request), TRIES_PER_ADDRESS)
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
        _enforce("numbers-address", limit_key(request), NUMBERS_PER_ADDRESS)
        _enforce("numbers-phone", number, NUMBERS_PER_PHONE)
    except limits.TooMany as too_many:
        page = render(request, "wishes/tracking/forgotten.html", {"form": form, "wait": _wait(too_many)}, status=429)
        return _limited(page, too_many)
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


# -- one case ---------------------------------------------------------------------------------


@require_safe
@opened()
def case(request, story):
    return _case_page(request, story, said=SAID.get(request.GET.get("oldu", "")))


@require_http_methods(["GET", "HEAD", "POST"])
@opened()
def write(request, story):
    """A message, files, or the answer to our question."""
    if request.method != "POST":
        return redirect("wishes:case", story.case.url_reference)
    return _say(request, story, services.write, "yazdiniz")


@require_http_methods(["GET", "HEAD", "POST"])
@opened()
def reopen(request, story):
    if request.method != "POST":
        return redirect("wishes:case", story.case.url_reference)
    return _say(request, story, _reopen, "actiniz")


def _reopen(case, text, *, uploads):
    return services.reopen(case, text=text, uploads=uploads)


def _say(request, story, verb, said):
    """Words and files from the citizen through one verb; whatever goes wrong, they stay on the page."""
    try:
        _enforce("case-messages-address", limit_key(request), MESSAGES_PER_ADDRESS)
        _enforce("case-messages", story.case.reference, MESSAGES_PER_CASE)
    except limits.TooMany as too_many:
        form = _shown_again(story, request.POST)  # new files are not washed for somebody in such a hurry
        return _case_page(request, story, form=form, status=429, too_many=too_many)
    form = _form(story, request.POST, request.FILES)
    if form is None:
        return _changed_meanwhile(request, story, request.POST)
    if not form.is_valid():
        return _case_page(request, story, form=form, status=422)
    if "remove_file" in request.POST:
        return _case_page(request, story, form=form)
    try:
        verb(story.case, form.cleaned_data["text"], uploads=form.uploads)
    except (services.MoveRefused, services.Stale):
        return _changed_meanwhile(request, story, form.data)
    return redirect(f"{reverse('wishes:case', args=[story.case.url_reference])}?oldu={said}")


def _changed_meanwhile(request, story, data):
    """Somebody at the desk was quicker: show the case as it stands now, with what the citizen wrote."""
    story = Story(tracking.find(story.case.reference), story.level)
    form = _shown_again(story, data)
    problem = _("Başvurunuzun durumu az önce değişti. Son duruma bakın; yazdıklarınız aşağıda duruyor.")
    return _case_page(request, story, form=form, status=409, problem=problem)


def _shown_again(story, data):
    """The form that fits now with what was written and the files kept so far, without complaints."""
    form = _form(story, data)
    if form is not None:
        form.is_valid()
        form.errors.clear()
    return form


def _form(story, data=None, files=None):
    """The one form that fits the case now: reply, message or reason to reopen; None when nothing can be said."""
    if story.case.status == Status.WAITING:
        return ReplyForm(data, files, case=story.case)
    if story.can_write:
        return MessageForm(data, files, case=story.case)
    if story.can_reopen:
        label = _("Ne çözülmedi?") if story.case.status == Status.CLOSED else _("Neden yeniden açıyorsunuz?")
        return MessageForm(data, files, case=story.case, label=label, nothing=_("Nedenini bir cümleyle yazın"))
    return None


def _case_page(request, story, *, form=None, status=200, said="", problem="", too_many=None):
    page = render(
        request,
        "wishes/tracking/case.html",
        {
            "story": story,
            "case": story.case,
            "form": form or _form(story),
            "said": said,
            "problem": problem,
            "wait": _wait(too_many),
        },
        status=status,
    )
    return _limited(page, too_many)


@require_http_methods(["GET", "HEAD", "POST"])
@opened(need=STRONG)
def withdraw(request, story):
    if not story.can_withdraw:
        return redirect("wishes:case", story.case.url_reference)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw(story.case, text=form.cleaned_data["reason"])
        except (services.MoveRefused, services.Stale):
            return _changed_meanwhile(request, story, None)
        return redirect(f"{reverse('wishes:case', args=[story.case.url_reference])}?oldu=cektiniz")
    page = {"form": form, "story": story, "case": story.case}
    return render(request, "wishes/tracking/withdraw.html", page, status=422 if form.errors else 200)


@require_POST
@opened()
def forget(request, story):
    """Leave a borrowed phone or a shared computer."""
    return grants.revoke(redirect("wishes:lookup"), story.case)


@require_POST
@opened()
def send_link(request, story):
    """To the phone or e-mail we know, never to one typed here: who reads it there may see everything."""
    case = story.case
    if case.person and (case.person.phone or case.person.email):
        transport = case.notify_by if case.notify_by != NotifyBy.NONE else _reachable_by(case.person)
        queue(
            "case_link",
            transport=transport,
            person=case.person,
            about=case.reference,
            context={
                "reference": case.shown_reference,
                "link": reverse("wishes:link", args=[keys.link_token(case)]),
            },
            idempotency_key=f"case_link:{case.pk}:{timezone.now():%Y%m%d%H}",
        )
    return redirect(f"{reverse('wishes:case', args=[case.url_reference])}?oldu=gonderdik")


def _reachable_by(person):
    return NotifyBy.SMS if phone.is_mobile(person.phone) else NotifyBy.EMAIL


@require_safe
@opened(need=STRONG)
def receipt(request, story):
    content = receipts.pdf(story.case, organisation=facts_of(Site.find_for_request(request)).organisation)
    name = f"{story.case.url_reference}-belge.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "Referrer-Policy": "no-referrer",
        },
    )


@require_safe
@opened(need=STRONG)
def file(request, story, token):
    return uploads.response(get_object_or_404(Attachment, case=story.case, token=token, is_public=True))


# -- patience -----------------------------------------------------------------------------------


def _enforce(name, key, steps):
    for limit, window in steps:
        limits.enforce(name, key, limit=limit, window=window)


def _wait(too_many):
    """How long to wait, in words; "" when nobody has to."""
    if too_many is None:
        return ""
    minutes = -(-too_many.retry_after // 60)
    if minutes >= 60:
        return _("%(hours)s saat") % {"hours": -(-minutes // 60)}
    return _("%(minutes)s dakika") % {"minutes": minutes}


def _limited(response, too_many):
    if too_many is not None:
        response["Retry-After"] = str(too_many.retry_after)
    return response
