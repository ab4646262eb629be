"""Pages that cost the same at any depth: a page starts after the last row of the one before. Nothing is counted."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from wishes.models import DeskRank

SIZE = 50


@dataclass(frozen=True)
class Page:
    rows: list
    next: str = ""  # cursors, empty at either end
    previous: str = ""


class DeskOrder:
    """Open cases, what needs a person first: danger, then the promised day; cases without a promise last."""

    def ordering(self, *, backwards):
        columns = ["desk_rank", "desk_day", "id"]
        return [f"-{column}" for column in columns] if backwards else columns

    def cursor(self, case):
        return f"{case.desk_rank}.{case.desk_day:%Y%m%d}.{case.pk}"

    def beyond(self, cursor, *, backwards):
        rank, day, pk = cursor.split(".")
        rank, day, pk = int(rank), datetime.strptime(day, "%Y%m%d").date(), int(pk)
        within, beyond = ("lte", "lt") if backwards else ("gte", "gt")
        same = Q(**{f"desk_day__{within}": day}) & (Q(**{f"desk_day__{beyond}": day}) | Q(**{f"id__{beyond}": pk}))
        if rank == (DeskRank.DANGER if backwards else DeskRank.OPEN):  # the last group in this direction: an index seek
            return Q(desk_rank=rank) & same
        return Q(**{f"desk_rank__{beyond}": rank}) | (Q(desk_rank=rank) & same)


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
