"""What the machine sees of a claim, in words for the one who reads it: "yaş ✓ 18 yıl 0 ay 4 gün"."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from . import eligibility
from .models import MembershipClaim, UsedRight

Identity = MembershipClaim.Identity


@dataclass(frozen=True)
class Check:
    label: str
    words: str
    #: True fine, False not, None: the machine cannot tell
    is_fine: bool | None

    @property
    def sign(self):
        return {True: "✓", False: "✗", None: "?"}[self.is_fine]

    @property
    def said(self):
        """The sign for those who do not see it."""
        return {True: _("uygun"), False: _("uygun değil"), None: _("belli değil")}[self.is_fine]


def checks(claim):
    """All of them, in the order in which people look."""
    return [_age(claim), _neighbourhood(claim), _duplicate(claim), _identity(claim), _consent(claim), *_held(claim)]


def is_fit_to_send(claim):
    """May the club's file hold this claim at all? Without number or consent it cannot, whatever a reader says."""
    consent = claim.consent
    return bool(
        claim.case.person
        and claim.case.person.identity_number
        and consent
        and consent.withdrawn_at is None
        and UsedRight.objects.filter(claim=claim).exists()  # freed: it may be somebody else's number
        and _age(claim).is_fine
    )


def _age(claim):
    day = timezone.localdate(claim.case.received_at)
    if claim.birth > day:
        return Check(_("yaş"), _("doğum günü gelecekte"), False)
    years, months, days = eligibility.age(claim.birth, day)
    words = _("%(years)s yıl %(months)s ay %(days)s gün") % {"years": years, "months": months, "days": days}
    fine = eligibility.verdict(claim.birth, claim.season.window, day) == eligibility.Verdict.WINDOW
    return Check(_("yaş"), words, fine)


def _neighbourhood(claim):
    place = claim.case.neighbourhood
    return Check(_("mahalle"), str(place) if place else _("yazılmamış"), bool(place))


def _duplicate(claim):
    """The database keeps a second claim of one number out; the same phone may be a brother's, or a slip."""
    if not UsedRight.objects.filter(claim=claim).exists():
        return Check(_("mükerrer"), _("hak kaydı bulunamadı"), False)
    person = claim.case.person
    index = person.phone_index if person else ""
    others = (
        MembershipClaim.objects.filter(season__benefit=claim.season.benefit, case__person__phone_index=index)
        .exclude(Q(pk=claim.pk) | Q(case__person__phone_index=""))
        .count()
    )
    if others:
        return Check(_("mükerrer"), _("aynı telefonla %(count)s istek daha var") % {"count": others}, None)
    return Check(_("mükerrer"), _("başka istek yok"), True)


def _identity(claim):
    person = claim.case.person
    if not (person and person.identity_number):
        return Check(_("kimlik"), _("T.C. kimlik numarası silinmiş"), False)
    fine = {Identity.MATCH: True, Identity.MISMATCH: False}.get(claim.identity)
    return Check(_("kimlik"), claim.get_identity_display(), fine)


def _consent(claim):
    if claim.consent is None:
        return Check(_("izin"), _("kulübe verme izni yok"), False)
    if claim.consent.withdrawn_at:
        return Check(_("izin"), _("kulübe verme iznini geri çekti"), False)
    return Check(_("izin"), _("kulübe verilmesine izin verdi"), True)


def _held(claim):
    if claim.case.hold_reason:
        yield Check(_("form"), _("makine kuşkulandı, dikkatle bakın"), None)
