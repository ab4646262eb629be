"""The editor's form of an event: a date is there already, and what the plan means is looked at as a whole."""

from datetime import datetime, time, timedelta

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _

from pages.page_form import PageForm

from . import checks
from .rules import MOST, TooMany

#: When an event begins unless somebody says otherwise: next Saturday at this hour.
USUAL_WEEKDAY, USUAL_HOUR = 5, time(13)


class EventPageForm(PageForm):
    def __init__(self, data=None, files=None, *args, instance=None, **kwargs):
        if data is None and instance is not None and instance.pk is None and not instance.dates.all():
            instance.dates = [apps.get_model("events", "EventDate")(starts_at=usual_start())]
        super().__init__(data, files, *args, instance=instance, **kwargs)

    def clean(self):
        cleaned = super().clean()
        forms = [form for form in self.formsets["dates"].forms if self._counts(form)]
        self._refuse_more_than_most(forms)
        self._refuse_to_move_people_silently(forms)
        return cleaned

    def _counts(self, form):
        return form.is_valid() and form.cleaned_data.get("starts_at") and not form.cleaned_data.get("DELETE")

    def _refuse_more_than_most(self, forms):
        """Each may be within the limit and all together beyond it."""
        total = 0
        for form in forms:
            try:
                total += sum(1 for _moment in form.instance.repetition.starts(form.instance.starts_at))
            except TooMany:
                continue  # said at its own field
            if total > MOST:
                form.add_error("until" if form.instance.repeats else "starts_at", checks.too_many())
                return

    def _refuse_to_move_people_silently(self, forms):
        """Who has registered for a date must be told when it moves, and why: that is done on the dates' own screen."""
        moved = [form for form in forms if "starts_at" in form.changed_data and not form.instance.repeats]
        if not moved or not self.instance.pk:
            return
        rows = self.instance.occurrences.filter(plan__in=[form.instance.uid for form in moved])
        taken = set(rows.values_list("plan", flat=True)) - set(rows.bare().values_list("plan", flat=True))
        for form in moved:
            if form.instance.uid in taken:
                form.add_error(
                    "starts_at",
                    _("Bu tarihe kaydolanlar var. “Tarihler” ekranından taşıyın: nedenini yazarsınız, haber veririz"),
                )


def usual_start(now=None) -> datetime:
    """Next Saturday, 13.00."""
    today = timezone.localdate(now)
    ahead = (USUAL_WEEKDAY - today.weekday() - 1) % 7 + 1
    return timezone.make_aware(datetime.combine(today + timedelta(days=ahead), USUAL_HOUR))
