"""States of a case and the lawful moves between them: data and pure functions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    RECEIVED = "received", _("alındı")
    IN_PROGRESS = "in_progress", _("birimde")
    WAITING = "waiting", _("bilgi bekleniyor")
    TRANSFERRED = "transferred", _("ilgili kuruma iletildi")
    CLOSED = "closed", _("sonuçlandı")
    WITHDRAWN = "withdrawn", _("geri çekildi")


OPEN = (Status.RECEIVED, Status.IN_PROGRESS, Status.WAITING, Status.TRANSFERRED)
# Somebody here still has to act: a matter that another authority took over is theirs to end.
OURS = (Status.RECEIVED, Status.IN_PROGRESS, Status.WAITING)


class Outcome(models.TextChoices):
    DONE = "done", _("yapıldı")
    PARTLY = "partly", _("kısmen yapıldı")
    SCHEDULED = "scheduled", _("programa alındı")
    NOT_OURS = "not_ours", _("belediyenin görevi değil")
    REFUSED = "refused", _("yapılamıyor")
    UNVERIFIED = "unverified", _("yerinde görülmedi")
    DUPLICATE = "duplicate", _("aynı konuda başka başvuru var")


class Channel(models.TextChoices):
    """How a matter came in. How we reach out is a transport (notices), never a channel."""

    WEB = "web", _("Web sitesi")
    DESK = "desk", _("Halk Masası")
    PHONE = "phone", _("Çağrı Merkezi")
    WHATSAPP = "whatsapp", _("WhatsApp")
    CIMER = "cimer", _("CİMER")
    INFORMATION = "information", _("Bilgi Edinme")
    ACIK_KAPI = "acik_kapi", _("Açık Kapı")
    FIELD = "field", _("Mahalle ziyareti")
    EMAIL = "email", _("E-posta")


# Systems of others: we answer inside them, by hand. Only a clerk knows when that was done.
RELAYED = (Channel.CIMER, Channel.ACIK_KAPI)


class NotifyBy(models.TextChoices):
    SMS = "sms", _("SMS")
    EMAIL = "email", _("E-posta")
    NONE = "none", _("Haber verilmesin")


# verb -> {status before: status after}
MOVES = {
    "assign": {
        Status.RECEIVED: Status.IN_PROGRESS,
        Status.IN_PROGRESS: Status.IN_PROGRESS,
        Status.WAITING: Status.WAITING,
        Status.TRANSFERRED: Status.IN_PROGRESS,
    },
    "ask": {
        Status.RECEIVED: Status.WAITING,
        Status.IN_PROGRESS: Status.WAITING,
        Status.WAITING: Status.WAITING,
    },
    "answer": {
        Status.RECEIVED: Status.IN_PROGRESS,
        Status.IN_PROGRESS: Status.IN_PROGRESS,
        Status.WAITING: Status.WAITING,
        Status.TRANSFERRED: Status.TRANSFERRED,
    },
    "reply": {Status.WAITING: Status.IN_PROGRESS},
    "write": {
        Status.RECEIVED: Status.RECEIVED,
        Status.IN_PROGRESS: Status.IN_PROGRESS,
        Status.TRANSFERRED: Status.TRANSFERRED,
    },
    "write_along": {status: status for status in OPEN},  # through a case that was merged into this one
    "transfer": {
        Status.RECEIVED: Status.TRANSFERRED,
        Status.IN_PROGRESS: Status.TRANSFERRED,
        Status.WAITING: Status.TRANSFERRED,
    },
    "close": dict.fromkeys(OPEN, Status.CLOSED),
    "reopen": {Status.CLOSED: Status.IN_PROGRESS, Status.WITHDRAWN: Status.IN_PROGRESS},
    "withdraw": dict.fromkeys(OPEN, Status.WITHDRAWN),
    "promise": {status: status for status in OURS},
    "contact": {status: status for status in OPEN},
    "decide": dict.fromkeys(OPEN, Status.IN_PROGRESS),
    "merge": dict.fromkeys(OPEN, Status.CLOSED),
    "take_in": {status: status for status in OPEN},
    "split": {status: status for status in OPEN},
    "retopic": {status: status for status in OPEN},
    "time": {status: status for status in OPEN},  # extend, pause, resume a legal clock
    "discharge": {status: status for status in OPEN},
    "note": {status: status for status in Status},
    "clear": {status: status for status in Status},
}


def can(verb, status):
    return status in MOVES[verb]


def after(verb, status):
    """The status a verb leads to; KeyError if the move is not lawful from here."""
    return MOVES[verb][status]


def verbs_for(status):
    return [verb for verb in MOVES if can(verb, status)]
