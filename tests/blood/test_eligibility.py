"""Who may give to whom, and when again: pure rules, tried against plain recounting."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wishes.blood import eligibility, groups
from wishes.blood.eligibility import FEMALE, MALE, Facts
from wishes.blood.groups import Group
from wishes.blood.rules import Rules, shipped_values

LIMITS = Rules.of(shipped_values()).limits
TODAY = date(2026, 11, 22)


def born(years, days=0):
    return eligibility.birthday(TODAY, -years) - timedelta(days=days)


def test_27_of_64_pairs_are_compatible():
    assert sum(eligibility.can_give(donor, recipient) for donor in Group for recipient in Group) == 27


@pytest.mark.parametrize(
    ("donor", "recipients"),
    [
        ("0-", "0- 0+ A- A+ B- B+ AB- AB+"), ("0+", "0+ A+ B+ AB+"), ("A-", "A- A+ AB- AB+"), ("A+", "A+ AB+"),
        ("B-", "B- B+ AB- AB+"), ("B+", "B+ AB+"), ("AB-", "AB- AB+"), ("AB+", "AB+"),
    ],
)  # fmt: skip
def test_each_group_gives_to_those_of_the_table(donor, recipients):
    assert {group.value for group in Group if eligibility.can_give(Group(donor), group)} == set(recipients.split())


def test_the_exact_group_is_asked_first_and_alone_unless_told_otherwise():
    assert eligibility.givers(Group.A_NEGATIVE) == [Group.A_NEGATIVE]
    assert eligibility.givers(Group.A_NEGATIVE, compatible=True) == [Group.A_NEGATIVE, Group.O_NEGATIVE]


@pytest.mark.parametrize(
    ("written", "group"),
    [
        ("0 Rh (-)", "0-"), ("O negatif", "0-"), ("o rh+", "0+"), ("A Rh (+)", "A+"), ("ab pozitif", "AB+"),
        ("AB−", "AB-"), ("Sıfır Rh pozitif", "0+"), ("B neg", "B-"),
        ("", None), ("C+", None), ("A", None), ("AB+ ya da B+", None),
    ],
)  # fmt: skip
def test_groups_are_read_as_people_write_them(written, group):
    assert groups.parse(written) == (Group(group) if group else None)


def test_zero_is_a_digit():
    assert Group.O_NEGATIVE.label == "0 Rh (-)" and Group.O_NEGATIVE.spoken == "0 Rh negatif"
    assert not any("O" in group.label for group in Group)


@pytest.mark.parametrize(
    ("facts", "eligible"),
    [
        (Facts(born(18)), True),
        (Facts(born(18) + timedelta(days=1)), False),  # eighteen tomorrow
        (Facts(born(60, days=364)), True),
        (Facts(born(61)), False),  # a first donation not after sixty
        (Facts(born(65, days=300), MALE, TODAY - timedelta(days=90)), True),
        (Facts(born(66), MALE, TODAY - timedelta(days=364)), False),  # above 65 once a year
        (Facts(born(66), MALE, TODAY - timedelta(days=365)), True),
        (Facts(born(70), MALE, TODAY - timedelta(days=800)), False),
        (Facts(born(30), MALE, TODAY - timedelta(days=89)), False),
        (Facts(born(30), MALE, TODAY - timedelta(days=90)), True),
        (Facts(born(30), FEMALE, TODAY - timedelta(days=119)), False),
        (Facts(born(30), FEMALE, TODAY - timedelta(days=120)), True),
        (Facts(born(30), "", TODAY - timedelta(days=119)), False),  # not told: the longer interval
        (Facts(born(30), MALE, TODAY), False),
    ],
)
def test_ages_and_intervals(facts, eligible):
    assert eligibility.is_eligible(facts, TODAY, LIMITS) is eligible


def test_born_on_29_february_is_of_age_on_1_march():
    leap = date(2008, 2, 29)
    assert not eligibility.is_eligible(Facts(leap), date(2026, 2, 28), LIMITS)
    assert eligibility.is_eligible(Facts(leap), date(2026, 3, 1), LIMITS)
    assert eligibility.age_on(leap, date(2028, 2, 28)) == 19 and eligibility.age_on(leap, date(2028, 2, 29)) == 20


days = st.dates(date(1950, 1, 1), date(2015, 12, 31))
facts = st.builds(Facts, days, st.sampled_from([MALE, FEMALE, ""]), st.none() | st.dates(date(2024, 1, 1), TODAY))


@given(facts)
@settings(max_examples=150, deadline=None)
def test_the_next_day_is_the_first_on_which_the_rules_agree(facts):
    found = eligibility.next_eligible_on(facts, TODAY, LIMITS)
    if found is None:
        later = (TODAY + timedelta(days=step) for step in range(0, 800, 7))
        of_age_some_day = [day for day in later if eligibility.is_eligible(facts, day, LIMITS)]
        assert of_age_some_day == []
    else:
        assert eligibility.is_eligible(facts, found, LIMITS)
        assert found == TODAY or not eligibility.is_eligible(facts, found - timedelta(days=1), LIMITS)
