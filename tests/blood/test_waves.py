"""A call for blood goes out in waves: to whom, when it stops, and what nobody may ever get."""

from datetime import date, timedelta

import pytest

from notices.models import Notice
from people.indexes import phone_index
from people.models import Suppression
from people.services import withdraw_consent
from tests import makers
from wishes.blood import appeals, services, waves
from wishes.blood.models import Appeal, AppealEvent, Call, Donor, Rule
from wishes.blood.workflow import Status

from .conftest import NOON, at, make_appeal, make_donor, make_officer, make_place

pytestmark = pytest.mark.django_db


def called():
    return set(Call.objects.values_list("donor", flat=True))


def say(donor, said="yes", now=NOON):
    return waves.answer(Call.objects.get(donor=donor), said, now=now)


def test_it_works():
    donors = [make_donor(number) for number in range(3)]
    appeal = make_appeal(units=2)
    assert waves.tick(NOON) == 3
    assert called() == {donor.pk for donor in donors}
    messages = Notice.objects.filter(key="blood_appeal")
    assert messages.count() == 3 and set(messages.values_list("about", flat=True)) == {appeal.reference}
    assert Donor.objects.filter(last_called_at=NOON).count() == 3
    for donor in donors:
        assert say(donor)
    appeal.refresh_from_db()
    assert appeal.status == Status.ENOUGH and appeal.next_wave_at is None
    kinds = list(appeal.events.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["confirmed", "proposed", "approved", "wave", "enough"]


def test_the_message_says_what_where_until_when_and_nothing_else():
    from notices.rendering import render

    make_donor(), make_appeal(group="A+")
    waves.tick(NOON)
    body = render(Notice.objects.get(key="blood_appeal"))[1]
    words, link = body.rsplit(" ", 1)
    assert words == "A Rh pozitif kan gerekiyor. Yer: Kızılay İzmit. Son: 22.11.2026 18.00. Gelebilirseniz:"
    token = link.rstrip("/").rpartition("/")[2]
    assert len(token) >= 22  # 128 bits
    call = Call.objects.get()
    assert token not in (call.token_digest, str(call.pk)) and call.token_digest == waves.token_digest(token)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"group": "B+"}, "another group"),
        ({"group": "?"}, "group not known"),
        ({"born_on": date(2009, 1, 1)}, "seventeen"),
        ({"born_on": date(1960, 1, 1)}, "sixty-six"),
        ({"last_donation_on": date(2026, 10, 1)}, "gave in October"),
        ({"paused_until": date(2026, 11, 23)}, "paused"),
        ({"consent_until": date(2026, 11, 22)}, "consent lapsed"),
        ({"window": "evening"}, "evenings only"),
        ({"last_called_at": NOON - timedelta(days=29)}, "called lately"),
    ],
)
def test_it_refuses_to_call(facts, why):
    make_donor(**facts)
    make_appeal()
    assert waves.tick(NOON) == 0, why
    assert not Call.objects.exists() and not Notice.objects.exists()


def test_it_refuses_to_call_who_withdrew_is_suppressed_or_was_forgotten():
    withdrawn, suppressed, forgotten = make_donor(1), make_donor(2), make_donor(3)
    withdraw_consent(withdrawn.consent)
    Suppression.objects.create(kind="phone", digest=phone_index(suppressed.person.phone))
    services.forget(forgotten)
    make_appeal()
    assert waves.tick(NOON) == 0


def test_compatible_groups_only_when_asked_and_after_the_exact_one():
    exact, other = make_donor(1, group="A+"), make_donor(2, group="0-")
    make_appeal(group="A+")
    assert waves.tick(NOON) == 1 and called() == {exact.pk}
    Donor.objects.update(last_called_at=None)
    Call.objects.all().delete()
    wide = make_appeal(group="A+", with_compatible=True)
    order = waves.candidates(wide, NOON, Rule.objects.in_force())
    assert [donor.pk for donor in order] == [exact.pk, other.pk]


def test_the_nearest_neighbourhoods_come_first():
    place = make_place(name="Yakın", neighbourhood=makers.make_neighbourhood("Merkez Örnek", lat=40.765, lon=29.94))
    far = make_donor(1, neighbourhood=makers.make_neighbourhood("Uzak Örnek", lat=40.86, lon=30.21))
    near = make_donor(2, neighbourhood=makers.make_neighbourhood("Komşu Örnek", lat=40.77, lon=29.95))
    appeal = make_appeal(place=place)
    assert waves.candidates(appeal, NOON, Rule.objects.in_force()) == [near, far]


def test_a_wave_is_as_large_as_the_yes_rate_asks_for():
    assert waves.wave_size(3, 0.2, 40) == 15
    assert waves.wave_size(3, 0.5, 40) == 6
    assert waves.wave_size(30, 0.2, 40) == 40
    assert waves.wave_size(0, 0.2, 40) == 0
    rules = Rule.objects.in_force()
    assert waves.yes_rate(NOON, rules) == pytest.approx(0.2)
    donor, appeal = make_donor(), make_appeal()
    waves.tick(NOON)
    say(donor)
    appeals.stop(appeal, by=make_officer())
    assert waves.yes_rate(NOON, rules) == pytest.approx((1 + 4) / 21)


def test_the_next_wave_waits_twenty_minutes_and_calls_others():
    for number in range(25):
        make_donor(number)
    appeal = make_appeal(units=2)  # three yes are enough, one in five says yes: fifteen at a time
    assert waves.tick(NOON) == 15
    assert waves.tick(NOON + timedelta(minutes=19)) == 0
    assert waves.tick(NOON + timedelta(minutes=20)) == 10
    assert waves.tick(NOON + timedelta(minutes=40)) == 0
    assert Call.objects.count() == 25 and len(called()) == 25
    appeal.refresh_from_db()
    assert appeal.waves == 2


def test_it_stops_at_its_time_and_shortly_before():
    make_donor()
    appeal = make_appeal(hours=1)
    assert waves.tick(NOON + timedelta(minutes=31)) == 0  # nobody could get there
    assert waves.tick(NOON + timedelta(minutes=60)) == 0
    appeal.refresh_from_db()
    assert appeal.status == Status.OVER and appeal.closed_at


def test_enough_takes_back_what_has_not_left_and_thanks_who_was_reached():
    first, reached, unreached, sleeping = (make_donor(number) for number in range(4))
    make_appeal(units=1)
    Appeal.objects.update(target=1)
    waves.tick(NOON)
    sent = Call.objects.filter(donor__in=[first, reached, sleeping]).values("notice")
    Notice.objects.filter(pk__in=sent).update(status="sent")
    Donor.objects.filter(pk=sleeping.pk).update(window="evening")
    say(first)
    by_key = {(n.key, n.person_id): n.status for n in Notice.objects.all()}
    assert by_key["blood_appeal", unreached.person_id] == "suppressed"
    assert by_key["blood_enough", reached.person_id] == "queued"
    assert {key for key in by_key if key[0] == "blood_enough"} == {("blood_enough", reached.person_id)}
    assert waves.tick(NOON + timedelta(hours=1)) == 0


def test_a_message_that_came_back_into_the_queue_after_the_end_is_taken_back():
    make_donor()
    appeal = make_appeal()
    waves.tick(NOON)
    appeals.stop(appeal, by=make_officer())
    Notice.objects.filter(key="blood_appeal").update(status="queued")  # the provider was down just then
    waves.tick()
    assert Notice.objects.get(key="blood_appeal").status == "suppressed"


def test_pausing_takes_back_a_call_that_has_not_left():
    donor = make_donor()
    make_appeal()
    waves.tick(NOON)
    services.pause(donor, date(2027, 1, 1))
    assert Notice.objects.get(key="blood_appeal").status == "suppressed"


def test_a_no_is_no_yes_and_may_become_one():
    donor = make_donor()
    appeal = make_appeal(units=1)
    waves.tick(NOON)
    assert say(donor, "no") and say(donor, "yes") and say(donor, "yes")
    counted = Appeal.objects.with_counts().get(pk=appeal.pk)
    assert (counted.called, counted.said_yes, counted.said_no) == (1, 1, 0)


def test_after_the_end_no_answer_counts_any_more():
    donor = make_donor()
    appeal = make_appeal(units=1)
    waves.tick(NOON)
    assert not say(donor, "yes", now=appeal.until)
    appeals.stop(appeal, by=make_officer())
    assert not say(donor, "yes")
    assert Call.objects.get().answer == ""


def test_who_had_promised_may_take_it_back_after_enough_and_the_officer_goes_on():
    donors = [make_donor(number) for number in range(2)]
    appeal = make_appeal(units=1)
    waves.tick(NOON)
    for donor in donors:
        say(donor)
    appeal.refresh_from_db()
    assert appeal.status == Status.ENOUGH
    assert say(donors[0], "no") and not say(donors[0], "yes")
    late = make_donor(7)
    appeals.resume(appeal, by=make_officer(), now=NOON)
    assert waves.tick(NOON) == 1 and late.pk in called()


# -- Two people open a call -----------------------------------------------------------------
def test_it_refuses_the_same_hand_twice():
    appeal = make_appeal(running=False)
    officer = make_officer()
    facts = {"group": "A+", "units": 2, "until": at(18), "place": make_place()}
    appeals.propose(appeal, by=officer, now=NOON, **facts)
    with pytest.raises(appeals.SameHand):
        appeals.approve(appeal, by=officer, now=NOON)
    assert Appeal.objects.get().status == Status.PROPOSED


def test_the_database_itself_refuses_the_same_hand():
    from django.db import IntegrityError, transaction

    appeal = make_appeal()
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(approved_by=appeal.proposed_by)


def test_what_nobody_approves_in_time_drops_and_can_be_proposed_again():
    appeal = make_appeal(running=False)
    facts = {"group": "A+", "units": 2, "until": at(18), "place": make_place()}
    appeals.propose(appeal, by=make_officer(), now=NOON, **facts)
    late = NOON + timedelta(minutes=5)
    with pytest.raises(appeals.TooLate):
        appeals.approve(appeal, by=make_officer("amir", "blood.approve"), now=late)
    waves.tick(late)
    appeal.refresh_from_db()
    assert appeal.status == Status.CONFIRMED and appeal.events.filter(kind=AppealEvent.Kind.DROPPED).exists()
    appeals.propose(appeal, by=make_officer(), now=late, **facts)
    appeals.approve(appeal, by=make_officer("amir", "blood.approve"), now=late)
    assert appeal.status == Status.RUNNING


def test_it_refuses_moves_out_of_turn():
    appeal = make_appeal()
    for move in [
        lambda: appeals.confirm(appeal, by=make_officer(), text="x"),
        lambda: appeals.approve(appeal, by=make_officer("ucuncu", "blood.approve"), now=NOON),
        lambda: appeals.refuse(appeal, by=make_officer(), text="x"),
        lambda: appeals.resume(appeal, by=make_officer(), now=NOON),
    ]:
        with pytest.raises(appeals.MoveRefused):
            move()


def test_nothing_runs_without_approval():
    make_donor()
    make_appeal(running=False)
    assert waves.tick(NOON) == 0 and not Call.objects.exists()


# -- Numbers are data -----------------------------------------------------------------------
def test_a_rule_of_the_directorate_wins_over_the_shipped_number():
    make_donor(last_donation_on=NOON.date() - timedelta(days=95))
    Rule.objects.create(
        key="interval_male", name="Erkekte ara", value=100, unit="gün", source="deneme", valid_from=date(2026, 1, 1)
    )
    make_appeal()
    assert waves.tick(NOON) == 0
    Rule.objects.update(valid_until=date(2026, 11, 21))  # and no longer in force
    Appeal.objects.update(next_wave_at=NOON)
    assert waves.tick(NOON) == 1


def test_the_shipped_rules_are_loaded_once_and_then_belong_to_the_directorate():
    from django.core.management import call_command

    call_command("load_blood_rules", verbosity=0)
    Rule.objects.filter(key="interval_male").update(value=91)
    call_command("load_blood_rules", verbosity=0)
    assert Rule.objects.in_force().limits.interval_male == 91
    assert not Rule.objects.filter(source="").exists()
