"""Telling everybody who was not chosen, on the announced day: started once by somebody, carried on by workers.

Each wish is closed and its message queued in one transaction of its own. A wish that was told is closed, and so no
longer among those to be told: started twice, killed halfway or taken up by two workers, everybody is told once.
"""

import json
import logging
import time

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from notices.models import Notice
from notices.rendering import render
from wishes import services as cases
from wishes.workflow import Outcome

from .models import Announcement, Wish
from .stages import Stage

logger = logging.getLogger(__name__)

BATCH = 50


class TooEarly(Exception):
    """The announced day has not come."""


class CountChanged(Exception):
    """Not the number that was confirmed: `.count` is how many there are now."""

    def __init__(self, count):
        super().__init__("another number of wishes than was confirmed")
        self.count = count


class AlreadyRunning(Exception):
    """Somebody has started it; it is not finished yet."""


@transaction.atomic
def start(campaign, *, text, count, by):
    """Begin to tell the `count` people whose wishes were not chosen. Returns the Announcement."""
    if not campaign.may_tell:
        raise TooEarly
    waiting = campaign.wishes.to_be_told()
    if waiting.count() != count or count == 0:
        raise CountChanged(waiting.count())
    try:
        with transaction.atomic():
            announcement = Announcement.objects.create(
                campaign=campaign,
                text=text,
                by=by,
                wanted=count,
                last_wish=waiting.order_by("-pk").values_list("pk", flat=True).first(),
            )
    except IntegrityError:
        raise AlreadyRunning from None
    work.enqueue(announcement.pk)
    return announcement


@task(backend="background")
def work(announcement_id):
    carry_on(announcement_id)


def resume():
    """Take up what a killed worker left behind. For the clock. Returns how many people were told."""
    return sum(
        carry_on(pk, seconds=30) for pk in Announcement.objects.filter(finished_at=None).values_list("pk", flat=True)
    )


def carry_on(announcement_id, *, seconds=None):
    """Tell one after the other until nobody is left or the time is over. Returns how many were told."""
    announcement = Announcement.objects.select_related("campaign").filter(pk=announcement_id, finished_at=None).first()
    if announcement is None:
        return 0
    end = time.monotonic() + seconds if seconds else None
    last, told = 0, 0
    while True:
        waiting = announcement.campaign.wishes.to_be_told().filter(pk__gt=last, pk__lte=announcement.last_wish)
        batch = list(waiting.order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not batch:
            break
        for pk in batch:
            told += _tell(announcement, pk)
            if end and time.monotonic() > end:
                return told
        last = batch[-1]
    # Whoever could not be told for a fault keeps it unfinished: the clock comes back.
    if not announcement.campaign.wishes.to_be_told().filter(pk__lte=announcement.last_wish).exists():
        Announcement.objects.filter(pk=announcement.pk, finished_at=None).update(finished_at=timezone.now())
    return told


def _tell(announcement, pk):
    try:
        with transaction.atomic():
            wish = Wish.objects.select_for_update(of=("self",)).select_related("case").get(pk=pk)
            if wish.stage != Stage.NEW or not wish.case.is_open:
                return 0
            cases.close(
                wish.case,
                outcome=Outcome.REFUSED,
                text=announcement.text,
                by=announcement.by,
                notice="wish_not_chosen",
            )
            Announcement.objects.filter(pk=announcement.pk).update(told=F("told") + 1)
    except (cases.MoveRefused, cases.Stale):  # another worker was quicker
        return 0
    except Exception as fault:
        logger.error("wish %s: not told, %s", pk, type(fault).__name__)  # the text might hold personal data
        return 0
    return 1


def preview(campaign):
    """[(way, words)] of the message as it goes out, with a number and a link that are nobody's."""
    context = {"reference": "İZM-ABCD-2345", "link": "/takip/l/…/"}
    told = []
    for transport in (Notice.Transport.SMS, Notice.Transport.EMAIL):
        notice = Notice(key="wish_not_chosen", transport=transport, context=json.dumps(context))
        subject, body = render(notice)
        told.append((transport.label, f"{subject}\n\n{body}".strip()))
    return told
