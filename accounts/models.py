"""The municipality's own people: staff users and the units (müdürlük) they work in. Citizens are not users."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from lib import turkish


class Unit(models.Model):
    """A müdürlük, or a desk inside one. Units and their names are data: directorates are renamed often."""

    name = models.CharField(_("ad"), max_length=120, unique=True)
    slug = models.SlugField(_("kısa ad"), max_length=60, unique=True)
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)
    is_active = models.BooleanField(_("etkin"), default=True)
    head = models.ForeignKey(
        "accounts.User", verbose_name=_("amir"), null=True, blank=True, on_delete=models.SET_NULL, related_name="heads"
    )  # the senior to whom goes what was not solved

    class Meta:
        verbose_name = _("müdürlük")
        verbose_name_plural = _("müdürlük")
        ordering = ["sort_key"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.sort_key = turkish.sort_string(self.name)[:200]
        super().save(*args, **kwargs)


class User(AbstractUser):
    """Staff. What a user may see follows from the units; what a user may do follows from the groups (roles)."""

    units = models.ManyToManyField(Unit, verbose_name=_("müdürlükler"), related_name="members", blank=True)

    class Meta:
        verbose_name = _("kullanıcı")
        verbose_name_plural = _("kullanıcı")

    @property
    def display_name(self):
        return self.get_full_name() or self.get_username()
