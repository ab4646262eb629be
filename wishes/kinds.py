"""Catalogue of what a citizen can ask of the municipality. A new kind is a line here and a folder beside this file."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    key: str
    label: str
    clock: str  # key of the ClockPolicy that a citizen's own submission starts; "" when no law sets a day
    tells_days: bool = True  # may a message name the promised day? Not where it could give a surprise away


COMPLAINT = Kind("complaint", _("İstek ve şikâyet"), clock="petition")
WISH = Kind("wish", _("Dilek"), clock="", tells_days=False)
CLAIM = Kind("claim", _("Kocaelispor üyeliği"), clock="")

KINDS = {kind.key: kind for kind in [COMPLAINT, WISH, CLAIM]}
