"""What only the desk keeps: own views, who has a case open, bulk acts, reply templates, mentions, files to fetch."""

import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A clerk's own view of the inbox: a name and the filters of the address. Never a search: those may name people."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(_("ad"), max_length=40)
    query = models.CharField(max_length=500)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("görünüm")
        verbose_name_plural = _("görünüm")
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="own_views_have_names_of_their_own")]

    def __str__(self):
        return self.name


class Presence(models.Model):
    """Somebody of the staff has the case open; a sign for colleagues, no lock."""

    case = models.ForeignKey("wishes.Case", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)
    is_writing = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("açık başvuru")
        verbose_name_plural = _("açık başvuru")
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="one_presence_per_case_and_user")]

    def __str__(self):
        return f"Açık {self.pk}"


class BulkAct(models.Model):
    """One verb on many cases at once, with what is needed to take it back for a while."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    verb = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    items = models.JSONField(default=list)  # [{case, version, event, before: {…}}]: primary keys and codes only
    undone_at = models.DateTimeField(null=True, blank=True)
    nonce = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # one confirmation, one act

    class Meta:
        verbose_name = _("toplu işlem")
        verbose_name_plural = _("toplu işlem")

    def __str__(self):
        return f"Toplu işlem {self.pk}"


class ReplyTemplate(models.Model):
    """Words a clerk starts from. Empty topic and unit: for all."""

    name = models.CharField(_("ad"), max_length=80)
    verb = models.CharField(_("İşlem"), max_length=12)
    topic = models.CharField(_("konu anahtarı"), max_length=60, blank=True)
    unit = models.ForeignKey(
        "accounts.Unit", verbose_name=_("müdürlük"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    text = models.TextField(_("metin"), max_length=4000)
    is_active = models.BooleanField(_("etkin"), default=True)

    class Meta:
        verbose_name = _("hazır yanıt")
        verbose_name_plural = _("hazır yanıt")
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class Mention(models.Model):
    """A colleague was named in an inner note."""

    event = models.ForeignKey("wishes.CaseEvent", on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("anma")
        verbose_name_plural = _("anma")
        indexes = [models.Index(fields=["user", "seen_at"])]
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="named_once_in_a_note")]

    def __str__(self):
        return f"Anma {self.pk}"


def private_storage():
    return storages["private"]


def export_path(export, filename):
    return f"exports/{uuid.uuid4().hex}.{export.format}"


class Export(models.Model):
    """A list somebody asked for as a file: made in the background, fetched by that person only, gone after a day."""

    class Status(models.TextChoices):
        ASKED = "asked", _("hazırlanıyor")
        READY = "ready", _("hazır")
        FAILED = "failed", _("hazırlanamadı")
        GONE = "gone", _("silindi")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    format = models.CharField(max_length=4)  # xlsx or csv
    query = models.CharField(max_length=500, blank=True)  # the filters of the inbox; never a search
    with_people = models.BooleanField(default=False)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ASKED)
    rows = models.PositiveIntegerField(null=True, blank=True)
    file = models.FileField(storage=private_storage, upload_to=export_path, blank=True)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True, db_index=True)
    claimed_until = models.DateTimeField(null=True, blank=True)  # a worker is at it; past: it was killed
    tries = models.PositiveSmallIntegerField(default=0)
    scope = models.CharField(max_length=64, blank=True)  # digest of whose rows the user saw when it was made

    class Meta:
        verbose_name = _("dosya isteği")
        verbose_name_plural = _("dosya isteği")
        ordering = ["-asked_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(format__in=("xlsx", "csv")), name="export_format_known")]

    def __str__(self):
        return f"Dosya isteği {self.pk}"
