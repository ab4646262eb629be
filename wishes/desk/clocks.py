""" "Neden bu tarih?": how the legal day of each contact came about, in the words of the case page."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from lib import dates
from lib.workdays import WEEKEND, OutsideCalendar
from wishes import clock_verbs, deadlines
from wishes.clocks import Almanac, day_0
from wishes.models import Contact
from wishes.workflow import can

from .permissions import may

MOST = 20  # of a matter that a whole street reported, one clock explains itself like the other


@dataclass(frozen=True)
class Why:
    """One contact's clock."""

    contact: Contact
    name: str  # "Bilgi edinme"
    source: str  # "4982 sayılı Kanun madde 11"
    start: date
    due: date | None  # None: the clock stands
    length: str  # "15 iş günü"
    counted: list[str]  # "1–3. gün: 21–23 Ekim 2026"
    closed: list[str]  # holidays on the way, by name
    weekends: int  # closed days that are nothing but weekends
    pauses: list[str]
    rolled: str  # why the last day moved on, "" if it did not
    left: int  # days still to count, of a clock that stands
    pay_until: date | None
    differs: bool  # the rule changed since the day was written
    acts: list[str] = field(default_factory=list)  # verbs that are possible now
    refused: str = ""  # why a longer period is out of reach, where the law knows one


#: why the law does not allow it now, by ClockRefused.reason
REFUSALS = {
    "answered": _l("Bu başvuru yolu yanıtlandı, süresi bitti."),
    "never": _l("Bu sürede kanun buna izin vermiyor."),
    "twice": _l("Süre bir kez uzatılabilir, daha önce uzatıldı."),
    "late": _l("İlk süre dolduğu için artık yapılamaz."),
    "standing": _l("Bildirilmiş bir ücret zaten var."),
    "running": _l("Yatırılması beklenen bir ücret yok."),
}


def whys(case, user=None):
    """A Why for every contact whose clock runs; of a case that is over, for the one that set its day."""
    contacts = list(case.contacts.running().exclude(clock="").prefetch_related("pauses")[:MOST])
    if not contacts and case.due_on:
        contacts = list(case.contacts.filter(due_on=case.due_on).exclude(clock="").prefetch_related("pauses")[:1])
    almanac = Almanac()
    found = (_why(case, contact, almanac, user) for contact in contacts)
    return [why for why in found if why]


def _why(case, contact, almanac, user):
    row = almanac.policy(contact.clock, day_0(contact))
    if row is None:
        return None
    try:
        told = almanac.reckon(contact)
    except OutsideCalendar:
        return None
    named = [day for day in told.skipped if not _is_weekend(day)]
    extension = clock_verbs.refuses_extension(contact, almanac=almanac)
    return Why(
        contact=contact,
        name=row.name,
        source=row.source,
        start=told.received,
        due=told.due,
        length=_length(told),
        counted=[_stretch(stretch) for stretch in told.counted],
        closed=[_named(day) for day in named],
        weekends=len(told.skipped) - len(named),
        pauses=[_pause(pause) for pause in contact.pauses.all()],
        rolled=", ".join(_named(day) for day in told.rolled),
        left=told.left,
        pay_until=clock_verbs.pay_until(contact, almanac=almanac),
        differs=told.due != contact.due_on,
        acts=_acts(case, contact, almanac, user, extension),
        refused=str(REFUSALS["late"]) if extension == "late" else "",
    )


def _acts(case, contact, almanac, user, extension):
    if user is None or not can("time", case.status):
        return []
    possible = {
        "extend": extension,
        "fee": clock_verbs.refuses_fee(contact, almanac=almanac),
        "fee_paid": clock_verbs.refuses_payment(contact),
    }
    return [verb for verb, refusal in possible.items() if not refusal and may(user, verb)]


def _length(told):
    words = _("%(n)s iş günü") if told.policy.counting == deadlines.WORKING_DAYS else _("%(n)s takvim günü")
    return words % {"n": told.days}


def _stretch(stretch):
    if stretch.days == 1:
        return _("%(n)s. gün: %(day)s") % {"n": stretch.number, "day": dates.range(stretch.first, stretch.first)}
    return _("%(first)s–%(last)s. gün: %(days)s") % {
        "first": stretch.number,
        "last": stretch.last_number,
        "days": dates.range(stretch.first, stretch.last),
    }


def _pause(pause):
    if pause.last is None:
        return _("%(day)s gününden beri: %(reason)s") % {
            "day": dates.short(pause.first),
            "reason": pause.get_reason_display(),
        }
    return f"{dates.range(pause.first, pause.last)}: {pause.get_reason_display()}"


def _is_weekend(closed):
    return closed.name == WEEKEND.get(closed.day.weekday())


def _named(closed):
    return f"{dates.short(closed.day)} {_(closed.name)}"
