"""Takip numarası: a number that survives being read out over the phone, and the longer secret code of a receipt.

The alphabet leaves out 0/O, 1/I/L and U (taken for V). Thirty symbols remain, and thirty is not prime: no single check
symbol modulo 30 catches every slip. So the check is reckoned modulo the prime 31, and the one remainder without a
symbol (30) is never issued. With weights all different, every single wrong symbol and every swap of two symbols,
neighbours or not, changes the sum.

A reference is no secret. A receipt code is: 68 random bits, kept only as a keyed hash.
"""

import re
import secrets

from lib import turkish

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8  # seven random symbols and the check
CODE_LENGTH = 14  # 30**14 > 2**68
PREFIX = "İZM"

_MODULUS = 31
_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
_WEIGHTS = tuple(range(LENGTH, 0, -1))  # the check symbol weighs 1
_LONGEST_INPUT = 100


class InvalidReference(ValueError):
    """Not a reference or code that we issued; the text never repeats what was typed."""


def make() -> str:
    """A new reference in its canonical form, "ABCD2345". Uniqueness is the database's business."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
        check = _check(body)
        if check is not None:
            return body + check


def parse(text: str, prefix: str = PREFIX) -> str:
    """Canonical form of a reference however it was written: any case, with or without prefix, blanks and dashes."""
    symbols = _symbols(text)
    written_prefix = _symbols(prefix)
    # By length, not by look: a reference may itself begin with the letters of the prefix.
    if len(symbols) == len(written_prefix) + LENGTH and symbols.startswith(written_prefix):
        symbols = symbols[len(written_prefix) :]
    if len(symbols) != LENGTH:
        raise InvalidReference("not the length of a reference")
    if not set(symbols) <= _VALUE.keys():
        raise InvalidReference("a symbol that references do not use")
    if symbols[-1] != _check(symbols[:-1]):
        raise InvalidReference("the check symbol does not fit")
    return symbols


def show(canonical: str, prefix: str = PREFIX) -> str:
    """For people: "İZM-ABCD-2345"."""
    return "-".join(filter(None, [prefix, *_groups(canonical)]))


def ascii(canonical: str, prefix: str = PREFIX) -> str:
    """For addresses and file names: "IZM-ABCD-2345"."""
    return show(canonical, _symbols(prefix))


def make_code(symbols: int = CODE_LENGTH) -> str:
    """A new receipt code in its canonical form, without dashes."""
    if symbols < CODE_LENGTH:
        raise ValueError(f"a code of fewer than {CODE_LENGTH} symbols holds less than 64 bits")
    return "".join(secrets.choice(ALPHABET) for _ in range(symbols))


def parse_code(text: str, symbols: int = CODE_LENGTH) -> str:
    """Canonical form of a code however it was written. Says nothing about whether we issued it."""
    code = _symbols(text)
    if len(code) != symbols or not set(code) <= _VALUE.keys():
        raise InvalidReference("not written like a code")
    return code


def show_code(code: str) -> str:
    """For people: "ABCD-EFGH-JKMN-PQ"."""
    return "-".join(_groups(code))


def _check(body: str) -> str | None:
    """The symbol that brings the weighted sum to a multiple of 31; None when no symbol stands for it."""
    total = sum(weight * _VALUE[symbol] for weight, symbol in zip(_WEIGHTS, body, strict=False))
    remainder = -total % _MODULUS
    return ALPHABET[remainder] if remainder < len(ALPHABET) else None


def _symbols(text: str) -> str:
    """Letters and digits alone, in ASCII capitals; both Turkish i become I."""
    if len(text) > _LONGEST_INPUT:
        raise InvalidReference("too long")
    return re.sub(r"[\W_]+", "", turkish.fold(text)).upper()


def _groups(symbols: str) -> list[str]:
    return [symbols[start : start + 4] for start in range(0, len(symbols), 4)]
