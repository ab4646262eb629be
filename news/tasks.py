"""Work of this room that waits for a worker."""

import logging

from django_tasks import task

from news import press
from news.models import NewsPage
from pages.pictures import PictureError

log = logging.getLogger(__name__)


@task(backend="background")
def pack_photos(page_id: int):
    """The press package of a live piece of news. Nothing to do when it was withdrawn meanwhile."""
    news = NewsPage.objects.live().filter(pk=page_id).first()
    if news is None:
        return
    try:
        press.make(news)
    except (FileNotFoundError, PictureError):
        log.warning("a picture of news %s is missing or unreadable", page_id)
