"""What a saved page or setting changes besides its own row: the search entry, the menu and facts kept in the cache.

Wagtail's and Django's own signals, for things of this room only.
"""

from django.db.models.signals import post_delete, post_save, pre_save
from wagtail.models import Page, Site, UploadedFile
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from pages import pictures, search, site
from pages.models import BasePage, CustomImage, SiteFacts


def connect():
    post_save.connect(_page_saved, dispatch_uid="pages:page_saved")
    post_save.connect(_forget, sender=SiteFacts, dispatch_uid="pages:facts_saved")
    post_save.connect(_forget, sender=Site, dispatch_uid="pages:site_saved")
    post_delete.connect(_forget, sender=SiteFacts, dispatch_uid="pages:facts_deleted")
    post_delete.connect(_forget, sender=Page, dispatch_uid="pages:page_deleted")
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(_forget, dispatch_uid="pages:forget")
    pre_save.connect(_upload_waits, sender=UploadedFile, dispatch_uid="pages:upload_waits")


def _page_saved(sender, instance, update_fields=None, raw=False, **kwargs):
    # With update_fields a draft of a live page is noted: the row itself still says what is published.
    if not issubclass(sender, BasePage) or update_fields is not None or raw:
        return
    search.remember(instance)
    site.forget()


def _forget(**kwargs):
    site.forget()


def _upload_waits(instance, **kwargs):
    """A picture uploaded without its alternative text waits in Wagtail's own table: washed there already."""
    if not instance._state.adding or instance.for_content_type.model_class() is not CustomImage:
        return
    data, extension = pictures.reencode(instance.file.file)
    stem = instance.file.name.rpartition(".")[0] or instance.file.name
    instance.file = pictures.as_file(data, f"{stem}.{extension}")
