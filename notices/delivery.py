"""From the outbox to the world, in a worker: claim a row with a lease, send it, mark it.

At least once: a worker killed between sending and marking leaves a lease that runs out, and the message goes again
with the same send_key and the same words, by which the provider can recognise it. No two workers hold one row.
"""

import logging
import random
import time
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from people.services import is_suppressed

from . import quiet
from .models import CODE_LIFETIME, Notice
from .rendering import render
from .transports import Message, Permanent, Temporary, get_transport

logger = logging.getLogger(__name__)

# Longer than all timeouts of a transport taken together, else a slow provider would get a message twice.
LEASE = timedelta(minutes=3)
PAUSES = [timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6)]
MOST_TRIES = len(PAUSES) + 1


def deliver(notice_id):
    """Send one notice if it is due and nobody else is at it. Returns when to try again, or None."""
    notice = _claim(notice_id)
    if notice is None:
        return None
    if notice.tries > MOST_TRIES:  # whoever tried so often never came back to say how it went
        return _fail(notice, "worker_lost")
    if notice.is_code and timezone.now() > notice.created_at + CODE_LIFETIME:
        return _fail(notice, "too_late")  # after an outage nobody waits for yesterday's code
    try:
        address = _address(notice)
        if address is None:
            return _mark(notice, status=Notice.Status.SUPPRESSED, context="", to="")
        message = _message(notice, address)
        provider_id = get_transport(notice.transport).send(message)
    except Permanent as refusal:
        return _fail(notice, refusal.code)
    except Temporary as trouble:
        return _postpone(notice, trouble.code)
    except Exception as error:
        # Only the class: texts and tracebacks of libraries hold recipients.
        logger.error("notice %s: unexpected %s", notice.pk, type(error).__name__)
        return _postpone(notice, "unexpected")
    facts = {"body": "", "subject": ""} if notice.is_code else {}  # nobody at the desk reads a citizen's code
    _mark(notice, status=Notice.Status.SENT, sent_at=timezone.now(), provider_id=(provider_id or "")[:80], error="",
          context="", to="", **facts)  # fmt: skip
    return None


def sweep(*, grace=timedelta(minutes=1), most=200, seconds=30):
    """Deliver rows that nobody came for: their worker was killed, or their wake-up got lost. Returns how many.

    grace: what is due only since then is left to its own task. For the clock, every minute.
    """
    end = time.monotonic() + seconds
    left_behind = Notice.objects.due(timezone.now() - grace).order_by("next_try_at", "pk")
    tried = 0
    for notice_id in list(left_behind.values_list("pk", flat=True)[:most]):
        if time.monotonic() > end:
            break
        deliver(notice_id)
        tried += 1
    return tried


def prune(now=None):
    """Forget what has served: finished tasks, tasks whose worker died, the words of old messages. For the clock."""
    now = now or timezone.now()
    tasks = DBTaskResult.objects.filter(backend_name="background")
    tasks.finished().filter(finished_at__lt=now - timedelta(days=settings.NOTICE_KEEP_TASKS_DAYS)).delete()
    # django-tasks leaves the task of a killed worker RUNNING for ever.
    tasks.running().filter(started_at__lt=now - timedelta(days=1)).delete()
    over = [Notice.Status.SENT, Notice.Status.FAILED, Notice.Status.SUPPRESSED, Notice.Status.WITHDRAWN]
    old = Notice.objects.filter(status__in=over, created_at__lt=now - timedelta(days=settings.NOTICE_KEEP_WORDS_DAYS))
    return old.exclude(body="", subject="", context="", to="").update(body="", subject="", context="", to="")


def _claim(notice_id):
    now = timezone.now()
    # Durable: raises when called inside a transaction, where nothing may be sent.
    with transaction.atomic(durable=True):
        due = Notice.objects.due(now).filter(pk=notice_id)
        notice = due.select_related("person").first()
        if notice is None:
            return None
        allowed = quiet.not_before(notice.key, notice.transport, now)
        if allowed > now:
            due.update(status=Notice.Status.QUEUED, next_try_at=allowed, lease_until=None)
            return None
        if not due.update(status=Notice.Status.SENDING, lease_until=now + LEASE, tries=F("tries") + 1):
            return None  # another worker was quicker
        notice.refresh_from_db()
        return notice


def _address(notice):
    """Phone or e-mail of the person, or the unproved address; None when nothing may be sent there any more."""
    person, is_sms = notice.person, notice.transport == Notice.Transport.SMS
    if notice.to:
        address = notice.to
    elif person is None or person.erased_at:
        return None
    else:
        address = person.phone if is_sms else person.email
    if not address:
        raise Permanent("no_address")
    return None if is_suppressed(**{"phone" if is_sms else "email": address}) else address


def _message(notice, address):
    if not notice.body:
        notice.subject, notice.body = render(notice)
        _ours(notice).update(subject=notice.subject, body=notice.body)
    return Message(notice_id=notice.pk, send_key=notice.send_key, to=address, subject=notice.subject, body=notice.body)


def _postpone(notice, code):
    if notice.tries >= MOST_TRIES:
        return _fail(notice, code)
    pause = PAUSES[notice.tries - 1] * random.uniform(0.8, 1.2)  # noqa: S311  # not all at once after an outage
    at = quiet.not_before(notice.key, notice.transport, timezone.now() + pause)
    logger.warning("notice %s: %s, try %s", notice.pk, code, notice.tries)
    return at if _mark(notice, status=Notice.Status.QUEUED, error=code, next_try_at=at) else None


def _fail(notice, code):
    logger.error("notice %s: failed, %s", notice.pk, code)
    facts = {"body": "", "subject": "", "context": "", "to": ""} if notice.is_code else {}
    _mark(notice, status=Notice.Status.FAILED, error=code, **facts)


def _mark(notice, **facts):
    """Write down how it went, unless the lease ran out meanwhile and somebody else took over."""
    if _ours(notice).update(lease_until=None, **facts):
        return True
    logger.warning("notice %s: taken over by another worker", notice.pk)
    return False


def _ours(notice):
    return Notice.objects.filter(pk=notice.pk, status=Notice.Status.SENDING, tries=notice.tries)
