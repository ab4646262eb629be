"""İstek, şikâyet, öneri, teşekkür: topics with their routing, and what only a complaint knows about its case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib import turkish


class CategoryQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)


class Category(models.Model):
    """A topic a citizen chooses. Routing, the authority responsible and the target are data the directorate edits."""

    name = models.CharField(_("ad"), max_length=80, unique=True)
    slug = models.SlugField(_("kısa ad"), max_length=60, unique=True)
    hint = models.CharField(_("örnekler"), max_length=160, blank=True)  # "çukur, kaldırım, merdiven"
    icon = models.CharField(_("simge"), max_length=30, blank=True)
    unit = models.ForeignKey(
        "accounts.Unit",
        verbose_name=_("ilgilenen müdürlük"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    promise_days = models.PositiveSmallIntegerField(_("söz (iş günü)"), default=15)
    urgent_days = models.PositiveSmallIntegerField(_("tehlikede söz (iş günü)"), default=1)
    authority = models.CharField(_("yetkili kurum"), max_length=120, blank=True)  # empty: it is ours
    authority_phone = models.CharField(_("kurumun telefonu"), max_length=20, blank=True)
    authority_note = models.TextField(_("vatandaşa açıklama"), blank=True)  # why it is theirs, what we can do
    is_on_home = models.BooleanField(_("ana sayfada"), default=False)
    is_active = models.BooleanField(_("etkin"), default=True)
    sort_order = models.PositiveIntegerField(_("sıra"), default=100)
    search_text = models.CharField(max_length=400, blank=True, editable=False)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("konu")
        verbose_name_plural = _("konu")
        ordering = ["sort_order", "pk"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.search_text = turkish.search_text(self.name, self.hint)[:400]
        super().save(*args, **kwargs)

    @property
    def is_ours(self):
        return not self.authority


class Complaint(models.Model):
    class Nature(models.TextChoices):
        REQUEST = "request", _("İstek")
        COMPLAINT = "complaint", _("Şikâyet")
        SUGGESTION = "suggestion", _("Öneri")
        THANKS = "thanks", _("Teşekkür")
        TIP = "tip", _("İhbar")  # may be anonymous; gets no reply then, and is told so

    case = models.OneToOneField("wishes.Case", on_delete=models.CASCADE, related_name="complaint")
    nature = models.CharField(_("tür"), max_length=12, choices=Nature.choices)
    category = models.ForeignKey(Category, verbose_name=_("konu"), on_delete=models.PROTECT, related_name="complaints")
    is_petition = models.BooleanField(_("dilekçe"), default=False)  # name and address given: Law 3071 art. 4

    class Meta:
        verbose_name = _("istek veya şikâyet")
        verbose_name_plural = _("istek veya şikâyet")

    def __str__(self):
        return str(self.case)
