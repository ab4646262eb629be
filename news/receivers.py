"""What published news brings about besides its own row: its press package. Wagtail's own signal, for our own pages."""

from wagtail.signals import page_published

from news import press
from news.models import NewsPage
from news.tasks import pack_photos


def connect():
    page_published.connect(_published, sender=NewsPage, dispatch_uid="news:published")


def _published(instance, **kwargs):
    if press.photos_of(instance):
        pack_photos.enqueue(instance.pk)
