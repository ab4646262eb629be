"""Pages that cost the same at any depth: a page starts after the last row of the one before. Nothing is counted."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q

SIZE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Page:
    rows: list
    next: str = ""  # cursors, empty at either end
    previous: str = ""

    @property
    def is_first(self):
        return not self.previous


class Order:
    """By a moment and the key; `pieces` are disjoint parts of the rows, in the order they follow each other.

    Rows that go on now and rows to come are asked for one after the other: each is a range of an index, together
    they are none.
    """

    def __init__(self, moment, *pieces, latest_first=False):
        self.moment, self.pieces, self.latest_first = moment, pieces, latest_first

    def rows(self, cursor, number, *, backwards):
        """Up to `number` rows beyond the cursor, in the order of the list (also when read backwards)."""
        falling = backwards != self.latest_first
        sign = "-" if falling else ""
        found = []
        for piece in reversed(self.pieces) if backwards else self.pieces:
            if cursor:
                piece = piece.filter(self._beyond(cursor, falling))
            found += piece.order_by(f"{sign}{self.moment}", f"{sign}pk")[: number - len(found)]
            if len(found) >= number:
                break
        return found

    def _beyond(self, cursor, falling):
        moment, pk = cursor
        within, beyond = ("lte", "lt") if falling else ("gte", "gt")
        tie = Q(**{f"{self.moment}__{beyond}": moment}) | Q(**{f"pk__{beyond}": pk})
        # In two parts, so that an index on the moment serves it.
        return Q(**{f"{self.moment}__{within}": moment}) & tie

    def cursor(self, row):
        return f"{(getattr(row, self.moment) - EPOCH) // timedelta(microseconds=1)}.{row.pk}"


def page(order, *, after="", before="", size=SIZE):
    """One page of `order`. A cursor that nobody issued gives the first page."""
    backwards = bool(before) and not after
    cursor = _parse(before if backwards else after)
    rows = order.rows(cursor, size + 1, backwards=backwards and bool(cursor))
    if cursor is None:
        return Page(rows[:size], next=order.cursor(rows[size - 1]) if len(rows) > size else "")
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    if not rows:
        return page(order, size=size)
    return Page(
        rows,
        next=order.cursor(rows[-1]) if more or backwards else "",
        previous=order.cursor(rows[0]) if more or not backwards else "",
    )


def _parse(text):
    match = re.fullmatch(r"(-?[0-9]{1,17})\.([0-9]{1,18})", text)
    if not match:
        return None
    try:
        return EPOCH + timedelta(microseconds=int(match[1])), int(match[2])
    except OverflowError:
        return None
