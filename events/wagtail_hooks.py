"""Events for editors: one menu with the events, the places and the kinds."""

from wagtail import hooks

from .viewsets import EventGroup


@hooks.register("register_admin_viewset")
def register_events():
    return EventGroup()
