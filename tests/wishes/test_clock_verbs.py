"""What staff and the law do to a running clock: the longer period, the fee, waiting for the applicant."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from notices.models import Notice
from tests import makers
from wishes import clock_verbs, services
from wishes.clock_verbs import ClockRefused
from wishes.models import CaseEvent, ClockPolicy, Contact
from wishes.workflow import Channel, Outcome, Status

pytestmark = pytest.mark.django_db

RECEIVED = date(2026, 10, 20)
REASON = "Fen İşleri Müdürlüğünün görüşü gerekiyor."
PRICE = "Ücret: 120 TL. Belediye veznesine ya da hesabına yatırabilirsiniz."


def at_ten(day):
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=10)


@pytest.fixture(autouse=True)
def _law():
    call_command("load_clocks", verbosity=0)


@pytest.fixture
def on():
    """on(day): it is ten o'clock of that day."""
    travellers = []

    def travel(day):
        if travellers:
            travellers.pop().stop()
        travellers.append(time_machine.travel(at_ten(day), tick=False))
        travellers[0].start()

    yield travel
    for traveller in travellers:
        traveller.stop()


@pytest.fixture
def contact(on, ayse):
    """Zeynep asks for information on 20 October: due on 11 November."""
    on(RECEIVED)
    case = makers.make_case(channel=Channel.INFORMATION)
    contact = case.contacts.get()
    assert (contact.clock, contact.due_on, case.due_on) == ("information", date(2026, 11, 11), date(2026, 11, 11))
    return contact


def fresh(contact):
    return Contact.objects.select_related("case").get(pk=contact.pk)


def told(case, key):
    return Notice.objects.filter(about=case.reference, key=key).count()


# -- The longer period ----------------------------------------------------------------------
def test_it_is_extended_with_a_reason_and_the_citizen_is_told(contact, on, ayse):
    on(date(2026, 10, 27))
    event = clock_verbs.extend(contact, reason=REASON, by=ayse)
    contact = fresh(contact)
    assert contact.due_on == contact.case.due_on == date(2026, 12, 2)
    assert (contact.extended_on, contact.extension_reason) == (date(2026, 10, 27), REASON)
    assert event.kind == CaseEvent.Kind.EXTENDED and event.is_public and event.text == REASON
    assert event.data == {"contact": contact.pk, "due_before": "2026-11-11", "due_on": "2026-12-02"}
    assert told(contact.case, "case_extended") == 1
    assert contact.case.events.count() == 2


def test_it_is_extended_on_the_day_before_the_last_one(contact, on, ayse):
    on(date(2026, 11, 10))
    clock_verbs.extend(contact, reason=REASON, by=ayse)
    assert fresh(contact).due_on == date(2026, 12, 2)


@pytest.mark.parametrize("day", [date(2026, 11, 11), date(2026, 11, 12)])
def test_it_refuses_to_extend_from_day_15_on(contact, on, ayse, day):
    on(day)
    with pytest.raises(ClockRefused) as refusal:
        clock_verbs.extend(contact, reason=REASON, by=ayse)
    assert refusal.value.reason == "late"
    assert fresh(contact).due_on == date(2026, 11, 11) and told(contact.case, "case_extended") == 0
    assert fresh(contact).case.version == contact.case.version


def test_it_refuses_to_extend_twice(contact, ayse):
    clock_verbs.extend(contact, reason=REASON, by=ayse)
    with pytest.raises(ClockRefused) as refusal:
        clock_verbs.extend(fresh(contact), reason=REASON, by=ayse)
    assert refusal.value.reason == "twice"


def test_it_refuses_to_extend_what_the_law_does_not_let(case, ayse):
    with pytest.raises(ClockRefused) as refusal:
        clock_verbs.extend(case.contacts.get(), reason=REASON, by=ayse)
    assert refusal.value.reason == "never"


def test_it_refuses_to_extend_what_was_answered(contact, ayse):
    services.close(contact.case, outcome=Outcome.DONE, text="Bilgi ekte.", by=ayse)
    with pytest.raises(services.MoveRefused):
        clock_verbs.extend(contact, reason=REASON, by=ayse)


def test_it_refuses_a_stale_screen(contact, ayse):
    seen = contact.case.version
    services.note(contact.case, "Bakıyorum.", by=ayse)
    with pytest.raises(services.Stale):
        clock_verbs.extend(contact, reason=REASON, by=ayse, version=seen)


# -- The fee --------------------------------------------------------------------------------
def test_a_fee_stops_the_clock_until_it_is_paid(contact, on, ayse):
    on(date(2026, 10, 26))
    event = clock_verbs.pause_for_fee(contact, PRICE, by=ayse)
    contact = fresh(contact)
    assert contact.due_on is None and contact.case.due_on is None
    assert event.data == {"contact": contact.pk, "reason": "fee", "pay_until": "2026-11-17"}
    assert event.text == PRICE and event.is_public and told(contact.case, "case_fee") == 1
    on(date(2026, 11, 4))
    event = clock_verbs.fee_paid(contact, by=ayse)
    contact = fresh(contact)
    # Three days were counted before the notice; the other twelve begin on the day after the payment.
    assert contact.due_on == contact.case.due_on == date(2026, 11, 20)
    assert event.kind == CaseEvent.Kind.RESUMED and event.data["due_on"] == "2026-11-20"


def test_a_promise_that_is_nothing_but_the_legal_day_goes_along(contact, on, ayse):
    contact.case.promise_days = None
    contact.case.promised_on = contact.case.due_on
    contact.case.save()
    clock_verbs.pause_for_fee(contact, PRICE, by=ayse)
    assert fresh(contact).case.promised_on is None
    clock_verbs.fee_paid(fresh(contact), by=ayse)
    assert fresh(contact).case.promised_on == fresh(contact).case.due_on == date(2026, 11, 11)


def test_it_refuses_a_second_fee_while_one_stands_and_a_payment_nobody_asked_for(contact, case, ayse):
    with pytest.raises(ClockRefused) as refusal:
        clock_verbs.fee_paid(contact, by=ayse)
    assert refusal.value.reason == "running"
    clock_verbs.pause_for_fee(contact, PRICE, by=ayse)
    with pytest.raises(ClockRefused) as refusal:
        clock_verbs.pause_for_fee(fresh(contact), PRICE, by=ayse)
    assert refusal.value.reason == "standing"
    with pytest.raises(ClockRefused) as refusal:
        clock_verbs.pause_for_fee(case.contacts.get(), PRICE, by=ayse)
    assert refusal.value.reason == "never"


def test_it_refuses_a_fee_after_the_last_day(contact, on, ayse):
    on(date(2026, 11, 12))
    with pytest.raises(ClockRefused) as refusal:
        clock_verbs.pause_for_fee(contact, PRICE, by=ayse)
    assert refusal.value.reason == "late"


def test_a_standing_clock_may_be_extended(contact, ayse):
    clock_verbs.pause_for_fee(contact, PRICE, by=ayse)
    clock_verbs.extend(fresh(contact), reason=REASON, by=ayse)
    clock_verbs.fee_paid(fresh(contact), by=ayse)
    assert fresh(contact).due_on == date(2026, 12, 2)


def test_unpaid_for_15_working_days_counts_as_withdrawn(contact, on, ayse):
    on(date(2026, 10, 26))
    clock_verbs.pause_for_fee(contact, PRICE, by=ayse)
    on(date(2026, 11, 17))
    assert clock_verbs.withdraw_unpaid() == 0  # the last day to pay is not over
    on(date(2026, 11, 18))
    assert clock_verbs.withdraw_unpaid() == 1
    assert clock_verbs.withdraw_unpaid() == 0
    contact = fresh(contact)
    assert contact.answered_by_way == Contact.Way.UNPAID and contact.answered_at
    assert contact.case.status == Status.WITHDRAWN and contact.case.closed_at
    event = contact.case.events.last()
    assert (event.kind, event.data["way"], event.by) == (CaseEvent.Kind.WITHDRAWN, "unpaid", None)
    assert told(contact.case, "case_unpaid") == 1


def test_unpaid_ends_only_its_own_contact_while_another_runs(contact, on, ayse):
    from wishes import joining

    joining.contact(contact.case, channel=Channel.PHONE, words="Aynı konuda arıyorum.", by=ayse)
    clock_verbs.pause_for_fee(fresh(contact), PRICE, by=ayse)
    on(date(2026, 12, 1))
    assert clock_verbs.withdraw_unpaid() == 1
    case = fresh(contact).case
    assert case.status == Status.RECEIVED and case.due_on == date(2026, 11, 19)
    assert fresh(contact).answered_by_way == Contact.Way.UNPAID


def test_a_fee_that_was_paid_or_an_answer_that_came_first_is_not_withdrawn(contact, on, ayse):
    clock_verbs.pause_for_fee(contact, PRICE, by=ayse)
    services.close(fresh(contact).case, outcome=Outcome.DONE, text="Bilgi ekte, ücret istemiyoruz.", by=ayse)
    on(date(2026, 12, 20))
    assert clock_verbs.withdraw_unpaid() == 0
    assert fresh(contact).case.status == Status.CLOSED


def test_one_that_cannot_be_withdrawn_does_not_stop_the_others(contact, on, ayse, monkeypatch, caplog):
    clock_verbs.pause_for_fee(contact, PRICE, by=ayse)
    on(date(2026, 12, 20))
    monkeypatch.setattr(clock_verbs, "_withdraw_unpaid", lambda *_args: 1 / 0)
    assert clock_verbs.withdraw_unpaid() == 0
    assert "ZeroDivisionError" in caplog.text and "Zeynep" not in caplog.text


# -- Waiting for the applicant --------------------------------------------------------------
@pytest.fixture
def patient_law():
    ClockPolicy.objects.filter(key="information").update(pauses_for_citizen=True)


def test_asking_stops_only_the_clocks_that_the_law_lets_stand(contact, on, ayse, patient_law):
    from wishes import joining

    call = joining.contact(contact.case, channel=Channel.PHONE, words="Aynı konuda arıyorum.", by=ayse)
    on(date(2026, 10, 26))
    event = services.ask(contact.case, "Hangi yılın bilgisi?", by=ayse)
    assert event.data == {"paused": [contact.pk]}
    assert fresh(contact).due_on is None and fresh(call).due_on == date(2026, 11, 19) == fresh(call).case.due_on
    on(date(2026, 11, 4))
    reply = services.write(fresh(contact).case, "2025 yılı.")
    assert reply.data["resumed"] == [contact.pk]
    assert fresh(contact).due_on == date(2026, 11, 20) and fresh(contact).case.due_on == date(2026, 11, 19)


def test_asking_under_a_law_without_pauses_changes_no_legal_day(contact, on, ayse):
    on(date(2026, 10, 26))
    event = services.ask(contact.case, "Hangi yılın bilgisi?", by=ayse)
    assert event.data == {} and fresh(contact).due_on == date(2026, 11, 11)


def test_whatever_ends_the_waiting_lets_the_clock_go_on(contact, on, ayse, patient_law):
    on(date(2026, 10, 26))
    services.ask(contact.case, "Hangi yılın bilgisi?", by=ayse)
    on(date(2026, 10, 27))
    services.transfer(fresh(contact).case, authority="SEDAŞ", text="Onların işi.", by=ayse)
    assert contact.pauses.get().last == date(2026, 10, 27)
    assert fresh(contact).due_on == date(2026, 11, 13)


def test_a_second_question_stops_nothing_twice(contact, ayse, patient_law):
    services.ask(contact.case, "Hangi yıl?", by=ayse)
    services.ask(fresh(contact).case, "Hangi ay?", by=ayse)
    assert contact.pauses.count() == 1


def test_a_fee_told_while_we_wait_takes_the_pause_over(contact, on, ayse, patient_law):
    on(date(2026, 10, 26))
    services.ask(contact.case, "Hangi yıl?", by=ayse)
    on(date(2026, 10, 27))
    clock_verbs.pause_for_fee(fresh(contact), PRICE, by=ayse)
    on(date(2026, 10, 30))
    services.write(fresh(contact).case, "2025 yılı.")
    assert fresh(contact).due_on is None  # the fee is still to come
    on(date(2026, 11, 4))
    clock_verbs.fee_paid(fresh(contact), by=ayse)
    assert fresh(contact).due_on == date(2026, 11, 20)
    assert [pause.reason for pause in contact.pauses.all()] == ["citizen", "fee"]


def test_our_own_promise_moves_on_by_the_working_days_we_waited(on, ayse, zeynep):
    on(RECEIVED)
    case = makers.make_case(unit=ayse.units.first())  # promised on 27 October, due on 19 November
    on(date(2026, 10, 22))
    services.ask(case, "Hangi salıncak?", by=ayse)
    on(date(2026, 10, 27))
    reply = services.write(case, "Soldaki.")
    case.refresh_from_db()
    assert case.promised_on == case.first_promised_on == date(2026, 11, 2)
    assert reply.data == {"promised_on": "2026-11-02"}
    assert case.due_on == date(2026, 11, 19)


def test_an_answer_on_the_same_day_moves_nothing(on, ayse):
    on(RECEIVED)
    case = makers.make_case()
    services.ask(case, "Hangi salıncak?", by=ayse)
    reply = services.write(case, "Soldaki.")
    case.refresh_from_db()
    assert case.promised_on == date(2026, 10, 27) and reply.data == {}


def test_a_promise_given_while_we_wait_counts_from_that_day(on, ayse):
    on(RECEIVED)
    case = makers.make_case()
    on(date(2026, 10, 21))
    services.ask(case, "Hangi salıncak?", by=ayse)
    on(date(2026, 10, 26))
    services.promise(case, promised_on=date(2026, 11, 5), text="Ekip o gün orada.", by=ayse)
    on(date(2026, 10, 28))
    services.write(case, "Soldaki.")
    case.refresh_from_db()
    assert case.promised_on == date(2026, 11, 9)  # two working days
    assert case.first_promised_on == date(2026, 10, 27)  # the first word stays


def test_the_second_waiting_is_counted_by_itself(on, ayse):
    on(RECEIVED)
    case = makers.make_case()
    services.ask(case, "Hangi salıncak?", by=ayse)
    on(date(2026, 10, 21))
    services.write(case, "Soldaki.")
    case.refresh_from_db()
    assert case.promised_on == date(2026, 10, 28)
    services.ask(case, "Hangi park?", by=ayse)
    on(date(2026, 10, 22))
    services.write(case, "Büyük park.")
    case.refresh_from_db()
    assert case.promised_on == date(2026, 10, 30)  # 29 October is closed
