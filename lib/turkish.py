"""Turkish letters: casing, folding for search, sorting, slugs, and cleaning of what people type.

Python's own casing is wrong for Turkish: "I".lower() is "i", "i".upper() is "I", and "İ".lower() is two code points.
"""

import re
import unicodedata

#: Dictionary order. q, w and x are not Turkish letters; they stand where Turkish dictionaries put foreign words.
ALPHABET = "abcçdefgğhıijklmnoöpqrsştuüvwxyz"

#: Words of more letters than this are searched by their first letters. Turkish adds endings to the right: the first
#: five letters of kaldırım, kaldırımlar and kaldırımlarındaki are the same, where stemmers disagree.
STEM_LENGTH = 5

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘‛`´ʼʻʹ′"))
#: Letters that Unicode does not take apart into a base letter and a mark.
_UNDECOMPOSED = str.maketrans({"ı": "i", "ə": "e", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
_WORD = re.compile(r"[^\W_]+")

# Control characters (newline, tab and the carriage return that becomes one are kept), NUL among them: one \x01 breaks
# a spreadsheet export. Lone surrogates and noncharacters cannot be written to a database or an XML file. Embeddings,
# overrides and isolates of writing direction can make a text read as its opposite.
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_LINE_END = re.compile(r"\r\n?|[\u2028\u2029]")
# Zero-width characters may matter inside a text (Persian, emoji), never at its edges.
_BLANK = r"[\s\u200b-\u200d\u2060\ufeff]"
# Looking behind keeps it from trying every place of a long gap in the middle anew.
_OUTER_BLANKS = re.compile(rf"\A{_BLANK}+|(?<!{_BLANK}){_BLANK}+\Z")


def lower(text: str) -> str:
    return text.replace("I\u0307", "i").replace("İ", "i").replace("I", "ı").lower()


def upper(text: str) -> str:
    return text.replace("i\u0307", "İ").replace("i", "İ").replace("ı", "I").upper()


def capitalise(text: str) -> str:
    """First letter upper, the rest lower: "ILICA" → "Ilıca", "izmit" → "İzmit"."""
    return upper(text[:1]) + lower(text[1:])


def fold(text: str) -> str:
    """What remains of a text when case, marks, apostrophes and the run of blanks do not count.

    ı, I, i and İ all become i; "Işık’ın  ÇINARI" → "isikin cinari". Folding twice changes nothing more.
    """
    text = text.translate(_APOSTROPHES)  # first, because ´ decomposes into a blank and a mark
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = text.casefold().translate(_UNDECOMPOSED).translate(_APOSTROPHES)
    return " ".join(text.split())


def sort_key(text: str) -> tuple[tuple[int, int], ...]:
    """Key for sorted(): blanks, then signs, digits, letters in Turkish order, other scripts. Case does not count."""
    return tuple(_rank(c) for c in lower(unicodedata.normalize("NFC", text)))


def sort_string(text: str) -> str:
    """`sort_key` as digits only, to be stored in a column: sorts alike under any database collation."""
    # The group decides the width, so comparing strings compares the keys.
    return "".join(
        f"{group}{rank:02d}" if group in (0, 2, 3) else f"{group}{rank:07d}" for group, rank in sort_key(text)
    )


def _rank(character: str) -> tuple[int, int]:
    if character not in _LETTER_RANK:
        character = fold(character)[:1] or character  # â sorts as a, é as e
    if character in _LETTER_RANK:
        return (3, _LETTER_RANK[character])
    if character.isspace():
        return (0, 0)
    if character.isdecimal():
        return (2, unicodedata.decimal(character))
    if character.isalpha():
        return (4, ord(character))
    return (1, ord(character))


_LETTER_RANK = {letter: rank for rank, letter in enumerate(ALPHABET)}


def slugify(text: str) -> str:
    """ASCII slug; "Iğdır Işık Şenliği" → "igdir-isik-senligi". Empty when no Latin letter or digit is in the text."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def search_text(*parts: str | None) -> str:
    """What to store beside a row so that search_tokens() of any inflection finds it: folded text, then stems."""
    folded = fold(" ".join(part for part in parts if part))
    words = dict.fromkeys(_WORD.findall(folded))
    stems = dict.fromkeys(stem for word in words if (stem := _stem(word)) not in words)
    return " ".join([folded, *stems]).strip()


def search_tokens(query: str) -> list[str]:
    """Folded words of a query, long ones cut to their stem; no signs, so safe to hand to a full-text search."""
    return list(dict.fromkeys(_stem(word) for word in _WORD.findall(fold(query))))


def _stem(word: str) -> str:
    # A word with a digit in it is a number or a reference: half of it would find strangers.
    return word[:STEM_LENGTH] if word.isalpha() else word


def clean_text(text: str) -> str:
    """Text as typed, made safe to keep: NFC, LF line ends, no control or direction characters, no outer blanks."""
    text = _LINE_END.sub("\n", _UNWANTED.sub("", text))
    return _OUTER_BLANKS.sub("", unicodedata.normalize("NFC", text))
