"""The agreed columns of the club's file. The consent page lists the same ones, so that nothing else can go out."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from lib import dates, phone


@dataclass(frozen=True)
class Column:
    key: str
    heading: str  # in the file: the club reads Turkish
    said: str  # on the consent page, to the young person
    value: Callable  # (claim) -> text
    is_erased: bool = False  # gone from our books once the club has confirmed


COLUMNS = [
    Column("reference", "Başvuru numarası", _("Başvuru numaran"), lambda claim: claim.case.shown_reference),
    Column("given_names", "Ad", _("Adın"), lambda claim: claim.given_names),
    Column("surname", "Soyad", _("Soyadın"), lambda claim: claim.surname),
    Column(
        "identity_number",
        "T.C. kimlik numarası",
        _("T.C. kimlik numaran"),
        lambda claim: claim.case.person.identity_number,
        is_erased=True,
    ),
    Column("birth", "Doğum tarihi", _("Doğum tarihin"), lambda claim: dates.short(claim.birth)),
    Column("neighbourhood", "Mahalle", _("Mahallen"), lambda claim: str(claim.case.neighbourhood or "")),
    Column("phone", "Cep telefonu", _("Cep telefonun"), lambda claim: phone.display(claim.case.person.phone)),
]


def row(claim):
    """One line of the file: texts in the order of COLUMNS."""
    return [column.value(claim) for column in COLUMNS]
