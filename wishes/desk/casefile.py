"""The whole case on paper, for the file: facts, contacts with their clocks, history with the inner notes, what is
attached. Made anew each time and never stored."""

from django.utils import timezone
from django.utils.translation import gettext as _
from fpdf.enums import XPos, YPos

from lib import dates, masking, phone, turkish
from wishes.models import CaseEvent
from wishes.paper import MUTED, Paper

from . import contacts, inbox
from .timeline import timeline

LABEL_WIDTH = 48
BOTTOM = 20  # mm kept free for the foot of a page


def pdf(case, *, by, with_person=False):
    """Bytes of the file. with_person: the applicant uncovered; whoever asks for it has been logged."""
    return bytes(CaseFile(case, by, with_person).output())


class CaseFile(Paper):
    def __init__(self, case, by, with_person):
        super().__init__(f"{_('Başvuru dosyası')} {case.shown_reference}")
        self.case = case
        self.add_page()
        self._write("H1", _("Başvuru dosyası"), 22, bold=True)
        self._write("P", case.shown_reference, 16, bold=True)
        now = timezone.now()
        made = {"name": by.display_name, "day": dates.long(now), "time": dates.time(now)}
        self._write("P", _("Hazırlayan: %(name)s, %(day)s %(time)s") % made, 10.5, colour=MUTED)
        self._write("P", _("İç notlar içerir. Belediye dışına verilmez."), 10.5, colour=MUTED)
        self._rule()
        self._heading(_("Bilgiler"))
        for label, value in [*self._person(with_person), *self._facts()]:
            if value:
                self._row(label, str(value))
        self._heading(_("Temaslar"))
        for line in contacts.lines(case):
            self._contact(line)
        self._heading(_("Geçmiş"))
        for entry in timeline(case):
            self._entry(entry)
        self._heading(_("Dosyalar"))
        self._files()

    # -- what stands in it --------------------------------------------------------------------
    def _person(self, with_person):
        person = self.case.person
        if person is None:
            return [(_("Başvuran"), _("Adını vermedi"))]
        if with_person:
            return [
                (_("Başvuran"), person.name),
                (_("Telefon"), phone.display(person.phone) if person.phone else ""),
                (_("E-posta"), person.email),
                (_("Adres"), person.address),
            ]
        return [
            (_("Başvuran"), masking.name(person.name)),
            (_("Telefon"), masking.phone(person.phone)),
            (_("E-posta"), masking.email(person.email)),
        ]

    def _facts(self):
        case = self.case
        merged = case.merged_into
        return [
            (_("Konu"), case.subject),
            (_("Tür"), inbox.Line(case, timezone.localdate()).nature),
            (_("Yer"), ", ".join(filter(None, [str(case.neighbourhood or ""), case.place]))),
            (_("Geliş"), f"{dates.long(case.received_at)} {dates.time(case.received_at)}"),
            (_("Durum"), _sentence(case.get_status_display())),
            (_("Sonuç"), _sentence(case.get_outcome_display() or case.get_decided_display())),
            (_("Müdürlük"), case.unit or ""),
            (_("İlgilenen"), case.assignee.display_name if case.assignee else ""),
            (_("İlgili kurum"), case.authority),
            (_("Söz verdiğimiz gün"), dates.long(case.promised_on) if case.promised_on else ""),
            (_("Yasal son gün"), dates.long(case.due_on) if case.due_on else ""),
            (_("Kapanış"), dates.long(case.closed_at) if case.closed_at else ""),
            (_("Yeniden açılma"), case.reopened_count or ""),
            (_("Birleştiği başvuru"), merged.shown_reference if merged else ""),
            (_("Birleşen başvurular"), ", ".join(one.shown_reference for one in case.merged.order_by("received_at"))),
        ]

    def _contact(self, line):
        contact = line.contact
        head = [line.label, f"{dates.long(contact.at)} {dates.time(contact.at)}", line.number]
        self._write("H3", " · ".join(filter(None, head)), 11, bold=True)
        if line.is_answered:
            said = _("Yanıtlandı: %(day)s, %(way)s") % {"day": dates.long(contact.answered_at), "way": line.way}
        elif contact.due_on:
            said = _("Yasal son gün: %(day)s, %(way)s") % {"day": dates.long(contact.due_on), "way": line.way}
        else:
            said = _("Yasal süre yok, %(way)s") % {"way": line.way}
        self._write("P", said, 10, colour=MUTED)
        self._write("P", contact.words or _("(metin yok)"), 11)
        self.y += 3

    def _entry(self, entry):
        event = entry.event
        kind = _("İç not") if event.kind == CaseEvent.Kind.NOTED else _sentence(event.get_kind_display())
        seen = "" if event.is_public else _("yalnız personel")
        head = [f"{dates.short(event.at)} {dates.time(event.at)}", kind, entry.who, seen]
        self._write("H3", " · ".join(filter(None, head)), 10.5, bold=True)
        for detail in entry.details:
            self._write("P", detail, 10, colour=MUTED)
        if event.text:
            self._write("P", event.text, 11)
        if entry.attachments:
            self._write("P", _("Eklenen dosya: %(n)s") % {"n": len(entry.attachments)}, 10, colour=MUTED)
        self.y += 2

    def _files(self):
        files = list(self.case.attachments.order_by("created_at", "pk"))
        if not files:
            self._write("P", _("Dosya yok."), 11)
        for number, attachment in enumerate(files, start=1):
            facts = {
                "number": number,
                "what": _("Fotoğraf") if attachment.is_image else _("Belge (PDF)"),
                "who": _("başvurandan") if attachment.by_citizen else _("personelden"),
                "day": dates.long(attachment.created_at),
                "size": dates.number(attachment.size / 1024, 0),
            }
            self._write("P", _("%(number)s. %(what)s, %(who)s, %(day)s, %(size)s KB") % facts, 11)

    # -- how it is drawn ------------------------------------------------------------------------
    def footer(self):
        self.set_y(-BOTTOM + 6)
        self._out("/Artifact BMC")
        self._set(9, colour=MUTED)
        page = _("Sayfa %(number)s") % {"number": self.page_no()}
        self.cell(0, 5, f"{self.case.shown_reference} · {page}", align="L")
        self._out("EMC")

    def _heading(self, text):
        self._room_for(24)  # never alone at the foot of a page
        self.y += 3
        self._write("H2", text, 15, bold=True)
        self.y += 1

    def _row(self, label, value):
        self._set(11, bold=True)
        lines = self.multi_cell(self.epw - LABEL_WIDTH, 6, value, dry_run=True, output="LINES")
        self._room_for(6 * min(len(lines), 20))
        top = self.y
        with self.tagged("P"):
            self._set(11, colour=MUTED)
            self.multi_cell(LABEL_WIDTH, 6, label, align="L", new_x=XPos.RIGHT, new_y=YPos.TOP)
            self._set(11, bold=True)
            self.multi_cell(self.epw - LABEL_WIDTH, 6, value, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.y = max(self.y, top + 6) + 1

    def _write(self, kind, text, size, *, bold=False, **facts):
        """A text of any length: as many lines as the page holds, the rest on the next."""
        height = size * 0.5
        self._set(size, bold=bold)
        lines = self.multi_cell(0, height, text, align="L", dry_run=True, output="LINES")
        while lines:
            room = int((self.h - BOTTOM - self.y) // height)
            if room < min(2, len(lines)):
                self.add_page()
                continue
            self._text(kind, "\n".join(lines[:room]), size, bold=bold, **facts)
            lines = lines[room:]

    def _room_for(self, height):
        if self.y + height > self.h - BOTTOM:
            self.add_page()


def _sentence(text):
    return turkish.upper(str(text)[:1]) + str(text)[1:]
