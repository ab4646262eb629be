"""Without anybody asking: reminders, news of changes, who did not come, and forgetting."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from events import offers, registration_clock, registrations, services
from events.models import EventPage
from events.registration_models import Registration, State, Telling
from notices.models import Notice
from notices.transports import Transport
from people.models import Person
from people.services import forget_unused
from tests import makers
from tests.database import all_cells
from tests.events.registering import (
    counts_are_right,
    facts_told,
    fresh,
    make_occurrence,
    make_unverified,
    register,
    states,
    told,
)

pytestmark = pytest.mark.django_db

SOON = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _at_any_hour(settings):
    settings.NOTICE_QUIET_HOURS = {}


def at(day, hour):
    return timezone.make_aware(datetime.combine(day, time(hour)))


def day_before(occurrence, hour=11):
    return at(timezone.localdate(occurrence.starts_at) - timedelta(days=1), hour)


def work():
    """What the worker does with the rows that wait."""
    return sum(registration_clock.tell(pk) for pk in Telling.objects.values_list("pk", flat=True))


# -- Reminders -------------------------------------------------------------------------------
def test_everyone_with_a_seat_is_reminded_once_on_the_day_before():
    occurrence = make_occurrence(2)
    has, waiting, left = register(occurrence), register(occurrence, 2), register(occurrence)
    registrations.cancel(left)
    assert registration_clock.remind(day_before(occurrence) - timedelta(days=1)) == 0
    assert registration_clock.remind(day_before(occurrence, 8)) == 0, "not at breakfast"
    assert registration_clock.remind(day_before(occurrence)) == 1
    assert registration_clock.remind(day_before(occurrence, 15)) == 0
    assert "event_reminder" in told(has)
    assert "event_reminder" not in told(waiting) + told(left)


def test_nobody_is_reminded_of_what_is_off(ayse):
    occurrence = make_occurrence()
    register(occurrence)
    services.cancel(occurrence=occurrence, reason="Yağmur", by=ayse)
    assert registration_clock.remind(day_before(occurrence)) == 0


def test_a_moved_date_is_announced_on_its_own_day_before(ayse):
    occurrence = make_occurrence()
    registration = register(occurrence)
    old_day = day_before(occurrence)
    registration_clock.remind(old_day)
    services.move(occurrence=occurrence, starts_at=occurrence.starts_at + timedelta(days=7), reason="Yağmur", by=ayse)
    moved = fresh(occurrence)
    assert registration_clock.remind(old_day) == 0
    assert registration_clock.remind(day_before(moved)) == 1
    assert told(registration).count("event_reminder") == 2


def test_whoever_has_just_registered_knows():
    occurrence = make_occurrence(starts=timezone.now() + timedelta(days=1))
    register(occurrence)
    late = day_before(occurrence, 23)
    Registration.objects.update(verified_at=late - timedelta(hours=1))
    assert registration_clock.remind(late) == 0
    Registration.objects.update(verified_at=late - timedelta(hours=13))
    assert registration_clock.remind(late) == 1


# -- A date changed --------------------------------------------------------------------------
ACTS = {
    "cancelled": (services.cancel, {}, "event_cancelled"),
    "postponed": (services.postpone, {}, "event_changed"),
    "relocated": (services.relocate, {"place": "Kapalı pazar yeri"}, "event_changed"),
}


@pytest.mark.parametrize("act", ACTS)
def test_everyone_registered_or_waiting_is_told(ayse, act):
    verb, facts, key = ACTS[act]
    occurrence = make_occurrence(1)
    has, waiting, unverified = register(occurrence), register(occurrence), make_unverified(occurrence)
    assert services.told_count([occurrence]) == 2
    verb(occurrence=occurrence, reason="Fırtına bekleniyor", by=ayse, **facts)
    assert told(has)[-1] == "event_confirmed", "the editor's request queues no message itself"
    assert work() == 2
    assert [told(has)[-1], told(waiting)[-1], told(unverified)] == [key, key, []]
    assert facts_told(has, key)["reason"] == "Fırtına bekleniyor"
    assert work() == 0, "told once"


def test_a_move_tells_the_new_day(ayse):
    occurrence = make_occurrence()
    registration = register(occurrence)
    services.move(occurrence=occurrence, starts_at=occurrence.starts_at + timedelta(days=7), reason="Yağmur", by=ayse)
    work()
    assert fresh(occurrence).when in facts_told(registration, "event_changed")["changed"]


def test_another_hour_in_the_plan_is_told_too():
    occurrence = make_occurrence()
    registration = register(occurrence)
    page = EventPage.objects.get(pk=occurrence.page_id)
    date = page.dates.get()
    page.dates.update(starts_at=date.starts_at + timedelta(hours=1))
    services.schedule(EventPage.objects.get(pk=page.pk))
    work()
    assert told(registration)[-1] == "event_changed"
    assert fresh(registration).state == State.CONFIRMED


def test_what_has_been_is_not_told(ayse):
    occurrence = make_occurrence(starts=timezone.now() + timedelta(hours=1))
    register(occurrence)
    occurrence.starts_at = occurrence.over_at = timezone.now() - timedelta(days=1)
    services.tell_registered_for([occurrence])
    assert not Telling.objects.exists()


def test_five_hundred_are_told_by_the_worker_in_batches(ayse, monkeypatch):
    monkeypatch.setattr(registration_clock, "BATCH", 4)
    occurrence = make_occurrence(20)
    people = [register(occurrence) for _number in range(10)]
    services.cancel(occurrence=occurrence, reason="Yağmur", by=ayse)
    task = DBTaskResult.objects.get(task_path="events.tasks.tell_registered")
    telling = Telling.objects.get()
    assert task.args_kwargs == {"args": [telling.pk], "kwargs": {}}, "primary keys only"
    registration_clock.tell(telling.pk, most=4)  # and here the worker is killed
    assert Notice.objects.filter(key="event_cancelled").count() == 4
    assert registration_clock.sweep() == 0, "not at once: the worker may still be at it"
    assert registration_clock.sweep(timezone.now() + SOON) == 6
    assert all(told(person).count("event_cancelled") == 1 for person in people)
    assert fresh(telling).done_at


# -- Offers ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("left", "lasts"),
    [
        (timedelta(days=30), timedelta(hours=24)),
        (timedelta(days=1), timedelta(hours=6)),
        (timedelta(hours=1), timedelta(minutes=30)),
        (timedelta(minutes=10), timedelta(minutes=10)),
    ],
)
def test_near_the_start_there_is_less_time_to_answer(left, lasts):
    now = timezone.now()
    assert offers.until(now, now + left, timedelta(hours=24)) == now + lasts


def test_an_offer_that_cannot_be_read_in_time_is_not_made():
    now = timezone.now()
    assert offers.until(now, now, timedelta(hours=24)) is None


def test_time_to_answer_is_counted_from_the_morning(settings, recorder_reaches):
    settings.NOTICE_QUIET_HOURS = {"sms": ("00:00", "23:59")}
    occurrence = make_occurrence(1, starts=timezone.now() + timedelta(days=30))
    has, waiting = register(occurrence), register(occurrence)
    registrations.cancel(has)
    morning = Notice.objects.get(about=waiting.code, key="event_offered").next_try_at
    assert fresh(waiting).offered_until == morning + timedelta(hours=24)


class Ringing(Transport):
    def send(self, message):
        return "id"


@pytest.fixture
def recorder_reaches(settings):
    """A transport that rings real telephones, as far as quiet hours are concerned."""
    settings.NOTICE_TRANSPORTS = {"sms": f"{__name__}.Ringing", "email": f"{__name__}.Ringing"}


# -- Afterwards ------------------------------------------------------------------------------
def over(occurrence, days):
    type(occurrence).objects.filter(pk=occurrence.pk).update(
        starts_at=timezone.now() - timedelta(days=days, hours=2), over_at=timezone.now() - timedelta(days=days)
    )


def test_who_did_not_come_is_noted_where_somebody_stood_at_the_door():
    watched, unwatched = make_occurrence(), make_occurrence()
    came, absent, unknown = register(watched), register(watched), register(unwatched)
    registrations.arrive(came)
    assert registration_clock.note_absent() == 0
    over(watched, 1)
    over(unwatched, 1)
    assert registration_clock.note_absent() == 1
    assert states(came, absent, unknown) == [State.ATTENDED, State.NO_SHOW, State.CONFIRMED]
    counts_are_right()


def test_thirty_days_later_nobody_knows_who_it_was_but_how_many():
    occurrence = make_occurrence()
    registration = register(occurrence, 3, name="Zeynep Örnekoğlu", notes="Tekerlekli sandalye")
    registrations.arrive(registration)
    over(occurrence, 29)
    assert registration_clock.forget() == 0
    over(occurrence, 31)
    person = registration.person
    assert registration_clock.forget() == 1
    assert registration_clock.forget() == 0
    kept, card = fresh(registration), fresh(person)
    assert (kept.person, kept.notes, kept.contact_digest, kept.link_digest) == (None, "", "", "")
    assert (kept.state, kept.party_size) == (State.ATTENDED, 3)
    assert card.erased_at and not card.name and not card.phone_index and not card.name_words.exists()
    assert not Notice.objects.exclude(person=None, context="", body="").exists()
    assert fresh(occurrence).seats_taken == 3
    counts_are_right()
    cells = " ".join(cell for _table, cell in all_cells())
    assert person.phone_index not in cells and person.name_index not in cells


def test_somebody_who_is_known_elsewhere_is_not_erased(zeynep):
    occurrence = make_occurrence()
    makers.make_case(person=zeynep)
    registration = registrations.settle(make_unverified(occurrence, name=zeynep.name, phone=zeynep.phone))
    Registration.objects.update(person=zeynep)
    over(occurrence, 31)
    registration_clock.forget()
    assert fresh(zeynep).erased_at is None and fresh(zeynep).name == zeynep.name
    assert fresh(registration).person is None


def test_who_comes_again_next_month_stays_known():
    old, next_one = make_occurrence(), make_occurrence()
    facts = {"name": "Zeynep Örnekoğlu", "phone": "+905550000012"}
    register(old, **facts)
    coming = register(next_one, **facts)
    over(old, 31)
    registration_clock.forget()
    assert fresh(coming).person.name == "Zeynep Örnekoğlu"


def test_a_form_left_without_the_code_is_forgotten_within_hours():
    unverified = make_unverified(make_occurrence())
    assert registration_clock.forget() == 0
    assert registration_clock.forget(timezone.now() + timedelta(hours=3)) == 1
    assert not Registration.objects.exists()
    assert fresh(unverified.person).erased_at


def test_a_card_in_use_cannot_be_forgotten(zeynep, case):
    assert Person.objects.count() == 1
    assert not forget_unused(zeynep)
    assert fresh(zeynep).name == zeynep.name


def test_the_jobs_are_on_the_clock():
    from home.clock import JOBS

    runs = {job.run for job in JOBS}
    for name in ["lapse", "sweep", "remind", "note_absent", "forget"]:
        assert f"events.registration_clock.{name}" in runs
        assert callable(getattr(registration_clock, name))
