"""A sheet of paper to be proud of: number, season, QR. Made anew each time, never stored, without any identity."""

from io import BytesIO

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from lib import dates, reference
from lib.sealing import same
from people.fields import indexer
from wishes.models import Case
from wishes.receipts import MARGIN, QR_SIDE, Sheet

from .models import MembershipClaim

GREEN, BLACK, WHITE = (0, 115, 58), (17, 17, 17), (255, 255, 255)
BAND = 74  # mm
TOKEN_LENGTH = 40


def is_due(claim):
    return claim.state == MembershipClaim.State.READY


def token(case):
    """What the QR carries: the number, and 160 bits that only we can reckon."""
    digest = indexer().digest(f"{case.nonce.hex}:{case.key_generation}", "club.certificate")
    return f"{case.url_reference}.{digest[:TOKEN_LENGTH]}"


def address(case):
    return f"{settings.PUBLIC_BASE_URL.rstrip('/')}{reverse('club:verify', args=[token(case)])}"


def find(written):
    """The claim of a token, if its card is ready; None for anything else."""
    shown, _dot, secret = written[:120].partition(".")
    try:
        canonical = reference.parse(shown, settings.REFERENCE_PREFIX)
    except reference.InvalidReference:
        return None
    case = Case.objects.filter(reference=canonical, claim__state=MembershipClaim.State.READY).first()
    expected = token(case).partition(".")[2] if case else "-" * TOKEN_LENGTH
    return case.claim if same(expected, secret) and case else None


def pdf(claim, *, organisation=""):
    return bytes(Certificate(claim, organisation).output())


class Certificate(Sheet):
    """One page in the club's colours, drawn with the receipt's tools."""

    def __init__(self, claim, organisation):
        self.claim = claim
        super().__init__(claim.case, organisation)
        self.set_title(f"{_('Üyelik belgesi')} {claim.case.shown_reference}")

    def _head(self, organisation):
        self._out("/Artifact BMC")
        self.set_fill_color(*BLACK)
        self.rect(0, 0, self.w, BAND, style="F")
        self._scarf(BAND, 7)
        self._out("EMC")
        self.set_y(20)
        self._text("P", organisation or _("İzmit Belediyesi"), 12, colour=WHITE)
        self.y += 2
        self._text("H1", _("18 yaşında, Kocaelispor’lu"), 27, bold=True, colour=WHITE)
        self.y += 2
        self._text("P", _("Bu belge, doğum günü armağanı üyeliğin tamamlandığını gösterir."), 12, colour=WHITE)
        self.set_y(BAND + 20)

    def _scarf(self, top, height):
        """Green and black, parted by white: the two greens of this town never touch."""
        x, colours = 0, [GREEN, WHITE, BLACK, WHITE]
        while x < self.w:
            for colour, width in zip(colours, [14, 2, 12, 2], strict=True):
                self.set_fill_color(*colour)
                self.rect(x, top, width, height, style="F")
                x += width

    def _numbers(self):
        top = self.y
        with self.tagged("Figure", alt_text=_("Belgenin gerçek olduğunu gösteren sayfayı açan karekod")):
            picture = BytesIO()
            segno.make(address(self.case), error="m", micro=False).save(picture, kind="png", scale=8, border=4)
            self.image(picture, x=self.w - MARGIN - QR_SIDE, y=top, w=QR_SIDE, h=QR_SIDE)
        width = self.epw - QR_SIDE - 6
        self._text("P", _("İstek numarası"), 12, width=width)
        self._text("P", self.case.shown_reference, 26, bold=True, width=width)
        self.y = max(self.y, top + QR_SIDE) + 4
        self._rule()

    def _rows(self):
        rows = [
            (_("Sezon"), str(self.claim.season)),
            (_("Üyelik"), _("Kocaelispor Kulübü")),
            (_("Kartın hazır olduğu gün"), dates.long(self.claim.answered_at) if self.claim.answered_at else ""),
            (_("Aidat"), _("İlk %(years)s yıl belediyeden") % {"years": self.claim.season.dues_years}),
        ]
        for label, value in rows:
            if value:
                self._row(label, value)
        self._rule()

    def _small_print(self):
        self._text("P", _("Belgede ad ve kimlik numarası yoktur. Gerçek olup olmadığı karekodla görülür."), 10.5)

    @property
    def _is_petition(self):
        return False
