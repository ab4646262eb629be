"""Materials of every page: base page, images, documents, site settings."""

import io
import zlib

from django.core.exceptions import ValidationError
from django.db import models
from django.shortcuts import redirect
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.documents.models import AbstractDocument
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition, WagtailImageField, WagtailImageFieldFile
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from lib import turkish
from pages import blocks, pictures, sharing
from pages.caching import publicly_cached
from pages.page_form import FindingsPanel, PageForm


class CleanImageFile(WagtailImageFieldFile):
    """Whatever way a file takes into the library, what is stored is a re-encoded picture without its metadata."""

    def save(self, name, content, save=True):
        if not getattr(content, "was_washed", False):
            data, extension = pictures.reencode(io.BytesIO(content.read()))
            content = pictures.washed_file(data, f"{name.rpartition('.')[0] or name}.{extension}")
            name = content.name
        super().save(name, content, save=False)
        # Wagtail reckoned both from the file as it was uploaded.
        self.instance._set_image_file_metadata()
        if save:
            self.instance.save()


class CleanImageField(WagtailImageField):
    attr_class = CleanImageFile


class People(models.TextChoices):
    """Can anybody be recognised in a picture, and did they agree (KVKK: a face is personal data)?"""

    NONE = "none", _("Yok")
    AGREED = "agreed", _("Var, izinleri alındı")
    REFUSED = "refused", _("Var, izin yok")
    UNKNOWN = "unknown", _("Bilinmiyor")


#: What may be shown to everybody.
SHOWABLE = [People.NONE, People.AGREED]


class CustomImage(AbstractImage):
    file = CleanImageField(
        verbose_name=_("dosya"), upload_to="original_images", width_field="width", height_field="height"
    )
    alt = models.CharField(_("alternatif metin"), max_length=200, blank=True)
    # Not "decorative": Wagtail sets an attribute of that name for one use of an image.
    is_decorative = models.BooleanField(_("yalnız süs"), default=False)
    credit = models.CharField(_("fotoğraf"), max_length=120, blank=True)
    people = models.CharField(
        _("görselde tanınan biri var mı"), max_length=10, choices=People.choices, default=People.UNKNOWN
    )
    admin_form_fields = (
        "title",
        "file",
        "alt",
        "is_decorative",
        "credit",
        "people",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )
    search_fields = [
        *AbstractImage.search_fields,
        index.SearchField("folded"),
        index.AutocompleteField("folded"),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("görsel")
        verbose_name_plural = _("görsel")

    def save(self, *args, **kwargs):
        # Before the other columns are read: the re-encoded file has its own size, sides and hash.
        if self.file and not self.file._committed:
            self.file.save(self.file.name, self.file.file, save=False)
        super().save(*args, **kwargs)

    @property
    def is_showable(self):
        return self.people in SHOWABLE

    @property
    def default_alt_text(self):
        return "" if self.is_decorative else self.alt

    def folded(self):
        return turkish.search_text(self.title, self.alt)


class CustomRendition(AbstractRendition):
    image = models.ForeignKey(CustomImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition")
        ]


class CustomDocument(AbstractDocument):
    admin_form_fields = ("title", "file", "collection", "tags")
    search_fields = [
        *AbstractDocument.search_fields,
        index.SearchField("folded"),
        index.AutocompleteField("folded"),
    ]

    class Meta(AbstractDocument.Meta):
        verbose_name = _("belge")
        verbose_name_plural = _("belge")

    def folded(self):
        return turkish.search_text(self.title)


class CoverTone(models.TextChoices):
    CINAR = "cinar", _("çınar yeşili")
    BAKIR = "bakir", _("bakır")
    KORFEZ = "korfez", _("körfez mavisi")
    KABUK = "kabuk", _("kabuk")
    FILIZ = "filiz", _("filiz")


class BasePage(Page):
    """Shared by all page types: summary, cover, Turkish slug, folded search text, cacheable answer."""

    #: Heading under which search results show pages of this type.
    search_group = _("Sayfa")
    #: Groups with a lower number come first in search results.
    search_rank = 40
    #: False keeps pages of this type out of the site's search.
    is_searchable = True
    #: Files that pages of this type offer beside themselves: name → method, called with the request.
    files = {sharing.PICTURE: "share_picture"}

    summary = models.CharField(_("özet"), max_length=300, blank=True)
    cover = models.ForeignKey(
        CustomImage, verbose_name=_("kapak görseli"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    cover_tone = models.CharField(
        _("kapak rengi"), max_length=10, choices=CoverTone.choices, default=CoverTone.CINAR, blank=True
    )
    noindex = models.BooleanField(_("arama motorlarında gösterme"), default=False)

    #: For subclasses: what to look at, title and summary; add own panels after them.
    content_panels = [
        FindingsPanel(),
        *Page.content_panels,
        FieldPanel("summary", help_text=_("Listelerde, aramada ve paylaşımlarda görünür. Bir iki cümle.")),
    ]
    cover_panels = [
        MultiFieldPanel(
            [
                FieldPanel("cover", help_text=_("Boşsa seçtiğiniz renkte kabuk deseni çizilir.")),
                FieldPanel("cover_tone"),
            ],
            heading=_("Kapak"),
            classname="collapsed",
        )
    ]
    promote_panels = [
        MultiFieldPanel(["slug", "seo_title", "search_description"], heading=_("Arama ve paylaşım")),
        MultiFieldPanel(["show_in_menus", "noindex"], heading=_("Görünürlük")),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("folded", boost=2),
        index.AutocompleteField("folded_title"),
    ]
    base_form_class = PageForm

    class Meta:
        abstract = True

    def _get_autogenerated_slug(self, base_slug):
        # Wagtail's own drops ı on the server: "Iğdır ışık" would become "igdr-sk".
        return super()._get_autogenerated_slug(turkish.slugify(self.title) or base_slug)

    # -- search -------------------------------------------------------------------------------

    def body_text(self) -> str:
        """The words of the page besides title and summary. Override when they are not in a field named `body`."""
        body = getattr(self, "body", "")
        if hasattr(body, "stream_block"):
            return " ".join(map(str, body.stream_block.get_searchable_content(body)))
        return strip_tags(str(body or "").replace(">", "> "))

    def folded(self) -> str:
        return turkish.search_text(self.title, self.summary, self.body_text())

    def folded_title(self) -> str:
        # The editor's own search does not fold what is typed, so both spellings are kept.
        return f"{turkish.lower(self.title)} {turkish.search_text(self.title, self.summary)}"

    # -- looks --------------------------------------------------------------------------------

    @property
    def cover_seed(self) -> int:
        """Which drawn cover belongs to this page: always the same, 0–63."""
        return zlib.crc32(str(self.translation_key).encode()) % 64

    @property
    def description(self) -> str:
        """One or two sentences for search engines and shared links."""
        return self.search_description or self.summary

    def structured_data(self, request) -> dict | list:
        """What search engines are told in schema.org's words; nothing for a page that is only itself."""
        return {}

    def alternates(self, request) -> list:
        """Feeds and calendars (pages.feeds.Alternate) that the head of the page names."""
        return []

    def card_facts(self) -> list[str]:
        """Short facts below the title where another page leads here: when, where."""
        return []

    # -- publishing ---------------------------------------------------------------------------
    def own_findings(self, now):
        """What pages of this type check besides texts and pictures (pages.checks.Finding): for subclasses."""
        return []

    def publish(self, revision, *args, **kwargs):
        """Every way that leads past the editor's form: by the clock, many at once, at the end of a workflow."""
        from pages import consent  # it asks the models of this module

        if uses := consent.refused_uses(revision.as_object()):
            if kwargs.get("log_action") == "wagtail.publish.scheduled":
                return consent.unschedule(revision, uses)  # the other pages of this minute still go out
            raise consent.PicturesRefused(uses)
        return super().publish(revision, *args, **kwargs)

    # -- answering ----------------------------------------------------------------------------

    def route(self, request, path_components):
        name = path_components[0] if len(path_components) == 1 else ""
        if self.live and name in self.files:
            return RouteResult(self, kwargs={"view": getattr(self, self.files[name])})
        return super().route(request, path_components)

    def get_route_paths(self):
        # Who subscribed to a feed or a calendar is led on when the page moves.
        return [*super().get_route_paths(), *(f"/{name}" for name in self.files if name.endswith((".xml", ".ics")))]

    def serve(self, request, view=None, *args, **kwargs):
        if view is not None:
            return view(request)
        return publicly_cached(request, super().serve(request, *args, **kwargs))

    def share_picture(self, request):
        return sharing.picture_response(self, request)

    def get_sitemap_urls(self, request=None):
        return [] if self.noindex else super().get_sitemap_urls(request)


class StandardPage(BasePage):
    """A page of text: explanations, legal texts, the seven doors."""

    body = StreamField(blocks.BodyBlock(), verbose_name=_("metin"), blank=True)
    is_service = models.BooleanField(_("bir hizmeti anlatıyor"), default=False)

    content_panels = [*BasePage.content_panels, FieldPanel("body"), *BasePage.cover_panels]
    promote_panels = [
        *BasePage.promote_panels,
        FieldPanel("is_service", help_text=_("Arama sonuçlarında “Hizmet” başlığı altında gösterilir.")),
    ]

    class Meta:
        verbose_name = _("sayfa")
        verbose_name_plural = _("sayfa")

    @property
    def search_group(self):
        return {10: _("Hizmet"), 35: _("Soru-cevap"), 40: _("Sayfa")}[self.search_rank]

    @property
    def search_rank(self):
        if self.is_service:
            return 10
        return 35 if blocks.is_questions(self.body) else 40

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        headings = blocks.headings(self.body)
        context["contents"] = headings if len(headings) >= 3 else []
        return context


class LinkPage(BasePage):
    """An entry of the menu that leads elsewhere: to an address of the portal that is no page, or to another site."""

    target = models.CharField(_("adres"), max_length=300, validators=[blocks.validate_address])

    is_searchable = False
    subpage_types = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("target", help_text=_("/takip/ gibi bu sitede bir adres ya da https:// ile başlayan bir adres.")),
    ]

    class Meta:
        verbose_name = _("bağlantı")
        verbose_name_plural = _("bağlantı")

    def serve(self, request, *args, **kwargs):
        return redirect(self.target)

    def get_sitemap_urls(self, request=None):
        return []


@register_setting(icon="home", order=100)
class SiteFacts(BaseSiteSetting):
    """What the municipality says about itself. Templates read it through `{% site_facts as facts %}`."""

    class BannerLevel(models.TextChoices):
        INFO = "info", _("bilgi")
        WARNING = "warning", _("uyarı")
        EMERGENCY = "emergency", _("acil")

    name = models.CharField(_("sitenin adı"), max_length=60, default="Çınar")
    strapline = models.CharField(_("adın altındaki satır"), max_length=120, blank=True)
    organisation = models.CharField(_("kurum"), max_length=120, blank=True)
    directorate = models.CharField(_("müdürlük"), max_length=120, blank=True)
    town = models.CharField(_("İlçe ya da şehir"), max_length=60, blank=True)
    copyright = models.CharField(_("en alttaki satır"), max_length=160, blank=True)

    call_centre_phone = models.CharField(_("çağrı merkezi"), max_length=20, blank=True)
    whatsapp_phone = models.CharField(_("WhatsApp hattı"), max_length=20, blank=True)
    email = models.EmailField(_("e-posta"), blank=True)
    kep = models.EmailField(_("kayıtlı elektronik posta (KEP)"), blank=True)
    desk_address = models.TextField(_("masanın adresi"), max_length=300, blank=True)
    desk_hours = models.TextField(_("çalışma saatleri"), max_length=300, blank=True)
    emergency_text = models.CharField(
        _("can güvenliği uyarısı"),
        max_length=160,
        blank=True,
        default="Can güvenliği tehlikesi varsa 112'yi arayın.",
    )
    social = StreamField([("account", blocks.SocialBlock())], verbose_name=_("sosyal medya"), blank=True)
    footer_columns = StreamField(
        [("column", blocks.FooterColumnBlock())], verbose_name=_("alt bilgi sütunları"), blank=True, max_num=4
    )

    banner_level = models.CharField(
        _("duyurunun türü"), max_length=10, choices=BannerLevel.choices, default=BannerLevel.INFO
    )
    banner_lead = models.CharField(_("koyu başlangıç"), max_length=60, blank=True)
    banner_text = models.CharField(_("duyuru"), max_length=200, blank=True)
    banner_link = models.CharField(
        _("bağlantının adresi"), max_length=300, blank=True, validators=[blocks.validate_address]
    )
    banner_link_text = models.CharField(_("bağlantının metni"), max_length=60, blank=True)
    banner_from = models.DateTimeField(_("başlangıç"), null=True, blank=True)
    banner_until = models.DateTimeField(_("bitiş"), null=True, blank=True)

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    MultiFieldPanel(["name", "strapline"], heading=_("Site")),
                    MultiFieldPanel(["organisation", "directorate", "town"], heading=_("Kurum")),
                ],
                heading=_("Adlar"),
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        ["call_centre_phone", "whatsapp_phone", "email", "kep"], heading=_("Uzaktan ulaşım")
                    ),
                    MultiFieldPanel(["desk_address", "desk_hours"], heading=_("Çınar Halk Masası")),
                    FieldPanel("emergency_text", help_text=_("Başvuru formlarının başında görünür.")),
                    FieldPanel("social"),
                ],
                heading=_("İletişim"),
            ),
            ObjectList(
                [
                    FieldPanel("banner_text", help_text=_("Boşsa duyuru görünmez. Her sayfanın başında durur.")),
                    FieldPanel("banner_lead", help_text=_("Örneğin: Su kesintisi")),
                    FieldPanel("banner_level"),
                    MultiFieldPanel(["banner_link", "banner_link_text"], heading=_("Bağlantı")),
                    MultiFieldPanel(["banner_from", "banner_until"], heading=_("Ne zaman görünsün")),
                ],
                heading=_("Duyuru"),
            ),
            ObjectList([FieldPanel("footer_columns"), FieldPanel("copyright")], heading=_("Alt bilgi")),
        ]
    )

    class Meta:
        verbose_name = _("site bilgileri")
        verbose_name_plural = _("site bilgileri")

    def __str__(self):
        return str(self.name)

    def clean(self):
        super().clean()
        errors = {}
        for field in ("call_centre_phone", "whatsapp_phone"):
            try:
                setattr(self, field, blocks.clean_phone(getattr(self, field)))
            except ValidationError as error:
                errors[field] = error
        if self.banner_from and self.banner_until and self.banner_until <= self.banner_from:
            errors["banner_until"] = _("Bitiş başlangıçtan sonra olmalı")
        if bool(self.banner_link) != bool(self.banner_link_text):
            errors["banner_link_text"] = _("Bağlantının adresini ve metnini birlikte yazın")
        if errors:
            raise ValidationError(errors)


class SearchEntry(models.Model):
    """What the site's search knows of one page: folded words, and what a line of results shows.

    Own table, not modelsearch: the full-text engines of SQLite and PostgreSQL disagree about Turkish letters and
    endings, and one of them answers quotes with an error. Written by pages.search when a page is saved.
    """

    page = models.OneToOneField(Page, primary_key=True, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=40)
    rank = models.PositiveSmallIntegerField(default=40)
    title = models.CharField(max_length=255)
    summary = models.CharField(max_length=300, blank=True)
    # The keys of words (pages.words) with a blank before and after each, so that " key " can be looked for.
    title_words = models.TextField(blank=True)
    words = models.TextField(blank=True)

    class Meta:
        verbose_name = _("arama kaydı")
        verbose_name_plural = _("arama kaydı")

    def __str__(self):
        return self.title


class SearchMiss(models.Model):
    """Words for which the search found nothing in one week: how often, and when last. Never who asked."""

    query = models.CharField(_("aranan"), max_length=80)
    week = models.DateField(_("hafta"))  # its Monday
    count = models.PositiveIntegerField(_("kaç kez"), default=0)
    last_at = models.DateTimeField(_("son"), db_index=True)

    class Meta:
        verbose_name = _("bulunamayan arama")
        verbose_name_plural = _("bulunamayan arama")
        constraints = [models.UniqueConstraint(fields=["query", "week"], name="one_miss_a_week")]
        indexes = [models.Index(fields=["week", "-count"])]

    def __str__(self):
        return self.query
