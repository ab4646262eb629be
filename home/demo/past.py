"""The year behind the demo: invented matters that are over, so that reports and the report card have something to say.

Written straight into the tables, not by the verbs: hundreds of them must not make the first start slow.
"""

from datetime import datetime, time, timedelta
from random import Random

from django.db.models import F
from django.utils import timezone

from lib import reference
from people.models import Person
from people.services import current_version
from places.models import Neighbourhood
from wishes import keys, verdicts
from wishes.complaints.models import Category, Complaint
from wishes.models import Case, CaseEvent, Contact, Verdict
from wishes.workflow import Channel, Outcome, Status

from .cases import matters

COUNT = 420
DAYS = 380  # back to the beginning of the first month that is shown
FIRST = 85  # younger ones are made by cases.py
CHANNELS = [*[Channel.PHONE] * 5, *[Channel.WEB] * 4, Channel.WHATSAPP, Channel.WHATSAPP]
CHANNELS += [Channel.DESK, Channel.FIELD, Channel.CIMER]
OUTCOMES = [*[Outcome.DONE] * 8, Outcome.PARTLY, Outcome.SCHEDULED, Outcome.REFUSED, Outcome.UNVERIFIED]
SAID = ["yes", "yes", "yes", "partly"]  # who said no is waiting again, and not in the past


def make():
    rnd = Random(1912)  # noqa: S311  the same demo everywhere
    found = matters()
    categories = {category.slug: category for category in Category.objects.select_related("unit")}
    hoods = list(Neighbourhood.objects.for_forms())
    people = list(Person.objects.filter(cases__kind="complaint").distinct().order_by("pk"))
    notice = current_version("complaint-notice")
    rows = [_row(rnd, rnd.choice(found), categories, hoods, people, notice) for _each in range(COUNT)]
    cases = Case.objects.bulk_create([case for case, _matter in rows])
    Complaint.objects.bulk_create(
        Complaint(case=case, nature=matter["nature"], category=categories[matter["category"]]) for case, matter in rows
    )
    Contact.objects.bulk_create(_contact(case, matter) for case, matter in rows)
    CaseEvent.objects.bulk_create(_received(case, rnd) for case in cases)
    closings = CaseEvent.objects.bulk_create(_closed(case, matter) for case, matter in rows)
    Verdict.objects.bulk_create(
        Verdict(case=event.case, event=event, solved=rnd.choice(SAID), at=event.at + timedelta(days=1))
        for event in closings
        if event.case.outcome in verdicts.ASKED and rnd.random() < 0.4
    )
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(updated_at=F("closed_at"))


def _row(rnd, matter, categories, hoods, people, notice):
    category = categories[matter["category"]]
    # More of them towards today, as a desk that people get to know.
    came = timezone.localdate() - timedelta(days=FIRST + int((DAYS - FIRST) * rnd.random() ** 1.3))
    promise = category.promise_days or 15
    taken = min(max(0, round(rnd.gauss(promise * 1.1, promise * 0.6))), 60)
    promised = came + timedelta(days=round(promise * 1.4))
    closed = came + timedelta(days=taken)
    ours = category.is_ours
    case = Case(
        kind="complaint",
        topic=category.slug,
        subject=category.name,
        reference=reference.make(),
        channel=rnd.choice(CHANNELS),
        person=None if matter["nature"] == Complaint.Nature.TIP else rnd.choice(people),
        neighbourhood=rnd.choice(hoods) if matter["places"][0] else None,
        place=rnd.choice(matter["places"]),
        unit=category.unit,
        status=Status.CLOSED,
        outcome=rnd.choice(OUTCOMES) if ours else Outcome.NOT_OURS,
        received_at=_moment(came, rnd),
        promise_days=promise,
        promised_on=promised,
        first_promised_on=promised,
        due_on=None,
        closed_at=_moment(closed, rnd, late=True),
        days_taken=taken,
        kept_promise=closed <= promised,
        reopened_count=1 if rnd.random() < 0.04 else 0,
        notice_version=notice,
    )
    case.link_digest = keys.digest(keys.link_token(case), "link")
    case.receipt_digest = keys.digest(keys.receipt_code(case), "receipt")
    return case, matter


def _contact(case, matter):
    return Contact(
        case=case,
        channel=case.channel,
        person=case.person,
        at=case.received_at,
        words=matter["words"],
        answered_at=case.closed_at,
        answered_by_way=Contact.Way.RELAY if case.channel == Channel.CIMER else Contact.Way.PAGE,
    )


def _received(case, rnd):
    typed = case.channel in (Channel.PHONE, Channel.WHATSAPP, Channel.DESK)
    return CaseEvent(
        case=case,
        kind=CaseEvent.Kind.RECEIVED,
        at=case.received_at,
        unit=case.unit,
        is_public=True,
        by_citizen=not typed,
        data={"seconds": rnd.randint(14, 70)} if typed else {},
    )


def _closed(case, matter):
    return CaseEvent(
        case=case,
        kind=CaseEvent.Kind.CLOSED,
        at=case.closed_at,
        unit=case.unit,
        is_public=True,
        text=matter["done"],
        data={"outcome": case.outcome},
    )


def _moment(day, rnd, *, late=False):
    first, last = (14, 16) if late else (9, 12)
    return timezone.make_aware(datetime.combine(day, time(rnd.randint(first, last), rnd.randint(0, 59))))
