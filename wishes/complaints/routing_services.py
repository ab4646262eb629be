"""The verbs of routing rules. Only a draft is ever changed; one draft at a time, one set in force at a time."""

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from wagtail.log_actions import log

from . import routing, routing_rehearsal
from .models import RoutingRule, RuleSet
from .tasks import rehearse_everything

LOG = "complaints.routing"


class DraftChanged(Exception):
    """The draft is not as the caller saw it, or is a draft no more."""


class NotReady(Exception):
    """It cannot come into force yet: `problem` is "rehearse" or "rules"."""

    def __init__(self, problem):
        super().__init__(problem)
        self.problem = problem


@transaction.atomic
def start_draft(*, by, source=None):
    """The draft to work on: the one there is, else a copy of `source` or of what is in force."""
    try:
        with transaction.atomic():  # two may press at once: the constraint lets one through
            draft = RuleSet.objects.create(made_by=by)
    except IntegrityError:
        return RuleSet.objects.drafts().get()
    source = source or RuleSet.objects.in_force().first()
    for rule in source.rules.all() if source else ():
        rule.pk, rule.rule_set = None, draft
        rule.save(force_insert=True)
    log(instance=draft, action=f"{LOG}.start", user=by, data={"source": source.pk if source else None})
    return draft


@transaction.atomic
def discard(draft, *, by):
    """Throw the draft away. What is in force stays."""
    log(instance=draft, action=f"{LOG}.discard", user=by)
    if not RuleSet.objects.drafts().filter(pk=draft.pk).delete()[0]:
        raise DraftChanged


@transaction.atomic
def save_rule(draft, *, by, version, rule=None, **facts):
    """Add a rule at the end of the draft, or change one of it."""
    _claim(draft, version)
    if rule is None:
        last = draft.rules.aggregate(last=Max("position"))["last"] or 0
        rule = RoutingRule.objects.create(rule_set=draft, position=last + 1, **facts)
    elif not draft.rules.filter(pk=rule.pk).update(**facts):
        raise DraftChanged
    log(instance=draft, action=f"{LOG}.rule", user=by, data={"rule": rule.pk})
    return rule


@transaction.atomic
def remove_rule(draft, rule, *, by, version):
    _claim(draft, version)
    rule.delete()
    _number(draft.rules.all())
    log(instance=draft, action=f"{LOG}.rule", user=by, data={"removed": rule.position})


@transaction.atomic
def move_rule(draft, rule, *, by, version, places):
    """Move a rule up (-1) or down (1); at an end nothing happens."""
    _claim(draft, version)
    rules = list(draft.rules.all())
    start = rules.index(rule)
    rules.insert(min(max(start + places, 0), len(rules) - 1), rules.pop(start))
    _number(rules)
    log(instance=draft, action=f"{LOG}.rule", user=by, data={"moved": rule.pk})


def rehearse(draft, *, by):
    """Ask last year's complaints; all of them in the background, if they are many. Returns the result or None."""
    result = routing_rehearsal.rehearse(draft, user=by)
    if result and result["is_capped"]:
        rehearse_everything.enqueue(draft.pk, draft.version, by.pk)
    return result


@transaction.atomic
def put_in_force(draft, *, by, version, note=""):
    """The draft decides from now on; what decided so far is past. Pressing twice changes nothing more.

    Raises NotReady if it was not rehearsed as it stands or a rule has a problem, DraftChanged if somebody changed it.
    """
    current = RuleSet.objects.select_for_update().filter(pk=draft.pk).first()
    if current is None or (current.is_draft and current.version != version) or current.state == RuleSet.State.PAST:
        raise DraftChanged
    if not current.is_draft:
        return current
    if not current.is_rehearsed:
        raise NotReady("rehearse")
    if routing.problems(current.rules.select_related("unit", "assignee")):
        raise NotReady("rules")
    now = timezone.now()
    RuleSet.objects.in_force().update(state=RuleSet.State.PAST, past_at=now)
    claimed = RuleSet.objects.drafts().filter(pk=current.pk, version=version)
    if not claimed.update(state=RuleSet.State.IN_FORCE, in_force_at=now, in_force_by=by, note=note):
        raise DraftChanged
    figures = {name: current.rehearsal[name] for name in ("looked", "moved")}
    log(instance=current, action=f"{LOG}.in_force", user=by, data=figures)
    current.refresh_from_db()
    return current


def _claim(draft, version):
    """One change after the other, each on what its author saw. A rehearsal of before counts no more."""
    if not RuleSet.objects.drafts().filter(pk=draft.pk, version=version).update(version=F("version") + 1):
        raise DraftChanged


def _number(rules):
    for position, rule in enumerate(rules, start=1):
        if rule.position != position:
            RoutingRule.objects.filter(pk=rule.pk).update(position=position)
