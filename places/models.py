"""Where things are: the district and its neighbourhoods (mahalle). Loaded by `load_places`, never typed in code."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib import turkish


class District(models.Model):
    """The town this portal serves; one row, with the boundary for maps."""

    name = models.CharField(_("ad"), max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    boundary = models.JSONField(null=True, blank=True)  # GeoJSON geometry, WGS84, © OpenStreetMap (ODbL)

    class Meta:
        verbose_name = _("İlçe")
        verbose_name_plural = _("İlçe")

    def __str__(self):
        return self.name


class NeighbourhoodQuerySet(models.QuerySet):
    def for_forms(self):
        """Where people live or report from: industrial zones have no residents and are not offered."""
        return self.filter(is_industrial_zone=False)


class Neighbourhood(models.Model):
    class Kind(models.TextChoices):
        URBAN = "urban", _("merkez")
        RURAL = "rural", _("kırsal")

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="neighbourhoods")
    name = models.CharField(_("ad"), max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    uavt_code = models.CharField(max_length=12, blank=True)  # national address database
    population = models.PositiveIntegerField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    boundary = models.JSONField(null=True, blank=True)  # GeoJSON geometry
    is_industrial_zone = models.BooleanField(default=False)

    objects = NeighbourhoodQuerySet.as_manager()

    class Meta:
        verbose_name = _("mahalle")
        verbose_name_plural = _("mahalle")
        ordering = ["sort_key"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.sort_key = turkish.sort_string(self.name)[:200]
        super().save(*args, **kwargs)
