"""The editors' side of this room: colours of the admin, menus, reports, what to look at before a page goes out."""

from django.contrib.auth.models import Permission
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page
from wagtail.permissions import page_permission_policy as page_policy
from wagtail.rich_text import LinkHandler

from pages import checks, consent
from pages.blocks import is_external
from pages.live_checks import OurChecksItem
from pages.models import BasePage
from pages.reports import EDITING, PicturesWithoutConsentView, SearchMissDeleteView, SearchMissView

FOREIGN_HELP = ("whats-new", "editor-guide")
MOST_FINDINGS = 6


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
    return Permission.objects.filter(
        content_type__app_label="pages", codename__in=["view_searchmiss", "delete_searchmiss"]
    )


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
        path("reports/bulunamayan-aramalar/<int:pk>/sil/", SearchMissDeleteView.as_view(), name="search_miss_delete"),
    ]


class ExternalLinkHandler(LinkHandler):
    """Links to another site inside running text carry a mark."""

    identifier = "external"

    @classmethod
    def expand_db_attributes(cls, attrs):
        address = attrs.get("href", "")
        if is_external(address):
            return format_html('<a href="{}" class="external" rel="noopener">', address)
        return format_html('<a href="{}">', address)


@hooks.register("register_rich_text_features")
def mark_external_links(features):
    features.register_link_type(ExternalLinkHandler)


# -- Looking at a page before it goes out ------------------------------------------------------
@hooks.register("construct_wagtail_userbar")
def our_own_checks(request, items, page):
    items[:] = [OurChecksItem(item.in_editor) if isinstance(item, ContentCheckerItem) else item for item in items]


@hooks.register("after_publish_page")
def say_what_to_look_at(request, page):
    """The page is out; what could be better is said, and refuses nothing."""
    if not isinstance(page, BasePage):
        return
    found = checks.findings(page)
    for finding in found[:MOST_FINDINGS]:
        messages.warning(request, f"{finding.where}: {finding.what}. {finding.remedy}")


@hooks.register("before_bulk_action")
def publish_only_what_may_be_seen(request, action_type, objects, action):
    """Many pages at once: what one of them shows without consent is said before any is published."""
    if action_type != "publish" or request.method != "POST" or not issubclass(action.model, Page):
        return None
    pages = [page.specific.get_latest_revision_as_object() for page in objects]
    uses = [(page, use) for page in pages if isinstance(page, BasePage) for use in consent.refused_uses(page)]
    for page, use in uses[:MOST_FINDINGS]:
        messages.error(request, f"{page.title}. {use.sentence}")
    back = get_valid_next_url_from_request(request) or reverse("wagtailadmin_explore_root")
    return redirect(back) if uses else None


class PicturesMenuItem(MenuItem):
    def is_shown(self, request):
        return page_policy.user_has_any_permission(request.user, EDITING)


@hooks.register("register_reports_menu_item")
def pictures_item():
    return PicturesMenuItem(
        _("İzni olmayan görseller"),
        reverse("pictures_without_consent"),
        name="pictures-without-consent",
        icon_name="image",
        order=710,
    )


@hooks.register("register_admin_urls")
def pictures_urls():
    view = PicturesWithoutConsentView
    return [
        path("reports/izni-olmayan-gorseller/", view.as_view(), name="pictures_without_consent"),
        path(
            "reports/izni-olmayan-gorseller/results/",
            view.as_view(results_only=True),
            name="pictures_without_consent_results",
        ),
    ]
