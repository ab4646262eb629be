"""States of a call for blood and the lawful moves between them: data and pure functions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    REPORTED = "reported", _("geri aranacak")
    CONFIRMED = "confirmed", _("doğrulandı")
    PROPOSED = "proposed", _("onay bekliyor")
    RUNNING = "running", _("sürüyor")
    ENOUGH = "enough", _("yeterli bağışçı var")
    OVER = "over", _("süresi doldu")
    STOPPED = "stopped", _("durduruldu")
    REFUSED = "refused", _("açılmadı")


#: Somebody at the duty desk still has to act, or donors are being called.
OPEN = (Status.REPORTED, Status.CONFIRMED, Status.PROPOSED, Status.RUNNING)
#: Donors were called, and nobody is called any more.
ENDED = (Status.ENOUGH, Status.OVER, Status.STOPPED)

# verb -> (statuses before, status after)
MOVES = {
    "confirm": ((Status.REPORTED,), Status.CONFIRMED),
    "refuse": ((Status.REPORTED, Status.CONFIRMED, Status.PROPOSED), Status.REFUSED),
    "propose": ((Status.CONFIRMED,), Status.PROPOSED),
    "drop": ((Status.PROPOSED,), Status.CONFIRMED),  # nobody approved in time
    "approve": ((Status.PROPOSED,), Status.RUNNING),
    "suffice": ((Status.RUNNING,), Status.ENOUGH),
    "expire": ((Status.REPORTED, Status.CONFIRMED, Status.PROPOSED, Status.RUNNING), Status.OVER),
    "stop": ((Status.RUNNING,), Status.STOPPED),
    "resume": ((Status.ENOUGH,), Status.RUNNING),
}


def before(verb):
    return MOVES[verb][0]


def after(verb):
    return MOVES[verb][1]


def can(verb, status):
    return status in before(verb)
