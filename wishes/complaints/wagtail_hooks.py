"""Complaints inside Wagtail's admin: taking them in, what the desk shows of them, what the directorate sets."""

from django.contrib.auth.models import Permission
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from wishes.desk.kinds import register_kind

from . import intake_urls, routing_urls
from .on_desk import ON_DESK, may_take_in
from .routing_services import LOG
from .routing_views import MAY
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


# -- Routing rules --------------------------------------------------------------------------
class RoutingMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(MAY)


@hooks.register("register_admin_urls")
def routing_addresses():
    return [path("yonlendirme/", include(routing_urls))]


@hooks.register("register_settings_menu_item")
def routing_menu_item():
    return RoutingMenuItem(_("Yönlendirme"), reverse("routing:overview"), name="routing", icon_name="order", order=605)


@hooks.register("register_log_actions")
def routing_log_actions(actions):
    for action, label, message in [
        ("start", _("Taslak"), _("Yönlendirme taslağı başlatıldı")),
        ("discard", _("Taslak silme"), _("Yönlendirme taslağı silindi")),
        ("rule", _("Kural"), _("Yönlendirme taslağında bir kural değişti")),
        ("in_force", _("Yürürlük"), _("Yönlendirme kuralları yürürlüğe girdi")),
    ]:
        actions.register_action(f"{LOG}.{action}", label, message)


@hooks.register("register_permissions")
def routing_permission():
    return Permission.objects.filter(content_type__app_label="complaints", codename="change_routing")
