"""Proof of work (ALTCHA), our own and the default: the browser computes for a second, nobody else is asked.

No picture, no cookie, no third party. The question is signed and holds its own end; an answer serves once.
"""

import base64
import binascii
import json
import secrets
import time
from datetime import timedelta

import altcha
from django.utils.crypto import salted_hmac

from .base import Provider, Verdict, spend

FIELD = "altcha"
ALGORITHM = "PBKDF2/SHA-256"
ITERATIONS = 5000  # of one try; the server pays for one, the browser for 100 to 300 of them
LIFETIME = timedelta(minutes=30)
LONGEST_ANSWER = 4000


def new_question():
    """A signed question as JSON-able data."""
    return altcha.create_challenge(
        ALGORITHM,
        ITERATIONS,
        # A known answer bounds the work: luck would make some old phones compute five times as long.
        counter=100 + secrets.randbelow(200),
        expires_at=int(time.time() + LIFETIME.total_seconds()),
        hmac_secret=_secret(),
    ).to_dict()


def _secret():
    return salted_hmac("guard.captcha.proof_of_work", "question", algorithm="sha256").hexdigest()


class ProofOfWork(Provider):
    template_name = "guard/proof_of_work.html"

    def verify(self, data, *, scope=""):
        answer = data.get(FIELD, "")
        if not answer:
            return Verdict.UNSOLVED
        if len(answer) > LONGEST_ANSWER or not (nonce := _nonce(answer)):
            return Verdict.FAILED
        if not altcha.verify_solution(answer, _secret()).verified:
            return Verdict.FAILED
        return Verdict.PASSED if spend(nonce, scope=scope, lifetime=LIFETIME) else Verdict.FAILED


def _nonce(answer):
    """The question's one-time number. The signature vouches for it; the answer's own spelling may vary."""
    try:
        nonce = json.loads(base64.b64decode(answer))["challenge"]["parameters"]["nonce"]
    except (binascii.Error, ValueError, KeyError, TypeError, RecursionError):
        return ""
    return nonce if isinstance(nonce, str) else ""
