"""Phone numbers: anything a person may write becomes E.164 ("+905321234567"), and back into what people read.

A number is personal data: no exception here repeats what was typed.
"""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

REGION = "TR"

_LONGEST = 40
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")  # phones paste them around numbers
_WRITTEN = re.compile(r"\s*\+?[0-9()\[\]./\s\u2010-\u2015\u2212-]+")
_TURKISH = re.compile(r"\+90[0-9]{10}")
_TURKISH_MOBILE = re.compile(r"\+905[0-9]{9}")


class PhoneError(ValueError):
    """Not a phone number."""


def parse(text: str) -> str:
    """E.164 of a number written in any usual way; without "+" or "00" it is Turkish. Raises PhoneError."""
    text = _INVISIBLE.sub("", text or "")
    # [0-9] on purpose: phonenumbers would also take letters, extensions and the digits of other scripts.
    if len(text) > _LONGEST or not _WRITTEN.fullmatch(text):
        raise PhoneError("not written like a phone number")
    try:
        number = phonenumbers.parse(text, REGION)
    except NumberParseException:
        raise PhoneError("not a phone number") from None
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    # Every +905 number of the right length is taken: the library learns of new mobile ranges late, and refusing
    # somebody's only phone is worse than taking a number nobody has.
    if not _TURKISH_MOBILE.fullmatch(e164) and not phonenumbers.is_valid_number(number):
        raise PhoneError("no such number range")
    return e164


def is_mobile(e164: str) -> bool:
    """Can it receive an SMS? (In some countries mobile and fixed numbers look alike: those count as mobile.)"""
    if _TURKISH_MOBILE.fullmatch(e164 or ""):
        return True
    number = _number(e164)
    return number is not None and phonenumbers.number_type(number) in (
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
    )


def display(e164: str) -> str:
    """ "0532 000 00 00" for a Turkish number, "+49 30 123456" for a foreign one; anything else as it stands."""
    if _TURKISH.fullmatch(e164 or ""):
        return f"0{e164[3:6]} {e164[6:9]} {e164[9:11]} {e164[11:]}"
    number = _number(e164)
    if number is None:
        return e164 or ""
    turkish = number.country_code == phonenumbers.country_code_for_region(REGION)  # "444 0 262"
    style = PhoneNumberFormat.NATIONAL if turkish else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def last_four(e164: str) -> str:
    return (e164 or "")[-4:]


def _number(e164: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(e164 or "")
    except NumberParseException:
        return None
