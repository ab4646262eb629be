"""What registrations do by the clock: end offers, remind, tell of changes, note who did not come, forget."""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from notices.services import let_go
from people.models import Person
from people.services import forget_unused

from . import registrations
from .dated import Precision
from .models import Occurrence
from .registration_messages import say
from .registration_models import Registration, State, Telling

BATCH = 200  # registrations of one transaction
REMIND_FROM = datetime.time(10)  # of the day before
SETTLED_IN = datetime.timedelta(hours=12)  # whoever has just been told the day needs no reminder


def lapse():
    return registrations.lapse_offers()


# -- The day before --------------------------------------------------------------------------
def remind(now=None):
    """Tell everyone who has a seat tomorrow, once for each day: a moved date is announced again. Returns how many."""
    now = now or timezone.now()
    if timezone.localtime(now).time() < REMIND_FROM:
        return 0
    tomorrow = timezone.localdate(now) + datetime.timedelta(days=1)
    start = timezone.make_aware(datetime.datetime.combine(tomorrow, datetime.time.min))
    coming = Occurrence.objects.held().filter(
        starts_at__gte=start,
        starts_at__lt=start + datetime.timedelta(days=1),
        precision__in=[Precision.TIME, Precision.DAY],
        page__live=True,
    )
    due = Registration.objects.filter(
        Q(reminded_for=None) | ~Q(reminded_for=tomorrow),
        occurrence__in=coming,
        state=State.CONFIRMED,
        person__isnull=False,
        verified_at__lt=now - SETTLED_IN,
    )
    return sum(_remind(pk, tomorrow) for pk in list(due.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _remind(pk, tomorrow):
    mine = Registration.objects.filter(Q(reminded_for=None) | ~Q(reminded_for=tomorrow), pk=pk, state=State.CONFIRMED)
    if not mine.update(reminded_for=tomorrow):  # two clocks: one message
        return False
    registration = _with_all(Registration.objects).get(pk=pk)
    say(registration, "event_reminder", once=tomorrow.isoformat())
    return True


# -- A date changed --------------------------------------------------------------------------
def tell(telling_id, *, most=None):
    """Queue the messages of one change, a batch per transaction, from where the last one stopped. Returns how many."""
    told = 0
    while most is None or told < most:
        batch = _tell_batch(telling_id)
        if batch is None:
            break
        told += batch
    return told


@transaction.atomic
def _tell_batch(telling_id):
    """The next of them; None when everyone was told."""
    telling = Telling.objects.select_for_update(of=("self",)).select_related("occurrence").get(pk=telling_id)
    if telling.done_at:
        return None
    to_tell = _with_all(telling.occurrence.registrations.to_tell().filter(pk__gt=telling.reached))
    batch = list(to_tell.order_by("pk")[:BATCH])
    if not batch:
        Telling.objects.filter(pk=telling.pk).update(done_at=timezone.now())
        return None
    key = "event_cancelled" if telling.occurrence.is_cancelled else "event_changed"
    for registration in batch:
        say(registration, key, once=f"change-{telling.sequence}")
    Telling.objects.filter(pk=telling.pk).update(reached=batch[-1].pk)
    return len(batch)


def sweep(now=None):
    """Go on with tellings whose worker was killed. Returns how many messages."""
    before = (now or timezone.now()) - datetime.timedelta(minutes=2)
    left = Telling.objects.filter(done_at=None, created_at__lt=before).order_by("pk")
    return sum(tell(pk, most=5 * BATCH) for pk in list(left.values_list("pk", flat=True)))


def _with_all(registrations):
    return registrations.select_related("person", "occurrence__page__venue", "occurrence__neighbourhood")


# -- Afterwards ------------------------------------------------------------------------------
def note_absent(now=None):
    """Whoever was expected and never came, where somebody stood at the door at all. Returns how many."""
    now = now or timezone.now()
    came = Registration.objects.filter(occurrence=OuterRef("occurrence"), state=State.ATTENDED)
    absent = Registration.objects.filter(
        Exists(came), state=State.CONFIRMED, occurrence__over_at__lt=now - datetime.timedelta(hours=3)
    )
    return Registration.objects.filter(pk__in=list(absent.values_list("pk", flat=True))).update(state=State.NO_SHOW)


def forget(now=None):
    """Who registered is forgotten EVENT_KEEP_DAYS after the event; how many came stays. Returns how many."""
    now = now or timezone.now()
    old = Registration.objects.filter(
        Q(person__isnull=False) | ~Q(notes="") | ~Q(contact_digest=""),
        occurrence__over_at__lt=now - datetime.timedelta(days=settings.EVENT_KEEP_DAYS),
    )
    unfinished = Registration.objects.filter(state=State.UNVERIFIED, created_at__lt=now - registrations.UNVERIFIED_KEPT)
    return _forget(old) + _forget(unfinished, delete=True)


def _forget(found, *, delete=False):
    count = 0
    while rows := list(found.order_by("pk").values_list("pk", "person", "code")[:BATCH]):
        with transaction.atomic():
            batch = Registration.objects.filter(pk__in=[pk for pk, _person, _code in rows])
            if delete:
                batch.filter(state=State.UNVERIFIED).delete()
            else:
                batch.update(person=None, notes="", contact_digest="", link_digest="")
                let_go([code for _pk, _person, code in rows])
            for person in Person.objects.filter(pk__in={person for _pk, person, _code in rows if person}):
                forget_unused(person)
        count += len(rows)
    return count
