"""Do two wishes come from one door? Asked of keyed hashes, so that no address stands in the clear."""

import re

from lib import turkish
from people.fields import indexer
from people.indexes import phone_index

# As people write addresses: "Çınar Mah. Gül Sk. No:5 D.3" and "gül sokak no 5 daire 3" are one door.
_SAME = {
    "mahallesi": "", "mahalle": "", "mah": "", "mh": "",
    "caddesi": "cad", "cadde": "cad", "cd": "cad",
    "sokagi": "sok", "sokak": "sok", "sk": "sok",
    "bulvari": "bulv", "bulvar": "bulv", "blv": "bulv",
    "apartmani": "apt", "apartman": "apt", "ap": "apt",
    "numara": "no", "nu": "no", "n": "no",
    "daire": "d", "kat": "k",
}  # fmt: skip


def plain_address(address, neighbourhood=""):
    """The words of an address without the ways of writing them, without the neighbourhood's own name."""
    words = re.findall(r"[a-z]+|[0-9]+", turkish.fold(address))
    own = set(re.findall(r"[a-z]+|[0-9]+", turkish.fold(neighbourhood))) if "mah" in turkish.fold(address) else set()
    plain = [_SAME.get(word, word) for word in words]
    return " ".join(word for word in plain if word and word not in own)


def address_digest(address, neighbourhood):
    """Keyed hash of a door, or "" when the address names none (no number in it)."""
    plain = plain_address(address, neighbourhood.name if neighbourhood else "")
    if not any(character.isdigit() for character in plain):
        return ""
    return indexer().digest(f"{neighbourhood.slug if neighbourhood else ''}:{plain}", "wish.household")


def phone_digest(e164):
    return phone_index(e164)
