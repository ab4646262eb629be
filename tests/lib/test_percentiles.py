"""Percentiles out of counts are those out of the values themselves."""

import statistics
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import percentiles


@given(values=st.lists(st.integers(0, 40), min_size=2, max_size=60))
def test_they_agree_with_the_statistics_module(values):
    counts = Counter(values)
    assert percentiles.median(counts) == pytest.approx(statistics.median(values))
    assert percentiles.p90(counts) == pytest.approx(statistics.quantiles(values, n=10, method="inclusive")[8])


def test_of_one_it_is_that_one_and_of_nothing_nothing():
    assert percentiles.median({7: 1}) == percentiles.p90({7: 1}) == 7
    assert percentiles.median({}) is None
