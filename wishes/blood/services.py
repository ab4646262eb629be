"""The verbs of a donor: register, change, pause, renew, forget; and what the clock does for them. Each is one
transaction. Whoever is forgotten is gone: a receipt without a name is all that stays."""

import uuid
from calendar import monthrange
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from notices.models import Notice
from notices.services import queue
from people.indexes import phone_index
from people.models import Person
from people.services import give_consent, log_read, remember
from wishes import drafts
from wishes.models import Draft
from wishes.services import DraftGone

from .models import Appeal, Donor, Farewell, Rule
from .workflow import OPEN

CALL, ENOUGH, RENEW = KEYS = ("blood_appeal", "blood_enough", "blood_renew")
#: What a donor may change; each is one column.
CHANGEABLE = {"group", "born_on", "sex", "last_donation_on", "neighbourhood", "window", "every_days", "paused_until"}


class NotADonor(Exception):
    """The donor has been forgotten meanwhile."""


# -- Joining --------------------------------------------------------------------------------
@transaction.atomic
def register(*, name, phone, consent_version, **facts):
    """Put somebody on the list, whose phone was proved; who is on it already begins anew with these facts.

    facts: group, born_on, sex, last_donation_on, neighbourhood, window, every_days. Returns the Donor.
    """
    person = remember(name=name, phone=phone)
    digest = phone_index(phone)
    try:
        with transaction.atomic():  # a savepoint: of two forms with one phone the second meets the first here
            known = Donor.objects.select_for_update().filter(phone_digest=digest).first()
            if known is None:
                consent = give_consent(person=person, version=consent_version)
                until = _consent_until(consent)
                return Donor.objects.create(
                    person=person, phone_digest=digest, consent=consent, consent_until=until, **facts
                )
    except IntegrityError:
        known = Donor.objects.select_for_update().get(phone_digest=digest)
    old_person = known.person
    _silence(old_person)
    for column, value in (facts | {"person": person, "paused_until": None, "key_generation": uuid.uuid4()}).items():
        setattr(known, column, value)
    known.save()
    _renew(known, consent_version)
    if old_person != person:
        _forget_person(old_person)
    return known


@transaction.atomic
def send(answers, *, draft):
    """Register what the citizen's form holds, once. Raises DraftGone if the draft was wiped meanwhile.

    answers: {step: cleaned values} of forms.DONOR_STEPS.
    """
    if not drafts.spend(draft):  # of two presses at once, one acts
        if Draft.objects.filter(pk=draft.pk, sent_at__isnull=False).exists():
            return None
        raise DraftGone
    details, call = answers["bilgiler"], answers["arama"]
    return register(
        consent_version=answers["izin"]["text"],
        group=answers["grup"]["group"],
        **{name: details[name] for name in ("name", "born_on", "sex", "last_donation_on")},
        **{name: call[name] for name in ("phone", "neighbourhood", "window", "every_days")},
    )


def find(phone):
    """The donor with this phone, proved a moment ago; None if nobody on the list has it."""
    return Donor.objects.with_phone(phone_index(phone)).select_related("person").first()


# -- One's own record -----------------------------------------------------------------------
@transaction.atomic
def change(donor, *, by=None, **facts):
    """Write what the donor tells us now. by: the officer who was told on the phone; None for the donor's own hand."""
    unknown = set(facts) - CHANGEABLE
    if unknown:
        raise ValueError(f"not the donor's to change: {sorted(unknown)}")
    current = _locked(donor)
    for name, value in facts.items():
        setattr(current, name, value)
    current.save(update_fields=list(facts))
    log_read(user=by, action="open", subject=f"donor:{donor.pk}", reason=f"changed {', '.join(sorted(facts))}")
    _take_back(current.person)  # what stands in the outbox was decided on the facts before
    return current


def pause(donor, until, *, by=None):
    """No call before that day."""
    return change(donor, paused_until=until, by=by)


def wake(donor, *, by=None):
    return change(donor, paused_until=None, by=by)


@transaction.atomic
def renew(donor, consent_version):
    """Another year, with the text as it was shown today."""
    current = _locked(donor)
    _renew(current, consent_version)
    return current


def _renew(donor, version):
    old = donor.consent
    donor.consent = give_consent(person=donor.person, version=version)
    donor.consent_until = _consent_until(donor.consent)
    donor.reminders = 0
    donor.save(update_fields=["consent", "consent_until", "reminders"])
    old.delete()  # it says that somebody is a donor, so it does not outlive its purpose


def _consent_until(consent):
    """The day on which the consent lapses: from then on nobody is called on its ground."""
    given = timezone.localdate(consent.given_at)
    return add_months(given, Rule.objects.in_force(given).consent_months)


def add_months(day, months):
    """The same day some months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return day.replace(year=day.year + years, month=month + 1, day=min(day.day, last))


# -- Being forgotten ------------------------------------------------------------------------
@transaction.atomic
def forget(donor, reason=Farewell.Reason.ASKED, *, by=None):
    """Destroy the record at once, with the words of its messages. Returns the receipt, which names nobody."""
    current = _locked(donor)
    person, consent = current.person, current.consent
    _silence(person)
    current.delete()  # its calls stay as numbers: who was asked is null from now on
    consent.delete()
    _forget_person(person)
    return Farewell.objects.create(reason=reason, by=by)


def _locked(donor):
    current = Donor.objects.select_for_update(of=("self",)).select_related("person", "consent").filter(pk=donor.pk)
    found = current.first()
    if found is None:
        raise NotADonor
    return found


def _take_back(person, keys=(CALL,)):
    """Messages that have not left yet do not leave any more."""
    waiting = Notice.objects.filter(person=person, key__in=keys, status=Notice.Status.QUEUED)
    waiting.update(status=Notice.Status.SUPPRESSED, context="", body="")


def _silence(person):
    """Nothing more is written to them as a donor, and what was written is forgotten."""
    _take_back(person, KEYS)
    Notice.objects.filter(person=person, key__in=KEYS).update(body="", subject="", context="")


def _forget_person(person):
    """Erase a card that no other record needs: somebody may have complained about a road, too."""
    for relation in Person._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        model = relation.related_model
        if model is Notice or model._meta.app_label == Person._meta.app_label:
            continue
        if model._base_manager.filter(**{relation.field.name: person}).exists():
            return False
    person.delete()
    return True


# -- The clock ------------------------------------------------------------------------------
def care(now=None):
    """Remind before a consent lapses, forget whose consent has lapsed, and what need not be kept. For the clock."""
    now = now or timezone.now()
    today, rules = timezone.localdate(now), Rule.objects.in_force(timezone.localdate(now))
    return {
        "reminded": remind(today, rules),
        "lapsed": lapse(today),
        "receipts": Farewell.objects.filter(at__lt=now - timedelta(days=366 * rules.receipt_years)).delete()[0],
        "callers": forget_callers(now - timedelta(days=rules.caller_days)),
    }


def remind(today, rules):
    """One message when the consent begins to end, another in its last week. Returns how many."""
    reminded = 0
    for stage, days in enumerate([rules.remind_days, min(7, rules.remind_days)]):
        ending = Donor.objects.filter(
            reminders=stage, consent_until__gt=today, consent_until__lte=today + timedelta(days=days)
        )
        for donor in ending.select_related("person", "consent")[:500]:
            with transaction.atomic():
                # Of two clocks one reminds.
                if Donor.objects.filter(pk=donor.pk, reminders=stage).update(reminders=stage + 1):
                    queue(
                        RENEW,
                        transport=Notice.Transport.SMS,
                        person=donor.person,
                        context={"link": reverse("blood:record"), "promised_on": donor.consent_until.isoformat()},
                        idempotency_key=f"{RENEW}:{donor.consent_id}:{stage}",
                    )
                    reminded += 1
    return reminded


def lapse(today):
    """Forget everybody whose consent has ended. Returns how many."""
    forgotten = 0
    for donor in Donor.objects.filter(consent_until__lte=today)[:500]:
        with transaction.atomic():
            try:
                if _locked(donor).consent_until > today:  # renewed a moment ago
                    continue
                forget(donor, Farewell.Reason.LAPSED)
            except NotADonor:
                continue
        forgotten += 1
    return forgotten


def forget_callers(before):
    """Whoever told of a need: name, phone and their words go some weeks after the appeal's end. Returns how many."""
    forgotten = 0
    told = Appeal.objects.exclude(status__in=OPEN).filter(Q(caller__isnull=False) | ~Q(hospital=""))
    for appeal in told.filter(closed_at__lt=before).select_related("caller")[:500]:
        with transaction.atomic():
            if Appeal.objects.filter(pk=appeal.pk, caller=appeal.caller).update(caller=None, hospital=""):
                forgotten += bool(appeal.caller and _forget_person(appeal.caller))
    return forgotten
