"""Work of this room that waits for a worker."""

import logging

from django_tasks import task
from wagtail.images.models import SourceImageIOError

from pages import covers
from pages.models import CustomImage

log = logging.getLogger(__name__)


@task(backend="background")
def make_renditions(image_id: int):
    """All widths of one picture. Nothing to do when it was deleted meanwhile."""
    image = CustomImage.objects.filter(pk=image_id).first()
    if image is None:
        return
    try:
        covers.make_all(image)
    except SourceImageIOError:
        log.warning("file of image %s is missing", image_id)
