"""The case's history as the desk shows it: who did what, with the names behind the primary keys in the events."""

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from accounts.models import Unit
from lib import dates
from wishes.models import CaseEvent
from wishes.workflow import Outcome


@dataclass(frozen=True)
class Entry:
    event: CaseEvent
    who: str
    details: list[str] = field(default_factory=list)
    attachments: list = field(default_factory=list)

    @property
    def tone(self):
        if self.event.kind == CaseEvent.Kind.NOTED:
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
    units = Unit.objects.in_bulk({event.data["unit"] for event in events if event.data.get("unit")})
    users = get_user_model().objects.in_bulk({event.data["assignee"] for event in events if event.data.get("assignee")})
    return [Entry(event, _who(event), _details(event, units, users), list(event.attachments.all())) for event in events]


def _who(event):
    if event.by_citizen:
        return _("Başvuran")
    return event.by.display_name if event.by else _("Sistem")


def _details(event, units, users):
    data, details = event.data, []
    if unit := units.get(data.get("unit")):
        details.append(_("Müdürlük: %(name)s") % {"name": unit.name})
    if user := users.get(data.get("assignee")):
        details.append(_("İlgilenen: %(name)s") % {"name": user.display_name})
    if data.get("promised_on"):
        details.append(_("Söz verilen gün: %(day)s") % {"day": dates.long(date.fromisoformat(data["promised_on"]))})
    if data.get("authority"):
        details.append(_("İlgili kurum: %(name)s") % {"name": data["authority"]})
    if data.get("outcome") in Outcome.values:
        details.append(_("Sonuç: %(name)s") % {"name": Outcome(data["outcome"]).label})
    return details
