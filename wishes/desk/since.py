"""The morning hand-over: what came while the desk was closed, counted and with a list behind each figure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib import dates
from wishes.models import CaseEvent, ClosedDay
from wishes.workflow import OURS

from .inbox import View

CLOSING_TIME = time(17)
_l = gettext_lazy


@dataclass(frozen=True)
class HandOver:
    since: datetime  # the end of the last working day
    views: list  # of View: each is a figure and a list

    @property
    def words(self):
        today, day = timezone.localdate(), timezone.localdate(self.since)
        if day == today - timedelta(days=1):
            return _("Dün 17.00’den beri")
        if day > today - timedelta(days=7):
            return _("%(weekday)s 17.00’den beri") % {"weekday": dates.WEEKDAYS[day.weekday()]}
        return _("%(day)s 17.00’den beri") % {"day": dates.short(day)}


def hand_over(now=None) -> HandOver:
    today = timezone.localdate(now)
    calendar, day = ClosedDay.objects.calendar(today), today - timedelta(days=1)
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    since = datetime.combine(day, CLOSING_TIME, tzinfo=dates.ISTANBUL)
    return HandOver(since, _views(since, today))


def _views(since, today):
    # The citizen's word is still the last of few cases: only for these the event is looked for.
    spoke = CaseEvent.objects.filter(case=OuterRef("pk"), by_citizen=True, at__gte=since)
    return [
        View(
            "yeni",
            _l("yeni"),
            _l("Bu arada yeni başvuru gelmedi."),
            lambda cases, user: cases.open().filter(received_at__gte=since),
        ),
        View(
            "yeni-yanit",
            _l("vatandaş yanıtı"),
            _l("Bu arada yanıt gelmedi."),
            lambda cases, user: cases.citizen_spoke_last().filter(Exists(spoke)),
        ),
        View(
            "soz-gecti",
            _l("tutulmayan söz"),
            _l("Bu arada günü geçen söz yok."),
            lambda cases, user: cases.filter(
                status__in=OURS, promised_on__gte=timezone.localdate(since), promised_on__lt=today
            ),
        ),
    ]
