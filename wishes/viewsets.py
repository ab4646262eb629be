"""Screens for the rules every kind of case follows: legal time limits and extra closed days."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel
from wagtail.admin.viewsets.model import ModelViewSet

from .models import ClockPolicy, ClosedDay


class ClockPolicyViewSet(ModelViewSet):
    model = ClockPolicy
    icon = "time"
    menu_label = _("Yasal süreler")
    menu_order = 610
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["name", "days", "counting", "valid_from", "valid_until"]
    panels = [
        HelpPanel(
            content=_(
                "Kanun değişince eski satırı bitirin, yenisini ekleyin. Eski başvurular kendi sürelerini korur. "
                "Anahtar, formların süreyi bulduğu addır."
            )
        ),
        FieldPanel("name"),
        FieldPanel("key"),
        FieldRowPanel([FieldPanel("days"), FieldPanel("counting")]),
        FieldPanel("source"),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]),
    ]


class ClosedDayViewSet(ModelViewSet):
    model = ClosedDay
    icon = "calendar"
    menu_label = _("Kapalı günler")
    menu_order = 620
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["date", "name"]
    panels = [
        HelpPanel(content=_("Resmî tatilleri sistem bilir. Buraya yalnız idari izin gibi ek günleri yazın.")),
        FieldPanel("date"),
        FieldPanel("name"),
    ]
