"""Editors' reports of this room."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from .models import NewsPage

EDITING = ["add", "change", "publish"]


def may_see(user) -> bool:
    return policy_registry.get_by_type(Page).user_has_any_permission(user, EDITING)


class NoNextStepView(ReportView):
    """Live news that ends without anything a reader can do."""

    model = Page
    page_title = _("Sonu açık haberler")
    header_icon = "doc-full"
    index_url_name = "news_without_step"
    index_results_url_name = "news_without_step_results"
    any_permission_required = EDITING
    default_ordering = ["-date", "-pk"]
    columns = [
        TitleColumn(
            "title",
            label=_("Haber"),
            sort_key="title",
            get_url=lambda news: reverse("wagtailadmin_pages:edit", args=[news.pk]),
        ),
        Column("category", label=_("Tür")),
        DateColumn("date", label=_("Tarih"), sort_key="date"),
    ]
    list_export = ["title", "date"]
    export_headings = {"title": _("Haber"), "date": _("Tarih")}
    no_results_message = _("Her haber okuyanı bir yere götürüyor.")

    def get_queryset(self):
        news = NewsPage.objects.live().filter(has_next_step=False).select_related("category")
        return self.order_queryset(news)
