"""The receipt on paper: one A4 page with number, code and QR, made anew each time and never stored."""

from io import BytesIO

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from fpdf.enums import XPos, YPos

from lib import dates, reference

from . import keys, tracking, wording
from .paper import LINE, MARGIN, MUTED, Paper

QR_SIDE = 38
LABEL_WIDTH = 48


def address(case):
    """Where the QR leads: the number is no secret, the code beside it is, so it stays out of the address."""
    return f"{settings.PUBLIC_BASE_URL.rstrip('/')}{reverse('wishes:lookup')}?{urlencode({'no': case.url_reference})}"


def qr(case):
    return segno.make(address(case), error="m", micro=False)


def pdf(case, *, organisation=""):
    """Bytes of the receipt for whoever may see all of the case."""
    sheet = Sheet(case, organisation)
    return bytes(sheet.output())


class Sheet(Paper):
    """One page, drawn from top to bottom; every piece is tagged so that it can be read aloud in order."""

    def __init__(self, case, organisation):
        super().__init__(f"{_('Başvuru belgesi')} {case.shown_reference}", organisation)
        self.case = case
        self.add_page()
        self._head(organisation)
        self._numbers()
        self._rows()
        self._small_print()
        if self._is_petition:
            self._signature()

    def _head(self, organisation):
        self._text("H1", _("Başvuru belgesi"), 22, bold=True)
        if organisation:
            self._text("P", organisation, 11, colour=MUTED)
        self._rule()

    def _numbers(self):
        top = self.y
        with self.tagged("Figure", alt_text=_("Başvurunuzun takip sayfasını açan karekod")):
            picture = BytesIO()
            qr(self.case).save(picture, kind="png", scale=8, border=4)
            self.image(picture, x=self.w - MARGIN - QR_SIDE, y=top, w=QR_SIDE, h=QR_SIDE)
        width = self.epw - QR_SIDE - 6
        self._text("P", _("Başvuru numarası"), 11, colour=MUTED, width=width)
        self._text("P", self.case.shown_reference, 24, bold=True, width=width)
        self.y += 2
        self._text("P", _("Takip kodu"), 11, colour=MUTED, width=width)
        self._text("P", reference.show_code(keys.receipt_code(self.case)), 16, bold=True, width=width)
        self.y = max(self.y, top + QR_SIDE) + 2
        self._text("P", _("Karekodu telefonunuzla okutun ya da şu adrese gidin: %(address)s") % {
            "address": address(self.case).partition("?")[0].partition("://")[2],
        }, 10, colour=MUTED)  # fmt: skip
        self._rule()

    def _rows(self):
        case, matter = self.case, self.case.merged_into or self.case
        came = [dates.long(case.received_at), case.get_channel_display()]
        rows = [
            (_("Konu"), case.subject),
            (_("Geliş"), ", ".join(came)),
            (_("İlgilenen"), matter.authority or str(matter.unit or "")),
            (_("Söz verdiğimiz gün"), dates.long(matter.promised_on) if matter.promised_on and matter.is_open else ""),
            (_("Yasal son gün"), dates.long(case.due_on) if case.due_on and case.is_open else ""),
            (_("Sonuç"), str(wording.OUTCOMES[matter.outcome or case.outcome][1]) if case.outcome else ""),
            (_("Başvuran"), case.person.name if self._is_petition else ""),
        ]
        for label, value in rows:
            if value:
                self._row(label, value)
        self._rule()

    def _row(self, label, value):
        top = self.y
        with self.tagged("P"):
            self._set(11, colour=MUTED)
            self.multi_cell(LABEL_WIDTH, 6, label, align="L", new_x=XPos.RIGHT, new_y=YPos.TOP)
            self._set(11, bold=True)
            self.multi_cell(self.epw - LABEL_WIDTH, 6, value, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.y = max(self.y, top + 6) + 1.5

    def _small_print(self):
        said = [
            tracking.rights(self.case) if self.case.is_open else "",
            _("Bu belge başvurunuzu aldığımızı gösterir. Numaranız ve kodunuzla ne durumda olduğunu görebilirsiniz."),
            _("Takip kodunu yalnız güvendiğiniz kişiyle paylaşın: kodu bilen, yazdıklarınızı da görür."),
        ]
        for text in filter(None, said):
            self._text("P", text, 10.5, colour=MUTED)
            self.y += 1.5

    def _signature(self):
        self.y += 16
        with self.tagged("P"):
            for label in (_("Tarih"), _("Ad soyad, imza")):
                self._set(10, colour=MUTED)
                width = self.epw / 2 - 5
                self.set_draw_color(*LINE)
                self.line(self.x, self.y, self.x + width, self.y)
                self.cell(width + 10, 7, label, align="L", new_x=XPos.RIGHT, new_y=YPos.TOP)

    @cached_property
    def _is_petition(self):
        """Name and address were given and the law sets a day: a petition, which wants a signature (Law 3071 art. 4)."""
        person = self.case.person
        return bool(person and person.name and person.address and self.case.due_on)
