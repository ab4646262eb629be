"""An invented event with few seats and invented people on them, plainly called a trial. Nobody is told anything."""

import json
import tomllib
import uuid
from datetime import datetime, time, timedelta
from pathlib import Path

from django.utils import timezone

from events import registration_keys, registrations, services
from events.models import EventCategory, EventDate, EventIndexPage, EventPage
from events.registration_models import Registration
from people.services import current_version, remember

from .cases import FIRST_NAMES, LAST_NAMES

DATA = Path(__file__).resolve().parents[1] / "data"


def make():
    facts = tomllib.loads((DATA / "registrations.toml").read_text(encoding="utf-8"))
    index = EventIndexPage.objects.first()
    if index is None:
        return
    page = EventPage(
        **{name: facts[name] for name in ("title", "slug", "summary", "place", "organiser")},
        category=EventCategory.objects.order_by("sort_order").first(),
        is_free=True,
    )
    page.body = json.dumps([_paragraph(facts["body"]), _paragraph(facts["reason"])])
    page.dates = [_date(place, row) for place, row in enumerate(facts["date"])]
    index.add_child(instance=page)
    services.schedule(page)
    number = 0
    for occurrence, row in zip(page.occurrences.order_by("starts_at"), facts["date"], strict=True):
        for size in row["parties"]:
            _register(occurrence, size, number)
            number += 1


def _paragraph(text):
    return {"type": "text", "value": f"<p>{text}</p>", "id": str(uuid.uuid4())}


def _date(place, row):
    day = timezone.localdate() + timedelta(days=row["days"])
    start, end = (timezone.make_aware(datetime.combine(day, time(row[name]))) for name in ("starts", "ends"))
    return EventDate(sort_order=place, starts_at=start, ends_at=end, capacity=row["capacity"])


def _register(occurrence, size, number):
    """By the real verb, for somebody who has no telephone yet: so no message is made."""
    name = f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {LAST_NAMES[number % len(LAST_NAMES)]}"
    row = registrations.add(
        occurrence=occurrence, name=name, party_size=size, by=None, notice_version=current_version("event-notice")
    )
    phone = f"+905550001{number:03d}"
    Registration.objects.filter(pk=row.pk).update(
        person=remember(name=name, phone=phone), contact_digest=registration_keys.contact_digest(phone)
    )
