"""Work of this room that waits for a worker."""

import logging

from django.contrib.contenttypes.models import ContentType
from django_tasks import task
from wagtail.images.models import SourceImageIOError
from wagtail.models import ReferenceIndex

from pages import covers
from pages.models import CustomImage

log = logging.getLogger(__name__)


@task(backend="background")
def make_renditions(image_id: int):
    """All widths of one picture. Nothing to do when it was deleted meanwhile."""
    _make(CustomImage.objects.filter(pk=image_id))


@task(backend="background")
def make_renditions_of_page(page_id: int):
    """All widths of every picture that a page shows, where any is missing."""
    used = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_by_natural_key("wagtailcore", "page"),
        object_id=str(page_id),
        to_content_type=ContentType.objects.get_for_model(CustomImage),
    ).values_list("to_object_id", flat=True)
    _make(CustomImage.objects.filter(pk__in=[int(pk) for pk in set(used)]))


def _make(images):
    for image in images:
        try:
            covers.make_all(image)
        except SourceImageIOError:
            log.warning("file of image %s is missing", image.pk)
