"""The small interface of every transport: hand over one message, or say why not, in a code of ours."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Message:
    """One message to one person. Its repr names nobody."""

    notice_id: int
    send_key: UUID  # the same for every repeat of the same message
    to: str = field(repr=False)  # E.164, or an e-mail address
    body: str = field(repr=False)
    subject: str = field(default="", repr=False)


class Trouble(Exception):
    """Holds a code of ours only; never the provider's words, which may hold the recipient."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Temporary(Trouble):
    """May go well later: try again after a pause."""


class Permanent(Trouble):
    """This message will never go this way."""


class Transport:
    #: False for a transport that only writes down: it wakes nobody at night.
    reaches_people = True

    def send(self, message):
        """Send the message; returns the provider's id for it. Raises Temporary or Permanent, from nothing."""
        raise NotImplementedError
