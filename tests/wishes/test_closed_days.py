"""A closed day is decreed or taken back: the dates that should move do, nothing else does, and it is known which."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from notices.models import Notice
from tests import makers
from wishes import clock_verbs, clocks, closed_days, services
from wishes.models import CalendarChange, Case, CaseEvent, ClosedDay, MovedCase
from wishes.workflow import Channel, NotifyBy, Outcome

pytestmark = pytest.mark.django_db

RECEIVED = date(2026, 10, 20)
LEGAL = date(2026, 11, 19)  # of a petition received then
PROMISED = date(2026, 10, 27)


@pytest.fixture(autouse=True)
def _law():
    call_command("load_clocks", verbosity=0)
    with time_machine.travel(timezone.make_aware(datetime(2026, 10, 20, 10)), tick=False):
        yield


def close(day, name="İdari izin", by=None):
    ClosedDay.objects.create(date=day, name=name)
    change = closed_days.begin(day, name, was_added=True, by=by)
    closed_days.carry_on(change.pk)
    change.refresh_from_db()
    return change


def open_again(day, by=None):
    closed = ClosedDay.objects.get(date=day)
    closed.delete()
    change = closed_days.begin(day, closed.name, was_added=False, by=by)
    closed_days.carry_on(change.pk)
    change.refresh_from_db()
    return change


def fresh(case):
    return Case.objects.get(pk=case.pk)


def days(case):
    case = fresh(case)
    return case.promised_on, case.due_on


def test_a_legal_day_that_falls_on_it_moves_to_the_next_working_day(deniz):
    case = makers.make_case()
    change = close(LEGAL, by=deniz)
    assert days(case) == (PROMISED, date(2026, 11, 20))
    assert case.contacts.get().due_on == date(2026, 11, 20)
    event = case.events.last()
    assert event.kind == CaseEvent.Kind.RECKONED and not event.is_public and event.by == deniz
    assert event.data["contacts"] == [[case.contacts.get().pk, "2026-11-19", "2026-11-20"]]
    move = change.moves.get()
    assert (move.case, move.event) == (case, event)
    assert (move.due_before, move.due_now, move.promised_now) == (LEGAL, date(2026, 11, 20), None)
    assert change.finished_at and not Notice.objects.filter(key="case_promised").exists()


def test_a_promised_day_that_falls_on_it_moves_and_the_citizen_is_told():
    case = makers.make_case()
    change = close(PROMISED)
    assert days(case) == (date(2026, 10, 28), LEGAL)
    assert fresh(case).first_promised_on == date(2026, 10, 28)
    event = case.events.last()
    assert event.is_public and event.text == "Kapalı gün: 27 Ekim 2026 Salı, İdari izin."
    assert event.data["promised_on"] == "2026-10-28"
    assert Notice.objects.filter(about=case.reference, key="case_promised").count() == 1
    assert change.moves.get().promised_now == date(2026, 10, 28)


def test_a_promise_to_somebody_who_wants_no_messages_moves_silently():
    case = makers.make_case(notify_by=NotifyBy.NONE)
    assert closed_days.rehearse(PROMISED, was_added=True).told == 0
    close(PROMISED)
    assert days(case)[0] == date(2026, 10, 28) and not Notice.objects.filter(key="case_promised").exists()


def test_a_clock_in_working_days_moves_when_it_runs_over_the_day():
    request = makers.make_case(channel=Channel.INFORMATION)
    petition = makers.make_case()
    close(date(2026, 11, 3))
    assert days(request) == (PROMISED, date(2026, 11, 12))
    assert days(petition) == (PROMISED, LEGAL)
    assert MovedCase.objects.get().case == request


def test_what_was_answered_stands_or_is_over_does_not_move(ayse):
    answered, standing = makers.make_case(), makers.make_case(channel=Channel.INFORMATION)
    services.close(answered, outcome=Outcome.DONE, text="Yapıldı.", by=ayse)
    clock_verbs.pause_for_fee(standing.contacts.get(), "Ücret: 120 TL.", by=ayse)
    before = days(answered), days(standing)
    change = close(LEGAL)
    assert (days(answered), days(standing)) == before and not change.moves.exists()
    assert answered.contacts.get().due_on == LEGAL


def test_a_day_that_was_closed_anyway_moves_nothing():
    makers.make_case()
    assert not close(date(2026, 10, 29)).moves.exists()  # a holiday
    assert not close(date(2026, 11, 21)).moves.exists()  # a Saturday


def test_a_promise_that_is_nothing_but_the_legal_day_goes_along():
    case = makers.make_case()
    Case.objects.filter(pk=case.pk).update(promise_days=None, promised_on=LEGAL)
    close(LEGAL)
    assert days(case) == (date(2026, 11, 20), date(2026, 11, 20))


def test_a_day_that_is_open_again_gives_the_legal_days_back_but_no_promise():
    case, request = makers.make_case(), makers.make_case(channel=Channel.INFORMATION)
    close(PROMISED), close(LEGAL)
    assert days(case) == (date(2026, 10, 28), date(2026, 11, 20))
    assert days(request) == (date(2026, 10, 28), date(2026, 11, 12))
    told = Notice.objects.filter(key="case_promised").count()
    change = open_again(LEGAL)
    assert days(case) == (date(2026, 10, 28), LEGAL) and change.moves.get().case == case
    open_again(PROMISED)
    assert days(request) == (date(2026, 10, 28), date(2026, 11, 11))
    assert days(case) == (date(2026, 10, 28), LEGAL)
    assert Notice.objects.filter(key="case_promised").count() == told


def test_the_rehearsal_says_what_will_happen_and_changes_nothing(ayse):
    petitions = [makers.make_case() for _n in range(3)]
    request = makers.make_case(channel=Channel.INFORMATION)
    quiet = makers.make_case(notify_by=NotifyBy.NONE)
    for day in (LEGAL, PROMISED, date(2026, 11, 3)):
        told = closed_days.rehearse(day, was_added=True, name="İdari izin")
        assert not CaseEvent.objects.filter(kind="reckoned").exists()
        with_day = {move.case_id: move for move in told.first}
        change = close(day)
        moves = {move.case_id: move for move in change.moves.all()}
        assert with_day.keys() == moves.keys() and told.cases == len(moves)
        for pk, move in moves.items():
            said = with_day[pk]
            assert (said.due_before, said.due_now) == (move.due_before, move.due_now)
            assert (said.promised_before, said.promised_now) == (move.promised_before, move.promised_now)
        assert Notice.objects.filter(key="case_promised").count() == told.told
        back = closed_days.rehearse(day, was_added=False)
        undone = open_again(day)
        assert back.cases == undone.moves.count()
        MovedCase.objects.all().delete(), CaseEvent.objects.filter(kind="reckoned").delete()
        Notice.objects.filter(key="case_promised").delete()
        for case in [*petitions, request, quiet]:
            case = fresh(case)
            case.promised_on = case.first_promised_on = PROMISED
            case.save()


def test_the_rehearsal_shows_only_what_one_may_see():
    seen, hidden = makers.make_case(), makers.make_case()
    told = closed_days.rehearse(LEGAL, was_added=True, shows=lambda pks: {pk for pk in pks if pk == seen.pk})
    assert told.cases == 2 and [move.case_id for move in told.first] == [seen.pk] != [hidden.pk]


def test_killed_halfway_it_is_taken_up_again_and_moves_nobody_twice(monkeypatch):
    cases = [makers.make_case() for _n in range(5)]
    monkeypatch.setattr(closed_days, "BATCH", 2)
    ClosedDay.objects.create(date=LEGAL, name="İdari izin")
    change = closed_days.begin(LEGAL, "İdari izin", was_added=True, by=None)
    assert closed_days.carry_on(change.pk, seconds=1e-9) == 1
    change.refresh_from_db()
    assert change.finished_at is None
    assert closed_days.resume() == 4 and closed_days.resume() == 0
    assert {days(case)[1] for case in cases} == {date(2026, 11, 20)}
    assert [case.events.filter(kind="reckoned").count() for case in cases] == [1] * 5


def test_a_case_that_cannot_be_moved_does_not_stop_the_others(monkeypatch, caplog):
    bad, good = makers.make_case(), makers.make_case()
    real = closed_days._carry_out
    monkeypatch.setattr(
        closed_days, "_carry_out", lambda change, pk, almanac: 1 / 0 if pk == bad.pk else real(change, pk, almanac)
    )
    change = close(LEGAL)
    assert change.finished_at is None and days(good)[1] == date(2026, 11, 20)
    assert "ZeroDivisionError" in caplog.text and "Zeynep" not in caplog.text
    monkeypatch.undo()
    assert closed_days.resume() == 1 and days(bad)[1] == date(2026, 11, 20)


def test_adding_a_closed_day_never_makes_a_date_earlier_and_settling_finds_nothing_more():
    cases = [makers.make_case(channel=channel) for channel in (Channel.WEB, Channel.INFORMATION, Channel.ACIK_KAPI)]
    before = [days(case) for case in cases]
    for n in range(0, 40, 3):
        close(RECEIVED + timedelta(n), name=f"Kapalı {n}") if n else None
        now = [days(case) for case in cases]
        assert all(new >= old for pair in zip(before, now, strict=True) for old, new in zip(*pair, strict=True))
        assert [clocks.settle(fresh(case)) for case in cases] == [{}, {}, {}]
        before = now


def test_the_rehearsal_costs_the_same_for_one_batch_however_many(django_assert_max_num_queries):
    for _n in range(12):
        makers.make_case()
    with django_assert_max_num_queries(12):
        assert closed_days.rehearse(LEGAL, was_added=True).cases == 12


def test_a_change_is_remembered_by_what_it_was(deniz):
    change = close(LEGAL, name="Köprü izni", by=deniz)
    assert CalendarChange.objects.get() == change and str(change) == f"Takvim değişikliği {change.pk}"
    assert (change.day, change.name, change.was_added, change.by) == (LEGAL, "Köprü izni", True, deniz)
