"""A relative tells of a need: no patient, no illness, and nothing of it is published."""

import pytest

from people.models import Person
from tests import makers
from tests.complaints.conftest import Inputs
from tests.database import all_cells
from wishes.blood import services
from wishes.blood.forms import tells_of_a_patient
from wishes.blood.models import Appeal
from wishes.blood.workflow import Status

from .conftest import Volunteer, last_code, text_of

pytestmark = pytest.mark.django_db

START = "/kan-bagisi/ihtiyac/"
NEED = {"hospital": "Seka Devlet Hastanesi, acil", "group": "0-", "units": "3", "until": "1"}
CALLER = {"name": "Zeynep Örnekoğlu", "phone": "0555 000 00 12"}


@pytest.fixture
def relative(page):
    return Volunteer(start=START)


def fill_in(relative, **different):
    assert relative.post("adim/ihtiyac/", NEED | different).status_code == 302
    assert relative.post("adim/arayan/", CALLER).status_code == 302
    assert relative.post("adim/kod/", {"code": last_code()}).status_code == 302
    return relative.get("kontrol/")


def send(relative, review):
    hidden = Inputs(text_of(review)).hidden
    return relative.post("kontrol/", {name: hidden.get(name, "") for name in ["seen", "started"]})


def test_it_works(relative):
    assert relative.get().status_code == 200
    review = fill_in(relative)
    assert "Hastane satırında" not in text_of(review)
    assert send(relative, review).url == f"{START}tamam/"
    appeal = Appeal.objects.get()
    assert (appeal.status, appeal.group, appeal.units) == (Status.REPORTED, "0-", 3)
    assert appeal.caller.phone == "+905550000012"
    assert appeal.shown_reference in text_of(relative.get("tamam/"))
    send(relative, review)
    assert Appeal.objects.count() == 1


def test_nothing_of_it_is_published(relative, client):
    send(relative, fill_in(relative))
    assert "Kan gerekiyor:" not in text_of(client.get("/kan-bagisi/"))
    for secret in ["Seka Devlet", "Zeynep", "5550000012"]:
        assert not [table for table, row in all_cells() if secret in row], secret


def test_words_about_a_patient_get_a_remark_and_pass(relative):
    review = fill_in(relative, hospital="Seka Devlet, lösemi servisi")
    assert "Hastane satırında hastayla ilgili bir bilgi olabilir" in text_of(review)
    assert send(relative, review).url == f"{START}tamam/"


def test_what_tells_of_a_patient():
    assert tells_of_a_patient("SEKA, 10000000146") and tells_of_a_patient("Hasta adı Ali")
    assert not tells_of_a_patient("Kocaeli Şehir Hastanesi, genel cerrahi")


@pytest.mark.parametrize(
    ("different", "sentence"),
    [
        ({"hospital": ""}, "Hastanenin adını yazın"),
        ({"group": "?"}, "Kan grubunu seçin"),
        ({"units": "0"}, "en az 1"),
        ({"units": "21"}, "en çok 20"),
        ({"units": "üç"}, "Ünite sayısını rakamla yazın"),
        ({"until": "7"}, "Ne zamana kadar gerektiğini seçin"),
    ],
)
def test_it_refuses_what_cannot_be(relative, different, sentence):
    response = relative.post("adim/ihtiyac/", NEED | different)
    assert response.status_code == 422 and sentence in text_of(response)


def test_the_callers_name_goes_some_weeks_after_the_end(relative, django_user_model):
    from datetime import timedelta

    from django.utils import timezone

    from wishes.blood import appeals

    send(relative, fill_in(relative))
    appeals.refuse(Appeal.objects.get(), by=makers.make_staff("nobetci"), text="Ulaşılamadı")
    services.care(timezone.now() + timedelta(days=29))
    assert Appeal.objects.get().caller
    assert services.care(timezone.now() + timedelta(days=31))["callers"] == 1
    appeal = Appeal.objects.get()
    assert appeal.caller is None and appeal.hospital == "" and not Person.objects.exists()
