"""Why an answer is due by its legal day, and what happened to the clock: in plain words, for the citizen."""

from datetime import date

from django.utils.translation import gettext as _

from lib import dates
from lib.workdays import WEEKEND, OutsideCalendar

from .clocks import Almanac, day_0
from .deadlines import WORKING_DAYS
from .models import CaseEvent

Kind = CaseEvent.Kind


def of(contact):
    """Sentences on how the legal day of a contact came about; [] where no law sets one, or it was answered."""
    if contact is None or contact.answered_at or not contact.clock:
        return []
    almanac = Almanac()
    row = almanac.policy(contact.clock, day_0(contact))
    if row is None:
        return []
    try:
        told = almanac.reckon(contact)
    except OutsideCalendar:
        return []
    if told.due != contact.due_on:  # the rule changed since: an explanation that does not add up is none
        return []
    return [sentence for sentence in _sentences(told, row, contact) if sentence]


def deciding(case):
    """The contact whose clock set the day of the case: the earliest; where all stand still, the first of them."""
    running = [contact for contact in case.contacts.all() if contact.answered_at is None and contact.clock]
    if case.due_on is None:
        return next((contact for contact in running if contact.due_on is None), None) if case.is_open else None
    return next((contact for contact in running if contact.due_on == case.due_on), None)


def _sentences(told, row, contact):
    yield _("Süre %(day)s günü başladı, o gün sayılmaz.") % {"day": dates.long(told.received)}
    in_working_days = told.policy.counting == WORKING_DAYS
    words = _("Kanunun tanıdığı süre: %(n)s iş günü.") if in_working_days else _("Kanunun tanıdığı süre: %(n)s gün.")
    yield words % {"n": told.days}
    if told.extended:
        yield _("Bu süre uzatıldı. Nedeni: %(reason)s") % {"reason": contact.extension_reason}
    holidays = [closed for closed in told.skipped if closed.name != WEEKEND.get(closed.day.weekday())]
    if holidays:
        yield _("Hafta sonları ve şu tatiller sayılmadı: %(days)s.") % {"days": _named(holidays)}
    elif told.skipped:
        yield _("Hafta sonları sayılmadı.")
    for pause in contact.pauses.all():
        reason = pause.get_reason_display()
        if pause.last:
            yield _("Süre şu günlerde durdu: %(days)s, %(reason)s.") % {
                "days": dates.range(pause.first, pause.last),
                "reason": reason,
            }
        else:
            yield _("Süre şimdi duruyor: %(reason)s. Kalan gün: %(left)s.") % {"reason": reason, "left": told.left}
    if told.rolled:
        yield _("Son gün kapalı bir güne geldiği için ilerledi: %(days)s.") % {"days": _named(told.rolled)}
    yield _("Dayanak: %(source)s.") % {"source": row.source}


def _named(days):
    return ", ".join(f"{dates.short(closed.day)} {_(closed.name)}" for closed in days)


def step(event):
    """What is said under a step of the timeline that was done to a clock; "" for every other step."""
    data = event.data
    if event.kind == Kind.EXTENDED:
        return _("Yeni yasal son gün: %(day)s.") % {"day": _long(data["due_on"])} if data.get("due_on") else ""
    if event.kind == Kind.PAUSED:
        return _("Son ödeme günü: %(day)s. Yasal süre ödemeye kadar durur.") % {"day": _long(data["pay_until"])}
    if event.kind == Kind.RESUMED and data.get("due_on"):
        return _("Yasal son gün: %(day)s.") % {"day": _long(data["due_on"])}
    if event.kind == Kind.WITHDRAWN and data.get("way") == "unpaid":
        return _("Son ödeme günü geçti: %(day)s. İstek geri çekilmiş sayıldı. Yeniden başvurabilirsiniz.") % {
            "day": _long(data["pay_until"])
        }
    return ""


def _long(day):
    return dates.long(date.fromisoformat(day))
