"""Was it solved? The citizen's word on an ending: asked once for each closing and each citizen, reminded of once.

Who knows only number and phone may press an answer, but writes nothing: free words need the own key (grants.STRONG).
"No" takes the same case up again, to the unit's head; whoever said yes first may still say no while it can be reopened.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Avg, Count
from django.utils import timezone
from django.utils.translation import gettext as _

from lib import dates
from notices.models import Notice

from . import services, voices
from .models import Case, CaseEvent, Verdict
from .workflow import Outcome, Status

Kind, Solved = CaseEvent.Kind, Verdict.Solved

#: After these there is something to look at. What we refused or passed on nobody can find solved.
ASKED = (Outcome.DONE, Outcome.PARTLY, Outcome.UNVERIFIED)
REMINDER = "case_solved_reminder"
REMIND_AFTER = timedelta(days=3)
REMIND_UNTIL = timedelta(days=7)  # a clock that stood still does not wake people about last month


class NotAsked(Exception):
    """There is no ending to judge: open again, too long ago, or nothing was solved or not."""


class AlreadySaid(Exception):
    """This citizen judged this closing before; `.verdict` is what they said."""

    def __init__(self, verdict):
        super().__init__("this closing was judged before")
        self.verdict = verdict


# -- What is asked --------------------------------------------------------------------------
def closing_of(matter):
    """The closing that is to be judged, or None. Reads `matter.events`, which a page has fetched anyway."""
    is_asked = matter.status == Status.CLOSED and matter.outcome in ASKED and voices.of(matter).asks_solved
    if not (is_asked and matter.can_reopen):
        return None
    closings = [event for event in matter.events.all() if event.kind == Kind.CLOSED]
    return closings[-1] if closings else None


def of(case, closing):
    """What the citizen of this case said of a closing, or None."""
    return Verdict.objects.filter(case=case, event=closing).first() if closing else None


# -- Verbs ----------------------------------------------------------------------------------
@transaction.atomic
def judge(case, solved):
    """Yes or partly. Returns the Verdict; raises NotAsked, AlreadySaid."""
    matter, closing = _asked(case)
    verdict, created = Verdict.objects.get_or_create(case=case, event=closing, defaults={"solved": solved})
    if not created:  # pressed twice, or in another browser
        raise AlreadySaid(verdict)
    _record(case, matter, verdict, public=True)
    return verdict


@transaction.atomic
def refuse(case, text, *, uploads=()):
    """No: the same case is open again, with a senior. Raises NotAsked, services.MoveRefused, services.Stale."""
    matter, closing = _asked(case)
    event = services.reopen(case, text=text or _("Çözülmedi."), uploads=uploads, escalated=True)
    verdict, _created = Verdict.objects.update_or_create(case=case, event=closing, defaults={"solved": Solved.NO})
    _record(case, matter, verdict, public=False)  # the citizen reads that it is open again
    return event


@transaction.atomic
def add(case, *, text="", stars=None):
    """What may follow a yes or partly, each once: what is left to do, and one to five stars. Never reopens."""
    matter, closing = _asked(case)
    verdict = Verdict.objects.select_for_update().filter(case=case, event=closing).first()
    if verdict is None:
        raise NotAsked
    if stars and verdict.stars is None:
        verdict.stars = stars
        verdict.save(update_fields=["stars"])
    if text and takes_words(matter, verdict):
        _record(case, matter, verdict, public=True, text=text)
    return verdict


def takes_words(matter, verdict):
    """Partly, and not yet told what is missing."""
    if verdict.solved != Solved.PARTLY:
        return False
    said = [event for event in matter.events.all() if event.kind == Kind.JUDGED and event.text]
    return not any(event.data.get("verdict") == verdict.pk for event in said)


def _asked(case):
    matter = case.merged_into or case
    matter = Case.objects.select_for_update().get(pk=matter.pk)
    closing = closing_of(matter)
    if closing is None:
        raise NotAsked
    return matter, closing


def _record(case, matter, verdict, *, public, text=""):
    data = {"verdict": verdict.pk, "solved": str(verdict.solved)}
    if case.pk != matter.pk:
        data["through"] = case.pk
    return services.record(matter, Kind.JUDGED, by_citizen=True, public=public, text=text, data=data)


# -- The reminder ---------------------------------------------------------------------------
def remind(now=None):
    """One message three days after the closing to whoever has not said; then nothing. Returns how many were queued.

    For the clock. The event's key makes it one message, however often and in however many clocks it runs.
    """
    now = now or timezone.now()
    closed = Case.objects.filter(
        closed_at__gt=now - REMIND_UNTIL, closed_at__lte=now - REMIND_AFTER, status=Status.CLOSED, outcome__in=ASKED
    )
    return sum(_remind(case) for case in closed.order_by("closed_at", "pk").iterator())


def _remind(matter):
    closing = closing_of(matter)
    if closing is None:
        return 0
    citizens = [matter, *matter.merged.all()]
    said = set(Verdict.objects.filter(case__in=citizens, event=closing).values_list("case", flat=True))
    return sum(_remind_one(case, matter, closing) for case in citizens if case.pk not in said)


def _remind_one(case, matter, closing):
    own = "" if case.pk == matter.pk else f":{case.pk}"
    if Notice.objects.filter(idempotency_key=f"{REMINDER}:{closing.pk}{own}").exists():
        return 0
    until = timezone.localdate(matter.closed_at + timedelta(days=settings.REOPEN_DAYS))
    return int(services.tell_one(case, matter, REMINDER, closing, until=dates.long(until)) is not None)


# -- Figures --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Counts:
    by_outcome: dict  # {Outcome: matters that ended so}
    by_verdict: dict  # {Solved: citizens who said so}
    stars: float | None  # mean of those who gave some
    starred: int
    reopened: int  # matters that citizens took up again

    @property
    def closed(self):
        return sum(self.by_outcome.values())

    @property
    def answered(self):
        return sum(self.by_verdict.values())


def counts(first, last, cases=None):
    """Counts for the days first to last, both included; `cases`: only these (a queryset, for_staff say)."""
    start, end = (timezone.make_aware(datetime.combine(day, time())) for day in (first, last + timedelta(days=1)))
    cases = Case.objects.all() if cases is None else cases
    closed = cases.filter(merged_into=None, closed_at__gte=start, closed_at__lt=end, status=Status.CLOSED)
    judged = Verdict.objects.filter(at__gte=start, at__lt=end, event__case__in=cases)
    reopened = CaseEvent.objects.filter(kind=Kind.REOPENED, by_citizen=True, at__gte=start, at__lt=end, case__in=cases)
    marks = judged.aggregate(mean=Avg("stars"), number=Count("stars"))
    return Counts(
        by_outcome=dict.fromkeys(Outcome, 0) | _counted(closed, "outcome", Outcome),
        by_verdict=dict.fromkeys(Solved, 0) | _counted(judged, "solved", Solved),
        stars=marks["mean"],
        starred=marks["number"],
        reopened=reopened.values("case").distinct().count(),
    )


def _counted(rows, column, choices):
    found = rows.order_by().values_list(column).annotate(number=Count("pk"))
    return {choices(value): number for value, number in found}
