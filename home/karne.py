"""The public report card: how the municipality keeps its word. Months that are over, nothing personal, no small cells.

Counted are requests, complaints, suggestions and thanks. Wishes and memberships are decided all at once on a day of
the campaign: they would say nothing about how long an answer takes.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from lib import cells, dates, percentiles, turkish
from wishes import topics
from wishes.desk import charts, periods
from wishes.kinds import COMPLAINT
from wishes.models import Case
from wishes.workflow import Outcome, Status

from . import small_cells

KINDS = (COMPLAINT.key,)
MONTHS = 12
ENOUGH = 20  # closed matters, below which a share says more about single people than about us
SECONDS = 900
HIDDEN = "gizli"


@dataclass(frozen=True)
class Month:
    first: date
    received: int | None  # None: hidden
    closed: int | None

    @property
    def name(self):
        return f"{dates.MONTHS[self.first.month - 1]} {self.first.year}"

    @property
    def short(self):
        return dates.MONTHS[self.first.month - 1][:3]


@dataclass(frozen=True)
class Line:
    """A topic or an outcome; both None when hidden."""

    label: str
    count: int | None
    median: float | None = None


@dataclass(frozen=True)
class Card:
    made_on: date
    period: periods.Period
    open_now: int | None
    late_now: int | None
    received: int | None  # totals of the period; None: too few to say
    closed: int | None
    kept_percent: float | None
    median: float | None
    p90: float | None
    months: list[Month]  # empty: withheld, as the other tables
    topics: list[Line]
    outcomes: list[Line]


def published() -> Card:
    today = timezone.localdate()
    return cache.get_or_set(f"home:karne:{today:%Y%m%d}", lambda: reckon(today), SECONDS)


def reckon(today) -> Card:
    period = periods.full_months(MONTHS, today)
    matters = Case.objects.matters().filter(kind__in=KINDS).order_by()
    ended = matters.filter(status=Status.CLOSED, **period.within("closed_at"))
    by_topic, by_outcome, days = Counter(), Counter(), defaultdict(Counter)
    promised = kept = 0
    for topic, outcome, taken, was_kept, n in ended.values_list(
        "topic", "outcome", "days_taken", "kept_promise"
    ).annotate(n=Count("pk")):
        by_topic[topic] += n
        by_outcome[outcome] += n
        if taken is not None:
            days[topic][taken] += n
        if was_kept is not None:
            promised, kept = promised + n, kept + n * was_kept
    all_days = sum(days.values(), Counter())
    months = _months(matters, ended, period)
    # Tables that share a total stand or fall together: what one withholds, another must not add up.
    received = _hidden_where_small([came for _first, came, _closed in months])
    columns = _hidden_where_small([n for *_rest, n in months], list(by_topic.values()), list(by_outcome.values()))
    open_now, late_now = _open(matters, today)
    return Card(
        made_on=today,
        period=period,
        open_now=open_now,
        late_now=late_now,
        received=sum(came for _first, came, _closed in months) if received else None,
        closed=by_topic.total() if columns else None,
        kept_percent=100 * kept / promised if promised >= ENOUGH else None,
        median=percentiles.median(all_days) if all_days.total() >= ENOUGH else None,
        p90=percentiles.p90(all_days) if all_days.total() >= ENOUGH else None,
        months=_month_rows(months, received, columns),
        topics=_topics(by_topic, columns[1], days) if columns else [],
        outcomes=_outcomes(by_outcome, columns[2]) if columns else [],
    )


def _hidden_where_small(*rows):
    """The rows with None where a cell is hidden; nothing at all unless each of them can be shown."""
    shown = [small_cells.masked(row) for row in rows]
    return [] if None in shown or sum(rows[0]) < small_cells.FEW else shown


def _open(matters, today):
    counts = matters.open().aggregate(
        all=Count("pk"), late=Count("pk", filter=~Q(status=Status.TRANSFERRED) & Q(first_promised_on__lt=today))
    )
    if counts["all"] < small_cells.FEW:
        return None, None
    shown = small_cells.masked([counts["late"], counts["all"] - counts["late"]])
    return counts["all"], shown[0] if shown else None


def _months(matters, ended, period):
    """[(first day, received, closed)]; the months before anything happened are left out."""
    counts = [
        _by_month(matters.filter(**period.within("received_at")), "received_at"),
        _by_month(ended, "closed_at"),
    ]
    firsts = [date(year, month + 1, 1) for year, month in _numbers(period)]
    began = min((first for first in firsts if any(first in count for count in counts)), default=None)
    return [(first, *(count.get(first, 0) for count in counts)) for first in firsts if began and first >= began]


def _by_month(rows, moment):
    counted = rows.annotate(month=TruncMonth(moment)).values_list("month").annotate(n=Count("pk"))
    return {timezone.localdate(month): n for month, n in counted}


def _numbers(period):
    start = period.first.year * 12 + period.first.month - 1
    return [divmod(start + place, 12) for place in range(MONTHS)]


def _month_rows(months, received, columns):
    if not received and not columns:
        return []
    nothing = [None] * len(months)
    pairs = zip(months, received[0] if received else nothing, columns[0] if columns else nothing, strict=True)
    return [Month(first, came, ended) for (first, *_counts), came, ended in pairs]


def _topics(by_topic, shown, days):
    labels = topics.labels()
    lines = [
        Line(labels.get(topic) or _("Diğer"), n, None if n is None else percentiles.median(days[topic]))
        for topic, n in zip(by_topic, shown, strict=True)
    ]
    # By name, not by number: the order of hidden cells would say something about them.
    return sorted(lines, key=lambda line: turkish.fold(line.label))


def _outcomes(by_outcome, shown):
    known = dict(zip(by_outcome, shown, strict=True))
    return [Line(str(outcome.label), known[outcome]) for outcome in Outcome if outcome in known]


# -- As charts and as a file ---------------------------------------------------------------------
def months_chart(card):
    return charts.Columns(
        id="aylar",
        title=_("Ay ay gelen ve sonuçlanan başvurular"),
        desc=_("%(period)s. Sayılar çizimin altındaki tabloda; gizlenen aylar çizilmez.") % {"period": card.period},
        series=(_("Gelen"), _("Sonuçlanan")),
        points=tuple((month.short, (month.received or 0, month.closed or 0)) for month in card.months),
    )


def topics_chart(card):
    known = [line for line in card.topics if line.median is not None]
    known.sort(key=lambda line: (-line.median, turkish.fold(line.label)))
    return charts.Rows(
        id="konular",
        title=_("Konuya göre ortanca gün"),
        desc=_("Başvuruların yarısı bu günden önce sonuçlandı. Sayılar çizimin altındaki tabloda."),
        rows=tuple((line.label, line.median, _("%(days)s gün") % {"days": shown_days(line.median)}) for line in known),
    )


def shown_days(value):
    return dates.number(value, 0 if float(value).is_integer() else 1)


def as_csv(card) -> bytes:
    """One measure a line: what it is about, whose, how much."""
    heads = [_("Bölüm"), _("Satır"), _("Ölçü"), _("Değer"), _("Dönem")]
    now, span = dates.short(card.made_on), str(card.period)
    rows = [
        [_("Bütün"), "", _("Şu an açık"), _amount(card.open_now), now],
        [_("Bütün"), "", _("Söz günü geçmiş, açık"), _amount(card.late_now), now],
        [_("Bütün"), "", _("Gelen"), _amount(card.received), span],
        [_("Bütün"), "", _("Sonuçlanan"), _amount(card.closed), span],
        [_("Bütün"), "", _("Tutulan söz (%)"), _rounded(card.kept_percent), span],
        [_("Bütün"), "", _("Ortanca gün"), _amount(card.median), span],
    ]
    for month in card.months:
        rows.append([_("Ay"), month.name, _("Gelen"), _amount(month.received), month.name])
        rows.append([_("Ay"), month.name, _("Sonuçlanan"), _amount(month.closed), month.name])
    for line in card.topics:
        rows.append([_("Konu"), line.label, _("Sonuçlanan"), _amount(line.count), span])
        rows.append([_("Konu"), line.label, _("Ortanca gün"), _amount(line.median), span])
    rows += [[_("Sonuç"), line.label, _("Sonuçlanan"), _amount(line.count), span] for line in card.outcomes]
    return cells.as_csv(heads, rows)


def _amount(value):
    return HIDDEN if value is None else value


def _rounded(value):
    return HIDDEN if value is None else round(value)
