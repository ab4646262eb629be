"""What makes a text hard to read for somebody: rules as plain functions, without pages, requests or databases.

pages.checks applies them to a page, static/js of the editor (pages/static/pages/checks.js) to its preview.
"""

import re
from datetime import datetime
from html.parser import HTMLParser

from lib import phone, turkish

_LETTERS = re.compile(r"[^\W\d_]+")

#: What a link's text may not consist of: whoever hears a list of links learns nothing from it. Folded.
VAGUE = frozenset(
    [
        "ayrinti",
        "ayrintili",
        "ayrintilar",
        "bagli",
        "baglanti",
        "baglantiya",
        "bakin",
        "bakiniz",
        "bilgi",
        "bkz",
        "bu",
        "bura",
        "burada",
        "buradan",
        "buraya",
        "butona",
        "dahasi",
        "daha",
        "detay",
        "detayli",
        "detaylar",
        "devam",
        "devami",
        "devamini",
        "edin",
        "fazla",
        "fazlasi",
        "gidin",
        "git",
        "goruntule",
        "icin",
        "incele",
        "inceleyin",
        "inceleyiniz",
        "link",
        "linke",
        "linkten",
        "lutfen",
        "ok",
        "oku",
        "okuyun",
        "sayfa",
        "sayfaya",
        "surada",
        "suraya",
        "tikla",
        "tiklayarak",
        "tiklayin",
        "tiklayiniz",
        "tum",
        "tumu",
        "ve",
    ]
)
#: A number as people write it: 0262 …, (0262) …, +90 …, 444 4 153; never the middle of a longer number.
PHONE = re.compile(
    r"(?<![\w/.,+-])(?:"
    r"(?:\+90|0090|0)[\s.-]?\(?[2-58]\d{2}\)?[\s./-]*\d{3}[\s.-]*\d{2}[\s.-]*\d{2}"
    r"|\(0?[2-58]\d{2}\)[\s./-]*\d{3}[\s.-]*\d{2}[\s.-]*\d{2}"
    r"|444[\s.-]\d[\s.-]?\d{3}|444[\s.-]\d{2}[\s.-]?\d{2}"
    r")(?![\w/]|[.,-]\d)"
)


def is_shouted(title: str) -> bool:
    """Is a title written in capitals? Abbreviations are not: İSU, TÜİK, "LGS ve YKS", "TÜBİTAK bilim şenliği"."""
    words = [word for word in _LETTERS.findall(title) if len(word) > 1]
    loud = [word for word in words if word == turkish.upper(word) and word != turkish.lower(word)]
    long = [word for word in loud if len(word) > 4]
    if len(words) == 1:
        return bool(loud) and len(loud[0]) > 7  # ETKİNLİK; abbreviations are shorter
    if len(loud) == len(words):
        return bool(long)
    return len(long) > 1 and len(loud) * 2 > len(words)


def is_vague(link_text: str) -> bool:
    """Does a link say nothing of where it leads: "buraya tıklayın", "devamı", "detaylı bilgi için tıklayınız"?"""
    if not link_text.strip():
        return False  # a picture that is a link is judged by its alternative text
    words = re.findall(r"[^\W_]+", turkish.fold(link_text))
    return all(word in VAGUE for word in words)


def vague_links(html: str) -> list[str]:
    return [text for text in _Reader(html).links if is_vague(text)]


def unlinked_phones(html: str) -> list[str]:
    """Telephone numbers that stand in running text without a link to call them."""
    found = [match[0].strip() for text in _Reader(html).plain for match in PHONE.finditer(text)]
    return [number for number in dict.fromkeys(found) if _is_phone(number)]


def all_past(ends: list[datetime], now: datetime) -> bool:
    """Are there dates, and are they all over?"""
    return bool(ends) and max(ends) < now


def _is_phone(text):
    try:
        return bool(phone.parse(text))
    except phone.PhoneError:
        return False


class _Reader(HTMLParser):
    """The texts of an HTML fragment: of its links, and of everything else, each block's in one piece."""

    BLOCKS = frozenset(["p", "li", "h2", "h3", "h4", "td", "th", "div", "br", "hr", "ul", "ol"])

    def __init__(self, html):
        super().__init__()
        self.links, self.plain = [], []
        self._link, self._text = None, []
        self.feed(html)
        self.close()
        self._end_block()

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self._link = []
        elif tag in self.BLOCKS:
            self._end_block()

    def handle_endtag(self, tag):
        if tag == "a" and self._link is not None:
            self.links.append("".join(self._link).strip())
            self._link = None
            self._text.append("\x00")  # a number does not run on through a link
        elif tag in self.BLOCKS:
            self._end_block()

    def handle_data(self, data):
        (self._text if self._link is None else self._link).append(data)

    def _end_block(self):
        self.plain.append("".join(self._text))
        self._text = []
