"""Invented cases for the desk of the demo: made by the real verbs, then moved back in time. Nobody is told anything."""

import tomllib
from datetime import datetime, time, timedelta
from itertools import cycle
from pathlib import Path
from random import Random

from django.utils import timezone

from accounts.models import User
from people.services import current_version, remember
from places.models import Neighbourhood
from wishes import services
from wishes.complaints import services as complaints
from wishes.complaints.models import Category, Complaint
from wishes.models import Case, CaseEvent, Contact
from wishes.workflow import Channel, NotifyBy, Outcome

from .logins import LOGINS

DATA = Path(__file__).resolve().parents[1] / "data"
COUNT = 64
FIRST_NAMES = [
    "Zeynep",
    "Ali",
    "Fatma",
    "Hüseyin",
    "Emine",
    "Can",
    "Gülsüm",
    "İsmail",
    "Derya",
    "Ömer",
    "Şule",
    "Çağrı",
]
LAST_NAMES = ["Örnek", "Deneme", "Örnekoğlu", "Uydurma"]
CHANNELS = cycle([Channel.WEB, Channel.WEB, Channel.PHONE, Channel.WHATSAPP, Channel.WEB, Channel.DESK, Channel.FIELD])
#: (days since it came, what happened): most end in time, some late, some are still on a desk.
STORIES = [
    (0, ()),
    (1, ()),
    (2, ("assign",)),
    (3, ("assign", "answer")),
    (4, ("ask",)),
    (6, ("assign", "answer")),
    (9, ("assign", "note", "answer")),
    (12, ("answer", "close")),
    (16, ("assign", "answer", "close")),
    (22, ("close",)),
    (30, ("answer", "slip")),
    (34, ("assign", "close")),
    (41, ("ask", "reply", "close")),
    (47, ("answer", "close")),
    (55, ("answer", "slip", "close")),
    (62, ("answer", "close", "reopen")),
    (68, ("withdraw",)),
    (74, ("assign", "answer", "close")),
    (81, ("close",)),
]


def make():
    rnd = Random(41)  # noqa: S311  the same demo everywhere
    known = matters()
    categories = {category.slug: category for category in Category.objects.select_related("unit")}
    hoods = list(Neighbourhood.objects.for_forms())
    staff = _staff()
    notice = current_version("complaint-notice")
    for number in range(COUNT):
        matter, (age, story) = known[number % len(known)], STORIES[number % len(STORIES)]
        category = categories[matter["category"]]
        anonymous = matter["nature"] == Complaint.Nature.TIP
        received = _working_hour(timezone.localdate() - timedelta(days=age + number // len(STORIES)), rnd)
        case = complaints.receive(
            nature=matter["nature"],
            category=category,
            words=matter["words"],
            person=None if anonymous else _person(number),
            neighbourhood=rnd.choice(hoods) if matter["places"][0] else None,
            place=matter["places"][number // len(known) % len(matter["places"])],
            is_urgent=matter.get("urgent", False),
            channel=next(CHANNELS),
            notice_version=notice,
            received_at=received,
        ).case
        clerk = staff.get(case.unit_id) or staff[None]
        _live(case, story, matter, clerk, received, rnd)
        # Only now: while the past was being written nobody was to be told of it.
        if not anonymous:
            Case.objects.filter(pk=case.pk).update(notify_by=NotifyBy.SMS if number % 3 else NotifyBy.EMAIL)


def matters():
    return tomllib.loads((DATA / "cases.toml").read_text(encoding="utf-8"))["matter"]


def _staff():
    """Unit pk → a clerk of it; None → the directorate, for units that have no login of their own."""
    users = User.objects.filter(username__in=[login.username for login in LOGINS]).prefetch_related("units")
    known = {user.username: user for user in users}
    clerks = {unit.pk: user for user in users if user.username in ("ayse", "mehmet") for unit in user.units.all()}
    return clerks | {None: known["mudurluk"]}


def _person(number):
    name = f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {LAST_NAMES[number // len(FIRST_NAMES) % len(LAST_NAMES)]}"
    return remember(name=name, phone=f"+905550000{number:03d}", email=f"kisi{number}@ornek.example")


def _live(case, story, matter, clerk, received, rnd):
    """Let the verbs happen, one or two days apart, and date what they leave behind."""
    steps = ("transfer",) if story and not case.complaint.category.is_ours else story
    moment, now = received, timezone.now()
    for step in steps:
        patience = 30 if step == "slip" else rnd.choice([1, 1, 2])
        moment = _working_hour(timezone.localdate(moment) + timedelta(days=patience), rnd)
        moment = min(moment, now - timedelta(minutes=5))
        event = _do(step, case, matter, clerk)
        CaseEvent.objects.filter(pk=event.pk).update(at=moment)
    # At the end: a citizen may reopen for a while only, counted from the day of the answer.
    case.refresh_from_db()
    facts = {"updated_at": moment}
    if not case.is_open:
        facts["closed_at"] = moment
        if case.days_taken is not None:
            day = timezone.localdate(moment)
            facts["days_taken"] = (day - timezone.localdate(case.received_at)).days
            facts["kept_promise"] = day <= case.first_promised_on if case.first_promised_on else None
        Contact.objects.filter(case=case).update(answered_at=moment)
    Case.objects.filter(pk=case.pk).update(**facts)


def _do(step, case, matter, clerk):
    match step:
        case "assign":
            return services.assign(case, unit=case.unit, assignee=clerk, by=clerk)
        case "answer":
            return services.answer(case, matter["note"], by=clerk)
        case "note":
            return services.note(case, "Ekip yarın sabah bakacak.", by=clerk)
        case "ask":
            return services.ask(case, "Yeri biraz daha tarif eder misiniz? Yakınında ne var?", by=clerk)
        case "reply":
            return services.write(case, "Köşedeki büfenin tam karşısı.")
        case "slip":
            day = timezone.localdate() + timedelta(days=12)
            return services.promise(case, promised_on=day, text="Malzeme gecikti, özür dileriz.", by=clerk)
        case "transfer":
            authority = case.complaint.category.authority
            return services.transfer(case, authority=authority, text=matter["done"], by=clerk)
        case "close":
            return services.close(case, outcome=Outcome.DONE, text=matter["done"], by=clerk)
        case "reopen":
            return services.reopen(case, text="Yine bozuldu, bir daha bakar mısınız?")
        case "withdraw":
            return services.withdraw(case)
    raise ValueError(step)


def _working_hour(day, rnd):
    """A moment of that day between nine and five; never in the future."""
    moment = timezone.make_aware(datetime.combine(day, time(rnd.randint(9, 16), rnd.randint(0, 59))))
    return min(moment, timezone.now() - timedelta(minutes=rnd.randint(5, 50)))
