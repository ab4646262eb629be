"""Words as the site's search compares them: folded, and without what Turkish adds to their ends.

A word stands in the index under a few keys, and a query's word is looked up under the same ones. Long words are cut:
the first five letters of kaldırım and kaldırımlarındaki are the same. Short words are not, or "kan" would find kanal
and kanun; of them only the endings of nouns are taken off, where the vowels agree: kan, kanın, kandan, but not kanun.
"""

import re
from functools import cache

from lib import turkish

CUT = turkish.STEM_LENGTH
_WORD = re.compile(r"[^\W_]+")
#: Folding makes ı an i and ü a u, so after a folded vowel these may follow: the high one, and the low ones.
_HIGH = {"a": "i", "e": "i", "i": "i", "o": "u", "u": "u"}
_LOW = {"a": "a", "e": "e", "i": "[ae]", "o": "[ae]", "u": "[ae]"}
#: Last letters that soften before a vowel: sokak, sokağı; kitap, kitabı; yurt, yurdu.
_HARD = str.maketrans("bdg", "ptk")
#: Nouns that lose their second vowel before an ending: şehir, şehri.
_NARROWED = {
    "sehr": "sehir",
    "kayd": "kayit",
    "nehr": "nehir",
    "metn": "metin",
    "vakt": "vakit",
    "nakl": "nakil",
    "resm": "resim",
    "kism": "kisim",
    "fikr": "fikir",
    "vakf": "vakif",
    "ism": "isim",
    "izn": "izin",
    "omr": "omur",
}


def of(text: str) -> list[str]:
    """The folded words of a text, in their order, each once, without signs."""
    return list(dict.fromkeys(_WORD.findall(turkish.fold(text))))


def keys(word: str) -> set[str]:
    """Under which keys a folded word is kept and looked up. A key with "*" is the beginning of a long word."""
    if not word.isalpha():
        return {word}  # a number or a reference: half of it would find strangers
    found = {_cut(word)} if len(word) >= CUT else {word}
    for length in range(2, CUT):
        root, ending = word[:length], word[length:]
        if ending and _is_ending(root, ending):
            found.add(root)
            if length > 2:
                found.add(root[:-1] + root[-1].translate(_HARD))
    for narrow, whole in _NARROWED.items():
        if word.startswith(narrow) and word[len(narrow) :][:1] in tuple("iuae"):
            found |= keys(whole)
    return found


def written(*texts: str | None) -> str:
    """All keys of some texts as one string in which " key " can be looked for."""
    found = dict.fromkeys(key for word in of(" ".join(filter(None, texts))) for key in sorted(keys(word)))
    return f" {' '.join(found)} "


def _cut(word):
    return f"{word[: CUT - 1]}{word[CUT - 1].translate(_HARD)}*"


def _is_ending(root, ending):
    vowels = [letter for letter in root if letter in _HIGH]
    if not vowels:
        return False
    return bool(_endings(vowels[-1], root[-1] in _HIGH).fullmatch(ending))


@cache
def _endings(vowel, after_vowel):
    """Endings of a noun that do not make another word of it: not -lik, -li or -siz, and not my and your."""
    high, low = _HIGH[vowel], _LOW[vowel]
    place = "[dt][ae](?:n|ki)?"
    owned = f"(?:n(?:{low}|{high}n|{high}|d[ae](?:n|ki)?)|yl[ae])?"  # his garden: into it, of it, in it
    ours = f"{high}[mn]{high}z(?:{high}|{high}n|{low}|{place}|l[ae])?"
    many = f"l[ae]r(?:i(?:n(?:[ae]|in|i|d[ae](?:n|ki)?)|yl[ae])?|in|[ae]|{place}|l[ae]|i[mn]iz(?:i|in|[ae]|{place})?)?"
    if after_vowel:
        one = [f"s{high}{owned}", f"[yn]{high}n?", f"y{low}", "yl[ae]", ours[len(high) :]]
    else:
        one = [f"{high}{owned}", f"{high}n(?:ki)?", low, "l[ae]", ours]
    return re.compile("|".join([*one, place, many]))
