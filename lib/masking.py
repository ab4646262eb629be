"""Personal data with most of it covered: enough to recognise what one knows, too little to learn what one does not.

Every function takes None and "" (and gives ""), and covers wholly what it does not understand.
"""

import re
import unicodedata

import phonenumbers

COVERED = "***"


def name(text: str | None) -> str:
    """ "Ayşe Nur Yılmaz" → "A*** N** Y*****"."""
    words = unicodedata.normalize("NFC", text or "").split()
    return " ".join(word[0] + "*" * (len(word) - 1) for word in words)


def phone(e164: str | None) -> str:
    """ "+905320000012" → "0532 *** ** 12"; abroad the country code and the last two digits."""
    if not e164:
        return ""
    if re.fullmatch(r"\+90[0-9]{10}", e164):
        return f"0{e164[3:6]} *** ** {e164[-2:]}"
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return COVERED
    covered = len(str(number.national_number)) - 2
    return f"+{number.country_code} {'*' * covered} {e164[-2:]}" if covered >= 3 else COVERED


def email(address: str | None) -> str:
    """ "ayse@ornek.com" → "a***@ornek.com"."""
    if not address:
        return ""
    local, at, domain = address.rpartition("@")
    if not (local and at and domain):
        return COVERED
    initial = local[0] if len(local) > 1 else ""
    return f"{initial}{COVERED}@{domain}"


def identity_number(number: str | None) -> str:
    """ "10000000146" → "100******46"."""
    if not number:
        return ""
    if not re.fullmatch(r"[0-9]{11}", number):
        return COVERED
    return f"{number[:3]}******{number[-2:]}"
