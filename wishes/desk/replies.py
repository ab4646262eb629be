"""Words a clerk starts from: ready replies with a handful of variables. An editor's text meets no template engine."""

import re

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib import dates

from . import kinds
from .models import ReplyTemplate

#: The verbs that write to a citizen in words, and what they are called.
VERBS = {
    "answer": _("Yanıtla"),
    "ask": _("Sor"),
    "transfer": _("İlet"),
    "close": _("Kapat"),
    "promise": _("Söz günü"),
}
#: variable -> (what it stands for, its value for a case)
VARIABLES = {
    "numara": (_("Başvuru numarası"), lambda case: case.shown_reference),
    "soz_gunu": (
        _("Söz verdiğimiz gün"),
        # A day that is past is promised to nobody again: it stands open.
        lambda case: dates.long(case.promised_on) if case.promised_on and not case.is_overdue else "",
    ),
    "mudurluk": (_("İlgilenen müdürlük"), lambda case: str(case.unit or "")),
    "konu": (_("Başvurunun konusu"), lambda case: case.subject),
    "kurum": (_("İşin sahibi olan kurum"), lambda case: case.authority or kinds.of(case).authority(case)),
}
MISSING = "…"  # what the case does not know stands open, so that the clerk sees it
MOST = 30  # offered for one verb

_VARIABLE = re.compile(r"\{\{([^{}]*)\}\}")


def unknown(text: str) -> list[str]:
    """What stands in double braces and is no variable; braces without a partner too."""
    wrong = [name.strip() for name in _VARIABLE.findall(text) if name.strip() not in VARIABLES]
    rest = _VARIABLE.sub("", text)
    return wrong + [brace for brace in ("{{", "}}") if brace in rest]


def fill(text: str, case) -> str:
    """The text with the variables of this case; what is put in is not read again."""

    def value(match):
        name = match[1].strip()
        return (VARIABLES[name][1](case) or MISSING) if name in VARIABLES else match[0]

    return _VARIABLE.sub(value, text)


def offered(case, verbs):
    """{verb: [ReplyTemplate, …]} for the case's topic and unit, the closest fitting first. One query."""
    rows = (
        ReplyTemplate.objects.filter(is_active=True, verb__in=verbs)
        .filter(Q(topic="") | Q(topic=case.topic))
        .filter(Q(unit=None) | Q(unit=case.unit_id))
    )
    found = {}
    for row in sorted(rows, key=lambda row: (not row.topic, not row.unit_id)):
        found.setdefault(row.verb, []).append(row)
    return {verb: rows[:MOST] for verb, rows in found.items()}
