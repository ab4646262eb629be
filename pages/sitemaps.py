"""What crawlers are told of the whole site: its public pages, and what they need not ask for."""

from django.contrib.sitemaps import views
from django.db.models import Max
from django.http import HttpResponse
from django.urls import reverse
from wagtail.contrib.sitemaps import Sitemap

from pages.access import restricted
from pages.caching import publicly_cached

PER_FILE = 1000
#: Staff, files to download, and what changes with every question.
NOT_FOR_CRAWLERS = ["/yonetim/", "/belgeler/", "/koruma/", "/takip/", "/arama/", "/basvuru/"]


class PageSitemap(Sitemap):
    """Live pages that anybody may read; what a page says itself (noindex, links elsewhere) counts."""

    limit = PER_FILE

    def items(self):
        return (
            self.get_wagtail_site()
            .root_page.get_descendants(inclusive=True)
            .live()
            .filter(~restricted())
            .order_by("path")
            .defer_streamfields()
            .specific()
        )

    def get_latest_lastmod(self):
        # Django's own would read every page for it.
        return self.items().aggregate(newest=Max("last_published_at"))["newest"]


def index(request):
    """sitemap.xml: as many files as the pages need."""
    sitemaps = {"sayfalar": PageSitemap(request)}
    return publicly_cached(request, views.index(request, sitemaps, sitemap_url_name="sitemap_section"))


def section(request, section):
    return publicly_cached(request, views.sitemap(request, {"sayfalar": PageSitemap(request)}, section))


def robots(request):
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_CRAWLERS)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return publicly_cached(request, HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8"))
