"""Sealing of personal data at rest: AES-256-GCM with key ids for rotation, and keyed hashes to find sealed values.

Sealed with a context ("people.Person.phone"), a value opens only with the same context: a row copied into another
column stays shut. No error and no repr holds data or a key.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = "v1"
KEY_BYTES = 32
NONCE_BYTES = 12

_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
_TAG_BYTES = 16


class SealError(Exception):
    """A key, a token or a text cannot be used; says what is wrong, never with what."""


class Sealer:
    """Seals with the first key of "id:base64,id2:base64" and opens with all of them."""

    def __init__(self, keys: str):
        self._ciphers: dict[str, AESGCM] = {}
        for position, entry in enumerate((keys or "").split(","), start=1):
            if not (entry := entry.strip()):
                continue
            key_id, colon, encoded = entry.partition(":")
            if not colon or not _KEY_ID.fullmatch(key_id):
                raise SealError(f"sealing key {position} is not written as id:base64")
            if key_id in self._ciphers:
                raise SealError(f"two sealing keys have the id of key {position}")
            key = _decode_key(encoded, f"sealing key {position}")
            if len(key) != KEY_BYTES:
                raise SealError(f"sealing key {position} has {len(key)} bytes, {KEY_BYTES} are needed")
            self._ciphers[key_id] = AESGCM(key)
        if not self._ciphers:
            raise SealError("no sealing key is set")

    @property
    def active_key_id(self) -> str:
        return next(iter(self._ciphers))

    def seal(self, text: str, context: str) -> str:
        """ "v1.<key id>.<base64url of nonce and ciphertext>": another token each time."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._ciphers[self.active_key_id].encrypt(nonce, _bytes(text), _context(context))
        return f"{VERSION}.{self.active_key_id}.{_encode(nonce + sealed)}"

    def open(self, token: str, context: str) -> str:
        key_id, payload = _split(token)
        if key_id not in self._ciphers:
            raise SealError("sealed with a key that is not in the list")
        try:
            opened = self._ciphers[key_id].decrypt(payload[:NONCE_BYTES], payload[NONCE_BYTES:], _context(context))
        except InvalidTag:
            raise SealError("does not open: another key or context, or the token was altered") from None
        return opened.decode()

    def key_id(self, token: str) -> str:
        """Id of the key a token was sealed with (known here or not): what rotation asks for."""
        return _split(token)[0]

    def __repr__(self):
        return f"<Sealer with {len(self._ciphers)} keys>"


class Indexer:
    """Keyed hashes under which a sealed value is found again. Its key is never one of the sealing keys."""

    def __init__(self, key: str):
        if not key:
            raise SealError("no index key is set")
        self._key = _decode_key(key, "index key")
        if len(self._key) < KEY_BYTES:
            raise SealError(f"the index key has {len(self._key)} bytes, {KEY_BYTES} are needed")

    def digest(self, value: str, context: str) -> str:
        """64 hex digits; equal for equal value and context. The caller normalises the value."""
        bound = _context(context)
        # The length keeps ("ab", "c") and ("a", "bc") apart.
        message = len(bound).to_bytes(4, "big") + bound + _bytes(value)
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()

    def __repr__(self):
        return "<Indexer>"


def same(a: str, b: str) -> bool:
    """Equality in constant time, for digests."""
    return hmac.compare_digest(a.encode(), b.encode())


def new_key() -> str:
    """A fresh key in base64, for the environment file."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _decode_key(encoded: str, what: str) -> bytes:
    try:
        # Both base64 alphabets: people make keys with different tools.
        return base64.b64decode(encoded.strip().replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        raise SealError(f"{what} is not base64") from None


def _split(token: str) -> tuple[str, bytes]:
    parts = (token or "").split(".")
    if len(parts) != 3 or parts[0] != VERSION or not _KEY_ID.fullmatch(parts[1]):
        raise SealError("not a sealed token")
    try:
        payload = base64.urlsafe_b64decode(parts[2] + "=" * (-len(parts[2]) % 4))
    except (binascii.Error, ValueError):
        raise SealError("not a sealed token") from None
    # Decoding forgives stray signs and spare bits; a token is what we wrote or it is nothing.
    if len(payload) < NONCE_BYTES + _TAG_BYTES or _encode(payload) != parts[2]:
        raise SealError("not a sealed token")
    return parts[1], payload


def _encode(payload: bytes) -> str:
    return base64.urlsafe_b64encode(payload).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:  # a lone surrogate; the original error would carry the whole text
        raise SealError("the text cannot be written as UTF-8") from None


def _context(context: str) -> bytes:
    if not context:
        raise SealError("a context is needed")
    return _bytes(context)
