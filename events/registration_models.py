"""Who comes to an occurrence with few seats, and what is still to be told to them.

A registration holds seats or waits for some; Occurrence.seats_taken is the sum of what is held, and the database lets
it grow only while it fits. An unverified registration holds nothing: whoever leaves before the code takes no seat away.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib import phone, reference
from people.fields import SealedTextField


class State(models.TextChoices):
    UNVERIFIED = "unverified", _("kod bekleniyor")
    CONFIRMED = "confirmed", _("yeri var")
    WAITING = "waiting", _("bekleme listesinde")
    OFFERED = "offered", _("yer açıldı, yanıtı bekleniyor")
    CANCELLED = "cancelled", _("vazgeçti")
    LAPSED = "lapsed", _("yanıt süresi doldu")
    ATTENDED = "attended", _("geldi")
    NO_SHOW = "no_show", _("gelmedi")


HOLDING = (State.CONFIRMED, State.OFFERED, State.ATTENDED, State.NO_SHOW)  # counted in Occurrence.seats_taken
LIVE = (State.CONFIRMED, State.WAITING, State.OFFERED, State.ATTENDED)  # of one contact at most one
EXPECTED = (State.CONFIRMED, State.ATTENDED)


class RegistrationQuerySet(models.QuerySet):
    def live(self):
        return self.filter(state__in=LIVE)

    def queue(self):
        """The waiting list: who proved the telephone first stands first."""
        return self.filter(state=State.WAITING).order_by("verified_at", "pk")

    def to_tell(self):
        """Who has to know when something changes."""
        return self.filter(state__in=[State.CONFIRMED, State.WAITING, State.OFFERED], person__isnull=False)


class Registration(models.Model):
    State = State

    occurrence = models.ForeignKey("events.Occurrence", on_delete=models.PROTECT, related_name="registrations")
    # Empty once it is forgotten: the counts stay.
    person = models.ForeignKey(
        "people.Person", verbose_name=_("kişi"), null=True, on_delete=models.SET_NULL, related_name="registrations"
    )
    state = models.CharField(_("durum"), max_length=10, choices=State.choices, default=State.UNVERIFIED)
    party_size = models.PositiveSmallIntegerField(_("kaç kişi"), default=1)
    notes = SealedTextField(_("not"), blank=True)
    # Read out at the door. Opens nothing by itself.
    code = models.CharField(max_length=reference.LENGTH, unique=True, default=reference.make, editable=False)
    nonce = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # the form that made it: sent twice, once
    link_digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    contact_digest = models.CharField(max_length=64, blank=True, editable=False)  # of the phone or e-mail
    notice_version = models.ForeignKey(
        "people.ConsentTextVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    verified_at = models.DateTimeField(null=True, blank=True)  # the place in the queue
    offered_until = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    reminded_for = models.DateField(null=True, blank=True)  # a moved date is announced again

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("etkinlik kaydı")
        verbose_name_plural = _("etkinlik kaydı")
        default_permissions = ()
        permissions = [("manage_registrations", "Etkinlik kayıtlarını yönetir")]
        constraints = [
            models.UniqueConstraint(
                fields=["occurrence", "contact_digest"],
                condition=Q(state__in=LIVE) & ~Q(contact_digest=""),
                name="one_live_registration_per_contact",
            ),
        ]
        indexes = [
            models.Index(fields=["occurrence", "state", "verified_at", "id"]),
            models.Index(fields=["state", "offered_until"]),
            models.Index(fields=["state", "created_at"]),
        ]

    def __str__(self):
        return self.shown_code

    # -- Facts --------------------------------------------------------------------------------
    @property
    def shown_code(self):
        return reference.show(self.code, "")

    @property
    def url_code(self):
        return reference.show(self.code, "")

    @property
    def is_live(self):
        return self.state in LIVE

    @property
    def has_seat(self):
        return self.state in (State.CONFIRMED, State.ATTENDED)

    @property
    def offer_stands(self):
        return self.state == State.OFFERED and self.offered_until > timezone.now()

    @property
    def can_change(self):
        """Leave, or come with fewer: until it begins."""
        held = self.state in (State.CONFIRMED, State.WAITING, State.OFFERED)
        return held and self.occurrence.starts_at > timezone.now()

    @property
    def transport(self):
        """How we reach this person: "sms", "email", or "" for a landline of somebody who called."""
        if self.person is None or self.person.erased_at:
            return ""
        if phone.is_mobile(self.person.phone):
            return "sms"
        return "email" if self.person.email else ""


class Telling(models.Model):
    """Everyone registered for an occurrence has to hear how it stands now. The row is the truth, a task the wake-up."""

    occurrence = models.ForeignKey("events.Occurrence", on_delete=models.CASCADE, related_name="tellings")
    sequence = models.PositiveIntegerField()  # the occurrence's own: one change is told once
    reached = models.BigIntegerField(default=0)  # key of the last registration that was told
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("haber verme")
        verbose_name_plural = _("haber verme")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["occurrence", "sequence"], name="one_telling_per_change")]

    def __str__(self):
        return f"Haber {self.pk}"
