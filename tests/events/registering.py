"""Helpers of the registration tests: an occurrence with few seats, people who register, what they were told."""

import json
from datetime import timedelta
from itertools import count

from django.utils import timezone
from wagtail.models import Site

from events import registrations, services
from events.models import EventDate, EventIndexPage, EventPage, Occurrence
from events.registration_models import Registration
from notices.models import Notice

_serial = count(1)


def make_index():
    found = EventIndexPage.objects.first()
    if found:
        return found
    root = Site.objects.select_related("root_page").get(is_default_site=True).root_page
    return root.add_child(instance=EventIndexPage(title="Etkinlikler", slug="etkinlikler"))


def make_occurrence(capacity=10, *, starts=None, hours=2, title="Ebru atölyesi", **facts):
    """One published date, a week ahead unless told otherwise."""
    starts = starts or timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=7)
    page = EventPage(title=title, slug=f"atolye-{next(_serial)}", place="Sabancı Kültür Sitesi")
    page.dates = [EventDate(starts_at=starts, ends_at=starts + timedelta(hours=hours), capacity=capacity, **facts)]
    make_index().add_child(instance=page)
    services.schedule(page)
    return page.occurrences.get()


def make_unverified(occurrence, party_size=1, **facts):
    """Somebody filled in the form; the code is still on its way."""
    number = next(_serial)
    facts = {"name": f"Konuk {number}", "phone": f"+9055500{number:05d}"} | facts
    nonce = facts.pop("nonce", None) or Registration._meta.get_field("nonce").get_default()
    return registrations.begin(occurrence=occurrence, party_size=party_size, nonce=nonce, **facts)


def register(occurrence, party_size=1, **facts):
    """As if the right code had been typed."""
    return registrations.settle(make_unverified(occurrence, party_size, **facts))


def states(*people):
    return [str(Registration.objects.get(pk=row.pk).state) for row in people]


def told(registration):
    """Keys of what this person was told, in order."""
    return list(Notice.objects.filter(about=registration.code).order_by("pk").values_list("key", flat=True))


def facts_told(registration, key):
    return json.loads(Notice.objects.filter(about=registration.code, key=key).latest("pk").context)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def counts_are_right():
    assert not Occurrence.objects.miscounted().exists()
