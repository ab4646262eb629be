"""How many questions a screen asks of the database: as many for ten rows as for forty, and not more than said here."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.makers import make_case, make_category, make_clerk, make_neighbourhood, make_person
from wishes import services
from wishes.desk import paging
from wishes.models import Case, Contact
from wishes.workflow import Channel

pytestmark = pytest.mark.django_db


def questions(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_the_case_page(at_desk, ayse, case):
    address = reverse("desk:case", args=[case.pk])
    for number in range(12):
        person = make_person(name=f"Kişi {number}", phone=f"+9055500002{number:02}", email="")
        Contact.objects.create(case=case, channel=Channel.PHONE, person=person, words="Ben de gördüm.")
        services.note(case, f"Not {number}", by=ayse)
    few = questions(at_desk, address)
    for number in range(12, 30):
        person = make_person(name=f"Kişi {number}", phone=f"+9055500002{number:02}", email="")
        Contact.objects.create(case=case, channel=Channel.PHONE, person=person, words="Ben de gördüm.")
        services.note(case, f"Not {number}", by=ayse)
    assert questions(at_desk, address) == few
    assert few <= 50


def test_the_inbox_of_a_clerk_of_several_units(sign_in, parks, works):
    clerk = make_clerk("uc", parks)
    clerk.units.add(works)
    client, address = sign_in(clerk), reverse("desk:inbox")
    road = make_category("Yol", unit=works)
    for number in range(5):
        make_case(unit=parks, neighbourhood=make_neighbourhood(f"Mahalle {number}"))
        make_case(unit=works, category=road)
    few = questions(client, address)
    for _each in range(10):
        make_case(unit=works, category=road)
    assert questions(client, address) == few
    assert few <= 40


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a table of a few rows whole, and is right")
@pytest.mark.parametrize("order", [paging.DESK, paging.RECEIVED])
def test_no_list_of_a_clerk_reads_every_case(parks, works, ayse, order):
    ayse.units.add(works)
    cases = Case.objects.for_staff(ayse)
    for rows in [cases, cases.open(), cases.overdue(), cases.citizen_spoke_last(), cases.open().filter(assignee=ayse)]:
        plan = rows.order_by(*order.ordering(backwards=False))[:51].explain()
        assert not [line for line in plan.splitlines() if "SCAN wishes_case" in line and "INDEX" not in line], plan
