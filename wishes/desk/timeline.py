"""The case's history as the desk shows it: who did what, with the names behind the primary keys in the events."""

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth import get_user_model
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from lib import dates
from wishes import topics
from wishes.models import Case, CaseEvent, ClockPause, Contact, Merge, Verdict
from wishes.workflow import Outcome

from . import contacts

Kind = CaseEvent.Kind


@dataclass(frozen=True)
class Entry:
    event: CaseEvent
    who: str
    details: list[str] = field(default_factory=list)
    attachments: list = field(default_factory=list)

    @property
    def tone(self):
        if self.event.kind == Kind.NOTED:
            return "note"
        if self.event.by_citizen:
            return "citizen"
        return "public" if self.event.is_public else "inner"


def timeline(case, *, since=None):
    """Entries in order of time; `since`: only those after the event with this pk."""
    events = case.events.select_related("by", "unit").prefetch_related("attachments")
    if since is not None:
        events = events.filter(pk__gt=since)
    events = list(events)
    names = Names(events)
    return [Entry(event, _who(event, names), _details(event, names), list(event.attachments.all())) for event in events]


class Names:
    """What the primary keys in the events stand for: one query for each sort that occurs, none for the others."""

    def __init__(self, events):
        self.data = [event.data for event in events]

    def _rows(self, model, *keys, related=()):
        pks = {data[key] for data in self.data for key in keys if isinstance(data.get(key), int)}
        return model.objects.select_related(*related).in_bulk(pks) if pks else {}

    @cached_property
    def units(self):
        return self._rows(Unit, "unit")

    @cached_property
    def users(self):
        return self._rows(get_user_model(), "assignee")

    @cached_property
    def merges(self):
        return self._rows(Merge, "merge", related=("source", "target"))

    @cached_property
    def cases(self):
        return self._rows(Case, "from", "to", "through")

    @cached_property
    def contacts(self):
        return self._rows(Contact, "contact")

    @cached_property
    def topics(self):
        return topics.labels() if any("topic" in data for data in self.data) else {}


def _who(event, names):
    if event.by_citizen:
        through = names.cases.get(event.data.get("through"))
        # Of a merged matter there are several citizens: the number says which one.
        return _("Başvuran (%(number)s)") % {"number": through.shown_reference} if through else _("Başvuran")
    return event.by.display_name if event.by else _("Sistem")


#: key of an event's data -> (what it is, its value in words); in the order they are shown
SAID = {
    "unit": (gettext_lazy("Müdürlük"), lambda value, names: names.units.get(value)),
    "assignee": (gettext_lazy("İlgilenen"), lambda value, names: _display_name(names.users.get(value))),
    "promised_on": (gettext_lazy("Söz verilen gün"), lambda value, names: _day(value)),
    "authority": (gettext_lazy("İlgili kurum"), lambda value, names: value),
    "outcome": (gettext_lazy("Sonuç"), lambda value, names: _choice(Outcome, value)),
    "contact": (gettext_lazy("Temas"), lambda value, names: _contact(names.contacts.get(value))),
    "reason": (gettext_lazy("Neden"), lambda value, names: _choice(ClockPause.Reason, value)),
    "pay_until": (gettext_lazy("Ücret için son gün"), lambda value, names: _day(value)),
    "due_before": (gettext_lazy("Önceki yasal son gün"), lambda value, names: _day(value)),
    "due_on": (gettext_lazy("Yasal son gün"), lambda value, names: _day(value)),
    "was": (gettext_lazy("Önceki konu"), lambda value, names: names.topics.get(value)),
    "topic": (gettext_lazy("Yeni konu"), lambda value, names: names.topics.get(value)),
    "from": (gettext_lazy("Ayrıldığı başvuru"), lambda value, names: _number(names.cases.get(value))),
    "to": (gettext_lazy("Yeni başvuru"), lambda value, names: _number(names.cases.get(value))),
    "solved": (gettext_lazy("Çözüldü mü"), lambda value, names: _choice(Verdict.Solved, value)),
    "stars": (gettext_lazy("Puan"), lambda value, names: value),
}


def _details(event, names):
    details = _merged(event, names)
    for key, (label, in_words) in SAID.items():
        value = event.data.get(key)
        words = in_words(value, names) if value not in (None, "") else ""
        if words:
            details.append(f"{label}: {words}")
    if event.data.get("relay"):
        details.append(_("Yanıtın girilmesi beklenen kayıt: %(n)s") % {"n": len(event.data["relay"])})
    if event.data.get("escalated"):
        details.append(_("Vatandaş çözülmediğini söyledi, birim amirine gitti."))
    if event.data.get("paused"):
        details.append(_("Yanıt gelene kadar yasal süre durdu."))
    if event.data.get("resumed"):
        details.append(_("Yasal süre yeniden sayılıyor."))
    if event.data.get("way") == "unpaid":
        details.append(_("Ücret yatırılmadığı için geri çekilmiş sayıldı."))
    return details


def _merged(event, names):
    merge = names.merges.get(event.data.get("merge"))
    if merge is None:
        return []
    other, label = (
        (merge.target, _("Devam eden başvuru")) if event.case_id == merge.source_id
        else (merge.source, _("Birleşen başvuru"))
    )  # fmt: skip
    return [f"{label}: {other.shown_reference}"]


def _number(case):
    return case.shown_reference if case else ""


def _display_name(user):
    return user.display_name if user else ""


def _contact(contact):
    return contacts.label(contact) if contact else ""


def _choice(choices, value):
    return choices(value).label if value in choices.values else ""


def _day(value):
    try:
        return dates.long(date.fromisoformat(value))
    except (TypeError, ValueError):
        return ""
