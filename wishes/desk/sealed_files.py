"""Files with personal data on disk: sealed in pieces, so that neither writing nor reading needs all of it in memory.

A piece opens only in its place in its own file, and the last line says how many there are: half a file does not open.
"""

import base64
import os

from people.fields import sealer

PIECE = 192 * 1024  # bytes
_TAIL = 1024  # the last line is shorter


class SealedWriter:
    """A binary file to write into once, from front to back; `close` makes it whole."""

    def __init__(self, out, context):
        self.out, self.context = out, context
        self._waiting, self._pieces = bytearray(), 0

    def write(self, content):
        self._waiting += content
        while len(self._waiting) >= PIECE:
            self._seal(PIECE)
        return len(content)

    def flush(self):
        """Nothing to do early: a piece is sealed when it is full."""

    def close(self):
        if self._waiting:
            self._seal(len(self._waiting))
        self._line(str(self._pieces), "end")

    closed = False

    def readable(self):
        return False

    def seekable(self):
        return False

    def writable(self):
        return True

    def _seal(self, length):
        self._line(base64.b64encode(bytes(self._waiting[:length])).decode(), self._pieces)
        del self._waiting[:length]
        self._pieces += 1

    def _line(self, text, place):
        self.out.write(sealer().seal(text, f"{self.context}:{place}").encode() + b"\n")


def pieces(file, context):
    """The content of an open sealed file, piece by piece. SealError before the first one if its end is missing."""
    file.seek(0, os.SEEK_END)
    file.seek(max(file.tell() - _TAIL, 0))
    lines = file.read().splitlines()
    count = int(sealer().open(lines[-1].decode() if lines else "", f"{context}:end"))
    file.seek(0)
    for place in range(count):
        yield base64.b64decode(sealer().open(file.readline().strip().decode(), f"{context}:{place}"))
