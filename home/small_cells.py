"""Which cells of a public table are hidden, so that no figure speaks of a few people and no total gives one away."""

from collections.abc import Sequence

FEW = 5


def hidden(amounts: Sequence[int]) -> frozenset[int] | None:
    """Places to hide in a row of amounts whose total is shown; None: not even that helps, withhold the whole row.

    Whatever is below five is hidden. One hidden cell would be the total less the rest, so the smallest of the others
    goes with it; and when only small ones are hidden, their sum might leave one answer, so again a larger one goes
    with them. Equal ones go together: otherwise the order would tell which of them is the small one.
    """
    hide = {place for place, amount in enumerate(amounts) if amount < FEW}
    while hide and (len(hide) < 2 or all(amounts[place] < FEW for place in hide)):
        rest = [place for place in range(len(amounts)) if place not in hide]
        if not rest:
            return None
        least = min(amounts[place] for place in rest)
        hide |= {place for place in rest if amounts[place] == least}
    return frozenset(hide)


def masked(amounts: Sequence[int]) -> list[int | None] | None:
    """The amounts with None where one is hidden; None when all of them have to be withheld."""
    hide = hidden(amounts)
    if hide is None:
        return None
    return [None if place in hide else amount for place, amount in enumerate(amounts)]
