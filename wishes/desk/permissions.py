"""Who may do what at the desk. Which rows: Case.objects.for_staff(). What on them: here."""

from django.contrib.auth import get_user_model
from django.db.models import Q
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.models import Unit
from wishes.models import Case

WORK, ASSIGN, SEE_ALL, REVEAL = (
    "wishes.work_case",
    "wishes.assign_case",
    "wishes.see_all_cases",
    "wishes.reveal_person",
)
MERGE = "wishes.merge_case"
READS = "people.view_readlog"
REPORTS, EXPORT, EXPORT_PEOPLE = "wishes.see_reports", "wishes.export_case", "wishes.export_person"
#: The permission a verb needs beside the row being visible. Giving a case to others needs ASSIGN: see `takers`.
NEEDED = {
    "answer": WORK,
    "ask": WORK,
    "note": WORK,
    "assign": WORK,
    "transfer": WORK,
    "close": WORK,
    "reopen": WORK,
    "promise": WORK,
    "clear": WORK,
    "retopic": WORK,
    "notify": WORK,
    "discharge": WORK,
    "merge": MERGE,
    "split": MERGE,
    "extend": WORK,
    "fee": WORK,
    "fee_paid": WORK,
    "reveal": REVEAL,
}


def may_enter(user) -> bool:
    """The desk's screens as a whole; what stands on them is scoped row by row."""
    return user.has_perm(WORK) or user.has_perm(SEE_ALL)


def may(user, verb) -> bool:
    return may_enter(user) and user.has_perm(NEEDED[verb])


def may_see_reads(user) -> bool:
    """Who looked at what: for those who answer for all units."""
    return user.has_perm(READS)


def may_see_reports(user) -> bool:
    """A clerk sees the figures of what she sees; who answers for the desk sees all of them."""
    return may_enter(user) or user.has_perm(REPORTS)


def may_export(user) -> bool:
    return may_enter(user) and user.has_perm(EXPORT)


def may_export_people(user) -> bool:
    """Names, telephones and what citizens wrote, in a file."""
    return may_export(user) and user.has_perm(EXPORT_PEOPLE)


def takers(user, case):
    """[(Unit, [User, …])]: to whom this user may give this case; a unit's own queue is always among its choices.

    A clerk takes for herself or puts back, within own units. Who may assign gives to colleagues of the unit and to
    other units' queues; who sees all units gives to anybody.
    """
    own = set(user.units.values_list("pk", flat=True))
    units = Unit.objects.filter(is_active=True)
    if not user.has_perm(ASSIGN):
        return [(unit, [user]) for unit in units.filter(pk__in=own)]
    members = get_user_model().objects.filter(is_active=True).order_by("first_name", "last_name", "username")
    everyone = user.has_perm(SEE_ALL)
    by_unit = {}
    for member in members.filter(units__isnull=False).prefetch_related("units").distinct():
        for unit in member.units.all():
            by_unit.setdefault(unit.pk, []).append(member)
    return [(unit, by_unit.get(unit.pk, []) if everyone or unit.pk in own else []) for unit in units]


class CasePolicy(ModelPermissionPolicy):
    """Wagtail asks policies, not querysets: any generic machinery that meets a Case gets the desk's own answer."""

    def user_has_permission(self, user, action):
        return may_enter(user) if action in {"view", "change"} else super().user_has_permission(user, action)

    def user_has_permission_for_instance(self, user, action, instance):
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return (
            self.user_has_any_permission(user, actions) and Case.objects.for_staff(user).filter(pk=instance.pk).exists()
        )

    def instances_user_has_any_permission_for(self, user, actions):
        return Case.objects.for_staff(user) if self.user_has_any_permission(user, actions) else Case.objects.none()

    def instances_user_has_permission_for(self, user, action):
        return self.instances_user_has_any_permission_for(user, [action])

    def users_with_any_permission_for_instance(self, actions, instance):
        colleagues = Q(units=instance.unit_id) if instance.unit_id else Q(pk__in=[])
        return self.users_with_any_permission(actions).filter(colleagues | Q(pk=instance.assignee_id)).distinct()
