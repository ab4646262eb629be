"""Verbs about people: remember, find, publish a text, give and withdraw consent, log a look, suppress."""

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from .indexes import email_index, identity_index, name_index, name_word_indexes, phone_index
from .models import Consent, ConsentText, ConsentTextVersion, NameWord, Person, ReadLog, Suppression


@transaction.atomic
def remember(*, name="", phone="", email="", identity_number="", address=""):
    """The Person for exactly these facts: an existing card if it says the very same, else a new one.

    A card is never added to, and never lends what it knows. Somebody who knows a neighbour's name and phone could
    otherwise leave an e-mail address on that card, and read there what we write to the neighbour later.
    phone: E.164. Returns None when nothing identifying was given.
    """
    if not (name or phone or email or identity_number):
        return None
    indexes = {
        "name_index": name_index(name),
        "phone_index": phone_index(phone),
        "email_index": email_index(email),
        "identity_index": identity_index(identity_number),
    }
    if name and (phone or email):
        for known in Person.objects.filter(**indexes, erased_at=None).order_by("pk"):
            if known.address == address:  # sealed without an index: compared here
                return known
    person = Person.objects.create(
        name=name, phone=phone, email=email, identity_number=identity_number, address=address, **indexes
    )
    NameWord.objects.bulk_create([NameWord(person=person, digest=digest) for digest in sorted(name_word_indexes(name))])
    return person


def forget_identity_number(person):
    """Wipe the national number and the hash it was found by; nothing else of the card changes."""
    Person.objects.filter(pk=person.pk).update(identity_number="", identity_index="")


@transaction.atomic
def forget_unused(person):
    """Wipe a card that nothing of the portal points to any more. True if it was wiped.

    What belongs to the card itself (words of the name, consents, messages) does not keep it.
    """
    for relation in Person._meta.related_objects:
        if relation.related_model._meta.app_label in {"people", "notices"}:
            continue
        if relation.related_model._base_manager.filter(**{relation.field.name: person}).exists():
            return False
    NameWord.objects.filter(person=person).delete()
    blank = dict.fromkeys(["name", "phone", "email", "identity_number", "address"], "")
    indexes = dict.fromkeys(["name_index", "phone_index", "email_index", "identity_index"], "")
    Person.objects.filter(pk=person.pk).update(**blank, **indexes, erased_at=timezone.now())
    return True


def log_read(*, user, action, subject, reason=""):
    """Remember that this user looked; `subject` is "case:<reference>" or "person:<pk>", never an identity."""
    return ReadLog.objects.create(user=user, action=action, subject=subject, reason=reason[:200])


@transaction.atomic
def publish_text(text, *, by=None):
    """Freeze the text as its next version, if anything changed since the last. Returns the current version."""
    text = ConsentText.objects.select_for_update().get(pk=text.pk)
    current = text.current
    if current and (current.title, current.body) == (text.title, text.body):
        return current
    number = (text.versions.aggregate(n=Max("number"))["n"] or 0) + 1
    return ConsentTextVersion.objects.create(
        text=text, number=number, title=text.title, body=text.body, published_by=by
    )


def current_version(key):
    """The version of a text that is shown now, or None while nobody has published it."""
    return ConsentTextVersion.objects.filter(text__key=key).order_by("-number").first()


def give_consent(*, person, version):
    if version.text.kind != ConsentText.Kind.CONSENT:
        raise ValueError("a notice informs; only a consent text can be consented to")
    return Consent.objects.create(person=person, version=version)


def withdraw_consent(consent):
    """True if this call withdrew it, False if it was withdrawn before."""
    return bool(Consent.objects.filter(pk=consent.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()))


def is_suppressed(*, phone="", email=""):
    q = Q(pk__in=[])
    if phone:
        q |= Q(kind=Suppression.Kind.PHONE, digest=phone_index(phone))
    if email:
        q |= Q(kind=Suppression.Kind.EMAIL, digest=email_index(email))
    return Suppression.objects.filter(q).exists()
