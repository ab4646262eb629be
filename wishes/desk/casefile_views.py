"""The case as one file to take away. GET covers the applicant; POST uncovers, for those who may, and is remembered."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from people.services import log_read

from .casefile import pdf
from .doors import on_case
from .permissions import may


@require_http_methods(["GET", "POST"])
@on_case
def casefile(request, case):
    with_person = request.method == "POST"
    if with_person and not may(request.user, "reveal"):
        raise PermissionDenied
    subject = f"case:{case.reference}"
    log_read(user=request.user, action="export", subject=subject)
    if with_person:
        log_read(user=request.user, action="reveal", subject=subject, reason="casefile")
    response = HttpResponse(pdf(case, by=request.user, with_person=with_person), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{case.url_reference}.pdf"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
