"""The attendees of one date as the desk sees them: covered lines, the search at the door, the file."""

import re
from collections import Counter

from django.utils.translation import gettext as _

from lib import cells, masking, phone, reference, turkish
from people.services import log_read

from .registration_models import EXPECTED, HOLDING, Registration, State

SHOWN = (State.CONFIRMED, State.ATTENDED, State.OFFERED, State.WAITING, State.NO_SHOW, State.CANCELLED, State.LAPSED)
AT_THE_DOOR = (State.CONFIRMED, State.ATTENDED, State.NO_SHOW)
MOST_FOUND = 20


class Line:
    """One registration. Whoever reads the list recognises whom they know, and learns nobody else."""

    def __init__(self, registration, *, revealed=False):
        self.registration, self.revealed = registration, revealed
        self.person = registration.person

    @property
    def name(self):
        if self.person is None:
            return _("Bilgileri silindi")
        return self.person.name if self.revealed else masking.name(self.person.name)

    @property
    def contact(self):
        if self.person is None:
            return ""
        if self.revealed:
            return phone.display(self.person.phone) if self.person.phone else self.person.email
        return masking.phone(self.person.phone) or masking.email(self.person.email)

    @property
    def notes(self):
        return self.registration.notes if self.revealed else ""

    @property
    def has_notes(self):
        return bool(self.registration.notes)


def of(occurrence):
    """Those with a seat first, then the queue, then who left."""
    order = {state: place for place, state in enumerate(SHOWN)}
    rows = occurrence.registrations.filter(state__in=SHOWN).select_related("person").order_by("verified_at", "pk")
    return sorted(rows, key=lambda row: order[row.state])


def counts(occurrence):
    """People, not registrations: {"seats", "taken", "came", "expected", "waiting", "offered"}."""
    people = Counter()
    for state, size in occurrence.registrations.values_list("state", "party_size"):
        people[state] += size
    return {
        "seats": occurrence.seats,
        "taken": sum(people[state] for state in HOLDING),
        "expected": sum(people[state] for state in EXPECTED),
        "came": people[State.ATTENDED],
        "missing": people[State.CONFIRMED],
        "offered": people[State.OFFERED],
        "waiting": people[State.WAITING],
    }


def subject(occurrence):
    return f"seans:{occurrence.pk}"


# -- The door --------------------------------------------------------------------------------
def find(occurrence, text, *, by):
    """Registrations with a seat whose name begins with these words, whose telephone ends so, or of this number.

    Names are sealed, so the few hundred of one date are opened and compared here; the look is written down.
    """
    words, digits = turkish.fold(text).split(), re.sub(r"[^0-9]", "", text)
    if not words:
        return []
    log_read(user=by, action="search", subject=subject(occurrence))
    rows = occurrence.registrations.filter(state__in=AT_THE_DOOR).select_related("person").order_by("pk")
    try:
        code = reference.parse(text, "")
    except reference.InvalidReference:
        code = ""
    only_digits = digits and not re.search(r"[^\W\d_]", text)
    found = []
    for row in rows:
        if row.code == code or _named(row.person, words) or (only_digits and _ends(row.person, digits)):
            found.append(row)
    return sorted(found, key=lambda row: (row.state == State.ATTENDED, row.code))[:MOST_FOUND]


def _named(person, words):
    if person is None or not person.name:
        return False
    parts = turkish.fold(person.name).split()
    return all(any(part.startswith(word) for part in parts) for word in words)


def _ends(person, digits):
    return person is not None and len(digits) >= 4 and person.phone.endswith(digits.removeprefix("0"))


# -- The file --------------------------------------------------------------------------------
HEADS = ["Kayıt no", "Ad soyad", "Telefon", "E-posta", "Kişi", "Durum", "Not", "Kayıt zamanı", "Geliş zamanı"]


def rows_of_file(occurrence):
    for row in of(occurrence):
        person = row.person
        yield [
            row.shown_code,
            person.name if person else "",
            phone.display(person.phone) if person and person.phone else "",
            person.email if person else "",
            row.party_size,
            str(State(row.state).label),
            row.notes,
            row.verified_at,
            row.arrived_at,
        ]


def as_file(occurrence, kind, *, by):
    """(bytes, content type) of the whole list, names in clear; written down as an export. kind: "xlsx" or "csv"."""
    log_read(user=by, action="export", subject=subject(occurrence))
    rows = rows_of_file(occurrence)
    if kind == "csv":
        return cells.as_csv(HEADS, rows), "text/csv; charset=utf-8"
    title = f"{occurrence.page.title} {occurrence.day_text}"
    return (
        cells.as_xlsx(title, HEADS, rows),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


def registration_of(occurrence, pk):
    return Registration.objects.filter(occurrence=occurrence, pk=pk).select_related("person", "occurrence__page")
