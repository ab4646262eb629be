"""The roof: the front page, and the clock's memory."""

from django.conf import settings
from django.core.cache import cache
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from events import listing, months
from events.models import EventIndexPage, Occurrence
from lib import reference
from news.models import NewsIndexPage, NewsPage
from pages import caching
from pages.models import BasePage
from wishes.blood import strip
from wishes.blood.models import DonorPage
from wishes.complaints.models import Category

from . import figures
from .blocks import DoorBlock, TileBlock

EVENTS = 4
NEWS = 3
WEEK = 7  # days


class HomePage(BasePage):
    """Do something, see where it stands, what is on, how we keep our word, what is new: in this order."""

    hero_first = models.CharField(_("başlığın ilk satırı"), max_length=40)
    hero_second = models.CharField(_("başlığın ikinci satırı"), max_length=40, blank=True)
    lead = models.CharField(_("giriş cümlesi"), max_length=200, blank=True)
    tiles = StreamField([("tile", TileBlock())], verbose_name=_("yapılabilecekler"), blank=True, max_num=9)
    doors_title = models.CharField(_("başlık"), max_length=60, blank=True)
    doors_lead = models.CharField(_("açıklama"), max_length=200, blank=True)
    doors = StreamField([("door", DoorBlock())], verbose_name=_("kapılar"), blank=True, max_num=11)
    week_title = models.CharField(_("bu haftanın başlığı"), max_length=60, default="Bu hafta")
    figure_title = models.CharField(_("başlık"), max_length=60, blank=True)
    figure = models.CharField(_("sayı"), max_length=20, blank=True)
    figure_sign = models.CharField(_("sayıdan sonraki işaret"), max_length=4, blank=True)
    figure_text = models.CharField(_("açıklama"), max_length=300, blank=True)
    figure_source = models.CharField(_("kaynak ve yıl"), max_length=160, blank=True)

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    # The roof knows who may stand under it; they do not know the roof.
    subpage_types = [
        "blood.DonorPage",
        "complaints.ComplaintPage",
        "events.EventIndexPage",
        "news.NewsIndexPage",
        "pages.LinkPage",
        "pages.StandardPage",
        "wishbox.WishPage",
    ]
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldRowPanel(["hero_first", "hero_second"]), FieldPanel("lead")], heading=_("Karşılama")),
        FieldPanel("tiles"),
        MultiFieldPanel(["doors_title", "doors_lead", "doors"], heading=_("Bize ulaşan yollar")),
        MultiFieldPanel(["week_title"], heading=_("Etkinlikler")),
        MultiFieldPanel(
            [
                FieldPanel("figure_title"),
                FieldRowPanel(["figure", "figure_sign"]),
                FieldPanel("figure_text"),
                FieldPanel("figure_source", help_text=_("Sayı yalnız kaynağıyla birlikte görünür.")),
            ],
            heading=_("Yayımlanmış sayı"),
        ),
    ]

    class Meta:
        verbose_name = _("ana sayfa")
        verbose_name_plural = _("ana sayfa")

    def body_text(self):
        return " ".join([self.hero_first, self.hero_second, self.lead])

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {
            "track_url": reverse("wishes:lookup"),
            "lost_url": reverse("wishes:forgotten"),
            "example": reference.show("ABCD2345", settings.REFERENCE_PREFIX),
            "appeals": self.appeals,
            "tiles": list(self._tiles()),
            "doors": [door.value for door in self.doors],
            "figures": figures.published(),
            "news": list(NewsPage.objects.shown()[:NEWS]),
            **_lists(request),
        }

    def get_sitemap_urls(self, request=None):
        """The report card has no page of its own in the tree; it is new when a month is over."""
        card = {"location": self.get_full_url(request).rstrip("/") + reverse("karne"), "lastmod": _this_month()}
        return [*super().get_sitemap_urls(request), card]

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        # A call for blood ends at any moment, and its strip goes with it: nobody keeps such a page for long.
        if response.get("Cache-Control") == caching.SHARED and self.appeals:
            response["Cache-Control"] = f"public, max-age={strip.SECONDS}"
        return response

    @cached_property
    def appeals(self):
        """Strips of the running calls for blood, each with its way to the donors' page. Asked once for a request."""
        strips = strip.strips()
        page = DonorPage.objects.live().first() if strips else None
        return [banner | {"link_url": page.url if page else ""} for banner in strips]

    @cached_property
    def shows_figure(self):
        return bool(self.figure and self.figure_source)

    def _tiles(self):
        """Tiles that lead somewhere; a page that was withdrawn takes its tile along."""
        for tile in (block.value for block in self.tiles):
            if not tile.is_reachable:
                continue
            topics = []
            if tile["shows_topics"] and tile["style"] == "big":
                topics = [{"label": name, "url": f"{tile.url}?konu={slug}"} for name, slug in _topics()]
            yield {name: tile[name] for name in ("title", "text", "icon", "style")} | {
                "url": tile.url,
                "topics": topics,
            }


def _topics():
    """Names and slugs, kept as long as the page itself is kept by caches."""
    chosen = Category.objects.active().filter(is_on_home=True).values_list("name", "slug")
    return cache.get_or_set("home:topics", lambda: list(chosen), 60)


def _lists(request):
    """Where events and news live, and the next events."""
    found = Page.objects.live().type(EventIndexPage, NewsIndexPage).order_by("path")
    urls = {page.cached_content_type.model: page.get_url(request) for page in found}
    lists = {"events_url": urls.get("eventindexpage", ""), "news_url": urls.get("newsindexpage", "")}
    return lists | (_events(lists["events_url"]) if lists["events_url"] else {})


def _events(url):
    """What comes next; below it, under their own heading, events that still have no date; and this month."""
    today = timezone.localdate()
    occurrences = list(Occurrence.objects.shown().coming()[:EVENTS])
    return {
        "occurrences": occurrences,
        "is_week": all((occurrence.first_day - today).days < WEEK for occurrence in occurrences),
        "later": list(listing.awaiting_date()[: EVENTS - len(occurrences)]) if len(occurrences) < EVENTS else [],
        "calendar": months.grid(url, today, today),
    }


def _this_month():
    return timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)


class ScheduledJob(models.Model):
    """When a job of home/clock.py is due next; of several clocks only one gets it."""

    name = models.CharField(max_length=40, unique=True)
    next_run_at = models.DateTimeField()
    last_run_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=60, blank=True)  # the exception's class, never its text

    def __str__(self):
        return self.name


class DemoPart(models.Model):
    """A part of the demo that was made once; what editors did with it since is theirs."""

    name = models.CharField(max_length=20, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.name
