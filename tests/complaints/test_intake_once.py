"""The same press several times at once, with real threads: one case, one contact, one count."""

import pytest

from notices.models import Notice
from people.models import Person
from tests import makers
from tests.wishes.test_concurrency import at_once
from wishes import reservations
from wishes.complaints import intake
from wishes.complaints.models import Complaint
from wishes.models import Case, Contact

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pressed(parks, ayse):
    """What a valid form holds, and the number it was opened with."""
    makers.make_clocks()
    data = {
        "nature": Complaint.Nature.COMPLAINT,
        "category": makers.make_category(unit=parks),
        "neighbourhood": makers.make_neighbourhood(),
        "place": "okulun yanı",
        "words": "Lamba yanmıyor.",
        "danger": False,
        "name": "",
        "phone": "+905550000012",
        "notify_by": "sms",
        "channel": "phone",
        "seconds": 20,
        "target": None,
    }
    return data, reservations.reserve(ayse).nonce


def test_five_presses_are_one_case(pressed, ayse):
    data, nonce = pressed
    results = at_once(*[lambda: intake.save(data, by=ayse, nonce=nonce) for _press in range(5)])
    assert [type(result).__name__ for result in results] == ["Saved"] * 5, results
    assert sum(not saved.repeated for saved in results) == 1
    assert Case.objects.count() == Contact.objects.count() == Complaint.objects.count() == Notice.objects.count() == 1
    assert Person.objects.count() == 1


def test_five_presses_are_one_more_contact(pressed, ayse):
    data, nonce = pressed
    case = makers.make_case(unit=data["category"].unit)
    again = data | {"target": case}
    results = at_once(*[lambda: intake.save(again, by=ayse, nonce=nonce) for _press in range(4)])
    assert sum(getattr(result, "repeated", None) is False for result in results) == 1, results
    assert case.contacts.count() == 2


def test_two_matters_under_one_number_at_once(pressed, ayse):
    data, nonce = pressed
    other = data | {"words": "Çöp alınmadı.", "phone": "+905550000099"}
    results = at_once(*[lambda typed=typed: intake.save(typed, by=ayse, nonce=nonce) for typed in (data, other)])
    assert sorted(type(result).__name__ for result in results) == ["NumberUsed", "Saved"]
    assert Case.objects.count() == Person.objects.count() == 1


def test_a_question_is_counted_once(pressed, ayse):
    _data, nonce = pressed
    counted = at_once(*[lambda: intake.count("informed", by=ayse, channel="phone", nonce=nonce) for _press in range(4)])
    assert sorted(counted) == [False, False, False, True]
    assert Contact.objects.count() == 1
