"""Screen for seasons: the rules of the gift, which the directorate sets."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet

from .models import Season


class SeasonViewSet(ModelViewSet):
    model = Season
    icon = "calendar-alt"
    menu_label = _("Kocaelispor sezonları")
    menu_order = 610
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["name", "opens_at", "closes_at", "quota", "taken"]
    panels = [
        FieldPanel("name"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("turns_18_from"), FieldPanel("turns_18_to")]),
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldRowPanel([FieldPanel("quota"), FieldPanel("answer_days")]),
            ],
            heading=_("Kimler, ne zaman, kaç kişi"),
        ),
        FieldPanel("documents", help_text=_("Her satıra bir belge. Formun ilk sayfasında yazar.")),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("dues_years"), FieldPanel("dues_kurus")])],
            heading=_("Belediyenin kulübe borcu"),
        ),
        FieldPanel("benefit", help_text=_("Herkes bu hakkı bir kez kullanır. Sezonlar arasında aynı kalmalı.")),
        FieldPanel("unit"),
        FieldPanel("source", help_text=_("Bu kuralların dayandığı karar ya da protokol.")),
    ]
