"""How the municipality keeps its word, reckoned from the cases. A figure that too few cases carry is not shown."""

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.core.cache import cache
from django.db.models import Exists, F, Min, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from lib import dates
from wishes.models import Case, CaseEvent
from wishes.workflow import Status

ENOUGH = 20  # cases; below that a share says more about single people than about us
DAYS = 90
SECONDS = 600
ANSWERS = [CaseEvent.Kind.ANSWERED, CaseEvent.Kind.TRANSFERRED, CaseEvent.Kind.CLOSED]


@dataclass(frozen=True)
class Figures:
    """Numbers, or None where too few cases carry them."""

    open_now: int | None = None
    kept_percent: float | None = None
    median_days: float | None = None


def published():
    """For parts/stats.html: list of meaning, value, note. Kept for ten minutes."""
    figures = cache.get("home:figures")
    if figures is None:
        figures = reckon()
        cache.set("home:figures", figures, SECONDS)
    note = _("Son 90 gün")
    shown = []
    if figures.kept_percent is not None:
        shown.append(
            {
                "meaning": _("Söz verdiğimiz günde yanıtladıklarımız"),
                "value": dates.percent(figures.kept_percent),
                "note": note,
            }
        )
    if figures.median_days is not None:
        shown.append(
            {
                "meaning": _("Ortanca ilk yanıt süresi"),
                "value": _("%(days)s gün") % {"days": dates.number(figures.median_days, 1)},
                "note": note,
            }
        )
    if figures.open_now is not None:
        shown.append({"meaning": _("Şu an masada"), "value": dates.number(figures.open_now), "note": _("başvuru")})
    return shown


def reckon(today=None) -> Figures:
    today = today or timezone.localdate()
    since = today - timedelta(days=DAYS)
    open_now = Case.objects.open().count()
    asked, kept = _promises(since, today)
    waits = _days_to_first_answer(since)
    return Figures(
        open_now=open_now if open_now >= ENOUGH else None,
        kept_percent=100 * kept / asked if asked >= ENOUGH else None,
        median_days=median(waits) if len(waits) >= ENOUGH else None,
    )


def _promises(since, today):
    """(how many promised days have passed, on how many of them the answer was there). What the citizen took back does
    not count; a day that was put off counts as not kept."""
    due = (
        Case.objects.filter(promised_on__gte=since, promised_on__lt=today)
        .exclude(status=Status.WITHDRAWN)
        .annotate(
            slipped=Exists(
                CaseEvent.objects.filter(case=OuterRef("pk"), kind=CaseEvent.Kind.PROMISED, data__slipped=True)
            ),
            answered=_first_answer(),
        )
    )
    kept = due.filter(slipped=False, answered__isnull=False).annotate(day=TruncDate("answered"))
    return due.count(), kept.filter(day__lte=F("promised_on")).count()


def _days_to_first_answer(since):
    start = timezone.now() - (timezone.localdate() - since)
    pairs = Case.objects.annotate(answered=_first_answer()).filter(answered__gte=start)
    return [
        max((answered - received).total_seconds(), 0) / 86400
        for received, answered in pairs.values_list("received_at", "answered")
    ]


def _first_answer():
    return Min("events__at", filter=Q(events__kind__in=ANSWERS, events__is_public=True, events__by_citizen=False))
