"""News: what happened, and what a reader can do about it."""

from datetime import datetime, time

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.blocks import PageChooserBlock
from wagtail.fields import StreamField
from wagtail.models import AbstractGroupApprovalTask, Page, PageManager, PageQuerySet
from wagtail.search import index

from lib import dates, turkish
from pages.access import restricted
from pages.blocks import BodyBlock, ImageBlock, LinkWithNoteBlock
from pages.checks import Finding
from pages.models import BasePage

from . import feeds, press, schema
from .moderation import NewsPermissionTester

NEXT_STEP = _("Okuyan ne yapabilir?")


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
    files = BasePage.files | {"atom.xml": "atom", "rss.xml": "rss"}

    class Meta:
        verbose_name = _("haber listesi")
        verbose_name_plural = _("haber listesi")

    def permissions_for_user(self, user):
        return NewsPermissionTester(user, self)

    def get_context(self, request, *args, **kwargs):
        from . import listing  # it asks the models below

        return super().get_context(request, *args, **kwargs) | listing.of(request.GET, self.get_full_url(request) or "")

    def alternates(self, request):
        kind = request.GET.get("tur")
        return feeds.alternates(self, request, NewsCategory.objects.filter(slug=kind) if kind else ())

    def atom(self, request):
        return feeds.answer(self, request, "atom.xml")

    def rss(self, request):
        return feeds.answer(self, request, "rss.xml")


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
    files = BasePage.files | {press.PACKAGE: "photographs"}

    date = models.DateField(_("tarih"), default=timezone.localdate)
    category = models.ForeignKey(
        NewsCategory, verbose_name=_("tür"), null=True, blank=True, on_delete=models.SET_NULL, related_name="news"
    )
    body = StreamField(BodyBlock(), verbose_name=_("metin"), blank=True)
    gallery = StreamField([("photo", ImageBlock())], verbose_name=_("fotoğraflar"), blank=True, max_num=24)
    services = StreamField([("link", LinkWithNoteBlock())], verbose_name=_("İlgili hizmet"), blank=True, max_num=4)
    related = StreamField(
        [("page", PageChooserBlock(label=_("Sayfa")))],
        verbose_name=_("İlgili etkinlik ya da sayfa"),
        blank=True,
        max_num=6,
    )
    # Kept as a column for the report: does it end in something that a reader can do?
    has_next_step = models.BooleanField(editable=False, default=False)
    corrected_on = models.DateField(_("düzeltme tarihi"), null=True, blank=True)
    correction = models.TextField(_("düzeltme"), max_length=600, blank=True)
    sources = models.TextField(_("kaynaklar"), blank=True)

    objects = PageManager.from_queryset(NewsQuerySet)()

    parent_page_types = ["news.NewsIndexPage"]
    subpage_types = []
    preview_modes = [("", _("Yayımlanacağı gibi")), ("correction", _("Düzeltme notuyla"))]
    content_panels = [
        *BasePage.content_panels,
        FieldRowPanel(["date", "category"]),
        FieldPanel("body"),
        FieldPanel("gallery", help_text=_("Basın, izinli ve adı yazılı fotoğrafları sayfadan indirebilir.")),
        MultiFieldPanel(
            [
                FieldPanel("services", help_text=_("Bir başvuru, bir telefon, başka bir sitede bir adres.")),
                FieldPanel("related", help_text=_("Etkinlik seçerseniz günü ve yeri de görünür.")),
            ],
            heading=NEXT_STEP,
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
        permissions = [("publish_alone", _("ikinci bir kişi onaylamadan haber yayımlayabilir"))]

    def save(self, *args, **kwargs):
        self.has_next_step = self.leads_on
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        if bool(self.corrected_on) != bool(self.correction):
            raise ValidationError({"correction": _("Düzeltmenin tarihini ve metnini birlikte yazın")})

    def own_findings(self, now):
        if self.leads_on:
            return []
        return [
            Finding(
                str(NEXT_STEP),
                _now("Haber okuyanı bir yere götürmüyor"),
                _now("Bir hizmet, bir telefon ya da ilgili bir etkinlik ekleyin."),
            )
        ]

    def permissions_for_user(self, user):
        return NewsPermissionTester(user, self)

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {
            "related": self.related_pages(),
            "has_press_photos": bool(press.photos_of(self)),
        }

    def get_preview_context(self, request, mode_name):
        if mode_name == "correction" and not self.correction:
            self.corrected_on, self.correction = timezone.localdate(), _now("Neyi düzelttiğiniz burada yazar.")
        return super().get_preview_context(request, mode_name)

    def related_pages(self):
        """Live, public pages that the editor chose, in that order, as their own types. Two queries per type at most."""
        chosen = [block.value.pk for block in self.related if block.value]
        found = {page.pk: page for page in Page.objects.live().filter(~restricted(), pk__in=chosen).specific()}
        return [found[pk] for pk in dict.fromkeys(chosen) if pk in found]

    def card_facts(self):
        return [dates.long(self.date)]

    def structured_data(self, request):
        return schema.article(self, request)

    def alternates(self, request):
        return feeds.alternates(self.get_parent().specific, request)

    def photographs(self, request):
        return press.answer(self, request)

    @property
    def published_at(self):
        """The moment it bears. What was entered later than it is dated counts from the morning of its day."""
        first = self.first_published_at
        if first and timezone.localdate(first) == self.date:
            return first
        return timezone.make_aware(datetime.combine(self.date, time(8)))

    @property
    def leads_on(self):
        """Does it end in something that a reader can do?"""
        return bool(self.services) or bool(self.related)

    @property
    def source_list(self):
        return [line.strip() for line in self.sources.splitlines() if line.strip()]


class SecondReaderTask(AbstractGroupApprovalTask):
    """Approval by a member of the groups who neither handed the text in nor wrote its latest version."""

    class Meta:
        verbose_name = _("ikinci kişinin onayı")
        verbose_name_plural = _("ikinci kişinin onayı")

    @classmethod
    def get_description(cls):
        return _("Seçilen gruplardan biri onaylar, ama kendi gönderdiğini ya da kendi değiştirdiğini değil")

    def get_actions(self, obj, user):
        actions = super().get_actions(obj, user)
        if self.is_own(obj, user):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def on_action(self, task_state, user, action_name, **kwargs):
        # The buttons are not the lock: whoever sends the request by hand is asked here.
        if action_name == "approve" and self.is_own(task_state.workflow_state.content_object, user):
            raise PermissionDenied
        super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        own = models.Q(workflow_state__requested_by=user) | models.Q(revision__user=user)
        return super().get_task_states_user_can_moderate(user, **kwargs).exclude(own)

    def is_own(self, obj, user):
        state = obj.current_workflow_state
        writer = obj.latest_revision.user_id if obj.latest_revision else None
        return user.pk in {writer, state.requested_by_id if state else None}
