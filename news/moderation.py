"""Four eyes for news: who may publish past the workflow."""

from wagtail.models import PagePermissionTester

PUBLISH_ALONE = "news.publish_alone"


class NewsPermissionTester(PagePermissionTester):
    """Where news goes through a workflow, publishing without it takes a permission of its own."""

    def can_publish(self):
        return super().can_publish() and self._may_skip_workflow()

    def can_publish_subpage(self):
        return super().can_publish_subpage() and self._may_skip_workflow()

    def can_unschedule(self):
        return super().can_publish()  # taking back is never held up

    def _may_skip_workflow(self):
        return self.user.has_perm(PUBLISH_ALONE) or not self.page.has_workflow
