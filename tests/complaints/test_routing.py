"""Where complaints go: the rules, what they may not say, and what they do once they are in force."""

from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib import turkish
from tests.makers import make_case, make_category, make_clerk, make_complaint, make_neighbourhood, make_unit
from wishes.complaints import routing, routing_rehearsal, routing_services, tasks
from wishes.complaints.models import Category, RoutingRule, RuleSet
from wishes.complaints.routing import Facts, Rule, first_match, wanted_words
from wishes.models import Case, CaseEvent
from wishes.workflow import Channel, Status


# -- Matching -------------------------------------------------------------------------------
def rule(**facts):
    return Rule(**({"pk": 1, "unit": 1} | facts | {"words": wanted_words(facts.get("words", ""))}))


def told(words, **facts):
    return Facts(**({"topic": "park", "text": turkish.search_text(words)} | facts))


def test_an_empty_condition_always_holds():
    assert rule().matches(Facts("park"))
    assert rule().is_catch_all


@pytest.mark.parametrize(
    ("conditions", "facts", "matches"),
    [
        ({"topics": frozenset({"park"})}, Facts("park"), True),
        ({"topics": frozenset({"park"})}, Facts("yol"), False),
        ({"neighbourhoods": frozenset({7})}, Facts("park", 7), True),
        ({"neighbourhoods": frozenset({7})}, Facts("park", None), False),
        ({"channels": frozenset({"phone"})}, Facts("park", channel="phone"), True),
        ({"channels": frozenset({"phone"})}, Facts("park", channel="web"), False),
        ({"danger": True}, Facts("park", danger=True), True),
        ({"danger": True}, Facts("park"), False),
        ({"danger": False}, Facts("park", danger=True), False),
        ({"topics": frozenset({"park"}), "danger": True}, Facts("park"), False),
    ],
)
def test_all_conditions_must_hold(conditions, facts, matches):
    assert rule(**conditions).matches(facts) is matches


@pytest.mark.parametrize(
    ("words", "said", "matches"),
    [
        ("köpek", "Sokakta KÖPEKLER havlıyor", True),
        ("kedi, köpek", "bir köpek", True),
        ("sokak lambası", "Lambalar sokakta yanmıyor", True),
        ("sokak lambası", "Lamba yanmıyor", False),
        ("su", "suyumuz akmıyor", True),
        ("su", "basu ve masusu", False),
        ("ışık", "IŞIKLAR söndü", True),
        ("153", "153'ü aradım", True),
        ("15", "telefon 0262 153", True),  # a number begins so, too
    ],
)
def test_words_in_any_form(words, said, matches):
    assert rule(words=words).matches(told(said)) is matches


def test_the_first_match_decides():
    first, second, third = rule(pk=1, danger=True), rule(pk=2, topics=frozenset({"park"})), rule(pk=3)
    assert first_match([first, second, third], Facts("park")) is second
    assert first_match([first, second, third], Facts("park", danger=True)) is first
    assert first_match([first, second], Facts("yol")) is None


WORDS = ["kopek", "kopekler", "sokak lambasi", "su"]
conditions = st.builds(
    rule,
    topics=st.frozensets(st.sampled_from(["park", "yol"])),
    neighbourhoods=st.frozensets(st.sampled_from([1, 2])),
    channels=st.frozensets(st.sampled_from(["web", "phone"])),
    danger=st.sampled_from([None, True, False]),
    words=st.lists(st.sampled_from(WORDS), max_size=2).map(", ".join),
)
complaints = st.builds(
    told,
    st.lists(st.sampled_from(["Köpek", "köpekler", "sokakta", "lambası", "suyu", "boş"])).map(" ".join),
    topic=st.sampled_from(["park", "yol"]),
    neighbourhood=st.sampled_from([None, 1, 2]),
    channel=st.sampled_from(["web", "phone"]),
    danger=st.booleans(),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(conditions, conditions, complaints)
def test_a_rule_that_covers_another_leaves_it_nothing(earlier, later, facts):
    if earlier.covers(later) and later.matches(facts):
        assert earlier.matches(facts)


# -- Mistakes -------------------------------------------------------------------------------
@pytest.fixture
def draft(db, deniz):
    return routing_services.start_draft(by=deniz)


@pytest.fixture
def add(draft, deniz):
    def add(unit, **facts):
        draft.refresh_from_db()
        return routing_services.save_rule(draft, by=deniz, version=draft.version, unit=unit, **facts)

    return add


def wrong(draft):
    found = routing.problems(draft.rules.select_related("unit", "assignee"))
    return {RoutingRule.objects.get(pk=pk).position: texts for pk, texts in found.items()}


def test_rules_that_make_sense_have_no_problem(draft, add, parks, works, ayse):
    make_category()
    add(parks, topics=["park-ve-yesil-alan"], danger=True, assignee=ayse)
    add(works, topics=["park-ve-yesil-alan"], words="çukur")
    add(parks)
    assert wrong(draft) == {}


def test_it_refuses_rules_that_cannot_work(draft, add, parks, works, ayse, mehmet):
    make_category()
    make_category("Eski konu", is_active=False)
    make_category("Vergi", asks_place=False)
    closed = make_unit("Kapanan Müdürlük")
    add(closed, words="a")
    add(parks, words="b", assignee=mehmet)
    add(parks, topics=["eski-konu", "hic-olmayan"])
    add(parks, topics=["vergi"], neighbourhoods=[make_neighbourhood().pk])
    add(parks, words="köpek")
    add(parks, words="köpekler", danger=True)
    add(parks)
    add(works, danger=False)
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)
    found = wrong(draft)
    assert sorted(found) == [1, 2, 3, 4, 6, 8]
    for position, words in [
        (1, "artık etkin değil"),
        (2, "bu müdürlükte çalışmıyor"),
        (3, "artık kullanılmıyor"),
        (4, "yer sorulmaz"),
        (6, "5. kural aynı başvuruları önce alır"),
        (8, "koşulu olmayan 7. kural"),
    ]:
        assert words in found[position][0], position


# -- In force -------------------------------------------------------------------------------
def in_force(draft, by):
    draft.refresh_from_db()
    routing_services.rehearse(draft, by=by)
    return routing_services.put_in_force(draft, by=by, version=draft.version)


def test_without_rules_a_topic_goes_to_its_own_unit(parks, draft, add, works):
    add(works)  # a draft decides nothing
    case = make_case(unit=parks)
    assert (case.unit, case.assignee, case.promise_days) == (parks, None, 5)


def test_rules_in_force_decide(draft, add, deniz, parks, works, ayse, mehmet, django_assert_max_num_queries):
    add(works, words="çukur", assignee=mehmet, promise_days=2)
    add(works, neighbourhoods=[make_neighbourhood("Ömerağa").pk], channels=[Channel.PHONE])
    in_force(draft, deniz)
    plain = make_case(unit=parks)
    assert (plain.unit, plain.assignee) == (parks, None)
    hole = make_case("Kaldırımda çukurlar var.", unit=parks)
    assert (hole.unit, hole.assignee, hole.promise_days, hole.status) == (works, mehmet, 2, Status.IN_PROGRESS)
    event = hole.events.get(kind=CaseEvent.Kind.ASSIGNED)
    assert (event.by, event.data["assignee"]) == (None, mehmet.pk)
    for channel, unit in [(Channel.PHONE, works), (Channel.WEB, parks)]:
        facts = {"neighbourhood": make_neighbourhood("Ömerağa"), "channel": channel}
        assert make_case(unit=parks, **facts).unit == unit
    category = Category.objects.select_related("unit").get(pk=plain.complaint.category_id)
    with django_assert_max_num_queries(1):
        routing.way_for(category, Facts(category.slug))


def test_danger_never_waits_longer_by_a_rule(draft, add, deniz, parks):
    add(parks, promise_days=20)
    in_force(draft, deniz)
    assert make_case(unit=parks).promise_days == 20
    assert make_case(unit=parks, is_urgent=True).promise_days == 1


def test_a_unit_that_closed_and_a_person_who_left_take_nothing(draft, add, deniz, parks, works, mehmet):
    add(works, words="çukur", assignee=mehmet)
    in_force(draft, deniz)
    mehmet.units.clear()
    case = make_case("Çukur var.", unit=parks)
    assert (case.unit, case.assignee) == (works, None)
    type(works).objects.filter(pk=works.pk).update(is_active=False)
    assert make_case("Çukur var.", unit=parks).unit == parks


def test_the_same_form_sent_twice_is_one_case_by_the_rules_of_the_first(draft, add, deniz, parks, works, mehmet):
    add(works, assignee=mehmet)
    in_force(draft, deniz)
    first = make_complaint(unit=parks)
    second = make_complaint(unit=parks, nonce=first.case.nonce)
    assert (second.created, second.case.pk) == (False, first.case.pk)
    assert first.case.events.filter(kind=CaseEvent.Kind.ASSIGNED).count() == 1


# -- The draft's life -----------------------------------------------------------------------
def test_editing_makes_a_copy_and_leaves_what_is_in_force_alone(draft, add, deniz, parks, works):
    add(works, words="çukur", neighbourhoods=[3], danger=True, promise_days=4)
    old = in_force(draft, deniz)
    copy = routing_services.start_draft(by=deniz)
    assert routing_services.start_draft(by=deniz) == copy  # one draft at a time
    same = ["words", "neighbourhoods", "danger", "promise_days", "unit_id", "position"]
    assert list(copy.rules.values(*same)) == list(old.rules.values(*same))
    routing_services.save_rule(copy, by=deniz, version=1, rule=copy.rules.get(), unit=parks)
    assert old.rules.get().unit == works
    new = in_force(copy, deniz)
    old.refresh_from_db()
    assert (old.state, new.state) == (RuleSet.State.PAST, RuleSet.State.IN_FORCE)
    assert old.past_at == new.in_force_at
    assert make_case("Çukur", unit=works, is_urgent=True).unit == works  # the rule asks for neighbourhood 3


def test_it_refuses_what_was_not_rehearsed_or_changed_since(draft, add, deniz, parks):
    add(parks, words="a")
    draft.refresh_from_db()
    with pytest.raises(routing_services.NotReady, match="rehearse"):
        routing_services.put_in_force(draft, by=deniz, version=draft.version)
    routing_services.rehearse(draft, by=deniz)
    add(parks, words="b")
    with pytest.raises(routing_services.DraftChanged):
        routing_services.put_in_force(draft, by=deniz, version=2)
    draft.refresh_from_db()
    with pytest.raises(routing_services.NotReady, match="rehearse"):
        routing_services.put_in_force(draft, by=deniz, version=draft.version)
    add(parks)
    add(parks, words="c")
    draft.refresh_from_db()
    routing_services.rehearse(draft, by=deniz)
    with pytest.raises(routing_services.NotReady, match="rules"):
        routing_services.put_in_force(draft, by=deniz, version=draft.version)
    assert not RuleSet.objects.in_force().exists()


def test_a_second_press_is_harmless(draft, add, deniz, parks):
    add(parks, words="a")
    new = in_force(draft, deniz)
    again = routing_services.put_in_force(draft, by=deniz, version=draft.version)
    assert again.in_force_at == new.in_force_at
    assert RuleSet.objects.count() == 1


def test_it_refuses_changes_of_a_stale_draft(draft, add, deniz, parks):
    first = add(parks, words="a")
    for change in [
        lambda: routing_services.save_rule(draft, by=deniz, version=1, unit=parks),
        lambda: routing_services.remove_rule(draft, first, by=deniz, version=1),
        lambda: routing_services.move_rule(draft, first, by=deniz, version=1, places=1),
    ]:
        with pytest.raises(routing_services.DraftChanged):
            change()
    assert draft.rules.count() == 1


def test_moving_and_removing_keeps_the_numbers_in_order(draft, add, deniz, parks):
    first, _second, third = (add(parks, words=word) for word in ["a1", "b1", "c1"])
    for rule_, places, expected in [(third, -1, "a1 c1 b1"), (first, -1, "a1 c1 b1"), (first, 1, "c1 a1 b1")]:
        draft.refresh_from_db()
        routing_services.move_rule(draft, rule_, by=deniz, version=draft.version, places=places)
        assert " ".join(draft.rules.values_list("words", flat=True)) == expected
    draft.refresh_from_db()
    routing_services.remove_rule(draft, draft.rules.first(), by=deniz, version=draft.version)
    assert list(draft.rules.values_list("words", "position")) == [("a1", 1), ("b1", 2)]


# -- Rehearsing -----------------------------------------------------------------------------
def test_last_years_cases_are_counted_from_where_to_where(draft, add, deniz, parks, works):
    for words in ["Çukur var.", "Çukurlar var.", "Salıncak kırık."]:
        make_case(words, unit=parks)
    carried = make_case("Çukur derin.", unit=parks)
    Case.objects.filter(pk=carried.pk).update(unit=works)
    old = make_case("Çukur eski.", unit=parks)
    Case.objects.filter(pk=old.pk).update(received_at="2020-01-01T00:00Z")
    lost = make_case("Çukur, konusu gitti.", unit=parks)
    Case.objects.filter(pk=lost.pk).update(topic="gitti")
    add(works, words="çukur")
    draft.refresh_from_db()
    result = routing_rehearsal.rehearse(draft, user=deniz)
    assert (result["looked"], result["moved"], result["unknown"], result["is_capped"]) == (4, 3, 1, False)
    assert result["pairs"] == [{"from": parks.pk, "to": works.pk, "count": 3, "arrived": 1}]
    assert carried.pk in result["examples"]
    draft.refresh_from_db()
    assert draft.is_rehearsed
    assert [str(unit) for _line, unit in routing_rehearsal.examples(draft, deniz)] == [works.name] * 3


def test_it_is_compared_with_the_rules_of_today(draft, add, deniz, parks, works):
    make_case("Çukur var.", unit=parks)
    add(works, words="çukur")
    in_force(draft, deniz)
    same = routing_services.start_draft(by=deniz)
    result = routing_rehearsal.rehearse(same, user=deniz)
    assert (result["looked"], result["moved"]) == (1, 0)


def test_many_are_counted_in_the_background_and_that_is_said(draft, add, deniz, parks, works, monkeypatch):
    for _each in range(3):
        make_case("Çukur var.", unit=parks)
    add(works, words="çukur")
    draft.refresh_from_db()
    result = routing_rehearsal.rehearse(draft, user=deniz, at_most=2)
    assert (result["looked"], result["is_capped"]) == (2, True)
    asked = []
    monkeypatch.setitem(routing_rehearsal.rehearse.__kwdefaults__, "at_most", 2)
    task = SimpleNamespace(enqueue=lambda *arguments: asked.append(arguments))
    monkeypatch.setattr(routing_services, "rehearse_everything", task)
    routing_services.rehearse(draft, by=deniz)
    assert asked == [(draft.pk, draft.version, deniz.pk)]
    tasks.rehearse_everything.func(*asked[0])
    draft.refresh_from_db()
    assert (draft.rehearsal["looked"], draft.rehearsal["is_capped"]) == (3, False)
    tasks.rehearse_everything.func(draft.pk, draft.version + 1, deniz.pk)  # changed meanwhile: nobody waits for it


def test_examples_are_only_what_one_may_see(draft, add, deniz, parks, works):
    make_case("Çukur var, ben Zeynep Örnekoğlu.", unit=parks)
    add(works, words="çukur")
    draft.refresh_from_db()
    routing_rehearsal.rehearse(draft, user=deniz)
    draft.refresh_from_db()
    assert routing_rehearsal.examples(draft, make_clerk("mehmet", works)) == []
    line, _unit = routing_rehearsal.examples(draft, deniz)[0]
    assert "Örnekoğlu" not in line.excerpt + line.applicant


def test_questions_do_not_grow_with_the_cases(draft, add, deniz, parks, works, django_assert_max_num_queries):
    add(works, words="çukur")
    draft.refresh_from_db()
    for _each in range(6):
        make_case("Çukur var.", unit=parks)
    with django_assert_max_num_queries(9):
        routing_rehearsal.rehearse(draft, user=deniz)
