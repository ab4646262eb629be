"""News for editors: one menu with the news and their kinds, and a reminder that each should lead somewhere."""

from django.contrib.auth.models import Permission
from django.urls import path, reverse
from django.utils.translation import gettext as _now
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


@hooks.register("after_publish_page")
def remind_on_publish(request, page):
    _remind(request, page)


@hooks.register("after_edit_page")
def remind_on_submit(request, page):
    # Editing saves itself every few seconds: only who hands the text in is told.
    if "action-submit" in request.POST:
        _remind(request, page)


@hooks.register("after_create_page")
def remind_on_first_submit(request, page):
    remind_on_submit(request, page)


def _remind(request, page):
    if isinstance(page, NewsPage) and not page.leads_on:
        messages.warning(
            request, _now("Haber okuyanı bir yere götürmüyor. Bir hizmet ya da etkinlik ekleyip yeniden yayımlayın.")
        )


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
