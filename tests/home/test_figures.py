"""The figures of the front page: reckoned from cases, and absent while too few carry them."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from home import figures
from tests.makers import make_case
from wishes import services
from wishes.models import Case, CaseEvent
from wishes.workflow import NotifyBy, Outcome


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def make_past(ayse):
    """A case that came `came` days ago and was answered `after` days later, promised for `promised` days after it
    came; without `after` it still waits."""

    def make(came=20, after=2, promised=5):
        start = timezone.now() - timedelta(days=came)
        case = make_case(notify_by=NotifyBy.NONE, received_at=start)
        Case.objects.filter(pk=case.pk).update(promised_on=timezone.localdate(start) + timedelta(days=promised))
        if after is not None:
            event = services.close(case, outcome=Outcome.DONE, text="Onardık.", by=ayse)
            CaseEvent.objects.filter(pk=event.pk).update(at=start + timedelta(days=after))
        return case

    return make


def test_too_few_cases_give_no_figure(make_past):
    for _ in range(3):
        make_past()
        make_past(after=None)
    assert figures.reckon() == figures.Figures()
    assert figures.published() == []


def test_it_reckons_kept_promises_the_usual_wait_and_what_is_open(make_past, monkeypatch):
    monkeypatch.setattr(figures, "ENOUGH", 4)
    for after in (1, 2, 3):
        make_past(after=after)
    make_past(after=9)  # four days late
    for _ in range(4):
        make_past(came=1, after=None, promised=30)
    reckoned = figures.reckon()
    assert reckoned.kept_percent == 75
    assert reckoned.median_days == pytest.approx(2.5, abs=0.01)
    assert reckoned.open_now == 4
    assert [figure["value"] for figure in figures.published()] == ["% 75", "2,5 gün", "4"]


def test_a_day_that_was_put_off_counts_as_not_kept(make_past, monkeypatch, ayse):
    monkeypatch.setattr(figures, "ENOUGH", 1)
    case = make_past(came=10, after=None, promised=3)
    event = services.promise(case, promised_on=timezone.localdate(), text="Malzeme gecikti.", by=ayse)
    CaseEvent.objects.filter(pk=event.pk).update(at=timezone.now() - timedelta(days=7))
    Case.objects.filter(pk=case.pk).update(promised_on=timezone.localdate() - timedelta(days=1))
    event = services.close(case, outcome=Outcome.DONE, text="Onardık.", by=ayse)
    CaseEvent.objects.filter(pk=event.pk).update(at=timezone.now() - timedelta(days=5))
    assert figures.reckon().kept_percent == 0


def test_an_unanswered_promise_counts_and_a_withdrawn_case_does_not(make_past, monkeypatch):
    monkeypatch.setattr(figures, "ENOUGH", 1)
    make_past(after=2)
    make_past(after=None)
    services.withdraw(make_past(after=None))
    assert figures.reckon().kept_percent == 50
