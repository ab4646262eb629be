"""Events for editors: one menu with the events, the places and the kinds; the screen of an event's dates."""

from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from . import attendee_urls, board
from .attendee_views import may_manage
from .doors import may_change_dates
from .models import EventPage
from .viewsets import EventGroup


class RegistrationsMenuItem(MenuItem):
    def is_shown(self, request):
        return may_manage(request.user)


@hooks.register("register_admin_urls")
def registration_urls():
    return [path("etkinlik-kaydi/", include(attendee_urls))]


@hooks.register("register_admin_menu_item")
def registrations_menu_item():
    return RegistrationsMenuItem(
        _("Etkinlik kayıtları"), reverse("attendees:index"), name="attendees", icon_name="group", order=210
    )


@hooks.register("register_admin_viewset")
def register_events():
    return EventGroup()


@hooks.register("construct_main_menu")
def hide_snippets(request, menu_items):
    """Venues are the only snippets and stand in the events' menu; a second way to them only asks "what is that?"."""
    menu_items[:] = [item for item in menu_items if item.name != "snippets"]


@hooks.register("register_admin_urls")
def date_urls():
    return [path("etkinlik-tarihleri/", include(board))]


@hooks.register("insert_global_admin_css")
def date_styles():
    return format_html('<link rel="stylesheet" href="{}">', static("desk/events.css"))


@hooks.register("register_page_header_buttons")
def dates_from_the_editor(page, user, view_name, next_url=None):
    yield from _dates_button(page, user, priority=5)


@hooks.register("register_page_listing_more_buttons")
def dates_from_the_listing(page, user, next_url=None):
    yield from _dates_button(page, user, priority=3)


def _dates_button(page, user, priority):
    if page.pk and issubclass(page.specific_class or type(None), EventPage) and may_change_dates(user, page):
        yield Button(
            _("Tarihler: iptal et, ertele, taşı"),
            reverse("event_dates:list", args=[page.pk]),
            icon_name="date",
            priority=priority,
        )
