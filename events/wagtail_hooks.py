"""Events for editors: one menu with the events, the places and the kinds."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import attendee_urls
from .attendee_views import may_manage
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
