"""What became of a date, in one sentence: the same words on its page, in lists and in messages."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from .dated import Dated
from .planning import CANCELLED, MOVED, POSTPONED, RELOCATED
from .rules import wall


def of(occurrence) -> str:
    """ "İptal edildi: Yağmur bekleniyor", "Ertelendi: yeni gün 7 Şubat 2026 Cumartesi"; "" when nothing happened."""
    return ": ".join(part for part in parts(occurrence) if part)


def parts(occurrence) -> tuple[str, str]:
    """(what happened, what is so now); both empty when nothing happened."""
    if occurrence.state == CANCELLED:
        return _("İptal edildi"), occurrence.reason
    if occurrence.state == POSTPONED:
        return _("Ertelendi"), _("yeni günü sonra duyuracağız")
    if occurrence.state == MOVED:
        lead, text = _moved(occurrence)
        return lead, f"{text}. {_new_place(occurrence)}" if occurrence.is_relocated else text
    return (_("Yeri değişti"), occurrence.place_text) if occurrence.is_relocated else ("", "")


def _moved(occurrence):
    was, now = wall(occurrence.original_start).date(), wall(occurrence.starts_at).date()
    if was == now:
        return _("Saati değişti"), occurrence.hours or occurrence.day_text
    return (_("Öne alındı") if now < was else _("Ertelendi")), _("yeni gün %s") % occurrence.when


def _new_place(occurrence):
    return _("Yeni yer: %s") % occurrence.place_text


@dataclass
class Moment(Dated):
    """A date as a change remembers it."""

    starts_at: datetime
    ends_at: datetime | None
    precision: str

    @classmethod
    def read(cls, values):
        ends = values["ends_at"]
        starts = datetime.fromisoformat(values["starts_at"])
        return cls(starts, datetime.fromisoformat(ends) if ends else None, values["precision"])


def subject(change) -> str:
    """Which date was changed: "7 Şubat 2026 Cumartesi, 20.00"."""
    return _("Bütün tarihler") if change.is_of_all else Moment.read(change.old).when


def deed(change) -> str:
    """What was done to it: "İptal edildi", "Yeni gün: 8 Şubat 2026 Pazar, 20.00"."""
    if change.what == CANCELLED:
        return _("İptal edildi")
    if change.what == POSTPONED:
        return _("Ertelendi. Yeni günü sonra duyuracağız")
    if change.what == MOVED:
        return _("Yeni gün: %s") % Moment.read(change.new).when
    if change.what == RELOCATED:
        hood = change.new.get("neighbourhood_name", "")
        return _("Yeni yer: %s") % ", ".join(part for part in (change.new["place"], hood) if part)
    return _("Eski hâline döndü")


def planned_day(occurrence) -> str:
    """The day on which a date was announced first."""
    length = occurrence.ends_at - occurrence.starts_at if occurrence.ends_at else None
    start = occurrence.original_start
    return Moment(start, start + length if length else None, occurrence.precision).when
