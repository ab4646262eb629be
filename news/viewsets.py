"""The editors' lists: news by title, kinds."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.viewsets.pages import PageListingViewSet

from .models import NewsCategory, NewsPage


class NewsPageListing(PageListingViewSet):
    model = NewsPage
    icon = "doc-full"
    menu_label = _("Haberler")


class NewsCategoryViewSet(ModelViewSet):
    model = NewsCategory
    icon = "tag"
    menu_label = _("Haber türleri")
    form_fields = ["name"]
    list_display = ["name"]
    sort_order_field = "sort_order"
    copy_view_enabled = False


class NewsGroup(ViewSetGroup):
    menu_label = _("Haberler")
    menu_icon = "doc-full"
    menu_order = 210
    items = (NewsPageListing("haberler"), NewsCategoryViewSet("news_categories"))
