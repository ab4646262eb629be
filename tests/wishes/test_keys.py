"""The keys of a case: derived, never stored, different for each purpose."""

import pytest

from lib import reference
from tests import makers
from wishes import keys
from wishes.models import Case

pytestmark = pytest.mark.django_db


def test_the_same_case_gives_the_same_keys(case):
    again = Case.objects.get(pk=case.pk)
    assert keys.receipt_code(case) == keys.receipt_code(again)
    assert keys.link_token(case) == keys.link_token(again)


def test_only_hashes_are_stored(case):
    assert case.link_digest == keys.digest(keys.link_token(case), "link")
    assert case.receipt_digest == keys.digest(keys.receipt_code(case), "receipt")
    assert case.receipt_digest != keys.digest(keys.receipt_code(case), "link"), "a key opens one kind of lock"


def test_keys_are_as_strong_as_promised(case):
    assert len(keys.link_token(case)) * 4 >= 128
    assert 30 ** len(keys.receipt_code(case)) >= 2**64
    assert reference.parse_code(reference.show_code(keys.receipt_code(case))) == keys.receipt_code(case)


def test_no_two_cases_share_a_key(parks):
    cases = [makers.make_case(f"Bank {number}.", unit=parks) for number in range(20)]
    assert len({keys.receipt_code(case) for case in cases} | {keys.link_token(case) for case in cases}) == 40


def test_a_new_generation_makes_old_keys_useless(case):
    before = keys.receipt_code(case), keys.link_token(case)
    case.key_generation += 1
    assert keys.receipt_code(case) != before[0] and keys.link_token(case) != before[1]


def test_another_index_key_gives_other_keys(case, settings):
    before = keys.link_token(case)
    settings.INDEX_KEY = "YW5vdGhlci1kZXZlbG9wbWVudC1pbmRleC1rZXktMDI="
    assert keys.link_token(case) != before


def test_comparing_says_only_yes_or_no():
    assert keys.same("abcd", "abcd")
    assert not keys.same("abcd", "abce") and not keys.same("abcd", "abc") and not keys.same("ç", "c")
