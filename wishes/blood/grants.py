"""Who is at the door of "Bağışçı kaydım": a sealed cookie while the code is on its way, a signed one once it was right.

Neither tells anybody, not even the browser, whether the number is known before the code is in.
"""

import json
import secrets

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from lib.sealing import SealError
from people.fields import sealer

from .models import Donor

MINUTES = 30
WAITING, OPEN = "kan_kapi", "kan_kaydim"
CONTEXT = "blood.record-door"


def knock(response, phone):
    """Remember in this browser which phone was typed, sealed. Returns the scope of the code to send."""
    scope = f"blood-record:{secrets.token_urlsafe(16)}"
    sealed = sealer().seal(json.dumps([phone, scope, int(timezone.now().timestamp())]), CONTEXT)
    _set(response, WAITING, sealed)
    return scope


def knocked(request):
    """(phone, scope) that this browser typed within the half hour, or None."""
    try:
        phone, scope, at = json.loads(sealer().open(request.COOKIES.get(WAITING, ""), CONTEXT))
    except (SealError, ValueError):
        return None
    return (phone, scope) if timezone.now().timestamp() - at < MINUTES * 60 else None


def grant(response, donor):
    """Let this browser see the record for the next half hour. Call it again on each look to slide the time."""
    _set(response, OPEN, signing.dumps([donor.pk, donor.key_generation.hex], salt=__name__))
    response.delete_cookie(WAITING, path=_path(), samesite="Lax")
    return response


def donor_of(request):
    """The donor whose record this browser opened, or None."""
    try:
        pk, generation = signing.loads(request.COOKIES.get(OPEN, ""), salt=__name__, max_age=MINUTES * 60)
    except (signing.BadSignature, ValueError):
        return None
    donor = Donor.objects.select_related("person", "neighbourhood", "consent").filter(pk=pk).first()
    return donor if donor and donor.key_generation.hex == generation else None


def revoke(response):
    for name in (WAITING, OPEN):
        response.delete_cookie(name, path=_path(), samesite="Lax")
    return response


def _set(response, name, value):
    response.set_cookie(
        name,
        value,
        max_age=MINUTES * 60,
        path=_path(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _path():
    return reverse("blood:record")
