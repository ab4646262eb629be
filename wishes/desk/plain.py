"""Is a text easy to read? Hints for the clerk, never a refusal. static/desk/plain.js says the same while one types."""

import re

from django.utils.translation import gettext as _

LONGEST_SENTENCE = 20  # words
LONGEST_AVERAGE = 15
#: Everybody knows these, or the law writes them so.
KNOWN = {"TC", "AŞ", "SMS", "PDF", "TL", "KDV", "SGK", "PTT", "TV", "QR", "WC", "CİMER", "KVKK", "AVM"}

_END = re.compile(r"(?<=[.!?…])[\s\"”’)]+(?=[A-ZÇĞİÖŞÜ0-9\"“])|\n+")
_WORD = re.compile(r"[^\W_]+(?:[.'’\-/][^\W_]+)*")
# Two to eight capitals in a row, an ending after an apostrophe not counted.
_SHORT = re.compile(r"(?<![\w.])([A-ZÇĞİÖŞÜÂÎÛ]{2,8})(?![\w])")
_EXPLAINED = re.compile(r"\(([^()]*)\)")
#: What is written in capitals and is no abbreviation: a reference, a heading of several words.
_REFERENCE = re.compile(r"[A-ZÇĞİÖŞÜ]{3}-[A-Z0-9]{4}-[A-Z0-9]{4}")
_HEADING = re.compile(r"(?<![A-ZÇĞİÖŞÜÂÎÛ])[A-ZÇĞİÖŞÜÂÎÛ]{2,}(?:[ ]+[A-ZÇĞİÖŞÜÂÎÛ]{2,})+")


def sentences(text: str) -> list[str]:
    return [part for part in (piece.strip() for piece in _END.split(text)) if _WORD.search(part)]


def hints(text: str) -> list[str]:
    """Sentences for the clerk; empty when the text is easy or there is none."""
    lengths = [(len(_WORD.findall(sentence)), sentence) for sentence in sentences(text)]
    if not lengths:
        return []
    found = [
        _("Uzun cümle, %(n)s sözcük: “%(start)s…” İkiye bölün.") % {"n": words, "start": " ".join(sentence.split()[:4])}
        for words, sentence in lengths
        if words > LONGEST_SENTENCE
    ]
    average = sum(words for words, _sentence in lengths) / len(lengths)
    if len(lengths) > 1 and average > LONGEST_AVERAGE and not found:
        found.append(_("Cümleler uzun: ortalama %(n)s sözcük. Kısa cümleler kolay okunur.") % {"n": round(average)})
    for short in unexplained(text):
        found.append(_("“%(short)s” kısaltmasını herkes bilmeyebilir. Açık adını da yazın.") % {"short": short})
    return found


def unexplained(text: str) -> list[str]:
    """Abbreviations that stand neither in brackets nor before some."""
    plain = _HEADING.sub(" ", _REFERENCE.sub(" ", text))
    bracketed = " ".join(_EXPLAINED.findall(plain))
    found = []
    for match in _SHORT.finditer(plain):
        short = match[1]
        if short in KNOWN or short in bracketed or re.search(rf"\b{short}(?:['’]\w+)?\s*\(", plain):
            continue
        found.append(short)
    return list(dict.fromkeys(found))
