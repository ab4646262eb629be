"""Complaints inside Wagtail's admin: what the desk shows of them, and what the directorate sets for them."""

from wagtail import hooks

from wishes.desk.kinds import register_kind

from .on_desk import ON_DESK
from .viewsets import CategoryViewSet

register_kind(ON_DESK)


@hooks.register("register_admin_viewset")
def register_categories():
    return CategoryViewSet("categories")
