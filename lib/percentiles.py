"""Exact percentiles from counts: what GROUP BY gives, on any database, however many rows stand behind it."""

from collections.abc import Mapping


def of_counts(counts: Mapping[float, int], share: float) -> float | None:
    """The value below which `share` (0–1) of all lie, in between by weight; 0.5 is the median. None of nothing.

    counts: how often each value occurs. The same as statistics.quantiles(…, method="inclusive").
    """
    total = sum(counts.values())
    if not total:
        return None
    place = (total - 1) * share
    lower = int(place)
    low, high = _at(counts, lower), _at(counts, min(lower + 1, total - 1))
    return low + (high - low) * (place - lower)


def _at(counts, place):
    """The value at a place of the sorted row, from 0."""
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if place < seen:
            return value
    raise IndexError(place)


def median(counts: Mapping[float, int]) -> float | None:
    return of_counts(counts, 0.5)


def p90(counts: Mapping[float, int]) -> float | None:
    return of_counts(counts, 0.9)
