"""Editors' reports of this room."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn
from wagtail.admin.views.reports import ReportView

from pages.models import SearchMiss


class SearchMissView(ReportView):
    """Words for which the search found nothing: pages that are missing, or words that pages do not use."""

    model = SearchMiss
    page_title = _("Bulunamayan aramalar")
    header_icon = "search"
    index_url_name = "search_misses"
    index_results_url_name = "search_misses_results"
    any_permission_required = ["view"]
    default_ordering = ["-count", "-last_at"]
    columns = [
        Column("query", label=_("Aranan"), sort_key="query"),
        NumberColumn("count", label=_("Kaç kez"), sort_key="count"),
        DateColumn("last_at", label=_("Son"), sort_key="last_at"),
    ]
    list_export = ["query", "count"]
    export_headings = {"query": _("Aranan"), "count": _("Kaç kez")}

    def get_queryset(self):
        return self.order_queryset(SearchMiss.objects.all())

    no_results_message = _("Her arama bir sonuç buldu.")
