"""The real worker on the real task table: separate processes, killed without warning, racing each other."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from notices import delivery
from notices.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)

WORKER = ["db_worker", "--backend", "background", "--queue-name", "*", "--batch", "--no-startup-delay", "--no-reload"]


@pytest.fixture
def worker(provider, tmp_path):
    """worker(): a db_worker in a process of its own, which sends by SMS through the provider of the test."""
    started = []

    def start():
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.notices.worker_settings",
            "WORKER_DATABASE": str(connection.settings_dict["NAME"]),
            "NETGSM_URL": provider.url,
            "NETGSM_USER": "8500000000",
            "NETGSM_PASSWORD": "gizli",
            "NETGSM_HEADER": "BASLIK",
            "NOTICE_SMS_TRANSPORT": "notices.transports.netgsm.NetgsmTransport",
        }
        process = subprocess.Popen(
            [sys.executable, "manage.py", *WORKER],
            cwd=django_settings.BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture(autouse=True)
def _by_sms(settings, provider):
    settings.NOTICE_TRANSPORTS = {"sms": "notices.transports.netgsm.NetgsmTransport"}
    settings.NOTICE_QUIET_HOURS = {}


def wait_for(condition, seconds=40):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def test_it_works(worker, provider, notice):
    rows = [notice(), notice("case_asked")]
    output, _ = worker().communicate(timeout=60)
    assert [row.status for row in Notice.objects.all()] == [Notice.Status.SENT] * 2, output
    assert {task.status for task in DBTaskResult.objects.all()} == {"SUCCESSFUL"}
    assert set(provider.accepted) == {row.send_key.hex for row in rows}
    # Neither the task table nor what the worker prints names anybody.
    assert "5550000012" not in output + str(list(DBTaskResult.objects.values()))


def test_what_is_rolled_back_was_never_queued(notice):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        notice()
        raise ZeroDivisionError
    assert not Notice.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_a_worker_killed_while_sending_loses_nothing_and_strands_nothing(worker, provider, notice):
    provider.behave = ["accept then hang"]
    row = notice()
    process = worker()
    wait_for(lambda: provider.requests)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    row.refresh_from_db()
    assert row.status == Notice.Status.SENDING
    assert DBTaskResult.objects.get().status == "RUNNING", "django-tasks will never come back to it"

    assert delivery.sweep(grace=timedelta(0)) == 0, "the lease still holds: the worker might live"
    Notice.objects.update(lease_until=timezone.now() - timedelta(minutes=2))
    assert delivery.sweep() == 1
    row.refresh_from_db()
    assert row.status == Notice.Status.SENT
    assert row.provider_id == "job1"
    assert len(provider.requests) == 2
    assert list(provider.accepted) == [row.send_key.hex], "recognised as the same message"
    assert provider.requests[0][1] == provider.requests[1][1]


def test_two_workers_never_send_the_same_message(worker, provider, notice):
    rows = [notice() for _ in range(15)]
    for row in rows:  # and each is asked for twice
        row.refresh_from_db()
    DBTaskResult.objects.bulk_create(
        DBTaskResult(**{f.attname: getattr(task, f.attname) for f in DBTaskResult._meta.fields if f.name != "id"})
        for task in list(DBTaskResult.objects.all())
    )
    outputs = [process.communicate(timeout=90)[0] for process in [worker(), worker()]]
    assert Notice.objects.filter(status=Notice.Status.SENT).count() == 15, outputs
    sent = [body["referansID"] for _headers, body in provider.requests]
    assert sorted(sent) == sorted(row.send_key.hex for row in rows)


def test_many_hands_on_one_row_send_it_once(provider, notice):
    row = notice()
    together, faults = threading.Barrier(6), []

    def reach():
        try:
            together.wait()
            delivery.deliver(row.pk)
        except Exception as error:
            faults.append(error)
        finally:
            connections.close_all()

    hands = [threading.Thread(target=reach) for _ in range(6)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert faults == []
    assert len(provider.requests) == 1
