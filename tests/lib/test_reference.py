import contextlib
import itertools
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import reference
from lib.reference import ALPHABET, InvalidReference

BODIES = st.text(alphabet=ALPHABET, min_size=7, max_size=7)
REFERENCES = BODIES.filter(reference._check).map(lambda body: body + reference._check(body))


def is_valid(text):
    try:
        reference.parse(text, prefix="")
    except InvalidReference:
        return False
    return True


def test_the_alphabet_has_no_look_alikes():
    assert len(set(ALPHABET)) == len(ALPHABET) == 30
    assert not set(ALPHABET) & set("0O1ILU")


def test_a_new_reference_is_valid_and_differs_from_the_others():
    made = [reference.make() for _ in range(500)]
    assert len(set(made)) == 500
    for canonical in made:
        assert len(canonical) == 8
        assert reference.parse(canonical) == canonical


def test_every_symbol_can_stand_everywhere():
    made = [reference.make() for _ in range(2000)]
    for place in range(8):
        assert {canonical[place] for canonical in made} == set(ALPHABET)


def test_references_come_from_the_secure_source(monkeypatch):
    random.seed(1)
    first = reference.make()
    random.seed(1)
    assert reference.make() != first


def test_every_single_wrong_symbol_is_noticed():
    """All 7 * 29 slips in each of 300 references and, place by place, every pair of symbols."""
    for canonical in (reference.make() for _ in range(300)):
        for place in range(8):
            for wrong in set(ALPHABET) - {canonical[place]}:
                assert not is_valid(canonical[:place] + wrong + canonical[place + 1 :])


def test_no_slip_can_ever_cancel_out():
    """The proof: what a slip adds to the weighted sum is never a multiple of 31, whatever the other symbols are."""
    weights = reference._WEIGHTS
    values = range(len(ALPHABET))
    for weight in weights:
        assert all(weight * (a - b) % 31 for a, b in itertools.permutations(values, 2))
    for first, second in itertools.combinations(weights, 2):  # any two places, neighbours among them
        assert all((first - second) * (a - b) % 31 for a, b in itertools.permutations(values, 2))


@given(REFERENCES)
def test_the_weighted_sum_is_a_multiple_of_31(canonical):
    assert sum(w * ALPHABET.index(s) for w, s in zip(reference._WEIGHTS, canonical, strict=True)) % 31 == 0


@pytest.mark.parametrize("printed", ["22222222", "ZZZZZZZA", "K7M9QXWX"])
def test_references_on_paper_stay_valid(printed):
    """Issued with this very reckoning; a change of alphabet or weights would orphan them."""
    assert reference.parse(printed) == printed


@given(REFERENCES, st.data())
def test_every_swap_of_two_symbols_is_noticed(canonical, data):
    i = data.draw(st.integers(0, 6))
    j = data.draw(st.integers(i + 1, 7))
    swapped = list(canonical)
    swapped[i], swapped[j] = swapped[j], swapped[i]
    assert is_valid("".join(swapped)) == (canonical[i] == canonical[j])


@given(REFERENCES)
def test_it_comes_back_from_every_way_of_writing_it(canonical):
    one, two = canonical[:4], canonical[4:]
    for prefix in ("İZM", "IZM", "izm", "ızm", "Izm", "i\u0307zm", ""):
        for written in (
            f"{prefix}-{one}-{two}",
            f"{prefix}{canonical}",
            f" {prefix} {one} {two}\n",
            f"#{prefix}–{one}{two}.",
        ):
            assert reference.parse(written) == reference.parse(written.lower()) == canonical
    assert reference.parse(reference.show(canonical)) == canonical
    assert reference.parse(reference.ascii(canonical)) == canonical


def test_how_it_is_shown():
    assert reference.show("ABCD2345") == "İZM-ABCD-2345"
    assert reference.ascii("ABCD2345") == "IZM-ABCD-2345"
    assert reference.show("ABCD2345", prefix="") == "ABCD-2345"
    assert reference.ascii("ABCD2345", prefix="ÇNR") == "CNR-ABCD-2345"


def test_a_reference_that_begins_with_the_letters_of_the_prefix():
    prefix = "ABC"
    canonical = next(c for s in ALPHABET if is_valid(c := "ABC2345" + s))
    assert reference.parse(canonical, prefix) == canonical
    assert reference.parse(f"abc-{canonical}", prefix) == canonical
    with pytest.raises(InvalidReference):
        reference.parse(canonical[3:], prefix)


@pytest.mark.parametrize(
    "text",
    ["", "İZM", "İZM-", "ABCD234", "ABCD23456", "XYZ-ABCD-2345", "İZM-İZM-ABCD-2345", "OOOO-1111", "çğşü-öüçş",
     "٢٣٤٥٦٧٨٩",
     "2" * 5000, "\x00", "'; DROP TABLE", "AAAAAAA\u0130"],
)  # fmt: skip
def test_it_refuses_what_is_no_reference(text):
    with pytest.raises(InvalidReference) as refusal:
        reference.parse(text)
    assert not text or text not in str(refusal.value)


def test_the_remainder_without_a_symbol_is_never_issued():
    without = next(
        body for body in map("".join, itertools.product(ALPHABET, repeat=7)) if reference._check(body) is None
    )
    assert not any(is_valid(without + symbol) for symbol in ALPHABET)


@given(st.text())
def test_whatever_is_typed_gives_a_reference_or_a_refusal(text):
    with contextlib.suppress(InvalidReference):
        assert is_valid(reference.parse(text))


@given(REFERENCES, st.integers(0, 7))
def test_a_slip_under_the_prefix_is_noticed_too(canonical, place):
    wrong = "2" if canonical[place] != "2" else "3"
    with pytest.raises(InvalidReference):
        reference.parse(f"İZM-{canonical[:place]}{wrong}{canonical[place + 1 :]}")


def test_codes_are_long_enough_to_be_a_secret():
    assert math.log2(len(ALPHABET)) * len(reference.make_code()) >= 64
    assert len({reference.make_code() for _ in range(500)}) == 500
    with pytest.raises(ValueError, match="64 bits"):
        reference.make_code(symbols=13)


@given(st.text(alphabet=ALPHABET, min_size=14, max_size=14))
def test_a_code_comes_back_from_what_is_shown(code):
    shown = reference.show_code(code)
    assert [len(group) for group in shown.split("-")] == [4, 4, 4, 2]
    for written in (shown, shown.lower(), shown.replace("-", " "), code, f" {code}\n"):
        assert reference.parse_code(written) == code


@pytest.mark.parametrize("text", ["", "ABCD", "A" * 13, "A" * 15, "A" * 13 + "0", "A" * 13 + "ı", "A" * 999])
def test_it_refuses_what_is_no_code(text):
    with pytest.raises(InvalidReference) as refusal:
        reference.parse_code(text)
    assert not text or text not in str(refusal.value)
