"""The citizen's side of a case: read it, write to it, take it back, open it again.

No login and no session: wishes.grants remembers in the browser which case it opened. These pages are private and
unstored, and send no address of theirs to anybody (the policy is same-origin, because browsers send no Origin from
no-referrer pages and the forms here are checked by it).
"""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
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

from . import grants, keys, patience, receipts, services, tracking, uploads
from .doors import opened
from .forms import MessageForm, ReplyForm, WithdrawForm
from .grants import STRONG
from .models import Attachment
from .patience import DAY, HOUR
from .tracking import Story
from .workflow import NotifyBy, Status

MESSAGES_PER_CASE = [(20, HOUR), (40, DAY)]
MESSAGES_PER_ADDRESS = [(30, HOUR)]
LINKS_PER_CASE = [(6, DAY)]  # it comes at night too: nobody may ring somebody's telephone by the hour

#: what a redirect after a successful verb may say
SAID = {
    "yazdiniz": gettext_lazy("Yazdığınızı aldık."),
    "actiniz": gettext_lazy("Başvurunuzu yeniden açtık."),
    "cektiniz": gettext_lazy("Başvurunuzu geri çektiniz."),
    "gonderdik": gettext_lazy("Kayıtlı telefonunuza ya da e-postanıza bağlantıyı gönderdik."),
}


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
        patience.enforce("case-messages-address", limit_key(request), MESSAGES_PER_ADDRESS)
        patience.enforce("case-messages", story.case.reference, MESSAGES_PER_CASE)
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
            "wait": patience.wait(too_many),
        },
        status=status,
    )
    return patience.limited(page, too_many)


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
            return _case_page(request, story, status=429, too_many=too_many)
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
