"""The desk inside Wagtail's admin: addresses, menu, styles, what waits on the first page. Row rules: permissions.py."""

from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from wishes.models import Case

from . import urls
from .closed_days import ClosedDayViewSet
from .panels import FirstThingsPanel, WeeksPanel
from .permissions import CasePolicy, may_enter, may_see_reads, may_see_reports
from .replies_viewset import ReplyTemplateViewSet

register_permission_policy(Case, CasePolicy(Case))


class DeskMenuItem(MenuItem):
    def is_shown(self, request):
        return may_enter(request.user)


class ReadsMenuItem(MenuItem):
    def is_shown(self, request):
        return may_see_reads(request.user)


@hooks.register("register_admin_urls")
def desk_urls():
    return [path("masa/", include(urls))]


@hooks.register("register_admin_viewset")
def ready_replies():
    return ReplyTemplateViewSet("reply_templates")


@hooks.register("register_admin_menu_item")
def desk_menu_item():
    return DeskMenuItem(_("Masa"), reverse("desk:inbox"), name="desk", icon_name="clipboard-list", order=10)


@hooks.register("register_reports_menu_item")
def reads_menu_item():
    return ReadsMenuItem(_("Kim baktı"), reverse("desk:reads"), name="desk-reads", icon_name="view", order=900)


# -- Seeing: reports, the first page's figures, files ---------------------------------------------
class ReportsMenuItem(MenuItem):
    def is_shown(self, request):
        return may_see_reports(request.user)


@hooks.register("register_reports_menu_item")
def desk_reports_menu_item():
    return ReportsMenuItem(
        _("Masa raporları"), reverse("desk:reports"), name="desk-reports", icon_name="table", order=10
    )


@hooks.register("insert_global_admin_css")
def desk_styles():
    return format_html('<link rel="stylesheet" href="{}">', static("desk/desk.css"))


@hooks.register("construct_homepage_panels")
def first_things(request, panels):
    if may_enter(request.user):
        panels.append(FirstThingsPanel(request.user))
    if may_see_reports(request.user):
        panels.append(WeeksPanel(request.user))


@hooks.register("register_admin_viewset")
def register_closed_days():
    return ClosedDayViewSet("closed_days")
