"""Reading claims in batches and sending them to the club: made, read, read again by lot, closed by two people.

What readers decide is written down and can be undone until the batch is closed; only then do the young people hear
of it, all at once.
"""

import secrets

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from wishes import services as cases
from wishes.models import Case
from wishes.workflow import Outcome, Status, can

from . import files, machine_checks, manifests, services
from .columns import COLUMNS, row
from .models import Batch, Decision, MembershipClaim, Reading
from .reasons import MISSING, REFUSED, words

State = MembershipClaim.State
SIZE = 50
SECOND_SHARE = 0.05  # of all claims, by lot, a second person reads
AUTHORITY = "Kocaelispor Kulübü"
REASONS = {Decision.MISSING: MISSING, Decision.REFUSE: REFUSED}


class Refused(Exception):
    """The verb is not possible now; the text is the sentence for the one who tried."""


class NothingToRead(Refused):
    pass


@transaction.atomic
def make(*, season, by, size=SIZE, lot=None):
    """Put the oldest waiting claims of a season on one pile. lot: a random.Random, for tests."""
    lot = lot or secrets.SystemRandom()
    batch = Batch.objects.create(season=season, made_by=by)
    waiting = MembershipClaim.objects.to_read().filter(season=season).order_by("case__received_at", "pk")
    # Two may begin at once: each claim goes to the pile that took it first.
    taken = [
        pk
        for pk in list(waiting.values_list("pk", flat=True)[:size])
        if MembershipClaim.objects.filter(pk=pk, batch=None).update(batch=batch)
    ]
    if not taken:
        raise NothingToRead(_("Okunacak istek yok."))
    drawn = {pk for pk in taken if lot.random() < SECOND_SHARE} or ({lot.choice(taken)} if len(taken) >= 10 else set())
    differed = {
        reading.claim_id for reading in Reading.objects.filter(claim__in=taken) if reading.readers_differ
    }  # two read it differently before: two read it again
    Reading.objects.bulk_create(
        Reading(batch=batch, claim_id=pk, position=place, needs_second=pk in drawn | differed)
        for place, pk in enumerate(taken, start=1)
    )
    return batch


def next_reading(batch, user, after=0):
    """The next one that this user has to read, beginning behind a place; None when there is none."""
    todo = [reading for reading in batch.readings.all() if is_for(reading, user)]
    return next((reading for reading in todo if reading.position > after), todo[0] if todo else None)


def is_for(reading, user):
    """First reading, or a second one by somebody else."""
    if not reading.decision:
        return True
    return reading.needs_second and not reading.second_decision and reading.by_id != user.pk


@transaction.atomic
def decide(reading, decision, *, by, version, reason="", text=""):
    """Write down what a reader decided. version: of the case as it stood on the screen."""
    _must_be_open(reading.batch)
    claim = MembershipClaim.objects.with_case().select_related("consent").get(pk=reading.claim_id)
    if claim.case.version != version:
        raise Refused(_("Genç ya da bir meslektaşınız siz okurken yazdı. Yeniden bakın."))
    if decision in REASONS:
        if reason not in REASONS[decision]:
            raise Refused(_("Nedeni seçin."))
        if not words(REASONS[decision], reason, text):
            raise Refused(_("Gence ne yazacağımızı yazın."))
    else:
        reason = text = ""
    if decision == Decision.APPROVE and not machine_checks.is_fit_to_send(claim):
        raise Refused(_("Onaylanamaz: yaş, kimlik numarası ya da izin kulübe göndermeye yetmiyor."))
    now = timezone.now()
    rows = Reading.objects.filter(pk=reading.pk)
    if not reading.decision:
        claimed = rows.filter(decision="").update(
            decision=decision, reason=reason, words=text.strip(), by=by, at=now, case_version=version
        )
    elif is_for(reading, by):
        claimed = rows.filter(second_decision="").update(second_decision=decision, second_by=by, second_at=now)
    elif reading.needs_second and not reading.second_decision:
        raise Refused(_("İkinci okumayı başka biri yapar."))
    else:
        claimed = 0
    if not claimed:  # Two may read the same one at once; the first wins.
        raise Refused(_("Bu istek okunmuş. Değiştirmek için önce geri alın."))
    reading.refresh_from_db()
    return reading


@transaction.atomic
def undo(reading, *, by):
    """Take back one's own decision, while the batch is open."""
    _must_be_open(reading.batch)
    rows = Reading.objects.filter(pk=reading.pk)
    if reading.second_by_id == by.pk and reading.second_decision:
        done = rows.filter(second_by=by).update(second_decision="", second_by=None, second_at=None)
    elif reading.by_id == by.pk and not reading.second_decision:
        done = rows.filter(by=by, second_decision="").update(
            decision="", reason="", words="", by=None, at=None, case_version=0
        )
    else:
        raise Refused(_("Bu kararı başka biri verdi; o geri alabilir."))
    if not done:
        raise Refused(_("Geri alınacak karar yok."))
    reading.refresh_from_db()
    return reading


def last_of(batch, user):
    """The reading this user decided last; what "u" takes back."""
    own = [
        (at, reading)
        for reading in batch.readings.all()
        for at, who, is_last in [
            (reading.at, reading.by_id, not reading.second_decision),
            (reading.second_at, reading.second_by_id, True),
        ]
        if at and who == user.pk and is_last
    ]
    return max(own, key=lambda pair: pair[0])[1] if own else None


def ready(batch, *, by):
    """The reader says: done. A second person closes. Not atomic: what was found stale stays undone."""
    _must_be_open(batch)
    stale = _forget_stale(batch)
    unread = [reading for reading in batch.readings.all() if not reading.is_done]
    if stale:
        raise Refused(_("Siz okuduktan sonra yazanlar var, yeniden okuyun: %(count)s istek") % {"count": stale})
    if unread:
        raise Refused(_("Okunmamış ya da ikinci okuması eksik: %(count)s istek") % {"count": len(unread)})
    _change(batch, Batch.State.OPEN, state=Batch.State.READY, ready_by=by, ready_at=timezone.now())


@transaction.atomic
def reopen(batch, *, by):
    """Back to reading; whoever closes may have found something."""
    _change(batch, Batch.State.READY, state=Batch.State.OPEN, ready_by=None, ready_at=None)


@transaction.atomic
def close(batch, *, by):
    """The second person's signature: decisions come true, the file is made, the chain grows by this batch."""
    # Always the same row first: of two batches closed at once, one waits and then continues the other's chain.
    Batch.objects.select_for_update().order_by("pk").first()
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != Batch.State.READY:
        raise Refused(_("Bu gönderim kapatılmayı beklemiyor."))
    if batch.ready_by_id == by.pk:
        raise Refused(_("İki imza gerekir: okuyan kapatamaz, başka biri kapatır."))
    sent = []
    readings = batch.readings.select_related("claim__case__person", "claim__case__neighbourhood", "claim__season")
    if not all(reading.is_done for reading in readings):  # one was taken back in the moment that this became ready
        raise Refused(_("Okunmamış ya da ikinci okuması eksik istek var. Gönderimi yeniden okumaya açın."))
    for reading in readings:
        claim = reading.claim
        claim.case = Case.objects.select_for_update().get(pk=claim.case_id)
        claim.batch_id = batch.pk if _come_true(reading, claim, by) else None
        MembershipClaim.objects.filter(pk=claim.pk).update(batch=claim.batch_id)
        if claim.batch_id:
            sent.append(claim)
    _write_file(batch, sent, by)
    return batch


def _come_true(reading, claim, by):
    """Do what was decided. True if the claim goes to the club; what changed meanwhile stays for the next batch."""
    case, outcome = claim.case, reading.outcome
    if case.version != reading.case_version or outcome == Decision.HOLD:
        return False
    if outcome == Decision.APPROVE:
        claim = MembershipClaim.objects.with_case().select_related("consent").get(pk=claim.pk)
        is_fit = machine_checks.is_fit_to_send(claim) and can("transfer", case.status)
        if not is_fit or not services.keep_place(claim):
            return False
        cases.transfer(
            case, authority=AUTHORITY, text=str(_("Onayladık, kulübe gönderdik.")), by=by, notice="claim_sent"
        )
        MembershipClaim.objects.filter(pk=claim.pk).update(state=State.SENT, reason="")
        return True
    text = words(REASONS[outcome], reading.reason, reading.words)
    if outcome == Decision.MISSING and can("ask", case.status):
        cases.ask(case, text, by=by, notice="claim_missing")
        MembershipClaim.objects.filter(pk=claim.pk).update(state=State.MISSING, reason=reading.reason)
    elif outcome == Decision.REFUSE and can("close", case.status):
        cases.close(case, outcome=Outcome.REFUSED, text=text, by=by, notice="claim_refused")
        MembershipClaim.objects.filter(pk=claim.pk).update(state=State.REFUSED, reason=reading.reason)
        services.give_back_place(claim)
    return False


def _write_file(batch, sent, by):
    last = Batch.objects.filter(state=Batch.State.CLOSED).order_by("-number").first()
    number = (Batch.objects.aggregate(n=Max("number"))["n"] or 0) + 1
    headings = [column.heading for column in COLUMNS]
    fresh = MembershipClaim.objects.with_case().in_bulk([claim.pk for claim in sent])
    rows = [row(fresh[claim.pk]) for claim in sent]
    references = [line[0] for line in rows]
    made = {"xlsx": files.to_xlsx(headings, rows), "csv": files.to_csv(headings, rows)}
    now = timezone.now()
    text, head = manifests.build(
        number=number,
        season=str(batch.season),
        columns=headings,
        rows=rows,
        references=references,
        previous=last.head if last else manifests.GENESIS,
        files={kind: files.digest(content) for kind, content in made.items()},
        closed_at=now,
        people=[batch.ready_by_id, by.pk],
    )
    batch.state, batch.closed_by, batch.closed_at = Batch.State.CLOSED, by, now
    batch.number, batch.manifest, batch.head = number, text, head
    if sent:
        batch.xlsx.save("x", files.sealed(made["xlsx"]), save=False)
        batch.csv.save("x", files.sealed(made["csv"]), save=False)
    batch.save()


def destroy_files(batch):
    """Once the club has answered every row, the file with the numbers is of no more use. The manifest stays."""
    if batch.files_destroyed_at or not batch.xlsx:
        return False
    for field in (batch.xlsx, batch.csv):
        transaction.on_commit(lambda storage=field.storage, name=field.name: storage.delete(name))
    Batch.objects.filter(pk=batch.pk).update(xlsx="", csv="", files_destroyed_at=timezone.now())
    return True


def _must_be_open(batch):
    if not Batch.objects.filter(pk=batch.pk, state=Batch.State.OPEN).exists():
        raise Refused(_("Bu gönderim artık okunmuyor."))


def _change(batch, was, **facts):
    if not Batch.objects.filter(pk=batch.pk, state=was).update(**facts):
        raise Refused(_("Az önce başka biri bu gönderimin durumunu değiştirdi. Sayfayı yenileyin."))
    batch.refresh_from_db()


def _forget_stale(batch):
    """Decisions about cases that changed since are no decisions; withdrawn ones need none."""
    stale = 0
    for reading in batch.readings.select_related("claim__case"):
        case = reading.claim.case
        if reading.decision and case.version != reading.case_version:
            if case.status in (Status.WITHDRAWN, Status.CLOSED):
                continue  # closing leaves it out by itself
            Reading.objects.filter(pk=reading.pk).update(
                decision="", reason="", words="", by=None, at=None, case_version=0,
                second_decision="", second_by=None, second_at=None,
            )  # fmt: skip
            stale += 1
    return stale
