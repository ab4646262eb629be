"""The outbox: one row per message to a person. The row is the truth; a background task is only the wake-up."""

import uuid
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from people.fields import SealedTextField

from . import errors

HEADINGS = {
    "case_received": _("Başvuru alındı"),
    "case_asked": _("Soru soruldu"),
    "case_answered": _("Yanıt yazıldı"),
    "case_transferred": _("İlgili kuruma gönderildi"),
    "case_closed": _("Başvuru sonuçlandı"),
    "case_promised": _("Söz verilen gün değişti"),
    "case_reopened": _("Başvuru yeniden açıldı"),
    "case_merged": _("Aynı konudakiyle birleştirildi"),
    "case_solved_reminder": _("Çözüldü mü diye soruldu"),
    "case_extended": _("Yasal süre uzadı"),
    "case_fee": _("Ücret bildirildi"),
    "case_unpaid": _("Ücret yatırılmadı"),
    "case_numbers": _("Numaraları istendi"),
    "case_link": _("Bağlantısı istendi"),
    "staff_mention": _("İç notta anıldı"),
    "blood_appeal": _("Kan çağrısı"),
    "blood_enough": _("Kan çağrısı bitti"),
    "blood_renew": _("Bağışçının izni bitiyor"),
    "event_code": _("Etkinlik kaydı kodu"),
    "event_confirmed": _("Etkinlikte yeri ayrıldı"),
    "event_waiting": _("Etkinlikte bekleme listesine alındı"),
    "event_offered": _("Etkinlikte yer açıldı"),
    "event_lapsed": _("Etkinlikte açılan yere yanıt gelmedi"),
    "event_left": _("Etkinlik kaydı silindi"),
    "event_cancelled": _("Etkinlik iptal edildi"),
    "event_changed": _("Etkinlik değişti"),
    "event_reminder": _("Etkinlik yarın"),
    "claim_received": _("Üyelik isteği alındı"),
    "claim_missing": _("Üyelik isteğinde eksik var"),
    "claim_sent": _("Üyelik isteği kulübe gönderildi"),
    "claim_ready": _("Kulüp kartı hazır"),
    "claim_refused": _("Üyelik isteği olmadı"),
    "claim_reminder": _("18. yaş günü hatırlatması"),
    "claim_code": _("Üyelik isteği kodu"),
    "claim_reminder_code": _("18. yaş günü hatırlatması kodu"),
    "wish_received": _("Dilek alındı"),
    "wish_not_chosen": _("Dilek bu yıl olmadı"),
    "wish_done": _("Dilek gerçekleşti"),
}
#: Whom these went to tells something of their health: at the desk the recipient stays covered.
CONFIDENTIAL = {"blood_appeal", "blood_enough", "blood_renew"}
#: Keys that end so carry a one-time code: they wait for no morning, and their words are gone once they are sent.
CODE_SUFFIX = "_code"
CODE_LIFETIME = timedelta(minutes=10)


class NoticeQuerySet(models.QuerySet):
    def due(self, now):
        """Waiting and time has come, or taken by a worker whose lease ran out (killed in between)."""
        return self.filter(
            models.Q(status=Notice.Status.QUEUED, next_try_at__lte=now)
            | models.Q(status=Notice.Status.SENDING, lease_until__lt=now)
        )


class Notice(models.Model):
    class Transport(models.TextChoices):
        EMAIL = "email", _("e-posta")
        SMS = "sms", _("SMS")

    class Status(models.TextChoices):
        QUEUED = "queued", _("sırada")
        SENDING = "sending", _("gönderiliyor")
        SENT = "sent", _("gönderildi")
        FAILED = "failed", _("gönderilemedi")
        SUPPRESSED = "suppressed", _("gönderilmedi (kişi istemiyor)")
        WITHDRAWN = "withdrawn", _("gönderilmeden geri alındı")

    key = models.CharField(_("İleti"), max_length=60)  # folder of templates/notices/<key>/
    transport = models.CharField(_("yol"), max_length=8, choices=Transport.choices)
    person = models.ForeignKey(
        "people.Person", verbose_name=_("kişi"), null=True, on_delete=models.SET_NULL, related_name="notices"
    )
    # An address that nobody has proved to be theirs yet (a one-time code): it belongs to no person.
    to = SealedTextField(blank=True)
    about = models.CharField(_("başvuru"), max_length=40, blank=True, db_index=True)  # a reference, never an identity
    context = SealedTextField(blank=True)  # JSON for the template; may hold a link's token, so it is sealed
    # What is sent, as sent: written once before the first try, so that every repeat is the same message.
    subject = SealedTextField(blank=True)
    body = SealedTextField(blank=True)
    status = models.CharField(_("durum"), max_length=10, choices=Status.choices, default=Status.QUEUED)
    idempotency_key = models.CharField(max_length=120, unique=True)  # the same event never queues twice
    send_key = models.UUIDField(default=uuid.uuid4, unique=True)  # handed to the provider: a repeat is recognised
    tries = models.PositiveSmallIntegerField(_("deneme"), default=0)
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    error = models.CharField(_("hata"), max_length=80, blank=True)  # a code of ours, never the provider's text
    provider_id = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(_("oluşturuldu"), auto_now_add=True)
    sent_at = models.DateTimeField(_("gönderildi"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("bildirim")
        verbose_name_plural = _("bildirim")
        ordering = ["-created_at", "-id"]
        default_permissions = ("view",)  # rows are written by verbs only
        permissions = [("resend_notice", "Gönderilemeyen bildirimi yeniden gönderir")]
        indexes = [
            models.Index(fields=["status", "next_try_at"]),
            models.Index(fields=["-created_at", "-id"]),
            models.Index(fields=["status", "-created_at", "-id"]),
        ]

    def __str__(self):
        return f"{self.key} {self.pk}"

    @property
    def heading(self):
        """What it is about, for the desk; a key without words of its own stands for itself."""
        return HEADINGS.get(self.key) or (_now("Doğrulama kodu") if self.is_code else self.key)

    @property
    def is_code(self):
        return self.key.endswith(CODE_SUFFIX)

    @property
    def error_words(self):
        return errors.words(self.error)


class OneTimeCode(models.Model):
    """A code that proves that somebody reads what is sent to a phone or e-mail address. See codes.py.

    Holds neither the address nor the code, only keyed hashes. `scope` names the filling-in that asked: a code
    for one form opens no other.
    """

    scope_digest = models.CharField(max_length=64)
    address_digest = models.CharField(max_length=64)
    code_digest = models.CharField(max_length=64)
    tries_left = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("doğrulama kodu")
        verbose_name_plural = _("doğrulama kodu")
        indexes = [
            models.Index(fields=["scope_digest", "address_digest", "-created_at"]),
            models.Index(fields=["address_digest", "-created_at"]),
        ]

    def __str__(self):
        return f"Kod {self.pk}"
