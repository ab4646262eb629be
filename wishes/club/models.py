"""Kocaelispor at eighteen: seasons, claims, the batches that are read and sent to the club, the dues we owe it."""

import uuid
from datetime import date, timedelta

from django import forms as widgets
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel

from guard import limits
from guard.address import limit_key
from guard.captcha import open_policy
from lib import dates, reference
from pages import steps as engine
from pages.stepform import AnswersChanged, QuestionText, StepFormPage, TooMany
from people.fields import SealedTextField, indexer
from people.services import current_version
from wishes import grants, keys
from wishes.drafts import DraftStore
from wishes.services import DraftGone
from wishes.workflow import Status

from . import eligibility

NOTICE, CONSENT = "claim-notice", "claim-club-consent"
DRAFTS_PER_HOUR = 60  # of one address: a school or a mobile operator is one


class SeasonQuerySet(models.QuerySet):
    def current(self, now=None):
        """The season that takes claims now, or None; of two, the one that opened first."""
        now = now or timezone.now()
        return self.filter(opens_at__lte=now, closes_at__gt=now).order_by("opens_at", "pk").first()

    def nearest(self, now=None):
        """The current season, else the last one that was: by its rules people are told where they stand."""
        return self.current(now) or self.filter(opens_at__lte=now or timezone.now()).order_by("-closes_at").first()

    def next(self, now=None):
        return self.filter(opens_at__gt=now or timezone.now()).order_by("opens_at").first()


class Season(models.Model):
    """One announcement of the gift, with its rules as data. Source of each rule: the field `source`."""

    name = models.CharField(_("ad"), max_length=80, unique=True)
    benefit = models.SlugField(
        _("hak"), max_length=40, default="kocaelispor-uyelik"
    )  # once in a life, over all seasons
    turns_18_from = models.DateField(_("18. yaş günü, ilk"))
    turns_18_to = models.DateField(_("18. yaş günü, son"))
    opens_at = models.DateTimeField(_("açılış"))
    closes_at = models.DateTimeField(_("kapanış"))
    quota = models.PositiveIntegerField(_("kontenjan"))
    taken = models.PositiveIntegerField(_("alınan yer"), default=0, editable=False)  # moved by services only
    answer_days = models.PositiveSmallIntegerField(_("söz (iş günü)"), default=10)
    documents = models.TextField(_("istenen belgeler"), blank=True)  # one a line
    dues_years = models.PositiveSmallIntegerField(_("aidat yılı"), default=5)
    dues_kurus = models.PositiveIntegerField(_("yıllık aidat (kuruş)"), default=0)
    unit = models.ForeignKey(
        "accounts.Unit", verbose_name=_("müdürlük"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(_("dayanak"), max_length=200)

    objects = SeasonQuerySet.as_manager()

    class Meta:
        verbose_name = _("sezon")
        verbose_name_plural = _("sezon")
        ordering = ["-opens_at"]
        constraints = [
            models.CheckConstraint(condition=Q(turns_18_to__gte=F("turns_18_from")), name="season_window_in_order"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="season_dates_in_order"),
            models.CheckConstraint(condition=Q(taken__lte=F("quota")), name="season_quota_holds"),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """In words, before the constraints say it in theirs; `taken` stands in no form, so they would not be asked."""
        super().clean()
        if self.turns_18_from and self.turns_18_to and self.turns_18_to < self.turns_18_from:
            raise ValidationError({"turns_18_to": _("Son gün ilk günden önce olamaz.")})
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("Kapanış açılıştan sonra olmalı.")})
        if self.quota is not None and self.quota < self.taken:
            raise ValidationError({"quota": _("Alınan yerden az olamaz: %(taken)s") % {"taken": self.taken}})

    @property
    def window(self):
        return eligibility.Window(self.turns_18_from, self.turns_18_to)

    @property
    def is_open(self):
        return self.opens_at <= timezone.now() < self.closes_at

    @property
    def is_full(self):
        return self.taken >= self.quota

    @property
    def places_left(self):
        return max(self.quota - self.taken, 0)

    @property
    def document_list(self):
        return [line.strip() for line in self.documents.splitlines() if line.strip()]


def right_digest(benefit, identity_number):
    """Keyed hash that stands for "this person used this benefit". It opens nothing and outlives the number."""
    return indexer().digest(identity_number, f"club.right:{benefit}")


class UsedRight(models.Model):
    """One claim per person per benefit, for ever: the database itself refuses the second."""

    benefit = models.SlugField(max_length=40)
    digest = models.CharField(max_length=64)
    claim = models.OneToOneField(
        "club.MembershipClaim", null=True, blank=True, on_delete=models.SET_NULL, related_name="right"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("kullanılmış hak")
        verbose_name_plural = _("kullanılmış hak")
        constraints = [models.UniqueConstraint(fields=["benefit", "digest"], name="one_claim_per_person_and_benefit")]

    def __str__(self):
        return f"Hak {self.pk}"


class ClaimQuerySet(models.QuerySet):
    def to_read(self):
        """Waiting for somebody to look: nobody has them on a screen, nothing is asked of the young person.

        A refused one whose case is open again is one, too: the young person did not agree with the answer.
        """
        return self.filter(
            state__in=[MembershipClaim.State.CHECKING, MembershipClaim.State.MISSING, MembershipClaim.State.REFUSED],
            case__status__in=[Status.RECEIVED, Status.IN_PROGRESS],
            batch=None,
        )

    def with_case(self):
        return self.select_related("case__person", "case__neighbourhood", "season")


class MembershipClaim(models.Model):
    """A claim, never a member before the club says so. Name, number and phone are in people.Person."""

    class State(models.TextChoices):
        CHECKING = "checking", _("kontrol ediliyor")
        MISSING = "missing", _("eksik var")
        SENT = "sent", _("kulübe gönderildi")
        READY = "ready", _("kartı hazır")
        REFUSED = "refused", _("olmadı")

    class Identity(models.TextChoices):
        PENDING = "pending", _("kimlik doğrulanmadı, sırada")
        CHECKSUM = "checksum", _("kimlik doğrulanmadı, yalnız rakamları tutuyor")
        MATCH = "match", _("kimlik doğrulandı")
        MISMATCH = "mismatch", _("kimlik nüfus kaydıyla uyuşmuyor")
        UNVERIFIED = "unverified", _("kimlik doğrulanmadı")

    case = models.OneToOneField("wishes.Case", on_delete=models.CASCADE, related_name="claim")
    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="claims")
    born_on = SealedTextField()  # ISO day
    surname_words = models.PositiveSmallIntegerField(default=1)  # how many words of the name are the surname
    consent = models.ForeignKey("people.Consent", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(_("durum"), max_length=10, choices=State.choices, default=State.CHECKING)
    reason = models.CharField(_("neden"), max_length=20, blank=True)  # a code of reasons.py, or "club"
    has_place = models.BooleanField(default=True)  # counted in Season.taken
    batch = models.ForeignKey("club.Batch", null=True, blank=True, on_delete=models.SET_NULL, related_name="claims")
    identity = models.CharField(_("kimlik"), max_length=10, choices=Identity.choices, default=Identity.PENDING)
    identity_tries = models.PositiveSmallIntegerField(default=0)
    identity_next_try = models.DateTimeField(null=True, blank=True, db_index=True)
    number_erased_at = models.DateTimeField(null=True, blank=True)
    card_number = SealedTextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)  # by the club

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("üyelik isteği")
        verbose_name_plural = _("üyelik isteği")
        default_permissions = ()
        permissions = [("work_claim", "Kocaelispor isteklerini okur ve karar verir")]
        indexes = [models.Index(fields=["state", "batch"])]

    def __str__(self):
        return str(self.case)

    @property
    def birth(self):
        return date.fromisoformat(self.born_on)

    @property
    def _name_words(self):
        return self.case.person.name.split() if self.case.person else []

    @property
    def given_names(self):
        return " ".join(self._name_words[: -self.surname_words])

    @property
    def surname(self):
        return " ".join(self._name_words[-self.surname_words :])


class Reminder(models.Model):
    """ "Write to me on my eighteenth birthday": a phone on a sealed card of its own, forgotten once we have written."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    send_on = models.DateField(_("gün"), db_index=True)
    nonce = models.UUIDField(unique=True)  # of the form: sent twice is one reminder
    queued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("doğum günü hatırlatması")
        verbose_name_plural = _("doğum günü hatırlatması")

    def __str__(self):
        return f"Hatırlatma {self.pk}"


def private_storage():
    return storages["private"]


def sealed_path(batch, filename):
    return f"club/{uuid.uuid4().hex}.sealed"


class Batch(models.Model):
    """Some claims read together (kulübe gönderim): one reads, another closes; closing makes the club's file."""

    class State(models.TextChoices):
        OPEN = "open", _("okunuyor")
        READY = "ready", _("kapatılmayı bekliyor")
        CLOSED = "closed", _("kapandı")

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="batches")
    state = models.CharField(_("durum"), max_length=8, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ready_at = models.DateTimeField(null=True, blank=True)
    ready_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    number = models.PositiveIntegerField(_("numara"), unique=True, null=True, blank=True)  # of closed ones, no gaps
    manifest = models.TextField(blank=True, editable=False)  # canonical JSON; see manifests.py
    head = models.CharField(max_length=64, blank=True, editable=False)  # what the next batch's chain begins with
    xlsx = models.FileField(storage=private_storage, upload_to=sealed_path, blank=True)
    csv = models.FileField(storage=private_storage, upload_to=sealed_path, blank=True)
    files_destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("kulübe gönderim")
        verbose_name_plural = _("kulübe gönderim")
        ordering = ["-pk"]
        default_permissions = ()
        permissions = [("close_batch", "Kulübe gönderimi kapatır, dosyayı indirir, kulübün yanıtını işler")]

    def __str__(self):
        return _now("Gönderim %(number)s") % {"number": self.number or f"({self.pk})"}

    @property
    def is_open(self):
        return self.state == self.State.OPEN


class Decision(models.TextChoices):
    APPROVE = "approve", _("onay")
    MISSING = "missing", _("eksik")
    REFUSE = "refuse", _("olmadı")
    HOLD = "hold", _("beklet")


class Reading(models.Model):
    """One claim in one batch: what was decided, by whom, and whether a second pair of eyes has to look."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="readings")
    claim = models.ForeignKey(MembershipClaim, on_delete=models.CASCADE, related_name="readings")
    position = models.PositiveSmallIntegerField()
    needs_second = models.BooleanField(default=False)  # drawn by lot when the batch was made; not shown beforehand
    case_version = models.PositiveIntegerField(default=0)  # what stood on the screen when it was decided
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    words = models.TextField(blank=True)  # staff's own sentence to the young person
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(null=True, blank=True)
    second_decision = models.CharField(max_length=8, choices=Decision.choices, blank=True)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    second_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("okuma")
        verbose_name_plural = _("okuma")
        ordering = ["position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["batch", "claim"], name="one_reading_per_claim_in_a_batch"),
            models.UniqueConstraint(fields=["batch", "position"], name="one_reading_per_place_in_a_batch"),
        ]

    def __str__(self):
        return f"Okuma {self.pk}"

    @property
    def is_done(self):
        return bool(self.decision and (self.second_decision or not self.needs_second))

    @property
    def readers_differ(self):
        return bool(self.second_decision) and self.second_decision != self.decision

    @property
    def outcome(self):
        """What happens to the claim at closing; two readers who differ hold it for the next batch."""
        return Decision.HOLD if self.readers_differ else self.decision


class ClubAnswer(models.Model):
    """A file that came back from the club, kept sealed until it is applied or thrown away."""

    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)  # keyed hash of the bytes: the same file is the same row
    content = SealedTextField(blank=True)  # JSON rows; empty once applied
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    accepted = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("kulübün yanıtı")
        verbose_name_plural = _("kulübün yanıtı")
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self):
        return f"Yanıt {self.pk}"


class DuesPayment(models.Model):
    """One payment of ours to the club for the members of one year."""

    year = models.PositiveSmallIntegerField(_("yıl"))
    paid_on = models.DateField(_("ödeme günü"))
    document = models.CharField(_("belge numarası"), max_length=60)
    members = models.PositiveIntegerField(_("üye"))
    total_kurus = models.PositiveBigIntegerField(_("tutar (kuruş)"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("aidat ödemesi")
        verbose_name_plural = _("aidat ödemesi")
        ordering = ["-paid_on", "-pk"]
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["document"], name="one_payment_per_document")]

    def __str__(self):
        return self.document


class Due(models.Model):
    """What the municipality owes the club for one member and one year. Stays when the claim is forgotten."""

    claim = models.ForeignKey(MembershipClaim, null=True, on_delete=models.SET_NULL, related_name="dues")
    nth = models.PositiveSmallIntegerField()  # first to fifth year of membership
    year = models.PositiveSmallIntegerField(db_index=True)
    amount_kurus = models.PositiveIntegerField()
    payment = models.ForeignKey(DuesPayment, null=True, blank=True, on_delete=models.PROTECT, related_name="dues")

    class Meta:
        verbose_name = _("aidat")
        verbose_name_plural = _("aidat")
        ordering = ["year", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["claim", "nth"], name="one_due_per_member_and_year")]

    def __str__(self):
        return f"Aidat {self.pk}"


# The page stands between: forms and services know the models above, so its methods meet them when they are called.
def _questions():
    from .forms import questions

    return questions()


class MembershipQuestionText(QuestionText):
    page = ParentalKey("club.MembershipPage", on_delete=models.CASCADE, related_name="question_texts")

    panels = [
        FieldPanel("question", widget=widgets.Select(choices=_questions)),
        FieldPanel("label"),
        FieldPanel("hint"),
    ]

    class Meta(QuestionText.Meta):
        verbose_name = _("soru metni")
        verbose_name_plural = _("soru metni")


#: the form engine's sentences, as one says them to a friend
SAID_TO_A_FRIEND = [
    (engine.STALE, _("Yanıtların bu sayfayı açtıktan sonra değişti. Son hâline bak, sonra gönder")),
    (engine.EXPIRED, _("1 saattir işlem yapılmadı, güvenliğin için yazdıklarını sildik. Baştan başla")),
    (
        engine.EXPIRED_BUT_KEPT,
        _("1 saattir işlem yapılmadı, güvenliğin için önceki yanıtlarını sildik. Son yazdığın duruyor"),
    ),
    (engine.WIPED, _("Yazdıklarını bu cihazdan sildik")),
]


class MembershipPage(StepFormPage):
    """18 yaşına Kocaelispor üyeliği: the young person's form. Its dates are the season's."""

    template_folders = ["club", "wishes/form"]
    content_panels = [
        *StepFormPage.content_panels,
        InlinePanel("question_texts", heading=_("Soruların metinleri"), label=_("soru")),
    ]

    class Meta:
        verbose_name = _("Kocaelispor üyelik formu")
        verbose_name_plural = _("Kocaelispor üyelik formu")

    @cached_property
    def store(self):
        return DraftStore(f"claim:{self.translation_key}", "kocaelispor")

    def steps(self):
        from .forms import STEPS

        return STEPS

    @property
    def counted_steps(self):
        # The two ways through the form are of different length; people are told of the way that most go.
        from .forms import COUNTED

        return len(COUNTED) + 1

    @cached_property
    def season(self):
        return Season.objects.current()

    @property
    def is_open(self):
        return StepFormPage.is_open.fget(self) and self.why_closed == ""

    @cached_property
    def why_closed(self):
        """ "" while claims are taken; "full", "soon", "over" or "never" otherwise."""
        if self.season:
            return "full" if self.season.is_full else ""
        if Season.objects.next():
            return "soon"
        return "over" if Season.objects.nearest() else "never"

    def check_limits(self, request):
        if not limits.hit("claim-draft", limit_key(request), limit=DRAFTS_PER_HOUR, window=timedelta(hours=1)):
            raise TooMany(_now("Bu bağlantıdan kısa sürede çok form açıldı. Bir saat sonra yeniden dene ya da ara"))

    def serve(self, request, *args, **kwargs):
        return open_policy(super().serve(request, *args, **kwargs))

    # -- Sending ------------------------------------------------------------------------------
    def shown_beside(self, request):
        return "-".join(str(version.pk) if version else "" for version in map(current_version, (NOTICE, CONSENT)))

    def send_form(self, request, draft, answers, data=None):
        from .forms import ClaimSendForm

        form = ClaimSendForm(data, initial={"seen": self._fingerprint(request, draft)})
        form.phone = (answers.get("sen") or answers.get("erken") or {}).get("phone", "")
        return form.guard(request, started_at=draft.started_at, scope=str(draft.nonce))

    def is_over_limit(self, form):
        return form.guard_is_over_limit

    def submit(self, request, answers, draft, form):
        from . import services

        try:
            if "erken" in answers:
                services.remind(answers, draft=draft)
            else:
                services.send(answers, draft=draft, hold_reason=form.hold_reason)
        except DraftGone:
            raise AnswersChanged from None

    def _send(self, request, draft, walked):
        """A full season or a second claim is told on the page before sending: nothing that was typed is lost."""
        from . import services

        try:
            return super()._send(request, draft, walked)
        except services.NotNow as refusal:
            form = self.send_form(request, draft, self._cleaned(walked))
            return self._show_review(request, walked, form, status=422, remark=services.said(refusal))

    def sent(self, request, response, draft):
        draft.refresh_from_db()
        if draft.case:
            grants.grant(response, draft.case, grants.STRONG)

    def wiped(self, request, response, draft):
        if draft and draft.case:
            grants.revoke(response, draft.case)

    # -- Showing ------------------------------------------------------------------------------
    def _render(self, request, name, context, **more):
        for stiff, friendly in SAID_TO_A_FRIEND:
            if context.get("remark") == stiff:
                context = context | {"remark": friendly}
        return super()._render(request, name, context, **more)

    def extra_context(self, request):
        version = current_version(NOTICE)
        season = self.season or Season.objects.nearest()
        coming = Season.objects.next() if self.why_closed == "soon" else None
        return {
            "season": season,
            "window": dates.range(season.turns_18_from, season.turns_18_to) if season else "",
            "closes": dates.long(season.closes_at) if season else "",
            "why_closed": self.why_closed,
            "opens": dates.long(coming.opens_at) if coming else "",
            "privacy_text": _now("Yazdıklarını yalnız bu üyelik isteği için kullanırız."),
            "privacy_url": reverse("privacy", args=[NOTICE]) if version else "",
            "notice_version": version,
            "minutes": settings.DRAFT_MINUTES,
        }

    def review_context(self, request, answers):
        return {"is_reminder": "erken" in answers}

    def done_context(self, request, draft):
        if draft is None:
            return {"reference": "İZM-ABCD-2345", "code": "ABCD-EFGH-JKMN-PQ", "lines": [], "is_preview": True}
        case = draft.case
        if case is None:
            return {"is_reminder": True}
        return {
            "case": case,
            "reference": case.shown_reference,
            "code": reference.show_code(keys.receipt_code(case)),
            "track_url": reverse("wishes:case", args=[case.url_reference]),
            "receipt_url": reverse("wishes:receipt", args=[case.url_reference]),
            "lines": list(_what_happens_next(case)),
        }


def _what_happens_next(case):
    """Dated lines for parts/next_steps.html."""
    yield {"date": case.received_at, "text": _now("Bilgilerini biz kontrol ederiz. Senden şu an bir şey istemiyoruz.")}
    if case.promised_on:
        day = dates.long(case.promised_on)
        yield {"date": case.promised_on, "text": _now("En geç bu gün sana yazarız: %(day)s.") % {"day": day}}
    yield {"text": _now("Onaylanınca kulübe göndeririz. Kartın hazır olunca SMS ile haber veririz.")}
