"""News for editors: one menu with the news and their kinds, and a reminder that each should lead somewhere."""

from django.contrib.auth.models import Permission
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from .models import NewsPage
from .reports import NoNextStepView, may_see
from .viewsets import NewsGroup


@hooks.register("register_admin_viewset")
def register_news():
    return NewsGroup()


@hooks.register("register_permissions")
def permissions():
    return Permission.objects.filter(content_type__app_label="news", codename="publish_alone")


@hooks.register("after_edit_page")
def remind_on_submit(request, page):
    # Who publishes is told by pages. Editing saves itself every few seconds: besides, only who hands the text in is.
    if "action-submit" not in request.POST or not isinstance(page, NewsPage):
        return
    for finding in page.own_findings(timezone.now()):
        messages.warning(request, f"{finding.what}. {finding.remedy}")


@hooks.register("after_create_page")
def remind_on_first_submit(request, page):
    remind_on_submit(request, page)


class NoNextStepMenuItem(MenuItem):
    def is_shown(self, request):
        return may_see(request.user)


@hooks.register("register_reports_menu_item")
def no_next_step_item():
    return NoNextStepMenuItem(
        _("Sonu açık haberler"), reverse("news_without_step"), name="news-without-step", icon_name="doc-full", order=710
    )


@hooks.register("register_admin_urls")
def no_next_step_urls():
    return [
        path("reports/sonu-acik-haberler/", NoNextStepView.as_view(), name="news_without_step"),
        path(
            "reports/sonu-acik-haberler/results/",
            NoNextStepView.as_view(results_only=True),
            name="news_without_step_results",
        ),
    ]
