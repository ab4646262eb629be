"""Everybody who was not chosen is told on the announced day: once, whoever presses how often, whatever worker dies."""

import threading
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from notices.models import Notice
from wishes.wishbox import announcements, services
from wishes.wishbox.models import Announcement
from wishes.workflow import Outcome, Status

from .conftest import make_campaign, make_texts, make_wish, make_worker

DAY = "2027-01-31 10:00+03:00"


def told():
    return Notice.objects.filter(key="wish_not_chosen").count()


@pytest.fixture
def box(campaign, derya):
    """Four wishes, one of them on the shortlist."""
    wishes = [make_wish(campaign, f"Dileğim numara {number} olsun.") for number in range(4)]
    services.choose(wishes[3], by=derya)
    return wishes


@pytest.mark.django_db
def test_it_works_and_twice_tells_once(box, campaign, derya, december):
    december.move_to(DAY)
    first = announcements.start(campaign, text="Bu yıl olmadı.", count=3, by=derya)
    assert announcements.carry_on(first.pk) == 3
    assert announcements.carry_on(first.pk) == 0
    first.refresh_from_db()
    assert (first.told, bool(first.finished_at)) == (3, True)
    assert told() == 3
    for wish in box[:3]:
        wish.case.refresh_from_db()
        assert (wish.case.status, wish.case.outcome) == (Status.CLOSED, Outcome.REFUSED)
    box[3].case.refresh_from_db()
    assert box[3].case.is_open
    with pytest.raises(announcements.CountChanged):
        announcements.start(campaign, text="Bu yıl olmadı.", count=3, by=derya)


@pytest.mark.django_db
def test_it_refuses_before_the_day(box, campaign, derya, december):
    with pytest.raises(announcements.TooEarly):
        announcements.start(campaign, text="Bu yıl olmadı.", count=3, by=derya)


@pytest.mark.django_db
def test_on_the_screen_the_number_is_typed(box, client, campaign, derya, december):
    client.force_login(derya, "django.contrib.auth.backends.ModelBackend")
    where = reverse("wishbox:announce")
    early = client.post(where, {"text": "x", "count": "3", "step": "send"})
    assert early.status_code == 409 and not Announcement.objects.exists()
    december.move_to(DAY)
    client.force_login(derya, "django.contrib.auth.backends.ModelBackend")
    page = client.get(where).content.decode()
    assert "Dileğinizle ilgili size yazdık" in page and "gerçekleştiremiyoruz" in page
    for typed in ["", "4", "üç", "٣", "-3"]:
        refused = client.post(where, {"text": "Bu yıl olmadı.", "count": typed, "step": "send"})
        assert refused.status_code == 422
        assert "Bu yıl olmadı." in refused.content.decode()
    assert client.post(where, {"text": "Bu yıl olmadı.", "count": "3", "step": "send"}).status_code == 302
    again = client.post(where, {"text": "Bu yıl olmadı.", "count": "3", "step": "send"}, follow=True)
    assert "zaten sürüyor" in again.content.decode()
    assert Announcement.objects.count() == 1


@pytest.mark.django_db
def test_a_worker_that_dies_leaves_the_rest_to_the_clock(box, campaign, derya, december, monkeypatch):
    december.move_to(DAY)
    announcement = announcements.start(campaign, text="Bu yıl olmadı.", count=3, by=derya)
    monkeypatch.setattr(announcements, "BATCH", 1)
    close, calls = announcements.cases.close, []

    def killed(*args, **kwargs):
        calls.append(1)
        if len(calls) == 2:
            raise SystemExit
        return close(*args, **kwargs)

    monkeypatch.setattr(announcements.cases, "close", killed)
    with pytest.raises(SystemExit):
        announcements.carry_on(announcement.pk)
    assert told() == 1
    assert announcements.resume() == 2
    assert told() == 3
    assert announcements.resume() == 0


@pytest.mark.django_db
def test_one_that_fails_does_not_stop_the_others(box, campaign, derya, december, monkeypatch):
    december.move_to(DAY)
    announcement = announcements.start(campaign, text="Bu yıl olmadı.", count=3, by=derya)
    close = announcements.cases.close

    def fussy(case, **kwargs):
        if case.pk == box[0].case_id:
            raise ValueError("no")
        return close(case, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(announcements.cases, "close", fussy)
        assert announcements.carry_on(announcement.pk) == 2
    announcement.refresh_from_db()
    assert announcement.finished_at is None
    assert announcements.resume() == 1
    assert told() == 3


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_everybody_once(december):
    make_texts()
    campaign, derya = make_campaign(announced_on=date(2027, 1, 5)), make_worker()
    for number in range(6):
        make_wish(campaign, f"Dileğim numara {number} olsun.")
    december.move_to("2027-01-06 10:00+03:00")
    announcement = announcements.start(campaign, text="Bu yıl olmadı.", count=6, by=derya)
    barrier, results = threading.Barrier(2), []

    def run():
        barrier.wait()
        try:
            results.append(announcements.carry_on(announcement.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _worker in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    announcements.resume()
    assert sum(results) <= 6
    assert told() == 6
    assert Announcement.objects.get().finished_at
