"""What a visitor asks of the event list: every question has one address, one honest answer and no error page."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events import counting, months, paging, services
from events.asked import Asked, weekend
from events.models import EventCategory, Occurrence, Venue
from tests.makers import make_neighbourhood

from .test_event_list import day, html


def titles(client, query=""):
    return re.findall(r'<h3><a href="/etkinlikler/[^"]+">([^<]+)</a>', html(client, query))


def rows(page):
    """The list, without the calendar and the filters around it."""
    return page.partition('<ul class="evl">')[2].partition("</ul>")[0]


def iso(offset):
    return (timezone.localdate() + timedelta(days=offset)).isoformat()


# -- Time -----------------------------------------------------------------------------------------
def test_from_day_to_day_both_ends_included(client, make_event):
    for offset in (3, 5, 7, 8):
        make_event(f"Gün {offset}", {"starts": day(offset)})
    assert titles(client, f"?baslangic={iso(5)}&bitis={iso(7)}") == ["Gün 5", "Gün 7"]
    assert titles(client, f"?baslangic={iso(7)}") == ["Gün 7", "Gün 8"]
    # Only a last day that lies ahead means: from today until then.
    make_event("Geçen hafta", {"starts": day(-7)})
    assert titles(client, f"?bitis={iso(3)}") == ["Gün 3"]


@pytest.mark.parametrize("text", ["24.11.2026", "24/11/2026", "2026-11-24", "24 Kasım 2026", "24 KASIM 2026 Salı"])
def test_a_day_is_understood_as_people_write_it(client, make_event, text):
    make_event("Okul ziyaretleri", {"starts": "2026-11-24 10:00"})
    make_event("Ertesi gün", {"starts": "2026-11-25 10:00"})
    page = html(client, f"?baslangic={text}&bitis={text}")
    assert "24 Kasım 2026 Salı" in page and "1 tarih" in page
    assert 'value="2026-11-24"' in page  # the browser's own picker shows it again


@pytest.mark.parametrize("text", ["31 Şubat", "31.02.2026", "2026-13-01", "yarınki gün", "01.01.99999", "0-0-0"])
def test_what_is_no_day_is_said_and_stays_as_it_was_typed(client, make_event, text):
    make_event("Yarınki sinema", {"starts": day(1)})
    page = html(client, f"?baslangic={text}")
    assert page.count("Bu günü takvimde bulamadık") == 2  # above the form and at the field
    assert f'value="{text}"' in page and 'aria-invalid="true"' in page
    assert "Yarınki sinema" in page


def test_swapped_days_are_said_and_stay(client, make_event):
    make_event("Yarınki sinema", {"starts": day(1)})
    page = html(client, f"?baslangic={iso(9)}&bitis={iso(2)}")
    assert "Son gün ilk günden önce" in page
    assert iso(9) in page and iso(2) in page and "Yarınki sinema" in page


def test_this_week_and_the_weekend(client, make_event):
    today = timezone.localdate()
    _saturday, sunday = weekend(today)
    make_event("Hafta sonu pazarı", {"starts": f"{sunday} 23:00"})
    make_event("Gelecek pazartesi", {"starts": f"{sunday + timedelta(days=1)} 10:00"})
    assert titles(client, "?zaman=hafta-sonu") == ["Hafta sonu pazarı"]
    assert titles(client, "?zaman=hafta") == ["Hafta sonu pazarı"]
    assert weekend(date(2026, 11, 22)) == (date(2026, 11, 21), date(2026, 11, 22))


def test_the_archive_goes_by_year_and_month(client, make_event):
    this_year = timezone.localdate().year
    make_event("Eski şenlik", {"starts": "2025-08-05 20:00"})
    make_event("Daha eski", {"starts": "2024-08-05 20:00"})
    page = html(client, "?zaman=gecmis&yil=2025")
    assert "Eski şenlik" in page and "Daha eski" not in page
    for year in range(2024, this_year + 1):
        assert f"?zaman=gecmis&amp;yil={year}#liste" in page
    assert "?ay=2025-08" in page
    assert titles(client, "?ay=2025-08") == ["Eski şenlik"]
    assert titles(client, "?zaman=gecmis") == ["Eski şenlik", "Daha eski"]


def test_what_goes_on_stands_before_what_begins(client, make_event):
    make_event("Yarın başlayan", {"starts": day(1)})
    make_event("Süren sergi", {"starts": day(-30), "ends": day(30), "precision": "day"})
    assert titles(client) == ["Süren sergi", "Yarın başlayan"]
    assert titles(client, f"?gun={iso(1)}") == ["Süren sergi", "Yarın başlayan"]


# -- Filters --------------------------------------------------------------------------------------
def test_filters_are_counted_and_each_can_be_taken_away(client, make_event):
    hood, other = make_neighbourhood("Yahya Kaptan"), make_neighbourhood("Durhasan")
    sport = EventCategory.objects.create(name="Spor")
    make_event("Kupa", {"starts": day(2)}, category=sport, neighbourhood=hood, is_free=True, audience="children")
    make_event("Maç", {"starts": day(3)}, {"starts": day(4)}, category=sport, neighbourhood=other)
    page = html(client, "?tur=spor&ucretsiz=on")
    assert "1 tarih" in page
    assert "Yahya Kaptan (1)" in page and "Durhasan (0)" in page  # with the other filters in force
    assert "Spor (1)" in page and "Çocuklar (1)" in page
    assert 'href="/etkinlikler/?ucretsiz=on#liste"><span class="vh">Kaldır: </span>Tür: Spor' in page
    assert 'href="/etkinlikler/?tur=spor#liste"><span class="vh">Kaldır: </span>Ücretsiz' in page
    assert "Hepsini kaldır" in page
    assert titles(client, "?kimler=children") == ["Kupa"]
    assert "3 tarih" in html(client)


def test_filters_stay_in_the_links_of_the_calendar(client, make_event):
    hood = make_neighbourhood("Yahya Kaptan")
    make_event("Sergi", {"starts": "2026-11-10 10:00", "ends": "2026-11-12 18:00"}, neighbourhood=hood)
    make_event("Başka yerde", {"starts": "2026-11-20 10:00"})
    page = html(client, "?ay=2026-11&mahalle=yahya-kaptan")
    # It lasts three days and stands on each of them; the other event is filtered out.
    assert re.findall(r"\?gun=([0-9-]+)&amp;mahalle=yahya-kaptan", page) == ["2026-11-10", "2026-11-11", "2026-11-12"]
    assert "?gun=2026-11-20" not in page
    assert 'aria-label="10 Kasım 2026 Salı, 1 etkinlik"' in page
    assert "?ay=2026-12&amp;mahalle=yahya-kaptan" in page and 'aria-label="Sonraki ay, Aralık 2026"' in page
    assert '<caption class="vh">Kasım 2026: etkinlik olan günler</caption>' in page


def test_robots_that_follow_the_months_come_to_an_end(make_event):
    make_event("Eski", {"starts": "2025-03-10 10:00"})
    today = date(2026, 11, 22)
    assert months.grid("/", date(2025, 3, 1), today)["previous"] is None
    assert months.grid("/", date(2025, 4, 1), today)["previous"]["url"] == "/?ay=2025-03"
    assert months.grid("/", date(2027, 11, 1), today)["next"] is None


def test_nothing_found_offers_what_is_near(client, make_event):
    hood = make_neighbourhood("Yahya Kaptan", lat=40.77, lon=29.95)
    near = make_neighbourhood("Yenişehir", lat=40.775, lon=29.96)
    far = make_neighbourhood("Durhasan", lat=40.85, lon=30.05)
    make_event("Kupa", {"starts": day(2)}, neighbourhood=far, is_free=True)
    make_event("Maç", {"starts": day(2)}, neighbourhood=near, is_free=True)
    make_event("Paralı", {"starts": day(2)}, neighbourhood=hood)
    page = html(client, "?mahalle=yahya-kaptan&ucretsiz=on")
    assert "Bu seçimle bir etkinlik bulamadık" in page
    assert page.index("Komşu mahalle: Yenişehir") < page.index("Komşu mahalle: Durhasan")
    assert "Şu seçim olmadan: Ücretsiz" in page
    assert 'href="/etkinlikler/?mahalle=yahya-kaptan#liste">Şu seçim' in page


def test_more_than_can_be_counted_is_said_so(client, make_event, monkeypatch):
    monkeypatch.setattr(counting, "MOST", 3)
    make_event("Kurs", *[{"starts": day(n)} for n in range(1, 6)])
    page = html(client)
    assert "3 tarihten fazla" in page and "Yalnız ücretsiz</span>" in page


# -- Words ----------------------------------------------------------------------------------------
def test_changes_are_said_in_words_and_sub_events_name_their_programme(client, make_event):
    off, moved, later = (make_event(title, {"starts": day(5)}) for title in ("Konser", "Gezi", "Şenlik"))
    services.cancel(occurrence=off.occurrences.get(), reason="Yağmur bekleniyor", by=None)
    new = timezone.localtime() + timedelta(days=9)
    services.move(occurrence=moved.occurrences.get(), starts_at=new, reason="Salon dolu", by=None)
    services.postpone(occurrence=later.occurrences.get(), reason="Fırtına", by=None)
    programme = make_event("Ramazan akşamları")
    make_event("Karagöz", {"starts": day(6)}, parent=programme)
    page = rows(html(client))
    assert "İptal edildi: Yağmur bekleniyor" in page
    assert "Ertelendi: yeni gün" in page and page.count("Ertelendi") == 2
    assert "Program: Ramazan akşamları" in page and page.count("Program:") == 1


# -- Pages ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("query", ["", "?zaman=gecmis", "?yil=2026"])
def test_pages_follow_one_another_without_a_gap_and_back(client, make_event, query):
    make_event("Kurs", *[{"starts": day(0), "ends": day(200)} for _n in range(3)])
    make_event("Atölye", *[{"starts": f"2026-06-01 {n % 24:02}:00"} for n in range(24)])
    make_event("Konser", *[{"starts": day(n // 3 + 1)} for n in range(30)])

    def walk(query, way):
        while True:
            page = client.get(f"/etkinlikler/{query}")
            yield [row.pk for row in page.context["listing"].rows]
            link = re.search(rf'href="/etkinlikler/([^"#]+)#liste" rel="{way}"', page.content.decode())
            if not link:
                return
            query = unescape(link[1])
            last.append(query)

    last = [query]
    there = list(walk(query, "next"))
    assert len({pk for page in there for pk in page}) == sum(map(len, there)) > paging.SIZE
    assert list(walk(last[-1], "prev")) == there[::-1]


def test_the_number_of_queries_is_the_same_for_10_and_100(client, make_event):
    hoods = [make_neighbourhood(name) for name in ("Yahya Kaptan", "Durhasan", "Yenişehir")]
    venue = Venue.objects.create(name="Meydan", neighbourhood=hoods[0], latitude=40.77, longitude=29.95)
    questions = [
        "",
        f"?zaman=hafta&mahalle={hoods[0].slug}",
        "?zaman=gecmis&yil=2026",
        "?ay=2026-11",
        "?gorunum=harita",
    ]

    def counts():
        for query in questions:
            client.get(f"/etkinlikler/{query}")
            with CaptureQueriesContext(connection) as counted:
                answer = client.get(f"/etkinlikler/{query}")
            assert not answer.cookies and answer["Cache-Control"].startswith("public")
            yield len(counted)

    programme = make_event("Program")
    make_event("Sinema", *[{"starts": day(n - 2)} for n in range(5)], venue=venue, parent=programme)
    make_event("Yeri belli değil", {"starts": day(1)})
    few = list(counts())
    for n, hood in enumerate(hoods):
        for place in ({"neighbourhood": hood}, {"venue": venue, "neighbourhood": hoods[0]}, {}):
            make_event(f"Kurs {n}", *[{"starts": day(k - 4)} for k in range(10)], **place)
    assert list(counts()) == few
    assert max(few) <= 18


# -- Addresses ------------------------------------------------------------------------------------
def test_one_question_has_one_address(client, make_event):
    make_event("Yarınki sinema", {"starts": day(1)})
    make_neighbourhood("Yahya Kaptan")
    answer = client.get("/etkinlikler/?utm_source=x&mahalle=&zaman=hafta&zaman=bugun")
    assert answer.status_code == 302 and answer["Location"] == "/etkinlikler/?zaman=bugun"
    page = html(client, "?mahalle=yahya-kaptan&zaman=hafta")
    assert '/etkinlikler/?zaman=hafta&amp;mahalle=yahya-kaptan">' in page  # the canonical link, in our order
    assert 'rel="canonical"' in page


@pytest.mark.parametrize("value", ["0", "-1", "31 Şubat", "9999", "99999", "9" * 30, "x" * 10_000, "%00é<b>'"])
def test_no_value_of_any_parameter_breaks_the_page(client, make_event, value):
    make_event("Yarınki sinema", {"starts": day(1)})
    for name in [*Asked.FILTERS, *Asked.VIEW, *Asked.PAGING]:
        answer = client.get("/etkinlikler/", {name: value})
        page = answer.content.decode()
        assert answer.status_code == 200, name
        assert "x" * 100 not in page and "<b>'" not in page
        if 'role="alert"' in page:  # it is said, the rest is answered, and no cache keeps it
            assert "Yarınki sinema" in page and "no-store" in answer["Cache-Control"], name


def test_repeated_parameters_become_one(client, make_event):
    make_event("Yarınki sinema", {"starts": day(1)})
    answer = client.get("/etkinlikler/?zaman=hafta&zaman=yok&sonra=1&sonra=2", follow=True)
    assert answer.status_code == 200 and "Yarınki sinema" in answer.content.decode()


def test_a_preview_is_not_sent_away(index, rf):
    request = rf.get("/etkinlikler/?in_preview_panel=true")
    request.is_preview = True
    assert index.serve(request).status_code == 200


def test_what_ends_in_the_next_month_counts_there_too(make_event):
    make_event("Şenlik", {"starts": "2026-11-30 23:00", "ends": "2026-12-01 02:00"})
    counted = months.count_by_day(Occurrence.objects.shown(), date(2026, 12, 1), date(2026, 12, 31))
    assert counted == {date(2026, 12, 1): 1}
