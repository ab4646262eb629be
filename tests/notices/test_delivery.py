"""From the outbox to Zeynep: sent once, tried again with growing pauses, visible when it fails for good."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from notices import delivery, services, tasks
from notices.models import Notice
from notices.transports import Permanent, Temporary
from people.models import Suppression
from people.services import phone_index
from tests import makers

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)  # 12.00 in Istanbul


def again(notice):
    notice.refresh_from_db()
    return notice


def test_it_works(notice, recorder):
    row = notice()
    assert delivery.deliver(row.pk) is None
    assert again(row).status == Notice.Status.SENT
    assert row.sent_at and row.provider_id == "id-1" and row.tries == 1 and row.error == ""
    [message] = recorder.sent
    assert message.to == makers.ZEYNEP["phone"]
    assert message.send_key == row.send_key
    assert message.body == row.body
    assert "Söz verdiğimiz gün: 02.02.2026" in row.body
    assert row.context == ""  # the link's token stands in the words only


def test_it_is_sent_once(notice, recorder):
    row = notice()
    delivery.deliver(row.pk)
    delivery.deliver(row.pk)
    assert len(recorder.sent) == 1


def test_a_row_that_another_worker_holds_is_left_alone(notice, recorder):
    row = notice()
    Notice.objects.update(status=Notice.Status.SENDING, lease_until=timezone.now() + timedelta(minutes=1), tries=1)
    assert delivery.deliver(row.pk) is None
    assert recorder.sent == []


def test_trouble_is_tried_again_with_growing_pauses_then_fails_visibly(notice, recorder):
    recorder.troubles = [Temporary("provider_down") for _ in range(10)]
    pauses = []
    with time_machine.travel(NOON, tick=False) as clock:
        row = notice()
        while at := delivery.deliver(row.pk):
            assert again(row).status == Notice.Status.QUEUED
            assert row.error == "provider_down"
            assert row.next_try_at == at
            assert delivery.deliver(row.pk) is None, "not before its time"
            pauses.append((at - timezone.now()).total_seconds())
            clock.move_to(at)
    assert again(row).status == Notice.Status.FAILED
    assert row.tries == delivery.MOST_TRIES == 6
    assert pauses == sorted(pauses)
    assert 24 <= pauses[0] <= 36
    assert 17_280 <= pauses[-1] <= 25_920
    assert recorder.sent == []


def test_every_repeat_is_the_same_message(notice, recorder, settings):
    recorder.troubles = [Temporary("timeout")]
    with time_machine.travel(NOON, tick=False) as clock:
        row = notice()
        clock.move_to(delivery.deliver(row.pk))
        words = again(row).body
        settings.PUBLIC_BASE_URL = "https://baska.example"  # a deployment in between
        delivery.deliver(row.pk)
    [message] = recorder.sent
    assert message.body == words
    assert message.send_key == row.send_key


def test_a_refusal_for_good_is_not_repeated(notice, recorder):
    recorder.troubles = [Permanent("bad_address")]
    row = notice()
    assert delivery.deliver(row.pk) is None
    assert again(row).status == Notice.Status.FAILED
    assert row.error == "bad_address"


def test_somebody_who_wants_no_messages_gets_none(notice, recorder):
    Suppression.objects.create(kind="phone", digest=phone_index(makers.ZEYNEP["phone"]))
    row = notice()
    delivery.deliver(row.pk)
    assert again(row).status == Notice.Status.SUPPRESSED
    assert recorder.sent == []


def test_a_message_that_waits_can_be_withdrawn_unsent(notice, recorder):
    row = notice(not_before=timezone.now() + timedelta(minutes=10))
    delivery.deliver(row.pk)
    assert (again(row).status, recorder.sent) == (Notice.Status.QUEUED, [])
    assert services.withdraw(Notice.objects.filter(pk=row.pk)) == 1
    Notice.objects.filter(pk=row.pk).update(next_try_at=timezone.now())
    delivery.deliver(row.pk)
    assert (again(row).status, row.context, recorder.sent) == (Notice.Status.WITHDRAWN, "", [])


def test_it_refuses_to_withdraw_when_one_of_them_was_sent(notice, recorder):
    sent, waits = notice(), notice(not_before=timezone.now() + timedelta(minutes=10))
    delivery.deliver(sent.pk)
    with pytest.raises(services.AlreadySent), transaction.atomic():
        services.withdraw(Notice.objects.filter(pk__in=[sent.pk, waits.pk]))
    assert (again(sent).status, again(waits).status) == (Notice.Status.SENT, Notice.Status.QUEUED)


def test_an_erased_person_gets_none(notice, recorder, zeynep):
    row = notice(person=zeynep)
    zeynep.erased_at = timezone.now()
    zeynep.save()
    delivery.deliver(row.pk)
    assert again(row).status == Notice.Status.SUPPRESSED
    assert recorder.sent == []


def test_it_refuses_a_person_without_an_address(notice, recorder):
    row = notice(transport="sms", person=makers.make_person(name="Ali", phone="", email="ali@ornek.example"))
    delivery.deliver(row.pk)
    assert again(row).status == Notice.Status.FAILED
    assert row.error == "no_address"


def test_an_unexpected_fault_names_nobody(notice, recorder, caplog):
    recorder.troubles = [RuntimeError(f"cannot reach {makers.ZEYNEP['phone']}")]
    row = notice()
    with caplog.at_level(logging.DEBUG):
        assert delivery.deliver(row.pk)
    assert again(row).error == "unexpected"
    assert "RuntimeError" in caplog.text
    assert makers.ZEYNEP["phone"] not in caplog.text


def test_a_killed_worker_strands_nothing(notice, recorder):
    row = notice()
    Notice.objects.update(status=Notice.Status.SENDING, lease_until=timezone.now() - timedelta(minutes=5), tries=1)
    assert delivery.sweep() == 1
    assert again(row).status == Notice.Status.SENT


def test_a_message_that_kills_every_worker_ends(notice, recorder):
    row = notice()
    Notice.objects.update(
        status=Notice.Status.SENDING, lease_until=timezone.now() - timedelta(minutes=5), tries=delivery.MOST_TRIES
    )
    delivery.sweep()
    assert again(row).status == Notice.Status.FAILED
    assert row.error == "worker_lost"
    assert recorder.sent == []


def test_a_worker_that_overslept_does_not_overwrite_the_other(notice, recorder, monkeypatch):
    row = notice()

    def oversleep(message):
        Notice.objects.filter(pk=row.pk).update(status=Notice.Status.SENT, provider_id="theirs", tries=2)
        return "ours"

    monkeypatch.setattr(recorder, "send", lambda self, message: oversleep(message))
    delivery.deliver(row.pk)
    assert again(row).provider_id == "theirs"


def test_the_sweep_leaves_fresh_rows_to_their_own_task(notice, recorder):
    notice()
    assert delivery.sweep() == 0
    assert delivery.sweep(grace=timedelta(0)) == 1


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_send_inside_a_transaction(notice, recorder):
    row = notice()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        delivery.deliver(row.pk)
    assert recorder.sent == []


# -- Queueing and waking --------------------------------------------------------------------
def test_queueing_leaves_one_row_and_one_wake_up_with_a_key_only(notice):
    row = notice()
    [task] = DBTaskResult.objects.all()
    assert task.args_kwargs == {"args": [row.pk], "kwargs": {}}
    assert row.send_key and row.status == Notice.Status.QUEUED


def test_the_same_event_queues_once(zeynep):
    facts = {"transport": "sms", "person": zeynep, "context": {}, "idempotency_key": "case_received:1"}
    assert services.queue("case_received", **facts) == services.queue("case_received", **facts)
    assert Notice.objects.count() == DBTaskResult.objects.count() == 1


def test_trouble_wakes_the_task_again_later(notice, recorder):
    recorder.troubles = [Temporary("provider_down")]
    row = notice()
    tasks.deliver.call(row.pk)
    first, later = DBTaskResult.objects.order_by("run_after").values_list("args_kwargs", "run_after")[::-1]
    assert later[0] == first[0]
    assert again(row).next_try_at in {first[1], later[1]}


def test_a_failed_message_is_sent_again_by_hand(notice, recorder, ayse):
    recorder.troubles = [Permanent("setup")]
    row = notice()
    delivery.deliver(row.pk)
    key = row.send_key
    services.resend(row, by=ayse)
    assert row.status == Notice.Status.QUEUED and row.tries == 0 and row.error == ""
    delivery.deliver(row.pk)
    assert again(row).status == Notice.Status.SENT
    assert recorder.sent[0].send_key == key


def test_it_refuses_to_repeat_what_did_not_fail(notice, recorder, ayse):
    row = notice()
    delivery.deliver(row.pk)
    with pytest.raises(services.NotFailed):
        services.resend(row, by=ayse)


# -- Quiet hours ----------------------------------------------------------------------------
@pytest.fixture
def night(recorder, settings):
    settings.NOTICE_QUIET_HOURS = {"sms": ("21:00", "08:00")}
    with time_machine.travel(datetime(2026, 2, 2, 20, 30, tzinfo=UTC), tick=False) as clock:  # 23.30 in Istanbul
        yield clock


MORNING = datetime(2026, 2, 3, 5, 0, tzinfo=UTC)  # 08.00 in Istanbul


def test_an_sms_written_at_night_waits_for_the_morning(night, notice, recorder):
    row = notice()
    assert row.next_try_at == MORNING
    assert DBTaskResult.objects.get().run_after == MORNING
    assert delivery.deliver(row.pk) is None
    night.move_to(MORNING)
    delivery.deliver(row.pk)
    assert again(row).status == Notice.Status.SENT


def test_a_repeat_that_falls_into_the_night_waits(notice, recorder, settings):
    settings.NOTICE_QUIET_HOURS = {"sms": ("21:00", "08:00")}
    recorder.troubles = [Temporary("provider_down")]
    with time_machine.travel(datetime(2026, 2, 2, 17, 59, 45, tzinfo=UTC), tick=False) as clock:
        row = notice()
        assert delivery.deliver(row.pk) == MORNING
        clock.move_to(MORNING - timedelta(hours=1))
        Notice.objects.update(next_try_at=timezone.now())  # somebody pulled it forward
        assert delivery.deliver(row.pk) is None
        assert again(row).next_try_at == MORNING
        assert row.tries == 1
    assert recorder.sent == []


def test_e_mail_and_calls_for_blood_wake_nobody_or_may(night, notice, settings):
    settings.NOTICE_QUIET_EXEMPT = ["case_asked"]
    assert notice(transport="email").next_try_at == timezone.now()
    assert notice("case_asked").next_try_at == timezone.now()


def test_a_file_wakes_nobody(night, notice, settings):
    settings.NOTICE_TRANSPORTS = {"sms": "notices.transports.console.ConsoleTransport"}
    assert notice().next_try_at == timezone.now()


@pytest.mark.parametrize(
    ("hour", "minute", "waits"),
    [(20, 59, False), (21, 0, True), (23, 59, True), (0, 0, True), (7, 59, True), (8, 0, False)],
)
def test_the_edges_of_the_night(notice, recorder, settings, hour, minute, waits):
    settings.NOTICE_QUIET_HOURS = {"sms": ("21:00", "08:00")}
    local = datetime(2026, 2, 2, hour, minute, tzinfo=timezone.get_default_timezone())
    with time_machine.travel(local, tick=False):
        row = notice()
        assert (row.next_try_at > timezone.now()) is waits
        assert row.next_try_at - timezone.now() <= timedelta(hours=11)


# -- Forgetting -----------------------------------------------------------------------------
def test_pruning_forgets_words_and_finished_tasks_and_keeps_the_fact(notice, recorder):
    with time_machine.travel(datetime(2026, 1, 5, 9, tzinfo=UTC), tick=False):
        old, waiting = notice(), notice()
        delivery.deliver(old.pk)
        finished, stuck = DBTaskResult.objects.order_by("pk")
        finished.set_successful(None)
        stuck.claim("killed")
    fresh = notice()
    with time_machine.travel(datetime(2026, 11, 5, 9, tzinfo=UTC), tick=False):
        assert delivery.prune() == 1
    assert again(old).body == "" and old.status == Notice.Status.SENT and old.sent_at
    assert again(waiting).context != "", "not sent yet"
    assert not DBTaskResult.objects.filter(pk__in=[finished.pk, stuck.pk]).exists()
    assert DBTaskResult.objects.filter(args_kwargs__args=[fresh.pk]).exists()
