"""The duty desk inside Wagtail's admin: addresses, menu, what waits on the first page, rules and places."""

from django.contrib.auth.models import Permission
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from . import duty_urls
from .models import Appeal
from .permissions import may_enter, on_duty
from .viewsets import DonationPlaceViewSet, RuleViewSet
from .workflow import Status


class BloodMenuItem(MenuItem):
    def is_shown(self, request):
        return may_enter(request.user)


@hooks.register("register_admin_urls")
def duty_desk():
    return [path("kan/", include(duty_urls))]


@hooks.register("register_admin_menu_item")
def menu_item():
    return BloodMenuItem(_("Kan Bankası"), reverse("blood_desk:index"), name="blood", icon_name="blood-drop", order=20)


@hooks.register("register_icons")
def icons(icons):
    return [*icons, "blood/desk/drop.svg"]


@hooks.register("register_admin_viewset")
def rules_and_places():
    return [RuleViewSet("blood_rules"), DonationPlaceViewSet("donation_places")]


@hooks.register("register_permissions")
def permissions():
    return Permission.objects.filter(content_type__app_label="blood", codename__in=["duty", "approve"])


class WaitingPanel(Component):
    """A need that nobody has called back, a call that waits for a second person."""

    name = "blood_waiting"
    template_name = "blood/desk/waiting.html"
    order = 40

    def __init__(self, user):
        self.user = user

    def get_context_data(self, parent_context):
        waiting = Appeal.objects.exclude(proposed_by=self.user, status=Status.PROPOSED)
        return {
            "reported": Appeal.objects.filter(status=Status.REPORTED).count() if on_duty(self.user) else 0,
            "proposed": waiting.filter(status=Status.PROPOSED).count(),
            "running": Appeal.objects.running().count(),
        }


@hooks.register("construct_homepage_panels")
def waiting(request, panels):
    if may_enter(request.user):
        panels.append(WaitingPanel(request.user))
