"""What becomes of an announced date: told with its reason, never lost, and the plan may be edited all the while."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events import services
from events.models import Change, EventDate, EventPage, Occurrence, OccurrenceQuerySet
from tests.makers import make_neighbourhood, make_staff

from .conftest import moment

State = Occurrence.State


def ahead(days, hour=20):
    now = timezone.localtime() + timedelta(days=days)
    return now.replace(hour=hour, minute=0, second=0, microsecond=0)


@pytest.fixture
def editor(db):
    return make_staff("elif")


@pytest.fixture
def weekly(index):
    """Six weeks of puppets from the day after tomorrow; published as an editor does it."""
    page = index.add_child(instance=EventPage(title="Kukla gösterisi", place="Meydan"))
    start = ahead(2)
    page.dates = [EventDate(starts_at=start, ends_at=start + timedelta(hours=2), repeats="weekly", count=6)]
    page.save_revision().publish()
    return page


@pytest.fixture
def told(monkeypatch):
    """Whom `tell` was asked to tell."""
    heard = []
    monkeypatch.setattr(services, "tell", lambda change, rows: heard.append((change, rows)))
    return heard


def rows(page):
    return list(page.occurrences.order_by("original_start", "pk"))


def republish(page):
    page.save_revision().publish()
    return rows(page)


# -- From the plan ---------------------------------------------------------------------------------
def test_publishing_writes_the_dates_and_a_draft_writes_none(index):
    page = index.add_child(instance=EventPage(title="Taslak", live=False))
    page.dates = [EventDate(starts_at=ahead(2))]
    revision = page.save_revision()
    assert not rows(page)
    revision.publish()
    assert [row.starts_at for row in rows(page)] == [ahead(2)]


def test_publishing_again_touches_nothing(weekly):
    before = [(row.pk, row.sequence, row.changed_at) for row in rows(weekly)]
    assert [(row.pk, row.sequence, row.changed_at) for row in republish(weekly)] == before


def test_the_effective_neighbourhood_stands_in_the_row(make_event):
    hood, other = make_neighbourhood("Yahya Kaptan"), make_neighbourhood("Durhasan")
    page = make_event("Sinema", {"starts": "2026-07-01 20:00"}, {"starts": "2026-07-02 20:00", "neighbourhood": other})
    assert [row.neighbourhood for row in rows(page)] == [None, other]
    page.neighbourhood = hood
    assert [row.neighbourhood for row in republish(page)] == [hood, other]
    assert [row.sequence for row in rows(page)] == [1, 0]


def test_a_longer_rule_adds_dates_and_a_shorter_one_takes_them_away(weekly):
    first = rows(weekly)[0].pk
    date = weekly.dates.get()
    date.count = 8
    weekly.dates = [date]
    assert len(republish(weekly)) == 8
    date.count = 2
    weekly.dates = [date]
    assert republish(weekly)[0].pk == first
    assert len(rows(weekly)) == 2


def test_a_single_date_typed_anew_keeps_its_row(make_event):
    page = make_event("Sinema", {"starts": "2026-07-01 20:00"})
    was = rows(page)[0]
    date = page.dates.get()
    date.starts_at = moment("2026-07-01 21:00")
    page.dates = [date]
    (now,) = republish(page)
    assert (now.pk, now.starts_at, now.sequence) == (was.pk, moment("2026-07-01 21:00"), 1)
    assert now.original_start == now.starts_at


def test_a_date_that_people_hang_on_is_cancelled_when_it_leaves_the_plan(weekly, told, monkeypatch):
    monkeypatch.setattr(OccurrenceQuerySet, "bare", OccurrenceQuerySet.none)
    date = weekly.dates.get()
    date.count = 5
    weekly.dates = [date]
    last = republish(weekly)[-1]
    assert (last.state, last.reason, last.sequence) == (State.CANCELLED, "Programdan çıkarıldı", 1)
    assert [changed for _change, changed in told] == [[last]]
    republish(weekly)
    assert Change.objects.count() == 1


def test_a_draft_made_before_the_first_publication_does_not_lose_the_dates(weekly):
    """Its inline rows never learnt their keys, so publishing it makes them anew."""
    before = [row.pk for row in rows(weekly)]
    date = weekly.dates.get()
    weekly.dates = [
        EventDate(starts_at=date.starts_at, ends_at=date.ends_at, repeats=date.repeats, count=date.count, note="Yeni")
    ]
    assert [row.pk for row in republish(weekly)] == before
    assert rows(weekly)[0].note == "Yeni"


def test_a_copy_of_the_page_has_its_own_dates(weekly, index):
    services.cancel(occurrence=rows(weekly)[0], reason="Yağmur", by=None)
    copy = EventPage.objects.get(pk=weekly.pk).copy(update_attrs={"title": "Gelecek yıl", "slug": "gelecek-yil"})
    assert {row.state for row in rows(copy)} == {State.SCHEDULED}
    assert not {row.uid for row in rows(copy)} & {row.uid for row in rows(weekly)}


def test_scheduling_costs_the_same_however_many_dates(index):
    def queries(count):
        page = index.add_child(instance=EventPage(title=f"Sinema {count}"))
        page.dates = [EventDate(starts_at=ahead(2), repeats="daily", count=count)]
        page.save()
        with CaptureQueriesContext(connection) as first:
            services.schedule(page)
        with CaptureQueriesContext(connection) as again:
            services.schedule(page)
        return len(first), len(again)

    assert queries(2) == queries(40)


# -- Exceptions ------------------------------------------------------------------------------------
def test_a_cancelled_date_says_why_and_survives_the_next_publication(weekly, editor, told):
    services.cancel(occurrence=rows(weekly)[1], reason=" Yağmur bekleniyor ", by=editor)
    row = republish(weekly)[1]
    assert row.changed == "İptal edildi: Yağmur bekleniyor"
    assert (row.state, row.sequence) == (State.CANCELLED, 1)
    (change,) = Change.objects.all()
    assert (change.by, change.what, change.key) == (editor, State.CANCELLED, row.key)
    assert told == [(change, [row])]
    assert [other.sequence for other in rows(weekly)] == [0, 1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("days", "hour", "words"),
    [(3, 20, "Ertelendi: yeni gün "), (1, 20, "Öne alındı: yeni gün "), (2, 21, "Saati değişti: 21.00")],
)
def test_a_moved_date_says_how_it_moved(weekly, editor, days, hour, words):
    row = rows(weekly)[0]
    services.move(occurrence=row, starts_at=ahead(days, hour), reason="Salon dolu", by=editor)
    row = rows(weekly)[0]
    assert row.changed.startswith(words)
    assert (row.state, row.starts_at, row.original_start) == (State.MOVED, ahead(days, hour), ahead(2))


def test_a_postponed_date_gets_its_new_day_later(weekly, editor):
    services.postpone(occurrence=rows(weekly)[0], reason="Yağmur", by=editor)
    assert rows(weekly)[0].changed == "Ertelendi: yeni günü sonra duyuracağız"
    services.move(occurrence=rows(weekly)[0], starts_at=ahead(30), reason="Hava açıyor", by=editor)
    assert rows(weekly)[0].state == State.MOVED
    services.restore(occurrence=rows(weekly)[0], reason="Yanlışlık oldu", by=editor)
    row = rows(weekly)[0]
    assert (row.state, row.starts_at, row.changed, row.reason, row.sequence) == (State.SCHEDULED, ahead(2), "", "", 3)
    assert Change.objects.count() == 3


def test_another_place_is_said_and_found_there(weekly, editor):
    hood = make_neighbourhood("Durhasan")
    row = rows(weekly)[0]
    services.relocate(occurrence=row, place="Kapalı pazar yeri", neighbourhood=hood, reason="Yağmur", by=editor)
    assert rows(weekly)[0].changed == "Yeri değişti: Kapalı pazar yeri, Durhasan"
    assert Occurrence.objects.in_neighbourhood(hood).get().pk == row.pk


def test_the_whole_event_is_cancelled_in_one_change(weekly, editor, told):
    services.cancel(page=weekly, reason="Grip salgını", by=editor)
    assert {row.state for row in rows(weekly)} == {State.CANCELLED}
    assert [(change.is_of_all, len(changed)) for change, changed in told] == [(True, 6)]


def test_a_programme_takes_its_evenings_along(index, make_event, editor):
    programme = make_event("Köy akşamları")
    evenings = [make_event(f"Akşam {n}", {"starts": f"2099-07-0{n} 20:00"}, parent=programme) for n in (1, 2)]
    services.postpone(page=programme, reason="Yangın tehlikesi", by=editor)
    assert {rows(evening)[0].state for evening in evenings} == {State.POSTPONED}


def test_it_refuses_an_act_without_a_reason(weekly, editor):
    with pytest.raises(services.ChangeRefused, match="Nedenini yazın"):
        services.cancel(occurrence=rows(weekly)[0], reason="  ", by=editor)


def test_it_refuses_what_has_been(make_event, editor):
    page = make_event("Geçen yılki", {"starts": "2025-07-01 20:00"})
    with pytest.raises(services.ChangeRefused, match="artık yapılamaz"):
        services.cancel(occurrence=rows(page)[0], reason="Yağmur", by=editor)
    with pytest.raises(services.ChangeRefused, match="kalmamış"):
        services.cancel(page=page, reason="Yağmur", by=editor)


def test_it_refuses_what_another_editor_did_meanwhile(weekly, editor):
    seen = rows(weekly)[0]
    services.postpone(occurrence=rows(weekly)[0], reason="Yağmur", by=editor)
    with pytest.raises(services.ChangeRefused, match="siz bakarken değişti"):
        services.cancel(occurrence=seen, reason="Yağmur", by=editor)
    assert Change.objects.count() == 1


def test_a_refused_change_leaves_nothing_behind(weekly, editor, monkeypatch):
    def fail(change, rows):
        raise RuntimeError

    monkeypatch.setattr(services, "tell", fail)
    with pytest.raises(RuntimeError):
        services.cancel(page=weekly, reason="Yağmur", by=editor)
    assert not Change.objects.exists()
    assert {row.state for row in rows(weekly)} == {State.SCHEDULED}


def test_a_preview_writes_nothing(weekly):
    change, touched = services.prepare(weekly, State.CANCELLED, occurrence=rows(weekly)[0], reason="Yağmur")
    assert [row.changed for row in touched] == ["İptal edildi: Yağmur"]
    assert change.pk is None and not Change.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_who_press_at_once_one_wins(transactional_db):
    from wagtail.models import Page

    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    page = root.add_child(instance=EventPage(title="Sinema", slug="sinema-yaris"))
    page.dates = [EventDate(starts_at=ahead(2))]
    page.save()
    services.schedule(page)
    start, refused = threading.Barrier(4), []

    def press():
        row = Occurrence.objects.get(page=page)
        start.wait()
        try:
            services.cancel(occurrence=row, reason="Yağmur", by=None)
        except services.ChangeRefused:
            refused.append(1)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _number in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert (Change.objects.count(), len(refused)) == (1, 3)
    assert Occurrence.objects.get().sequence == 1
