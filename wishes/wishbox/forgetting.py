"""The end of a campaign's wishes: after the time that its row names, nothing about the people in them is kept."""

from django.db import transaction
from django.utils import timezone

from people.models import Person
from people.services import forget_unused
from wishes import uploads
from wishes.models import Case, CaseEvent
from wishes.workflow import OPEN

from .models import Campaign, Wish


def forget_finished(today=None):
    """For the clock. Returns how many wishes were forgotten; one that is still open waits for its end."""
    forgotten = 0
    for campaign in Campaign.objects.to_forget(today):
        due = campaign.wishes.filter(forgotten_at=None)
        for pk in list(due.exclude(case__status__in=OPEN).values_list("pk", flat=True)):
            forgotten += forget(pk)
        if not due.exists():
            Campaign.objects.filter(pk=campaign.pk).update(forgotten_at=timezone.now())
    return forgotten


@transaction.atomic
def forget(pk):
    """Wipe names, telephones, addresses, words and pictures of one wish; what was counted stays countable."""
    wish = Wish.objects.select_for_update(of=("self",)).select_related("case").filter(pk=pk, forgotten_at=None).first()
    if wish is None or wish.case.is_open:
        return 0
    case = wish.case
    people = {case.person_id, *case.contacts.values_list("person_id", flat=True)} - {None}
    for attachment in case.attachments.all():
        uploads.discard(attachment)
    case.contacts.update(words="", person=None)
    CaseEvent.objects.filter(case=case).update(text="")
    Case.objects.filter(pk=case.pk).update(person=None, search_text="", place="")
    Wish.objects.filter(pk=pk).update(
        beneficiary="",
        guardian="",
        guardian_phone="",
        address="",
        address_digest="",
        phone_digest="",
        visit_note="",
        forgotten_at=timezone.now(),
    )
    for person in Person.objects.filter(pk__in=people):
        forget_unused(person)
    return 1
