"""Is this person who they say? Check digits only by default; NVİ's public service where the municipality may use it.

Nothing here runs in a request: a background task asks after the receipt (tasks.py), the clock asks again after an
outage, and a claim never waits for the answer. What is sent and received is never logged.
"""

import logging
from dataclasses import dataclass, field
from datetime import date, timedelta
from xml.sax.saxutils import escape

import requests
import urllib3
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string

from lib import identity_number, turkish

from .models import MembershipClaim

logger = logging.getLogger(__name__)

Identity = MembershipClaim.Identity
#: after an outage: soon, later, once a day; then staff see "kimlik doğrulanmadı" and decide themselves
PAUSES = [timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=1)]


class Unavailable(Exception):
    """No answer that can be believed. `code` says why, without a word of the question."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Question:
    """Who is asked about. Its repr shows nothing: tracebacks print arguments."""

    number: str = field(repr=False)
    given_names: str = field(repr=False)
    surname: str = field(repr=False)
    birth: date = field(repr=False)


class IdentityVerifier:
    """`verify` gives an Identity, or raises Unavailable when it should be asked again later."""

    def verify(self, question: Question) -> Identity:
        raise NotImplementedError


class ChecksumVerifier(IdentityVerifier):
    """Asks nobody. A right checksum proves nothing about a person, and the word for it says so."""

    def verify(self, question):
        return Identity.CHECKSUM if identity_number.is_valid(question.number) else Identity.MISMATCH


ENVELOPE = """<?xml version="1.0" encoding="utf-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>\
<TCKimlikNoDogrula xmlns="http://tckimlik.nvi.gov.tr/WS"><TCKimlikNo>{number}</TCKimlikNo><Ad>{given}</Ad>\
<Soyad>{surname}</Soyad><DogumYili>{year}</DogumYili></TCKimlikNoDogrula></soap:Body></soap:Envelope>"""
ACTION = "http://tckimlik.nvi.gov.tr/WS/TCKimlikNoDogrula"
RESULT = "{http://tckimlik.nvi.gov.tr/WS}TCKimlikNoDogrulaResult"
FAULT = "{http://schemas.xmlsoap.org/soap/envelope/}Fault"
TIMEOUT = 3  # seconds, to connect and between two pieces of the answer
LONGEST_ANSWER = 64 * 1024
FOREIGN = "99"  # numbers of foreigners are another service's


class KpsPublicVerifier(IdentityVerifier):
    """NVİ's KPSPublic, operation TCKimlikNoDogrula(TCKimlikNo, Ad, Soyad, DogumYili) → true or false."""

    def verify(self, question):
        if question.number.startswith(FOREIGN):
            return Identity.UNVERIFIED
        answer = self._answer(
            ENVELOPE.format(
                number=question.number,
                # By Turkish rules: Işık is IŞIK and İlknur İLKNUR, or NVİ knows nobody of that name.
                given=escape(turkish.upper(question.given_names)),
                surname=escape(turkish.upper(question.surname)),
                year=question.birth.year,
            )
        )
        try:
            tree = ElementTree.fromstring(answer)
        except (ElementTree.ParseError, DefusedXmlException, ValueError):
            raise Unavailable("garbage") from None
        if tree.find(f".//{FAULT}") is not None:
            raise Unavailable("fault")
        said = (tree.findtext(f".//{RESULT}") or "").strip().lower()
        if said not in ("true", "false"):
            raise Unavailable("garbage")
        return Identity.MATCH if said == "true" else Identity.MISMATCH

    @staticmethod
    def _answer(envelope):
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{ACTION}"'}
        try:
            with requests.post(
                settings.KPSPUBLIC_URL,
                data=envelope.encode(),
                headers=headers,
                timeout=TIMEOUT,
                allow_redirects=False,
                stream=True,
            ) as response:
                body = response.raw.read(LONGEST_ANSWER + 1, decode_content=True)
                status = response.status_code
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError):
            # Texts of the libraries hold addresses and bodies: none of it goes on.
            raise Unavailable("no_answer") from None
        if len(body) > LONGEST_ANSWER or status not in (200, 500):  # SOAP faults come with 500
            raise Unavailable("garbage")
        return body


def get_verifier():
    return import_string(settings.IDENTITY_VERIFIER)()


def check(claim_pk):
    """Ask about one claim whose turn it is. Returns when to ask again, or None. No transaction stays open meanwhile."""
    claim = MembershipClaim.objects.select_related("case__person").filter(pk=claim_pk).first()
    if claim is None or claim.identity != Identity.PENDING or claim.case.person is None:
        return None
    if not claim.case.person.identity_number:  # erased meanwhile
        return _write(claim, Identity.UNVERIFIED)
    person = claim.case.person
    try:
        question = Question(person.identity_number, claim.given_names, claim.surname, claim.birth)
        found = get_verifier().verify(question)
    except Unavailable as outage:
        logger.warning("claim %s: identity not verified, %s", claim.pk, outage.code)
        return _later(claim)
    return _write(claim, found)


def _later(claim):
    if claim.identity_tries >= len(PAUSES):
        return _write(claim, Identity.UNVERIFIED)
    at = timezone.now() + PAUSES[claim.identity_tries]
    MembershipClaim.objects.filter(pk=claim.pk, identity=Identity.PENDING).update(
        identity_tries=F("identity_tries") + 1, identity_next_try=at
    )
    return at


def _write(claim, found):
    MembershipClaim.objects.filter(pk=claim.pk, identity=Identity.PENDING).update(
        identity=found, identity_next_try=None
    )


def retry(most=100):
    """Ask again about claims whose time has come, or whose task was lost. For the clock. Returns how many."""
    now = timezone.now()
    due = MembershipClaim.objects.filter(identity=Identity.PENDING, identity_next_try__lte=now)
    asked = 0
    for pk in list(due.order_by("identity_next_try").values_list("pk", flat=True)[:most]):
        # Moved first: a second clock, or a crash in between, does not ask twice at once.
        if due.filter(pk=pk).update(identity_next_try=now + PAUSES[0]):
            check(pk)
            asked += 1
    return asked
