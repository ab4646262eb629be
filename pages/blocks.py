"""What editors build a page from. Each block has its template of the same name in templates/blocks/."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock as ImageWithAltBlock

from lib import phone, turkish

TEXT_FEATURES = ["h3", "h4", "bold", "italic", "link", "document-link", "ol", "ul", "hr"]
SHORT_TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]

_LOCAL_ADDRESS = re.compile(r"/(?!/)[^\s\\]*")


def validate_address(text):
    """An address of this site ("/takip/"), of another ("https://…"), or mailto:/tel:. Never javascript: and its kin."""
    if _LOCAL_ADDRESS.fullmatch(text) or re.fullmatch(r"#[\w-]+", text):
        return
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme in ("http", "https") and parts.hostname and not re.search(r"\s", text):
        return
    if parts.scheme in ("mailto", "tel") and parts.path:
        return
    raise ValidationError(_("Adresi / ya da https:// ile başlayarak yazın"))


def is_external(url) -> bool:
    return str(url).startswith(("http://", "https://", "//"))


def clean_phone(text):
    """E.164, or a short number such as 153 as it stands."""
    text = (text or "").strip()
    if not text or re.fullmatch(r"[0-9]{3,4}", text):
        return text
    try:
        return phone.parse(text)
    except phone.PhoneError:
        raise ValidationError(_("Telefonu 0262 000 00 00 gibi yazın")) from None


class PhoneBlock(blocks.CharBlock):
    def __init__(self, **kwargs):
        super().__init__(max_length=30, **kwargs)

    def clean(self, value):
        return clean_phone(super().clean(value))


class AddressBlock(blocks.CharBlock):
    def __init__(self, **kwargs):
        super().__init__(max_length=300, validators=[validate_address], **kwargs)


class LinkValue(blocks.StructValue):
    @property
    def url(self):
        page = self.get("page")
        return (page.url or "") if page else self.get("address", "")

    @property
    def external(self):
        return is_external(self.url)

    @property
    def label(self):
        return self.get("text") or (self["page"].title if self.get("page") else self.get("address", ""))


class LinkBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Metin"), max_length=80, required=False, help_text=_("Boşsa sayfanın başlığı"))
    page = blocks.PageChooserBlock(label=_("Sayfa"), required=False)
    address = AddressBlock(label=_("ya da adres"), required=False)

    class Meta:
        icon = "link"
        label = _("Bağlantı")
        value_class = LinkValue
        template = "blocks/link.html"

    def clean(self, value):
        value = super().clean(value)
        if bool(value.get("page")) == bool(value.get("address")):
            raise StructBlockValidationError(
                block_errors={"page": ValidationError(_("Bir sayfa seçin ya da bir adres yazın, ikisini birden değil"))}
            )
        if value.get("address") and not value.get("text"):
            raise StructBlockValidationError(block_errors={"text": ValidationError(_("Bağlantının metnini yazın"))})
        return value


class HeadingValue(blocks.StructValue):
    @property
    def anchor(self):
        return turkish.slugify(self.get("text") or "") or "bolum"


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Başlık"), max_length=120)

    class Meta:
        icon = "title"
        label = _("Ara başlık")
        value_class = HeadingValue
        template = "blocks/heading.html"


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs):
        super().__init__(features=TEXT_FEATURES, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Metin")
        template = "blocks/text.html"


class ImageBlock(blocks.StructBlock):
    image = ImageWithAltBlock(label=_("Görsel"))
    caption = blocks.CharBlock(label=_("Alt yazı"), max_length=200, required=False)
    credit = blocks.CharBlock(
        label=_("Fotoğraf"), max_length=120, required=False, help_text=_("Boşsa görselin kaydındaki ad yazılır")
    )

    class Meta:
        icon = "image"
        label = _("Görsel")
        template = "blocks/image.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Söz"), max_length=600, rows=3)
    source = blocks.CharBlock(label=_("Kim söyledi"), max_length=120, required=False)

    class Meta:
        icon = "openquote"
        label = _("Alıntı")
        template = "blocks/quote.html"


class NoticeBlock(blocks.StructBlock):
    level = blocks.ChoiceBlock(label=_("Tür"), choices=[("info", _("bilgi")), ("warning", _("uyarı"))], default="info")
    title = blocks.CharBlock(label=_("Başlık"), max_length=120, required=False)
    text = blocks.RichTextBlock(label=_("Metin"), features=SHORT_TEXT_FEATURES)

    class Meta:
        icon = "info-circle"
        label = _("Bilgi kutusu")
        template = "blocks/notice.html"


class ButtonBlock(LinkBlock):
    style = blocks.ChoiceBlock(
        label=_("Görünüş"), choices=[("primary", _("dolu")), ("ghost", _("çerçeveli"))], default="primary"
    )

    class Meta:
        icon = "arrow-right"
        label = _("Düğme")
        value_class = LinkValue
        template = "blocks/button.html"


class LinkWithNoteBlock(LinkBlock):
    note = blocks.CharBlock(label=_("Açıklama"), max_length=160, required=False)

    class Meta:
        icon = "link"
        label = _("Bağlantı")
        value_class = LinkValue


class LinksBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Başlık"), max_length=120, required=False)
    links = blocks.ListBlock(LinkWithNoteBlock(), label=_("Bağlantılar"), min_num=1, max_num=24)

    class Meta:
        icon = "list-ul"
        label = _("Bağlantı listesi")
        template = "blocks/links.html"


class DetailsItemBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Soru ya da başlık"), max_length=160)
    answer = blocks.RichTextBlock(label=_("Yanıt"), features=SHORT_TEXT_FEATURES)

    class Meta:
        icon = "help"
        label = _("Soru")


class DetailsBlock(blocks.StructBlock):
    questions = blocks.ListBlock(DetailsItemBlock(), label=_("Sorular"), min_num=1, max_num=40)

    class Meta:
        icon = "help"
        label = _("Açılır sorular")
        template = "blocks/details.html"


class TableBlock(blocks.StructBlock):
    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(label=_("Metin"), max_length=300, required=False)),
            ("number", blocks.DecimalBlock(label=_("Sayı"), required=False)),
            ("rich_text", blocks.RichTextBlock(label=_("Uzun metin"), features=SHORT_TEXT_FEATURES, required=False)),
        ],
        label=_("Tablo"),
    )
    first_column_heads = blocks.BooleanBlock(label=_("İlk sütun satırların başlığıdır"), required=False, default=True)

    class Meta:
        icon = "table"
        label = _("Tablo")
        template = "blocks/table.html"


class GalleryBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Başlık"), max_length=120, required=False)
    images = blocks.ListBlock(ImageBlock(), label=_("Görseller"), min_num=2, max_num=24)

    class Meta:
        icon = "image"
        label = _("Galeri")
        template = "blocks/gallery.html"


class VideoBlock(blocks.StructBlock):
    """A card that leads to a video elsewhere: nothing of the other site is loaded into ours."""

    title = blocks.CharBlock(label=_("Başlık"), max_length=120)
    address = blocks.URLBlock(label=_("Videonun adresi"), max_length=300)
    length = blocks.CharBlock(label=_("Süre"), max_length=20, required=False, help_text=_("Örneğin 2 dk 15 sn"))
    image = ImageWithAltBlock(label=_("Kapak görseli"), required=False)

    class Meta:
        icon = "media"
        label = _("Video bağlantısı")
        template = "blocks/video.html"


class FileBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Belge"))
    title = blocks.CharBlock(label=_("Başlık"), max_length=120, required=False, help_text=_("Boşsa belgenin adı"))

    class Meta:
        icon = "doc-full"
        label = _("Belge indirme")
        template = "blocks/file.html"


class ContactValue(blocks.StructValue):
    @property
    def phone_display(self):
        return phone.display(self.get("phone") or "")


class ContactBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Neresi"), max_length=120)
    phone = PhoneBlock(label=_("Telefon"), required=False)
    email = blocks.EmailBlock(label=_("E-posta"), required=False)
    address = blocks.TextBlock(label=_("Adres"), max_length=300, rows=2, required=False)
    hours = blocks.CharBlock(label=_("Saatler"), max_length=160, required=False)

    class Meta:
        icon = "mail"
        label = _("İletişim kutusu")
        value_class = ContactValue
        template = "blocks/contact.html"


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Adım"), max_length=120)
    text = blocks.RichTextBlock(label=_("Açıklama"), features=SHORT_TEXT_FEATURES, required=False)

    class Meta:
        icon = "tick"
        label = _("Adım")


class StepsBlock(blocks.StructBlock):
    steps = blocks.ListBlock(StepBlock(), label=_("Adımlar"), min_num=2, max_num=12)

    class Meta:
        icon = "list-ol"
        label = _("Adım adım")
        template = "blocks/steps.html"


class FigureBlock(blocks.StructBlock):
    value = blocks.CharBlock(label=_("Sayı"), max_length=20, help_text=_("Örneğin 1.500 ya da % 62"))
    meaning = blocks.CharBlock(label=_("Neyi gösterir"), max_length=120)

    class Meta:
        icon = "order"
        label = _("Sayı")


class FiguresBlock(blocks.StructBlock):
    figures = blocks.ListBlock(FigureBlock(), label=_("Sayılar"), min_num=1, max_num=6)
    source = blocks.CharBlock(
        label=_("Kaynak ve tarih"), max_length=160, help_text=_("Örneğin: Faaliyet raporu, 31.12.2025")
    )

    class Meta:
        icon = "order"
        label = _("Sayılarla")
        template = "blocks/figures.html"


class BodyBlock(blocks.StreamBlock):
    heading = HeadingBlock(group=_("Yazı"))
    text = TextBlock(group=_("Yazı"))
    quote = QuoteBlock(group=_("Yazı"))
    notice = NoticeBlock(group=_("Yazı"))
    steps = StepsBlock(group=_("Yazı"))
    details = DetailsBlock(group=_("Yazı"))
    table = TableBlock(group=_("Yazı"))
    figures = FiguresBlock(group=_("Yazı"))
    image = ImageBlock(group=_("Görsel"))
    gallery = GalleryBlock(group=_("Görsel"))
    video = VideoBlock(group=_("Görsel"))
    button = ButtonBlock(group=_("Bağlantı"))
    links = LinksBlock(group=_("Bağlantı"))
    file = FileBlock(group=_("Bağlantı"))
    contact = ContactBlock(group=_("Bağlantı"))

    class Meta:
        template = "blocks/body.html"


class SocialBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Ad"), max_length=40, help_text=_("Örneğin Instagram"))
    url = blocks.URLBlock(label=_("Adres"), max_length=300)

    class Meta:
        icon = "group"
        label = _("Hesap")


class FooterColumnBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Başlık"), max_length=60)
    links = blocks.ListBlock(LinkBlock(), label=_("Bağlantılar"), min_num=1, max_num=8)

    class Meta:
        icon = "list-ul"
        label = _("Sütun")


def headings(body) -> list[dict]:
    """Table of contents of a body: text and anchor of each heading, in order."""
    return [
        {"text": child.value["text"], "anchor": "-".join(filter(None, [child.value.anchor, (child.id or "")[:4]]))}
        for child in body
        if child.block_type == "heading"
    ]


def is_questions(body) -> bool:
    """Does a body mostly answer questions? One list of them under a page of text is not enough."""
    kinds = [child.block_type for child in body if child.block_type not in ("heading", "button", "contact")]
    return kinds.count("details") * 2 > len(kinds)
