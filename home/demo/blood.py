"""The donor list of the demo: its pages, sixty invented volunteers, one running call, one need to call back. Made by
the real verbs; nobody is told anything."""

import tomllib
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from random import Random

from django.utils import timezone

from accounts.models import User
from notices.models import Notice
from people.services import current_version, remember
from places.models import Neighbourhood
from wishes.blood import appeals, services, waves
from wishes.blood.forms import CONSENT
from wishes.blood.models import Appeal, AppealEvent, Call, DonationPlace, Donor, DonorPage, NeedPage
from wishes.blood.workflow import Status

from . import bodies

DATA = tomllib.loads((Path(__file__).resolve().parents[1] / "data" / "blood.toml").read_text(encoding="utf-8"))


def add_pages(home):
    """The form's pages, still without their words: they may link to pages made later."""
    row, need = DATA["page"], DATA["need"]
    names = ("slug", "title", "summary")
    page = home.add_child(instance=DonorPage(cover_tone=row["tone"], **{name: row[name] for name in names}))
    page.add_child(instance=NeedPage(**{name: need[name] for name in names}))
    place = dict(DATA["place"])
    hood = Neighbourhood.objects.filter(slug=place.pop("neighbourhood")).first()
    DonationPlace.objects.get_or_create(name=place.pop("name"), defaults=place | {"neighbourhood": hood})
    return page


def fill_pages(page, pages):
    for form, row in [(page, DATA["page"]), (page.need_page, DATA["need"])]:
        if row["body"]:
            form.intro = bodies.blocks(row["body"], pages)
        form.thanks, form.closed_text = row["thanks"], row["closed_text"]
        form.save()


def make():
    rows, rnd = DATA["demo"], Random(41)  # noqa: S311  the same demo everywhere
    _donors(rows, rnd)
    officer, second = User.objects.get(username="nobetci"), User.objects.get(username="mudurluk")
    place = DonationPlace.objects.create(
        name=rows["place"],
        address=rows["address"],
        hours=rows["hours"],
        neighbourhood=Neighbourhood.objects.filter(slug="yahyakaptan").first(),
    )
    now = timezone.now()
    noon = timezone.localtime(now).replace(hour=12, minute=0, second=0, microsecond=0)
    past = _call("B+", 1, noon - timedelta(days=12), 6, place, officer, second)
    _answers(past, [Call.Answer.YES, Call.Answer.NO, Call.Answer.YES], past.approved_at)
    running = _call("A+", 3, now, 48, place, officer, second)
    _answers(running, [Call.Answer.YES, Call.Answer.NO, Call.Answer.YES], now)
    # No further wave goes out by itself: nobody is to be told of an invented call.
    Appeal.objects.filter(pk=running.pk).update(next_wave_at=running.until)
    Notice.objects.filter(key__in=[services.CALL, services.ENOUGH]).delete()
    reported = Appeal.objects.create(
        status=Status.REPORTED,
        group="0-",
        units=2,
        until=now + timedelta(hours=30),
        hospital=rows["hospital"],
        caller=remember(name="Emine Örnek", phone="+905550002999"),
        created_at=now - timedelta(minutes=12),
    )
    AppealEvent.objects.create(appeal=reported, kind=AppealEvent.Kind.REPORTED, at=reported.created_at)


def _donors(rows, rnd):
    groups = [group for group, count in rows["groups"].items() for _number in range(count)]
    hoods = cycle(Neighbourhood.objects.filter(slug__in=rows["neighbourhoods"]))
    today, version = timezone.localdate(), current_version(CONSENT)
    for number, group in enumerate(groups):
        first = rows["first_names"][number % len(rows["first_names"])]
        last = rows["last_names"][number // len(rows["first_names"]) % len(rows["last_names"])]
        gave = today - timedelta(days=rnd.choice([40, 130, 200, 400]))
        services.register(
            name=f"{first} {last}",
            phone=f"+905550002{number:03d}",
            consent_version=version,
            group=group,
            born_on=date(today.year - rnd.randint(20, 58), rnd.randint(1, 12), rnd.randint(1, 28)),
            sex=rnd.choice(["f", "m", "m", ""]),
            last_donation_on=gave if number % 3 else None,
            neighbourhood=next(hoods),
            window=rnd.choice([Donor.Window.ALWAYS, Donor.Window.ALWAYS, Donor.Window.DAY, Donor.Window.EVENING]),
            every_days=rnd.choice(Donor.Frequency.values),
        )


def _call(group, units, at, hours, place, officer, second):
    until = at + timedelta(hours=hours)
    facts = {"group": group, "units": units, "until": until}
    appeal = appeals.note_down(by=officer, **facts)
    appeals.propose(appeal, by=officer, place=place, now=at, **facts)
    appeals.approve(appeal, by=second, now=at)
    Appeal.objects.filter(pk=appeal.pk).update(created_at=at - timedelta(minutes=20))
    appeal.events.update(at=at)
    waves.send_wave(appeal, at)
    appeal.refresh_from_db()
    return appeal


def _answers(appeal, answers, at):
    for minutes, (call, said) in enumerate(zip(appeal.calls.order_by("pk"), answers, strict=False), start=3):
        waves.answer(call, said, now=at + timedelta(minutes=minutes))
    appeal.refresh_from_db()
