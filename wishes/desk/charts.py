"""Charts drawn on the server: geometry only. Colours are classes, words stand beside in a table.

Widths are percents and heights pixels, so that a chart fits any column and its letters keep their size. Numbers are
handed to the templates as text with a point: the browser reads them, not a person.
"""

from dataclasses import dataclass

from lib import dates

TALL = 150  # pixels of the highest column
ABOVE, BELOW = 22, 24  # room for the scale's number and for the labels
LABELS = 12  # at most so many under the columns
LINE = 46  # pixels of one row: its words, and the bar under them


def _share(value, most):
    return value / most if most else 0


def _percent(share):
    return f"{100 * share:.2f}%"


@dataclass(frozen=True)
class Columns:
    """Amounts over time, one or two series side by side; the second is drawn hollow, not only in another colour."""

    id: str
    title: str
    desc: str
    series: tuple[str, ...]
    points: tuple  # of (label, (amount of each series, …))

    @property
    def most(self):
        return max((amount for _label, amounts in self.points for amount in amounts), default=0)

    @property
    def scale(self):
        return dates.number(self.most)

    @property
    def height(self):
        return ABOVE + TALL + BELOW

    @property
    def base(self):
        return ABOVE + TALL

    @property
    def top(self):
        return ABOVE

    @property
    def middle(self):
        return ABOVE + TALL // 2

    def bars(self):
        """[(x, y, width, height, number of the series)]."""
        slot = 1 / max(len(self.points), 1)
        width = slot * 0.76 / len(self.series)
        bars = []
        for place, (_label, amounts) in enumerate(self.points):
            for number, amount in enumerate(amounts):
                if not amount:
                    continue
                tall = max(TALL * _share(amount, self.most), 2)  # something is never drawn as nothing
                x = slot * place + slot * 0.12 + width * number
                bars.append((_percent(x), f"{self.base - tall:.1f}", _percent(width * 0.9), f"{tall:.1f}", number))
        return bars

    def labels(self):
        """[(x, words)]: as many as find room."""
        step = -(-len(self.points) // LABELS) or 1
        slot = 1 / max(len(self.points), 1)
        return [
            (_percent(slot * (place + 0.5)), label)
            for place, (label, _amounts) in enumerate(self.points)
            if place % step == 0
        ]

    @property
    def label_y(self):
        return self.base + 17


@dataclass(frozen=True)
class Rows:
    """One bar for each name, longest first."""

    id: str
    title: str
    desc: str
    rows: tuple  # of (label, amount, words for the amount)

    @property
    def height(self):
        return LINE * len(self.rows)

    def bars(self):
        """[(label, words, y of the words, y of the bar, width)]."""
        most = max((amount for _label, amount, _words in self.rows), default=0)
        return [
            (
                label if len(label) <= 34 else f"{label[:33]}…",
                words,
                LINE * place + 16,
                LINE * place + 24,
                _percent(max(_share(amount, most), 0.004 if amount else 0)),
            )
            for place, (label, amount, words) in enumerate(self.rows)
        ]


@dataclass(frozen=True)
class Spark:
    """A few tiny columns beside the words that say the same."""

    amounts: tuple

    def bars(self):
        """[(x, y, height)] in a drawing of 88 by 32 pixels; what has no amount has no column."""
        most = max((amount for amount in self.amounts if amount is not None), default=0)
        bars = []
        for place, amount in enumerate(self.amounts):
            tall = max(30 * _share(amount or 0, most), 2 if amount is not None else 0)
            bars.append((f"{place * 23}", f"{32 - tall:.1f}", f"{tall:.1f}"))
        return bars
