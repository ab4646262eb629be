"""Pages that cost the same at any depth: a page starts after the last row of the one before. Nothing is counted."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import F, Q

SIZE = 50


@dataclass(frozen=True)
class Page:
    rows: list
    next: str = ""  # cursors, empty at either end
    previous: str = ""


class DeskOrder:
    """What needs a person first: danger, then the promised day; cases without a promise last."""

    def ordering(self, *, backwards):
        if backwards:
            return ["is_urgent", F("promised_on").desc(nulls_first=True), "-id"]
        return ["-is_urgent", F("promised_on").asc(nulls_last=True), "id"]

    def cursor(self, case):
        day = f"{case.promised_on:%Y%m%d}" if case.promised_on else "0"
        return f"{case.is_urgent:d}.{day}.{case.pk}"

    def beyond(self, cursor, *, backwards):
        urgent, day, pk = cursor.split(".")
        urgent, pk = urgent == "1", int(pk)
        day = date(int(day[:4]), int(day[4:6]), int(day[6:])) if day != "0" else None
        if backwards:
            same = Q(promised_on__isnull=False) | Q(promised_on=None, id__lt=pk)
            if day:
                same = Q(promised_on__lt=day) | Q(promised_on=day, id__lt=pk)
            return Q(is_urgent__gt=urgent) | (Q(is_urgent=urgent) & same)
        same = Q(promised_on=None, id__gt=pk)
        if day:
            same = Q(promised_on__gt=day) | Q(promised_on=None) | Q(promised_on=day, id__gt=pk)
        return Q(is_urgent__lt=urgent) | (Q(is_urgent=urgent) & same)


class NewestOrder:
    """Newest first; the comparison is written in two parts, so that an index on (moment, id) serves it."""

    EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

    def __init__(self, moment):
        self.moment = moment  # name of the column

    def ordering(self, *, backwards):
        return [self.moment, "id"] if backwards else [f"-{self.moment}", "-id"]

    def cursor(self, row):
        return f"{(getattr(row, self.moment) - self.EPOCH) // timedelta(microseconds=1)}.{row.pk}"

    def beyond(self, cursor, *, backwards):
        moment, pk = (int(part) for part in cursor.split("."))
        moment = self.EPOCH + timedelta(microseconds=moment)
        within, beyond, row = ("gte", "gt", "id__gt") if backwards else ("lte", "lt", "id__lt")
        return Q(**{f"{self.moment}__{within}": moment}) & (Q(**{f"{self.moment}__{beyond}": moment}) | Q(**{row: pk}))


DESK, RECEIVED, READS = DeskOrder(), NewestOrder("received_at"), NewestOrder("at")


def page(cases, order, *, after="", before="", size=SIZE):
    """One page of `cases` in `order`. A cursor that nobody issued gives the first page."""
    backwards = bool(before) and not after
    cursor = before if backwards else after
    if cursor:
        try:
            found = cases.filter(order.beyond(cursor, backwards=backwards))
        except (ValueError, OverflowError):
            return page(cases, order, size=size)
    else:
        found = cases
    rows = list(found.order_by(*order.ordering(backwards=backwards))[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    if not rows:
        return page(cases, order, size=size) if cursor else Page([])
    return Page(
        rows,
        next=order.cursor(rows[-1]) if more or backwards else "",
        previous=order.cursor(rows[0]) if (more if backwards else cursor) else "",
    )
