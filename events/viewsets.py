"""The editors' lists: events by title, places, kinds."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import EventCategory, EventPage, Venue


class EventPageListing(PageListingViewSet):
    model = EventPage
    icon = "date"
    menu_label = _("Etkinlikler")


class VenueViewSet(SnippetViewSet):
    model = Venue
    icon = "site"
    menu_label = _("Yerler")
    list_display = ["name", "address", "neighbourhood"]
    panels = [
        FieldPanel("name"),
        FieldRowPanel(["address", "neighbourhood"]),
        FieldPanel("directions", help_text=_("Otobüs, durak, otopark.")),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("latitude", help_text=_("Örneğin: 40,7654")),
                        FieldPanel("longitude", help_text=_("Örneğin: 29,9408")),
                    ]
                )
            ],
            heading=_("Haritadaki yeri"),
        ),
        MultiFieldPanel(
            ["is_step_free", "has_accessible_toilet", "has_prayer_room", "access_note"], heading=_("Erişim")
        ),
    ]


class EventCategoryViewSet(ModelViewSet):
    model = EventCategory
    icon = "tag"
    menu_label = _("Etkinlik türleri")
    form_fields = ["name", "tone"]
    list_display = ["name", "tone"]
    sort_order_field = "sort_order"
    copy_view_enabled = False


class EventGroup(ViewSetGroup):
    menu_label = _("Etkinlikler")
    menu_icon = "date"
    menu_order = 200
    items = (EventPageListing("etkinlikler"), VenueViewSet, EventCategoryViewSet("event_categories"))
