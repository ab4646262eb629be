"""Events: what is on, when and where.

An editor plans (EventDate, revised with the page); an act with a reason changes single dates (Change, never lost);
both together give the dates that lists, feeds and registrations use (Occurrence, written by services.schedule only).
"""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.search import index

from lib import dates, phone, turkish
from pages.access import restricted
from pages.blocks import BodyBlock, clean_phone
from pages.models import BasePage, CoverTone
from pages.page_form import FindingsPanel

from . import checks, planning, previewing, rules, telling
from .dated import Dated, Precision
from .fields import WeekdaysField
from .forms import EventPageForm
from .panels import FoldedPanel


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
    # WGS84; where the map puts it.
    latitude = models.FloatField(_("enlem"), null=True, blank=True)
    longitude = models.FloatField(_("boylam"), null=True, blank=True)
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

    def clean(self):
        super().clean()
        faults = checks.of_position(self.latitude, self.longitude)
        if faults:
            raise ValidationError(faults)

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
    files = BasePage.files | {"takvim.ics": "calendar", "atom.xml": "atom", "rss.xml": "rss"}

    class Meta:
        verbose_name = _("etkinlik listesi")
        verbose_name_plural = _("etkinlik listesi")

    def alternates(self, request):
        return self._feeds.alternates(self, request)

    def calendar(self, request):
        from . import calendars  # it asks the models below

        return calendars.feed(self, request)

    def atom(self, request):
        return self._feeds.answer(self, request, "atom.xml")

    def rss(self, request):
        return self._feeds.answer(self, request, "rss.xml")

    @property
    def _feeds(self):
        from . import feeds  # it asks the models below

        return feeds

    def get_context(self, request, *args, **kwargs):
        from . import listing  # it asks the models below

        return super().get_context(request, *args, **kwargs) | listing.of(self, request.GET, request)

    def serve(self, request, view=None, *args, **kwargs):
        from . import listing

        if view is not None:  # a feed or calendar: its address says what it means, or it is none
            return super().serve(request, view)
        return listing.answer(request, lambda: super(EventIndexPage, self).serve(request, None, *args, **kwargs))


class Audience(models.TextChoices):
    EVERYBODY = "everybody", _("Herkes")
    CHILDREN = "children", _("Çocuklar")
    FAMILIES = "families", _("Aileler")
    YOUNG = "young", _("Gençler")
    ELDERLY = "elderly", _("Büyüklerimiz")


class EventPage(BasePage):
    search_group = _("Etkinlik")
    search_rank = 20
    files = BasePage.files | {"takvim.ics": "calendar"}

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

    # One level deep: a programme and its evenings.
    parent_page_types = ["events.EventIndexPage", "events.EventPage"]
    subpage_types = ["events.EventPage"]
    base_form_class = EventPageForm
    preview_modes = previewing.MODES
    # The first panel is all that most events need; who needs more opens the others.
    content_panels = [
        FindingsPanel(),
        MultiFieldPanel(
            [
                TitleFieldPanel(
                    "title", heading=_("Başlık"), help_text=_("Örneğin: Köy meydanında açık hava sineması")
                ),
                InlinePanel("dates", heading=_("Gün ve saat"), label=_("tarih")),
                FieldPanel("venue", help_text=_("Haritası ve erişim bilgileriyle birlikte gelir.")),
                FieldPanel("summary", help_text=_("Listelerde, aramada ve paylaşımlarda görünür. Bir iki cümle.")),
                FieldPanel("cover", help_text=_("Boşsa türün renginde kabuk deseni çizilir.")),
                FieldPanel("audience"),
                FieldPanel("is_free"),
            ],
            heading=_("Etkinlik"),
        ),
        MultiFieldPanel([FieldPanel("body")], heading=_("Uzun metin"), classname="collapsed"),
        MultiFieldPanel(
            [
                FieldRowPanel(["category", "age_note"]),
                FieldPanel(
                    "place",
                    help_text=_("Kayıtlı bir yer değilse buraya yazın. Örneğin: 13 mahallede, kapalı pazar yerleri"),
                ),
                FieldPanel("neighbourhood", help_text=_("Boşsa yerin mahallesi yazılır.")),
                FieldPanel("cover_tone"),
            ],
            heading=_("Türü ve yerin tarifi"),
            classname="collapsed",
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
            classname="collapsed",
        ),
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

    @classmethod
    def can_exist_under(cls, parent):
        return super().can_exist_under(parent) and not is_in_programme(parent)

    def can_move_to(self, parent):
        if self.numchild and issubclass(parent.specific_class, EventPage):
            return False
        return super().can_move_to(parent)

    def body_text(self):
        words = [super().body_text(), self.place, self.date_note]
        return " ".join([*words, str(self.venue or ""), str(self.neighbourhood or ""), str(self.category or "")])

    def get_context(self, request, *args, shown_as="", **kwargs):
        from . import detail  # it asks the models below

        is_preview = getattr(request, "is_preview", False)
        facts = detail.of(self, is_preview=is_preview, shown_as=shown_as)
        return super().get_context(request, *args, **kwargs) | facts

    def get_preview_context(self, request, mode_name):
        return self.get_context(request, shown_as=mode_name)

    def own_findings(self, now):
        from . import findings  # it asks the models below

        return findings.of(self, now)

    # -- Elsewhere ----------------------------------------------------------------------------
    def calendar(self, request):
        from . import calendars  # it asks the models below

        return calendars.file_of(self, request)

    def alternates(self, request):
        from . import feeds  # it asks the models below

        return feeds.alternates_of(self, request)

    def structured_data(self, request):
        from . import schema  # it asks the models below

        return schema.event(self, request)

    def card_facts(self):
        """When next and where; the latest date where none is to come."""
        now = timezone.now()
        next_one = self.occurrences.coming(now).first() or self.occurrences.past(now).first()
        when = next_one.changed or next_one.when if next_one else self.date_note
        return [fact for fact in (when, self.place_text) if fact]

    # -- Facts --------------------------------------------------------------------------------
    @property
    def effective_neighbourhood_id(self):
        return self.neighbourhood_id or (self.venue.neighbourhood_id if self.venue else None)

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


def is_in_programme(page):
    """Is this page one of the evenings of a programme? Those have no sub-events themselves."""
    return issubclass(page.specific_class, EventPage) and issubclass(page.get_parent().specific_class, EventPage)


class EventDate(Dated, Orderable):
    """One line of the plan: a date, and how it repeats. Revised with the page; no list reads it."""

    class Repeats(models.TextChoices):
        NONE = rules.NONE, _("Tekrarlanmıyor")
        DAILY = rules.DAILY, _("Her gün")
        WEEKLY = rules.WEEKLY, _("Her hafta")
        MONTHLY = rules.MONTHLY, _("Her ay, ayın aynı günü")
        MONTHLY_WEEKDAY = rules.MONTHLY_WEEKDAY, _("Her ay, haftanın aynı günü")
        YEARLY = rules.YEARLY, _("Her yıl")

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="dates")
    # Stable while the page lives and through its revisions. A copy of the page keeps it: together with the page's
    # key it is unique.
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    starts_at = models.DateTimeField(_("başlangıç"), validators=[checks.sensible_year])
    ends_at = models.DateTimeField(_("bitiş"), null=True, blank=True, validators=[checks.sensible_year])
    precision = models.CharField(_("bilinen"), max_length=5, choices=Precision.choices, default=Precision.TIME)
    repeats = models.CharField(_("tekrar"), max_length=16, choices=Repeats.choices, default=Repeats.NONE, blank=True)
    weekdays = WeekdaysField(_("hangi günler"), blank=True)
    until = models.DateField(_("son gün"), null=True, blank=True, validators=[checks.sensible_year])
    count = models.PositiveIntegerField(_("kaç kez"), null=True, blank=True)
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
    # For each date; empty: come as you are.
    capacity = models.PositiveIntegerField(
        _("kaç kişilik"), null=True, blank=True, validators=[checks.at_least_one_seat]
    )
    party_limit = models.PositiveSmallIntegerField(_("bir kayıtta en çok kaç kişi"), default=planning.PARTY_LIMIT)

    panels = [
        FieldRowPanel(["starts_at", "ends_at"]),
        FoldedPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("repeats"),
                        FieldPanel("until", help_text=_("Tekrar bu günle biter.")),
                        FieldPanel("count", help_text=_("Ya da bu kadar tarihten sonra.")),
                    ]
                ),
                FieldPanel("weekdays", classname="evd-days", help_text=_("Her hafta için. Boşsa başlangıç günü.")),
            ],
            summary=_("Tekrarlanıyorsa"),
        ),
        FoldedPanel(
            [
                FieldPanel("precision", help_text=_("Saati ya da günü belli değilse seçin: yalnız bilineni yazarız.")),
                FieldRowPanel(["place", "neighbourhood"]),
                FieldPanel("note"),
                FieldRowPanel(
                    [
                        FieldPanel("capacity", help_text=_("Yazarsanız kayıt açılır. Boşsa kayıt gerekmez.")),
                        FieldPanel("party_limit"),
                    ]
                ),
            ],
            summary=_("Saati belli değilse, yeri başkaysa, kontenjan varsa"),
        ),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("tarih")
        verbose_name_plural = _("tarih")

    def __str__(self):
        return self.when if self.starts_at else ""

    def clean(self):
        super().clean()
        if self.starts_at:
            faults = checks.of_date(self)
            if faults:
                raise ValidationError(faults)

    @property
    def repetition(self):
        return rules.Rule(
            repeats=self.repeats,
            weekdays=tuple(self.weekdays.split(",")) if self.weekdays else (),
            until=self.until,
            count=self.count,
        )

    @property
    def rule(self):
        """RFC 5545 RRULE, "" where nothing repeats: "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20240813T205959Z"."""
        return self.repetition.text(self.starts_at, all_day=self.precision != Precision.TIME)


FEW_SEATS = 10  # from here on a page says how few are left


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
        return self.filter(neighbourhood=neighbourhood)

    def held(self):
        """Not cancelled and not put off without a new day."""
        return self.filter(state__in=[Occurrence.State.SCHEDULED, Occurrence.State.MOVED])

    def miscounted(self):
        """Whose counter is not the sum of the seats that registrations hold: there are never any."""
        held = Registration.objects.filter(occurrence=OuterRef("pk"), state__in=HOLDING).order_by()
        total = held.values("occurrence").annotate(total=Sum("party_size")).values("total")
        return self.annotate(held=Coalesce(Subquery(total), 0)).exclude(seats_taken=F("held"))

    def bare(self):
        """Nothing hangs on them, neither registrations nor anything that a later table may add."""
        relations = [relation for relation in self.model._meta.related_objects if not relation.many_to_many]
        return self.filter(**{f"{relation.name}__isnull": True for relation in relations})


class Occurrence(Dated, models.Model):
    """One date of an event (seans) as it stands. Rows are written by services.schedule, never edited."""

    class State(models.TextChoices):
        SCHEDULED = planning.SCHEDULED, _("planlandı")
        MOVED = planning.MOVED, _("yeni günü var")
        CANCELLED = planning.CANCELLED, _("iptal edildi")
        # The new date is not known yet.
        POSTPONED = planning.POSTPONED, _("ertelendi")

    page = models.ForeignKey(EventPage, on_delete=models.CASCADE, related_name="occurrences")
    plan = models.UUIDField(editable=False)  # EventDate.uid
    original_start = models.DateTimeField(editable=False)  # the RECURRENCE-ID
    starts_at = models.DateTimeField(_("başlangıç"))
    ends_at = models.DateTimeField(_("bitiş"), null=True, blank=True)
    precision = models.CharField(_("bilinen"), max_length=5, choices=Precision.choices, default=Precision.TIME)
    # The last moment that belongs to it: lists ask only this column whether something is past.
    over_at = models.DateTimeField(editable=False)
    # Empty: where the event is.
    place = models.CharField(_("yer"), max_length=200, blank=True)
    # Where it really is, the event's own neighbourhood included: lists ask only this column.
    neighbourhood = models.ForeignKey(
        "places.Neighbourhood",
        verbose_name=_("mahalle"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    note = models.CharField(_("not"), max_length=160, blank=True)
    state = models.CharField(_("durum"), max_length=10, choices=State.choices, default=State.SCHEDULED)
    reason = models.CharField(_("neden"), max_length=200, blank=True)
    is_relocated = models.BooleanField(_("yeri değişti"), default=False)
    capacity = models.PositiveIntegerField(_("kaç kişilik"), null=True, blank=True)
    party_limit = models.PositiveSmallIntegerField(default=planning.PARTY_LIMIT)
    # Written by registrations.py only: what is held of the seats, and what was added to the plan's for this one date.
    seats_taken = models.PositiveIntegerField(default=0, editable=False)
    seats_added = models.IntegerField(default=0, editable=False)
    # For calendars: grows when the date, the place or the state really changed.
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("seans")
        verbose_name_plural = _("seans")
        constraints = [
            models.UniqueConstraint(fields=["page", "plan", "original_start"], name="one_row_per_planned_date"),
        ]
        indexes = [
            models.Index(fields=["over_at", "starts_at", "id"]),
            models.Index(fields=["starts_at", "id"]),
            models.Index(fields=["neighbourhood", "over_at", "starts_at", "id"]),
        ]

    def __str__(self):
        return self.when

    # -- Facts --------------------------------------------------------------------------------
    @property
    def key(self):
        return self.plan, self.original_start

    @property
    def uid(self):
        """For calendars; the dates of one repeated plan share it."""
        return f"{self.plan}-{self.page_id}"

    @property
    def is_over(self):
        return self.over_at < timezone.now()

    @property
    def is_cancelled(self):
        return self.state == self.State.CANCELLED

    @property
    def is_off(self):
        """Nobody need come on this day."""
        return self.state in (self.State.CANCELLED, self.State.POSTPONED)

    @property
    def seats(self):
        """How many there are; None where one comes as one is."""
        return None if self.capacity is None else max(self.capacity + self.seats_added, 0)

    @property
    def seats_free(self):
        return None if self.seats is None else max(self.seats - self.seats_taken, 0)

    @property
    def seats_text(self):
        """ "Son 10 yer", "24 yer var", "Doldu, bekleme listesi açık"."""
        if not self.seats_free:
            return _now("Doldu, bekleme listesi açık")
        words = _now("Son %(seats)s yer") if self.seats_free <= FEW_SEATS else _now("%(seats)s yer var")
        return words % {"seats": dates.number(self.seats_free)}

    @property
    def takes_registrations(self):
        """Seats are counted, the day is known and has not begun."""
        return (
            self.capacity is not None
            and self.precision in (Precision.TIME, Precision.DAY)
            and not self.is_off
            and self.starts_at > timezone.now()
        )

    @property
    def place_text(self):
        hood = self.neighbourhood.name if self.neighbourhood else ""
        if self.place:
            return ", ".join(part for part in (self.place, hood if hood not in self.place else "") if part)
        return hood if self.place_differs else self.page.place_text

    @property
    def place_differs(self):
        """Is it somewhere else than the event as a whole?"""
        return bool(self.place) or self.neighbourhood_id != self.page.effective_neighbourhood_id

    @property
    def state_text(self):
        """What a list says below the title."""
        words = [_now("Geçmiş etkinlik")] if self.is_over else []
        return " · ".join([*words, self.note] if self.note else words)

    @property
    def changed(self):
        """What became of it, as one says it first: "Ertelendi: yeni gün 7 Şubat 2026 Cumartesi"."""
        return telling.of(self)

    @property
    def changed_lead(self):
        return telling.parts(self)[0]

    @property
    def is_moved(self):
        return self.state == self.State.MOVED

    @property
    def announced(self):
        """When it was to be at first."""
        return telling.planned_day(self)


class Change(models.Model):
    """One act on a date or on the whole event, with its reason. Append-only; written by services."""

    class What(models.TextChoices):
        CANCELLED = planning.CANCELLED, _("iptal edildi")
        MOVED = planning.MOVED, _("yeni güne alındı")
        POSTPONED = planning.POSTPONED, _("ertelendi")
        RELOCATED = planning.RELOCATED, _("yeri değişti")
        RESTORED = planning.RESTORED, _("geri alındı")

    page = models.ForeignKey(EventPage, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(_("ne zaman"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("kim"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    what = models.CharField(_("ne"), max_length=10, choices=What.choices)
    reason = models.CharField(_("neden"), max_length=200)
    # Which date; both empty: the whole event, that is every date of `plans` that lay ahead.
    plan = models.UUIDField(null=True, editable=False)
    original_start = models.DateTimeField(null=True, editable=False)
    plan_uids = models.JSONField(default=list, blank=True)
    # {"starts_at", "ends_at", "precision", "place", "neighbourhood", "state"}: ISO texts and keys.
    old = models.JSONField(default=dict, blank=True)
    new = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("değişiklik")
        verbose_name_plural = _("değişiklik")
        ordering = ["pk"]

    def __str__(self):
        return self.get_what_display()

    # -- What planning asks ---------------------------------------------------------------------
    @property
    def is_of_all(self):
        return self.plan is None

    @property
    def key(self):
        return self.plan, self.original_start

    @property
    def plans(self):
        return {uuid.UUID(uid) for uid in self.plan_uids}


# A file of its own; Django looks for models here.
from .registration_models import HOLDING, Registration, Telling  # noqa: E402, F401
