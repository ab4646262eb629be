""" "Benzer başvurular": before the citizen goes on, the open cases that theirs looks like, without anything personal.

Shown are topic, neighbourhood, age and status, which anybody who walks by may know; never words, place, photo, name or
number. What was found is kept in the sealed draft, and an answer is taken only if it names one of these: the browser
holds a token that is good for this draft alone. Topics about people and homes are never looked up (is_common).
"""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from guard import limits
from guard.address import limit_key
from pages.steps import StepForm
from people.fields import indexer
from wishes import likeness, wording
from wishes.kinds import COMPLAINT
from wishes.models import Case

from .models import Category, Complaint

HOUR = timedelta(hours=1)
# Whoever describes one place after the other to see what is reported there soon sees nothing; the form goes on.
LOOKS_PER_DRAFT = 6
LOOKS_PER_ADDRESS = 60  # many people share a mobile operator's

#: Thanks and suggestions are nobody else's, and a tip must not tell that others gave one.
NATURES = (Complaint.Nature.REQUEST, Complaint.Nature.COMPLAINT)
OTHER = "baska"


def find(request, draft, topic, place):
    """Which open cases look like this one, as facts for the draft: {"alike": [[pk, why], …]}."""
    if topic["nature"] not in NATURES or not topic["category"].is_common or place["neighbourhood"] is None:
        return {}
    if not (
        limits.hit("complaint-alike-draft", str(draft.nonce), limit=LOOKS_PER_DRAFT, window=HOUR)
        and limits.hit("complaint-alike", limit_key(request), limit=LOOKS_PER_ADDRESS, window=HOUR)
    ):
        return {}
    found = likeness.similar(
        kind=COMPLAINT.key,
        topic=topic["category"].slug,
        neighbourhood=place["neighbourhood"],
        words=place["words"],
        place=place["place"],
        limit=10,
    )
    common = set(Category.objects.filter(is_common=True).values_list("slug", flat=True))
    tips = set(
        Complaint.objects.filter(nature=Complaint.Nature.TIP, case__in=[one.case for one in found]).values_list(
            "case", flat=True
        )
    )
    shown = [one for one in found if one.case.topic in common and one.case.pk not in tips]
    return {"alike": [[one.case.pk, one.why] for one in shown[:3]]}


def still_open(kept):
    """[(case, why)] of what was kept, without those that were answered or merged meanwhile."""
    pairs = kept.get("alike") or []
    if not pairs:
        return []
    cases = Case.objects.open().select_related("neighbourhood").in_bulk([pk for pk, _why in pairs])
    return [(cases[pk], why) for pk, why in pairs if pk in cases]


@dataclass(frozen=True)
class Offer:
    """One open case as a stranger may know it."""

    case: Case
    why: str
    token: str
    topic: str

    @property
    def where(self):
        return str(self.case.neighbourhood)

    @property
    def age(self):
        days = (timezone.localdate() - timezone.localdate(self.case.received_at)).days
        if days < 1:
            return _now("bugün bildirildi")
        if days == 1:
            return _now("dün bildirildi")
        return _now("%(days)s gün önce bildirildi") % {"days": days}

    @property
    def chip(self):
        return wording.chip(self.case)

    @property
    def summary(self):
        return f"{self.topic}, {self.where}, {self.age}"


def offers(alike, scope):
    names = dict(Category.objects.filter(slug__in={case.topic for case, _why in alike}).values_list("slug", "name"))
    return [Offer(case, why, token(scope, case), names.get(case.topic, "")) for case, why in alike]


def token(scope, case):
    """Names a case in one draft's page and nowhere else."""
    return indexer().digest(f"{scope}:{case.pk}", "complaint.alike")[:20]


class SimilarForm(StepForm):
    question = _("Benzer başvurular")
    template = "complaints/similar.html"
    is_counted = False

    choice = forms.CharField(
        label=_("Benzer başvurular"),
        max_length=20,
        error_messages={"required": _("Sizinki bunlardan biri mi, seçin")},
    )

    @classmethod
    def applies(cls, earlier):
        return bool(earlier.get("yer", {}).get("alike"))

    def adapt(self):
        self.offers = offers(self.earlier["yer"]["alike"], self.scope) if self.applies(self.earlier) else []

    def clean_choice(self):
        """The chosen Case, or None for something else."""
        chosen = self.cleaned_data["choice"]
        if chosen == OTHER:
            return None
        for offer in self.offers:
            if offer.token == chosen:
                return offer.case
        raise forms.ValidationError(_("Seçtiğiniz başvuru bu arada sonuçlandı. Listeye bir daha bakın"))

    def show_choice(self):
        case = self.cleaned_data["choice"]
        if case is None:
            return _now("Hayır, başka bir şey")
        offer = next(offer for offer in self.offers if offer.case.pk == case.pk)
        return _now("Bu, benimki de: %(what)s") % {"what": offer.summary}
