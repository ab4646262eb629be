"""What the forms of all kinds ask alike: choices, their one sentence when something is wrong, and the last button."""

import re
from datetime import timedelta

from django.utils.translation import gettext as _now

from guard.forms import GuardedFormMixin
from pages.steps import SendForm
from places.models import Neighbourhood

# Eleven digits in a row, with the blanks people put between them: a national number or a telephone.
ELEVEN_DIGITS = re.compile(r"(?<![0-9])[0-9](?:[ .-]?[0-9]){10}(?![0-9])")


def neighbourhood_choices():
    names = Neighbourhood.objects.for_forms().values_list("slug", "name")
    return [("", _now("Mahalle seçin")), *names]


def wrong(sentence, *codes):
    """One sentence for every way in which a choice can be missing or unknown."""
    return dict.fromkeys(["required", "invalid_choice", "invalid", *codes], sentence)


def questions_of(steps):
    """(key, label) of every question of {slug: StepForm} whose words an editor may change."""
    return [
        (f"{step}.{name}", f"{form.question} · {field.label}")
        for step, form in steps.items()
        for name, field in form.base_fields.items()
        if not field.widget.is_hidden
    ]


class CitizenSendForm(GuardedFormMixin, SendForm):
    """The last button, guarded. The page sets `phone` when the citizen wrote one."""

    per_phone = 10  # a day: somebody else's telephone cannot be flooded with messages
    phone = ""

    def guard_limits(self):
        day = timedelta(days=1)
        return [(f"{self.guard_name}:phone", self.phone, self.per_phone, day)] if self.phone else []
