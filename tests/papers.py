"""What a reader of our PDFs reads in them."""

from io import BytesIO

from pypdf import PdfReader


def text_of(content):
    """All words of the PDF with these bytes, in their order, parted by single blanks."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
