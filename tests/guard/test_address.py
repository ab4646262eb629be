"""Whose address counts, behind a known number of proxies."""

import pytest

from guard.address import client_address, limit_key


def test_without_a_proxy_a_forwarded_header_is_only_a_claim(rf, settings):
    settings.TRUSTED_PROXY_COUNT = 0
    request = rf.get("/", REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert client_address(request) == "203.0.113.7"


def test_behind_one_proxy_its_own_entry_counts_not_the_invented_ones(rf, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.1.1.1, 203.0.113.7")
    assert client_address(request) == "203.0.113.7"


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("[2001:db8::1]", "2001:db8::/64"),
        ("", ""),
        ("203.0.113.7:4711", "203.0.113.7:4711"),
    ],
)
def test_limits_count_one_household_as_one(rf, address, key):
    assert limit_key(rf.get("/", REMOTE_ADDR=address)) == key


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("203.0.113.9:40312", "203.0.113.9"),
        ("[2001:db8::1]:40312", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_port_that_some_proxies_write_makes_nobody_a_new_visitor(rf, settings, written, address):
    settings.TRUSTED_PROXY_COUNT = 1
    assert client_address(rf.get("/", HTTP_X_FORWARDED_FOR=written)) == address
