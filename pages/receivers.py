"""What a saved page, picture or setting brings about besides its own row: the search entry, renditions to be made, and
menu and facts to be read anew.

Wagtail's and Django's own signals, for things of this room only.
"""

from django.db.models.signals import post_delete, post_save, pre_save
from wagtail.models import Page, Site, UploadedFile
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from pages import pictures, search, site, tasks
from pages.models import BasePage, CustomImage, SiteFacts


def connect():
    post_save.connect(_page_saved, dispatch_uid="pages:page_saved")
    post_save.connect(_forget, sender=SiteFacts, dispatch_uid="pages:facts_saved")
    post_save.connect(_forget, sender=Site, dispatch_uid="pages:site_saved")
    post_delete.connect(_forget, sender=SiteFacts, dispatch_uid="pages:facts_deleted")
    post_delete.connect(_forget, sender=Page, dispatch_uid="pages:page_deleted")
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(_forget, dispatch_uid="pages:forget")
    page_published.connect(_page_published, dispatch_uid="pages:page_published")
    post_save.connect(_image_saved, sender=CustomImage, dispatch_uid="pages:image_saved")
    pre_save.connect(_upload_waits, sender=UploadedFile, dispatch_uid="pages:upload_waits")


def _page_saved(sender, instance, update_fields=None, raw=False, **kwargs):
    # With update_fields a draft of a live page is noted: the row itself still says what is published.
    if not issubclass(sender, BasePage) or update_fields is not None or raw:
        return
    search.remember(instance)
    site.forget()


def _page_published(instance, **kwargs):
    if isinstance(instance, BasePage):
        tasks.make_renditions_of_page.enqueue(instance.pk)


def _image_saved(instance, update_fields=None, raw=False, **kwargs):
    if update_fields is None and not raw:
        tasks.make_renditions.enqueue(instance.pk)


def _forget(**kwargs):
    site.forget()


def _upload_waits(instance, **kwargs):
    """A picture uploaded without its alternative text waits in Wagtail's own table: washed there already."""
    if not instance._state.adding or instance.for_content_type.model_class() is not CustomImage:
        return
    data, extension = pictures.reencode(instance.file.file)
    stem = instance.file.name.rpartition(".")[0] or instance.file.name
    instance.file = pictures.washed_file(data, f"{stem}.{extension}")
