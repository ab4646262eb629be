"""One-time codes: six digits sent to a phone or e-mail address prove that somebody reads there.

    codes.send("blood_code", phone="+90555…", scope=str(draft.nonce))
    codes.check("123 456", phone="+90555…", scope=str(draft.nonce))      # raises WrongCode or Expired
    codes.is_verified(phone="+90555…", scope=str(draft.nonce))

A code lives for ten minutes and five tries. Once entered, the scope stays verified for that address for an hour, so
that a form can ask again on every step. Whoever calls counts by client address too (guard.limits): this room counts
only by the address that receives, so that nobody can flood somebody else's telephone.
"""

import re
import secrets
import uuid
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from people.fields import indexer
from people.indexes import email_index, phone_index

from .models import CODE_LIFETIME, CODE_SUFFIX, Notice, OneTimeCode
from .services import queue

DIGITS = 6
TRIES = 5
STAYS_VERIFIED = timedelta(hours=1)
PAUSE = timedelta(seconds=30)
PER_HOUR, PER_DAY = 4, 8  # messages to one address
KEPT = timedelta(days=1)  # what the daily limit counts


class CodeError(Exception):
    """No code was sent or accepted. Holds neither code nor address."""


class TooSoon(CodeError):
    """A code went out less than `seconds` ago: it may still be on its way."""

    def __init__(self, seconds):
        super().__init__("a code was sent a moment ago")
        self.seconds = seconds


class TooMany(CodeError):
    """This address has got as many codes as one hour or day allows."""


class WrongCode(CodeError):
    def __init__(self, tries_left):
        super().__init__("the code is not the one that was sent")
        self.tries_left = tries_left


class Expired(CodeError):
    """There is no code to compare with: too old, tried too often, or none was ever sent."""


@transaction.atomic
def send(notice_key, *, phone="", email="", scope):
    """Queue a new code for the address; an older one of the same scope is void from now on.

    notice_key: folder under templates/notices/, ends in "_code"; its texts get {{ code }} and {{ minutes }}.
    phone: E.164. scope: names the filling-in (a draft's nonce). Raises TooSoon or TooMany; then nothing is sent.
    """
    if not notice_key.endswith(CODE_SUFFIX):
        raise ValueError(f"the key of a message with a code ends in {CODE_SUFFIX}")
    address = _address_digest(phone, email)
    _one_at_a_time(address)
    now = timezone.now()
    latest = OneTimeCode.objects.filter(address_digest=address, created_at__gt=now - timedelta(days=1))
    moments = list(latest.order_by("-created_at").values_list("created_at", flat=True)[:PER_DAY])
    if moments and (wait := moments[0] + PAUSE - now) > timedelta(0):
        raise TooSoon(int(wait.total_seconds()) + 1)
    if len(moments) >= PER_DAY or sum(moment > now - timedelta(hours=1) for moment in moments) >= PER_HOUR:
        raise TooMany
    code = "".join(secrets.choice("0123456789") for _digit in range(DIGITS))
    own = OneTimeCode.objects.filter(address_digest=address, scope_digest=_scope_digest(scope), verified_at=None)
    own.update(expires_at=now)
    row = OneTimeCode.objects.create(
        scope_digest=_scope_digest(scope),
        address_digest=address,
        code_digest=_code_digest(code, scope),
        tries_left=TRIES,
        created_at=now,
        expires_at=now + CODE_LIFETIME,
    )
    return queue(
        notice_key,
        transport=Notice.Transport.SMS if phone else Notice.Transport.EMAIL,
        person=None,
        to=phone or email,
        context={"code": code, "minutes": CODE_LIFETIME.seconds // 60},
        idempotency_key=f"code:{row.pk}:{uuid.uuid4().hex}",
    )


def check(code, *, phone="", email="", scope):
    """Accept the code as typed (blanks and dashes are fine), or raise WrongCode or Expired. Costs one try.

    Call it outside of a transaction that may roll back, else the try goes with it.
    """
    now = timezone.now()
    row = _rows(phone, email, scope).filter(verified_at=None, expires_at__gt=now).order_by("-created_at", "-pk").first()
    if row is None:
        if is_verified(phone=phone, email=email, scope=scope):
            return
        raise Expired
    # The try is taken before looking: a hundred guesses at once still get five.
    if not OneTimeCode.objects.filter(pk=row.pk, tries_left__gt=0).update(tries_left=F("tries_left") - 1):
        raise Expired
    if not secrets.compare_digest(row.code_digest, _code_digest(re.sub(r"[\s-]", "", code or ""), scope)):
        row.refresh_from_db(fields=["tries_left"])
        if not row.tries_left:
            raise Expired
        raise WrongCode(row.tries_left)
    OneTimeCode.objects.filter(pk=row.pk).update(verified_at=now)


def is_verified(*, phone="", email="", scope):
    """Has the scope's code for this address been entered within the last hour?"""
    since = timezone.now() - STAYS_VERIFIED
    return _rows(phone, email, scope).filter(verified_at__gt=since).exists()


def is_under_way(*, phone="", email="", scope):
    """Is there a code that can still be entered?"""
    return _rows(phone, email, scope).filter(verified_at=None, expires_at__gt=timezone.now(), tries_left__gt=0).exists()


def purge(now=None):
    """Forget codes that no limit counts any more. For the clock. Returns how many."""
    old = OneTimeCode.objects.filter(expires_at__lt=(now or timezone.now()) - KEPT)
    return old.delete()[0]


def _rows(phone, email, scope):
    return OneTimeCode.objects.filter(scope_digest=_scope_digest(scope), address_digest=_address_digest(phone, email))


def _address_digest(phone, email):
    if bool(phone) == bool(email):
        raise ValueError("a code goes to one phone or one e-mail address")
    return phone_index(phone) or email_index(email)


def _one_at_a_time(digest):
    """Until the transaction ends nobody else counts this address: a hundred requests at once would all read none.

    SQLite lets only one write anyway (transactions begin IMMEDIATE).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"notices.code:{digest}"])


def _scope_digest(scope):
    return indexer().digest(scope, "code.scope")


def _code_digest(code, scope):
    return indexer().digest(f"{scope}:{code}", "code.code")
