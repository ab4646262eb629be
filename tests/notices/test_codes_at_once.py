"""Many requests at the same moment: one telephone gets one code, on either database."""

import threading

import pytest
from django.db import connection

from notices import codes
from notices.models import Notice, OneTimeCode

PHONE = "+905550000001"


@pytest.mark.django_db(transaction=True)
def test_asked_for_at_once_one_code_goes_out():
    """The limits are read and then written: without a lock everybody reads before anybody writes."""
    start, refused = threading.Barrier(6), []

    def ask(number):
        try:
            start.wait(timeout=20)
            codes.send("blood_record_code", phone=PHONE, scope=f"form-{number}")
        except codes.CodeError as refusal:
            refused.append(type(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert OneTimeCode.objects.count() == Notice.objects.count() == 1
    assert refused == [codes.TooSoon] * 5
