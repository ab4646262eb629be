"""What a person with a registration is told: one message per event, by the way they gave."""

from django.urls import reverse

from lib import dates
from notices.services import queue

from . import registration_keys
from .dated import Precision


def say(registration, key, *, once=""):
    """Queue one message in the caller's transaction. once: what makes a repeat of the same key another message.

    key: folder under templates/notices/. Nobody is told twice for one offer, one place in the queue, one day.
    """
    transport = registration.transport
    if not transport:
        return None
    return queue(
        key,
        transport=transport,
        person=registration.person,
        about=registration.code,
        context=context(registration),
        idempotency_key=f"{key}:{registration.pk}:{once or _moment(registration)}",
    )


def context(registration):
    """Facts for the templates: the event's own, the number, the link. No identity."""
    occurrence = registration.occurrence
    return {
        "reference": registration.shown_code,
        "link": reverse("registration_link", args=[registration_keys.link_token(registration)]),
        "title": occurrence.page.title,
        "when": occurrence.when,
        "when_short": short(occurrence),
        "place": occurrence.place_text,
        "party_size": registration.party_size,
        "changed": occurrence.changed,
        "reason": occurrence.reason,
        "until": _clock(registration.offered_until),
    }


def short(occurrence):
    """ "07.02.2026 19.00"; the day alone where no hour is known."""
    if occurrence.precision == Precision.TIME:
        return _clock(occurrence.starts_at)
    return dates.short(occurrence.starts_at)


def _clock(moment):
    return f"{dates.short(moment)} {dates.time(moment)}" if moment else ""


def _moment(registration):
    """An offer is told once by its end; a state is told once for each time somebody came into the queue."""
    moment = registration.offered_until or registration.verified_at or registration.created_at
    return int(moment.timestamp())
