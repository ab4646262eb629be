"""The spine in one story: received, assigned, answered, closed, reopened, withdrawn."""

import pytest

from notices.models import Notice
from tests.makers import make_complaint
from wishes import services
from wishes.models import Case
from wishes.workflow import Outcome, Status

pytestmark = pytest.mark.django_db


def test_it_works(ayse, parks):
    receipt = make_complaint(unit=parks)
    case = receipt.case
    assert case.promised_on <= case.due_on
    services.assign(case, unit=parks, assignee=ayse, by=ayse)
    services.answer(case, "Ekibimiz yarın bakacak.", by=ayse)
    services.close(case, outcome=Outcome.DONE, text="Zinciri yeniledik.", by=ayse)
    assert case.status == Status.CLOSED
    assert not case.contacts.filter(answered_at=None).exists()
    assert list(Notice.objects.order_by("pk").values_list("key", flat=True)) == [
        "case_received",
        "case_answered",
        "case_closed",
    ]


def test_the_same_form_sent_twice_is_one_case_with_the_same_receipt(parks):
    first = make_complaint(unit=parks)
    again = make_complaint(unit=parks, nonce=first.case.nonce)
    assert not again.created
    assert (again.case, again.code, again.link_token) == (first.case, first.code, first.link_token)
    assert Case.objects.count() == 1


def test_it_refuses_a_stale_clerk(case, ayse):
    seen = case.version
    services.note(case, "Birinci not.", by=ayse, version=seen)
    with pytest.raises(services.Stale):
        services.close(case, outcome=Outcome.DONE, text="Bitti.", by=ayse, version=seen)
    assert Case.objects.get().status == Status.RECEIVED


def test_it_refuses_to_ask_about_a_closed_case(case, ayse):
    services.close(case, outcome=Outcome.DONE, text="Bitti.", by=ayse)
    with pytest.raises(services.MoveRefused):
        services.ask(case, "Hangi salıncak?", by=ayse)


def test_a_clerk_sees_only_the_own_unit(case, ayse, mehmet, deniz):
    assert list(Case.objects.for_staff(ayse)) == [case]
    assert not Case.objects.for_staff(mehmet).exists()
    assert list(Case.objects.for_staff(deniz)) == [case]
