"""The plan and the changes make the dates: pure, so tried with many plans that nobody thought of."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from events import planning, rules
from events.planning import CANCELLED, MOVED, POSTPONED, RELOCATED, RESTORED, SCHEDULED
from lib.dates import ISTANBUL

ONCE = rules.Rule("")


@dataclass
class Line:
    """What planning asks of an EventDate."""

    starts_at: datetime
    repetition: rules.Rule = ONCE
    ends_at: datetime | None = None
    precision: str = "time"
    place: str = ""
    neighbourhood_id: int | None = None
    note: str = ""
    capacity: int | None = None
    party_limit: int = planning.PARTY_LIMIT
    uid: UUID = field(default_factory=uuid4)


@dataclass
class Act:
    """What planning asks of a Change."""

    what: str
    plan: UUID | None = None
    original_start: datetime | None = None
    plans: frozenset = frozenset()
    new: dict = field(default_factory=dict)
    reason: str = "Yağmur bekleniyor"
    at: datetime = datetime(2026, 1, 1, tzinfo=ISTANBUL)

    @property
    def is_of_all(self):
        return self.plan is None

    @property
    def key(self):
        return self.plan, self.original_start


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ISTANBUL)


def on(planned, what, **facts):
    """An act on one date."""
    return Act(what, planned.plan, planned.original_start, **facts)


def to(starts_at, ends_at=None, precision="time"):
    return {"starts_at": starts_at, "ends_at": ends_at, "precision": precision}


PUPPETS = rules.Rule(rules.WEEKLY, ("TU", "TH"), until=date(2026, 8, 13))
starts = st.datetimes(datetime(2015, 1, 1), datetime(2035, 12, 31)).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=ISTANBUL)
)
FREQUENCIES = [rules.DAILY, rules.WEEKLY, rules.MONTHLY, rules.MONTHLY_WEEKDAY, rules.YEARLY]


@st.composite
def lines(draw):
    start = draw(starts)
    weekdays = draw(st.sets(st.sampled_from(rules.WEEKDAYS)))
    ends = draw(st.one_of(st.integers(1, 40), st.dates(start.date(), start.date() + timedelta(days=400))))
    rule = rules.Rule(
        draw(st.sampled_from(FREQUENCIES)),
        tuple(sorted(weekdays | {rules.WEEKDAYS[start.weekday()]}) if weekdays else ()),
        **{"count": ends} if isinstance(ends, int) else {"until": ends},
    )
    return Line(start, rule, start + timedelta(minutes=draw(st.integers(0, 600))))


# -- Rules -----------------------------------------------------------------------------------------
@given(lines())
@settings(max_examples=80, deadline=None)
def test_the_dates_are_those_that_the_rule_text_means_to_everybody_else(line):
    text = line.repetition.text(line.starts_at)
    # dateutil reads the text as any calendar would: on the wall clock, with an end in UTC.
    others = rrulestr(text, dtstart=line.starts_at.replace(tzinfo=ISTANBUL))
    assert [date.starts_at for date in planning.expand([line])] == list(others)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (PUPPETS, "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20260813T205959Z"),
        (rules.Rule(rules.DAILY, count=3), "FREQ=DAILY;COUNT=3"),
        (rules.Rule(rules.MONTHLY, count=3), "FREQ=MONTHLY;COUNT=3"),
        (rules.Rule(rules.MONTHLY_WEEKDAY, count=3), "FREQ=MONTHLY;BYDAY=4TH;COUNT=3"),
        (rules.Rule(rules.YEARLY, count=3), "FREQ=YEARLY;COUNT=3"),
        (rules.Rule(""), ""),
    ],
)
def test_a_rule_is_written_as_calendars_write_it(rule, text):
    assert rule.text(at("2026-07-23 20:00")) == text


def test_the_end_of_an_all_day_rule_is_a_day():
    assert PUPPETS.text(at("2026-07-23 00:00"), all_day=True).endswith("UNTIL=20260813")


def test_a_fifth_saturday_means_the_last_one():
    line = Line(at("2026-08-29 13:00"), rules.Rule(rules.MONTHLY_WEEKDAY, count=3))
    assert [d.starts_at.date() for d in planning.expand([line])] == [
        date(2026, 8, 29),
        date(2026, 9, 26),
        date(2026, 10, 31),
    ]


def test_the_clock_on_the_wall_stays_when_the_law_moves_the_hour():
    """In 2015 summer time was still put back in autumn."""
    line = Line(at("2015-10-31 20:00"), rules.Rule(rules.WEEKLY, count=3), at("2015-10-31 22:00"))
    dates = planning.expand([line])
    assert {(d.starts_at.hour, d.ends_at.hour) for d in dates} == {(20, 22)}
    assert len({d.starts_at.utcoffset() for d in dates}) == 2


def test_it_refuses_a_rule_without_an_end_and_more_dates_than_anybody_means():
    with pytest.raises(rules.TooMany):
        planning.expand([Line(at("2026-01-01 10:00"), rules.Rule(rules.DAILY))])
    half = Line(at("2026-01-01 10:00"), rules.Rule(rules.DAILY, count=600))
    with pytest.raises(rules.TooMany):
        planning.expand([half, half])


# -- Changes ---------------------------------------------------------------------------------------
@given(lines(), st.data())
@settings(max_examples=50, deadline=None)
def test_the_same_question_has_the_same_answer(line, data):
    dates = planning.expand([line])
    acts = [
        on(data.draw(st.sampled_from(dates)), what, new=to("2030-01-01T10:00:00+03:00") if what == MOVED else {})
        for what in data.draw(st.lists(st.sampled_from([CANCELLED, MOVED, POSTPONED, RESTORED]), max_size=5))
    ]
    once = planning.expand([line], acts)
    assert planning.expand([line], acts) == once
    assert {d.key for d in once} == {d.key for d in dates}
    touched = {act.key for act in acts}
    assert [d for d in once if d.key not in touched] == [d for d in dates if d.key not in touched]


@given(lines())
@settings(max_examples=50, deadline=None)
def test_a_change_survives_what_becomes_of_the_rule(line):
    dates = planning.expand([line])
    last = dates[-1]
    act = on(last, CANCELLED)
    more = rules.Rule(line.repetition.repeats, line.repetition.weekdays, count=len(dates) + 5)
    longer = Line(**vars(line) | {"repetition": more})
    assert {d.key: d.state for d in planning.expand([longer], [act])}.get(last.key) == CANCELLED
    shorter = Line(**vars(line) | {"repetition": ONCE})
    planning.expand([shorter], [act])
    assert {d.key: d.state for d in planning.expand([line], [act])}[last.key] == CANCELLED


def puppets():
    line = Line(at("2026-07-23 20:00"), PUPPETS, at("2026-07-23 22:00"))
    return line, planning.expand([line])


def test_a_moved_date_keeps_its_key_and_stands_where_it_is_now():
    line, dates = puppets()
    new = to("2026-08-20T21:00:00+03:00", "2026-08-20T22:00:00+03:00")
    moved = planning.expand([line], [on(dates[0], MOVED, new=new)])[-1]
    assert (moved.key, moved.state, moved.starts_at) == (dates[0].key, MOVED, at("2026-08-20 21:00"))
    assert moved.reason == "Yağmur bekleniyor"


def test_what_is_done_to_the_whole_event_spares_what_has_been_and_what_was_off():
    line, dates = puppets()
    acts = [
        on(dates[3], CANCELLED),
        Act(POSTPONED, plans=frozenset({line.uid}), at=at("2026-07-29 12:00")),
    ]
    states = [d.state for d in planning.expand([line], acts)]
    assert states == [SCHEDULED, SCHEDULED, POSTPONED, CANCELLED, POSTPONED, POSTPONED, POSTPONED]


def test_a_date_added_after_the_whole_was_cancelled_takes_place():
    line, _dates = puppets()
    added = Line(at("2026-09-01 20:00"))
    act = Act(CANCELLED, plans=frozenset({line.uid}))
    assert planning.expand([line, added], [act])[-1].state == SCHEDULED


def test_restoring_the_whole_leaves_what_was_done_to_one_date():
    line, dates = puppets()
    everything = {"plans": frozenset({line.uid})}
    acts = [on(dates[1], CANCELLED), Act(POSTPONED, **everything), Act(RESTORED, **everything)]
    assert [d.state for d in planning.expand([line], acts)].count(CANCELLED) == 1
    assert {d.state for d in planning.expand([line], [*acts, on(dates[1], RESTORED)])} == {SCHEDULED}


def test_another_place_and_another_day_add_up():
    line, dates = puppets()
    acts = [
        on(dates[0], RELOCATED, new={"place": "Kapalı pazar yeri", "neighbourhood": 7}),
        on(dates[0], MOVED, new=to("2026-07-24T20:00:00+03:00")),
    ]
    changed = planning.expand([line], acts)[0]
    assert (changed.place, changed.neighbourhood_id, changed.is_relocated) == ("Kapalı pazar yeri", 7, True)
    assert changed.starts_at == at("2026-07-24 20:00")
