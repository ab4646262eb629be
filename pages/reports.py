"""Editors' reports of this room."""

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from lib import dates
from pages import consent
from pages.models import CustomImage, SearchMiss

EDITING = ["change", "publish"]


def weeks():
    found = SearchMiss.objects.order_by("-week").values_list("week", flat=True).distinct()
    return [(monday.isoformat(), _week(monday)) for monday in found]


def _week(monday):
    return _("Hafta: %(first)s") % {"first": dates.short(monday)}


class SearchMissFilterSet(WagtailFilterSet):
    week = django_filters.ChoiceFilter(label=_("Hafta"), choices=weeks)

    class Meta:
        model = SearchMiss
        fields = ["week"]


class RemoveColumn(Column):
    cell_template_name = "pages/admin/miss_remove.html"

    def get_value(self, instance):
        return reverse("search_miss_delete", args=[instance.pk])

    def get_cell_context_data(self, instance, parent_context):
        may = parent_context["request"].user.has_perm("pages.delete_searchmiss")
        return super().get_cell_context_data(instance, parent_context) | {"may_remove": may}


class PicturesColumn(Column):
    """Links to the pictures of one page, each with what was said about its people."""

    cell_template_name = "pages/admin/pictures.html"

    def get_value(self, instance):
        return instance.pictures


class SearchMissView(ReportView):
    """Words for which the search found nothing, week by week: pages that are missing, or words pages do not use."""

    model = SearchMiss
    page_title = _("Bulunamayan aramalar")
    header_icon = "search"
    index_url_name = "search_misses"
    index_results_url_name = "search_misses_results"
    any_permission_required = ["view"]
    default_ordering = ["-week", "-count", "query"]
    filterset_class = SearchMissFilterSet
    columns = [
        Column("query", label=_("Aranan"), sort_key="query"),
        NumberColumn("count", label=_("Kaç kez"), sort_key="count"),
        DateColumn("last_at", label=_("Son"), sort_key="last_at"),
        Column("week", label=_("Hafta"), accessor=lambda miss: dates.short(miss.week), sort_key="week"),
        RemoveColumn("remove", label=_("İşlem")),
    ]
    list_export = ["query", "count", "last_at", "week"]
    export_headings = {"query": _("Aranan"), "count": _("Kaç kez"), "last_at": _("Son"), "week": _("Hafta")}
    no_results_message = _("Her arama bir sonuç buldu.")

    def get_queryset(self):
        return self.order_queryset(SearchMiss.objects.all())


class SearchMissDeleteView(generic.DeleteView):
    """Words that no page is missing for, or that should not be read: gone from every week."""

    model = SearchMiss
    index_url_name = "search_misses"
    delete_url_name = "search_miss_delete"
    any_permission_required = ["delete"]
    page_title = _("Listeden kaldır")
    header_icon = "bin"
    success_message = _("Kaldırıldı: %(object)s")

    def get_usage_url(self):
        return None

    @property
    def confirmation_message(self):
        return _("Bu aramanın bütün haftalardaki kaydı silinir. Sitedeki arama değişmez.")

    def delete_action(self):
        SearchMiss.objects.filter(query=self.object.query).delete()


class PicturesWithoutConsentView(ReportView):
    """Published pages that show a picture whose people have not agreed, or nobody said: withdrawn, or never asked."""

    model = Page
    page_title = _("İzni olmayan görseller")
    header_icon = "image"
    index_url_name = "pictures_without_consent"
    index_results_url_name = "pictures_without_consent_results"
    template_name = "wagtailadmin/reports/base_report.html"
    columns = [
        TitleColumn("title", label=_("Sayfa"), get_url=lambda page: reverse("wagtailadmin_pages:edit", args=[page.pk])),
        PicturesColumn("pictures", label=_("Görseller")),
        DateColumn("last_published_at", label=_("Yayımlandı")),
    ]
    list_export = ["title", "url"]
    export_headings = {"title": _("Sayfa"), "url": _("Adres")}
    no_results_message = _("Yayında izni olmayan görsel yok.")

    def dispatch(self, request, *args, **kwargs):
        if not page_permission_policy.user_has_any_permission(request.user, EDITING):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        editable = page_permission_policy.instances_user_has_any_permission_for(
            self.request.user, ["change", "publish"]
        )
        keys = consent.shown_without_consent().annotate(page_id=Cast("object_id", BigIntegerField())).values("page_id")
        return editable.filter(live=True, pk__in=keys).order_by("-last_published_at", "pk")

    def decorate_paginated_queryset(self, object_list):
        """The pictures of these pages, in two queries."""
        pages = list(object_list)
        references = consent.shown_without_consent().filter(object_id__in=[str(page.pk) for page in pages])
        pairs = set(references.values_list("object_id", "to_object_id"))
        images = CustomImage.objects.in_bulk([int(image) for _page, image in pairs])
        for page in pages:
            shown = sorted(int(image) for key, image in pairs if key == str(page.pk))
            page.pictures = [images[pk] for pk in shown if pk in images]
        return pages
