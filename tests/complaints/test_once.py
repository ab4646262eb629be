"""Pressed by several hands at the same moment: one case, the same receipt for all. Real threads, real transactions."""

import threading

import pytest
from django.db import connection
from django.test import Client

from people.models import Person
from tests import makers
from tests.complaints.conftest import Citizen, Inputs, make_form_page
from wishes.models import Case, Contact, Draft

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def citizen(client):
    makers.make_clocks()
    makers.make_consent_text()
    makers.make_neighbourhood()
    makers.make_category()
    make_form_page()
    return Citizen(client)


def at_once(*jobs):
    """Run the jobs in threads that start together; their results in order."""
    barrier, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(position, job):
        try:
            barrier.wait()
            results[position] = job()
        except Exception as error:
            results[position] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def same_browser(citizen):
    client = Client()
    client.cookies = citizen.client.cookies.copy()
    return Citizen(client)


def test_four_presses_at_once_are_one_case(citizen):
    review = citizen.fill_in(iletisim={"name": ""})  # without a name every press would make a card of its own
    hidden = Inputs(review.content.decode()).hidden
    tabs = [same_browser(citizen) for _number in range(4)]
    data = {name: hidden[name] for name in ["seen", "started"]}
    answers = at_once(*[lambda tab=tab: tab.post("kontrol/", data) for tab in tabs])
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, "/sikayet/tamam/")] * 4
    assert (Case.objects.count(), Contact.objects.count(), Person.objects.count()) == (1, 1, 1)
    reference = Case.objects.get().shown_reference
    assert all(reference in tab.get("tamam/").content.decode() for tab in tabs)


def test_two_tabs_saving_at_once_keep_each_others_answers(citizen):
    citizen.answer("konu")
    citizen.answer("yer")
    tabs = [same_browser(citizen) for _number in range(2)]
    at_once(
        lambda: tabs[0].answer("yer", words="Bu söz birinci sekmeden geldi."),
        lambda: tabs[1].answer("iletisim"),
    )
    review = citizen.get("kontrol/").content.decode()
    assert "birinci sekmeden" in review
    assert "0555 000 00 12" in review
    assert Draft.objects.count() == 1
