"""Two at once, with real threads and real transactions: on SQLite as on PostgreSQL the first wins."""

import threading
import uuid

import pytest
from django.db import connection

from guard.models import Counter
from notices.models import Notice
from tests import makers
from wishes import services
from wishes.complaints.models import Complaint
from wishes.models import Attachment, Case, CaseEvent, Contact, Draft
from wishes.workflow import Outcome, Status

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*actions):
    """Run the actions in threads that start together; their results or exceptions, in order."""
    gate, results = threading.Barrier(len(actions)), [None] * len(actions)

    def run(number, action):
        try:
            gate.wait()
            results[number] = action()
        except Exception as fault:
            results[number] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def refused(results):
    return [result for result in results if isinstance(result, services.Stale | services.MoveRefused)]


def test_of_two_clerks_the_first_wins_and_the_second_is_told(case, ayse):
    def close(text):
        seen = Case.objects.get(pk=case.pk)
        return lambda: services.close(seen, outcome=Outcome.DONE, text=text, by=ayse, version=seen.version)

    results = at_once(*[close(f"Yanıt {number}") for number in range(4)])
    assert len(refused(results)) == 3 and sum(isinstance(result, CaseEvent) for result in results) == 1
    assert case.events.filter(kind=CaseEvent.Kind.CLOSED).count() == 1
    assert Notice.objects.filter(key="case_closed").count() == 1
    assert Case.objects.get(pk=case.pk).status == Status.CLOSED


def test_asking_and_closing_at_once_leaves_one_truth(case, ayse):
    def fresh():
        return Case.objects.get(pk=case.pk)

    seen = fresh().version
    results = at_once(
        lambda: services.ask(fresh(), "Hangi salıncak?", by=ayse, version=seen),
        lambda: services.close(fresh(), outcome=Outcome.DONE, text="Bitti.", by=ayse, version=seen),
    )
    assert len(refused(results)) == 1
    case.refresh_from_db()
    assert case.version == seen + 1 and case.events.count() == 2
    assert case.status in {Status.WAITING, Status.CLOSED}


def test_the_same_form_sent_five_times_at_once_is_one_case(parks):
    makers.make_clocks(), makers.make_neighbourhood()
    category, person, nonce = makers.make_category(unit=parks), makers.make_person(), uuid.uuid4()
    receipts = at_once(
        *[lambda: makers.make_complaint(category=category, person=person, nonce=nonce) for _press in range(5)]
    )
    assert [type(receipt).__name__ for receipt in receipts] == ["Receipt"] * 5, receipts
    assert sum(receipt.created for receipt in receipts) == 1
    assert len({(receipt.case.pk, receipt.code, receipt.link_token) for receipt in receipts}) == 1
    assert Case.objects.count() == Contact.objects.count() == Complaint.objects.count() == Notice.objects.count() == 1


def test_the_same_draft_sent_twice_at_once_moves_its_files_once(parks, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from wishes import uploads

    makers.make_clocks(), makers.make_neighbourhood()
    category, person = makers.make_category(unit=parks), makers.make_person()
    draft = Draft.objects.create(token_digest="d" * 64, form_key="complaint:1", expires_at=timezone.now())
    uploads.accept(SimpleUploadedFile("foto.jpg", makers.make_jpeg()), draft=draft)
    receipts = at_once(
        *[
            lambda: makers.make_complaint(category=category, person=person, draft=Draft.objects.get(pk=draft.pk))
            for _press in range(3)
        ]
    )
    assert [type(receipt).__name__ for receipt in receipts] == ["Receipt"] * 3, receipts
    assert Case.objects.count() == 1 and Attachment.objects.get().case == Case.objects.get()


def test_two_citizens_words_at_once_are_both_kept(case):
    """Husband and wife write from two phones: nobody is told to write again."""

    def write(words):
        return lambda: services.write(Case.objects.get(pk=case.pk), words)

    results = at_once(*[write(f"Mesaj {number}") for number in range(3)])
    assert not refused(results), results
    assert case.events.filter(kind=CaseEvent.Kind.WROTE).count() == 3


def test_guesses_at_once_are_all_counted(case):
    from django.test import Client

    def guess():
        return Client().post("/takip/", {"no": case.shown_reference, "key": "9999"}).status_code

    statuses = at_once(*[guess] * 10)
    assert sorted(statuses) == [422] * 6 + [429] * 4, statuses
    assert Counter.objects.exists()
