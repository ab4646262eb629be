"""Where a complaint goes: rules as data, read from the top, the first that matches decides. Pure but for the loading.

Without rules, or when none matches, a topic goes to its own unit (Category.unit), as it always did.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from accounts.models import Unit
from lib import turkish

from .models import Category, RuleSet


@dataclass(frozen=True)
class Facts:
    """What a rule may ask of a complaint; `text` is folded (lib.turkish.search_text)."""

    topic: str
    neighbourhood: int | None = None
    channel: str = ""
    danger: bool = False
    text: str = ""


@dataclass(frozen=True)
class Rule:
    """One rule with its conditions; an empty condition always holds."""

    pk: int
    unit: int
    assignee: int | None = None
    promise_days: int | None = None
    topics: frozenset[str] = frozenset()
    neighbourhoods: frozenset[int] = frozenset()
    channels: frozenset[str] = frozenset()
    danger: bool | None = None
    words: tuple[tuple[str, ...], ...] = ()  # any of these; of each all its parts

    @classmethod
    def of(cls, row):
        return cls(
            row.pk,
            row.unit_id,
            row.assignee_id,
            row.promise_days,
            frozenset(row.topics),
            frozenset(row.neighbourhoods),
            frozenset(row.channels),
            row.danger,
            wanted_words(row.words),
        )

    def matches(self, facts: Facts) -> bool:
        return (
            (not self.topics or facts.topic in self.topics)
            and (not self.neighbourhoods or facts.neighbourhood in self.neighbourhoods)
            and (not self.channels or facts.channel in self.channels)
            and (self.danger is None or facts.danger == self.danger)
            and (not self.words or self._speaks_of(facts.text))
        )

    def _speaks_of(self, text):
        return any(all(part.search(text) for part in parts) for parts in self._patterns)

    @cached_property
    def _patterns(self):
        # "su" means su and suyu, not sucuk's end nor basu: a word is known by its beginning.
        return [[re.compile(rf"(?<![^\W_]){re.escape(part)}") for part in parts] for parts in self.words]

    def covers(self, other: "Rule") -> bool:
        """Whatever the other rule matches, this one matches too (as far as can be told without asking cases)."""
        return (
            _wider(self.topics, other.topics)
            and _wider(self.neighbourhoods, other.neighbourhoods)
            and _wider(self.channels, other.channels)
            and self.danger in (None, other.danger)
            and (not self.words or (bool(other.words) and all(self._knows(parts) for parts in other.words)))
        )

    def _knows(self, parts):
        return any(all(any(part.startswith(mine) for part in parts) for mine in own) for own in self.words)

    @property
    def is_catch_all(self):
        return not (self.topics or self.neighbourhoods or self.channels or self.words) and self.danger is None


def _wider(mine, others):
    return not mine or (bool(others) and others <= mine)


def wanted_words(written: str) -> tuple[tuple[str, ...], ...]:
    """ "köpek, sokak lambası" → (("kopek",), ("sokak", "lamba")): folded, long words by their beginning."""
    parts = (tuple(turkish.search_tokens(part)) for part in re.split(r"[,;\n]", written))
    return tuple(dict.fromkeys(part for part in parts if part))


def first_match(rules: Iterable[Rule], facts: Facts) -> Rule | None:
    return next((rule for rule in rules if rule.matches(facts)), None)


# -- In force -------------------------------------------------------------------------------
@dataclass(frozen=True)
class Way:
    """Where to, who there, and in how many working days."""

    unit: Unit | None
    assignee: object = None
    promise_days: int = 0


def rules_in_force() -> tuple[Rule, ...]:
    """One query: a set in force never changes, so its rules are remembered by its number and moment."""
    known = RuleSet.objects.in_force().order_by().values_list("pk", "in_force_at").first()
    return _rules(*known) if known else ()


@lru_cache(maxsize=4)
def _rules(pk, _moment):
    rows = RuleSet.objects.get(pk=pk).rules.all()
    return tuple(Rule.of(row) for row in rows)


def way_for(category: Category, facts: Facts) -> Way:
    """The way of one complaint by the rules in force."""
    days = category.urgent_days if facts.danger else category.promise_days
    for rule in rules_in_force():
        # A unit that was closed since the rules came into force takes nothing: as if its rule were not there.
        if rule.matches(facts) and (unit := Unit.objects.filter(pk=rule.unit, is_active=True).first()):
            return Way(unit, _member(rule), _days(rule, days, facts.danger))
    return Way(category.unit, None, days)


def _member(rule):
    if rule.assignee is None:
        return None
    return get_user_model().objects.filter(pk=rule.assignee, is_active=True, units=rule.unit).first()


def _days(rule, days, danger):
    if rule.promise_days is None:
        return days
    return min(rule.promise_days, days) if danger else rule.promise_days  # danger is never made to wait longer


# -- Mistakes -------------------------------------------------------------------------------
def problems(rows) -> dict[int, list[str]]:
    """{pk of a rule: what is wrong with it}: nothing with a problem may come into force."""
    rows = list(rows)
    rules = [Rule.of(row) for row in rows]
    topics = {category.slug: category for category in Category.objects.all()}
    members = _members(rows)
    found = defaultdict(list)
    for place, (row, rule) in enumerate(zip(rows, rules, strict=True)):
        if not row.unit.is_active:
            found[row.pk].append(_("%(unit)s artık etkin değil. Başka bir müdürlük seçin.") % {"unit": row.unit})
        if row.assignee_id and (row.assignee_id, row.unit_id) not in members:
            found[row.pk].append(
                _("%(name)s bu müdürlükte çalışmıyor. Başka birini seçin ya da boş bırakın.")
                % {"name": row.assignee.display_name}
            )
        found[row.pk] += _never(rule, topics)
        earlier = next((other for other in range(place) if rules[other].covers(rule)), None)
        if earlier is not None:
            text = (
                _("Bu kurala sıra gelmez: koşulu olmayan %(number)s. kural her başvuruyu önce alır.")
                if rules[earlier].is_catch_all
                else _("Bu kurala sıra gelmez: %(number)s. kural aynı başvuruları önce alır.")
            )
            found[row.pk].append(text % {"number": earlier + 1})
    return {pk: texts for pk, texts in found.items() if texts}


def _never(rule, topics):
    """Conditions that no complaint can ever fulfil."""
    if not rule.topics:
        return
    chosen = [topics[slug] for slug in rule.topics if slug in topics]
    if not any(category.is_active for category in chosen):
        yield _("Seçilen konuların hiçbiri artık kullanılmıyor. Bu kural hiçbir başvuruyu bulamaz.")
    elif rule.neighbourhoods and not any(category.asks_place for category in chosen if category.is_active):
        yield _("Bu konularda yer sorulmaz. Mahalle koşuluyla hiçbir başvuru bulunamaz.")


def _members(rows):
    wanted = {row.assignee_id for row in rows if row.assignee_id}
    if not wanted:
        return set()
    users = get_user_model().objects.filter(pk__in=wanted, is_active=True)
    return set(users.values_list("pk", "units"))
