"""Whom to call, how many at a time, and what their answers do. Everything that sends stands in one transaction with the
claim that allows it: a clock that is killed has sent nothing, and the next one begins again."""

import logging
import secrets
from datetime import timedelta
from math import ceil, cos, hypot, radians

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from lib import dates
from notices.models import Notice
from notices.services import queue
from people.fields import indexer

from . import eligibility
from .appeals import drop_unapproved, end_overdue, suffice, take_back
from .models import Appeal, AppealEvent, Call, Donor, Rule
from .services import CALL
from .workflow import ENDED, Status

logger = logging.getLogger(__name__)

TOKEN_BYTES = 16  # 128 bits
TOKEN_LENGTH = 22  # as it stands in the address
LATELY = 180  # days of calls that the yes-rate is measured over
PRIOR_WEIGHT = 20  # the first estimate counts like so many calls
KM_PER_DEGREE = 111.2


# -- Whom -----------------------------------------------------------------------------------
def candidates(appeal, now, rules, *, at_any_hour=False):
    """Donors whom this appeal may call now, in order: the exact group, then the nearest, then the longest in peace."""
    today = timezone.localdate(now)
    asked = {group.value: place for place, group in enumerate(appeal.asked_groups)}
    found = Donor.objects.reachable(today).filter(group__in=asked).select_related("neighbourhood")
    if appeal.pk:  # one that is only being thought of has called nobody
        found = found.uncalled_for(appeal)
    centre = appeal.place.neighbourhood if appeal.place else None
    return sorted(
        (donor for donor in found if is_willing(donor, now, rules, at_any_hour=at_any_hour)),
        key=lambda donor: (
            asked[donor.group] > 0,
            kilometres(centre, donor.neighbourhood),
            donor.last_called_at.timestamp() if donor.last_called_at else 0,
            donor.pk,
        ),
    )


def is_willing(donor, now, rules, *, at_any_hour=False):
    """Willing at this hour, not called lately, and as far as we know able to give."""
    awake = at_any_hour or donor.is_awake(now, rules)
    return (
        awake and donor.is_at_peace(now) and eligibility.is_eligible(donor.facts, timezone.localdate(now), rules.limits)
    )


def kilometres(one, other):
    """Between the centres of two neighbourhoods; 0 where one is not known. Flat earth: the town is small."""
    if one is None or other is None or None in (one.lat, one.lon, other.lat, other.lon):
        return 0
    north = (one.lat - other.lat) * KM_PER_DEGREE
    east = (one.lon - other.lon) * KM_PER_DEGREE * cos(radians(one.lat))
    return round(hypot(north, east), 1)


# -- How many -------------------------------------------------------------------------------
def yes_rate(now, rules):
    """The share of calls answered with yes lately; the first estimate weighs less with every call made."""
    since = now - timedelta(days=LATELY)
    counted = Call.objects.filter(at__gte=since, appeal__status__in=ENDED).aggregate(
        called=Count("pk"), yes=Count("pk", filter=Q(answer=Call.Answer.YES))
    )
    prior = rules.prior_yes_percent / 100
    return (counted["yes"] + prior * PRIOR_WEIGHT) / (counted["called"] + PRIOR_WEIGHT)


def wave_size(wanted, rate, most):
    """How many to call so that about `wanted` say yes."""
    if wanted <= 0:
        return 0
    return max(1, min(most, ceil(wanted / max(rate, 0.01))))


def forecast(appeal, now, rules):
    """What the officer sees before opening: how many fit, how large the waves are, how many waves are possible."""
    fit = candidates(appeal, now, rules)
    size = wave_size(rules.enough_for(appeal.units), yes_rate(now, rules), rules.wave_most)
    exact = sum(donor.group == appeal.group for donor in fit)
    return {
        "fit": len(fit),
        "later": len(candidates(appeal, now, rules, at_any_hour=True)) - len(fit),
        "exact": exact,
        "compatible": len(fit) - exact,
        "size": min(size, len(fit)),
        "waves": ceil(len(fit) / size) if fit else 0,
        "minutes": rules.wave_minutes,
        "target": rules.enough_for(appeal.units),
    }


# -- Sending --------------------------------------------------------------------------------
def tick(now=None):
    """For the clock, every half minute: what is over ends, what is due goes out. Returns how many were called."""
    now = now or timezone.now()
    drop_unapproved(now)
    end_overdue(now)
    for appeal in Appeal.objects.filter(status__in=ENDED, closed_at__gt=now - timedelta(days=1)):
        take_back(appeal)  # a provider was down, and a message came back into the queue after the end
    called = 0
    for appeal in Appeal.objects.due(now):
        try:
            called += send_wave(appeal, now)
        except Exception as fault:  # one call that fails must not silence the others
            logger.error("appeal %s: no wave, %s", appeal.pk, type(fault).__name__)
    return called


@transaction.atomic
def send_wave(appeal, now):
    """One wave, once: of two clocks the second finds the moment taken. Returns how many were called."""
    rules = Rule.objects.in_force(timezone.localdate(now))
    claimed = Appeal.objects.filter(
        pk=appeal.pk, status=Status.RUNNING, next_wave_at=appeal.next_wave_at, until__gt=now + rules.last_wave_before
    ).update(next_wave_at=now + rules.between_waves)
    if not claimed:
        return 0
    appeal = Appeal.objects.select_related("place__neighbourhood").get(pk=appeal.pk)
    said_yes = appeal.calls.filter(answer=Call.Answer.YES).count()
    size = wave_size(appeal.target - said_yes, yes_rate(now, rules), rules.wave_most)
    called = 0
    for donor in candidates(appeal, now, rules):
        if called == size:
            break
        called += _call(donor, appeal, now, rules)
    if called:
        Appeal.objects.filter(pk=appeal.pk).update(waves=F("waves") + 1)
        AppealEvent.objects.create(appeal=appeal, kind=AppealEvent.Kind.WAVE, at=now, count=called)
    return called


def _call(donor, appeal, now, rules):
    """Claim the donor, then write the message. False if somebody else, or the donor, was quicker."""
    # Read again under the lock: since the choice the donor may have paused, given blood or been called elsewhere.
    reachable = Donor.objects.reachable(timezone.localdate(now)).filter(pk=donor.pk, group=donor.group)
    donor = reachable.select_for_update(of=("self",)).select_related("person").first()
    if donor is None or not is_willing(donor, now, rules):
        return False
    Donor.objects.filter(pk=donor.pk).update(last_called_at=now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    call = Call.objects.create(
        appeal=appeal, donor=donor, wave=appeal.waves + 1, at=now, token_digest=token_digest(token)
    )
    call.notice = queue(
        CALL,
        transport=Notice.Transport.SMS,
        person=donor.person,
        about=appeal.reference,
        context=message_context(appeal) | {"link": f"/k/{token}/"},
        idempotency_key=f"{CALL}:{call.pk}",
    )
    call.save(update_fields=["notice"])
    return True


def message_context(appeal):
    """Facts of the message: what, where, until when. Nothing of the patient, the caller or the donor."""
    return {
        "group": appeal.blood.spoken,
        "place": appeal.place.name,
        "until": f"{dates.short(appeal.until)} {dates.time(appeal.until)}",
    }


# -- Answers --------------------------------------------------------------------------------
def token_digest(token):
    return indexer().digest(token, "blood.call")


def find_call(token):
    """The call behind a link, or None."""
    found = Call.objects.filter(token_digest=token_digest(token[:100]))
    return found.select_related("appeal__place", "donor").first()


@transaction.atomic
def answer(call, said, *, arrives_at=None, now=None):
    """Write what the donor said; the last word counts while the call runs. False if it runs no more."""
    now = now or timezone.now()
    # The appeal first, for the lock's sake: a wave and an end take the same row first.
    appeal = Appeal.objects.select_for_update().get(pk=call.appeal_id)
    if appeal.status not in (Status.RUNNING, Status.ENOUGH) or appeal.until <= now:
        return False
    if appeal.status == Status.ENOUGH and not (call.answer == Call.Answer.YES and said == Call.Answer.NO):
        return False  # who had promised to come may still say that it does not work out
    Call.objects.filter(pk=call.pk).update(
        answer=said, answered_at=now, arrives_at=arrives_at if said == Call.Answer.YES else None
    )
    call.refresh_from_db()
    suffice(appeal, now)
    return True
