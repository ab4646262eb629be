"""News: what happened, and what a reader can do about it."""

from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager, PageQuerySet
from wagtail.search import index

from lib import turkish
from pages.access import restricted
from pages.blocks import BodyBlock, LinkWithNoteBlock
from pages.models import BasePage

PER_PAGE = 9


class NewsCategory(models.Model):
    name = models.CharField(_("ad"), max_length=60, unique=True)
    slug = models.SlugField(_("kısa ad"), max_length=60, unique=True, blank=True)
    sort_order = models.PositiveIntegerField(_("sıra"), default=100)

    class Meta:
        verbose_name = _("haber türü")
        verbose_name_plural = _("haber türü")
        ordering = ["sort_order", "pk"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.slug = self.slug or turkish.slugify(self.name)[:60]
        super().save(*args, **kwargs)


class NewsIndexPage(BasePage):
    subpage_types = ["news.NewsPage"]
    max_count = 1

    class Meta:
        verbose_name = _("haber listesi")
        verbose_name_plural = _("haber listesi")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        categories = list(NewsCategory.objects.all())
        chosen = next((c for c in categories if c.slug == request.GET.get("tur")), None)
        news = NewsPage.objects.shown()
        if chosen:
            news = news.filter(category=chosen)
        return context | {
            "categories": categories,
            "chosen": chosen,
            "query": f"{urlencode({'tur': chosen.slug})}&" if chosen else "",
            "listing": Paginator(news, PER_PAGE).get_page(request.GET.get("sayfa")),
        }


class NewsQuerySet(PageQuerySet):
    def shown(self):
        """What anybody may read, newest first, with what a card shows of it."""
        return (
            self.live()
            .filter(~restricted())
            .select_related("cover", "category")
            .prefetch_related("cover__renditions")
            .order_by("-date", "-pk")
        )


class NewsPage(BasePage):
    search_group = _("Haber")
    search_rank = 30

    date = models.DateField(_("tarih"), default=timezone.localdate)
    category = models.ForeignKey(
        NewsCategory, verbose_name=_("tür"), null=True, blank=True, on_delete=models.SET_NULL, related_name="news"
    )
    body = StreamField(BodyBlock(), verbose_name=_("metin"), blank=True)
    services = StreamField([("link", LinkWithNoteBlock())], verbose_name=_("İlgili hizmet"), blank=True, max_num=4)
    corrected_on = models.DateField(_("düzeltme tarihi"), null=True, blank=True)
    correction = models.TextField(_("düzeltme"), max_length=600, blank=True)
    sources = models.TextField(_("kaynaklar"), blank=True)

    objects = PageManager.from_queryset(NewsQuerySet)()

    parent_page_types = ["news.NewsIndexPage"]
    subpage_types = []
    content_panels = [
        *BasePage.content_panels,
        FieldRowPanel(["date", "category"]),
        FieldPanel("body"),
        FieldPanel(
            "services",
            help_text=_("Her haber okuyanın yapabileceği bir şeyle bitsin: bir başvuru, bir etkinlik, bir telefon."),
        ),
        MultiFieldPanel(
            [FieldPanel("corrected_on"), FieldPanel("correction")],
            heading=_("Düzeltme"),
            help_text=_("Yayımlandıktan sonra bir bilgiyi değiştirdiyseniz neyi değiştirdiğinizi yazın."),
            classname="collapsed",
        ),
        FieldPanel("sources", help_text=_("Bilginin alındığı yerler, her satıra bir tane.")),
        *BasePage.cover_panels,
    ]
    search_fields = [*BasePage.search_fields, index.FilterField("date"), index.FilterField("category")]

    class Meta:
        verbose_name = _("haber")
        verbose_name_plural = _("haber")
        indexes = [models.Index(fields=["-date", "-page_ptr"])]

    def clean(self):
        super().clean()
        if bool(self.corrected_on) != bool(self.correction):
            raise ValidationError({"correction": _("Düzeltmenin tarihini ve metnini birlikte yazın")})

    @property
    def source_list(self):
        return [line.strip() for line in self.sources.splitlines() if line.strip()]
