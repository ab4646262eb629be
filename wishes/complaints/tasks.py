"""What takes longer than anybody should wait."""

from django.contrib.auth import get_user_model
from django_tasks import task

from . import routing_rehearsal
from .models import RuleSet


@task(backend="background")
def rehearse_everything(draft_id, version, user_id):
    draft = RuleSet.objects.drafts().filter(pk=draft_id, version=version).first()
    user = get_user_model().objects.filter(pk=user_id).first()
    if draft and user:  # changed or in force meanwhile: nobody waits for it any more
        routing_rehearsal.rehearse(draft, user=user, at_most=None)
