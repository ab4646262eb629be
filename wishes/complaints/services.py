"""Taking in a complaint: the case and what only a complaint knows, in one transaction."""

from django.db import transaction

from wishes import services as cases
from wishes.kinds import COMPLAINT
from wishes.workflow import Channel, NotifyBy

from .models import Complaint


@transaction.atomic
def receive(
    *,
    nature,
    category,
    words,
    person=None,
    neighbourhood=None,
    place="",
    is_urgent=False,
    is_petition=False,
    notify_by=NotifyBy.NONE,
    channel=Channel.WEB,
    hold_reason="",
    notice_version=None,
    draft=None,
    nonce=None,
    received_at=None,
    by=None,
):
    """Receive an istek, şikâyet, öneri, teşekkür or ihbar; routed to the category's unit. Returns a Receipt."""
    receipt = cases.receive(
        kind=COMPLAINT.key,
        subject=category.name,
        words=words,
        channel=channel,
        person=person,
        neighbourhood=neighbourhood,
        place=place,
        unit=category.unit,
        is_urgent=is_urgent,
        hold_reason=hold_reason,
        notify_by=notify_by,
        promise_days=category.urgent_days if is_urgent else category.promise_days,
        notice_version=notice_version,
        draft=draft,
        nonce=nonce,
        received_at=received_at,
        by=by,
    )
    if receipt.created:
        Complaint.objects.create(case=receipt.case, nature=nature, category=category, is_petition=is_petition)
    return receipt
