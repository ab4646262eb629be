"""What an editor should look at before a page goes out: place, finding, remedy. Nothing here refuses anything."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import AbstractImage
from wagtail.rich_text import RichText

from pages import rules


@dataclass(frozen=True)
class Finding:
    where: str
    what: str
    remedy: str


def findings(page, now=None) -> list[Finding]:
    """Everything to look at on a page (a BasePage), in the order of the editor."""
    found = [*_title(_("Başlık"), page.title), *page.own_findings(now or timezone.now())]
    if page.cover:
        found += _picture(capfirst(page._meta.get_field("cover").verbose_name), page.cover)
    for where, value in _parts(page):
        if isinstance(value, AbstractImage):
            found += _picture(where, value)
        elif isinstance(value, Heading):
            found += _title(where, value)
        else:
            found += _text(where, value)
    return list(dict.fromkeys(found))


class Heading(str):
    """A short line that stands above a text."""

    __slots__ = ()


def _title(where, title):
    if rules.is_shouted(title):
        yield Finding(
            where,
            _("Büyük harflerle yazılmış: “%(text)s”") % {"text": title},
            _("Yalnız ilk harfi ve özel adları büyük yazın. Ekran okuyucular büyük harfleri tek tek okuyabilir."),
        )


def _text(where, html):
    for text in rules.vague_links(html):
        yield Finding(
            where,
            _("Bağlantı nereye gittiğini söylemiyor: “%(text)s”") % {"text": text},
            _("Bağlantının metnine gidilen yerin adını yazın. Örneğin: Başvuru koşulları"),
        )
    for number in rules.unlinked_phones(html):
        yield Finding(
            where,
            _("Telefon bağlantı değil: %(text)s") % {"text": number},
            _("Numarayı seçip bağlantı ekleyin, türü telefon olsun: telefondan dokunan arayabilsin."),
        )


def _picture(where, image):
    # Wagtail's ImageBlock says words or decoration for this one use; elsewhere the library's own count.
    own_words = getattr(image, "contextual_alt_text", None)
    said = image.alt or image.is_decorative if own_words is None else own_words or image.decorative
    if not said:
        yield Finding(
            where,
            _("Görselin alternatif metni yok: “%(text)s”") % {"text": image.title},
            _("Görselde ne olduğunu bir cümleyle yazın ya da yalnız süs olduğunu işaretleyin."),
        )


def _parts(page) -> Iterator[tuple[str, object]]:
    """Running texts (HTML), headings and pictures of a page, with their place in the editor's words."""
    for field in page._meta.get_fields():
        if isinstance(field, RichTextField):
            yield capfirst(field.verbose_name), field.value_from_object(page) or ""
        elif isinstance(field, StreamField):
            for number, child in enumerate(field.value_from_object(page), start=1):
                where = _("%(field)s, %(number)s. sıra: %(block)s") % {
                    "field": capfirst(field.verbose_name),
                    "number": number,
                    "block": capfirst(child.block.label),
                }
                yield from ((where, part) for part in _inside(child.block, child.value))


def _inside(block, value):
    if value is None:
        return
    if isinstance(value, RichText):
        yield value.source
    elif isinstance(value, AbstractImage):
        yield value
    elif isinstance(value, blocks.StructValue):
        for name, inner in value.items():
            if name == "title" or (name == "text" and block.name == "heading"):
                yield Heading(inner or "")
            elif name == "text" and isinstance(inner, str) and ("page" in value or "address" in value):
                yield f"<a>{escape(inner)}</a>"  # a link of its own: its text is judged as a link's
            else:
                yield from _inside(block.child_blocks[name], inner)
    elif isinstance(value, blocks.StreamValue):
        for child in value:
            yield from _inside(child.block, child.value)
    elif isinstance(value, blocks.list_block.ListValue):
        for inner in value:
            yield from _inside(block.child_block, inner)
    elif isinstance(value, TypedTable):
        for row in value.rows:
            for cell in row:
                yield from _inside(cell.block, cell.value)
