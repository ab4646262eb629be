"""Few seats, many people: who gets a seat, who waits, and how the queue moves by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events import registration_clock, registrations, services
from events.models import Occurrence
from events.registration_models import Registration, State
from notices import codes
from notices.models import Notice
from people.models import Person
from tests.events.registering import (
    counts_are_right,
    fresh,
    make_occurrence,
    make_unverified,
    register,
    states,
    told,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_any_hour(settings):
    settings.NOTICE_QUIET_HOURS = {}


# -- A seat ----------------------------------------------------------------------------------
def test_it_works():
    occurrence = make_occurrence(10)
    registration = register(occurrence, 2)
    assert registration.state == State.CONFIRMED
    assert fresh(occurrence).seats_free == 8
    assert told(registration) == ["event_confirmed"]


def test_whoever_has_not_typed_the_code_takes_no_seat_away():
    occurrence = make_occurrence(1)
    make_unverified(occurrence)
    assert fresh(occurrence).seats_free == 1
    assert register(occurrence).state == State.CONFIRMED


def test_the_code_gives_the_seat_and_a_wrong_one_does_not():
    registration = make_unverified(make_occurrence(1))
    registrations.send_code(registration)
    code = Notice.objects.get(key="event_code").context.partition('"code": "')[2][:6]
    wrong = "000000" if code != "000000" else "111111"
    with pytest.raises(codes.WrongCode):
        registrations.verify(registration, wrong)
    assert states(registration) == [State.UNVERIFIED]
    assert registrations.verify(registration, f"{code[:3]} {code[3:]}").state == State.CONFIRMED


def test_a_code_proves_no_other_telephone_that_was_typed_in_another_tab_meanwhile():
    occurrence = make_occurrence(1)
    proved = make_unverified(occurrence, phone="+905550000001")
    # Between the right code and the seat the same form is sent again, with a neighbour's number.
    make_unverified(occurrence, phone="+905550000002", nonce=proved.nonce)
    standing = registrations.settle(proved)
    assert standing.state == State.UNVERIFIED
    assert fresh(occurrence).seats_free == 1
    assert not Notice.objects.filter(about=standing.code).exists()


def test_full_means_waiting_and_it_says_so():
    occurrence = make_occurrence(1)
    register(occurrence)
    late = register(occurrence)
    assert late.state == State.WAITING
    assert told(late) == ["event_waiting"]


def test_a_party_that_does_not_fit_waits_and_a_smaller_one_passes():
    occurrence = make_occurrence(4)
    register(occurrence, 2)
    large, small = register(occurrence, 3), register(occurrence, 2)
    assert [large.state, small.state] == [State.WAITING, State.CONFIRMED]
    counts_are_right()


def test_sent_twice_it_is_one_registration_as_typed_last():
    occurrence = make_occurrence()
    first = make_unverified(occurrence, 1, phone="+905550000001", name="Zeynep Ornekogl")
    again = make_unverified(occurrence, 3, phone="+905550000002", name="Zeynep Örnekoğlu", nonce=first.nonce, notes="x")
    assert first.pk == again.pk
    assert (again.party_size, again.person.phone, again.notes) == (3, "+905550000002", "x")
    assert fresh(first.person).erased_at, "the card with the slip is needed by nobody"
    settled = registrations.settle(again)
    with pytest.raises(registrations.Changed):
        make_unverified(occurrence, 1, nonce=settled.nonce)


def test_settled_twice_it_is_one_seat():
    occurrence = make_occurrence()
    unverified = make_unverified(occurrence, 2)
    assert registrations.settle(unverified).pk == registrations.settle(unverified).pk
    assert fresh(occurrence).seats_taken == 2
    assert Notice.objects.count() == 1


def test_registering_twice_finds_the_first():
    occurrence = make_occurrence()
    first = register(occurrence, 2, phone="+905550000001")
    second = make_unverified(occurrence, 4, phone="+905550000001", name="Başka Ad")
    assert registrations.settle(second) == first
    assert list(Registration.objects.all()) == [first]
    assert fresh(occurrence).seats_taken == 2


def test_after_leaving_one_may_come_back_and_to_another_date_at_once():
    occurrence, other = make_occurrence(), make_occurrence()
    first = register(occurrence, phone="+905550000001")
    registrations.cancel(first)
    assert register(occurrence, phone="+905550000001").state == State.CONFIRMED
    assert register(other, phone="+905550000001").state == State.CONFIRMED


@pytest.mark.parametrize("size", [0, 5, 99])
def test_it_refuses_a_party_that_is_too_large(size):
    with pytest.raises(registrations.TooLarge) as refused:
        make_unverified(make_occurrence(10), size)
    assert refused.value.limit == 4


def test_it_refuses_more_than_there_are_seats_at_all():
    with pytest.raises(registrations.TooLarge) as refused:
        make_unverified(make_occurrence(2), 3)
    assert refused.value.limit == 2


@pytest.mark.parametrize("when", ["begun", "cancelled", "postponed", "unlimited", "some month"])
def test_it_refuses_where_nobody_can_register(when, ayse):
    facts = {"starts": timezone.now() - timedelta(minutes=1)} if when == "begun" else {}
    facts |= {"precision": "month"} if when == "some month" else {}
    occurrence = make_occurrence(None if when == "unlimited" else 10, **facts)
    if when in ("cancelled", "postponed"):
        {"cancelled": services.cancel, "postponed": services.postpone}[when](
            occurrence=occurrence, reason="Yağmur", by=ayse
        )
    with pytest.raises(registrations.Closed):
        make_unverified(occurrence)


def test_it_refuses_a_code_typed_after_the_beginning():
    occurrence = make_occurrence()
    registration = make_unverified(occurrence)
    Occurrence.objects.update(starts_at=timezone.now())
    with pytest.raises(registrations.Closed):
        registrations.settle(registration)
    assert states(registration) == [State.UNVERIFIED]


# -- The queue -------------------------------------------------------------------------------
def test_a_seat_that_comes_free_is_offered_to_the_first_who_waits():
    occurrence = make_occurrence(1)
    has, first, second = [register(occurrence) for _number in range(3)]
    registrations.cancel(has)
    assert states(has, first, second) == [State.CANCELLED, State.OFFERED, State.WAITING]
    assert told(first) == ["event_waiting", "event_offered"]
    registrations.accept(first)
    assert states(first) == [State.CONFIRMED]
    assert told(first)[-1] == "event_confirmed"
    assert fresh(occurrence).seats_free == 0


def test_an_offer_that_nobody_answers_goes_to_the_next():
    occurrence = make_occurrence(1)
    has, first, second = [register(occurrence) for _number in range(3)]
    registrations.cancel(has)
    later = timezone.now() + timedelta(hours=25)
    assert registration_clock.lapse() == 0
    assert registrations.lapse_offers(later) == 1
    assert states(first, second) == [State.LAPSED, State.OFFERED]
    assert told(first)[-1] == "event_lapsed"
    with pytest.raises(registrations.OfferGone):
        registrations.accept(first)
    counts_are_right()


def test_an_offer_cannot_be_taken_after_its_time_although_the_clock_has_not_come_yet():
    occurrence = make_occurrence(1)
    has, first = register(occurrence), register(occurrence)
    registrations.cancel(has)
    Registration.objects.filter(pk=first.pk).update(offered_until=timezone.now())
    with pytest.raises(registrations.OfferGone):
        registrations.accept(first)


def test_a_newcomer_passes_nobody_who_fits():
    occurrence = make_occurrence(2)
    has = register(occurrence, 2)
    first = register(occurrence, 1)
    registrations.cancel(has)  # one of two seats is offered, one is free
    newcomer = register(occurrence, 2)
    assert states(first, newcomer) == [State.OFFERED, State.WAITING]
    assert register(occurrence, 1).state == State.CONFIRMED


def test_coming_with_fewer_frees_the_rest():
    occurrence = make_occurrence(4)
    has, waiting = register(occurrence, 4), register(occurrence, 2)
    registrations.reduce(has, 2)
    assert states(has, waiting) == [State.CONFIRMED, State.OFFERED]
    assert fresh(has).party_size == 2
    with pytest.raises(registrations.TooLarge):
        registrations.reduce(has, 3)
    counts_are_right()


def test_waiting_with_fewer_may_fit_at_once():
    occurrence = make_occurrence(4)
    register(occurrence, 3)
    waiting = register(occurrence, 2)
    registrations.reduce(waiting, 1)
    assert states(waiting) == [State.OFFERED]


def test_more_seats_move_the_queue_up():
    occurrence = make_occurrence(1)
    register(occurrence)
    first, second, third = [register(occurrence) for _number in range(3)]
    registrations.set_seats(occurrence, 2)
    assert states(first, second) == [State.OFFERED, State.WAITING]
    page = occurrence.page
    page.dates.update(capacity=3)
    services.schedule(page)
    assert fresh(occurrence).seats == 4, "what was added to this date stays added"
    assert states(first, second, third) == [State.OFFERED, State.OFFERED, State.OFFERED]
    counts_are_right()


def test_fewer_seats_take_none_away():
    occurrence = make_occurrence(3)
    people = [register(occurrence) for _number in range(3)]
    registrations.set_seats(occurrence, 1)
    assert states(*people) == [State.CONFIRMED] * 3
    assert fresh(occurrence).seats_free == 0
    assert register(occurrence).state == State.WAITING


def test_an_event_that_is_off_offers_nothing_until_it_is_on_again(ayse):
    occurrence = make_occurrence(1)
    has, first, second = [register(occurrence) for _number in range(3)]
    registrations.cancel(has)
    services.postpone(occurrence=fresh(occurrence), reason="Fırtına", by=ayse)
    with pytest.raises(registrations.Closed):
        registrations.accept(first)
    registrations.lapse_offers(timezone.now() + timedelta(hours=25))
    assert states(first, second) == [State.WAITING, State.WAITING]
    assert "event_lapsed" not in told(first)
    services.restore(occurrence=fresh(occurrence), reason="Hava açtı", by=ayse)
    assert states(first, second) == [State.OFFERED, State.WAITING]
    counts_are_right()


def test_whoever_has_left_cannot_leave_again():
    registration = register(make_occurrence(1))
    registrations.cancel(registration)
    with pytest.raises(registrations.Changed):
        registrations.cancel(registration)
    counts_are_right()


# -- The desk --------------------------------------------------------------------------------
def test_somebody_who_called_is_written_down_by_the_desk(ayse):
    occurrence = make_occurrence(1)
    mobile = registrations.add(occurrence=occurrence, name="Ali Konuk", phone="+905550000001", party_size=1, by=ayse)
    landline = registrations.add(occurrence=occurrence, name="Veli Konuk", phone="+902623180000", party_size=1, by=ayse)
    assert [mobile.state, landline.state] == [State.CONFIRMED, State.WAITING]
    assert [told(mobile), told(landline)] == [["event_confirmed"], []]
    registrations.cancel(mobile, by=ayse)
    assert told(mobile)[-1] == "event_left"
    assert states(landline) == [State.CONFIRMED], "nobody can be asked by message, so nothing can lapse unseen"
    assert fresh(mobile).added_by == ayse


def test_who_came_is_noted_once_and_can_be_undone():
    registration = register(make_occurrence(2))
    assert registrations.arrive(registration)
    assert not registrations.arrive(registration), "a second door was slower"
    assert states(registration) == [State.ATTENDED]
    assert registrations.undo_arrival(registration)
    assert states(registration) == [State.CONFIRMED]
    assert not registrations.undo_arrival(registration)


def test_nobody_waiting_can_be_let_in_by_mistake():
    occurrence = make_occurrence(1)
    register(occurrence)
    assert not registrations.arrive(register(occurrence))


def test_a_date_with_registrations_is_cancelled_instead_of_deleted():
    occurrence = make_occurrence(1)
    registration = register(occurrence)
    occurrence.page.dates.all().delete()
    services.schedule(occurrence.page)
    assert fresh(occurrence).state == Occurrence.State.CANCELLED
    registration_clock.sweep(timezone.now() + timedelta(minutes=5))
    assert told(registration)[-1] == "event_cancelled"


def test_people_are_remembered_sealed():
    register(make_occurrence(), phone="+905550000001", name="Zeynep Örnekoğlu", notes="Tekerlekli sandalye")
    from tests.database import all_cells

    cells = " ".join(map(str, all_cells()))
    for secret in ["Zeynep Örnekoğlu", "5550000001", "Tekerlekli"]:
        assert secret not in cells
    assert Person.objects.get().name == "Zeynep Örnekoğlu"
