"""The citizen's answer to "Çözüldü mü?": one press for yes and partly, then what may follow. No is wishes:reopen."""

from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from guard import limits
from guard.address import limit_key

from . import patience, verdicts
from .doors import opened
from .models import Verdict
from .patience import HOUR
from .views import case_page, follow_up_form

PRESSES_PER_ADDRESS = [(60, HOUR)]
ONE_PRESS = (Verdict.Solved.YES, Verdict.Solved.PARTLY)


@require_http_methods(["GET", "HEAD", "POST"])
@opened()
def judge(request, story):
    """Evet and Kısmen. A second press, here or in another browser, changes nothing and is told so."""
    if request.method != "POST" or request.POST.get("solved") not in ONE_PRESS:
        return _back(story)
    try:
        patience.enforce("case-verdicts", limit_key(request), PRESSES_PER_ADDRESS)
        verdicts.judge(story.case, request.POST["solved"])
    except limits.TooMany as too_many:
        return case_page(request, story, status=429, too_many=too_many)
    except verdicts.AlreadySaid:
        return _back(story, "onceden")
    except verdicts.NotAsked:
        return _back(story, "degisti")
    return _back(story, "soylediniz")


@require_http_methods(["GET", "HEAD", "POST"])
@opened()
def follow_up(request, story):
    form = follow_up_form(story, request.POST) if request.method == "POST" else None
    if form is None:
        return _back(story)
    try:
        patience.enforce("case-verdicts", limit_key(request), PRESSES_PER_ADDRESS)
        if not form.is_valid():
            return case_page(request, story, solved_form=form, status=422)
        verdicts.add(story.case, text=form.cleaned_data.get("text", ""), stars=form.cleaned_data.get("stars"))
    except limits.TooMany as too_many:
        return case_page(request, story, solved_form=form, status=429, too_many=too_many)
    except verdicts.NotAsked:
        return _back(story, "degisti")
    return _back(story, "eklediniz")


def _back(story, said=""):
    page = reverse("wishes:case", args=[story.case.url_reference])
    return redirect(f"{page}?oldu={said}" if said else page)
