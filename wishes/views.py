"""The citizen's side of a case: read it, write to it, take it back, open it again.

No login and no session: wishes.grants remembers in the browser which case it opened. These pages are private and
unstored, and send no address of theirs to anybody (the policy is same-origin, because browsers send no Origin from
no-referrer pages and the forms here are checked by it).
"""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Site

from guard import limits
from guard.address import limit_key
from lib import phone
from notices.services import queue
from pages.site import facts_of

from . import following, grants, keys, patience, receipts, services, tracking, uploads, verdicts
from .doors import opened
from .forms import FollowUpForm, MessageForm, PressForm, ReplyForm, WithdrawForm
from .grants import STRONG
from .patience import DAY, HOUR
from .workflow import NotifyBy, Status

MESSAGES_PER_CASE = [(20, HOUR), (40, DAY)]
MESSAGES_PER_ADDRESS = [(30, HOUR)]
LINKS_PER_CASE = [(6, DAY)]  # it comes at night too: nobody may ring somebody's telephone by the hour

#: what a redirect after a successful verb may say
SAID = {
    "yazdiniz": gettext_lazy("Yazdığınızı aldık."),
    "actiniz": gettext_lazy("Başvurunuzu yeniden açtık."),
    "cektiniz": gettext_lazy("Başvurunuzu geri çektiniz."),
    "soylediniz": gettext_lazy("Yanıtınızı aldık, teşekkür ederiz."),
    "onceden": gettext_lazy("Bu sonuç için yanıtınızı daha önce almıştık."),
    "eklediniz": gettext_lazy("Eklediğinizi aldık, teşekkür ederiz."),
    "degisti": gettext_lazy("Başvurunuzun durumu az önce değişti. Son duruma bakın."),
    "gonderdik": gettext_lazy("Kayıtlı telefonunuza ya da e-postanıza bağlantıyı gönderdik."),
}


@require_safe
@opened()
def case(request, story):
    return case_page(request, story, said=SAID.get(request.GET.get("oldu", "")))


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
        return _unsolved_page(request, story) if story.solved else redirect("wishes:case", story.case.url_reference)
    if story.solved:
        return _say(request, story, verdicts.refuse, "actiniz", show=_unsolved_page)
    return _say(request, story, _reopen, "actiniz")


def _reopen(case, text, *, uploads):
    return services.reopen(case, text=text, uploads=uploads)


def _unsolved_page(request, story, *, form=None, status=200, too_many=None):
    """ "Hayır": one box, and the same case is open again."""
    context = {"story": story, "case": story.case, "form": form or _form(story), "wait": patience.wait(too_many)}
    page = render(request, "wishes/tracking/unsolved.html", context, status=status)
    return patience.limited(page, too_many)


def _say(request, story, verb, said, show=None):
    """Words and files from the citizen through one verb; whatever goes wrong, they stay on the page."""
    show = show or case_page
    try:
        patience.enforce("case-messages-address", limit_key(request), MESSAGES_PER_ADDRESS)
        patience.enforce("case-messages", story.case.reference, MESSAGES_PER_CASE)
    except limits.TooMany as too_many:
        form = _shown_again(story, request.POST)  # new files are not washed for somebody in such a hurry
        return show(request, story, form=form, status=429, too_many=too_many)
    form = _form(story, request.POST, request.FILES)
    if form is None:
        return _changed_meanwhile(request, story, request.POST)
    if not form.is_valid():
        return show(request, story, form=form, status=422)
    if "remove_file" in request.POST:
        return show(request, story, form=form)
    try:
        verb(story.case, form.cleaned_data.get("text", ""), uploads=form.uploads)
    except (services.MoveRefused, services.Stale, verdicts.NotAsked):
        return _changed_meanwhile(request, story, form.data)
    return redirect(f"{reverse('wishes:case', args=[story.case.url_reference])}?oldu={said}")


def _changed_meanwhile(request, story, data):
    """Somebody at the desk was quicker: show the case as it stands now, with what the citizen wrote."""
    story = following.read(tracking.find(story.case.reference), story.level)
    form = _shown_again(story, data)
    problem = _("Başvurunuzun durumu az önce değişti. Son duruma bakın; yazdıklarınız aşağıda duruyor.")
    # Who may only press a button now can still copy what they wrote.
    unsent = data.get("text", "") if data and isinstance(form, PressForm) else ""
    form = None if unsent else form
    return case_page(request, story, form=form, status=409, problem=problem, unsent=unsent)


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
    if story.can_reopen and story.solved and not story.is_strong:
        return PressForm(data, files, case=story.case)
    if story.can_reopen:
        label = _("Ne çözülmedi?") if story.matter.status == Status.CLOSED else _("Neden yeniden açıyorsunuz?")
        return MessageForm(data, files, case=story.case, label=label, nothing=_("Nedenini bir cümleyle yazın"))
    return None


def case_page(
    request, story, *, form=None, solved_form=None, status=200, said="", problem="", unsent="", too_many=None
):
    page = render(
        request,
        "wishes/tracking/case.html",
        {
            "story": story,
            "case": story.case,
            "form": form or (None if story.solved else _form(story)),
            "solved_form": solved_form or follow_up_form(story),
            "said": said,
            "problem": problem,
            "unsent": unsent,
            "wait": patience.wait(too_many),
        },
        status=status,
    )
    return patience.limited(page, too_many)


def follow_up_form(story, data=None):
    """What may still be said after yes or partly; None when nothing is asked."""
    solved = story.solved
    if not (solved and solved.takes_more):
        return None
    return FollowUpForm(data, takes_words=solved.takes_words, takes_stars=solved.takes_stars)


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
    if story.can_send_link:
        try:
            patience.enforce("case-link", case.reference, LINKS_PER_CASE)
        except limits.TooMany as too_many:
            return case_page(request, story, status=429, too_many=too_many)
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
    attachment = story.file(token)
    if attachment is None:
        raise Http404
    return uploads.response(attachment)
