"""Paper: what every PDF of the portal has in common. Fonts with all Turkish letters, and text tagged so that it can be
read aloud in order."""

from contextlib import contextmanager

from django.conf import settings
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.prefs import ViewerPreferences

FAMILY = "Atkinson"
MARGIN = 20  # mm
INK, MUTED, LINE = (34, 31, 26), (81, 72, 58), (133, 119, 96)


class Paper(FPDF):
    """An A4 document in Turkish; `title` is what a reader of the file sees first."""

    def __init__(self, title, author=""):
        super().__init__(format="A4")
        folder = settings.BASE_DIR / "static" / "fonts" / "pdf"
        self.add_font(FAMILY, fname=folder / "AtkinsonHyperlegibleNext-Regular.ttf")
        self.add_font(FAMILY, "B", folder / "AtkinsonHyperlegibleNext-Bold.ttf")
        self.set_lang("tr-TR")
        self.set_title(title)
        self.set_author(author)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_margin(MARGIN)
        self.set_auto_page_break(False)  # a page ends where we say: a piece that is tagged cannot lie on two

    @contextmanager
    def tagged(self, kind, **facts):
        """A piece in the document's structure. fpdf2 tags pictures only, so text is tagged here the same way."""
        mcid = self.struct_builder.next_mcid_for_page(self.page)
        self._add_marked_content(struct_type=f"/{kind}", mcid=mcid, **facts)
        self._out(f"/{kind} <</MCID {mcid}>> BDC")
        yield
        self._out("EMC")

    def _text(self, kind, text, size, *, bold=False, colour=INK, width=0):
        with self.tagged(kind):
            self._set(size, bold=bold, colour=colour)
            self.multi_cell(width, size * 0.5, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _set(self, size, *, bold=False, colour=INK):
        self.set_font(FAMILY, "B" if bold else "", size)
        self.set_text_color(*colour)

    def _rule(self):
        self.y += 3
        self._out("/Artifact BMC")
        self.set_draw_color(*LINE)
        self.line(MARGIN, self.y, self.w - MARGIN, self.y)
        self._out("EMC")
        self.y += 5
