import json
from datetime import date
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import Site

from news.models import NewsIndexPage, NewsPage
from pages.models import CustomImage


@pytest.fixture
def root(db):
    cache.clear()
    return Site.objects.select_related("root_page").get(is_default_site=True).root_page


@pytest.fixture
def index(root):
    return root.add_child(instance=NewsIndexPage(title="Haberler", slug="haberler"))


@pytest.fixture
def make_news(index):
    def make(title="Kısalar’a yeni oyun alanı", **facts):
        return index.add_child(instance=NewsPage(title=title, **({"date": date(2026, 11, 8)} | facts)))

    return make


@pytest.fixture
def make_image(db):
    def make(title="Meydan", colour=(10, 120, 60), **facts):
        out = BytesIO()
        Image.new("RGB", (300, 200), colour).save(out, "JPEG")
        facts = {"alt": "Meydandaki çınar", "credit": "Ayşe Örnek", "people": "agreed"} | facts
        return CustomImage.objects.create(title=title, file=SimpleUploadedFile("a.jpg", out.getvalue()), **facts)

    return make


def stream(*parts):
    return json.dumps([{"type": kind, "value": value, "id": f"{n:04}"} for n, (kind, value) in enumerate(parts)])


def gallery(*images, **words):
    return stream(
        *(
            (
                "photo",
                {
                    "image": {"image": image.pk, "alt_text": image.alt, "decorative": False},
                    "caption": words.get("caption", ""),
                    "credit": words.get("credit", ""),
                },
            )
            for image in images
        )
    )
