"""What the first page of the admin shows to people of the desk: cases that need a person."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from wishes.models import Case

from . import inbox, paging

MOST = 5


class FirstThingsPanel(Component):
    """ "Önce bunlar": late, dangerous, answered by the citizen, to look at; at most five each."""

    name = "desk_first_things"
    template_name = "desk/first_things.html"
    order = 50

    LISTS = [
        ("geciken", _("Geciken"), lambda cases: cases.overdue(), "gorunum=geciken"),
        ("tehlike", _("Tehlike var"), lambda cases: cases.open().filter(is_urgent=True), "gorunum=masam"),
        ("yanitladi", _("Vatandaş yanıtladı"), lambda cases: cases.citizen_spoke_last(), "gorunum=yanitladi"),
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
