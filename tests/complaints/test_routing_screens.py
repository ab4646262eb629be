"""The directorate changes where complaints go, on the screen."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from tests.makers import make_case, make_category, make_neighbourhood, make_staff
from wishes.complaints import routing_services
from wishes.complaints.models import RuleSet

pytestmark = pytest.mark.django_db


@pytest.fixture
def oya(parks):
    see = ["wishes.work_case", "wishes.see_all_cases"]
    return make_staff("oya", "complaints.change_routing", *see, first_name="Oya", last_name="Er")


@pytest.fixture
def at_rules(oya):
    client = Client()
    client.force_login(oya, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(response):
    return " ".join(response.content.decode().split())


def press(client, name, *args, follow=True, **data):
    return client.post(reverse(f"routing:{name}", args=args), data, follow=follow)


def draft():
    return RuleSet.objects.drafts().get()


def add(client, unit, **facts):
    return press(client, "add", version=draft().version, unit=unit.pk, **facts)


def test_it_works(at_rules, oya, parks, works):
    case = make_case("Çukur var, ben Zeynep Örnekoğlu.", unit=parks)
    make_case("Salıncak kırık.", unit=parks)
    assert "Daha kural yok" in text(at_rules.get(reverse("routing:overview")))
    press(at_rules, "start")
    shown = text(add(at_rules, works, words="çukur", topics=["park-ve-yesil-alan"], promise_days=3, danger=""))
    assert "Kural taslağa kaydedildi." in shown
    for words in ["Park ve yeşil alan", "çukur", "Fen İşleri Müdürlüğü", "söz: 3 iş günü"]:
        assert words in shown
    assert "Yürürlüğe koy" not in shown
    shown = text(press(at_rules, "rehearse", version=draft().version))
    assert "Geçen yılın 2 başvurusundan <b>1</b> tanesi başka yere giderdi." in shown
    assert case.shown_reference in shown
    assert "Örnekoğlu" not in shown
    asked = text(at_rules.get(reverse("routing:in_force")))
    assert "Kural sayısı: 1" in asked
    facts = {"draft": draft().pk, "version": draft().version, "note": "Çukurlar yola"}
    assert "Kurallar yürürlükte." in text(press(at_rules, "in_force", **facts))
    again = text(press(at_rules, "in_force", **facts))  # a second press
    assert "Kurallar yürürlükte." in again
    assert "Çukurlar yola" in again
    assert RuleSet.objects.count() == 1
    assert make_case("Çukur var.", unit=parks).unit == works
    actions = list(ModelLogEntry.objects.order_by("pk").values_list("action", "user"))
    names = ["start", "rule", "in_force"]
    assert actions == [(f"complaints.routing.{name}", oya.pk) for name in names]


def test_what_was_typed_stays_and_the_error_says_what_to_do(at_rules, parks, mehmet):
    make_category()
    make_neighbourhood()
    press(at_rules, "start")
    for facts, words in [
        ({}, "Başvurunun gideceği müdürlüğü seçin."),
        ({"unit": parks.pk, "assignee": mehmet.pk}, "Mehmet Demir bu müdürlükte çalışmıyor."),
        ({"unit": parks.pk, "words": "!?"}, "Harf ya da rakam içeren en az bir sözcük yazın."),
        ({"unit": parks.pk, "promise_days": "x"}, "Günü rakamla yazın."),
        ({"unit": parks.pk, "promise_days": "0"}, "En az 1 iş günü yazın."),
    ]:
        response = press(at_rules, "add", version=1, **({"words": "asılı kalan"} | facts))
        assert response.status_code == 422, facts
        assert words in text(response), facts
        if "words" not in facts:
            assert 'value="asılı kalan"' in text(response)
    type(parks).objects.filter(pk=parks.pk).update(is_active=False)
    assert "artık etkin değil" in text(press(at_rules, "add", version=1, unit=parks.pk))
    assert not draft().rules.exists()


def test_a_stale_form_is_told_so_and_may_be_sent_again(at_rules, oya, parks):
    press(at_rules, "start")
    routing_services.save_rule(draft(), by=oya, version=1, unit=parks, words="b1")
    response = press(at_rules, "add", version=1, unit=parks.pk, words="a1")
    assert response.status_code == 409
    assert "Taslak siz açtıktan sonra değişti" in text(response)
    assert 'value="a1"' in text(response)
    assert 'name="version" value="2"' in text(response)
    press(at_rules, "add", version=2, unit=parks.pk, words="a1")
    assert list(draft().rules.values_list("words", flat=True)) == ["b1", "a1"]
    for name, args in [("rehearse", []), ("move", [draft().rules.first().pk]), ("remove", [draft().rules.first().pk])]:
        assert "Taslak siz açtıktan sonra değişti" in text(press(at_rules, name, *args, version=1)), name
    assert draft().rules.count() == 2


def test_rules_are_moved_changed_and_removed(at_rules, parks, works):
    press(at_rules, "start")
    add(at_rules, parks, words="a1")
    add(at_rules, works, words="b1")
    first, second = draft().rules.all()
    press(at_rules, "move", second.pk, version=draft().version, yon="yukari")
    assert list(draft().rules.values_list("words", flat=True)) == ["b1", "a1"]
    assert 'value="a1"' in text(at_rules.get(reverse("routing:edit", args=[first.pk])))
    press(at_rules, "edit", first.pk, version=draft().version, unit=works.pk, words="c1", danger="var")
    first.refresh_from_db()
    assert (first.words, first.unit, first.danger) == ("c1", works, True)
    press(at_rules, "remove", first.pk, version=draft().version)
    assert list(draft().rules.values_list("words", flat=True)) == ["b1"]
    press(at_rules, "discard")
    assert not RuleSet.objects.exists()


def test_a_rule_with_a_problem_does_not_come_into_force(at_rules, oya, parks):
    press(at_rules, "start")
    add(at_rules, parks)
    add(at_rules, parks, words="a1")
    press(at_rules, "rehearse", version=draft().version)
    shown = text(at_rules.get(reverse("routing:draft")))
    assert "koşulu olmayan 1. kural her başvuruyu önce alır" in shown
    assert f'href="{reverse("routing:in_force")}"' not in shown
    refused = press(at_rules, "in_force", draft=draft().pk, version=draft().version)
    assert "Önce işaretli kuralları düzeltin" in text(refused)
    assert "Önce işaretli kuralları düzeltin" in text(at_rules.get(reverse("routing:in_force"), follow=True))
    assert draft().is_draft


def test_old_rules_can_be_seen_and_taken_up_again(at_rules, oya, parks, works):
    for word in ["a1", "b1"]:
        press(at_rules, "start")
        add(at_rules, works, words=word)
        press(at_rules, "rehearse", version=draft().version)
        press(at_rules, "in_force", draft=draft().pk, version=draft().version, note=f"Not {word}")
    old = RuleSet.objects.get(state=RuleSet.State.PAST)
    assert "Not a1" in text(at_rules.get(reverse("routing:overview")))
    assert "Bu kurallardan taslak yap" in text(at_rules.get(reverse("routing:rule_set", args=[old.pk])))
    press(at_rules, "start", source=old.pk)
    assert list(draft().rules.values_list("words", flat=True)) == ["a1"]
    assert at_rules.get(reverse("routing:rule_set", args=[draft().pk])).status_code == 404


@pytest.mark.parametrize("data", [{"source": "x"}, {"source": "9" * 40}, {"source": "²"}, {"source": "-1"}])
def test_it_refuses_nothing_odd_with_an_error(at_rules, parks, data):
    assert press(at_rules, "start", **data).status_code == 200
    for name, facts in [
        ("add", {"version": "x", "neighbourhoods": ["x", "1e9"], "topics": ["\x00"], "channels": ["?"], "danger": "?"}),
        ("in_force", {"draft": "²", "version": "x"}),
        ("rehearse", {}),
    ]:
        assert press(at_rules, name, **facts).status_code in (200, 422)


def test_without_a_draft_one_is_told_so(at_rules):
    for name in ["draft", "add", "in_force"]:
        assert "Şu an taslak yok" in text(at_rules.get(reverse(f"routing:{name}"), follow=True)), name


def test_a_clerk_may_not_even_look(ayse):
    client = Client()
    client.force_login(ayse, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("routing:overview")).status_code == 302
    assert press(client, "start", follow=False).status_code == 302
    assert not RuleSet.objects.exists()


def test_every_button_of_the_draft_carries_its_token(at_rules, parks):
    press(at_rules, "start")
    add(at_rules, parks, words="a1")
    add(at_rules, parks, words="b1")
    shown = text(at_rules.get(reverse("routing:draft")))
    assert shown.count("csrfmiddlewaretoken") >= shown.split("<main")[-1].count('method="post"') >= 6
