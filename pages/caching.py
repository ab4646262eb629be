"""How public pages may be kept by others."""

from django.conf import settings
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.http import parse_http_date_safe
from wagtail.models import Site

FRESH, STALE = 60, 600  # seconds
SHARED = f"public, max-age={FRESH}, stale-while-revalidate={STALE}"
OWN = "private, no-store"


def publicly_cached(request, response):
    """A page that is the same for everybody: a minute in shared caches, asked for again by ETag.

    Whoever carries a session may get the editor's bar, so that answer is nobody else's. An answer that already says
    how it may be kept (a form) stays as it is. Nobody keeps a page past the moment at which the banner begins or ends.
    A Last-Modified that the answer already carries is compared as well.
    """
    if request.method not in ("GET", "HEAD") or response.status_code != 200 or response.has_header("Cache-Control"):
        return response
    if settings.SESSION_COOKIE_NAME in request.COOKIES or getattr(request, "is_preview", False):
        response["Cache-Control"] = OWN
        return response
    response["Cache-Control"] = shared(_seconds_to_change(request))
    if response.streaming:
        return response
    if hasattr(response, "render"):
        response.render()
    set_response_etag(response)
    modified = parse_http_date_safe(response.get("Last-Modified", ""))
    return get_conditional_response(request, etag=response["ETag"], last_modified=modified, response=response)


def shared(seconds: int | None = None) -> str:
    """Cache-Control of a public page; `seconds` until something on it changes by the clock."""
    if seconds is None or seconds >= FRESH + STALE:
        return SHARED
    fresh = min(FRESH, seconds)
    return f"public, max-age={fresh}, stale-while-revalidate={seconds - fresh}"


def _seconds_to_change(request):
    from pages import site as sites  # it reads the models, which answer through this module

    return sites.seconds_to_change(Site.find_for_request(request))
