"""Events: what is on, when and where. One Occurrence is one date of an event; lists are lists of occurrences."""

import calendar
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.search import index

from lib import dates, phone, turkish
from pages.access import restricted
from pages.blocks import BodyBlock, clean_phone
from pages.models import BasePage, CoverTone


class EventCategory(models.Model):
    """What kind of event it is; its colour draws the covers of events without a photograph."""

    name = models.CharField(_("ad"), max_length=60, unique=True)
    slug = models.SlugField(_("kısa ad"), max_length=60, unique=True, blank=True)
    tone = models.CharField(_("kapak rengi"), max_length=10, choices=CoverTone.choices, default=CoverTone.CINAR)
    sort_order = models.PositiveIntegerField(_("sıra"), default=100)

    class Meta:
        verbose_name = _("etkinlik türü")
        verbose_name_plural = _("etkinlik türü")
        ordering = ["sort_order", "pk"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.slug = self.slug or turkish.slugify(self.name)[:60]
        super().save(*args, **kwargs)


class Venue(index.Indexed, models.Model):
    """A place where events happen, written once. What is not known stays unsaid."""

    name = models.CharField(_("ad"), max_length=120, unique=True)
    address = models.CharField(_("adres"), max_length=300, blank=True)
    neighbourhood = models.ForeignKey(
        "places.Neighbourhood",
        verbose_name=_("mahalle"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    directions = models.TextField(_("nasıl gelinir"), max_length=600, blank=True)
    is_step_free = models.BooleanField(_("basamaksız giriş"), null=True, blank=True)
    has_accessible_toilet = models.BooleanField(_("engelli tuvaleti"), null=True, blank=True)
    has_prayer_room = models.BooleanField(_("mescit"), null=True, blank=True)
    access_note = models.CharField(_("erişim notu"), max_length=200, blank=True)

    search_fields = [index.AutocompleteField("folded"), index.SearchField("folded")]

    class Meta:
        verbose_name = _("etkinlik yeri")
        verbose_name_plural = _("etkinlik yeri")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def folded(self):
        return f"{turkish.lower(self.name)} {turkish.search_text(self.name, self.address)}"

    @property
    def access_facts(self):
        """What is known about getting in and staying, as short sentences."""
        known = [
            (self.is_step_free, _now("Girişte basamak yok"), _now("Girişte basamak var")),
            (self.has_accessible_toilet, _now("Engelli tuvaleti var"), _now("Engelli tuvaleti yok")),
            (self.has_prayer_room, _now("Mescit var"), _now("Mescit yok")),
        ]
        facts = [yes if answer else no for answer, yes, no in known if answer is not None]
        return [*facts, self.access_note] if self.access_note else facts


class EventIndexPage(BasePage):
    """All events: what is coming, what has been, by day, month, neighbourhood and kind."""

    subpage_types = ["events.EventPage"]
    max_count = 1

    class Meta:
        verbose_name = _("etkinlik listesi")
        verbose_name_plural = _("etkinlik listesi")

    def get_context(self, request, *args, **kwargs):
        from . import listing  # it asks the models below

        return super().get_context(request, *args, **kwargs) | listing.of(self, request.GET, request)


class Audience(models.TextChoices):
    EVERYBODY = "everybody", _("Herkes")
    CHILDREN = "children", _("Çocuklar")
    FAMILIES = "families", _("Aileler")
    YOUNG = "young", _("Gençler")
    ELDERLY = "elderly", _("Büyüklerimiz")


class EventPage(BasePage):
    search_group = _("Etkinlik")
    search_rank = 20

    body = StreamField(BodyBlock(), verbose_name=_("metin"), blank=True)
    category = models.ForeignKey(
        EventCategory, verbose_name=_("tür"), null=True, blank=True, on_delete=models.SET_NULL, related_name="events"
    )
    audience = models.CharField(
        _("kimler için"), max_length=12, choices=Audience.choices, default=Audience.EVERYBODY, blank=True
    )
    age_note = models.CharField(_("yaş"), max_length=40, blank=True)
    is_free = models.BooleanField(_("ücretsiz"), default=False)
    venue = models.ForeignKey(
        Venue, verbose_name=_("yer"), null=True, blank=True, on_delete=models.SET_NULL, related_name="events"
    )
    place = models.CharField(_("yerin tarifi"), max_length=300, blank=True)
    neighbourhood = models.ForeignKey(
        "places.Neighbourhood",
        verbose_name=_("mahalle"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    organiser = models.CharField(_("düzenleyen"), max_length=120, blank=True)
    contact_phone = models.CharField(_("telefon"), max_length=20, blank=True)
    contact_email = models.EmailField(_("e-posta"), blank=True)
    # A yearly event whose next date nobody has announced is shown as exactly that.
    awaits_date = models.BooleanField(_("yeni tarihi duyurulacak"), default=False)
    date_note = models.CharField(_("zaman notu"), max_length=160, blank=True)
    usual_month = models.PositiveSmallIntegerField(
        _("genellikle hangi ay"), null=True, blank=True, choices=list(MONTHS.items())
    )
    sources = models.TextField(_("kaynaklar"), blank=True)

    parent_page_types = ["events.EventIndexPage"]
    subpage_types = []
    content_panels = [
        *BasePage.content_panels,
        InlinePanel("occurrences", heading=_("Tarihler"), label=_("tarih")),
        MultiFieldPanel(
            [
                FieldPanel(
                    "awaits_date",
                    help_text=_(
                        "İşaretlerseniz listede “Tarihi duyurulacak” diye görünür, yeni bir tarih ekleyene kadar."
                    ),
                ),
                FieldRowPanel(
                    [
                        FieldPanel("date_note", help_text=_("Örneğin: Her yıl 24 Kasım")),
                        FieldPanel("usual_month", help_text=_("Listede sırasını belirler.")),
                    ]
                ),
            ],
            heading=_("Tarihi henüz belli değilse"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("venue"),
                FieldPanel(
                    "place",
                    help_text=_("Kayıtlı bir yer değilse buraya yazın. Örneğin: 13 mahallede, kapalı pazar yerleri"),
                ),
                FieldPanel("neighbourhood", help_text=_("Boşsa yerin mahallesi yazılır.")),
            ],
            heading=_("Nerede"),
        ),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("category"), FieldRowPanel(["audience", "age_note"]), FieldPanel("is_free")],
            heading=_("Kimler için"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("organiser"),
                FieldRowPanel(["contact_phone", "contact_email"]),
                FieldPanel("sources", help_text=_("Bilginin alındığı yerler, her satıra bir tane.")),
            ],
            heading=_("Kim düzenliyor, bilgi nereden"),
            classname="collapsed",
        ),
        *BasePage.cover_panels,
    ]
    search_fields = [*BasePage.search_fields, index.FilterField("category")]

    class Meta:
        verbose_name = _("etkinlik")
        verbose_name_plural = _("etkinlik")

    def clean(self):
        super().clean()
        if self.venue and not self.neighbourhood_id:
            self.neighbourhood_id = self.venue.neighbourhood_id
        try:
            self.contact_phone = clean_phone(self.contact_phone)
        except ValidationError as error:
            raise ValidationError({"contact_phone": error}) from None

    def body_text(self):
        words = [super().body_text(), self.place, self.date_note]
        return " ".join([*words, str(self.venue or ""), str(self.neighbourhood or ""), str(self.category or "")])

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        now = timezone.now()
        dated = sorted(self.occurrences.all(), key=lambda o: o.starts_at)
        return context | {
            "coming": [o for o in dated if o.over_at >= now],
            "past": [o for o in reversed(dated) if o.over_at < now],
        }

    # -- Facts --------------------------------------------------------------------------------
    @property
    def tone(self):
        """The colour of a drawn cover: the editor's own choice, else the category's."""
        chosen = self.cover_tone or CoverTone.CINAR
        return self.category.tone if self.category and chosen == CoverTone.CINAR else chosen

    @property
    def place_text(self):
        """Where, in one line."""
        name = self.place or (self.venue.name if self.venue else "")
        hood = self.neighbourhood.name if self.neighbourhood else ""
        return ", ".join(part for part in (name, hood if hood not in name else "") if part)

    @property
    def tags(self):
        """Short words beside the title."""
        words = [_now("Ücretsiz")] if self.is_free else []
        if self.audience not in ("", Audience.EVERYBODY):
            words.append(self.get_audience_display())
        if self.age_note:
            words.append(self.age_note)
        if self.venue and self.venue.is_step_free:
            words.append(_now("Basamaksız"))
        return words

    @property
    def contact_phone_display(self):
        return phone.display(self.contact_phone)

    @property
    def source_list(self):
        return [line.strip() for line in self.sources.splitlines() if line.strip()]


class OccurrenceQuerySet(models.QuerySet):
    def shown(self):
        """What anybody may see, with what a list says of it."""
        return self.filter(~restricted("page__path"), page__live=True).select_related(
            "neighbourhood", "page__category", "page__venue", "page__neighbourhood"
        )

    def coming(self, now=None):
        """Not over yet, the nearest first."""
        return self.filter(over_at__gte=now or timezone.now()).order_by("starts_at", "pk")

    def past(self, now=None):
        """Over, the latest first."""
        return self.filter(over_at__lt=now or timezone.now()).order_by("-over_at", "-pk")

    def between(self, first, last):
        """Touching the days from `first` to `last`. A month without a day is no answer to "what is on this day"."""
        start = timezone.make_aware(datetime.combine(first, datetime.min.time()))
        end = timezone.make_aware(datetime.combine(last + timedelta(days=1), datetime.min.time()))
        return self.filter(starts_at__lt=end, over_at__gte=start).order_by("starts_at", "pk")

    def on_known_days(self):
        return self.filter(precision__in=[Precision.TIME, Precision.DAY])

    def in_neighbourhood(self, neighbourhood):
        return self.filter(Q(neighbourhood=neighbourhood) | Q(neighbourhood=None, page__neighbourhood=neighbourhood))


class Precision(models.TextChoices):
    """How much is known of a date. Nothing is made up to fill a calendar."""

    TIME = "time", _("gün ve saat")
    DAY = "day", _("yalnız gün")
    MONTH = "month", _("yalnız ay")
    YEAR = "year", _("yalnız yıl")


class Occurrence(Orderable):
    """One date of an event (seans)."""

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="occurrences")
    starts_at = models.DateTimeField(_("başlangıç"))
    ends_at = models.DateTimeField(_("bitiş"), null=True, blank=True)
    precision = models.CharField(_("bilinen"), max_length=5, choices=Precision.choices, default=Precision.TIME)
    # The last moment that belongs to it: lists ask only this column whether something is past.
    over_at = models.DateTimeField(editable=False)
    place = models.CharField(_("yeri başkaysa"), max_length=200, blank=True)
    neighbourhood = models.ForeignKey(
        "places.Neighbourhood",
        verbose_name=_("mahallesi başkaysa"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    note = models.CharField(_("not"), max_length=160, blank=True)
    is_cancelled = models.BooleanField(_("İptal edildi"), default=False)

    panels = [
        FieldRowPanel(["starts_at", "ends_at"]),
        FieldPanel("precision", help_text=_("Saati ya da günü belli değilse seçin: yalnız bilineni yazarız.")),
        FieldRowPanel(["place", "neighbourhood"]),
        FieldRowPanel(["note", "is_cancelled"]),
    ]
    objects = OccurrenceQuerySet.as_manager()

    class Meta(Orderable.Meta):
        verbose_name = _("tarih")
        verbose_name_plural = _("tarih")
        indexes = [
            models.Index(fields=["over_at", "starts_at", "id"]),
            models.Index(fields=["starts_at", "id"]),
        ]

    def __str__(self):
        return self.when

    def clean(self):
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at < self.starts_at:
            raise ValidationError({"ends_at": _("Bitiş başlangıçtan önce olamaz")})

    def save(self, *args, **kwargs):
        self.over_at = self._over_at()
        super().save(*args, **kwargs)

    def _over_at(self):
        last = timezone.localtime(self.ends_at or self.starts_at)
        if self.precision == Precision.TIME and self.ends_at:
            return self.ends_at
        if self.precision == Precision.MONTH:
            last = last.replace(day=calendar.monthrange(last.year, last.month)[1])
        elif self.precision == Precision.YEAR:
            last = last.replace(month=12, day=31)
        # Nobody said how long it takes: it belongs to its day until the day is over.
        return last.replace(hour=23, minute=59, second=59, microsecond=0)

    # -- Facts --------------------------------------------------------------------------------
    @cached_property
    def first_day(self):
        return timezone.localdate(self.starts_at)

    @cached_property
    def last_day(self):
        return timezone.localdate(self.ends_at) if self.ends_at else self.first_day

    @property
    def is_over(self):
        return self.over_at < timezone.now()

    @property
    def is_one_day(self):
        return self.first_day == self.last_day

    @property
    def leaf(self):
        """Which kind of calendar leaf shows it: a day's, a month's or a year's."""
        return "" if self.precision in (Precision.TIME, Precision.DAY) else str(self.precision)

    @property
    def when(self):
        """The whole date in words: "24 Kasım 2026 Salı, 10.00–16.00", "Ağustos 2025", "2025"."""
        if self.precision == Precision.YEAR:
            return str(self.first_day.year)
        if self.precision == Precision.MONTH:
            return _months(self.first_day, self.last_day)
        day = dates.long(self.first_day) if self.is_one_day else dates.range(self.first_day, self.last_day)
        return f"{day}, {self.hours}" if self.hours else day

    @property
    def hours(self):
        """ "10.00–16.00", or nothing where no hour is known."""
        if self.precision != Precision.TIME:
            return ""
        if self.ends_at and self.is_one_day:
            return dates.range(self.starts_at, self.ends_at)
        return dates.time(self.starts_at)

    @property
    def beside_leaf(self):
        """What the leaf in a list does not say yet: the hours, or how long it lasts."""
        if self.precision == Precision.MONTH:
            return "" if self.is_one_month else self.when
        if self.precision == Precision.YEAR:
            return ""
        return self.hours if self.is_one_day else dates.range(self.first_day, self.last_day)

    @property
    def is_one_month(self):
        return (self.first_day.year, self.first_day.month) == (self.last_day.year, self.last_day.month)

    @property
    def place_text(self):
        if self.place:
            hood = self.neighbourhood.name if self.neighbourhood else ""
            return ", ".join(part for part in (self.place, hood if hood not in self.place else "") if part)
        return self.neighbourhood.name if self.neighbourhood else self.page.place_text

    @property
    def state(self):
        """What a list says below the title."""
        words = [_now("Geçmiş etkinlik")] if self.is_over else []
        return " · ".join([*words, self.note] if self.note else words)

    @property
    def changed(self):
        return _now("İptal edildi") if self.is_cancelled else ""


def _months(first, last):
    """ "Ağustos 2025", "Şubat–Mart 2026"."""
    end = f"{dates.MONTHS[last.month - 1]} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return end
    start = dates.MONTHS[first.month - 1]
    return f"{start}–{end}" if first.year == last.year else f"{start} {first.year} – {end}"
