"""A throw-away database and what stands in it: true pages of the demo, many more of them, and two years of cases."""

import logging
import random
import time
import uuid
from contextlib import contextmanager
from datetime import timedelta
from itertools import count

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from events import services
from events.models import EventDate, EventIndexPage, EventPage
from home.demo import site
from lib import reference, turkish
from news.models import NewsIndexPage, NewsPage
from people import indexes
from people.models import NameWord, Person
from places.models import Neighbourhood
from tests import makers
from wishes import keys
from wishes.complaints.models import Category, Complaint
from wishes.models import Case, CaseEvent, Contact
from wishes.workflow import OPEN, Channel, NotifyBy, Outcome, Status

YEARS = 2
UNITS = 20
BATCH = 2_000
FIRST, LAST, WORDS = (
    words.split()
    for words in (
        "Ayşe Mehmet Zeynep Ali Fatma Mustafa Elif Hasan Emine Hüseyin Gül İbrahim Songül Işıl Çağla Ömer",
        "Yılmaz Kaya Demir Çelik Şahin Öztürk Aydın Arslan Doğan Kılıç Aslan Çetin Koç Kurt Özdemir Ünal",
        "salıncağın zinciri kopuk çocuklar düşüyor kaldırım taşı kırık yağmur suyu birikiyor çöp konteyneri doldu "
        "sokak lambası yanmıyor ağaç dalı yola eğildi gürültü geceleri sürüyor otobüs durağı camı çatlak park bankı "
        "boyasız köpekler için su kabı gerek çukur derinleşti mazgal tıkalı yaya geçidi silindi teşekkür ederiz",
    )
)


@contextmanager
def database(folder):
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(folder / "bench.sqlite3")
    else:
        connection.settings_dict["TEST"]["NAME"] = "cinar_bench"
    settings.ALLOWED_HOSTS = ["*"]
    logging.disable(logging.WARNING)  # the search index tells of every page, Django of every refusal
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def fill(*, cases, pages):
    """Everything of every screen; returns a line that says what was made and how long it took."""
    start = time.perf_counter()
    for command in ["load_places", "make_roles", "load_categories", "load_clocks", "load_texts"]:
        call_command(command, verbosity=0)
    with transaction.atomic():
        site.build()
        fill_pages(pages)
    fill_cases(cases)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # PostgreSQL does so by itself after a while
    waiting = Case.objects.open().count()
    return f"{cases} cases ({waiting} open), {pages} news, {pages} events in {time.perf_counter() - start:.0f} s"


def fill_pages(number):
    news, events = NewsIndexPage.objects.get(), EventIndexPage.objects.get()
    today, chance = timezone.localdate(), random.Random(1)
    for n in range(number):
        title, summary = _words(chance, 5).capitalize(), _words(chance, 20)
        news.add_child(instance=NewsPage(title=f"{title} {n}", summary=summary, date=today - timedelta(days=n)))
        page = EventPage(title=f"Sinema {title} {n}", summary=summary)
        page.dates = [EventDate(starts_at=timezone.now() + timedelta(days=n - number // 2, hours=n % 8))]
        events.add_child(instance=page)
        services.schedule(page)


def fill_cases(number):
    chance, now = random.Random(2), timezone.now()
    units = [makers.make_unit(f"{n}. Müdürlük") for n in range(1, UNITS + 1)]
    facts = {
        "units": [(unit, makers.make_clerk(f"memur{n}", unit)) for n, unit in enumerate(units, 1)],
        "categories": list(Category.objects.all()),
        "hoods": list(Neighbourhood.objects.all()[:60]),
        "references": references(),
    }
    known = count(1)
    for first in range(0, number, BATCH):
        share = range(first, min(first + BATCH, number))
        # Old ones first, as they came.
        moments = [now - timedelta(days=365 * YEARS * (1 - n / number), minutes=n % 7) for n in share]
        with transaction.atomic():
            people = _people(chance, known, len(share) // 2)
            made = Case.objects.bulk_create(_case(chance, at, people, now=now, **facts) for at in moments)
            _what_hangs_on(made, chance, facts["categories"])


def references():
    """In a hundred thousand two may well be the same; the portal then takes another, and so do we."""
    seen = set()
    while True:
        found = reference.make()
        if found not in seen:
            seen.add(found)
            yield found


def _people(chance, known, number):
    names = [f"{chance.choice(FIRST)} {chance.choice(LAST)}" for _each in range(number)]
    phones = [f"+90555{next(known):07}" for _each in range(number)]
    people = Person.objects.bulk_create(
        Person(name=name, phone=phone, name_index=indexes.name_index(name), phone_index=indexes.phone_index(phone))
        for name, phone in zip(names, phones, strict=True)
    )
    NameWord.objects.bulk_create(
        NameWord(person=person, digest=digest) for person in people for digest in indexes.name_word_indexes(person.name)
    )
    return people


def _case(chance, received_at, people, *, units, categories, hoods, references, now):
    age = (now - received_at).days
    is_open = chance.random() < (0.9 if age < 21 else 0.05)
    status = chance.choice(OPEN) if is_open else Status.CLOSED
    unit, clerk = chance.choice(units)
    category, subject = chance.choice(categories), _words(chance, 3)
    promised = timezone.localdate(received_at) + timedelta(days=category.promise_days)
    case = Case(
        reference=next(references),
        nonce=uuid.UUID(int=chance.getrandbits(128)),
        kind="complaint",
        subject=category.name,
        person=chance.choice(people) if chance.random() < 0.9 else None,
        neighbourhood=chance.choice(hoods),
        place=subject,
        unit=unit,
        assignee=clerk if chance.random() < 0.7 else None,
        status=status,
        outcome="" if is_open else Outcome.DONE,
        is_urgent=chance.random() < 0.03,
        hold_reason="captcha" if is_open and chance.random() < 0.02 else "",
        notify_by=NotifyBy.SMS,
        received_at=received_at,
        promised_on=promised if chance.random() < 0.95 else None,
        due_on=promised + timedelta(days=15),
        closed_at=None if is_open else received_at + timedelta(days=5),
        search_text=turkish.search_text(category.name, subject, _words(chance, 25)),
    )
    case.link_digest = keys.digest(keys.link_token(case), "link")
    case.receipt_digest = keys.digest(keys.receipt_code(case), "receipt")
    return case


def _what_hangs_on(cases, chance, categories):
    """One contact and three events each, and the row of the kind."""
    natures = list(Complaint.Nature)
    Complaint.objects.bulk_create(
        Complaint(case=case, category=chance.choice(categories), nature=chance.choice(natures)) for case in cases
    )
    Contact.objects.bulk_create(
        Contact(case=case, person=case.person, at=case.received_at, channel=chance.choice(list(Channel)), words=words)
        for case in cases
        for words in [_words(chance, 25).capitalize()]
    )
    kinds = CaseEvent.Kind
    CaseEvent.objects.bulk_create(
        CaseEvent(
            case=case,
            kind=kind,
            at=case.received_at + timedelta(days=days),
            by_citizen=kind in (kinds.RECEIVED, kinds.WROTE),
            by=None if kind in (kinds.RECEIVED, kinds.WROTE) else case.assignee,
            is_public=kind != kinds.ASSIGNED,
            text="" if kind == kinds.ASSIGNED else _words(chance, 12),
        )
        for case in cases
        for days, kind in enumerate(
            [kinds.RECEIVED, kinds.ASSIGNED, kinds.WROTE if chance.random() < 0.1 else kinds.ANSWERED]
        )
    )


def _words(chance, number):
    return " ".join(chance.choices(WORDS, k=number))
