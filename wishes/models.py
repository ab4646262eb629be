"""The spine of everything a citizen asks: one case, its contacts, its timeline, its files."""

import uuid
from datetime import date

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib import reference
from lib.workdays import calendar
from people.fields import SealedTextField

from . import deadlines
from .workflow import OPEN, OURS, Channel, NotifyBy, Outcome, Status


class DeskRank(models.IntegerChoices):
    """What needs a person first."""

    DANGER = 0
    OPEN = 1
    SETTLED = 2


class CaseQuerySet(models.QuerySet):
    def open(self):
        # Not by status: only this column lets both databases read the list in its order and stop.
        return self.filter(desk_rank__lt=DeskRank.SETTLED)

    def closed(self):
        return self.exclude(status__in=OPEN)

    def overdue(self, today=None):
        """The promised day is over and the matter is still with us. Computed, never stored."""
        return self.filter(status__in=OURS, promised_on__lt=today or timezone.localdate())

    def due_on(self, day):
        return self.filter(status__in=OURS, promised_on=day)

    def citizen_spoke_last(self):
        """The matter is with us, and of all that was said to each other the citizen's word is the last."""
        said = CaseEvent.objects.filter(case=models.OuterRef("pk"), kind__in=CaseEvent.SAID)
        last = said.order_by("-at", "-id").values("by_citizen")[:1]
        return self.filter(status__in=OURS).annotate(citizen_last=models.Subquery(last)).filter(citizen_last=True)

    def to_look_at(self):
        """Accepted unchecked (no captcha answer, too many at once): somebody should look before anything else."""
        return self.open().exclude(hold_reason="")

    def for_staff(self, user):
        """The one door to rows: all for the directorate, own units and own cases for a clerk, nothing for others."""
        if not user.is_active:
            return self.none()
        if user.is_superuser or user.has_perm("wishes.see_all_cases"):
            return self
        if not user.has_perm("wishes.work_case"):
            return self.none()
        # The numbers, not a subquery: only then does either database see that two index seeks will do.
        units = list(user.units.values_list("pk", flat=True))
        return self.filter(Q(unit__in=units) | Q(assignee=user))


class Case(models.Model):
    """One matter to be settled (başvuru). Who asked is a Person; what they said is in the contacts."""

    reference = models.CharField(_("başvuru numarası"), max_length=8, unique=True, editable=False)
    kind = models.CharField(_("tür"), max_length=20)
    subject = models.CharField(_("konu"), max_length=160)
    person = models.ForeignKey(
        "people.Person",
        verbose_name=_("başvuran"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="cases",
    )
    neighbourhood = models.ForeignKey(
        "places.Neighbourhood",
        verbose_name=_("mahalle"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    place = models.CharField(_("yer tarifi"), max_length=300, blank=True)
    unit = models.ForeignKey(
        "accounts.Unit",
        verbose_name=_("müdürlük"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cases",
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("İlgilenen"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="cases",
    )
    status = models.CharField(_("durum"), max_length=12, choices=Status.choices, default=Status.RECEIVED)
    outcome = models.CharField(_("sonuç"), max_length=12, choices=Outcome.choices, blank=True)
    authority = models.CharField(_("İlgili kurum"), max_length=120, blank=True)  # whom it was transferred to
    is_urgent = models.BooleanField(_("tehlike var"), default=False)
    hold_reason = models.CharField(_("önce bakılmalı"), max_length=40, blank=True)  # "captcha": accepted unchecked
    notify_by = models.CharField(_("haber yolu"), max_length=8, choices=NotifyBy.choices, default=NotifyBy.NONE)
    received_at = models.DateTimeField(_("geliş"), default=timezone.now)
    promise_days = models.PositiveSmallIntegerField(null=True, blank=True)  # working days; again on reopening
    promised_on = models.DateField(_("söz verdiğimiz gün"), null=True, blank=True)
    due_on = models.DateField(_("yasal son gün"), null=True, blank=True)
    closed_at = models.DateTimeField(_("kapanış"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    reopened_count = models.PositiveSmallIntegerField(default=0)
    notice_version = models.ForeignKey(
        "people.ConsentTextVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # the information notice that was shown
    nonce = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # one form, one case: double submits meet
    key_generation = models.PositiveSmallIntegerField(default=1)
    link_digest = models.CharField(max_length=64, unique=True, editable=False)
    receipt_digest = models.CharField(max_length=64, editable=False, db_index=True)  # a code alone opens its case
    search_text = models.TextField(blank=True, editable=False)  # folded words of subject, place and contacts
    version = models.PositiveIntegerField(default=1, editable=False)  # grows with every verb; stale writes are refused
    # The desk's order, kept by the database itself and free of gaps: NULLs first or last is where SQLite and
    # PostgreSQL differ, and an index on an expression or a condition is not found again by both.
    desk_rank = models.GeneratedField(
        expression=models.Case(
            When(~Q(status__in=OPEN), then=Value(DeskRank.SETTLED.value)),
            When(is_urgent=True, then=Value(DeskRank.DANGER.value)),
            default=Value(DeskRank.OPEN.value),
        ),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    desk_day = models.GeneratedField(
        expression=Coalesce("promised_on", Value(date.max)), output_field=models.DateField(), db_persist=True
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("başvuru")
        verbose_name_plural = _("başvuru")
        indexes = [
            models.Index(fields=["-received_at", "-id"]),
            models.Index(fields=["status", "-received_at", "-id"]),
            models.Index(fields=["desk_rank", "desk_day", "id"]),
            models.Index(fields=["unit", "desk_rank", "desk_day", "id"]),
            models.Index(fields=["assignee", "desk_rank", "desk_day", "id"]),
            models.Index(fields=["status", "promised_on", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=Status.CLOSED, outcome__gt="") | (~Q(status=Status.CLOSED) & Q(outcome="")),
                name="outcome_exactly_when_closed",
            ),
        ]
        permissions = [
            ("work_case", "Kendi müdürlüğünün başvurularıyla ilgilenir"),
            ("assign_case", "Başvuruyu müdürlüğe ya da kişiye verir"),
            ("see_all_cases", "Bütün müdürlüklerin başvurularını görür"),
            ("reveal_person", "Başvuranın bilgilerini maskesiz görür"),
        ]

    def __str__(self):
        return self.shown_reference

    @property
    def shown_reference(self):
        """İZM-ABCD-2345, as people read it."""
        return reference.show(self.reference, settings.REFERENCE_PREFIX)

    @property
    def url_reference(self):
        """IZM-ABCD-2345, as addresses carry it."""
        return reference.ascii(self.reference, settings.REFERENCE_PREFIX)

    @property
    def is_open(self):
        return self.status in OPEN

    @property
    def is_overdue(self):
        return self.status in OURS and self.promised_on is not None and self.promised_on < timezone.localdate()

    @property
    def can_reopen(self):
        """A citizen may reopen within REOPEN_DAYS of the answer; staff at any time (services.reopen)."""
        if self.status == Status.WITHDRAWN:
            return True
        return (
            self.status == Status.CLOSED
            and self.closed_at is not None
            and (timezone.now() - self.closed_at).days <= settings.REOPEN_DAYS
        )


class Contact(models.Model):
    """One time somebody reached us about a case, with the legal clock that this way of reaching us starts."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="contacts")
    channel = models.CharField(_("kanal"), max_length=12, choices=Channel.choices)
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="contacts"
    )
    at = models.DateTimeField(_("zaman"), default=timezone.now)
    external_number = models.CharField(_("dış numara"), max_length=60, blank=True)
    words = models.TextField(_("anlatılan"))
    clock = models.CharField(_("yasal süre"), max_length=40, blank=True)  # key of a ClockPolicy
    due_on = models.DateField(_("yasal son gün"), null=True, blank=True)
    answered_at = models.DateTimeField(_("yanıtlandı"), null=True, blank=True)

    class Meta:
        verbose_name = _("temas")
        verbose_name_plural = _("temas")
        ordering = ["at", "id"]

    def __str__(self):
        return f"Temas {self.pk}"


class CaseEvent(models.Model):
    """One step in the timeline. Append-only; public ones are what the citizen reads."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("alındı")
        ASSIGNED = "assigned", _("birime verildi")
        ASKED = "asked", _("soru soruldu")
        REPLIED = "replied", _("başvuran yanıtladı")
        WROTE = "wrote", _("başvuran yazdı")
        ANSWERED = "answered", _("yanıt yazıldı")
        NOTED = "noted", _("iç not")
        PROMISED = "promised", _("söz verilen gün değişti")
        TRANSFERRED = "transferred", _("ilgili kuruma iletildi")
        CLOSED = "closed", _("sonuçlandı")
        REOPENED = "reopened", _("yeniden açıldı")
        WITHDRAWN = "withdrawn", _("geri çekildi")
        CLEARED = "cleared", _("bakıldı")

    #: What citizen and municipality say to each other; receipt, assignments and notes are not talk.
    SAID = (
        Kind.ASKED,
        Kind.REPLIED,
        Kind.WROTE,
        Kind.ANSWERED,
        Kind.PROMISED,
        Kind.TRANSFERRED,
        Kind.CLOSED,
        Kind.REOPENED,
    )

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("İşlem"), max_length=12, choices=Kind.choices)
    at = models.DateTimeField(_("zaman"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by_citizen = models.BooleanField(default=False)
    unit = models.ForeignKey("accounts.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_public = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)  # primary keys, dates, codes; never an identity

    class Meta:
        verbose_name = _("İşlem")
        verbose_name_plural = _("İşlem")
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["case", "at", "id"])]

    def __str__(self):
        return f"{self.kind} {self.pk}"


class Draft(models.Model):
    """Half-filled answers of a citizen form: personal data too, so sealed, short-lived and wiped when sent."""

    token_digest = models.CharField(max_length=64, unique=True)  # keyed hash of the browser's form cookie + form key
    form_key = models.CharField(max_length=60)  # "complaint:<page translation key>"
    answers = SealedTextField(blank=True)  # JSON {step: {field: raw text or list}}
    nonce = models.UUIDField(default=uuid.uuid4, unique=True)  # becomes the case's nonce: sent twice is one case
    started_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="+")  # set when sent
    sent_at = models.DateTimeField(null=True, blank=True)  # a form whose end is no case (a donor) knows it by this

    class Meta:
        verbose_name = _("yarım kalan form")
        verbose_name_plural = _("yarım kalan form")

    def __str__(self):
        return f"Taslak {self.pk}"

    @property
    def is_sent(self):
        return self.case_id is not None or self.sent_at is not None


def private_storage():
    return storages["private"]


def attachment_path(attachment, filename):
    """Random and unguessable; nothing of the citizen's own file name survives on disk."""
    name = uuid.uuid4().hex
    return f"cases/{name[:2]}/{name}.{attachment.extension}"


class Attachment(models.Model):
    """A photo or PDF from or to a citizen. Re-encoded, private, served only through a permission-checked view."""

    draft = models.ForeignKey(Draft, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments")
    event = models.ForeignKey(CaseEvent, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments")
    field = models.CharField(max_length=40, blank=True)  # which field of a draft
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # names it in addresses
    file = models.FileField(storage=private_storage, upload_to=attachment_path)
    content_type = models.CharField(max_length=40)  # image/jpeg, image/webp or application/pdf; found by content
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    name = SealedTextField(blank=True)  # as the sender called it: may hold a name
    by_citizen = models.BooleanField(default=True)
    is_public = models.BooleanField(default=True)  # shown to the citizen
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("dosya")
        verbose_name_plural = _("dosya")
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(draft__isnull=True) | Q(case__isnull=True), name="attachment_of_a_draft_or_a_case"
            )
        ]

    def __str__(self):
        return f"Dosya {self.pk}"

    @property
    def extension(self):
        return {"image/jpeg": "jpg", "image/webp": "webp", "application/pdf": "pdf"}[self.content_type]

    @property
    def is_image(self):
        return self.content_type.startswith("image/")


class ClockPolicyQuerySet(models.QuerySet):
    def in_force(self, key, day):
        """The policy for a clock on a day, or None."""
        return (
            self.filter(key=key, valid_from__lte=day)
            .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
            .order_by("-valid_from")
            .first()
        )


class ClockPolicy(models.Model):
    """A legal time limit as a row with its source and validity: laws change, code does not have to."""

    COUNTING = [(deadlines.CALENDAR_DAYS, _("takvim günü")), (deadlines.WORKING_DAYS, _("iş günü"))]

    key = models.SlugField(_("anahtar"), max_length=40)
    name = models.CharField(_("ad"), max_length=120)
    days = models.PositiveSmallIntegerField(_("gün"))
    counting = models.CharField(_("sayım"), max_length=10, choices=COUNTING)
    source = models.CharField(_("dayanak"), max_length=200)
    valid_from = models.DateField(_("geçerlilik başlangıcı"))
    valid_until = models.DateField(_("geçerlilik sonu"), null=True, blank=True)

    objects = ClockPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("yasal süre")
        verbose_name_plural = _("yasal süre")
        ordering = ["key", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["key", "valid_from"], name="one_policy_per_clock_and_day"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="policy_dates_in_order",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def policy(self):
        return deadlines.Policy(self.days, self.counting, self.source)


class ClosedDayQuerySet(models.QuerySet):
    def calendar(self, around):
        """Working calendar for the years about a date: public holidays plus these extra closed days."""
        extra = {
            day.date: day.name for day in self.filter(date__year__gte=around.year - 1, date__year__lte=around.year + 2)
        }
        return calendar(around.year - 1, around.year + 2, extra_closed=extra)


class ClosedDay(models.Model):
    """A day on which the municipality is closed beyond public holidays (idari izin), decreed year by year."""

    date = models.DateField(_("gün"), unique=True)
    name = models.CharField(_("neden"), max_length=120)

    objects = ClosedDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("kapalı gün")
        verbose_name_plural = _("kapalı gün")
        ordering = ["-date"]

    def __str__(self):
        return f"{self.date:%d.%m.%Y} {self.name}"
