"""A page as a visitor meets it: nothing personal in the answer, a minute in caches, few queries."""

import pytest
from django.core.cache import cache
from wagtail.models import Page, Site

from pages.models import StandardPage


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def home(db):
    return Site.objects.get(is_default_site=True).root_page


def make_page(parent: Page, title="Iğdır Işık Şenliği", **facts) -> StandardPage:
    page = StandardPage(title=title, **facts)
    parent.add_child(instance=page)
    return page


def test_slug_keeps_every_turkish_letter(home):
    assert make_page(home).slug == "igdir-isik-senligi"
