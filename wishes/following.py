"""What a citizen reads whose case became part of another one: the own number, the own words, and the steps of the
matter. Never the words, place, files or name of the others, and nothing that we wrote before this citizen was there.
"""

from functools import cached_property

from django.utils.translation import gettext as _

from lib import dates

from . import reasons, tracking
from .models import CaseEvent, Contact, Merge
from .tracking import Step, Story
from .wording import Chip
from .workflow import Status, can

Kind = CaseEvent.Kind

#: steps of the matter that are everybody's; of the others' own ones only that the matter is open again
SHARED = {
    Kind.ASSIGNED,
    Kind.ASKED,
    Kind.ANSWERED,
    Kind.PROMISED,
    Kind.TRANSFERRED,
    Kind.CLOSED,
    Kind.REOPENED,
    Kind.RECKONED,
}
#: what was written to somebody else before this citizen came along is not theirs; what was decided is
BEFORE = {Kind.ASSIGNED, Kind.PROMISED, Kind.TRANSFERRED}


def read(case, level):
    """The Story of a case for a reader: its own, or that of the matter it became part of."""
    return Following(case, level) if case.merged_into_id else Story(case, level)


class Following(Story):
    @cached_property
    def matter(self):
        return tracking.find_by(pk=self.case.merged_into_id)

    @cached_property
    def _merges(self):
        """How this case came to where it is: its own merge, then those of the cases it was part of."""
        found, pk = [], self.case.pk
        while pk != self.matter.pk:
            merge = Merge.objects.filter(source=pk, undone_at=None).first()
            if merge is None or len(found) > 20:
                break
            found.append(merge)
            pk = merge.target_id
        return found

    @property
    def _since(self):
        return self._merges[-1].at if self._merges else self.case.closed_at

    @cached_property
    def events(self):
        own = [event for event in self.case.events.all() if tracking.is_told(event)]
        passed = {merge.target_id for merge in self._merges} - {self.matter.pk}
        written = CaseEvent.objects.filter(case__in=passed, by_citizen=True).prefetch_related("attachments")
        of_matter = [event for event in self.matter.events.all() if self._is_shared(event) or self._is_mine(event)]
        events = [*own, *(event for event in written if self._is_mine(event)), *of_matter]
        return sorted(events, key=lambda event: (event.at, event.pk))

    def _is_mine(self, event):
        return event.data.get("through") == self.case.pk

    def _is_shared(self, event):
        if not tracking.is_told(event) or event.kind not in SHARED:
            return False
        return event.at >= self._since or event.kind in BEFORE

    def is_own(self, event):
        return event.by_citizen and (event.case_id == self.case.pk or self._is_mine(event))

    def _shows_files(self, event):
        return event.case_id == self.case.pk or self._is_mine(event)

    # -- words ------------------------------------------------------------------------------

    @property
    def chip(self):
        return Chip("work", _("Birleştirildi")) if self.matter.is_open else super().chip

    @property
    def headline(self):
        return _("Aynı konuda açık bir başvuru var.") if self.matter.is_open else super().headline

    @property
    def lead(self):
        if not self.matter.is_open:
            return super().lead
        together = _("İkisini birlikte izliyoruz.")
        if self.promise and not self.promise["overdue"]:
            day = dates.long(self.matter.promised_on)
            return together + " " + _("En geç %(day)s günü size sonucu yazacağız.") % {"day": day}
        return together

    def _title(self, event):
        if event.kind == Kind.MERGED:
            return _("Aynı konudaki başvuruyla birleştirdik")
        if event.kind == Kind.ASKED and event.case_id == self.matter.pk:
            return _("Bilgi bekleniyor")
        if event.kind == Kind.ANSWERED and event.case_id == self.matter.pk:
            return _("Müdürlük yazdı")
        return super()._title(event)

    def _message(self, event):
        if event.kind == Kind.MERGED:
            return None  # the clerk's reason may name the other number
        ours_to_others = event.case_id != self.case.pk and not event.by_citizen
        if ours_to_others and (event.kind == Kind.ASKED or event.at < self._since):
            return None
        return super()._message(event)

    def _now(self):
        if self.matter.status == Status.WAITING:
            return Step("now", _("Bilgi bekleniyor"), _("Sizden bir şey istemiyoruz."))
        return super()._now()

    # -- facts and doors --------------------------------------------------------------------

    @cached_property
    def _own_contact(self):
        """It moved along; its own merge remembers which ones were this case's."""
        pks = self._merges[0].contacts if self._merges else []
        return self._first_of(Contact.objects.filter(pk__in=pks))

    @property
    def clock(self):
        """The own legal clock runs on, whatever the others' do."""
        contact = self._own_contact
        if contact is None or contact.answered_at or contact.due_on is None:
            return None
        return self._bar(contact.started_on or self.case.received_at, contact.due_on)

    @property
    def why(self):
        return reasons.of(self._own_contact)

    @property
    def question(self):
        """It was asked of somebody else."""
        return None

    @property
    def can_write(self):
        return can("write_along", self.matter.status)

    @property
    def can_withdraw(self):
        return False
