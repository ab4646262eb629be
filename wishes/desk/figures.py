"""What the desk's work looks like in numbers, within what a user may see. Only ranges that an index serves are asked;
answers are kept for a few minutes.

A matter counts once: what was merged into another case does not count again. A promise is kept when the matter was
closed by the day that was named first; a day put off later does not mend it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, F, Q
from django.db.models.fields.json import KT
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from lib import percentiles, turkish
from places.models import Neighbourhood
from wishes import topics
from wishes.kinds import KINDS
from wishes.models import Case, CaseEvent, Contact, Verdict
from wishes.workflow import OURS, Channel, Outcome, Status

from .periods import Period
from .permissions import REPORTS, SEE_ALL

SECONDS = 300
FEWEST, FEWEST_CLERKS = 10, 2  # below, how long a unit takes to write a matter down would be somebody's own pace


@dataclass(frozen=True)
class Scope:
    """Whose cases: all of the desk, or what one clerk may see; perhaps narrowed to one unit."""

    key: str  # names the answers in the cache
    sees_all: bool
    cases: object  # QuerySet
    unit: int | None = None

    @property
    def is_whole(self):
        return self.sees_all and self.unit is None

    @property
    def contacts(self):
        # Who was only informed left no case behind, and belongs to no unit: only the whole counts them.
        return Contact.objects.all() if self.is_whole else Contact.objects.filter(case__in=self.cases)


def scope(user, unit=None) -> Scope:
    sees_all = user.has_perm(SEE_ALL) or user.has_perm(REPORTS)
    cases = Case.objects.all() if sees_all and user.is_active else Case.objects.for_staff(user)
    units = () if sees_all else sorted(user.units.values_list("pk", flat=True))
    key = "all" if sees_all else f"{user.pk}-{'.'.join(map(str, units))}"
    if unit is not None:
        key, cases = f"{key}-u{unit}", cases.filter(unit=unit)
    return Scope(key, sees_all, cases, unit)


def _kept(name, scope, period, reckon, today):
    key = f"desk:figures:{name}:{scope.key}:{period.first:%Y%m%d}-{period.last:%Y%m%d}:{today:%Y%m%d}"
    return cache.get_or_set(key, reckon, SECONDS)


# -- Per unit, channel, neighbourhood, topic -------------------------------------------------
@dataclass(frozen=True)
class Dimension:
    key: str
    label: str
    columns: tuple[str, ...]
    names: Callable  # set of keys -> {key: words}
    nothing: str = ""


def _units(keys):
    return dict(Unit.objects.filter(pk__in=[key for (key,) in keys if key]).values_list("pk", "name"))


def _neighbourhoods(keys):
    return dict(Neighbourhood.objects.filter(pk__in=[key for (key,) in keys if key]).values_list("pk", "name"))


def _topics(keys):
    labels = topics.labels()
    return {(kind, topic): labels.get(topic, topic) or KINDS[kind].label for kind, topic in keys}


DIMENSIONS = {
    dimension.key: dimension
    for dimension in [
        Dimension("mudurluk", _("Müdürlük"), ("unit",), _units, _("Henüz verilmemiş")),
        Dimension("kanal", _("Kanal"), ("channel",), lambda keys: dict(Channel.choices)),
        Dimension("mahalle", _("Mahalle"), ("neighbourhood",), _neighbourhoods, _("Mahallesi yazılmamış")),
        Dimension("konu", _("Konu"), ("kind", "topic"), _topics),
    ]
}


@dataclass(frozen=True)
class Row:
    label: str
    received: int = 0
    open_now: int = 0
    late_now: int = 0
    closed: int = 0
    median: float | None = None
    p90: float | None = None
    promised: int = 0  # closed ones for which a day had been named
    kept: int = 0
    reopened: int = 0  # of those received

    @property
    def kept_percent(self):
        return 100 * self.kept / self.promised if self.promised else None


@dataclass(frozen=True)
class Table:
    rows: list[Row]
    total: Row


def table(scope: Scope, period: Period, dimension: Dimension) -> Table:
    today = timezone.localdate()
    return _kept(f"table-{dimension.key}", scope, period, lambda: _table(scope, period, dimension, today), today)


def _table(scope, period, dimension, today):
    facts, days = defaultdict(Counter), defaultdict(Counter)
    columns = dimension.columns

    def key(row):
        return tuple(row[column] for column in columns)

    # order_by(): an ordering would become a part of the grouping.
    matters = scope.cases.matters().order_by()
    received = matters.filter(**period.within("received_at")).values(*columns)
    for row in received.annotate(n=Count("pk"), again=Count("pk", filter=Q(reopened_count__gt=0))):
        facts[key(row)].update(received=row["n"], reopened=row["again"])
    for row in matters.open().values(*columns).annotate(n=Count("pk"), late=Count("pk", filter=_late(today))):
        facts[key(row)].update(open_now=row["n"], late_now=row["late"])
    for row in closed(matters, period).values(*columns, "days_taken", "kept_promise").annotate(n=Count("pk")):
        facts[key(row)].update(closed=row["n"])
        if row["days_taken"] is not None:
            days[key(row)][row["days_taken"]] += row["n"]
        if row["kept_promise"] is not None:
            facts[key(row)].update(promised=row["n"], kept=row["n"] * row["kept_promise"])
    names = dimension.names(set(facts))
    rows = [_row(_name(dimension, names, key), facts[key], days[key]) for key in facts]
    rows.sort(key=lambda row: (-row.received, -row.open_now, turkish.fold(row.label)))
    return Table(rows, _row(str(_("Toplam")), sum(facts.values(), Counter()), sum(days.values(), Counter())))


def _late(today):
    return Q(status__in=OURS, promised_on__lt=today)


def _name(dimension, names, key):
    return str(names.get(key) or names.get(key[0]) or dimension.nothing or _("Bilinmiyor"))


def _row(label, facts, days):
    return Row(label, median=percentiles.median(days), p90=percentiles.p90(days), **facts)


def closed(cases, period):
    """Answered for good within a period; what was withdrawn is not."""
    return cases.filter(status=Status.CLOSED, **period.within("closed_at"))


# -- Day by day -------------------------------------------------------------------------------
def by_day(scope: Scope, period: Period) -> dict:
    """{"received": {day: n}, "closed": {day: n}}."""
    return _kept("days", scope, period, lambda: _by_day(scope, period), timezone.localdate())


def _by_day(scope, period):
    matters = scope.cases.matters().order_by()
    asked = {
        "received": (matters.filter(**period.within("received_at")), "received_at"),
        "closed": (closed(matters, period), "closed_at"),
    }
    return {
        name: dict(rows.annotate(day=TruncDate(moment)).values_list("day").annotate(n=Count("pk")))
        for name, (rows, moment) in asked.items()
    }


# -- How it ended, and what the citizen says of it ----------------------------------------------
@dataclass(frozen=True)
class Ending:
    label: str
    count: int
    yes: int = 0
    partly: int = 0
    no: int = 0


def endings(scope: Scope, period: Period) -> list[Ending]:
    """One for each outcome, and one for what was withdrawn. Verdicts: those given in the period on such an ending."""
    return _kept("endings", scope, period, lambda: _endings(scope, period), timezone.localdate())


def _endings(scope, period):
    matters = scope.cases.matters().order_by()
    counts = dict(closed(matters, period).values_list("outcome").annotate(n=Count("pk")))
    said = defaultdict(Counter)
    verdicts = Verdict.objects.order_by().filter(**period.within("at"))
    if not scope.is_whole:
        verdicts = verdicts.filter(event__case__in=scope.cases)
    for outcome, solved, n in (
        verdicts.annotate(outcome=F("event__data__outcome")).values_list("outcome", "solved").annotate(n=Count("pk"))
    ):
        said[outcome][solved] += n
    rows = [Ending(str(outcome.label), counts.get(outcome, 0), **said[outcome]) for outcome in Outcome]
    withdrawn = matters.filter(status=Status.WITHDRAWN, **period.within("closed_at")).count()
    return [row for row in [*rows, Ending(str(Status.WITHDRAWN.label), withdrawn)] if row != Ending(row.label, 0)]


# -- Contacts, people, cases ---------------------------------------------------------------------
@dataclass(frozen=True)
class Reached:
    contacts: int
    informed: int  # of them, answered on the spot without a case
    people: int  # different ones, as far as they said who they are
    cases: int


def reached(scope: Scope, period: Period) -> Reached:
    return _kept("reached", scope, period, lambda: _reached(scope, period), timezone.localdate())


def _reached(scope, period):
    counted = scope.contacts.filter(**period.within("at")).aggregate(
        contacts=Count("pk"), informed=Count("pk", filter=Q(case=None)), people=Count("person", distinct=True)
    )
    cases = scope.cases.matters().filter(**period.within("received_at")).count()
    return Reached(**counted, cases=cases)


@dataclass(frozen=True)
class Intake:
    """How long clerks took to write a matter down, in seconds: of all of them together, never of one."""

    count: int
    median: float | None
    p90: float | None


def intake(scope: Scope, period: Period) -> Intake:
    return _kept("intake", scope, period, lambda: _intake(scope, period), timezone.localdate())


def _intake(scope, period):
    events = CaseEvent.objects.order_by().filter(
        kind=CaseEvent.Kind.RECEIVED,
        data__has_key="seconds",
        case__in=scope.cases.filter(**period.within("received_at")),
    )
    counts, clerks = Counter(), set()
    rows = events.annotate(seconds=KT("data__seconds")).values_list("seconds", "by").annotate(n=Count("pk"))
    for seconds, clerk, n in rows:
        counts[float(seconds)] += n
        clerks.add(clerk)
    if counts.total() < FEWEST or len(clerks) < FEWEST_CLERKS:
        return Intake(counts.total(), None, None)
    return Intake(sum(counts.values()), percentiles.median(counts), percentiles.p90(counts))


# -- The last weeks, for the first page -----------------------------------------------------------
@dataclass(frozen=True)
class Week:
    period: Period
    received: int
    closed: int
    median: float | None
    kept_percent: float | None


def weeks(scope: Scope, periods: list[Period]) -> list[Week]:
    whole = Period(periods[0].first, periods[-1].last)
    return _kept("weeks", scope, whole, lambda: _weeks(scope, periods, whole), timezone.localdate())


def _weeks(scope, periods, whole):
    matters = scope.cases.matters().order_by()
    received = Counter(
        dict(
            matters.filter(**whole.within("received_at"))
            .annotate(day=TruncDate("received_at"))
            .values_list("day")
            .annotate(n=Count("pk"))
        )
    )
    ended = list(
        closed(matters, whole)
        .annotate(day=TruncDate("closed_at"))
        .values_list("day", "days_taken", "kept_promise")
        .annotate(n=Count("pk"))
    )
    weeks = []
    for period in periods:
        days, promised, kept, count = Counter(), 0, 0, 0
        for day, taken, was_kept, n in ended:
            if not period.first <= day <= period.last:
                continue
            count += n
            if taken is not None:
                days[taken] += n
            if was_kept is not None:
                promised, kept = promised + n, kept + n * was_kept
        came = sum(n for day, n in received.items() if period.first <= day <= period.last)
        weeks.append(Week(period, came, count, percentiles.median(days), 100 * kept / promised if promised else None))
    return weeks
