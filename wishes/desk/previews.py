"""What the citizen would see and be sent: the verb is rehearsed for real and taken back, so a preview cannot differ
from what happens."""

from dataclasses import dataclass

from django.db import transaction

from notices.models import Notice
from wishes.models import Case

from .timeline import Entry, entry_of


@dataclass(frozen=True)
class Preview:
    entry: Entry  # as it will stand on the tracking page
    case: Case  # as it will be afterwards
    files: int
    notice: Notice | None  # None: the citizen chose not to be told, or cannot be


@transaction.atomic
def preview(case, tab, form, *, by):
    """Rehearse the verb. Raises what the verb raises: a clerk learns of a stale screen before writing on."""
    with transaction.atomic():
        newest = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        rehearsed = Case.objects.get(pk=case.pk)  # a verb refreshes the case it is given: not the one on the screen
        event = tab.act(rehearsed, form.cleaned_data, form, by=by, version=form.cleaned_data["version"])
        entry = entry_of(event)
        notice = Notice.objects.filter(pk__gt=newest, about=case.reference).first()
        transaction.set_rollback(True)
    return Preview(entry, event.case, len(getattr(form, "attachments", ())), notice)
