"""The one room that holds identities. Everywhere else a person is a foreign key."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from .fields import SealedTextField
from .indexes import email_index, identity_index, name_word_indexes, phone_index


class PersonQuerySet(models.QuerySet):
    def with_phone(self, e164):
        return self.filter(phone_index=phone_index(e164), erased_at=None) if e164 else self.none()

    def with_email(self, email):
        return self.filter(email_index=email_index(email), erased_at=None) if email else self.none()

    def with_identity_number(self, number):
        return self.filter(identity_index=identity_index(number), erased_at=None) if number else self.none()

    def with_name_words(self, text):
        """People whose name holds every word of the text, folded."""
        digests = name_word_indexes(text)
        found = self.filter(erased_at=None) if digests else self.none()
        for digest in digests:
            found = found.filter(name_words__digest=digest)
        return found


class Person(models.Model):
    """A citizen as one sealed card, found by keyed hashes of phone, e-mail, national number or whole name words."""

    name = SealedTextField(_("ad soyad"), blank=True)
    phone = SealedTextField(_("telefon"), blank=True)  # E.164
    email = SealedTextField(_("e-posta"), blank=True)
    identity_number = SealedTextField(_("T.C. kimlik numarası"), blank=True)
    address = SealedTextField(_("adres"), blank=True)
    name_index = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    email_index = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    identity_index = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("kişi")
        verbose_name_plural = _("kişi")

    def __str__(self):
        return f"Kişi {self.pk}"


class NameWord(models.Model):
    """Keyed hash of one folded word of a person's name, so that staff can find "yilmaz" without a readable name."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="name_words")
    digest = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="one_hash_per_name_word")]

    def __str__(self):
        return f"Ad sözcüğü {self.pk}"


class ConsentText(models.Model):
    """A text shown before data is taken. A notice (aydınlatma) informs; a consent (açık rıza) asks: never one box.

    Editors change title and body here; `services.publish_text` freezes them as the next version.
    Source: Law 6698 art. 10 and Communiqué RG 10.03.2018/30356 art. 5.
    """

    class Kind(models.TextChoices):
        NOTICE = "notice", _("aydınlatma metni")
        CONSENT = "consent", _("açık rıza metni")

    key = models.SlugField(_("anahtar"), max_length=60, unique=True)  # "complaint-notice"
    kind = models.CharField(_("tür"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("başlık"), max_length=160)
    body = RichTextField(_("metin"), features=["h3", "bold", "link", "ul", "ol"])

    class Meta:
        verbose_name = _("KVKK metni")
        verbose_name_plural = _("KVKK metni")
        ordering = ["key"]

    def __str__(self):
        return self.title

    @property
    def current(self):
        return self.versions.order_by("-number").first()


class ConsentTextVersion(models.Model):
    """What people were shown from a moment on. Append-only: a submission points here."""

    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    body = models.TextField()
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "number"], name="one_row_per_text_version")]
        ordering = ["-number"]

    def __str__(self):
        return f"{self.title} ({self.number})"


class Consent(models.Model):
    """An explicit consent given by a person, to one version of one text; withdrawn by the same ease."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    version = models.ForeignKey(ConsentTextVersion, on_delete=models.PROTECT, related_name="consents")
    given_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("açık rıza")
        verbose_name_plural = _("açık rıza")

    def __str__(self):
        return f"Rıza {self.pk}"


class Suppression(models.Model):
    """ "Do not contact": asked before any message to a person."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("telefon")
        EMAIL = "email", _("e-posta")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "digest"], name="one_suppression_per_address")]
        verbose_name = _("İleti gönderilmeyecek adres")
        verbose_name_plural = _("İleti gönderilmeyecek adres")

    def __str__(self):
        return f"Engel {self.pk}"


class ReadLog(models.Model):
    """Who saw which record when. Answers "who read cases X–Y between A and B" with one indexed query (KVKK)."""

    class Action(models.TextChoices):
        OPEN = "open", _("açtı")
        REVEAL = "reveal", _("kişisel bilgiyi gösterdi")
        SEARCH = "search", _("kişiye göre aradı")
        FILE = "file", _("dosyayı açtı")
        EXPORT = "export", _("dışa aktardı")

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    action = models.CharField(max_length=10, choices=Action.choices)
    subject = models.CharField(max_length=60, db_index=True)  # "case:ABCD2345", "person:12"; never an identity
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("görüntüleme kaydı")
        verbose_name_plural = _("görüntüleme kaydı")
        indexes = [models.Index(fields=["subject", "at"]), models.Index(fields=["user", "at"])]
        ordering = ["-at"]

    def __str__(self):
        return f"{self.subject} {self.action}"
