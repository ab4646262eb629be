"""The desk at two sizes, a tenth and the whole, so that one sees what grows with the table and what does not."""

import random
import statistics
import time
import uuid
from datetime import timedelta
from itertools import accumulate, count, islice

from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.models import Unit
from lib import turkish
from people import indexes
from people.models import NameWord, Person
from places.models import Neighbourhood
from tests import makers
from wishes import services
from wishes.complaints.models import Category, Complaint
from wishes.desk import inbox
from wishes.desk.paging import DESK, RECEIVED
from wishes.models import Case, CaseEvent, Contact
from wishes.workflow import OPEN, Channel, NotifyBy, Outcome, Status

from .stage import FIRST, LAST, WORDS, references
from .stopwatch import show_plans

YEARS, UNITS, TOPICS = 7, 14, 20
OPEN_DAYS, STILL_OPEN = 60, 0.01  # the newest are open, of the others one in a hundred: 3 % in all
MERGED, MORE_CONTACTS = 0.05, 0.2
BATCH = 20_000
ROUNDS = 9
RARE = "örümcek"
BIG, SMALL = 1_000_000, 100_000


def usual_size():
    return SMALL if connection.vendor == "sqlite" else BIG


# -- Filling --------------------------------------------------------------------------------
class Town:
    """The same municipality at any size: its units, topics and neighbourhoods, and ever more cases in seven years."""

    def __init__(self):
        for command in ["load_places", "make_roles", "load_categories", "load_clocks", "load_texts"]:
            call_command(command, verbosity=0)
        self.chance = random.Random(7)
        for number in range(UNITS - Unit.objects.count()):
            makers.make_unit(f"{number + 1}. Müdürlük")
        units = list(Unit.objects.order_by("pk")[:UNITS])
        for number in range(TOPICS - Category.objects.count()):
            makers.make_category(f"Konu {number + 1}", unit=units[number])
        self.clerks = {unit.pk: makers.make_clerk(f"memur{unit.pk}", unit).pk for unit in units}
        self.topics = [(topic.pk, topic.slug, topic.name, topic.unit_id) for topic in Category.objects.all()]
        self.hoods = list(Neighbourhood.objects.values_list("pk", flat=True))
        self.references, self.people, self.cases, self.contacts = references(), 0, 0, 0
        self.words = self._vocabulary()
        self.texts = []

    def _vocabulary(self):
        """Words as a language has them: some in every fifth text, thousands hardly ever."""
        syllables = [a + b for a in "bcdfghklmnprstvyzşç" for b in "aeıioöuü"]
        invented = ["".join(self.chance.choices(syllables, k=self.chance.randint(2, 4))) for _each in range(4_000)]
        words = list(dict.fromkeys(WORDS + invented))
        return words, list(accumulate(1 / (rank + 12) for rank in range(len(words))))

    def _text(self):
        words, weights = self.words
        return " ".join(self.chance.choices(words, cum_weights=weights, k=self.chance.randint(8, 16))).capitalize()

    def grow(self, cases):
        """Until there are so many cases, spread over the same seven years. Returns a line about it."""
        start, more = time.perf_counter(), cases - self.cases
        self._add_people(max(more // 8, 10))
        self.texts += [(text, turkish.search_text(text)) for text in (self._text() for _each in range(more // 20 + 50))]
        with _unhindered():
            for first in range(0, more, BATCH):
                self._add_cases(range(first, min(first + BATCH, more)), more)
        makers.make_directorate()
        waiting = Case.objects.open().count()
        took = time.perf_counter() - start
        return f"{self.cases} cases ({waiting} open), {self.contacts} contacts, {self.people} people in {took:.0f} s"

    def _add_people(self, number):
        chance, known = self.chance, count(self.people)
        ends = ["", "oğlu", "er", "türk", "can", "soy", "kan", "ata", "gil", "han", "taş", "dağ"]
        for _batch in range(0, number, BATCH):
            numbers = list(islice(known, min(BATCH, number - _batch)))
            facts = [
                (f"{chance.choice(FIRST)} {chance.choice(LAST)}{chance.choice(ends)}", f"+90555{n:07}") for n in numbers
            ]
            people = Person.objects.bulk_create(
                [
                    Person(
                        name=name,
                        phone=phone,
                        name_index=indexes.name_index(name),
                        phone_index=indexes.phone_index(phone),
                    )
                    for name, phone in facts
                ],
                batch_size=2_000,
            )
            NameWord.objects.bulk_create(
                (
                    NameWord(person=person, digest=digest)
                    for person in people
                    for digest in indexes.name_word_indexes(person.name)
                ),
                batch_size=5_000,
            )
        self.people += number

    def _add_cases(self, share, total):
        chance, now = self.chance, timezone.now()
        rows = {Case: [], Complaint: [], Contact: [], CaseEvent: []}
        for number in share:
            days = YEARS * 365 * (1 - number / total)
            case = self._case(now - timedelta(days=days, minutes=number % 1400), days)
            rows[Case].append(case)
            topic = case.pop("topic_pk")
            words = case.pop("words")
            rows[Complaint].append(
                {"case_id": case["id"], "category_id": topic, "nature": chance.choice(Complaint.Nature.values)}
            )
            self._contact(rows, case["merged_into_id"] or case["id"], case, words)
            if chance.random() < MORE_CONTACTS:
                other = chance.randint(1, case["id"])
                self._contact(rows, other, case | {"person_id": chance.randint(1, self.people)}, words)
            self._events(rows, case, words)
        for model, found in rows.items():
            _write(model, found)

    def _case(self, received_at, days):
        chance = self.chance
        self.cases += 1
        pk, is_open = self.cases, chance.random() < (0.9 if days < OPEN_DAYS else STILL_OPEN)
        merged = not is_open and pk > 100 and chance.random() < MERGED
        topic, slug, name, unit = chance.choice(self.topics)
        unit = unit if chance.random() < 0.7 else chance.choice(list(self.clerks))
        words, folded = chance.choice(self.texts)
        if pk % 20_000 == 7:
            words, folded = f"{words} {RARE}", f"{folded} {turkish.search_text(RARE)}"
        took = chance.randint(0, 40)
        promised = timezone.localdate(received_at) + timedelta(days=chance.choice([2, 3, 5, 10, 15, 21]))
        closed = None if is_open else received_at + timedelta(days=took)
        return {
            "id": pk,
            "reference": next(self.references),
            "kind": "complaint",
            "topic": slug,
            "topic_pk": topic,
            "words": words,
            "subject": name,
            "channel": chance.choice(Channel.values),
            "person_id": chance.randint(1, self.people) if chance.random() < 0.9 else None,
            "neighbourhood_id": chance.choice(self.hoods),
            "place": "Parkın yanı",
            "unit_id": unit,
            "assignee_id": self.clerks.get(unit) if chance.random() < 0.5 else None,
            "status": chance.choice(OPEN) if is_open else Status.CLOSED,
            "outcome": "" if is_open else Outcome.DUPLICATE if merged else chance.choice(Outcome.values[:-1]),
            "merged_into_id": chance.randint(max(1, pk - 90), pk - 1) if merged else None,
            "is_urgent": chance.random() < 0.03,
            "hold_reason": "captcha" if is_open and chance.random() < 0.02 else "",
            "notify_by": NotifyBy.SMS,
            "received_at": received_at,
            "promised_on": promised,
            "first_promised_on": promised,
            "due_on": timezone.localdate(received_at) + timedelta(days=30),
            "closed_at": closed,
            "days_taken": None if is_open else took,
            "kept_promise": None if is_open else timezone.localdate(closed) <= promised,
            "is_citizen_last": is_open and chance.random() < 0.1,
            "updated_at": received_at,
            "nonce": uuid.UUID(int=chance.getrandbits(128)),
            "link_digest": f"{pk:064x}",
            "receipt_digest": f"{pk:064x}",
            "search_text": f"{turkish.fold(name)} parkin yani {folded}",
        }

    def _contact(self, rows, case, facts, words):
        self.contacts += 1
        external = facts["channel"] == Channel.CIMER
        rows[Contact].append(
            {
                "case_id": case,
                "channel": facts["channel"],
                "person_id": facts["person_id"],
                "at": facts["received_at"],
                "external_number": f"26{self.contacts:08}" if external else "",
                "words": words,
                "clock": "petition",
                "started_on": timezone.localdate(facts["received_at"]),
                "due_on": facts["due_on"],
                "answered_at": facts["closed_at"],
            }
        )

    def _events(self, rows, case, words):
        kinds = CaseEvent.Kind
        for kind, at in [(kinds.RECEIVED, case["received_at"]), (kinds.CLOSED, case["closed_at"])]:
            if at:
                facts = {"case_id": case["id"], "kind": kind, "at": at, "unit_id": case["unit_id"], "is_public": True}
                closing = kind == kinds.CLOSED
                facts |= {"by_id": case["assignee_id"] if closing else None, "by_citizen": not closing}
                rows[CaseEvent].append(facts | {"text": words if closing else ""})


def _write(model, rows):
    """Many rows at once, past the ORM: COPY where the database knows it."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    if "id" not in rows[0]:
        fields = [field for field in fields if field.name != "id"]
    names = [field.attname for field in fields]
    usual = {field.attname: field.get_default() for field in fields}
    table, columns = model._meta.db_table, ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            kinds = [field.get_internal_type() for field in fields]
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    values = usual | row
                    copy.write_row(
                        ["{}" if kind == "JSONField" else values[name] for name, kind in zip(names, kinds, strict=True)]
                    )
        else:
            cursor.executemany(
                f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})",
                [
                    [field.get_db_prep_save((usual | row)[field.attname], connection) for field in fields]
                    for row in rows
                ],
            )


class _unhindered:
    """Without looking up every foreign key; the index of words and the statistics are made when all is there."""

    def __enter__(self):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET statement_timeout = 0; SET session_replication_role = replica")
                cursor.execute("DROP INDEX IF EXISTS wishes_case_words")
            else:
                cursor.execute("PRAGMA foreign_keys = OFF")
        self.atomic = transaction.atomic() if connection.vendor == "sqlite" else None
        if self.atomic:
            self.atomic.__enter__()

    def __exit__(self, *exception):
        if self.atomic:
            self.atomic.__exit__(*exception)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                for table in ["wishes_case", "wishes_contact", "wishes_caseevent", "complaints_complaint"]:
                    cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
                cursor.execute("CREATE INDEX wishes_case_words ON wishes_case USING gin (search_text gin_trgm_ops)")
                cursor.execute("SET session_replication_role = origin")
                cursor.execute("VACUUM ANALYZE")
                cursor.execute("SET statement_timeout = '30s'")
            else:
                cursor.execute("PRAGMA foreign_keys = ON")
                cursor.execute("ANALYZE")


# -- Measuring ------------------------------------------------------------------------------
class Sheet:
    """What each screen costs at each size, side by side."""

    def __init__(self, rounds, *, plans=False):
        self.rounds, self.plans, self.rows, self.sizes = rounds, plans, {}, []

    def at(self, size):
        self.sizes.append(size)

    def note(self, label, send, *, expect=(200,)):
        """`send` makes the request or calls the verb. What fails is said; the rest is measured all the same."""
        try:
            found = self._cost(label, send, expect)
        except (DatabaseError, AssertionError) as fault:
            print(f"  {label}: {type(fault).__name__} {str(fault)[:80]}", flush=True)
            return
        self.rows.setdefault(label, {})[self.sizes[-1]] = found
        queries, median, worst = found
        print(f"  {label:44}{queries:4}{median * 1000:9.0f} ms{worst * 1000:9.0f} ms", flush=True)

    def _cost(self, label, send, expect):
        answer = send()
        assert not expect or answer.status_code in expect, answer.status_code
        with CaptureQueriesContext(connection) as caught:
            send()
        asked = list(caught)
        times = []
        for _round in range(self.rounds):
            start = time.perf_counter()
            send()
            times.append(time.perf_counter() - start)
        if self.plans and len(self.sizes) > 1:
            show_plans(asked)
        return len(asked), statistics.median(times), max(times)

    def show(self):
        """Queries, median and worst milliseconds of each screen, the sizes beside each other."""
        print(f"\n{'':44}" + "".join(f"{f'{size:,} cases'.replace(',', '.'):>30}" for size in self.sizes))
        print(f"{'':44}" + f"{'queries':>12}{'median':>9}{'worst':>9}" * len(self.sizes))
        for label, found in self.rows.items():
            cells = [found.get(size) for size in self.sizes]
            print(f"{label:44}" + "".join(self._cell(cell) for cell in cells))

    def _cell(self, cell):
        if cell is None:
            return f"{'—':>12}{'—':>9}{'—':>9}"
        queries, median, worst = cell
        return f"{queries:12}{median * 1000:9.0f}{worst * 1000:9.0f}"


def run(options):
    town, whole = Town(), options.cases or usual_size()
    sheet = Sheet(min(options.rounds, ROUNDS), plans=options.plans)
    for size in [whole // 10, whole]:
        print(town.grow(size), flush=True)
        sheet.at(size)
        measure(sheet, town)
    sheet.show()


def measure(sheet, town):
    units = list(town.clerks)
    three = makers.make_clerk("uc-mudurluk", Unit.objects.get(pk=units[0]))
    three.units.set(units[:3])
    people = [
        ("all units", makers.make_directorate()),
        ("one unit", makers.make_clerk(f"memur{units[0]}", Unit.objects.get(pk=units[0]))),
        ("three units", three),
    ]
    for name, user in people:
        desk = Client()
        desk.force_login(user, "django.contrib.auth.backends.ModelBackend")
        _lists(sheet, desk, name)
        _searches(sheet, desk, name, user)
        _other_screens(sheet, desk, name, user)
    _saving(sheet, town)


def _lists(sheet, desk, name):
    def look(label, **parameters):
        sheet.note(f"{name}: {label}", lambda: desk.get(reverse("desk:inbox"), parameters))

    look("inbox")
    look("inbox, deep", sonra=_middle())
    for view in inbox.VIEWS:
        look(f"view {view.key}", gorunum=view.key)
    look("everything, newest first", durum="hepsi")
    look("everything, three years deep", durum="hepsi", sonra=_three_years_ago())
    look("closed ones of a neighbourhood", durum="kapali", mahalle=Neighbourhood.objects.first().pk)
    look("of a channel", kanal="phone")


def _middle():
    rows = Case.objects.open().filter(is_urgent=False).order_by("desk_day", "pk")
    return DESK.cursor(rows[rows.count() // 2])


def _three_years_ago():
    day = timezone.now() - timedelta(days=3 * 365)
    return RECEIVED.cursor(Case.objects.filter(received_at__lt=day).latest("received_at"))


def _searches(sheet, desk, name, user):
    seen = Case.objects.for_staff(user).filter(person__isnull=False, merged_into=None)
    case = seen.order_by("-received_at")[min(500, seen.count() // 2)]
    external = Contact.objects.filter(case__in=seen, channel=Channel.CIMER).exclude(external_number="").first()

    def ask(words):
        return desk.post(reverse("desk:search"), {"q": words})

    sheet.note(f"{name}: search, a reference", lambda: ask(case.shown_reference), expect=(302,))
    for label, words in [
        ("a phone", case.person.phone),
        ("a name", case.person.name),
        ("a first name", "Ayşe"),
        ("a CİMER number", external.external_number),
        ("a usual word", "salıncak"),
        ("a rare word", RARE),
        ("three words", "salıncak zincir kaldırım"),
        ("a word of two letters", "su"),
        ("a word nobody wrote", "zürafagiller"),
    ]:
        found = ask(words)["Location"]
        sheet.note(f"{name}: search, {label}", lambda found=found: desk.get(found))
    sheet.note(f"{name}: case page", lambda: desk.get(reverse("desk:case", args=[case.pk])))


SCREENS = [
    ("first page of the admin", "wagtailadmin_home", {}),
    ("intake", "intake:call", {}),
    ("reports", "desk:reports", {}),
    ("files to fetch", "desk:files", {}),
    ("who looked", "desk:reads", {}),
    ("public Karne", "karne", {}),
]


def _other_screens(sheet, desk, name, user):
    for label, address, parameters in SCREENS:
        try:
            path = reverse(address)
        except NoReverseMatch:
            continue
        sheet.note(f"{name}: {label}", lambda path=path, given=parameters: desk.get(path, given), expect=(200, 302))


def _saving(sheet, town):
    category = Category.objects.filter(authority="", asks_place=True).first()
    clerk = makers.make_clerk(f"memur{category.unit_id}", category.unit)
    numbers = count(town.cases + 10_000_000)
    made = []

    def receive():
        number = next(numbers)
        person = makers.make_person(name="Yeni Gelen", phone=f"+90556{number % 10**7:07}", email="")
        made.append(makers.make_complaint("Kaldırım taşı kırık.", category=category, person=person).case)

    sheet.note("saving: a complaint is received", receive, expect=())
    sheet.note("saving: an answer", lambda: services.answer(made[0], "Yarın geliyoruz.", by=clerk), expect=())
    sheet.note("saving: given to another", lambda: services.assign(made[0], unit=category.unit, by=clerk), expect=())
    Case.objects.filter(pk__in=[case.pk for case in made]).delete()
