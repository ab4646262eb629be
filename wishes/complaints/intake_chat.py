"""A pasted WhatsApp conversation: whose lines are the citizen's, and their words without names and numbers.

WhatsApp writes a message in at least three ways, and every telephone a little differently:

    [22.11.2026 14:03] Ad: metin            export of an iPhone (also with seconds)
    22.11.2026 14:03 - Ad: metin            export of an Android telephone
    [14:03, 22.11.2026] Ad: metin           copied from WhatsApp Web

A line that begins in none of these ways goes on with the message before it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lib import phone as phones
from lib import turkish

COVERED = "•••"
_DAY = r"(?P<day>[0-9]{1,2})[./-](?P<month>[0-9]{1,2})[./-](?P<year>[0-9]{4}|[0-9]{2})"
_TIME = r"[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?(?:\s?(?:[AaPp][Mm]|[ÖöOo][ÖöSs]))?"
_HEADS = [
    re.compile(rf"\[{_DAY},?\s+{_TIME}\]\s*(?P<rest>.*)"),
    re.compile(rf"{_DAY},?\s+{_TIME}\s+[-–]\s+(?P<rest>.*)"),
    re.compile(rf"\[{_TIME},?\s+{_DAY}\]\s*(?P<rest>.*)"),
]
_SENDER = re.compile(r"(?P<sender>[^:\n]{1,60}?):\s?(?P<text>.*)")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff]")
_BLANKS = re.compile(r"[\u00a0\u202f\u2007]")

# What WhatsApp writes in the place of a picture or of a message that was taken back (folded).
_NOT_SAID = re.compile(
    r"<?(?:medya|media|goruntu|image|video|ses|audio|belge|document|cikartma|sticker|gif|kisi karti)"
    r"(?: dahil edilmedi| omitted)>?"
    r"|.{1,80}\.(?:jpe?g|png|webp|mp4|pdf|opus|vcf|heic) \((?:dosya ekli|file attached)\)"
    r"|<(?:eklendi|ekli|attached): .{1,80}>"
    r"|(?:bu mesaj silindi|bu mesaji sildiniz|this message was deleted|you deleted this message)\.?"
    r"|(?:cevapsiz|missed) .{0,20}(?:arama|call)"
)
_EDITED = re.compile(r"(?<!\s)\s*<(?:Bu mesaj düzenlendi|This message was edited)>\s*$")
#: our own side, whatever the account is called
_OURS = re.compile(r"\b(?:siz|you|belediye\w*|ihbar hatti|cinar|halk masasi)\b")

_ADDRESS = re.compile(r"\S{1,64}@\S{1,190}")
_NUMBER = re.compile(r"\+?[0-9](?:[ ().\-/]{0,2}[0-9]){9,14}(?![0-9])")  # telephones and national numbers
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Message:
    sender: str  # "" for a text that is no conversation
    day: date | None
    text: str


@dataclass(frozen=True)
class Chat:
    """What the clerk goes on with: the citizen's words, cleaned, and what was recognised beside them."""

    words: str
    phone: str = ""  # E.164, when the telephone's own name for the sender was the number
    day: date | None = None  # of the citizen's first message
    taken: int = 0  # messages of the citizen
    ours: int = 0  # our answers, left out
    silent: int = 0  # pictures, deleted and system messages


def read(text: str, *, our_names: Iterable[str] = ()) -> Chat:
    """Take a pasted conversation apart. Text that is none comes back as it is, cleaned of numbers and addresses."""
    messages = parse(text)
    if not any(message.sender for message in messages):
        words = "\n".join(message.text for message in messages)
        return Chat(words=_cover(words, ()), taken=1 if words else 0)
    ours = {turkish.fold(name) for name in our_names if name}
    said = [message for message in messages if message.sender and not _is_silent(message)]
    theirs = [message for message in said if not _is_ours(message.sender, ours)]
    # Nobody else wrote: then the account bears a name like ours, and the first to write was the citizen.
    theirs = theirs or [message for message in said if message.sender == said[0].sender]
    names = {message.sender for message in theirs}
    return Chat(
        words=_cover("\n".join(message.text for message in theirs), names),
        phone=next(filter(None, map(_number, names)), "") if len(names) == 1 else "",
        day=next((message.day for message in theirs if message.day), None),
        taken=len(theirs),
        ours=len(said) - len(theirs),
        silent=len(messages) - len(said),
    )


def parse(text: str) -> list[Message]:
    """Messages in order; a text without any head is one message of nobody."""
    messages = []
    for line in _BLANKS.sub(" ", _INVISIBLE.sub("", turkish.clean_text(text))).split("\n"):
        head = next(filter(None, (pattern.fullmatch(line.strip()) for pattern in _HEADS)), None)
        if head:
            messages.append(_message(head))
        elif messages:
            last = messages[-1]
            messages[-1] = Message(last.sender, last.day, f"{last.text}\n{line.rstrip()}")
        elif line.strip():
            messages.append(Message("", None, line.rstrip()))
    return [Message(one.sender, one.day, _EDITED.sub("", one.text).strip()) for one in messages]


def _message(head):
    said = _SENDER.fullmatch(head["rest"])
    if said is None:  # "Mesajlar uçtan uca şifrelidir": nobody said it
        return Message("", _day(head), "")
    return Message(said["sender"].strip().lstrip("~").strip(), _day(head), said["text"])


def _day(head):
    year = int(head["year"])
    try:
        return date(year + 2000 if year < 100 else year, int(head["month"]), int(head["day"]))
    except ValueError:
        return None


def _is_silent(message):
    return not message.text or bool(_NOT_SAID.fullmatch(turkish.fold(message.text)))


def _is_ours(sender, ours):
    folded = turkish.fold(sender)
    return folded in ours or _number(sender) in ours or bool(_OURS.search(folded))


def _number(sender):
    try:
        return phones.parse(sender)
    except phones.PhoneError:
        return ""


def _cover(words, names):
    """Words without e-mail addresses, long numbers and the parts of the senders' names."""
    words = _NUMBER.sub(COVERED, _ADDRESS.sub(COVERED, words))
    parts = {part for name in names for part in _LETTERS.findall(turkish.fold(name)) if len(part) > 2}
    if parts:
        words = _LETTERS.sub(lambda word: COVERED if turkish.fold(word[0]) in parts else word[0], words)
    return re.sub(r"\n{3,}", "\n\n", words).strip()
