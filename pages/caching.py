"""How public pages may be kept by others."""

from django.conf import settings
from django.utils.cache import get_conditional_response, set_response_etag

SHARED = "public, max-age=60, stale-while-revalidate=600"
OWN = "private, no-store"


def publicly_cached(request, response):
    """A page that is the same for everybody: a minute in shared caches, asked for again by ETag.

    Whoever carries a session may get the editor's bar, so that answer is nobody else's. An answer that already says
    how it may be kept (a form) stays as it is.
    """
    if request.method not in ("GET", "HEAD") or response.status_code != 200 or response.has_header("Cache-Control"):
        return response
    if settings.SESSION_COOKIE_NAME in request.COOKIES or getattr(request, "is_preview", False):
        response["Cache-Control"] = OWN
        return response
    response["Cache-Control"] = SHARED
    if response.streaming:
        return response
    if hasattr(response, "render"):
        response.render()
    set_response_etag(response)
    return get_conditional_response(request, etag=response["ETag"], response=response)
