from datetime import datetime

import pytest
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import Site

from events import services
from events.models import EventDate, EventIndexPage, EventPage


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def index(db):
    root = Site.objects.select_related("root_page").get(is_default_site=True).root_page
    return root.add_child(instance=EventIndexPage(title="Etkinlikler", slug="etkinlikler"))


def moment(text):
    """ "2026-11-24 16:00" in Istanbul."""
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.fixture
def make_event(index):
    """A published event with the plan given as dicts; `starts` and `ends` are texts."""

    def make(title="Köy meydanında sinema", *dates, parent=None, **facts):
        page = EventPage(title=title, **facts)
        page.dates = [
            EventDate(
                starts_at=moment(date["starts"]),
                ends_at=moment(date["ends"]) if "ends" in date else None,
                **{name: value for name, value in date.items() if name not in ("starts", "ends")},
            )
            for date in dates
        ]
        (parent or index).add_child(instance=page)
        services.schedule(page)
        return page

    return make
