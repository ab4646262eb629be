"""The report as a page shows it: charts and tables of figures.py, and the same table as a file."""

from collections import Counter
from datetime import timedelta

from django.utils.translation import gettext as _

from lib import cells, dates

from . import charts

SHOWN = 12  # bars of a chart; the table has all


def days(value):
    """ "2,5" days; whole ones without a comma."""
    if value is None:
        return "—"
    return dates.number(value, 0 if float(value).is_integer() else 1)


def percent(value):
    return "—" if value is None else dates.percent(value)


def steps(period):
    """[(label, first day, last day)]: days, weeks or months, whatever gives a readable chart."""
    if period.days <= 31:
        return [(str(day.day), day, day) for day in _every(period, 1)]
    if period.days <= 124:
        return [
            (f"{day.day}.{day.month:02}", day, min(day + timedelta(days=6), period.last)) for day in _every(period, 7)
        ]
    months, day = [], period.first
    while day <= period.last:
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        months.append((dates.MONTHS[day.month - 1][:3], day, min(following - timedelta(days=1), period.last)))
        day = following
    return months


def _every(period, length):
    return [period.first + timedelta(days=offset) for offset in range(0, period.days, length)]


def course(by_day, period):
    """[(label, days in words, received, closed)] over the period."""
    rows = []
    for label, first, last in steps(period):
        counts = [sum(n for day, n in by_day[name].items() if first <= day <= last) for name in ("received", "closed")]
        rows.append((label, dates.range(first, last), *counts))
    return rows


def course_chart(rows, period):
    received, closed = sum(row[2] for row in rows), sum(row[3] for row in rows)
    return charts.Columns(
        id="seyir",
        title=_("Gelen ve sonuçlanan başvurular"),
        desc=_("%(period)s: gelen %(received)s, sonuçlanan %(closed)s. Sayılar çizimin altındaki tabloda.")
        % {"period": period, "received": dates.number(received), "closed": dates.number(closed)},
        series=(_("Gelen"), _("Sonuçlanan")),
        points=tuple((label, (came, ended)) for label, _days, came, ended in rows),
    )


def table_chart(table, dimension):
    rows = [row for row in table.rows if row.received][:SHOWN]
    most = ", ".join(f"{row.label} {dates.number(row.received)}" for row in rows[:3])
    return charts.Rows(
        id="dagilim",
        title=_("Gelen başvurular: %(dimension)s") % {"dimension": dimension.label},
        desc=_("En çok: %(most)s. Hepsi çizimin altındaki tabloda.") % {"most": most},
        rows=tuple((row.label, row.received, dates.number(row.received)) for row in rows),
    )


def endings_total(endings):
    total = Counter()
    for row in endings:
        total.update(count=row.count, yes=row.yes, partly=row.partly, no=row.no)
    return total


def as_csv(table, dimension, period):
    heads = [
        str(dimension.label),
        _("Gelen"),
        _("Şu an açık"),
        _("Geciken"),
        _("Sonuçlanan"),
        _("Ortanca gün"),
        _("10 başvurudan 9'u (gün)"),
        _("Söz verilen"),
        _("Sözü tutulan"),
        _("Yeniden açılan"),
        _("Dönem"),
    ]
    rows = [
        [
            row.label,
            row.received,
            row.open_now,
            row.late_now,
            row.closed,
            row.median,
            row.p90,
            row.promised,
            row.kept,
            row.reopened,
            str(period),
        ]
        for row in [*table.rows, table.total]
    ]
    return cells.as_csv(heads, rows)
