"""From a row of the outbox to words: templates/notices/<key>/{subject,body,sms}.txt."""

import json
from datetime import date

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from lib import dates

from .models import Notice


def render(notice):
    """(subject, body) of the message; the subject of an SMS is empty. No identity is in either."""
    context = _context(notice)
    if notice.transport == Notice.Transport.SMS:
        return "", " ".join(_text(notice.key, "sms", context).split())
    return " ".join(_text(notice.key, "subject", context).split()), _text(notice.key, "body", context) + "\n"


def _context(notice):
    facts = json.loads(notice.context or "{}")
    if facts.get("link"):
        facts["link"] = settings.PUBLIC_BASE_URL.rstrip("/") + facts["link"]
    if facts.get("promised_on"):
        day = date.fromisoformat(facts["promised_on"])
        facts["promised_short"], facts["promised_long"] = dates.short(day), dates.long(day)
    # What a unit wrote may hold anything about anybody: it is read on the tracking page, not in a mailbox.
    facts.pop("text", None)
    return facts | {"signature": settings.NOTICE_SIGNATURE}


def _text(key, part, context):
    template = get_template(f"notices/{key}/{part}.txt").template
    with translation.override(settings.LANGUAGE_CODE):
        return template.render(Context(context, autoescape=False)).strip()  # plain text: & stays &
