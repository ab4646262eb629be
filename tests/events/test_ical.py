"""Calendars as other programs read them: three independent readers find exactly the dates that the rows say."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import icalendar
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from events import ical, planning, services
from events.models import Change, EventCategory, EventDate, EventPage, Occurrence
from lib.dates import ISTANBUL
from tests import makers
from tests.events import readers
from tests.events.conftest import moment

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
FEED = "/etkinlikler/takvim.ics"


@pytest.fixture(autouse=True)
def _a_day_in_november():
    with time_machine.travel(NOW, tick=False):
        yield


def read(client, address=FEED):
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.content


def events(content):
    return icalendar.Calendar.from_ical(content).walk("VEVENT")


def assert_all_read(content, rows):
    expected = readers.of_rows(rows)
    assert {reader.__name__: reader(content) for reader in readers.ALL} == dict.fromkeys(
        [reader.__name__ for reader in readers.ALL], expected
    )


@pytest.fixture
def cinema(make_event):
    """Six Tuesdays and Thursdays."""
    return make_event(
        "Köy meydanında sinema",
        {
            "starts": "2026-11-24 19:00",
            "ends": "2026-11-24 21:00",
            "repeats": "weekly",
            "weekdays": "TU,TH",
            "count": 6,
        },
        place="Köy meydanı",
        summary="Açık havada; film, çay & sohbet.",
    )


@pytest.fixture
def dates(cinema):
    return lambda: list(cinema.occurrences.order_by("original_start"))


# -- One event --------------------------------------------------------------------------------
def test_a_single_date(client, make_event):
    make_event("Şenlik", {"starts": "2026-12-01 10:00", "ends": "2026-12-01 12:30"}, place="Meydan, büyük çınarın altı")
    content = read(client, "/etkinlikler/senlik/takvim.ics")
    (event,) = events(content)
    assert event["SUMMARY"] == "Şenlik" and event["LOCATION"] == "Meydan, büyük çınarın altı"
    assert b"DTSTART;TZID=Europe/Istanbul:20261201T100000\r\n" in content
    assert b"DTEND;TZID=Europe/Istanbul:20261201T123000\r\n" in content
    assert event["STATUS"] == "CONFIRMED" and event["SEQUENCE"] == 0
    assert event["URL"] == "http://localhost/etkinlikler/senlik/"
    assert content.count(b"BEGIN:STANDARD") == 1 and len(content) < 1500  # no table of sixty years
    assert_all_read(content, Occurrence.objects.all())


def test_whole_days_end_on_the_first_day_that_is_free_again(client, make_event):
    make_event("Sergi", {"starts": "2026-12-01 00:00", "ends": "2026-12-03 00:00", "precision": "day"})
    content = read(client)
    assert b"DTSTART;VALUE=DATE:20261201\r\n" in content and b"DTEND;VALUE=DATE:20261204\r\n" in content
    assert_all_read(content, Occurrence.objects.all())


def test_a_month_is_no_date_for_a_calendar(client, make_event):
    make_event("Şubatta bir gün", {"starts": "2027-02-01 00:00", "precision": "month"})
    assert not events(read(client))


def test_long_and_strange_words_keep_to_the_rules(client, make_event):
    title = "Iğdır’dan gelen; “çınar, ışık” \\ şöleni " * 5
    make_event(
        title.strip()[:255], {"starts": "2026-12-01 10:00"}, slug="solen", summary="İlk satır\nikinci, satır; son"
    )
    content = read(client)
    assert max(map(len, content.split(b"\r\n"))) <= 75
    (event,) = events(content)
    assert str(event["SUMMARY"]) == title.strip()[:255]
    assert "ikinci, satır; son" in str(event["DESCRIPTION"])


def test_a_repeated_plan_is_one_rule(client, cinema, dates):
    content = read(client)
    (event,) = events(content)
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;COUNT=6;BYDAY=TU,TH"
    assert event["UID"] == f"{cinema.dates.get().uid}-{cinema.pk}"
    assert_all_read(content, dates())


def test_a_rule_begins_on_a_day_of_its_own(client, make_event):
    page = make_event(
        "Kurs", {"starts": "2026-11-23 18:00", "repeats": "weekly", "weekdays": "WE", "until": date(2026, 12, 20)}
    )
    content = read(client)
    assert b"DTSTART;TZID=Europe/Istanbul:20261125T180000" in content
    assert_all_read(content, page.occurrences.all())


def test_moved_cancelled_postponed_and_relocated_dates(client, cinema, dates, ayse):
    uid = dates()[0].uid
    services.cancel(occurrence=dates()[0], reason="Yağmur bekleniyor", by=ayse)
    new = moment("2026-12-05 20:00")
    services.move(occurrence=dates()[1], starts_at=new, ends_at=new + timedelta(hours=2), reason="Salon dolu", by=ayse)
    services.postpone(occurrence=dates()[2], reason="Tadilat", by=ayse)
    services.relocate(occurrence=dates()[3], place="Kültür merkezi", reason="Soğuk", by=ayse)
    content = read(client)
    found = {event["RECURRENCE-ID"].dt: event for event in events(content) if "RECURRENCE-ID" in event}
    cancelled, moved, postponed, relocated = (found[row.original_start.astimezone(ISTANBUL)] for row in dates()[:4])
    assert (cancelled["STATUS"], cancelled["SUMMARY"]) == ("CANCELLED", "İptal edildi: Köy meydanında sinema")
    assert "Yağmur bekleniyor" in cancelled["DESCRIPTION"]
    assert (moved["STATUS"], moved.start) == ("CONFIRMED", new)
    assert (postponed["STATUS"], postponed["SUMMARY"]) == ("CANCELLED", "Ertelendi: Köy meydanında sinema")
    assert relocated["LOCATION"] == "Kültür merkezi"
    assert {event["UID"] for event in events(content)} == {uid}
    assert_all_read(content, dates())


def test_a_date_moved_into_an_unknown_day_leaves_a_gap(client, cinema, dates, ayse):
    row = dates()[1]
    services.move(occurrence=row, starts_at=moment("2027-02-01 00:00"), precision="month", reason="Bahara", by=ayse)
    content = read(client)
    assert b"EXDATE;TZID=Europe/Istanbul:20261126T190000" in content
    assert len(events(content)) == 1
    assert_all_read(content, dates())


def test_a_whole_event_called_off_is_said_once(client, cinema, dates, ayse):
    services.cancel(page=cinema, reason="Film gelmedi", by=ayse)
    content = read(client)
    (event,) = events(content)
    assert event["STATUS"] == "CANCELLED" and "Film gelmedi" in event["DESCRIPTION"]
    assert_all_read(content, dates())


def test_sequence_and_stamps_grow_with_a_change_and_stay_without(client, cinema, make_event, ayse):
    single = make_event("Şenlik", {"starts": "2026-12-01 10:00"})

    def stamps():
        found = [event for event in events(read(client)) if "RECURRENCE-ID" not in event]
        return {str(event["URL"]).split("/")[-2]: (event["SEQUENCE"], event["LAST-MODIFIED"].dt) for event in found}

    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        before = stamps()
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        assert stamps() == before
        services.move(
            occurrence=single.occurrences.get(), starts_at=moment("2026-12-02 10:00"), reason="Hava güzel", by=ayse
        )
        services.cancel(occurrence=cinema.occurrences.first(), reason="Yağmur", by=ayse)
        after = stamps()
    assert after["senlik"][0] == before["senlik"][0] + 1
    assert all(after[name][0] > before[name][0] and after[name][1] > before[name][1] for name in before)


def test_a_programme_brings_its_evenings(client, make_event):
    parent = make_event("Ramazan akşamları")
    make_event("Birinci akşam", {"starts": "2027-02-10 19:00"}, parent=parent)
    content = read(client, "/etkinlikler/ramazan-aksamlari/takvim.ics")
    assert [event["SUMMARY"] for event in events(content)] == ["Birinci akşam"]


def test_a_copied_page_has_keys_of_its_own(client, cinema):
    copy = cinema.copy(update_attrs={"slug": "kopya", "title": "Kopya"}, copy_revisions=False, keep_live=True)
    date = copy.specific.dates.get()
    date.repeats, date.weekdays, date.count = "", "", None
    date.save()
    services.schedule(copy.specific)
    found = events(read(client))
    assert len(found) == 2 and len({str(event["UID"]) for event in found}) == 2
    assert_all_read(read(client), Occurrence.objects.all())


# -- Feeds ------------------------------------------------------------------------------------
@pytest.fixture
def three(make_event):
    concerts = EventCategory.objects.create(name="Konser")
    hood = makers.make_neighbourhood("Yahya Kaptan")
    make_event("Konser", {"starts": "2026-12-01 10:00"}, category=concerts)
    make_event("Mahallede", {"starts": "2026-12-02 10:00"}, neighbourhood=hood)
    make_event("Çocuklara", {"starts": "2026-12-03 10:00"}, audience="children")
    return hood


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Konser", "Mahallede", "Çocuklara"]),
        ("?tur=konser", ["Konser"]),
        ("?mahalle=yahya-kaptan", ["Mahallede"]),
        ("?kimler=children", ["Çocuklara"]),
        ("?tur=konser&mahalle=yahya-kaptan", []),
    ],
)
def test_one_subscribes_to_all_or_to_a_part(client, three, query, titles):
    content = read(client, FEED + query)
    assert sorted(str(event["SUMMARY"]) for event in events(content)) == sorted(titles)
    atom = client.get(f"/etkinlikler/atom.xml{query}").content.decode()
    assert all(
        (f"<title>{title}</title>" in atom) is (title in titles) for title in ["Konser", "Mahallede", "Çocuklara"]
    )


@pytest.mark.parametrize(
    "query", ["?mahalle=uzay", "?tur=uzay", "?kimler=uzay", "?mahalle=%00", "?mahalle=" + "x" * 3000]
)
@pytest.mark.parametrize("file", ["takvim.ics", "atom.xml", "rss.xml"])
def test_it_refuses_a_feed_of_nothing_with_a_page(client, three, query, file):
    answer = client.get(f"/etkinlikler/{file}{query}")
    assert answer.status_code in (400, 404)
    assert "bulamadık" in answer.content.decode() or answer.status_code == 400


def test_a_neighbourhoods_feed_follows_single_dates(client, cinema, dates, ayse):
    hood = makers.make_neighbourhood("Yahya Kaptan")
    address = f"{FEED}?mahalle=yahya-kaptan"
    services.relocate(occurrence=dates()[2], place="Park", neighbourhood=hood, reason="Şenlik", by=ayse)
    rows = dates()
    assert_all_read(read(client, address), [rows[2]])
    cinema.neighbourhood = hood
    cinema.save()
    services.schedule(cinema)
    other = makers.make_neighbourhood("Kısalar")
    services.relocate(occurrence=dates()[4], place="Kısalar meydanı", neighbourhood=other, reason="Davet", by=ayse)
    content = read(client, address)
    assert b"EXDATE" in content
    assert_all_read(content, [row for row in dates() if row.neighbourhood == hood])


def test_nothing_new_is_said_without_the_calendar(client, cinema, dates, ayse):
    first = client.get(FEED)
    assert client.get(FEED, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(FEED, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        services.cancel(occurrence=dates()[0], reason="Yağmur", by=ayse)
        assert client.get(FEED, headers={"If-None-Match": first["ETag"]}).status_code == 200
        assert client.get(FEED, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 200


def test_what_was_long_ago_or_is_not_public_stays_out(client, make_event):
    make_event("Eski", {"starts": "2026-09-01 10:00"})
    make_event("Yeni geçmiş", {"starts": "2026-11-01 10:00"})
    make_event("Taslak", {"starts": "2026-12-01 10:00"}, live=False)
    closed = make_event("Kapalı", {"starts": "2026-12-01 10:00"})
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    assert [str(event["SUMMARY"]) for event in events(read(client))] == ["Yeni geçmiş"]
    assert events(read(client, "/etkinlikler/eski/takvim.ics"))
    assert client.get("/etkinlikler/kapali/takvim.ics").status_code == 302
    assert client.get("/etkinlikler/taslak/takvim.ics").status_code == 404


def test_a_calendar_does_not_ask_for_each_event(client, make_event):
    def queries(address):
        client.get(address)
        with CaptureQueriesContext(connection) as counted:
            assert not client.get(address).cookies
        return len(counted)

    weekly = {"starts": "2026-11-24 19:00", "repeats": "weekly", "count": 4}
    make_event("İlk", weekly, {"starts": "2026-12-01 10:00"})
    few = {address: queries(address) for address in (FEED, "/etkinlikler/atom.xml")}
    for number in range(15):
        make_event(f"Etkinlik {number}", weekly, {"starts": "2026-12-01 10:00"})
    assert {address: queries(address) for address in few} == few
    assert max(few.values()) <= 12


def test_pages_lead_to_their_calendars(client, cinema):
    page = client.get("/etkinlikler/koy-meydaninda-sinema/").content.decode()
    assert 'href="/etkinlikler/koy-meydaninda-sinema/takvim.ics"' in page
    assert '<link rel="alternate" type="text/calendar"' in page
    listing = client.get("/etkinlikler/?kimler=children").content.decode()
    assert "webcal://localhost/etkinlikler/takvim.ics?kimler=children" in listing


# -- Any plan, any changes ----------------------------------------------------------------------
PLAN = UUID("6e09f1aa-949b-4863-a2a2-21b5692e6af0")
STARTS = st.datetimes(datetime(2020, 1, 1), datetime(2029, 12, 31)).map(
    lambda start: start.replace(minute=start.minute // 15 * 15, second=0, microsecond=0, tzinfo=ISTANBUL)
)
ACTS = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.sampled_from(["cancelled", "postponed", "relocated", "moved", "restored"]),
        st.integers(-2000, 2000),
    ),
    max_size=8,
)


@pytest.mark.django_db  # a page asks once for its type
@settings(max_examples=40, deadline=None)
@given(
    start=STARTS,
    hours=st.none() | st.integers(1, 30),
    precision=st.sampled_from(["time", "time", "day"]),
    repeats=st.sampled_from(["", "daily", "weekly", "monthly", "monthly_weekday", "yearly"]),
    weekdays=st.sets(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), max_size=4),
    count=st.integers(1, 12),
    days=st.none() | st.integers(0, 120),
    acts=ACTS,
)
def test_all_readers_agree_with_the_rows(start, hours, precision, repeats, weekdays, count, days, acts):
    page = EventPage(pk=7, title="Şenlik", last_published_at=NOW)
    plan = EventDate(
        uid=PLAN,
        starts_at=start.replace(hour=0, minute=0) if precision == "day" else start,
        precision=precision,
        repeats=repeats,
        weekdays=",".join(sorted(weekdays)) if repeats == "weekly" else "",
        count=count if days is None else None,
        until=(start + timedelta(days=days)).date() if days is not None else None,
    )
    plan.ends_at = plan.starts_at + timedelta(hours=hours) if hours else None
    planned = planning.expand([plan])
    changes = []
    for number, what, shift in acts if planned else []:
        date = planned[number % len(planned)]
        new = {
            "relocated": {"place": "Salon", "neighbourhood": None},
            "moved": {
                "starts_at": (date.starts_at + timedelta(minutes=15 * shift)).isoformat(),
                "ends_at": None,
                "precision": "month" if shift % 7 == 0 else precision,
            },
        }.get(what, {})
        changes.append(
            Change(what=what, reason="Neden", plan=PLAN, original_start=date.original_start, new=new, at=NOW)
        )
    rows = [
        Occurrence(page=page, **vars(date) | {"over_at": date.over_at}) for date in planning.expand([plan], changes)
    ]
    kept = [row for row in rows if row.state != "scheduled" or row.is_relocated] if plan.rule else rows
    series = ical.Series(page=page, url="http://localhost/", date=plan, rows=kept, count=len(rows))
    assert_all_read(ical.calendar([series] if rows else [], name="Şenlik"), rows)
