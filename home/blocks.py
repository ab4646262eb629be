"""What the front page is built from besides its own fields: task tiles and doors."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from pages.blocks import AddressBlock, LinkValue

#: Names of symbols in static/img/icons.svg, with what editors call them.
ICONS = [
    ("arrow-right", _("ok")),
    ("bus", _("otobüs")),
    ("calendar", _("takvim")),
    ("card", _("kart")),
    ("chat", _("konuşma")),
    ("desk", _("masa")),
    ("door", _("kapı")),
    ("drop", _("damla")),
    ("file", _("belge")),
    ("flag", _("bayrak")),
    ("heart", _("kalp")),
    ("info", _("bilgi")),
    ("mail", _("mektup")),
    ("map", _("harita")),
    ("people", _("insanlar")),
    ("phone", _("telefon")),
    ("search", _("arama")),
    ("shield", _("kalkan")),
    ("spark", _("ışık")),
    ("ticket", _("bilet")),
    ("whatsapp", _("WhatsApp")),
]
STYLES = [
    ("", _("sade")),
    ("big", _("büyük, yeşil")),
    ("copper", _("bakır")),
    ("blood", _("kan damlası")),
    ("scarf", _("atkı")),
]


class Target(LinkValue):
    """Where a tile or door leads; nowhere while its page is not published."""

    @property
    def is_reachable(self):
        return self.get("page").live if self.get("page") else bool(self.get("address"))

    @property
    def url(self):
        return super().url if self.is_reachable else ""


class GoingSomewhere(blocks.StructBlock):
    """A block that leads to a page of ours or to another address."""

    page = blocks.PageChooserBlock(label=_("Sayfa"), required=False)
    address = AddressBlock(label=_("ya da adres"), required=False)
    #: May it lead nowhere?
    needs_target = True

    class Meta:
        value_class = Target

    def clean(self, value):
        value = super().clean(value)
        targets = bool(value.get("page")) + bool(value.get("address"))
        if targets > 1 or (self.needs_target and not targets):
            raise StructBlockValidationError(
                block_errors={"page": ValidationError(_("Bir sayfa seçin ya da bir adres yazın, ikisini birden değil"))}
            )
        return value


class TileBlock(GoingSomewhere):
    title = blocks.CharBlock(label=_("Başlık"), max_length=60)
    text = blocks.CharBlock(label=_("Açıklama"), max_length=120, required=False)
    style = blocks.ChoiceBlock(label=_("Görünüş"), choices=STYLES, required=False, default="")
    icon = blocks.ChoiceBlock(label=_("Simge"), choices=ICONS, default="arrow-right")
    shows_topics = blocks.BooleanBlock(
        label=_("Başvuru konularını göster"),
        required=False,
        help_text=_("Yalnız büyük kutuda ve başvuru formuna giden bağlantıda. Konular, konu kayıtlarında seçilir."),
    )

    class Meta:
        icon = "form"
        label = _("Kutu")


class DoorBlock(GoingSomewhere):
    title = blocks.CharBlock(label=_("Ad"), max_length=60)
    text = blocks.CharBlock(label=_("Açıklama"), max_length=80, required=False)
    icon = blocks.ChoiceBlock(label=_("Simge"), choices=ICONS, default="door")
    needs_target = False

    class Meta:
        icon = "link"
        label = _("Kapı")
