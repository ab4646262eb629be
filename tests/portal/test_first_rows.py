"""A test that commits leaves the next one everything that migrations made."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Locale, Page, Site

from places.models import District


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_every_transactional_test_finds_the_site_and_no_leftovers(turn):
    assert Site.objects.get().root_page.specific.get_parent().is_root()
    assert Locale.objects.get().language_code == "tr"
    assert not District.objects.exists()
    District.objects.create(slug="izmit", name="İzmit")
    Page.objects.filter(depth=2).update(title="değişti")


@pytest.mark.django_db
def test_an_ordinary_test_finds_them_too():
    assert Site.objects.get().root_page.title != "değişti"
    assert Group.objects.get(name="Editors").permissions.exists()
    assert not District.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_new_rows_do_not_collide_with_those_put_back():
    root = Page.get_first_root_node()
    assert root.add_child(title="Yeni", slug="yeni").pk > root.pk
