"""The contacts of a case on its page: how each will be or was answered, and what its clock says."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from lib import dates
from wishes.models import Case, Contact
from wishes.workflow import NotifyBy


@dataclass(frozen=True)
class Line:
    contact: Contact
    way: str  # how it will be, or was, answered
    number: str  # of the merged case it came with, or ""
    remaining: str  # of its legal time, in words; "" when answered or when no law sets a day
    is_late: bool
    to_enter: bool  # the answer was given and has still to be entered in the system it came from

    @property
    def is_answered(self):
        return self.contact.answered_at is not None

    @property
    def label(self):
        """CİMER, no 2026-1: what a clerk recognises it by."""
        return label(self.contact)


def label(contact):
    number = _("no %(number)s") % {"number": contact.external_number} if contact.external_number else ""
    return " ".join(filter(None, [contact.get_channel_display(), number]))


def lines(case):
    """One Line for each contact, in order of time."""
    contacts = list(case.contacts.select_related("by"))
    merged = list(Case.objects.filter(merged_into=case).only("reference", "person", "notify_by"))
    told = {one.person_id: one.notify_by for one in [*merged, case] if one.person_id and one.notify_by != NotifyBy.NONE}
    numbers = _numbers(case) if merged else {}
    today = timezone.localdate()
    return [_line(case, contact, told, numbers, today) for contact in contacts]


def _line(case, contact, told, numbers, today):
    running = contact.answered_at is None and contact.due_on is not None and case.is_open
    return Line(
        contact,
        contact.get_answered_by_way_display() if contact.answered_at else _way(contact, told),
        numbers.get(contact.pk, ""),
        dates.until(contact.due_on, today) if running else "",
        running and contact.due_on < today,
        bool(case.decided) and contact.answered_at is None and contact.is_relayed,
    )


def _way(contact, told):
    if contact.is_relayed:
        return _("kendi sistemine elle girilecek")
    ways = {NotifyBy.SMS: _("SMS ile yazılacak"), NotifyBy.EMAIL: _("e-posta ile yazılacak")}
    return ways.get(told.get(contact.person_id), _("takip sayfasında okunacak"))


def _numbers(case):
    """{contact's pk: the number it came with}; the last merge that moved it tells."""
    takings = case.takings.filter(undone_at=None).select_related("source").order_by("at", "pk")
    return {pk: taking.source.shown_reference for taking in takings for pk in taking.contacts}


def to_enter(case):
    """Contacts whose answer a clerk has to enter in another system by hand, and has not yet."""
    return [contact for contact in case.contacts.running() if contact.is_relayed]
