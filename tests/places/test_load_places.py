"""The town as the forms see it."""

import pytest
from django.core.management import call_command

from places.models import District, Neighbourhood

pytestmark = pytest.mark.django_db


def test_it_works_and_twice_changes_nothing():
    call_command("load_places", verbosity=0)
    before = list(Neighbourhood.objects.order_by("pk").values())
    call_command("load_places", verbosity=0)
    assert list(Neighbourhood.objects.order_by("pk").values()) == before
    assert Neighbourhood.objects.count() == 104
    assert District.objects.get().boundary["type"] in {"Polygon", "MultiPolygon"}


def test_forms_do_not_offer_industrial_zones():
    call_command("load_places", verbosity=0)
    offered = Neighbourhood.objects.for_forms()
    assert offered.count() == 102
    assert not offered.filter(name__contains="OSB").exists()


def test_no_name_is_only_an_adjective():
    call_command("load_places", verbosity=0)
    assert Neighbourhood.objects.get(slug="yeni").name == "Yeni Mahalle"


def test_names_stand_in_turkish_order():
    call_command("load_places", verbosity=0)
    names = list(Neighbourhood.objects.for_forms().values_list("name", flat=True))
    assert names.index("Cedit") < names.index("Çayırköy") < names.index("Durhasan")
    assert names.index("Sekbanlı" if "Sekbanlı" in names else "Serdar") < names.index("Şirintepe")
    assert names[-1].startswith(("Y", "Z"))
