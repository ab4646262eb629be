"""The strip on the front page while a call runs: what, where, until when. No number of people, no person."""

from django.utils import timezone
from django.utils.translation import gettext as _

from lib import dates

from .models import Appeal

#: How long a page with a strip may be kept by others: it must go when the call ends.
SECONDS = 15


def strips(now=None):
    """For parts/banner.html: one for each running call. One query, asked anew for every page."""
    now = now or timezone.now()
    running = Appeal.objects.running(now).select_related("place").order_by("until")
    return [
        {
            "level": "danger",
            "icon": "drop",
            "lead": _("Kan gerekiyor: %(group)s.") % {"group": appeal.blood.label},
            "text": _("Yer: %(place)s. Son: %(until)s.")
            % {"place": appeal.place.name, "until": f"{dates.short(appeal.until)} {dates.time(appeal.until)}"},
            "link_text": _("Kan Bankası"),
        }
        for appeal in running
    ]
