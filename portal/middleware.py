"""Rules that belong to the whole site: which requests are refused unread, and what browsers are told."""

import codecs
import time

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed
from django.utils.deprecation import MiddlewareMixin

# Text encodings whose bytes mean the same in UTF-8, by the names Python gives them.
READABLE_AS_UTF8 = {"utf-8", "ascii"}
METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]

#: Five photos of any telephone, so that whoever sends too much reads which one it is. Files beyond would fill the disk
#: before a form can count them.
MOST_BYTES = 150 * 2**20

SEEN_EVERY = 5 * 60  # seconds; not a write for every click

UNREADABLE = "İsteğinizi okuyamadık. Tarayıcınızda sayfayı yeniden açıp bir kez daha deneyin."
TOO_LARGE = "Gönderdiğiniz dosyalar toplamda çok büyük. Daha az ya da daha küçük dosyayla yeniden deneyin."


class MalformedRequestMiddleware(MiddlewareMixin):
    """Refuses what no browser sends and what Django or a database would answer with a 500.

    Answers in plain text without rendering a template: a context processor would read the request again.
    """

    def process_request(self, request):
        if request.method not in METHODS:  # TRACE would echo headers back
            return HttpResponseNotAllowed(METHODS)
        if has_nul(request):
            return refusal()
        if declared_length(request) > MOST_BYTES:
            return HttpResponse(TOO_LARGE, status=413, content_type="text/plain; charset=utf-8")
        charset = request.content_params.get("charset", "utf-8")
        if charset.lower() != "utf-8":
            # Django would take the declared charset for the query as well, and refuse the body so deep inside
            # that its own error page fails on it.
            request.encoding = "utf-8"
            if request.method not in ("GET", "HEAD", "OPTIONS") and not is_readable_as_utf8(charset):
                return refusal()
        return None


class BrowserPolicyMiddleware(MiddlewareMixin):
    """Headers that Django and django-csp do not know."""

    def __init__(self, get_response):
        super().__init__(get_response)
        self.permissions = ", ".join(
            f"{feature}=({' '.join(allowed)})" for feature, allowed in settings.PERMISSIONS_POLICY.items()
        )

    def process_response(self, request, response):
        response.headers.setdefault("Permissions-Policy", self.permissions)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class StaffSessionMiddleware(MiddlewareMixin):
    """A login at the desk ends when nobody was there for a while, and at the end of a working day in any case.

    The session's own age begins anew whenever something is kept in it, so by itself it might never end.
    """

    BEGAN, SEEN = "staff_began", "staff_seen"

    def process_request(self, request):
        if not request.path_info.startswith(settings.ADMIN_PREFIX) or SESSION_KEY not in request.session:
            return  # public pages never ask for a session
        session, now = request.session, int(time.time())
        began, seen = session.get(self.BEGAN, now), session.get(self.SEEN, now)
        if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.STAFF_IDLE_SECONDS:
            logout(request)
        elif self.BEGAN not in session or now - seen > SEEN_EVERY:
            session[self.BEGAN], session[self.SEEN] = began, now


class ContentPolicyMiddleware(CSPMiddleware):
    """One strict policy for the site; under the desk's address a few sources more, for Wagtail's editor."""

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith(settings.ADMIN_PREFIX):
            parts.replace = settings.CONTENT_SECURITY_POLICY_ADMIN | (parts.replace or {})
        return parts


def has_nul(request):
    """A NUL byte in the path, the query or a cookie: PostgreSQL cannot hold it and file systems refuse it."""
    query = request.META.get("QUERY_STRING", "")
    return (
        "\0" in request.path_info
        or "\0" in query
        or "%00" in query
        or any("\0" in value for value in request.COOKIES.values())
    )


def declared_length(request):
    """Django reads no further than this, and nothing where it is missing."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdecimal() else 0


def is_readable_as_utf8(charset):
    try:
        return codecs.lookup(charset).name in READABLE_AS_UTF8
    except (LookupError, ValueError):
        return False


def refusal() -> HttpResponse:
    return HttpResponseBadRequest(UNREADABLE, content_type="text/plain; charset=utf-8")
