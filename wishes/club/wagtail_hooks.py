"""Membership claims inside Wagtail's admin: menu, addresses, styles, seasons, and what the desk shows of them."""

from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from wishes.desk.kinds import register_kind

from . import desk_urls
from .desk_views import CLOSE, WORK
from .on_desk import ON_DESK
from .viewsets import SeasonViewSet

register_kind(ON_DESK)


class ClubMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(WORK) or request.user.has_perm(CLOSE)


@hooks.register("register_admin_urls")
def club_urls():
    return [path("kocaelispor/", include(desk_urls))]


@hooks.register("register_admin_menu_item")
def club_menu_item():
    return ClubMenuItem(_("Kocaelispor"), reverse("clubdesk:overview"), name="club", icon_name="group", order=30)


@hooks.register("insert_global_admin_css")
def club_styles():
    return format_html('<link rel="stylesheet" href="{}">', static("desk/club.css"))


@hooks.register("register_admin_viewset")
def register_seasons():
    return SeasonViewSet("seasons")
