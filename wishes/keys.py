"""What opens a case on the tracking page beside its reference.

A link in a message holds a token of 160 bits, the receipt a code of 14 symbols (68 bits). Both are derived from the
case's one-time nonce with the index key, so that the same submission gives the same receipt again, and only their
keyed hashes are stored. `generation` makes all older ones useless.
"""

import hmac

from lib import reference
from people.fields import indexer


def _derive(case, purpose):
    return indexer().digest(f"{case.nonce.hex}:{case.key_generation}", f"case.{purpose}")


def link_token(case):
    return _derive(case, "link")[:40]


def receipt_code(case):
    """14 symbols of the readable alphabet (canonical, without dashes)."""
    number = int(_derive(case, "receipt"), 16)
    symbols = []
    for _position in range(reference.CODE_LENGTH):
        number, index = divmod(number, len(reference.ALPHABET))
        symbols.append(reference.ALPHABET[index])
    return "".join(symbols)


def digest(secret, purpose):
    return indexer().digest(secret, f"case.{purpose}-stored")


def same(a, b):
    return hmac.compare_digest(a.encode(), b.encode())
