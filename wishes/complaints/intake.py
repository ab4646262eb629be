"""What the clerk at the telephone does with a call: a new case, one more contact of an open one, or only a count."""

import uuid
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from lib import turkish
from people.services import current_version, remember
from wishes import joining
from wishes.models import Attachment, Case, CaseEvent, Contact, Reservation
from wishes.workflow import NotifyBy

from . import services
from .models import NOTICE, Complaint


class NumberUsed(Exception):
    """The number on the clerk's screen belongs to something else by now, or was given back after a day."""


@dataclass(frozen=True)
class Saved:
    """`case`: the one whose number the caller keeps. `joined`: the matter it went into, if it is another's."""

    case: Case
    is_new: bool = True
    joined: Case | None = None
    repeated: bool = False  # the same form had been saved before: nothing happened now

    @property
    def tells_by_sms(self):
        return self.is_new and self.case.notify_by == NotifyBy.SMS


def save(data, *, by, nonce, files=()):
    """Save what the form holds (IntakeForm.cleaned_data). Raises NumberUsed; what joining and services raise.

    The same form saved twice is one case or one contact, whichever way the first answer was lost.
    """
    known = _saved_before(data, by, nonce)
    if known:
        return known
    with transaction.atomic():
        # Locked: of two presses at once the second waits here, and finds nothing to save any more.
        held = Reservation.objects.select_for_update().filter(nonce=nonce, by=by).first()
        if held:
            return _join(data, held, by, files) if data["target"] else _take(data, held, by, files)
    known = _saved_before(data, by, nonce)
    if known:
        return known
    raise NumberUsed


def count(purpose, *, by, channel, nonce):
    """Somebody was told something on the spot, or gave up. False if this press had been counted."""
    with transaction.atomic():
        if not _renew(Reservation.objects.filter(nonce=nonce, by=by)):
            return False
        joining.informed(channel=channel, by=by, purpose=purpose)
    return True


def _take(data, held, by, files, **different):
    person = remember(name=data["name"], phone=data["phone"], address=data.get("address", ""))
    way = data["notify_by"] if data["phone"] else NotifyBy.NONE
    facts = {
        "nature": data["nature"],
        "category": data["category"],
        "words": data["words"],
        "neighbourhood": data["neighbourhood"],
        "place": data["place"],
        "is_urgent": data["danger"],
    } | different
    case = services.receive(
        **facts,
        person=person,
        notify_by=way,
        channel=data["channel"],
        is_petition=bool(data["name"] and data.get("address")),
        external_number=data.get("external_number", ""),
        received_at=_moment(data.get("received_on")),
        notice_version=current_version(NOTICE),
        reference=held.reference,
        nonce=held.nonce,
        facts=_measured(data),
        by=by,
    ).case
    _attach(files, case, case.events.get(kind=CaseEvent.Kind.RECEIVED))
    return Saved(case)


def _join(data, held, by, files):
    """The same person, or nobody known: one more contact. Somebody else about it: an own number, merged at once."""
    target = data["target"]
    person = _known_person(target, data)
    if person is None and (data["phone"] or data["name"]):
        complaint = target.complaint
        own = _take(
            data,
            held,
            by,
            files,
            nature=complaint.nature,
            category=complaint.category,
            neighbourhood=data["neighbourhood"] or target.neighbourhood,
            place=data["place"] or target.place,
        ).case
        # Told once: the message about the own number leads to the page that follows the matter.
        joining.merge(own, target, by=by, notice=None)
        own.refresh_from_db()
        return Saved(own, joined=target)
    contact = joining.contact(
        target,
        channel=data["channel"],
        words=data["words"],
        person=person,
        by=by,
        at=_moment(data.get("received_on")),
        external_number=data.get("external_number", ""),
    )
    event = target.events.filter(kind=CaseEvent.Kind.CONTACTED, by=by).order_by("-pk").first()
    event.data |= {"form": held.nonce.hex} | _measured(data)
    event.save(update_fields=["data"])
    _attach(files, contact.case, event)
    _renew(Reservation.objects.filter(pk=held.pk))
    return Saved(contact.case, is_new=False)


def _known_person(case, data):
    """Of those who wrote about the case, the one with this telephone and no other name."""
    if not data["phone"]:
        return None
    people = [case.person, *(contact.person for contact in case.contacts.select_related("person"))]
    for person in filter(None, people):
        same_name = not (data["name"] and person.name) or turkish.fold(person.name) == turkish.fold(data["name"])
        if person.phone == data["phone"] and same_name:
            return person
    return None


def _saved_before(data, by, nonce):
    """What the same form became when it was sent before; None if it was not, NumberUsed if it was another form."""
    if data["target"]:
        spent = data["target"].events.filter(kind=CaseEvent.Kind.CONTACTED, by=by, data__form=nonce.hex)
        if spent.exists():
            return Saved(data["target"], is_new=False, repeated=True)
    case = Case.objects.filter(nonce=nonce, events__kind=CaseEvent.Kind.RECEIVED, events__by=by).first()
    if case is None:
        return None
    first = Contact.objects.filter(case__in=[case.pk, case.merged_into_id or case.pk], words=data["words"], by=by)
    phone = case.person.phone if case.person else ""
    if phone != data["phone"] or not first.exists():
        raise NumberUsed
    return Saved(case, joined=case.merged_into, repeated=True)


def _renew(held):
    """A form is good for one press; the number stays for the next one."""
    return bool(held.update(nonce=uuid.uuid4()))


def _measured(data):
    return {"seconds": data["seconds"]} if data.get("seconds") else {}


def _moment(day):
    """When it reached us: now, or noon of the day that stands on the paper."""
    if day is None or day == timezone.localdate():
        return None
    return timezone.make_aware(datetime.combine(day, time(12)))


def _attach(files, case, event):
    if files:
        keys = [file.pk for file in files]
        Attachment.objects.filter(pk__in=keys, case=None, draft=None).update(case=case, event=event)


def number_is_entered(number, day):
    """The Case that holds a paper with this official number of the same year, or None."""
    found = Complaint.objects.filter(
        is_petition=True, case__contacts__external_number=number, case__received_at__year=day.year
    )
    complaint = found.select_related("case").first()
    return complaint.case if complaint else None
