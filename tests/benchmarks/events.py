"""The events with much in them: the throw-away programme of some years, and the pages that citizens look it up on."""

import random
import time
import uuid
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page

from events.models import Audience, EventCategory, EventDate, EventIndexPage, EventPage, Occurrence, Venue
from places.models import Neighbourhood

DAYS = 365  # back and ahead
BATCH = 1_000
VENUES = 60


def fill(*, events, dates):
    """Events under the index, written straight into the tables as schedule() would leave them, ten times sooner."""
    start, chance = time.perf_counter(), random.Random(3)
    with transaction.atomic():
        pages = _pages(events, chance)
        _occurrences(pages, dates, chance)
    cache.clear()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    took = time.perf_counter() - start
    return f"{EventPage.objects.count()} events, {Occurrence.objects.count()} occurrences in {took:.0f} s"


def _pages(number, chance):
    index = EventIndexPage.objects.get()
    first = index.numchild + 1
    hoods = list(Neighbourhood.objects.for_forms().exclude(lat=None))
    venues = Venue.objects.bulk_create(_venue(n, chance.choice(hoods), chance) for n in range(VENUES))
    kind, locale, categories = _kind(), Locale.get_default(), list(EventCategory.objects.all())
    rows = Page.objects.bulk_create(
        [
            Page(
                title=f"Etkinlik {n}",
                draft_title=f"Etkinlik {n}",
                slug=f"etkinlik-{n}",
                path=EventPage._get_path(index.path, index.depth + 1, first + n),
                depth=index.depth + 1,
                url_path=f"{index.url_path}etkinlik-{n}/",
                content_type=kind,
                locale=locale,
                translation_key=uuid.UUID(int=chance.getrandbits(128)),
                live=True,
            )
            for n in range(number)
        ],
        batch_size=BATCH,
    )
    Page.objects.filter(pk=index.pk).update(numchild=index.numchild + number)
    pages = []
    for row in rows:
        venue = chance.choice(venues) if chance.random() < 0.4 else None
        hood = venue.neighbourhood if venue else chance.choice([*hoods, None])
        page = EventPage(
            page_ptr_id=row.pk,
            category=chance.choice(categories),
            audience=chance.choice(Audience.values),
            is_free=chance.random() < 0.6,
            venue=venue,
            neighbourhood=hood,
        )
        page.save_base(raw=True)  # its own table only; the Page stands
        pages.append(page)
    return pages


def _kind():
    return ContentType.objects.get_for_model(EventPage)


def _venue(number, hood, chance):
    return Venue(
        name=f"Salon {number}",
        neighbourhood=hood,
        latitude=hood.lat + chance.uniform(-0.004, 0.004),
        longitude=hood.lon + chance.uniform(-0.004, 0.004),
    )


def _occurrences(pages, number, chance):
    """Each event every week for some weeks: one line of its plan, and the dates that follow from it."""
    now = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    states = [Occurrence.State.SCHEDULED] * 9 + [Occurrence.State.CANCELLED]
    each = number // len(pages)
    edge = max(DAYS - 7 * each // 2, 0)
    plans, rows = [], []
    for page in pages:
        first = now + timedelta(days=chance.randint(-edge, edge) - 7 * (each // 2), hours=chance.randint(-6, 6))
        length = timedelta(days=20) if chance.random() < 0.01 else timedelta(hours=2)
        plan = EventDate(page=page, starts_at=first, ends_at=first + length, repeats="weekly", count=each)
        plans.append(plan)
        for n in range(each):
            starts = first + timedelta(days=7 * n)
            rows.append(
                Occurrence(
                    page=page,
                    plan=plan.uid,
                    original_start=starts,
                    starts_at=starts,
                    ends_at=starts + length,
                    over_at=starts + length,
                    neighbourhood_id=page.neighbourhood_id,
                    state=chance.choice(states),
                )
            )
    EventDate.objects.bulk_create(plans, batch_size=BATCH)
    Occurrence.objects.bulk_create(rows, batch_size=BATCH)


# -- What is measured -------------------------------------------------------------------------------
def measure(watch):
    visitor = Client()

    def look(label, **parameters):
        return watch.request(label, lambda: visitor.get("/etkinlikler/", parameters))

    hood = Occurrence.objects.coming().exclude(neighbourhood=None).first().neighbourhood.slug
    kind = EventCategory.objects.first().slug
    day = timezone.localdate() + timedelta(days=30)
    watch.request("home", lambda: visitor.get("/"))
    look("list")
    look("list, a page in the middle", sonra=_cursor(Occurrence.objects.coming(), "starts_at"))
    look("list, today", zaman="bugun")
    look("list, this week", zaman="hafta")
    look("list, the weekend", zaman="hafta-sonu")
    look("list, a range of a week", baslangic=f"{day}", bitis=f"{day + timedelta(days=6)}")
    look("list, a neighbourhood", mahalle=hood)
    look("list, a kind", tur=kind)
    look("list, for children", kimler="children")
    look("list, free of charge", ucretsiz="on")
    look("list, all filters", zaman="hafta", mahalle=hood, tur=kind, kimler="children", ucretsiz="on")
    look("list, all filters, any time", mahalle=hood, tur=kind, kimler="children", ucretsiz="on")
    look("month", ay=f"{day:%Y-%m}")
    look("month, a neighbourhood", ay=f"{day:%Y-%m}", mahalle=hood)
    look("archive", zaman="gecmis")
    look("archive, a page in the middle", zaman="gecmis", sonra=_cursor(Occurrence.objects.past(), "over_at"))
    look("archive, a year", zaman="gecmis", yil=f"{timezone.localdate().year}")
    look("map", gorunum="harita")
    look("map, this week", gorunum="harita", zaman="hafta")
    look("map, near by", gorunum="harita", yakin=hood)
    for file in ["takvim.ics", "atom.xml"]:
        for label, query in [("of all", {}), ("of a neighbourhood", {"mahalle": hood}), ("of a kind", {"tur": kind})]:
            watch.request(f"{file} {label}", lambda file=file, query=query: visitor.get(f"/etkinlikler/{file}", query))


def _cursor(occurrences, moment):
    from events import paging

    return paging.Order(moment).cursor(occurrences[occurrences.count() // 2])
