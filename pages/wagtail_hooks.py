"""The editors' side of this room: colours of the admin, menus, the report of words not found."""

from django.contrib.auth.models import Permission
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.rich_text import LinkHandler

from pages.blocks import is_external
from pages.reports import SearchMissView

FOREIGN_HELP = ("whats-new", "editor-guide")


@hooks.register("insert_global_admin_css")
def colours():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("construct_help_menu")
def help_stays_here(request, menu_items):
    """Wagtail's help leads to wagtail.org, in English: staff browsers ask no other site."""
    menu_items[:] = [item for item in menu_items if not item.name.startswith(FOREIGN_HELP)]


@hooks.register("construct_page_action_menu")
def publish_first(menu_items, request, context):
    """Who may publish mostly wants to: the draft is the second choice."""
    menu_items.sort(key=lambda item: item.name != "action-publish")


@hooks.register("register_permissions")
def permissions():
    return Permission.objects.filter(content_type__app_label="pages", codename="view_searchmiss")


class SearchMissMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("pages.view_searchmiss")


@hooks.register("register_reports_menu_item")
def search_misses_item():
    return SearchMissMenuItem(
        _("Bulunamayan aramalar"), reverse("search_misses"), name="search-misses", icon_name="search", order=700
    )


@hooks.register("register_admin_urls")
def search_misses_urls():
    return [
        path("reports/bulunamayan-aramalar/", SearchMissView.as_view(), name="search_misses"),
        path(
            "reports/bulunamayan-aramalar/results/",
            SearchMissView.as_view(results_only=True),
            name="search_misses_results",
        ),
    ]


class ExternalLinkHandler(LinkHandler):
    """Links to another site inside running text carry a mark."""

    identifier = "external"

    @classmethod
    def expand_db_attributes(cls, attrs):
        mark = ' class="external" rel="noopener"' if is_external(attrs.get("href", "")) else ""
        return format_html('<a href="{}"{}>', attrs.get("href", ""), format_html(mark) if mark else "")


@hooks.register("register_rich_text_features")
def mark_external_links(features):
    features.register_link_type(ExternalLinkHandler)
