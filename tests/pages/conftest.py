import io

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import Page, Site

from pages.models import CustomImage, People, StandardPage


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def site(db):
    return Site.objects.select_related("root_page").get(is_default_site=True)


@pytest.fixture
def root(site) -> Page:
    """Stands for the home page: this room does not know its type."""
    return site.root_page


@pytest.fixture
def make_page(root):
    def make(title="Iğdır Işık Şenliği", parent=None, kind=StandardPage, **facts):
        page = kind(title=title, **facts)
        (parent or root).add_child(instance=page)
        return page

    return make


@pytest.fixture
def make_image(db):
    def make(title="Çınar altı", size=(1600, 900), **facts):
        facts = {"alt": "Meydandaki çınar", "people": People.NONE} | facts
        image = CustomImage(title=title, file=photo(size=size), **facts)
        image.save()
        return image

    return make


def photo(name="IMG_2041.JPG", size=(1600, 900), kind="JPEG", colour=(40, 120, 60), **options):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)
    return SimpleUploadedFile(name, out.getvalue(), content_type=f"image/{kind.lower()}")
