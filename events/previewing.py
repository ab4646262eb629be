"""How an event's page will look in each of its states, before any of it has happened."""

from datetime import timedelta

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from .planning import CANCELLED, POSTPONED

PAST = "past"
MODES = [
    ("", _("Yayımlanacağı gibi")),
    (CANCELLED, _("İptal edilince")),
    (POSTPONED, _("Ertelenince")),
    (PAST, _("Geçtikten sonra")),
]


def as_if(occurrences, mode, now):
    """The unsaved dates of a preview, as they would stand then."""
    ahead = [occurrence for occurrence in occurrences if occurrence.over_at >= now]
    if mode in (CANCELLED, POSTPONED):
        for occurrence in ahead:
            occurrence.state, occurrence.reason = mode, _now("Nedeni burada yazar.")
    elif mode == PAST and ahead:
        weeks = (max(occurrence.over_at for occurrence in ahead) - now) // timedelta(weeks=1) + 1
        for occurrence in ahead:
            _set_back(occurrence, timedelta(weeks=weeks))
    return occurrences


def _set_back(occurrence, span):
    for name in ("starts_at", "ends_at", "over_at", "original_start"):
        if value := getattr(occurrence, name):
            setattr(occurrence, name, value - span)
