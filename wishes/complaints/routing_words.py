"""Rules as people read them."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from places.models import Neighbourhood
from wishes.workflow import Channel

from .models import Category, RoutingRule

MANY = 6  # names of neighbourhoods that are written out


@dataclass(frozen=True)
class Line:
    number: int
    rule: RoutingRule
    conditions: list  # [(label, words)]
    problems: list = field(default_factory=list)


def lines(rule_set, rules=None, problems=None):
    rules = list(rule_set.rules.select_related("unit", "assignee")) if rules is None else rules
    topics = dict(Category.objects.values_list("slug", "name"))
    wanted = {pk for rule in rules for pk in rule.neighbourhoods}
    hoods = dict(Neighbourhood.objects.filter(pk__in=wanted).order_by("sort_key").values_list("pk", "name"))
    return [
        Line(number, rule, list(_conditions(rule, topics, hoods)), (problems or {}).get(rule.pk, []))
        for number, rule in enumerate(rules, start=1)
    ]


def _conditions(rule, topics, hoods):
    if rule.topics:
        yield _("Konu"), ", ".join(topics.get(slug, slug) for slug in rule.topics)
    if rule.neighbourhoods:
        chosen = [name for pk, name in hoods.items() if pk in rule.neighbourhoods]
        more = len(chosen) - MANY
        rest = [_("+%(count)s mahalle") % {"count": more}] if more > 0 else []
        yield _("Mahalle"), ", ".join([*chosen[:MANY], *rest])
    if rule.channels:
        yield _("Kanal"), ", ".join(str(Channel(channel).label) for channel in rule.channels)
    if rule.danger is not None:
        yield _("Tehlike"), _("bildirilmiş") if rule.danger else _("bildirilmemiş")
    if rule.words:
        yield _("Sözcükler"), rule.words
