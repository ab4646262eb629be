"""What may never happen, over random donors, calls, clocks and answers; and what hands and clocks do at once."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notices.models import Notice
from people.indexes import phone_index
from people.models import Suppression
from people.services import withdraw_consent
from wishes.blood import appeals, eligibility, services, waves
from wishes.blood.models import Appeal, Call, Donor, Rule
from wishes.blood.workflow import Status

from .conftest import NOON, make_appeal, make_donor, make_officer

people = st.fixed_dictionaries(
    {
        "group": st.sampled_from(["A+", "A-", "0+", "0-", "B+", "?"]),
        "born_on": st.dates(date(1955, 1, 1), date(2010, 12, 31)),
        "sex": st.sampled_from(["m", "f", ""]),
        "last_donation_on": st.none() | st.dates(date(2025, 6, 1), NOON.date()),
        "window": st.sampled_from(["day", "evening", "always"]),
        "every_days": st.sampled_from([30, 90, 180]),
        "paused_until": st.none() | st.sampled_from([NOON.date(), NOON.date() + timedelta(days=5)]),
        "consent_until": st.sampled_from([NOON.date(), NOON.date() + timedelta(days=200)]),
        "last_called_at": st.none() | st.sampled_from([NOON - timedelta(days=d) for d in (10, 31, 100)]),
    }
)
fates = st.sampled_from(["stays", "stays", "stays", "suppressed", "withdrew", "deleted", "pauses"])
# (minutes to the next look of the clock, which of those called answers, and what)
days = st.lists(
    st.tuples(st.integers(1, 120), st.integers(0, 5), st.sampled_from(["yes", "yes", "no", ""])), min_size=3, max_size=8
)


@pytest.mark.django_db
@given(
    crowd=st.lists(st.tuples(people, fates), min_size=3, max_size=9),
    day=days,
    units=st.integers(1, 2),
    wide=st.booleans(),
    data=st.data(),
)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_nobody_is_called_who_should_not_be(crowd, day, units, wide, data):
    from django.db import transaction

    with transaction.atomic():
        _live_through(crowd, day, units, wide)
        transaction.set_rollback(True)


def _live_through(crowd, day, units, wide):
    rules = Rule.objects.in_force()
    donors = {make_donor(number, **facts).pk: fate for number, (facts, fate) in enumerate(crowd)}
    gone = set()
    for pk, fate in donors.items():
        donor = Donor.objects.get(pk=pk)
        if fate == "suppressed":
            Suppression.objects.create(kind="phone", digest=phone_index(donor.person.phone))
        elif fate == "withdrew":
            withdraw_consent(donor.consent)
        elif fate == "deleted":
            services.forget(donor)
        elif fate == "pauses":
            services.pause(donor, NOON.date() + timedelta(days=30))
        if fate != "stays":
            gone.add(pk)
    before = {donor.pk: donor for donor in Donor.objects.all()}
    appeal = make_appeal(units=units, hours=4, with_compatible=wide)
    moment, asked = NOON, set(appeal.asked_groups)
    for minutes, which, said in [(0, 0, ""), *day]:
        moment += timedelta(minutes=minutes)
        status = Appeal.objects.get(pk=appeal.pk).status
        known = set(Call.objects.values_list("pk", flat=True))
        waves.tick(moment)
        for call in Call.objects.exclude(pk__in=known):
            donor, today = before[call.donor_id], moment.date()
            assert status == Status.RUNNING and moment < appeal.until  # never after "enough" or the end
            assert call.donor_id not in gone
            assert donor.group in asked
            assert eligibility.is_eligible(donor.facts, today, rules.limits)
            assert donor.may_be_called_at(moment, rules)
            assert donor.paused_until is None or donor.paused_until <= today
            assert donor.consent_until > today
        calls = list(Call.objects.order_by("pk"))
        if said and calls:
            waves.answer(calls[which % len(calls)], said, now=moment)
    called = list(Call.objects.values_list("donor", flat=True))
    assert len(called) == len(set(called))  # nobody twice for one call
    assert Notice.objects.filter(key="blood_appeal").count() == len(called)
    appeal.refresh_from_db()
    if Call.objects.filter(answer="yes").count() >= appeal.target:
        assert appeal.status == Status.ENOUGH
        assert not Notice.objects.filter(key="blood_appeal", status="queued").exists()
    thanked = set(Notice.objects.filter(key="blood_enough").values_list("person", flat=True))
    assert not thanked & {before[pk].person_id for pk in gone if pk in before}


# -- At once --------------------------------------------------------------------------------
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
        thread.join(60)
    return results


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_send_one_wave():
    for number in range(30):
        make_donor(number)
    make_appeal(units=2)
    results = at_once(*[lambda: waves.tick(NOON) for _clock in range(3)])
    assert sorted(results) == [0, 0, 15], results
    assert Call.objects.count() == Notice.objects.count() == 15


@pytest.mark.django_db(transaction=True)
def test_two_calls_at_once_share_no_donor():
    for number in range(6):
        make_donor(number)
    first, other = make_appeal(), make_appeal()
    results = at_once(lambda: waves.send_wave(first, NOON), lambda: waves.send_wave(other, NOON))
    assert sum(results) == 6 and Call.objects.values("donor").distinct().count() == 6, results


@pytest.mark.django_db(transaction=True)
def test_answers_at_once_are_all_counted_and_stop_the_call_once():
    donors = [make_donor(number) for number in range(4)]
    appeal = make_appeal(units=2)  # three are enough
    waves.tick(NOON)
    calls = list(Call.objects.filter(donor__in=donors))
    results = at_once(*[lambda call=call: waves.answer(call, "yes", now=NOON) for call in calls])
    assert sorted(results) == [False, True, True, True], results
    appeal.refresh_from_db()
    assert appeal.status == Status.ENOUGH and appeal.calls.filter(answer="yes").count() == 3
    assert appeal.events.filter(kind="enough").count() == 1


@pytest.mark.django_db(transaction=True)
def test_approving_twice_at_once_starts_one_call():
    appeal = make_appeal(running=False)
    from .conftest import at, make_place

    appeals.propose(appeal, by=make_officer(), now=NOON, group="A+", units=1, until=at(18), place=make_place())
    second = make_officer("amir", "blood.approve")
    third = make_officer("mudur", "blood.approve")
    results = at_once(*[lambda by=by: appeals.approve(Appeal.objects.get(pk=appeal.pk), by=by, now=NOON)
                        for by in (second, third, second)])  # fmt: skip
    refused = [result for result in results if isinstance(result, appeals.MoveRefused)]
    assert len(refused) == 2, results
    assert appeal.events.filter(kind="approved").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_phone_registered_twice_at_once_is_one_donor():
    make_donor(99)  # the text is there
    results = at_once(*[lambda group=group: make_donor(1, group=group) for group in ("A+", "0-", "B+")])
    assert all(isinstance(result, Donor) for result in results), results
    assert Donor.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_forgetting_while_a_wave_goes_out_leaves_no_message():
    donors = [make_donor(number) for number in range(4)]
    appeal = make_appeal()
    results = at_once(lambda: waves.send_wave(appeal, NOON), *[lambda d=d: services.forget(d) for d in donors[:2]])
    assert isinstance(results[0], int), results
    assert Donor.objects.count() == 2
    assert not Notice.objects.filter(key="blood_appeal", person=None).exclude(status="suppressed").exists()


@pytest.mark.django_db(transaction=True)
def test_a_clock_killed_in_the_middle_of_a_wave_has_sent_nothing_and_loses_nobody(monkeypatch):
    for number in range(5):
        make_donor(number)
    appeal = make_appeal()
    calls, queue = [], waves.queue

    def dies(*args, **kwargs):
        calls.append(1)
        if len(calls) == 3:
            raise SystemExit  # as if the process ended here
        return queue(*args, **kwargs)

    monkeypatch.setattr(waves, "queue", dies)
    with pytest.raises(SystemExit):
        waves.send_wave(appeal, NOON)
    assert not Call.objects.exists() and not Notice.objects.exists()
    assert not Donor.objects.exclude(last_called_at=None).exists()
    monkeypatch.setattr(waves, "queue", queue)
    assert waves.tick(NOON) == 5
    assert Call.objects.values("donor").distinct().count() == 5
