"""T.C. kimlik no: shape and check digits. A right checksum proves nothing about a person.

Numbers of foreigners (yabancı kimlik no, beginning with 99) have the same shape. No exception repeats the number.
"""

import re

_SHAPE = re.compile(r"[0-9]{11}")  # not isdigit(): that takes the digits of every script
_BLANKS = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")


class IdentityNumberError(ValueError):
    """Not an identity number; `reason` is "length" (not eleven digits) or "checksum"."""

    def __init__(self, reason: str):
        super().__init__(f"not an identity number: {reason}")
        self.reason = reason


def clean(text: str) -> str:
    """The eleven digits of `text`, blanks taken out. Raises IdentityNumberError."""
    number = _BLANKS.sub("", text or "")
    if not _SHAPE.fullmatch(number):
        raise IdentityNumberError("length")
    if number[0] == "0" or number[9:] != _check_digits(number[:9]):
        raise IdentityNumberError("checksum")
    return number


def is_valid(text: str) -> bool:
    try:
        clean(text)
    except IdentityNumberError:
        return False
    return True


def _check_digits(first_nine: str) -> str:
    digits = [int(digit) for digit in first_nine]
    tenth = (sum(digits[0::2]) * 7 - sum(digits[1::2])) % 10
    eleventh = (sum(digits) + tenth) % 10
    return f"{tenth}{eleventh}"
