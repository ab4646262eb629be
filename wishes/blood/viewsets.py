"""Screens for what steers the donor list: its numbers with their sources, and where blood is given."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.viewsets.model import ModelViewSet

from .models import DonationPlace, Rule


class RuleViewSet(ModelViewSet):
    model = Rule
    icon = "list-ol"
    menu_label = _("Kan bağışı kuralları")
    menu_order = 640
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["name", "value", "unit", "source", "valid_from", "valid_until"]
    list_filter = ["key"]
    panels = [
        FieldPanel("name"),
        FieldPanel("key", help_text=_("Kodun sayıyı bulduğu ad. Yeni bir değer için aynı adla yeni satır ekleyin.")),
        FieldRowPanel([FieldPanel("value"), FieldPanel("unit")]),
        FieldPanel("source", help_text=_("Kanun, yönetmelik ya da Kızılay sayfası. Kaynaksız sayı yazılmaz.")),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]),
    ]


class DonationPlaceViewSet(ModelViewSet):
    model = DonationPlace
    icon = "site"
    menu_label = _("Kan bağış yerleri")
    menu_order = 641
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["name", "address", "hours", "is_active"]
    panels = [
        FieldPanel("name", help_text=_("SMS’te geçer: kısa yazın.")),
        FieldPanel("address"),
        FieldPanel("hours"),
        FieldPanel("neighbourhood", help_text=_("Yakında oturanlara önce haber verilir.")),
        FieldPanel("source"),
        FieldPanel("is_active"),
    ]
