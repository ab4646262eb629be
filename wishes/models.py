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
from .workflow import OPEN, OURS, RELAYED, Channel, NotifyBy, Outcome, Status


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
        return self.filter(status__in=OURS, is_citizen_last=True)

    def matters(self):
        """One row for each matter: what was merged into another case is not counted again."""
        return self.filter(merged_into=None)

    def not_solved(self):
        """The citizen said of our ending that it was none; a senior looks at these."""
        return self.open().filter(is_escalated=True)

    def past_legal_day(self, today=None):
        """The day the law gives is over and the matter is still with us."""
        return self.filter(status__in=OURS, due_on__lt=today or timezone.localdate())

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
    # The kind's own word for what it is about (a category's slug): likeness, routing and figures ask by it.
    topic = models.CharField(_("konu anahtarı"), max_length=60, blank=True)
    subject = models.CharField(_("konu"), max_length=160)
    channel = models.CharField(
        _("kanal"), max_length=12, choices=Channel.choices, default=Channel.WEB
    )  # of its first contact
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
    # Answered for good, but a clock still runs: CİMER has not got our answer yet. Closes when all are discharged.
    decided = models.CharField(_("verilen sonuç"), max_length=12, choices=Outcome.choices, blank=True)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("birleştiği başvuru"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
    )
    authority = models.CharField(_("İlgili kurum"), max_length=120, blank=True)  # whom it was transferred to
    is_urgent = models.BooleanField(_("tehlike var"), default=False)
    hold_reason = models.CharField(_("önce bakılmalı"), max_length=40, blank=True)  # "captcha": accepted unchecked
    notify_by = models.CharField(_("haber yolu"), max_length=8, choices=NotifyBy.choices, default=NotifyBy.NONE)
    received_at = models.DateTimeField(_("geliş"), default=timezone.now)
    promise_days = models.PositiveSmallIntegerField(null=True, blank=True)  # working days; again on reopening
    promised_on = models.DateField(_("söz verdiğimiz gün"), null=True, blank=True)
    first_promised_on = models.DateField(null=True, blank=True)  # what we said first: kept promises count by this
    due_on = models.DateField(_("yasal son gün"), null=True, blank=True)
    closed_at = models.DateTimeField(_("kapanış"), null=True, blank=True)
    days_taken = models.PositiveIntegerField(null=True, blank=True)  # calendar days from receipt to closing
    kept_promise = models.BooleanField(null=True, blank=True)  # closed by the first promised day; None: none was made
    is_citizen_last = models.BooleanField(default=False)  # of all that was said, the citizen's word is the last
    is_escalated = models.BooleanField(_("kıdemliye gitti"), default=False)  # the citizen said: not solved
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
            models.Index(fields=["status", "due_on", "id"]),
            models.Index(fields=["is_citizen_last", "desk_rank", "desk_day", "id"]),
            models.Index(fields=["is_escalated", "desk_rank", "desk_day", "id"]),
            models.Index(fields=["neighbourhood", "desk_rank", "-received_at", "-id"]),
            models.Index(fields=["topic", "-received_at", "-id"]),
            models.Index(fields=["closed_at", "id"]),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(merged_into=models.F("id")), name="no_case_merges_into_itself"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(status=Status.CLOSED), name="merged_cases_are_closed"
            ),
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
            ("merge_case", "Başvuruları birleştirir ve ayırır"),
            ("export_case", "Başvuru listesini dosya olarak indirir"),
            ("export_person", "Listeyi kişi bilgileriyle indirir"),
            ("see_reports", "Bütün masanın raporlarını görür"),
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
        if self.merged_into_id:
            return self.merged_into.can_reopen
        if self.status == Status.WITHDRAWN:
            return True
        return (
            self.status == Status.CLOSED
            and self.closed_at is not None
            and (timezone.now() - self.closed_at).days <= settings.REOPEN_DAYS
        )


class ContactQuerySet(models.QuerySet):
    def running(self):
        """Their clock has not been discharged yet."""
        return self.filter(answered_at=None).exclude(case=None)


class Contact(models.Model):
    """One time somebody reached us (temas), with the legal clock that this way of reaching us starts.

    Several contacts may belong to one case. A question answered on the spot belongs to none: it is only counted.
    """

    class Purpose(models.TextChoices):
        MATTER = "matter", _("başvuru")
        INFORMED = "informed", _("bilgi verildi")  # answered on the spot, nothing personal kept
        GAVE_UP = "gave_up", _("arayan vazgeçti")

    class Way(models.TextChoices):
        """How it was answered in the end."""

        NOTICE = "notice", _("bildirim")
        PAGE = "page", _("takip sayfası")
        RELAY = "relay", _("kendi sisteminde")  # CİMER and Açık Kapı want the answer entered there
        PAPER = "paper", _("yazılı ya da yüz yüze")
        WITHDRAWN = "withdrawn", _("geri çekildi")
        UNPAID = "unpaid", _("ücret yatırılmadı")  # counts as withdrawn (Law 4982, Regulation art. 22)

    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="contacts")
    purpose = models.CharField(_("ne için"), max_length=10, choices=Purpose.choices, default=Purpose.MATTER)
    channel = models.CharField(_("kanal"), max_length=12, choices=Channel.choices)
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="contacts"
    )
    at = models.DateTimeField(_("zaman"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    external_number = models.CharField(_("dış numara"), max_length=60, blank=True)
    words = models.TextField(_("anlatılan"), blank=True)
    clock = models.CharField(_("yasal süre"), max_length=40, blank=True)  # key of a ClockPolicy
    started_on = models.DateField(_("süre başlangıcı"), null=True, blank=True)  # day 0; a reopened matter starts again
    extended_on = models.DateField(_("uzatıldığı gün"), null=True, blank=True)
    extension_reason = models.CharField(_("uzatma nedeni"), max_length=300, blank=True)
    due_on = models.DateField(_("yasal son gün"), null=True, blank=True)
    answered_at = models.DateTimeField(_("yanıtlandı"), null=True, blank=True)
    answered_by_way = models.CharField(_("yanıt yolu"), max_length=10, choices=Way.choices, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("temas")
        verbose_name_plural = _("temas")
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["at", "id"]),
            models.Index(fields=["external_number"]),
            models.Index(fields=["answered_at", "due_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose="matter", case__isnull=False)
                | (~Q(purpose="matter") & Q(case__isnull=True, person__isnull=True, words="")),
                name="only_a_matter_has_case_person_and_words",
            ),
        ]

    def __str__(self):
        return f"Temas {self.pk}"

    @property
    def is_relayed(self):
        """Its answer has to be entered in the system it came from, by hand."""
        return self.channel in RELAYED


class ClockPause(models.Model):
    """Days on which a contact's clock stands still, where the law lets it. Both ends are included; None: still on."""

    class Reason(models.TextChoices):
        FEE = "fee", _("ücret bekleniyor")
        CITIZEN = "citizen", _("başvurandan bilgi bekleniyor")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(_("neden"), max_length=8, choices=Reason.choices)
    first = models.DateField(_("İlk gün"))
    last = models.DateField(_("son gün"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("süre duraklaması")
        verbose_name_plural = _("süre duraklaması")
        ordering = ["first", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__isnull=True) | Q(last__gte=F("first")), name="pause_dates_in_order"
            ),
            models.UniqueConstraint(fields=["contact"], condition=Q(last=None), name="one_open_pause_per_contact"),
        ]

    def __str__(self):
        return f"Duraklama {self.pk}"


class Merge(models.Model):
    """Two cases became one. What taking it back exactly needs is kept: primary keys and dates, nothing personal."""

    source = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="merges")
    target = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="takings")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    contacts = models.JSONField(default=list)  # pks of the contacts that moved
    before = models.JSONField(default=dict)  # {field: value} of the source as it stood
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("birleştirme")
        verbose_name_plural = _("birleştirme")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["source"], condition=Q(undone_at=None), name="a_case_is_merged_once"),
        ]

    def __str__(self):
        return f"Birleştirme {self.pk}"


class Verdict(models.Model):
    """What a citizen said of an ending: was it solved? Each citizen of a matter once for each closing: `case` is the
    citizen's own number, `event` the closing, which belongs to the case that theirs may have become part of."""

    class Solved(models.TextChoices):
        YES = "yes", _("Evet")
        PARTLY = "partly", _("Kısmen")
        NO = "no", _("Hayır")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="verdicts")
    event = models.ForeignKey("wishes.CaseEvent", on_delete=models.CASCADE, related_name="verdicts")
    solved = models.CharField(_("çözüldü mü"), max_length=6, choices=Solved.choices)
    stars = models.PositiveSmallIntegerField(_("puan"), null=True, blank=True)  # 1-5, asked once, optional
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("değerlendirme")
        verbose_name_plural = _("değerlendirme")
        constraints = [
            models.UniqueConstraint(fields=["case", "event"], name="one_verdict_of_a_citizen_on_a_closing"),
            models.CheckConstraint(condition=Q(stars=None) | Q(stars__range=(1, 5)), name="stars_from_one_to_five"),
        ]

    def __str__(self):
        return f"Değerlendirme {self.pk}"


class Reservation(models.Model):
    """A reference held for a form that is being filled in at the desk, so that it can be read out before saving."""

    reference = models.CharField(max_length=8, unique=True)
    nonce = models.UUIDField(default=uuid.uuid4, unique=True)  # becomes the case's: saved twice is one case
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("ayrılmış numara")
        verbose_name_plural = _("ayrılmış numara")

    def __str__(self):
        return f"Ayrılmış numara {self.pk}"


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
        CONTACTED = "contacted", _("yeniden başvuruldu")
        MERGED = "merged", _("başka başvuruyla birleştirildi")
        TOOK_IN = "took_in", _("birleşen başvuru")
        UNMERGED = "unmerged", _("birleştirme geri alındı")
        SPLIT = "split", _("ayrıldı")
        EXTENDED = "extended", _("yasal süre uzatıldı")
        PAUSED = "paused", _("yasal süre durdu")
        RESUMED = "resumed", _("yasal süre yürüyor")
        RECKONED = "reckoned", _("son gün yeniden hesaplandı")
        DISCHARGED = "discharged", _("yanıt ilgili sisteme girildi")
        JUDGED = "judged", _("başvuran değerlendirdi")
        RETOPICED = "retopiced", _("konusu değişti")
        UNDONE = "undone", _("geri alındı")

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
    extended_days = models.PositiveSmallIntegerField(_("uzatılınca gün"), null=True, blank=True)  # empty: cannot be
    unpaid_days = models.PositiveSmallIntegerField(_("ücret için iş günü"), null=True, blank=True)  # empty: no fee
    pauses_for_citizen = models.BooleanField(_("bilgi beklerken durur"), default=False)
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
        return deadlines.Policy(
            self.days, self.counting, self.source, self.extended_days, self.unpaid_days, self.pauses_for_citizen
        )


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


class CalendarChange(models.Model):
    """A closed day that came or went, and how far the dates it moves have been moved. See closed_days.py."""

    day = models.DateField(_("gün"))
    name = models.CharField(_("neden"), max_length=120)
    was_added = models.BooleanField(_("eklendi"))
    at = models.DateTimeField(_("zaman"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("takvim değişikliği")
        verbose_name_plural = _("takvim değişikliği")
        ordering = ["-at", "-id"]
        default_permissions = ()

    def __str__(self):
        return f"Takvim değişikliği {self.pk}"


class MovedCase(models.Model):
    """A case whose days a change of the calendar moved; empty days: that one did not move."""

    change = models.ForeignKey(CalendarChange, on_delete=models.CASCADE, related_name="moves")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    event = models.OneToOneField(CaseEvent, on_delete=models.CASCADE, related_name="+")
    due_before = models.DateField(null=True, blank=True)
    due_now = models.DateField(null=True, blank=True)
    promised_before = models.DateField(null=True, blank=True)
    promised_now = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("günü değişen başvuru")
        verbose_name_plural = _("günü değişen başvuru")
        ordering = ["pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["change", "id"])]
        constraints = [models.UniqueConstraint(fields=["change", "case"], name="a_change_moves_a_case_once")]

    def __str__(self):
        return f"Günü değişen başvuru {self.pk}"
