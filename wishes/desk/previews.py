"""What the citizen would see and be sent: the verb is rehearsed for real and taken back, so a preview cannot differ
from what happens."""

import re
from dataclasses import dataclass

from django.db import transaction

from notices.models import Notice
from notices.rendering import render
from wishes import following, tracking
from wishes.grants import Level
from wishes.models import Case


@dataclass(frozen=True)
class Message:
    """The text or mail that goes out, in its final words."""

    transport: str
    subject: str  # empty for an SMS
    body: str


@dataclass(frozen=True)
class Preview:
    story: tracking.Story  # the tracking page as it will begin
    step: tracking.Step  # the leaf this act adds to the branch
    files: int
    message: Message | None  # None: the citizen chose not to be told, or cannot be


def preview(case, tab, form, *, by, reader=None):
    """What a tab of the dock will do. Raises what the verb raises: a clerk learns early of a stale screen.

    reader: the case under whose number it will be read, where that is one which became part of this one.
    """
    return rehearse(
        case,
        lambda rehearsed: tab.act(rehearsed, form.cleaned_data, form, by=by, version=form.cleaned_data["version"]),
        files=len(getattr(form, "attachments", ())),
        reader=reader,
    )


def rehearse(case, act, *, files=0, reader=None):
    """`act` takes a case and gives the event that it left."""
    reader = reader or case
    with transaction.atomic():
        newest = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        rehearsed = Case.objects.get(pk=case.pk)  # a verb refreshes the case it is given: not the one on the screen
        event = act(rehearsed)
        story = following.read(tracking.find(reader.reference), Level.STRONG)
        step = story.steps[[told.pk for told in story.events].index(event.pk)]
        notice = Notice.objects.filter(pk__gt=newest, about=reader.reference).first()
        sent = message(notice) if notice else None
        transaction.set_rollback(True)
    return Preview(story, step, files, sent)


def message(notice):
    """The notice in its final words."""
    subject, body = render(notice)
    # The link opens the case as the citizen: whoever writes the message has no business with it.
    return Message(notice.get_transport_display(), subject, re.sub(r"(/takip/l/)[^/\s]+", r"\1…", body))
