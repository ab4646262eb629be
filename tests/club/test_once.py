"""Many hands at the same moment: ten places stay ten, one person has one claim. Real threads, real transactions."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from tests.club.conftest import Teenager, make_claim, make_form_page, make_season, make_texts
from tests.complaints.conftest import Inputs
from tests.makers import make_neighbourhood, make_staff
from wishes.club import batches, services
from wishes.club.models import Batch, MembershipClaim, Season, UsedRight
from wishes.models import Case

pytestmark = pytest.mark.django_db(transaction=True)

HANDS = 16


def at_once(jobs):
    """All the jobs through HANDS threads that start together; results or exceptions, in order."""
    gate = threading.Barrier(min(HANDS, len(jobs)))
    waited = threading.local()

    def run(job):
        if not hasattr(waited, "done"):
            waited.done = True
            gate.wait(30)
        try:
            return job()
        except Exception as fault:
            return fault
        finally:
            connection.close()

    with ThreadPoolExecutor(min(HANDS, len(jobs))) as pool:
        return list(pool.map(run, jobs))


def test_two_hundred_claims_on_the_last_ten_places():
    make_texts(), make_neighbourhood()
    season = make_season(quota=100)
    Season.objects.update(taken=90)
    results = at_once([lambda nth=nth: make_claim(nth, season) for nth in range(200)])
    taken = [result for result in results if isinstance(result, MembershipClaim)]
    refused = [result for result in results if isinstance(result, services.QuotaFull)]
    assert (len(taken), len(refused)) == (10, 190), {type(result) for result in results}
    season.refresh_from_db()
    assert season.taken == season.quota == 100
    # Nothing of the refused ones is left: no right used up, no case, no message.
    assert MembershipClaim.objects.count() == UsedRight.objects.count() == Case.objects.count() == 10


def test_one_person_claims_eight_times_at_once():
    make_texts(), make_neighbourhood()
    season = make_season()
    results = at_once([lambda: make_claim(7, season) for _press in range(8)])
    assert sum(isinstance(result, MembershipClaim) for result in results) == 1
    assert sum(isinstance(result, services.AlreadyClaimed) for result in results) == 7
    season.refresh_from_db()
    assert season.taken == 1


def test_four_presses_of_one_form_are_one_claim(settings):
    make_texts(), make_neighbourhood(), make_season(), make_form_page()
    teenager = Teenager(Client())
    hidden = Inputs(teenager.fill_in().content.decode()).hidden
    data = {name: hidden[name] for name in ["seen", "started"]}

    def tab():
        client = Client()
        client.cookies = teenager.client.cookies.copy()
        return Teenager(client).post("kontrol/", data)

    answers = at_once([tab] * 4)
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, "/kocaelispor/tamam/")] * 4
    assert MembershipClaim.objects.count() == 1


def test_batches_closed_at_once_make_one_chain():
    make_texts(), make_neighbourhood()
    season = make_season()
    reader, closer = (make_staff(name, "club.work_claim", "club.close_batch") for name in ("oku", "kapat"))
    piles = []
    for nth in range(3):
        claim = make_claim(nth, season)
        pile = batches.make(season=season, by=reader)
        pile.readings.update(needs_second=False)
        batches.decide(pile.readings.get(), "approve", by=reader, version=claim.case.version)
        batches.ready(pile, by=reader)
        piles.append(pile)
    results = at_once([lambda pile=pile: batches.close(pile, by=closer) for pile in piles * 2])
    assert sum(isinstance(result, Batch) for result in results) == 3
    assert sum(isinstance(result, batches.Refused) for result in results) == 3
    assert sorted(Batch.objects.values_list("number", flat=True)) == [1, 2, 3]
    from django.core.management import call_command

    call_command("verify_batch", verbosity=0)
