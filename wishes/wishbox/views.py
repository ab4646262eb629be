"""The citizen's consents to a wish: read again, and taken back with one press each."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from wishes.doors import opened
from wishes.grants import STRONG

from . import services

VERBS = {"hikaye": services.withdraw_story, "fotograf": services.withdraw_photo}


@require_http_methods(["GET", "HEAD", "POST"])
@opened(need=STRONG)
def consents(request, story):
    wish = getattr(story.case, "wish", None)
    if wish is None:
        raise Http404
    if request.method == "POST":
        if verb := VERBS.get(request.POST.get("izin", "")):
            verb(wish)
        return redirect("wish:consents", story.case.url_reference)
    return render(request, "wishbox/consents.html", {"case": story.case, "wish": wish})
