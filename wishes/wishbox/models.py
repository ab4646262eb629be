"""Yeni Yıldan Bir Dileğim Var: campaigns, what only a wish knows about its case, visits, and the citizen's form."""

from datetime import timedelta

from django import forms as widgets
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.routable_page.models import path
from wagtail.fields import RichTextField

from guard import limits
from guard.address import limit_key
from guard.captcha import open_policy
from guard.forms import GuardedFormMixin
from lib import dates, reference
from pages.stepform import AnswersChanged, QuestionText, StepFormPage, TooMany
from people.fields import SealedTextField
from people.services import current_version
from wishes import grants, keys
from wishes.drafts import DraftStore
from wishes.services import DraftGone
from wishes.workflow import OPEN, NotifyBy, Outcome, Status

from .money import KurusField
from .stages import SHORTLIST, Stage

NOTICE, STORY_CONSENT, PHOTO_CONSENT = "wish-notice", "wish-story", "wish-photo"
DRAFTS_PER_HOUR = 60  # of one address: many people share a mobile operator's
POSTS_WITH_FILES_PER_HOUR = 120
GRANTED = (Outcome.DONE, Outcome.PARTLY)
FEW = 5  # a smaller figure says more about single people than about us

REGRET = (
    "Dileğinizi okuduk, teşekkür ederiz. Belediye imkânları ölçüsünde seçim yaptık ve bu yıl sizin dileğinizi "
    "gerçekleştiremiyoruz. Gelecek yıl yeniden yazabilirsiniz. Başka bir ihtiyacınız varsa Çınar Halk Masası "
    "her zaman yanınızda."
)
THANKS = "Dileğinizi bizimle paylaştığınız için teşekkür ederiz. Yeni yılınız güzel geçsin."


class CampaignQuerySet(models.QuerySet):
    def open_on(self, day):
        return self.filter(opens_on__lte=day, closes_on__gte=day)

    def current(self, today=None):
        """The campaign of now: the open one, else the latest that has begun, else the next; None without any."""
        today = today or timezone.localdate()
        begun = self.filter(opens_on__lte=today).order_by("-opens_on").first()
        return self.open_on(today).order_by("-opens_on").first() or begun or self.order_by("opens_on").first()

    def with_results(self, today=None):
        """Those of which something can be told: everybody has been told by now."""
        return self.filter(announced_on__lte=today or timezone.localdate()).order_by("-year")

    def to_forget(self, today=None):
        """Over for longer than their wishes may be kept; a handful of rows."""
        today = today or timezone.localdate()
        waiting = self.filter(forgotten_at=None, closes_on__lt=today)
        return [campaign for campaign in waiting if campaign.forget_on <= today]


class Campaign(models.Model):
    """One year's wish box: its days, its budget, its words."""

    name = models.CharField(_("ad"), max_length=80)
    year = models.PositiveSmallIntegerField(_("yıl"), unique=True)  # the new year that is wished for; in addresses
    opens_on = models.DateField(_("açılış günü"))
    closes_on = models.DateField(_("son gün"))
    announced_on = models.DateField(_("haber verilecek gün"))
    budget = KurusField(_("bütçe (TL)"), default=0)  # kuruş
    unit = models.ForeignKey(
        "accounts.Unit",
        verbose_name=_("İlgilenen müdürlük"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    results_text = RichTextField(_("sonuç metni"), blank=True, features=["bold", "link", "ul"])
    regret_text = models.TextField(_("seçilmeyen dileklere yanıt"), default=REGRET, max_length=2000)
    thanks_text = models.TextField(_("ziyaretten sonra teşekkür"), default=THANKS, max_length=2000)
    retention_days = models.PositiveSmallIntegerField(_("saklama süresi (gün)"), default=365)
    retention_source = models.CharField(
        _("saklama süresinin dayanağı"), max_length=200, default="Belediyenin saklama ve imha planı (doğrulanacak)"
    )
    forgotten_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("kampanya")
        verbose_name_plural = _("kampanya")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="campaign_opens_before_it_closes"),
            models.CheckConstraint(
                condition=Q(announced_on__gt=F("closes_on")), name="campaign_closes_before_its_wishes_are_told"
            ),
        ]

    def __str__(self):
        return f"{self.name} {self.year}"

    def clean(self):
        errors = {}
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            errors["closes_on"] = _("Son gün açılıştan önce olamaz")
        elif self.closes_on and self.announced_on and self.announced_on <= self.closes_on:
            errors["announced_on"] = _("Haber verilecek gün, dilek toplamanın son gününden sonra olmalı")
        elif self.opens_on and self.closes_on:
            others = Campaign.objects.exclude(pk=self.pk)
            if others.filter(opens_on__lte=self.closes_on, closes_on__gte=self.opens_on).exists():
                errors["opens_on"] = _("Bu günlerde başka bir kampanya açık. İki kampanya aynı anda açık olamaz")
        if errors:
            raise ValidationError(errors)

    @property
    def is_open(self):
        return self.opens_on <= timezone.localdate() <= self.closes_on

    @property
    def may_tell(self):
        """Has the day come on which everybody who was not chosen is told?"""
        return timezone.localdate() >= self.announced_on

    @property
    def forget_on(self):
        """The day after which nothing about the people in its wishes is kept."""
        return self.closes_on + timedelta(days=self.retention_days)

    @property
    def honesty(self):
        """What we promise, and what we do not: said before a wish is written and after it was sent."""
        return _now(
            "Her dileği yerine getiremeyiz. Belediye imkânları ölçüsünde seçer, olsun olmasın size "
            "%(day)s gününe kadar haber veririz."
        ) % {"day": dates.long(self.announced_on)}

    @cached_property
    def spending(self):
        """Kuruş against the budget: what is reckoned for the shortlist and what was really spent."""
        shortlist = self.wishes.open().filter(stage__in=SHORTLIST)
        reckoned = shortlist.aggregate(sum=Sum("estimate"))["sum"] or 0
        spent = self.wishes.granted().aggregate(sum=Sum("cost"))["sum"] or 0
        return Spending(self.budget, reckoned, spent, shortlist.filter(estimate=None).count())

    @cached_property
    def figures(self):
        """For parts/stats.html; what fewer than FEW people carry is not said as a number."""
        granted = self.wishes.granted()
        places = granted.order_by().values("case__neighbourhood").distinct().count()
        return [
            {"meaning": _now("Bize ulaşan dilek"), "value": few(self.wishes.count())},
            {"meaning": _now("Gerçekleşen dilek"), "value": few(granted.count())},
            {"meaning": _now("Kapısını çaldığımız mahalle"), "value": few(places)},
        ]


def few(number):
    """ "1.240", or "5’ten az" for the few in whom somebody might be recognised."""
    return dates.number(number) if number >= FEW else _now("5’ten az")


class Spending:
    """A campaign's budget and what has become of it, in kuruş."""

    def __init__(self, budget, reckoned, spent, unknown):
        self.budget, self.reckoned, self.spent, self.unknown = budget, reckoned, spent, unknown

    @property
    def total(self):
        return self.reckoned + self.spent

    @property
    def left(self):
        return self.budget - self.total

    @property
    def over(self):
        return max(-self.left, 0)

    @property
    def percent(self):
        return min(100, round(100 * self.total / self.budget)) if self.budget else (100 if self.total else 0)


class Visit(models.Model):
    """One day on the road: a team, and wishes as stops in the order of driving."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="visits")
    day = models.DateField(_("gün"))
    team = models.CharField(_("ekip"), max_length=160)
    start = models.ForeignKey(
        "places.Neighbourhood",
        verbose_name=_("çıkış yeri"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    note = models.TextField(_("not"), blank=True, max_length=1000)

    class Meta:
        verbose_name = _("ziyaret")
        verbose_name_plural = _("ziyaret")
        ordering = ["day", "id"]

    def __str__(self):
        return f"{dates.short(self.day)} {self.team}"

    @property
    def stops(self):
        return self.wishes.with_case().order_by("stop", "id")


class WishQuerySet(models.QuerySet):
    def with_case(self):
        return self.select_related("case__person", "case__neighbourhood", "campaign", "visit", "story_consent")

    def for_staff(self, user):
        """The one door to rows: all wishes for whoever works on them, none for others."""
        if user.is_active and user.has_perm("wishbox.work_wish"):
            return self
        return self.none()

    def open(self):
        return self.filter(case__status__in=OPEN)

    def at(self, stage):
        return self.open().filter(stage=stage)

    def granted(self):
        return self.filter(case__status=Status.CLOSED, case__outcome__in=GRANTED)

    def not_granted(self):
        return self.filter(case__status__in=[Status.CLOSED, Status.WITHDRAWN]).exclude(case__outcome__in=GRANTED)

    def to_be_told(self):
        """Open and not chosen: whom the announced day is for."""
        return self.at(Stage.NEW)

    def with_household(self):
        """`same_door`: does another wish of the campaign come from the same telephone or the same address?"""
        others = Wish.objects.filter(campaign=OuterRef("campaign")).exclude(pk=OuterRef("pk"))
        return self.annotate(
            same_phone=Exists(others.filter(phone_digest=OuterRef("phone_digest")).exclude(phone_digest="")),
            same_address=Exists(others.filter(address_digest=OuterRef("address_digest")).exclude(address_digest="")),
        )

    def same_door_as(self, wish):
        same = Q(pk__in=[])
        if wish.phone_digest:
            same |= Q(phone_digest=wish.phone_digest)
        if wish.address_digest:
            same |= Q(address_digest=wish.address_digest)
        return self.filter(same, campaign=wish.campaign_id).exclude(pk=wish.pk)

    def tellable(self):
        """Came true, and the consent to tell it stands today."""
        return self.granted().filter(story_consent__isnull=False, story_consent__withdrawn_at=None)

    def told(self):
        """Stories that anybody may read."""
        return self.tellable().filter(story_published_at__isnull=False).exclude(story_text="")


class Wish(models.Model):
    """What only a wish knows about its case. Whoever is to be called is the case's person, never the one surprised."""

    class For(models.TextChoices):
        SELF = "self", _("kendisi")
        CHILD = "child", _("çocuğu")
        OTHER = "other", _("bir yakını")

    class Photo(models.TextChoices):
        NO = "no", _("fotoğraf çekilmesin")
        KEEP = "keep", _("çekilsin, yayımlanmasın")
        PUBLISH = "publish", _("çekilsin, yayımlanabilir")

    class Times(models.TextChoices):
        DAY = "day", _("Hafta içi gündüz")
        EVENING = "evening", _("Hafta içi akşam")
        WEEKEND = "weekend", _("Hafta sonu")

    case = models.OneToOneField("wishes.Case", on_delete=models.CASCADE, related_name="wish")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="wishes")
    for_whom = models.CharField(_("kimin için"), max_length=8, choices=For.choices, default=For.SELF)
    is_minor = models.BooleanField(_("18 yaşından küçük"), default=False)
    is_surprise = models.BooleanField(_("sürpriz"), default=False)
    beneficiary = SealedTextField(_("dilek sahibi"), blank=True)  # when it is not the case's person
    guardian = SealedTextField(_("veli"), blank=True)  # when that is not the case's person
    guardian_phone = SealedTextField(_("velinin telefonu"), blank=True)  # E.164
    guardian_agreed = models.BooleanField(_("veli onayladı"), default=False)
    address = SealedTextField(_("adres"), blank=True)  # where the visit goes
    address_digest = models.CharField(max_length=64, blank=True, editable=False)
    phone_digest = models.CharField(max_length=64, blank=True, editable=False)
    times = models.CharField(max_length=40, blank=True)  # values of Times with commas; empty: any time
    visit_note = SealedTextField(_("ziyaret notu"), blank=True)
    photo = models.CharField(_("fotoğraf"), max_length=8, choices=Photo.choices, default=Photo.NO)
    photo_consent = models.ForeignKey(
        "people.Consent", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    story_consent = models.ForeignKey(
        "people.Consent", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    stage = models.CharField(_("aşama"), max_length=10, choices=Stage.choices, default=Stage.NEW)
    headline = models.CharField(_("tek satırda dilek"), max_length=120, blank=True)  # staff's words, nobody's name
    estimate = KurusField(_("tahmini tutar (TL)"), null=True, blank=True)
    cost = KurusField(_("harcanan (TL)"), null=True, blank=True)
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.SET_NULL, related_name="wishes")
    stop = models.PositiveSmallIntegerField(default=0)
    story_title = models.CharField(_("hikâyenin başlığı"), max_length=100, blank=True)
    story_text = models.TextField(_("hikâye"), blank=True)
    story_published_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = WishQuerySet.as_manager()

    class Meta:
        verbose_name = _("dilek")
        verbose_name_plural = _("dilek")
        default_permissions = ()  # rows are written by verbs only
        permissions = [
            ("work_wish", "Dileklerle ilgilenir: seçer, ziyaret planlar, sonucu yazar"),
            ("read_story", "Haber olabilecek, adsız dilek hikâyelerini okur"),
        ]
        indexes = [
            models.Index(fields=["campaign", "stage", "-id"]),
            models.Index(fields=["campaign", "-id"]),
            models.Index(fields=["campaign", "phone_digest"]),
            models.Index(fields=["campaign", "address_digest"]),
            models.Index(fields=["visit", "stop"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage=Stage.PLANNED, visit__isnull=False) | (~Q(stage=Stage.PLANNED) & Q(visit=None)),
                name="wish_has_a_visit_exactly_when_planned",
            ),
        ]

    def __str__(self):
        return str(self.case)

    @property
    def is_open(self):
        return self.case.is_open

    @property
    def is_granted(self):
        return self.case.status == Status.CLOSED and self.case.outcome in GRANTED

    @property
    def is_shortlisted(self):
        return self.is_open and self.stage in SHORTLIST

    @property
    def stage_label(self):
        """The column of the board that it stands in."""
        if self.is_open:
            return self.get_stage_display()
        return _("yapıldı") if self.is_granted else _("olmadı")

    @property
    def wished_for(self):
        """Name of the one who wishes, as staff see it on the visit."""
        return self.beneficiary or (self.case.person.name if self.case.person else "")

    @property
    def needs_guardian(self):
        """Under 18 and no parent can be asked: such a wish is not chosen before somebody has found one."""
        if not self.is_minor:
            return False
        person = self.case.person
        own = person is not None and (person.phone or person.email) and self.for_whom != self.For.OTHER
        return not (self.guardian_phone or own) or not self.guardian_agreed

    @property
    def times_labels(self):
        return [self.Times(value).label for value in self.times.split(",") if value in self.Times.values]

    @property
    def may_keep_photos(self):
        return self.photo in (self.Photo.KEEP, self.Photo.PUBLISH)

    @property
    def may_publish_photos(self):
        consent = self.photo_consent
        return self.photo == self.Photo.PUBLISH and consent is not None and consent.withdrawn_at is None

    @property
    def may_be_told(self):
        """Does the consent to tell its story stand?"""
        return self.story_consent is not None and self.story_consent.withdrawn_at is None


class Announcement(models.Model):
    """ "Tell everybody who was not chosen", started once by somebody and carried on until it is done."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="announcements")
    text = models.TextField()  # what stood in the preview
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    wanted = models.PositiveIntegerField()  # how many there were when it was started
    told = models.PositiveIntegerField(default=0)
    last_wish = models.PositiveBigIntegerField(default=0)  # wishes that came in later are not part of it
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("toplu haber")
        verbose_name_plural = _("toplu haber")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(finished_at=None), name="one_announcement_at_a_time"
            )
        ]

    def __str__(self):
        return f"Toplu haber {self.pk}"


# The page stands between: forms and services know the models above, so its methods meet them when they are called.
def _questions():
    from .forms import questions

    return questions()


class WishQuestionText(QuestionText):
    page = ParentalKey("wishbox.WishPage", on_delete=models.CASCADE, related_name="question_texts")

    panels = [
        FieldPanel("question", widget=widgets.Select(choices=_questions)),
        FieldPanel("label"),
        FieldPanel("hint"),
    ]

    class Meta(QuestionText.Meta):
        verbose_name = _("soru metni")
        verbose_name_plural = _("soru metni")


class WishPage(StepFormPage):
    """The citizen's form while a campaign is open, and what became of the wishes afterwards."""

    template_folders = ["wishbox", "wishes/form"]
    # The days belong to the campaign, not to the page.
    content_panels = [
        *[panel for panel in StepFormPage.content_panels if not hasattr(panel, "children")],
        FieldPanel("closed_text"),
        InlinePanel("question_texts", heading=_("Soruların metinleri"), label=_("soru")),
    ]

    class Meta:
        verbose_name = _("Dilek formu")
        verbose_name_plural = _("Dilek formu")

    @cached_property
    def store(self):
        return DraftStore(f"wish:{self.translation_key}", "dilek")

    @cached_property
    def campaign(self):
        """The open campaign, or None."""
        return Campaign.objects.open_on(timezone.localdate()).order_by("-opens_on").first()

    @property
    def is_open(self):
        return self.campaign is not None

    def campaign_of(self, draft):
        """What was begun in time may be finished: the campaign that was open when this draft was begun."""
        day = timezone.localdate(draft.started_at)
        return Campaign.objects.open_on(day).order_by("-opens_on").first()

    def steps(self):
        from .forms import STEPS

        return STEPS

    @path("<int:year>/", name="year")
    def year_view(self, request, year):
        """What became of the wishes of one year."""
        campaign = Campaign.objects.with_results().filter(year=year).first()
        if campaign is None:
            raise Http404
        return self._render(request, "year", {"campaign": campaign, "stories": stories(campaign)})

    def check_limits(self, request):
        if not limits.hit("wish-draft", limit_key(request), limit=DRAFTS_PER_HOUR, window=timedelta(hours=1)):
            raise TooMany(GuardedFormMixin.guard_messages["too_many"])

    def check_upload_limits(self, request, uploads):
        limit, window = POSTS_WITH_FILES_PER_HOUR, timedelta(hours=1)
        if uploads and not limits.hit("wish-files", limit_key(request), limit=limit, window=window):
            raise TooMany(GuardedFormMixin.guard_messages["too_many"])

    def serve(self, request, *args, **kwargs):
        # A captcha of another host needs more than our own content policy allows; ours needs nothing.
        return open_policy(super().serve(request, *args, **kwargs))

    # -- Sending ------------------------------------------------------------------------------
    def shown_beside(self, request):
        versions = [current_version(key) for key in (NOTICE, STORY_CONSENT, PHOTO_CONSENT)]
        return ",".join(str(version.pk) if version else "" for version in versions)

    def send_form(self, request, draft, answers, data=None):
        from .forms import WishSendForm

        form = WishSendForm(data, initial={"seen": self._fingerprint(request, draft)})
        form.phone = answers["adres"]["phone"]
        form.campaign = self.campaign_of(draft)
        return form.guard(request, started_at=draft.started_at, scope=str(draft.nonce))

    def is_over_limit(self, form):
        return form.guard_is_over_limit

    def submit(self, request, answers, draft, form):
        from . import services

        try:
            services.send(
                answers,
                campaign=form.campaign,
                draft=draft,
                hold_reason=form.hold_reason,
                notice_version=current_version(NOTICE),
            )
        except DraftGone:
            raise AnswersChanged from None

    def sent(self, request, response, draft):
        draft.refresh_from_db()
        grants.grant(response, draft.case, grants.STRONG)

    def wiped(self, request, response, draft):
        if draft and draft.is_sent:
            grants.revoke(response, draft.case)

    # -- Showing ------------------------------------------------------------------------------
    def extra_context(self, request):
        version = current_version(NOTICE)
        campaigns = Campaign.objects.with_results()
        return {
            "campaign": self.campaign,
            "past": campaigns.first(),
            "past_years": list(campaigns.values_list("year", flat=True)),
            "coming": Campaign.objects.filter(opens_on__gt=timezone.localdate()).order_by("opens_on").first(),
            "waiting": Campaign.objects.filter(
                closes_on__lt=timezone.localdate(), announced_on__gt=timezone.localdate()
            ).first(),
            "privacy_text": _now("Yazdıklarınızı yalnız bu dilek için kullanırız. Herkese açık bir dilek duvarı yok."),
            "privacy_url": reverse("privacy", args=[NOTICE]) if version else "",
            "notice_version": version,
            "minutes": settings.DRAFT_MINUTES,
        }

    def done_context(self, request, draft):
        if draft is None:
            return {"reference": "İZM-ABCD-2345", "code": "ABCD-EFGH-JKMN-PQ", "lines": [], "is_preview": True}
        case, wish = draft.case, draft.case.wish
        return {
            "case": case,
            "campaign": wish.campaign,
            "reference": case.shown_reference,
            "code": reference.show_code(keys.receipt_code(case)),
            "track_url": reverse("wishes:case", args=[case.url_reference]),
            "receipt_url": reverse("wishes:receipt", args=[case.url_reference]),
            "lines": list(_what_happens_next(case, wish)),
            "is_told": case.notify_by != NotifyBy.NONE,
        }


def stories(campaign):
    """[(title, text)] of the anonymised stories that may be read today, the newest first."""
    return campaign.wishes.told().order_by("-story_published_at").values_list("story_title", "story_text")


def _what_happens_next(case, wish):
    """Dated lines for parts/next_steps.html."""
    yield {"date": case.received_at, "text": _now("Dileğinizi aldık, bir görevlimiz okuyacak.")}
    yield {
        "date": None,
        "text": _now("Seçilirse yalnız sizi arar, ziyaret gününü sizinle konuşuruz.")
        if wish.is_surprise
        else _now("Seçilirse sizi arar, ziyaret gününü birlikte belirleriz."),
    }
    told = {
        NotifyBy.SMS: _now("Olsun olmasın bu güne kadar SMS ile yazarız."),
        NotifyBy.EMAIL: _now("Olsun olmasın bu güne kadar e-posta ile yazarız."),
        NotifyBy.NONE: _now("Olsun olmasın bu güne kadar takip sayfasına yazarız."),
    }
    yield {"date": wish.campaign.announced_on, "text": told[case.notify_by]}
