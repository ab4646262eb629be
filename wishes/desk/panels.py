"""What the first page of the admin shows to people of the desk: cases that need a person."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from lib import dates
from wishes.models import Case, DeskRank

from . import charts, figures, inbox, paging, periods, reports

MOST = 5


class FirstThingsPanel(Component):
    """ "Önce bunlar": late, dangerous, answered by the citizen, to look at; at most five each."""

    name = "desk_first_things"
    template_name = "desk/first_things.html"
    order = 50

    LISTS = [
        ("geciken", _("Geciken"), lambda cases: cases.overdue(), "gorunum=geciken"),
        ("tehlike", _("Tehlike var"), lambda cases: cases.filter(desk_rank=DeskRank.DANGER), "gorunum=masam"),
        ("yanitladi", _("Vatandaş yanıtladı"), lambda cases: cases.citizen_spoke_last(), "gorunum=yanitladi"),
        ("cozulmedi", _("Çözülmedi diyen"), lambda cases: cases.not_solved(), "gorunum=yeniden-acilan"),
        ("bakilmali", _("Bakılmalı"), lambda cases: cases.to_look_at(), "gorunum=bakilmali"),
    ]

    def __init__(self, user):
        self.user = user

    def get_context_data(self, parent_context):
        cases, today = Case.objects.for_staff(self.user), timezone.localdate()
        lists = []
        for key, label, rows, address in self.LISTS:
            page = paging.page(inbox.with_what_a_line_needs(rows(cases)), paging.DESK, size=MOST)
            lists.append(
                {
                    "key": key,
                    "label": label,
                    "lines": [inbox.Line(case, today) for case in page.rows],
                    "address": address,
                    "more": bool(page.next),
                }
            )
        return {"lists": [found for found in lists if found["lines"]]}


WEEKS = 4


class WeeksPanel(Component):
    """Four figures of the week that ended yesterday, each with the weeks before it."""

    name = "desk_weeks"
    template_name = "desk/weeks.html"
    order = 60

    class Media:
        css = {"all": ["css/charts.css", "desk/reports.css"]}

    def __init__(self, user):
        self.user = user

    def get_context_data(self, parent_context):
        scope = figures.scope(self.user)
        weeks = figures.weeks(scope, periods.last_weeks(WEEKS, timezone.localdate()))
        return {
            "sees_all": scope.sees_all,
            "weeks": weeks,
            "period": weeks[-1].period,
            "figures": [
                _figure(_("Gelen"), [week.received for week in weeks], dates.number),
                _figure(_("Sonuçlanan"), [week.closed for week in weeks], dates.number),
                _figure(_("Ortanca gün"), [week.median for week in weeks], reports.days),
                _figure(_("Tutulan söz"), [week.kept_percent for week in weeks], reports.percent),
            ],
        }


def _figure(label, amounts, in_words):
    words = ["—" if amount is None else in_words(amount) for amount in amounts]
    return {"label": label, "value": words[-1], "words": ", ".join(words), "chart": charts.Spark(tuple(amounts))}
