"""What a claim says of itself on the tracking page, to the young person. Registered when the app is ready."""

from django.urls import reverse
from django.utils.translation import gettext as _

from lib import dates, masking
from wishes.kinds import CLAIM
from wishes.models import CaseEvent
from wishes.voices import Reopening, Voice, register_voice
from wishes.wording import Chip
from wishes.workflow import Status

from .models import MembershipClaim

State = MembershipClaim.State
Kind = CaseEvent.Kind


def _standing(case):
    """The claim's state, or "" where the case's own words say it better (withdrawn, no claim)."""
    if case.status == Status.WITHDRAWN or not hasattr(case, "claim"):
        return ""
    if case.status == Status.WAITING:
        return State.MISSING
    # Answered, or taken up again: the young person did their part, and we look again.
    looked_at_again = case.claim.state == State.MISSING or (case.claim.state == State.REFUSED and case.is_open)
    return State.CHECKING if looked_at_again else case.claim.state


def chip(case):
    return {
        State.CHECKING: Chip("work", _("Kontrol ediyoruz")),
        State.MISSING: Chip("you", _("Eksik var")),
        State.SENT: Chip("work", _("Onaylandı")),
        State.READY: Chip("done", _("Kartın hazır")),
        State.REFUSED: Chip("no", _("Olmadı")),
    }.get(_standing(case))


def headline(case):
    return {
        State.CHECKING: _("Kontrol ediyoruz."),
        State.MISSING: _("Eksik var."),
        State.SENT: _("Onaylandı, kulübe gönderdik."),
        State.READY: _("Kartın hazır."),
        State.REFUSED: _("Olmadı."),
    }.get(_standing(case), "")


def lead(case):
    standing = _standing(case)
    if standing == State.CHECKING:
        if case.is_overdue:
            return _("Söz verdiğimiz gün geçti, özür dileriz. En kısa sürede yazacağız.")
        if case.promised_on:
            return _("En geç %(day)s günü sana yazarız. Senden şu an bir şey istemiyoruz.") % {
                "day": dates.long(case.promised_on)
            }
        return _("Senden şu an bir şey istemiyoruz.")
    return {
        State.MISSING: _("Devam edebilmemiz için aşağıdakini tamamla."),
        State.SENT: _("Kulüp üyeliğini işliyor. Kartın hazır olunca SMS ile yazarız."),
        State.READY: _("Kocaelispor’a hoş geldin. Belgeni buradan yazdırabilirsin."),
        State.REFUSED: _("Nedenini aşağıda yazdık."),
    }.get(standing, "")


def title(event):
    return {
        Kind.RECEIVED: _("İsteğini aldık"),
        Kind.ASKED: _("Bir eksik bulduk"),
        Kind.REPLIED: _("Yazdığını aldık"),
        Kind.WROTE: _("Yazdığını aldık"),
        Kind.TRANSFERRED: _("Onayladık, kulübe gönderdik"),
        Kind.CLOSED: _("Kartın hazır") if event.data.get("outcome") == "done" else _("Olmadı"),
    }.get(event.kind, "")


def now(case):
    return _("Kontrol ediyoruz") if _standing(case) == State.CHECKING else ""


def facts(case, is_strong):
    if not hasattr(case, "claim"):
        return []
    rows = [(_("Sezon"), str(case.claim.season))]
    if is_strong:
        rows.append((_("Doğum tarihin"), dates.short(case.claim.birth)))
        number = case.person.identity_number if case.person else ""
        rows.append((_("T.C. kimlik numaran"), masking.identity_number(number) if number else _("sildik")))
        rows.append((_("Kart numaran"), case.claim.card_number))
    return rows


def actions(case, is_strong):
    if not is_strong or _standing(case) != State.READY:
        return []
    address = reverse("club:certificate", args=[case.url_reference])
    return [{"icon": "flag", "label": _("Üyelik belgeni yazdır"), "url": address}]


def reopening(case, last_day):
    if last_day is None:
        return Reopening(
            heading=_("Fikrin mi değişti?"),
            text=_("Yeniden aç, aynı numarayla devam edelim."),
            step=_("Fikrin değişirse yeniden açabilirsin."),
        )
    day = dates.long(last_day)
    return Reopening(
        heading=_("Bir yanlışlık mı var?"),
        text=_("Yaz, aynı numarayla yeniden bakalım. Son gün: %(day)s.") % {"day": day},
        step=_("Bir yanlışlık görürsen bize yaz. Son gün: %(day)s.") % {"day": day},
    )


def last_step(case):
    return _("Bir yanlışlık görürsen sonuçtan sonra da bize yazabilirsin.")


register_voice(
    Voice(
        CLAIM.key,
        chip=chip,
        headline=headline,
        lead=lead,
        title=title,
        now=now,
        facts=facts,
        actions=actions,
        reopening=reopening,
        last_step=last_step,
        familiar=True,
        asks_solved=False,
    )
)
