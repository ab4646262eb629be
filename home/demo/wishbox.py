"""The wish box of the demo: last year's with its results, this year's open so that the form can be tried. All invented,
made by the real verbs; nobody is told anything."""

import tomllib
from datetime import datetime, time, timedelta
from pathlib import Path

from django.utils import timezone

from accounts.models import Unit, User
from people.services import remember
from places.models import Neighbourhood
from wishes.models import Case, CaseEvent
from wishes.wishbox import services
from wishes.wishbox.models import Campaign, Visit, Wish, WishPage
from wishes.workflow import Channel, NotifyBy

from . import bodies

DATA = Path(__file__).resolve().parents[1] / "data"


def texts():
    return tomllib.loads((DATA / "wishbox.toml").read_text(encoding="utf-8"))


def make():
    rows = texts()
    staff = User.objects.filter(username="mudurluk").first() or User.objects.filter(is_superuser=True).first()
    today = timezone.localdate()
    past, now = _campaigns(rows, today)
    hoods = {hood.slug: hood for hood in Neighbourhood.objects.for_forms()}
    for number, row in enumerate(rows["past"]):
        _past(row, past, hoods, staff, number)
    planned = []
    for number, row in enumerate(rows["now"], start=len(rows["past"])):
        wish = _receive(row, now, hoods, number, timezone.localdate() - timedelta(days=number % 9))
        if _advance(wish, row.get("stage", "new"), staff) == "planned":
            planned.append(wish)
    visit = Visit.objects.create(
        campaign=now, day=now.announced_on - timedelta(days=5), team="Çınar ekibi 1", start=hoods.get("kemalpasa")
    )
    for wish in planned:
        services.plan(wish, visit, by=staff)
    _tell_from_now_on(past, now)


def add_page(home):
    """The form's page under the front page, still without its words: they may link to pages made later."""
    row = texts()["page"]
    return home.add_child(instance=WishPage(**{name: row[name] for name in ("slug", "title", "summary")}))


def fill_page(form, pages):
    row = texts()["page"]
    form.intro = bodies.blocks(row["body"], pages)
    form.thanks, form.closed_text = row["thanks"], row["closed_text"]
    form.save()


def _campaigns(rows, today):
    """This year's box is open on whatever day the demo is looked at, last year's a year before it."""
    unit = Unit.objects.filter(slug="halkla-iliskiler-mudurlugu").first()
    year = today.year + 1 if today.month >= 6 else today.year
    facts = {"name": rows["campaign"]["name"], "unit": unit}
    now = Campaign.objects.create(
        year=year,
        opens_on=today - timedelta(days=10),
        closes_on=today + timedelta(days=40),
        announced_on=today + timedelta(days=70),
        budget=rows["campaign"]["budget"],
        **facts,
    )
    past = Campaign.objects.create(
        year=year - 1,
        opens_on=now.opens_on - timedelta(days=365),
        closes_on=now.opens_on - timedelta(days=325),
        announced_on=now.opens_on - timedelta(days=295),
        budget=rows["campaign"]["past_budget"],
        results_text=rows["campaign"]["results"],
        retention_days=730,
        **facts,
    )
    return past, now


def _receive(row, campaign, hoods, number, day):
    received = timezone.make_aware(datetime.combine(day, time(10 + number % 7, (number * 7) % 60)))
    person = remember(name=row["name"], phone=f"+905550001{number:03d}")
    case = services.receive(
        campaign=campaign,
        words=row["words"],
        person=person,
        for_whom=row.get("for", Wish.For.SELF),
        is_minor=row.get("minor", False),
        is_surprise=row.get("surprise", False),
        beneficiary=row.get("beneficiary", ""),
        guardian_agreed=row.get("minor", False),
        neighbourhood=hoods[row["place"]],
        address=row["address"],
        times=row.get("times", []),
        photo=row.get("photo", Wish.Photo.NO),
        may_tell="story" in row,
        channel=row.get("channel", Channel.WEB),
        received_at=min(received, timezone.now() - timedelta(minutes=number + 1)),  # never in the future
    ).case
    wish = Wish.objects.get(case=case)
    facts = {"headline": row.get("headline", "")}
    if "estimate" in row:
        facts["estimate"] = row["estimate"] * 100
    Wish.objects.filter(pk=wish.pk).update(**facts)
    return Wish.objects.get(pk=wish.pk)


def _advance(wish, stage, staff):
    if stage in ("chosen", "preparing", "planned"):
        services.choose(wish, by=staff)
    if stage in ("preparing", "planned"):
        services.prepare(wish, by=staff)
    return stage


def _past(row, campaign, hoods, staff, number):
    wish = _receive(row, campaign, hoods, number, campaign.opens_on + timedelta(days=number % 20))
    ended = timezone.make_aware(datetime.combine(campaign.announced_on - timedelta(days=number % 12), time(15, 0)))
    if "cost" in row:
        services.choose(wish, by=staff)
        services.grant(wish, by=staff, cost=row["cost"] * 100)
        if "story" in row:
            services.tell(wish, by=staff, title=row["story_title"], text=row["story"], publish=True)
    else:
        services.fail(wish, by=staff, text=campaign.regret_text)
    Case.objects.filter(pk=wish.case_id).update(closed_at=ended, updated_at=ended)
    CaseEvent.objects.filter(case=wish.case_id).exclude(kind=CaseEvent.Kind.RECEIVED).update(at=ended)


def _tell_from_now_on(*campaigns):
    """Only now: while the past was being written nobody was to be told of it."""
    Case.objects.filter(wish__campaign__in=campaigns).update(notify_by=NotifyBy.SMS)
