"""Why a case has to be answered by its legal day: the sentence under the date."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from lib import dates
from lib.workdays import OutsideCalendar, explain_calendar_days, explain_working_days
from wishes import deadlines
from wishes.kinds import KINDS
from wishes.models import CaseEvent, ClockPolicy, ClosedDay


@dataclass(frozen=True)
class Why:
    name: str  # "Dilekçe"
    source: str  # "3071 sayılı Kanun m. 7"
    start: date
    due: date
    counted: str  # "30 takvim günü"
    closed: str  # "29 Ekim Cumhuriyet Bayramı, …" or ""


def why(case, contacts) -> Why | None:
    """How case.due_on came about: counted from the contact that set it, or from the day the case was reopened."""
    if case.due_on is None:
        return None
    reopened = case.events.filter(kind=CaseEvent.Kind.REOPENED).order_by("-at").first() if case.reopened_count else None
    if reopened:
        return _explain(KINDS[case.kind].clock, timezone.localdate(reopened.at), case.due_on)
    for contact in contacts:
        if contact.due_on == case.due_on and contact.clock:
            return _explain(contact.clock, timezone.localdate(contact.at), case.due_on)
    return None


def _explain(clock, start, due):
    row = ClockPolicy.objects.in_force(clock, start)
    if row is None:
        return None
    calendar = ClosedDay.objects.calendar(start)
    try:
        if row.counting == deadlines.WORKING_DAYS:
            explained = explain_working_days(start, row.days, calendar)
            counted = _("%(n)s iş günü") % {"n": row.days}
        else:
            explained = explain_calendar_days(start, row.days, calendar)
            counted = _("%(n)s takvim günü") % {"n": row.days}
    except OutsideCalendar:
        return None
    if explained.due != due:  # the rule or the calendar changed since: an explanation that does not add up is none
        return None
    closed = ", ".join(f"{dates.short(skipped.day)} {_(skipped.name)}" for skipped in explained.skipped)
    return Why(row.name, row.source, start, due, counted, closed)
