"""What a browser may see of a case: a signed, short-lived cookie per case, no session, no login.

The cookie's path is the case's own address, so it travels to no other page. Two names for two levels: looking a case
up by phone never takes away what the receipt had opened. Each look slides the half hour; `key_generation` ends all.
"""

from enum import IntEnum

from django.conf import settings
from django.core import signing
from django.urls import reverse

MINUTES = 30


class Level(IntEnum):
    NONE = 0
    WEAK = 1  # reference and the last digits of the phone: status, days and what we wrote
    STRONG = 2  # receipt code, link of a message, or this browser sent it: the citizen's own words and files too


WEAK, STRONG = Level.WEAK, Level.STRONG
COOKIES = {WEAK: "takip", STRONG: "takip_tam"}


def grant(response, case, level):
    """Let this browser see the case for the next half hour. Call it again on each look to slide the time."""
    response.set_cookie(
        COOKIES[level],
        signing.dumps(_claim(case, level), salt=__name__),
        max_age=MINUTES * 60,
        path=_path(case),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def level_for(request, case):
    """How much of the case this browser may see; Level.NONE if it never opened it or too long ago."""
    for level in (STRONG, WEAK):
        if _claimed(request, level) == _claim(case, level):
            return level
    return Level.NONE


def is_claimed(request, reference):
    """Does this browser hold a key of ours to that number? Asked before the case is fetched: a number that exists
    takes a stranger no longer than one that does not."""
    return any((_claimed(request, level) or [None, None])[1] == reference for level in (STRONG, WEAK))


def _claimed(request, level):
    try:
        return signing.loads(request.COOKIES.get(COOKIES[level], ""), salt=__name__, max_age=MINUTES * 60)
    except signing.BadSignature:
        return None


def revoke(response, case):
    """Forget the case in this browser (a borrowed phone, a shared computer)."""
    for name in COOKIES.values():
        response.delete_cookie(name, path=_path(case), samesite="Lax")
    return response


def _claim(case, level):
    return [case.pk, case.reference, int(level), case.key_generation]


def _path(case):
    return reverse("wishes:case", args=[case.url_reference])
