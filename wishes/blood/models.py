"""The donor list: rules as rows, donors, calls for blood, who was asked and what they said. Never blood stock.

What identifies a donor is sealed in people.Person. Birth date, sex and last donation are sealed here, because together
with the neighbourhood they would name somebody. The group, the neighbourhood and the hours stay readable: a call is
chosen by them, and hundreds of people share each of them.
"""

import uuid
from datetime import timedelta

from django import forms as widgets
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel

from lib import reference
from pages.stepform import QuestionText, StepFormPage
from people.fields import SealedTextField
from people.models import Suppression

from . import eligibility, groups
from .fields import SealedDateField
from .groups import Group
from .pages import DonorSteps, NeedSteps
from .rules import Rules, shipped_values
from .workflow import OPEN, Status

SUPPRESSED_PHONE = Suppression.Kind.PHONE


class RuleQuerySet(models.QuerySet):
    def in_force(self, day=None):
        """The Rules of a day; a number that nobody has put into the database is the shipped one."""
        day = day or timezone.localdate()
        rows = self.filter(valid_from__lte=day).filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
        return Rules.of(shipped_values() | dict(rows.order_by("valid_from").values_list("key", "value")))


class Rule(models.Model):
    """One number of the list with its source and validity: medical criteria change, code does not have to."""

    key = models.SlugField(_("anahtar"), max_length=40)
    name = models.CharField(_("ad"), max_length=120)
    value = models.PositiveIntegerField(_("değer"))
    unit = models.CharField(_("ölçü"), max_length=20)
    source = models.CharField(_("dayanak"), max_length=200)
    valid_from = models.DateField(_("geçerlilik başlangıcı"))
    valid_until = models.DateField(_("geçerlilik sonu"), null=True, blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("kan bağışı kuralı")
        verbose_name_plural = _("kan bağışı kuralı")
        ordering = ["key", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["key", "valid_from"], name="one_blood_rule_per_key_and_day"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="blood_rule_dates_in_order",
            ),
        ]

    def __str__(self):
        return self.name


class DonationPlace(models.Model):
    """Where blood is given: a licensed donation point (Law 5624), never the municipality."""

    name = models.CharField(_("ad"), max_length=80, unique=True)
    address = models.CharField(_("adres"), max_length=200, blank=True)
    hours = models.CharField(_("çalışma saatleri"), max_length=160, blank=True)
    neighbourhood = models.ForeignKey(
        "places.Neighbourhood", verbose_name=_("mahalle"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    source = models.CharField(_("kaynak"), max_length=200, blank=True)
    is_active = models.BooleanField(_("etkin"), default=True)

    class Meta:
        verbose_name = _("kan bağış yeri")
        verbose_name_plural = _("kan bağış yeri")
        ordering = ["name"]

    def __str__(self):
        return self.name


# -- Donors ---------------------------------------------------------------------------------
class DonorQuerySet(models.QuerySet):
    def with_phone(self, digest):
        return self.filter(phone_digest=digest)

    def reachable(self, today):
        """Consent in force, not paused, and the telephone is not one that we must not write to."""
        suppressed = Suppression.objects.filter(kind=SUPPRESSED_PHONE, digest=OuterRef("phone_digest"))
        return self.filter(
            Q(paused_until__isnull=True) | Q(paused_until__lte=today),
            ~Exists(suppressed),
            consent_until__gt=today,
            consent__withdrawn_at=None,
            person__erased_at=None,
        )

    def uncalled_for(self, appeal):
        return self.filter(~Exists(Call.objects.filter(appeal=appeal, donor=OuterRef("pk"))))


class Donor(models.Model):
    """A volunteer whom we may call. Not a case: nothing is owed to them but silence, and to be forgotten when asked."""

    class Window(models.TextChoices):
        DAY = "day", _("Gündüz")
        EVENING = "evening", _("Akşam")
        ALWAYS = "always", _("Her zaman")

    class Frequency(models.IntegerChoices):
        MONTHLY = 30, _("Ayda bir")
        QUARTERLY = 90, _("Üç ayda bir")
        TWICE_A_YEAR = 180, _("Altı ayda bir")

    SEXES = [(eligibility.FEMALE, _("Kadın")), (eligibility.MALE, _("Erkek")), ("", _("Belirtmek istemiyorum"))]

    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="donor")
    phone_digest = models.CharField(max_length=64, unique=True, editable=False)  # people.indexes.phone_index
    group = models.CharField(_("kan grubu"), max_length=3, choices=groups.CHOICES)
    born_on = SealedDateField(_("doğum tarihi"))
    sex = SealedTextField(_("cinsiyet"), blank=True, choices=SEXES)
    last_donation_on = SealedDateField(_("son bağış"), blank=True, default=None)
    neighbourhood = models.ForeignKey(
        "places.Neighbourhood", verbose_name=_("mahalle"), on_delete=models.PROTECT, related_name="+"
    )
    window = models.CharField(_("arama zamanı"), max_length=8, choices=Window.choices)
    every_days = models.PositiveSmallIntegerField(_("en çok"), choices=Frequency.choices)
    paused_until = models.DateField(_("ara bitişi"), null=True, blank=True)
    consent = models.OneToOneField("people.Consent", on_delete=models.PROTECT, related_name="+")
    consent_until = models.DateField(_("İzin bitişi"), db_index=True)
    reminders = models.PositiveSmallIntegerField(default=0)  # of the end of the consent; counted anew with each one
    last_called_at = models.DateTimeField(_("son arama"), null=True, blank=True)
    registered_at = models.DateTimeField(_("kayıt"), auto_now_add=True)
    key_generation = models.UUIDField(default=uuid.uuid4, editable=False)  # of the grants of the own page

    objects = DonorQuerySet.as_manager()

    class Meta:
        verbose_name = _("kan bağışçısı")
        verbose_name_plural = _("kan bağışçısı")
        default_permissions = ()  # no generic screen knows donors
        indexes = [models.Index(fields=["group", "consent_until"])]

    def __str__(self):
        return f"Bağışçı {self.pk}"

    @property
    def facts(self):
        return eligibility.Facts(self.born_on, self.sex, self.last_donation_on)

    @property
    def is_paused(self):
        return self.paused_until is not None and self.paused_until > timezone.localdate()

    @property
    def shown_group(self):
        return str(dict(groups.CHOICES)[self.group])

    def is_awake(self, moment, rules):
        """Is the donor willing to be called at this hour?"""
        hour = timezone.localtime(moment).hour
        return {
            self.Window.DAY: rules.day_from <= hour < rules.evening_from,
            self.Window.EVENING: rules.evening_from <= hour < rules.evening_until,
            self.Window.ALWAYS: True,
        }[self.window]

    def is_at_peace(self, moment):
        """Was the last call long enough ago, as this donor wants it?"""
        return self.last_called_at is None or self.last_called_at + timedelta(days=self.every_days) <= moment

    def may_be_called_at(self, moment, rules):
        return self.is_at_peace(moment) and self.is_awake(moment, rules)

    def next_eligible_on(self, rules, today=None):
        return eligibility.next_eligible_on(self.facts, today or timezone.localdate(), rules.limits)


class Farewell(models.Model):
    """A donor was forgotten: that it happened, when and why, without whom. Kept for three years (RG 30224 art. 7)."""

    class Reason(models.TextChoices):
        ASKED = "asked", _("kişi istedi")
        BY_PHONE = "by_phone", _("kişi telefonla istedi")
        LAPSED = "lapsed", _("İzin yenilenmedi")

    code = models.CharField(_("silme kaydı"), max_length=8, unique=True, default=reference.make, editable=False)
    reason = models.CharField(_("neden"), max_length=10, choices=Reason.choices)
    at = models.DateTimeField(_("zaman"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("bağışçı silme kaydı")
        verbose_name_plural = _("bağışçı silme kaydı")
        default_permissions = ()
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"Silme kaydı {self.code}"


# -- Calls for blood ------------------------------------------------------------------------
class AppealQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status__in=OPEN)

    def running(self, now=None):
        return self.filter(status=Status.RUNNING, until__gt=now or timezone.now())

    def due(self, now):
        """Running, and the next wave may go out."""
        return self.running(now).filter(next_wave_at__lte=now)

    def with_counts(self):
        return self.annotate(
            called=models.Count("calls"),
            said_yes=models.Count("calls", filter=Q(calls__answer=Call.Answer.YES)),
            said_no=models.Count("calls", filter=Q(calls__answer=Call.Answer.NO)),
        )


class Appeal(models.Model):
    """A call for blood (kan çağrısı): no patient, no illness, only what and where and until when."""

    reference = models.CharField(_("çağrı numarası"), max_length=8, unique=True, default=reference.make, editable=False)
    nonce = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # one form, one appeal
    status = models.CharField(_("durum"), max_length=10, choices=Status.choices, default=Status.REPORTED)
    group = models.CharField(_("kan grubu"), max_length=3, choices=Group.choices)
    with_compatible = models.BooleanField(_("uyumlu gruplar da"), default=False)
    units = models.PositiveSmallIntegerField(_("ünite"))
    until = models.DateTimeField(_("ne zamana kadar"))
    hospital = SealedTextField(_("hastane"), blank=True)  # as the caller wrote it: may hold anything, so sealed
    caller = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    place = models.ForeignKey(
        DonationPlace, verbose_name=_("bağış yeri"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    target = models.PositiveSmallIntegerField(_("yeterli sayı"), null=True)  # how many yes are enough; set on approval
    waves = models.PositiveSmallIntegerField(_("dalga"), default=0)
    next_wave_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("geliş"), default=timezone.now)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(_("kapanış"), null=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("kan çağrısı")
        verbose_name_plural = _("kan çağrısı")
        default_permissions = ()
        permissions = [
            ("duty", "Kan nöbeti tutar: ihtiyacı doğrular, çağrı açar, bağışçı listesini görür"),
            ("approve", "Kan çağrısını ikinci kişi olarak onaylar"),
        ]
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["status", "next_wave_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(proposed_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="blood_appeal_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["running", "enough", "stopped"])
                | Q(target__isnull=False, place__isnull=False, approved_at__isnull=False),
                name="blood_appeal_runs_only_approved",
            ),
        ]

    def __str__(self):
        return self.shown_reference

    @property
    def shown_reference(self):
        return reference.show(self.reference, settings.REFERENCE_PREFIX)

    @property
    def blood(self):
        return Group(self.group)

    @property
    def asked_groups(self):
        return eligibility.givers(self.blood, compatible=self.with_compatible)

    @property
    def is_running(self):
        return self.status == Status.RUNNING and self.until > timezone.now()


class AppealEvent(models.Model):
    """One step of an appeal. Append-only: who did what when. Codes and an officer's words, never a citizen's name."""

    class Kind(models.TextChoices):
        REPORTED = "reported", _("ihtiyaç bildirildi")
        CONFIRMED = "confirmed", _("geri arandı, doğrulandı")
        REFUSED = "refused", _("açılmadı")
        PROPOSED = "proposed", _("onaya sunuldu")
        DROPPED = "dropped", _("zamanında onaylanmadı")
        APPROVED = "approved", _("onaylandı, çağrı başladı")
        WAVE = "wave", _("dalga çıktı")
        ENOUGH = "enough", _("yeterli bağışçı var, durdu")
        OVER = "over", _("süresi doldu")
        STOPPED = "stopped", _("görevli durdurdu")
        RESUMED = "resumed", _("yeniden sürdürüldü")

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("İşlem"), max_length=10, choices=Kind.choices)
    at = models.DateTimeField(_("zaman"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.CharField(max_length=300, blank=True)
    count = models.PositiveIntegerField(null=True)  # people called in a wave

    class Meta:
        default_permissions = ()
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.kind} {self.pk}"


class Call(models.Model):
    """One donor asked for one appeal. The link's token is in the message only; here is its keyed hash."""

    class Answer(models.TextChoices):
        YES = "yes", _("gelebilirim")
        NO = "no", _("bu kez gelemem")

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="calls")
    donor = models.ForeignKey(Donor, null=True, on_delete=models.SET_NULL, related_name="calls")  # forgotten: null
    notice = models.OneToOneField("notices.Notice", null=True, on_delete=models.SET_NULL, related_name="+")
    wave = models.PositiveSmallIntegerField(_("dalga"))
    at = models.DateTimeField(_("zaman"), default=timezone.now)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    answer = models.CharField(_("yanıt"), max_length=3, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    arrives_at = models.TimeField(_("geliş saati"), null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["appeal", "donor"], name="one_call_per_donor_and_appeal")]
        indexes = [models.Index(fields=["appeal", "answer"])]

    def __str__(self):
        return f"Arama {self.pk}"


# -- Pages ----------------------------------------------------------------------------------
# The pages stand last: forms and services know the models above, so their methods meet them when they are called.
def _donor_questions():
    from .forms import donor_questions

    return donor_questions()


def _need_questions():
    from .forms import need_questions

    return need_questions()


class DonorQuestionText(QuestionText):
    page = ParentalKey("blood.DonorPage", on_delete=models.CASCADE, related_name="question_texts")
    panels = [
        FieldPanel("question", widget=widgets.Select(choices=_donor_questions)),
        FieldPanel("label"),
        FieldPanel("hint"),
    ]

    class Meta(QuestionText.Meta):
        verbose_name = _("soru metni")
        verbose_name_plural = _("soru metni")


class NeedQuestionText(QuestionText):
    page = ParentalKey("blood.NeedPage", on_delete=models.CASCADE, related_name="question_texts")
    panels = [
        FieldPanel("question", widget=widgets.Select(choices=_need_questions)),
        FieldPanel("label"),
        FieldPanel("hint"),
    ]

    class Meta(QuestionText.Meta):
        verbose_name = _("soru metni")
        verbose_name_plural = _("soru metni")


class DonorPage(DonorSteps, StepFormPage):
    """Kan Bankası: what it is, and the form by which somebody joins the list."""

    template_folders = ["blood", "wishes/form"]
    subpage_types = ["blood.NeedPage"]
    content_panels = [
        *StepFormPage.content_panels,
        InlinePanel("question_texts", heading=_("Soruların metinleri"), label=_("soru")),
    ]

    class Meta:
        verbose_name = _("kan bağışçısı formu")
        verbose_name_plural = _("kan bağışçısı formu")

    @cached_property
    def need_page(self):
        return NeedPage.objects.live().child_of(self).first()


class NeedPage(NeedSteps, StepFormPage):
    """Relatives tell of a need for blood; nothing of it is published."""

    template_folders = ["blood/need", "wishes/form"]
    parent_page_types = ["blood.DonorPage"]
    content_panels = [
        *StepFormPage.content_panels,
        InlinePanel("question_texts", heading=_("Soruların metinleri"), label=_("soru")),
    ]

    class Meta:
        verbose_name = _("kan ihtiyacı formu")
        verbose_name_plural = _("kan ihtiyacı formu")
