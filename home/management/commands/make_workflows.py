"""News goes live after a second pair of eyes. Idempotent; workflows that somebody changed or added stay as they are."""

from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from accounts import roles
from news.models import NewsIndexPage, SecondReaderTask

NAME = "Haber onayı"
TASK = "İkinci kişinin onayı"
READERS = [roles.EDITOR.name, roles.ADMINISTRATOR.name]
WAGTAILS_OWN = "Moderators approval"


class Command(BaseCommand):
    help = "Puts the approval of news by a second editor into force. Needs make_roles and the news list."

    @transaction.atomic
    def handle(self, *args, **options):
        # Wagtail's own would send every page to a group that nobody is in.
        WorkflowPage.objects.filter(page__depth=1, workflow__name=WAGTAILS_OWN).delete()
        workflow, is_new = Workflow.objects.get_or_create(name=NAME)
        if is_new:
            task = SecondReaderTask.objects.create(name=TASK)
            task.groups.set(Group.objects.filter(name__in=READERS))
            WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        for index in NewsIndexPage.objects.all():
            WorkflowPage.objects.get_or_create(page=index.page_ptr, defaults={"workflow": workflow})
        if options["verbosity"]:
            self.stdout.write(NAME)
