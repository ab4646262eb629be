"""What would have become of last year's complaints under a draft: counted before it comes into force.

Compared are the rules in force today and the draft, both asked about the same cases. Only figures and primary keys are
kept; examples are read, and covered, when they are shown.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from django.utils import timezone

from accounts.models import Unit
from wishes.desk import inbox
from wishes.kinds import COMPLAINT
from wishes.models import Case

from .models import Category, RuleSet
from .routing import Facts, Rule, first_match, rules_in_force

AT_ONCE = 20_000  # cases that are looked at while somebody waits; more of them in the background
DAYS = 365
EXAMPLES, EACH = 30, 5
_COLUMNS = ["pk", "topic", "neighbourhood_id", "channel", "is_urgent", "unit_id"]


def rehearse(draft, *, user, at_most=AT_ONCE):
    """Count, and keep the result with the draft, unless the draft was changed meanwhile. Returns the result or None."""
    result = _count(draft, user, at_most) | {"version": draft.version, "by": user.pk}
    kept = RuleSet.objects.drafts().filter(pk=draft.pk, version=draft.version).update(rehearsal=result)
    return result if kept else None


def _count(draft, user, at_most):
    now = timezone.now()
    before, after = rules_in_force(), tuple(Rule.of(row) for row in draft.rules.all())
    own = dict(Category.objects.values_list("slug", "unit"))
    closed = set(Unit.objects.filter(is_active=False).values_list("pk", flat=True))
    before = tuple(rule for rule in before if rule.unit not in closed)
    with_words = any(rule.words for rule in (*before, *after))
    looked, unknown, arrived, pairs, examples = 0, 0, Counter(), Counter(), defaultdict(list)
    cases = (
        Case.objects.for_staff(user)
        .filter(kind=COMPLAINT.key, received_at__gte=now - timedelta(days=DAYS))
        .order_by("-received_at", "-id")
        .values_list(*_COLUMNS, *(["search_text"] if with_words else []))
    )
    more = cases[: at_most + 1] if at_most else cases
    rows = more.iterator(chunk_size=2_000)
    for pk, topic, hood, channel, danger, unit, *text in islice(rows, at_most or None):
        if topic not in own:  # its topic is gone: nobody can say where it would go
            unknown += 1
            continue
        looked += 1
        facts = Facts(topic, hood, channel, danger, text[0] if text else "")
        source, target = (rule.unit if (rule := first_match(rules, facts)) else own[topic] for rules in (before, after))
        if source == target:
            continue
        pairs[source, target] += 1
        arrived[source, target] += unit == target
        if len(examples[source, target]) < EACH:
            examples[source, target].append(pk)
    is_capped = at_most is not None and next(rows, None) is not None
    return {
        "at": now.isoformat(),
        "looked": looked,
        "unknown": unknown,
        "is_capped": is_capped,
        "moved": pairs.total(),
        "pairs": [
            {"from": source, "to": target, "count": count, "arrived": arrived[source, target]}
            for (source, target), count in pairs.most_common()
        ],
        "examples": [pk for pair, _count in pairs.most_common() for pk in examples[pair]][:EXAMPLES],
    }


# -- Showing --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Move:
    source: str
    target: str
    count: int
    arrived: int  # of these, how many stand at that unit today: somebody carried them over by hand


def moves(result):
    names = dict(Unit.objects.values_list("pk", "name"))
    return [Move(names.get(p["from"], ""), names.get(p["to"], ""), p["count"], p["arrived"]) for p in result["pairs"]]


def examples(draft, user):
    """[(line of the inbox, where to)]: what this user may see of the kept examples, covered as in every list."""
    result, today = draft.rehearsal, timezone.localdate()
    cases = inbox.with_what_a_line_needs(Case.objects.for_staff(user).filter(pk__in=result["examples"]))
    by_pk = {case.pk: case for case in cases}
    rules = tuple(Rule.of(row) for row in draft.rules.select_related("unit"))
    units = Unit.objects.in_bulk([rule.unit for rule in rules])
    own = {category.slug: category.unit for category in Category.objects.select_related("unit")}
    shown = []
    for pk in result["examples"]:
        if case := by_pk.get(pk):
            facts = Facts(case.topic, case.neighbourhood_id, case.channel, case.is_urgent, case.search_text)
            rule = first_match(rules, facts)
            shown.append((inbox.Line(case, today), units[rule.unit] if rule else own.get(case.topic)))
    return shown
