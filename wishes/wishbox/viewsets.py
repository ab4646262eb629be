"""Screen for campaigns: days, budget, words, and how long wishes are kept."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet

from .models import Campaign


class CampaignViewSet(ModelViewSet):
    model = Campaign
    icon = "calendar"
    menu_label = _("Dilek kampanyaları")
    menu_order = 605
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["name", "year", "opens_on", "closes_on", "announced_on"]
    panels = [
        HelpPanel(
            content=_(
                "Form, açılış ve son gün arasında kendiliğinden açıktır. Haber verilecek gün, dilek yazan herkese söz "
                "verdiğimiz gündür; seçilmeyenlere o günden önce haber verilmez."
            )
        ),
        FieldRowPanel([FieldPanel("name"), FieldPanel("year", help_text=_("Dilenen yeni yıl. Adreste geçer."))]),
        FieldRowPanel([FieldPanel("opens_on"), FieldPanel("closes_on"), FieldPanel("announced_on")]),
        FieldRowPanel([FieldPanel("budget"), FieldPanel("unit")]),
        MultiFieldPanel(
            [FieldPanel("regret_text"), FieldPanel("thanks_text"), FieldPanel("results_text")], heading=_("Metinler")
        ),
        MultiFieldPanel(
            [
                FieldPanel("retention_days", help_text=_("Son günden sonra. Süre dolunca adlar ve adresler silinir.")),
                FieldPanel("retention_source"),
            ],
            heading=_("Saklama"),
        ),
    ]
