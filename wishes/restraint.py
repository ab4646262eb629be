"""How many messages one citizen gets about one case without having said a word.

Four. Whatever the law wants told – an answer, the end, an extension, another authority – goes out all the same, and so
does a question, because it waits for them. A promised day that moves is told however often: whoever slips says so.
What we send of our own accord, a reminder, is held back. Their page shows it anyway.
"""

from django.db.models import Q

from notices.models import Notice

from .models import CaseEvent

LIMIT = 4
HELD_BACK = {"case_solved_reminder"}
#: the citizen pressed a button to get these
ASKED_FOR = {"case_link", "case_numbers"}


def notices_left(case):
    """How many more messages this citizen may get before they say something. `case`: the citizen's own number."""
    sent = Notice.objects.filter(about=case.reference).exclude(key__in=ASKED_FOR)
    sent = sent.exclude(status__in=[Notice.Status.SUPPRESSED, Notice.Status.WITHDRAWN])
    if heard := _last_heard(case):
        sent = sent.filter(created_at__gt=heard)
    return max(LIMIT - sent.count(), 0)


def is_held_back(case, key):
    return key in HELD_BACK and notices_left(case) == 0


def _last_heard(case):
    """When the citizen last wrote, replied, judged or reopened; None while they only sent the matter."""
    matters = {case.pk, case.merged_into_id or case.pk}
    words = CaseEvent.objects.filter(Q(case__in=matters), by_citizen=True).exclude(kind=CaseEvent.Kind.RECEIVED)
    own = [
        event.at
        for event in words
        if event.data.get("through") == case.pk or (event.case_id == case.pk and not event.data.get("through"))
    ]
    return max(own, default=None)
