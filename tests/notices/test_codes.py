"""One-time codes: what proves that a telephone is read by whoever typed it."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from notices import codes, delivery
from notices.models import Notice, OneTimeCode
from people.indexes import phone_index
from people.models import Suppression
from tests.database import all_cells

PHONE = "+905550000012"
SCOPE = "a0c1"


@pytest.fixture(autouse=True)
def _words(settings, tmp_path):
    """A message with a code, as any form has one."""
    folder = tmp_path / "notices" / "test_code"
    folder.mkdir(parents=True)
    (folder / "sms.txt").write_text("Doğrulama kodu: {{ code }}. {{ minutes }} dakika geçerli.")
    templates = settings.TEMPLATES[0]
    settings.TEMPLATES = [templates | {"DIRS": [*templates["DIRS"], tmp_path]}]


def sent_code(recorder, number=-1):
    for notice in Notice.objects.filter(key="test_code", status="queued"):
        delivery.deliver(notice.pk)
    return re.search(r"[0-9]{6}", recorder.sent[number].body).group()


@pytest.mark.django_db(transaction=True)
class TestDelivery:
    def test_it_works(self, recorder):
        codes.send("test_code", phone=PHONE, scope=SCOPE)
        code = sent_code(recorder)
        assert recorder.sent[-1].to == PHONE
        assert not codes.is_verified(phone=PHONE, scope=SCOPE)
        codes.check(f"{code[:3]} {code[3:]}", phone=PHONE, scope=SCOPE)
        assert codes.is_verified(phone=PHONE, scope=SCOPE)
        codes.check(code, phone=PHONE, scope=SCOPE)  # pressed twice
        assert not codes.is_verified(phone=PHONE, scope="another form")
        assert not codes.is_verified(phone="+905550000013", scope=SCOPE)

    def test_neither_code_nor_phone_stays_anywhere(self, recorder):
        codes.send("test_code", phone=PHONE, scope=SCOPE)
        code = sent_code(recorder)
        for table, row in all_cells():
            assert PHONE[3:] not in row and code not in row, table
        notice = Notice.objects.get()
        assert (notice.status, notice.to, notice.body, notice.context) == ("sent", "", "", "")

    def test_an_old_code_is_not_sent_after_an_outage(self, recorder):
        notice = codes.send("test_code", phone=PHONE, scope=SCOPE)
        Notice.objects.update(created_at=timezone.now() - timedelta(minutes=11))
        delivery.deliver(notice.pk)
        notice.refresh_from_db()
        assert (notice.status, notice.to, recorder.sent) == ("failed", "", [])

    def test_somebody_who_wants_no_messages_gets_none(self, recorder):
        Suppression.objects.create(kind="phone", digest=phone_index(PHONE))
        notice = codes.send("test_code", phone=PHONE, scope=SCOPE)
        delivery.deliver(notice.pk)
        notice.refresh_from_db()
        assert (notice.status, notice.to, recorder.sent) == ("suppressed", "", [])

    def test_a_hundred_guesses_at_once_get_five_tries(self, recorder):
        codes.send("test_code", phone=PHONE, scope=SCOPE)
        told = []

        def guess():
            try:
                codes.check("no-code", phone=PHONE, scope=SCOPE)
            except codes.CodeError as error:
                told.append(type(error))
            finally:
                connection.close()

        guesses = [threading.Thread(target=guess) for _number in range(20)]
        for one in guesses:
            one.start()
        for one in guesses:
            one.join()
        # The fifth wrong try ends the code and says so like the ones after it.
        assert told.count(codes.WrongCode) <= 4
        assert len(told) == 20
        assert OneTimeCode.objects.get().tries_left == 0


def test_it_refuses_a_wrong_code_and_counts(db):
    codes.send("test_code", phone=PHONE, scope=SCOPE)
    left = []
    for _try in range(4):
        with pytest.raises(codes.WrongCode) as wrong:
            codes.check("abc", phone=PHONE, scope=SCOPE)
        left.append(wrong.value.tries_left)
    assert left == [4, 3, 2, 1]
    for _try in range(2):
        with pytest.raises(codes.Expired):
            codes.check("abc", phone=PHONE, scope=SCOPE)


def test_it_refuses_a_code_of_yesterday_and_one_that_was_replaced(db, recorder):
    codes.send("test_code", phone=PHONE, scope=SCOPE)
    OneTimeCode.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    codes.send("test_code", phone=PHONE, scope=SCOPE)
    assert OneTimeCode.objects.filter(expires_at__gt=timezone.now()).count() == 1
    OneTimeCode.objects.update(expires_at=timezone.now())
    with pytest.raises(codes.Expired):
        codes.check("123456", phone=PHONE, scope=SCOPE)


def test_it_refuses_to_ring_a_telephone_all_day(db):
    codes.send("test_code", phone=PHONE, scope=SCOPE)
    with pytest.raises(codes.TooSoon) as wait:
        codes.send("test_code", phone=PHONE, scope="another form")
    assert 0 < wait.value.seconds <= 31
    for number in range(1, codes.PER_HOUR):
        OneTimeCode.objects.update(created_at=timezone.now() - timedelta(minutes=number))
        codes.send("test_code", phone=PHONE, scope=SCOPE)
    OneTimeCode.objects.update(created_at=timezone.now() - timedelta(minutes=10))
    with pytest.raises(codes.TooMany):
        codes.send("test_code", phone=PHONE, scope=SCOPE)
    codes.send("test_code", phone="+905550000099", scope=SCOPE)


def test_what_no_limit_counts_any_more_is_forgotten(db):
    codes.send("test_code", phone=PHONE, scope=SCOPE)
    assert codes.purge() == 0
    assert codes.purge(timezone.now() + timedelta(days=2)) == 1
