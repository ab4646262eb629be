"""Finding cases by what a clerk types: a reference, a phone, an e-mail, a national number, a name or any words.

What is typed is often personal data, and addresses end up in logs and histories. So a search is posted, kept sealed in
the session, and the address carries only its number.
"""

import secrets
from dataclasses import dataclass

from django.db.models import Q

from lib import identity_number, phone, reference, turkish
from lib.sealing import SealError
from people.fields import sealer
from people.models import Person
from people.services import log_read
from wishes.models import Contact

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
    """Those of `cases` that the query means; several words must all be found."""
    if query.reference:
        return cases.filter(reference=query.reference)
    what, people = query.people()
    if not what:
        return cases.none()
    ids = people.values("pk")
    found = Q(person__in=ids) | Q(pk__in=Contact.objects.filter(person__in=ids).values("case"))
    tokens = turkish.search_tokens(query.text)
    if what == "name" and tokens:
        words = Q()
        for token in tokens:
            words &= Q(search_text__contains=token)
        found |= words
    return cases.filter(found)


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
