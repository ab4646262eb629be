"""What opens a registration: the link of a message (128 bits, kept as a keyed hash), then a signed cookie for an hour.

The cookie's path is the registration's own address: it travels to no other page. No session, no login.
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from people.fields import indexer
from people.indexes import email_index, phone_index

MINUTES = 60
COOKIE = "kaydim"


def link_token(registration):
    """Derived from the nonce, so that every later message can carry it although only its hash is stored."""
    return indexer().digest(registration.nonce.hex, "registration.link")[:32]


def link_digest(token):
    return indexer().digest(token, "registration.link-stored")


def contact_digest(phone="", email=""):
    """Of the way we reach somebody; the phone goes first."""
    return phone_index(phone) or email_index(email)


def grant(response, registration):
    response.set_cookie(
        COOKIE,
        signing.dumps([registration.pk, registration.code], salt=__name__),
        max_age=MINUTES * 60,
        path=_path(registration),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def revoke(response, registration):
    response.delete_cookie(COOKIE, path=_path(registration), samesite="Lax")
    return response


def opened(request):
    """(pk, code) of the registration this browser has opened, or None."""
    try:
        pk, code = signing.loads(request.COOKIES.get(COOKIE, ""), salt=__name__, max_age=MINUTES * 60)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return pk, code


def _path(registration):
    return reverse("registrations:mine", args=[registration.url_code])
