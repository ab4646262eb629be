"""The wish box inside Wagtail's admin: addresses, menu, what the desk shows of wishes, what the directorate sets."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from wishes.desk.kinds import register_kind

from . import desk_urls
from .doors import STORIES, WORK
from .on_desk import ON_DESK
from .viewsets import CampaignViewSet

register_kind(ON_DESK)


class WishesMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(WORK)


class StoriesMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(STORIES) and not request.user.has_perm(WORK)


@hooks.register("register_admin_urls")
def wishbox_urls():
    return [path("dilekler/", include(desk_urls))]


@hooks.register("register_admin_menu_item")
def wishes_menu_item():
    return WishesMenuItem(_("Dilekler"), reverse("wishbox:board"), name="wishbox", icon_name="pick", order=20)


@hooks.register("register_admin_menu_item")
def stories_menu_item():
    return StoriesMenuItem(
        _("Dilek hikâyeleri"), reverse("wishbox:stories"), name="wish-stories", icon_name="doc-full", order=320
    )


@hooks.register("register_admin_viewset")
def register_campaigns():
    return CampaignViewSet("campaigns")
