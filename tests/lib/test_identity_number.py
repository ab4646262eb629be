import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.tr import tckimlik

from lib import identity_number
from lib.identity_number import IdentityNumberError

ELEVEN_DIGITS = st.integers(0, 10**11 - 1).map("{:011}".format)


def with_check_digits(first_nine: int) -> str:
    return f"{first_nine}{tckimlik.calc_check_digits(str(first_nine))}"


@pytest.mark.parametrize("number", ["10000000146", "12345678950", "24681357994", "99123456740"])
def test_it_works(number):
    assert identity_number.is_valid(number)
    assert identity_number.clean(f" {number[:3]} {number[3:6]}\u00a0{number[6:]}\n") == number


@pytest.mark.parametrize("number", ["12345678901", "01234567890", "10000000147", "11111111111", "00000000000"])
def test_it_refuses_wrong_check_digits(number):
    with pytest.raises(IdentityNumberError) as refusal:
        identity_number.clean(number)
    assert refusal.value.reason == "checksum"


@pytest.mark.parametrize(
    "number",
    [
        "",
        None,
        "1000000014",
        "100000001460",
        "1000000014a",
        "١٠٠٠٠٠٠٠١٤٦",
        "１０００００００１４６",
        "²0000000146",
        "-1000000014",
    ],
)
def test_it_refuses_what_is_not_eleven_digits(number):
    with pytest.raises(IdentityNumberError) as refusal:
        identity_number.clean(number)
    assert refusal.value.reason == "length"


def test_it_refuses_every_repeated_digit():
    assert not any(identity_number.is_valid(digit * 11) for digit in "0123456789")


@pytest.mark.parametrize("number", ["12345678901", "9876"])
def test_a_refusal_does_not_repeat_the_number(number):
    with pytest.raises(IdentityNumberError) as refusal:
        identity_number.clean(number)
    assert number not in repr(refusal.value)


@given(ELEVEN_DIGITS)
@example("99123456740")
def test_it_agrees_with_python_stdnum_on_random_numbers(number):
    assert identity_number.is_valid(number) == tckimlik.is_valid(number)


@given(st.integers(100_000_000, 999_999_999))
def test_it_agrees_with_python_stdnum_on_right_numbers(first_nine):
    assert identity_number.is_valid(with_check_digits(first_nine))


@given(st.integers(100_000_000, 999_999_999), st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(first_nine, place, shift):
    number = with_check_digits(first_nine)
    wrong = str((int(number[place]) + shift) % 10)
    assert not identity_number.is_valid(number[:place] + wrong + number[place + 1 :])
