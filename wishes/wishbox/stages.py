"""How a wish goes through our hands: stages and the lawful moves between them. Data only.

The end is not a stage: whether a wish came true is the outcome of its case, so that the desk, the tracking page and
the board can never say different things.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    NEW = "new", _("yeni")
    CHOSEN = "chosen", _("seçildi")
    PREPARING = "preparing", _("hazırlık")
    PLANNED = "planned", _("ziyaret günü")


#: Wishes that will cost something: they stand against the campaign's budget.
SHORTLIST = (Stage.CHOSEN, Stage.PREPARING, Stage.PLANNED)

# verb -> {stage before: stage after}
MOVES = {
    "choose": {Stage.NEW: Stage.CHOSEN},
    "prepare": {Stage.CHOSEN: Stage.PREPARING},
    "plan": {Stage.CHOSEN: Stage.PLANNED, Stage.PREPARING: Stage.PLANNED, Stage.PLANNED: Stage.PLANNED},
    "unplan": {Stage.PLANNED: Stage.PREPARING},
    "release": {Stage.CHOSEN: Stage.NEW, Stage.PREPARING: Stage.NEW},
}


def can(verb, stage):
    return stage in MOVES[verb]
