"""Finding cases by what a clerk types: a reference, a phone, an e-mail, a national number, a name or any words.

What is typed is often personal data, and addresses end up in logs and histories. So a search is posted, kept sealed in
the session, and the address carries only its number.
"""

import secrets
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef, Q

from lib import identity_number, phone, reference, turkish
from lib.sealing import SealError
from people.fields import sealer
from people.models import Person
from people.services import log_read
from wishes import search_index
from wishes.models import Case, Contact

FEW = 5_000  # cases that are listed by number; of more than so many a page is found on the way through the list
RECENT = 20_000
KEPT = 10
LONGEST = 100
_SESSION, _CONTEXT = "desk_searches", "desk.search"


@dataclass(frozen=True)
class Query:
    """What was typed, understood: the first of reference, national number, phone, e-mail that it can be, else words."""

    text: str

    @property
    def reference(self):
        try:
            return reference.parse(self.text)
        except reference.InvalidReference:
            return ""

    @property
    def identity(self):
        try:
            return identity_number.clean(self.text)
        except identity_number.IdentityNumberError:
            return ""

    @property
    def phone(self):
        try:
            return phone.parse(self.text)
        except phone.PhoneError:
            return ""

    @property
    def email(self):
        return self.text if "@" in self.text and " " not in self.text else ""

    @property
    def external(self):
        """A number that another system gave (CİMER, Açık Kapı), in the ways it may have been written down."""
        text = " ".join(self.text.split())
        if not any(sign.isdecimal() for sign in text):
            return []
        tight = text.replace(" ", "")
        return list(dict.fromkeys(case(form) for form in (text, tight) for case in (str, str.upper, str.lower)))

    @cached_property
    def tokens(self):
        return turkish.search_tokens(self.text)

    @property
    def is_short(self):
        """Only words too short for the index: they are looked for in the newest cases."""
        return bool(self.tokens) and all(len(token) < search_index.SHORTEST for token in self.tokens)

    def people(self):
        """(what kind of personal data it is, the people found by it)."""
        if self.reference:
            return "", Person.objects.none()
        if self.identity:
            return "identity", Person.objects.with_identity_number(self.identity)
        if self.phone:
            return "phone", Person.objects.with_phone(self.phone)
        if self.email:
            return "email", Person.objects.with_email(self.email)
        if turkish.fold(self.text):
            return "name", Person.objects.with_name_words(self.text)
        return "", Person.objects.none()


def find(cases, query: Query):
    """Those of `cases` that the query means; several words must all be found.

    The cost does not grow with the table: what means few cases is listed by their numbers, what means many is left as a
    condition, for whoever reads the list in its order will soon have met a page of them.
    """
    if query.reference:
        return cases.filter(Q(reference=query.reference) | _through(cases, _numbered(query)))
    found = _through(cases, _numbered(query)) if query.external else Q(pk__in=[])
    what, people = query.people()
    if what:
        found |= _of(cases, people) | _through(cases, Contact.objects.filter(person__in=people))
    if what == "name" and query.tokens:
        found |= _holding(cases, query)
    return cases.filter(found)


def _of(cases, people):
    few = _few(cases.filter(person__in=people).order_by().values_list("pk", flat=True))
    return Q(pk__in=few) if few is not None else Q(Exists(people.filter(pk=OuterRef("person"))))


def _through(cases, contacts):
    """Cases that these contacts brought."""
    few = _few(contacts.exclude(case=None).order_by().values_list("case", flat=True))
    return Q(pk__in=few) if few is not None else Q(Exists(contacts.filter(case=OuterRef("pk"))))


def _numbered(query):
    return Contact.objects.filter(external_number__in=query.external)


def _holding(cases, query):
    condition = search_index.holds(query.tokens)
    if query.is_short:
        since = _since()
        return Q(received_at__gte=since) & condition if since else condition
    few = search_index.holding(cases, query.tokens, FEW + 1)
    return Q(pk__in=few) if len(few) <= FEW else condition


def _since():
    """Since when the newest cases came; None if there are no more than these. A moment, not their numbers: the index
    of the list's own order leads back to it."""
    moments = Case.objects.order_by("-received_at", "-id").values_list("received_at", flat=True)
    return moments[RECENT - 1 : RECENT].first()


def _few(rows):
    """The rows, unless there are more than a few."""
    found = list(rows[: FEW + 1])
    return found if len(found) <= FEW else None


def log(user, query: Query):
    """Leave a trace of a search for a person: that it was made and by what, never the term."""
    what, people = query.people()
    # Words find matters; only when they are somebody's name were they a search for a person.
    if what and (what != "name" or people.exists()):
        log_read(user=user, action="search", subject=f"search:{what}")


def keep(session, text: str) -> str:
    """Keep a search of this session; returns the number under which `recall` gives it back."""
    kept = session.get(_SESSION, [])
    number = secrets.token_urlsafe(6)
    session[_SESSION] = [[number, sealer().seal(text, _CONTEXT)], *kept][:KEPT]
    return number


def recall(session, number: str) -> str:
    for known, sealed in session.get(_SESSION, []):
        if known == number:
            try:
                return sealer().open(sealed, _CONTEXT)
            except SealError:  # the key was withdrawn meanwhile
                return ""
    return ""
