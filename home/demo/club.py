"""Kocaelispor at eighteen for the demo: the page, a season, invented claims in every state, a batch that was sent.

Made by the real verbs, then moved back in time. Nobody is told anything.
"""

import csv
import io
import tomllib
import uuid
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

from django.utils import timezone

from accounts.models import User
from people.services import remember
from places.models import Neighbourhood
from wishes import services as cases
from wishes.club import answers, batches, dues, services
from wishes.club.models import Batch, Decision, MembershipClaim, MembershipPage, Reminder, Season
from wishes.models import Case, CaseEvent
from wishes.workflow import NotifyBy

from . import bodies

DATA = tomllib.loads((Path(__file__).resolve().parents[1] / "data" / "club.toml").read_text(encoding="utf-8"))
COUNT, SENT, BEING_READ = 62, 24, 20
Identity = MembershipClaim.Identity


def page():
    row = DATA["page"]
    return MembershipPage(
        slug=row["slug"],
        title=row["title"],
        summary=row["summary"],
        cover_tone=row["tone"],
        thanks=row["thanks"],
        closed_text=row["closed_text"],
    )


def fill(page, pages):
    page.intro = bodies.blocks(DATA["page"]["body"], pages)
    page.save()


def make():
    rnd = Random(1966)  # noqa: S311  the same demo everywhere
    season = _season()
    reader, closer = (User.objects.get(username=name) for name in ("mudurluk", "yonetici"))
    claims = _claims(season, rnd)
    _sent_batch(season, reader, closer)
    _batch_being_read(season, reader)
    cases.withdraw(claims[-2].case)
    services.tidy()
    Reminder.objects.create(
        person=remember(phone="+905551009999"), send_on=timezone.localdate() + timedelta(days=40), nonce=uuid.uuid4()
    )
    # Only now: while the past was being written nobody was to be told of it.
    Case.objects.filter(claim__season=season).update(notify_by=NotifyBy.SMS)


def _season():
    row, today, now = DATA["season"], timezone.localdate(), timezone.now()
    return Season.objects.create(
        name=f"{today.year} doğum günü armağanı",
        turns_18_from=today - timedelta(days=300),
        turns_18_to=today + timedelta(days=150),
        opens_at=now - timedelta(days=120),
        closes_at=now + timedelta(days=150),
        quota=row["quota"],
        answer_days=row["answer_days"],
        documents="\n".join(row["documents"]),
        dues_years=row["dues_years"],
        dues_kurus=row["dues_kurus"],
        source=row["source"],
    )


def _claims(season, rnd):
    given, surnames = DATA["people"]["given"], DATA["people"]["surnames"]
    hoods = list(Neighbourhood.objects.for_forms())
    made = []
    for nth in range(COUNT):
        received = _working_hour(timezone.localdate() - timedelta(days=1 + (COUNT - nth) * 3 // 4), rnd)
        birthday = timezone.localdate(received) - timedelta(days=rnd.randint(0, 60))
        receipt = services.receive(
            season=season,
            given_names=given[nth % len(given)],
            surname=surnames[nth // len(given) % len(surnames)],
            identity_number=identity_number(nth),
            phone=f"+90555100{nth:04d}",
            birth=birthday.replace(year=birthday.year - 18, day=min(birthday.day, 28)),
            neighbourhood=rnd.choice(hoods),
            notify_by=NotifyBy.NONE,
            received_at=received,
        )
        made.append(receipt.case.claim)
    found = [Identity.CHECKSUM, Identity.MATCH, Identity.MATCH, Identity.UNVERIFIED, Identity.MATCH]
    for nth, claim in enumerate(made):
        identity = Identity.MISMATCH if nth in (31, 50) else found[nth % len(found)]
        MembershipClaim.objects.filter(pk=claim.pk).update(identity=identity, identity_next_try=None)
    return made


def identity_number(nth):
    """18000000N: right check digits, and nobody takes it for a person's."""
    digits = [int(digit) for digit in f"{180_000_000 + nth}"]
    tenth = (sum(digits[0::2]) * 7 - sum(digits[1::2])) % 10
    return "".join(map(str, digits)) + f"{tenth}{(sum(digits) + tenth) % 10}"


def _sent_batch(season, reader, closer):
    """Closed ten days ago; the club has answered for most of it, and the first year is paid."""
    batch = batches.make(season=season, by=reader, size=SENT)
    for reading in batch.readings.select_related("claim__case"):
        decision = {3: Decision.MISSING, 9: Decision.MISSING, 14: Decision.REFUSE, 20: Decision.HOLD}.get(
            reading.position, Decision.APPROVE
        )
        _decide(reading, decision, reader, closer)
    batches.ready(batch, by=reader)
    batch = batches.close(batch, by=closer)
    sent = list(batch.claims.select_related("case").order_by("pk"))
    _move_back(Case.objects.filter(claim__readings__batch=batch), days=10)
    kept = answers.keep("kulup-yaniti.csv", _club_says(sent[:14]), by=closer)
    answers.apply(kept, by=closer)
    _move_back(Case.objects.filter(claim__in=sent[:14]), days=3, kind=CaseEvent.Kind.CLOSED)
    year = dues.report()[0]
    dues.pay(year=year.year, paid_on=timezone.localdate(), document="Örnek dekont 1", total=year.owed, by=closer)
    asked = MembershipClaim.objects.filter(state=MembershipClaim.State.MISSING, season=season).first()
    cases.write(asked.case, "Yerleşim yeri belgemi e-Devlet’ten aldım, Halk Masası’na bıraktım.")
    moment = timezone.now() - timedelta(days=10)
    Batch.objects.filter(pk=batch.pk).update(made_at=moment - timedelta(hours=3), ready_at=moment)


def _club_says(claims):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Başvuru numarası", "Sonuç", "Neden", "Kart numarası"])
    for place, claim in enumerate(claims, start=1):
        refused = place in (5, 11)
        said = ["ret", "Kulüpte zaten kaydı var", ""] if refused else ["kabul", "", f"ÖRNEK-{1000 + place}"]
        writer.writerow([claim.case.shown_reference, *said])
    return out.getvalue().encode("utf-8-sig")


def _batch_being_read(season, reader):
    batch = batches.make(season=season, by=reader, size=BEING_READ)
    for reading in list(batch.readings.select_related("claim__case"))[:9]:
        decision = {4: Decision.HOLD, 7: Decision.MISSING}.get(reading.position, Decision.APPROVE)
        _decide(reading, decision, reader)


def _decide(reading, decision, *people):
    reason = {Decision.MISSING: "residence", Decision.REFUSE: "residence"}.get(decision, "")
    for user in people if reading.needs_second else people[:1]:
        batches.decide(reading, decision, by=user, version=reading.claim.case.version, reason=reason)


def _move_back(found, *, days, kind=None):
    """What just happened to these cases happened some days ago."""
    moment = timezone.now() - timedelta(days=days)
    pks = list(found.values_list("pk", flat=True))
    events = CaseEvent.objects.filter(case__in=pks).exclude(kind=CaseEvent.Kind.RECEIVED)
    (events.filter(kind=kind) if kind else events).update(at=moment)
    Case.objects.filter(pk__in=pks, closed_at__isnull=False).update(closed_at=moment)


def _working_hour(day, rnd):
    """A moment of that day between nine and five; never in the future."""
    moment = timezone.make_aware(datetime.combine(day, time(rnd.randint(9, 16), rnd.randint(0, 59))))
    return min(moment, timezone.now() - timedelta(minutes=rnd.randint(5, 50)))
