"""Topics and legal time limits: loaded once, then the directorate's own."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Unit
from tests import makers
from wishes.complaints.models import Category
from wishes.models import ClockPolicy

pytestmark = pytest.mark.django_db

ICONS = "static/img/icons.svg"


def test_it_works():
    call_command("load_categories", verbosity=0)
    call_command("load_clocks", verbosity=0)
    assert Category.objects.count() == 16
    assert Category.objects.get(slug="park-ve-yesil-alan").unit.name == "Park ve Bahçeler Müdürlüğü"
    water = Category.objects.get(slug="su-kanal-yagmur-suyu")
    assert not water.is_ours
    assert water.authority_phone
    petition = ClockPolicy.objects.get(key="petition")
    assert (petition.days, petition.counting) == (30, "calendar")
    assert all(policy.source for policy in ClockPolicy.objects.all())


def test_every_topic_goes_to_a_unit_and_has_an_icon_that_exists(settings):
    call_command("load_categories", verbosity=0)
    sprite = (settings.BASE_DIR / ICONS).read_text()
    for category in Category.objects.all():
        assert category.unit_id
        assert f'id="{category.icon}"' in sprite, category.icon
        assert category.authority_note or category.is_ours


def test_loading_again_changes_nothing_that_the_directorate_changed():
    call_command("load_categories", verbosity=0)
    Category.objects.filter(slug="zabita").update(promise_days=7, name="Zabıta işleri")
    Unit.objects.filter(slug="zabita-mudurlugu").update(name="Zabıta Amirliği")
    ClockPolicy.objects.filter(key="petition").update(days=20)
    call_command("load_categories", verbosity=0)
    call_command("load_clocks", verbosity=0)
    assert Category.objects.get(slug="zabita").promise_days == 7
    assert Unit.objects.get(slug="zabita-mudurlugu").name == "Zabıta Amirliği"
    assert Category.objects.count() == 16


SCREENS = ["categories:index", "categories:add", "clock_policies:index", "closed_days:index", "closed_days:add"]


@pytest.mark.parametrize("screen", SCREENS)
def test_the_directorate_edits_the_rules_and_a_clerk_may_not(screen, ayse):
    makers.make_category()
    makers.make_clocks()
    models = ["complaints.{}_category", "wishes.{}_clockpolicy", "wishes.{}_closedday"]
    boss = makers.make_staff("oya", *[model.format(verb) for model in models for verb in ("add", "change", "view")])
    for user, answer in [(boss, 200), (ayse, 302)]:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(reverse(screen)).status_code == answer
    assert Client().get(reverse(screen)).status_code == 302


def test_the_directorate_changes_where_a_topic_goes():
    category, other = makers.make_category(), makers.make_unit("Fen İşleri Müdürlüğü")
    boss = makers.make_staff("oya", "complaints.change_category", "complaints.view_category", "complaints.add_category")
    client = Client()
    client.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("categories:edit", args=[category.pk])
    assert client.get(address).status_code == 200
    facts = {
        "name": category.name,
        "slug": category.slug,
        "hint": "çukur",
        "icon": "",
        "is_active": "on",
        "asks_place": "on",
        "unit": other.pk,
        "promise_days": 4,
        "urgent_days": 1,
        "authority": "",
        "authority_phone": "",
        "authority_note": "",
    }
    assert client.post(address, facts).status_code == 302
    category.refresh_from_db()
    assert (category.unit, category.promise_days) == (other, 4)
