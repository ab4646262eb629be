"""What the tracking page says of a wish. It never says that a wish was chosen or when a team comes: a visit may be a
surprise, and the page may be read by whoever knows the number and four digits of a telephone."""

from django.urls import reverse
from django.utils.translation import gettext as _

from lib import dates
from wishes.kinds import WISH
from wishes.models import CaseEvent
from wishes.voices import Reopening, Voice
from wishes.wording import Chip
from wishes.workflow import Outcome, Status

Kind = CaseEvent.Kind
GRANTED = (Outcome.DONE, Outcome.PARTLY)
OURS_NOW = (Status.RECEIVED, Status.IN_PROGRESS)


def chip(case):
    if case.status == Status.CLOSED:
        return Chip("done", _("Gerçekleşti")) if case.outcome in GRANTED else Chip("no", _("Bu yıl olmadı"))
    return None


def headline(case):
    if case.status == Status.CLOSED:
        return _("Dileğiniz gerçekleşti.") if case.outcome in GRANTED else _("Bu yıl gerçekleştiremiyoruz.")
    if case.status in OURS_NOW and not case.is_overdue:
        return _("Dileğinizi aldık.")
    return _("Dileğinizi geri çektiniz.") if case.status == Status.WITHDRAWN else ""


def lead(case):
    if case.status == Status.CLOSED:
        return (
            _("Bizimle paylaştığınız için teşekkür ederiz.")
            if case.outcome in GRANTED
            else _("Size yazdığımızı aşağıda okuyabilirsiniz.")
        )
    if case.status in OURS_NOW and not case.is_overdue and case.promised_on:
        return _("Her dileği yerine getiremeyiz. Olsun olmasın %(day)s gününe kadar size yazarız.") % {
            "day": dates.long(case.promised_on)
        }
    return ""


def title(event):
    if event.kind == Kind.CLOSED:
        granted = event.data.get("outcome") in GRANTED
        return _("Dileğiniz gerçekleşti") if granted else _("Dileğinizle ilgili size yazdık")
    return _("Dileğinizi aldık") if event.kind == Kind.RECEIVED else ""


def now(case):
    return _("Dilekleri okuyoruz") if case.status in OURS_NOW else ""


def facts(case, is_strong):
    if not hasattr(case, "wish"):
        return []
    wish = case.wish
    rows = [(_("Kimin için"), str(wish.get_for_whom_display()))]
    if is_strong:
        rows.append((_("Fotoğraf"), str(wish.get_photo_display())))
        if wish.story_consent is not None:
            rows.append((_("Adsız anlatma izni"), _("verdiniz") if wish.may_be_told else _("geri aldınız")))
    return rows


def actions(case, is_strong):
    if not is_strong or not hasattr(case, "wish"):
        return []
    wish = case.wish
    if not (wish.may_be_told or wish.may_publish_photos):
        return []
    return [
        {
            "icon": "shield",
            "label": _("Yayımlama iznimi geri al"),
            "url": reverse("wish:consents", args=[case.url_reference]),
        }
    ]


def reopening(case, last_day):
    """Nobody is asked whether a wish was "solved"."""
    if last_day is None:
        return None
    day = dates.long(last_day)
    return Reopening(
        heading=_("Bize söylemek istediğiniz bir şey mi var?"),
        text=_("Yazın, dileğinize aynı numarayla yeniden bakalım. Son gün: %(day)s.") % {"day": day},
        step=_("Bir eksik gördüyseniz bize yazın. Son gün: %(day)s.") % {"day": day},
    )


def last_step(case):
    return _("Bir eksik görürseniz sonuçtan sonra da bize yazabilirsiniz.")


VOICE = Voice(
    WISH.key,
    chip=chip,
    headline=headline,
    lead=lead,
    title=title,
    now=now,
    facts=facts,
    actions=actions,
    reopening=reopening,
    last_step=last_step,
    asks_solved=False,
)
