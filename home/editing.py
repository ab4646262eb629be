"""What the first page of the admin shows to editors: what they can begin, what they left half done, what waits."""

from datetime import timedelta

from django.db.models import BooleanField, Case, CharField, Exists, F, OuterRef, Q, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Revision, TaskState, WorkflowState
from wagtail.permissions import page_permission_policy

from events import copying
from events.models import EventIndexPage, Occurrence
from news.models import NewsIndexPage
from pages.models import SearchMiss
from pages.search import week_of

MOST = 8
MOST_COPIES = 5
EDITING = ["add", "change", "publish"]
#: Last year's events are offered from three weeks before this day of last year until ten weeks after it.
BACK, AHEAD, YEAR = timedelta(weeks=3), timedelta(weeks=10), timedelta(weeks=52)

#: What an editor begins: words of the button, the list's page, the new page's type.
BEGINNINGS = [
    (_("Yeni etkinlik"), EventIndexPage, ("events", "eventpage"), "date"),
    (_("Yeni haber"), NewsIndexPage, ("news", "newspage"), "doc-full"),
]


def may_edit(user) -> bool:
    return page_permission_policy.user_has_any_permission(user, EDITING)


class EditingPanel(Component):
    name = "editing"
    template_name = "home/admin/editing.html"
    order = 60

    def __init__(self, user):
        self.user = user

    def get_context_data(self, parent_context):
        return {
            "beginnings": list(beginnings(self.user)),
            "drafts": list(half_done(self.user)),
            "waiting": list(waiting(self.user)),
            "last_year": list(last_year(self.user)),
            "misses": list(misses(self.user)),
            "here": reverse("wagtailadmin_home"),
        }


def beginnings(user):
    """Buttons for those who may add there."""
    for label, index_model, kind, icon in BEGINNINGS:
        index = index_model.objects.live().order_by("path").first()
        if index and index.permissions_for_user(user).can_add_subpage():
            yield {"label": label, "icon": icon, "url": reverse("wagtailadmin_pages:add", args=(*kind, index.pk))}


def half_done(user):
    """Pages that were begun and neither published, scheduled nor sent to somebody; one's own first."""
    mine = Q(latest_revision__user=user) | Q(owner=user)
    own = Case(When(mine, then=True), default=False, output_field=BooleanField())
    scheduled = Revision.page_revisions.filter(object_id=OuterRef("key"), approved_go_live_at__isnull=False)
    sent = WorkflowState.objects.filter(object_id=OuterRef("key"), status=WorkflowState.STATUS_IN_PROGRESS)
    pages = page_permission_policy.instances_user_has_any_permission_for(user, ["change", "publish"])
    pages = (
        pages.filter(Q(has_unpublished_changes=True) | Q(live=False, first_published_at=None), depth__gt=1)
        .annotate(own=own, key=Cast("pk", CharField()))
        .filter(~Exists(scheduled), ~Exists(sent))
        .select_related("content_type", "latest_revision__user")
        .order_by("-own", F("latest_revision_created_at").desc(nulls_last=True), "-pk")
    )
    for page in pages[:MOST]:
        page.may_delete = page.own and not page.live and page.permissions_for_user(user).can_delete()
        yield page


def waiting(user):
    """What waits for this person's approval, the longest first."""
    states = TaskState.objects.reviewable_by(user).select_related("revision__user", "workflow_state")
    for state in states.order_by("started_at", "pk")[:MOST]:
        yield {
            "title": state.revision.object_str,
            "by": state.revision.user,
            "since": state.started_at,
            "url": reverse("wagtailadmin_pages:edit", args=[int(state.revision.object_id)]),
        }


def last_year(user):
    """Events of about this time last year that could be held again."""
    around = timezone.now() - YEAR
    rows = Occurrence.objects.filter(page__live=True, starts_at__range=(around - BACK, around + AHEAD))
    rows = rows.order_by("starts_at", "pk").select_related("page")[: MOST_COPIES * 6]  # some repeat
    seen = {}
    for row in rows:
        seen.setdefault(row.page_id, row)
    shallowest = min((row.page.depth for row in seen.values()), default=0)  # not the evenings of a programme
    events = [row for row in seen.values() if row.page.depth == shallowest]
    return [row for row in events[:MOST_COPIES] if copying.may_copy(user, row.page)]


def misses(user):
    """What people looked for this week and last, and did not find."""
    if not user.has_perm("pages.view_searchmiss"):
        return []
    first = week_of(timezone.now()) - timedelta(weeks=1)
    return SearchMiss.objects.filter(week__gte=first).order_by("-count", "query", "pk")[:5]
