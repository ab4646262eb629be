"""Screen for topics: where they go, whose job they are, how soon we promise."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet

from .models import Category


class CategoryViewSet(ModelViewSet):
    model = Category
    icon = "tag"
    menu_label = _("Konular")
    menu_order = 600
    add_to_settings_menu = True
    copy_view_enabled = False
    sort_order_field = "sort_order"
    list_display = ["name", "unit", "authority", "promise_days", "is_active"]
    panels = [
        FieldPanel("name"),
        FieldPanel("slug", help_text=_("Adreslerde geçer. Yayımdan sonra değiştirmeyin.")),
        FieldPanel("hint", help_text=_("Vatandaşın konuyu tanıyacağı birkaç örnek.")),
        FieldRowPanel(
            [FieldPanel("icon"), FieldPanel("is_on_home"), FieldPanel("asks_place"), FieldPanel("is_active")]
        ),
        FieldPanel(
            "is_common",
            help_text=_(
                "Göndermeden önce aynı yerdeki açık başvuru sorulur, isteyen ona katılır. Kişileri ya da evleri "
                "ilgilendiren konularda kapalı tutun: şikâyet edilip edilmediğini kimse deneyememeli."
            ),
        ),
        MultiFieldPanel(
            [FieldPanel("unit"), FieldRowPanel([FieldPanel("promise_days"), FieldPanel("urgent_days")])],
            heading=_("Kim, ne zamana kadar"),
        ),
        MultiFieldPanel(
            [FieldPanel("authority"), FieldPanel("authority_phone"), FieldPanel("authority_note")],
            heading=_("Başka bir kurumun işiyse"),
        ),
    ]
