"""The certificate: printed by its owner, looked up by whoever scans it. No name and no number is in either."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Site

from guard import limits
from guard.address import limit_key
from pages.site import facts_of
from wishes.doors import opened, private
from wishes.grants import STRONG
from wishes.patience import HOUR

from . import certificates

LOOKS_PER_ADDRESS = 120


@require_safe
@opened(need=STRONG)
def certificate(request, story):
    claim = getattr(story.case, "claim", None)
    if claim is None or not certificates.is_due(claim):
        raise Http404
    content = certificates.pdf(claim, organisation=facts_of(Site.find_for_request(request)).organisation)
    name = f"{story.case.url_reference}-uyelik.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "Referrer-Policy": "no-referrer"},
    )


@private
@require_safe
def verify(request, token):
    """Is this paper ours? A wrong token, an old one and one that never was get the same answer."""
    if not limits.hit("certificate", limit_key(request), limit=LOOKS_PER_ADDRESS, window=HOUR):
        return render(request, "club/certificate.html", {"is_limited": True}, status=429)
    claim = certificates.find(token)
    return render(request, "club/certificate.html", {"claim": claim}, status=200 if claim else 404)
