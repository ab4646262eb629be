"""Complaints inside Wagtail's admin: taking them in, what the desk shows of them, what the directorate sets."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from wishes.desk.kinds import register_kind

from . import intake_urls
from .on_desk import ON_DESK, may_take_in
from .viewsets import CategoryViewSet

register_kind(ON_DESK)


class IntakeMenuItem(MenuItem):
    def is_shown(self, request):
        return may_take_in(request.user)


@hooks.register("register_admin_urls")
def intake_addresses():
    return [path("masa/yeni/", include(intake_urls))]


@hooks.register("register_admin_menu_item")
def intake_menu_item():
    return IntakeMenuItem(_("Yeni kayıt"), reverse("intake:call"), name="intake", icon_name="plus", order=11)


@hooks.register("register_admin_viewset")
def register_categories():
    return CategoryViewSet("categories")
