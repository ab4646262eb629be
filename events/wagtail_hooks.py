"""Events for editors: one menu with the events, the places and the kinds."""

from wagtail import hooks

from .viewsets import EventGroup


@hooks.register("register_admin_viewset")
def register_events():
    return EventGroup()


@hooks.register("construct_main_menu")
def hide_snippets(request, menu_items):
    """Venues are the only snippets and stand in the events' menu; a second way to them only asks "what is that?"."""
    menu_items[:] = [item for item in menu_items if item.name != "snippets"]
