"""The list of events as a citizen meets it: what is coming, what has been, and nothing that does not exist."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from events import services
from events.models import EventCategory, EventDate, Venue
from tests.makers import make_neighbourhood


def day(offset):
    return (timezone.localtime() + timedelta(days=offset)).strftime("%Y-%m-%d 12:00")


def html(client, query=""):
    answer = client.get(f"/etkinlikler/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def following(page):
    """The query of the link to the next page."""
    return unescape(re.search(r'href="/etkinlikler/([^"#]+)#liste" rel="next"', page)[1])


def test_what_is_coming_stands_first_and_what_was_in_the_archive(client, make_event):
    make_event("Yarınki sinema", {"starts": day(1)})
    make_event("Geçen yılın kupası", {"starts": day(-300)})
    coming, past = html(client), html(client, "?zaman=gecmis")
    assert "Yarınki sinema" in coming and "Geçen yılın kupası" not in coming
    assert "Geçen yılın kupası" in past and "Yarınki sinema" not in past
    assert "Geçmiş etkinlik" in past


def test_an_event_with_several_dates_stands_in_the_list_once_for_each(client, make_event):
    make_event("Kukla gösterisi", {"starts": day(1)}, {"starts": day(3)}, {"starts": day(-3)})
    assert html(client).count(">Kukla gösterisi</a>") == 2


def test_what_goes_on_now_is_still_coming(client, make_event):
    make_event("Ramazan ikramı", {"starts": day(-5), "ends": day(5), "precision": "day"})
    assert "Ramazan ikramı" in html(client)
    assert "Ramazan ikramı" in html(client, "?zaman=bugun")


def test_a_yearly_event_without_a_date_says_so_until_it_has_one(client, make_event):
    event = make_event("Yılbaşı Meydanı", {"starts": day(-300)}, awaits_date=True, date_note="Yılın son günü")
    page = html(client)
    assert "Tarihi duyurulacak" in page and "Yılın son günü" in page
    event.dates.add(EventDate(starts_at=timezone.now() + timedelta(days=9)))
    event.save_revision().publish()
    assert "Tarihi duyurulacak" not in html(client)


def test_a_month_without_a_day_is_no_answer_to_what_is_on_today(client, make_event):
    make_event("Sömestr Şenliği", {"starts": day(0), "precision": "month"})
    assert "Sömestr Şenliği" in html(client)
    assert "Sömestr Şenliği" not in html(client, "?zaman=bugun")


def test_filters_combine(client, make_event):
    hood, other = make_neighbourhood("Yahya Kaptan"), make_neighbourhood("Durhasan")
    sport = EventCategory.objects.create(name="Spor")
    venue = Venue.objects.create(name="Cephanelik Spor Tesisleri", neighbourhood=hood)
    make_event("Kupa", {"starts": day(2)}, category=sport, venue=venue, is_free=True)
    make_event("Şut yarışması", {"starts": day(2), "neighbourhood": other}, category=sport, venue=venue)
    make_event("Sinema", {"starts": day(2)}, neighbourhood=hood)
    page = html(client, "?mahalle=yahya-kaptan&tur=spor&ucretsiz=on")
    assert "Kupa</a>" in page
    assert "Şut yarışması" not in page and "Sinema</a>" not in page
    # A date somewhere else belongs to that neighbourhood, not to the event's.
    assert "Şut yarışması" in html(client, "?mahalle=durhasan")
    assert "Şut yarışması" not in html(client, "?mahalle=yahya-kaptan")


@pytest.mark.parametrize(
    "query",
    [
        "?mahalle=yok",
        "?tur=0",
        "?gun=31.31.2026",
        "?ay=2026-13",
        "?ay=0000-01",
        "?zaman=x",
        "?sonra=999",
        "?sonra=-1.x",
    ],
)
def test_it_refuses_nothing_that_an_old_link_asks(client, make_event, query):
    make_event("Yarınki sinema", {"starts": day(1)})
    assert "Yarınki sinema" in html(client, query)


def test_the_calendar_links_the_days_that_have_something(client, make_event):
    make_event("Okul ziyaretleri", {"starts": "2026-11-24 00:00", "precision": "day"})
    make_event("Anlat İzmit", {"starts": "2026-11-01 00:00", "precision": "month"})
    page = html(client, "?ay=2026-11")
    assert "?gun=2026-11-24" in page
    assert page.count("?gun=") == 1
    assert "Okul ziyaretleri" in html(client, "?gun=2026-11-24")
    assert "Okul ziyaretleri" not in html(client, "?gun=2026-11-25")
    assert "Bu seçimle bir etkinlik bulamadık" in html(client, "?gun=2026-11-25")


def test_pages_of_the_archive_keep_the_filter(client, make_event):
    make_event("Kukla gösterisi", *[{"starts": day(-n)} for n in range(1, 23)])
    page = html(client, "?zaman=gecmis")
    assert page.count(">Kukla gösterisi</a>") == 20
    assert html(client, following(page)).count(">Kukla gösterisi</a>") == 2


def test_drafts_and_private_events_are_not_listed(client, make_event):
    draft = make_event("Taslak etkinlik", {"starts": day(1)})
    draft.unpublish()
    private = make_event("Özel toplantı", {"starts": day(1)})
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    page = html(client) + html(client, f"?gun={day(1)[:10]}")
    assert "Taslak etkinlik" not in page and "Özel toplantı" not in page
    assert "?gun=" not in html(client, "").split("cal-head")[1]


def test_the_number_of_queries_does_not_grow_with_the_events(client, make_event):
    def queries():
        html(client)
        with CaptureQueriesContext(connection) as counted:
            answer = client.get("/etkinlikler/")
        assert not answer.cookies
        return len(counted)

    hood = make_neighbourhood()
    venue = Venue.objects.create(name="Meydan", neighbourhood=hood)
    category = EventCategory.objects.create(name="Şenlik")
    make_event("Sinema 0", {"starts": day(1)}, venue=venue, category=category)
    make_event("Bekleyen 0", awaits_date=True, venue=venue, category=category)
    few = queries()
    for n in range(1, 9):
        make_event(f"Sinema {n}", {"starts": day(n)}, venue=venue, category=category)
        make_event(f"Bekleyen {n}", awaits_date=True, venue=venue, category=category)
    assert queries() == few <= 18


def test_the_page_of_an_event_says_where_and_how_to_get_in(client, make_event):
    venue = Venue.objects.create(
        name="Yunus Emre Kültür Merkezi", address="Örnek Caddesi 1", is_step_free=True, has_accessible_toilet=False
    )
    make_event(
        "Sömestr Şenliği",
        {"starts": "2026-01-20 14:00", "ends": "2026-01-20 16:00", "note": "Yüz boyama"},
        venue=venue,
        neighbourhood=make_neighbourhood("Yahya Kaptan"),
        is_free=True,
        sources="aydinses.com\nizmit.bel.tr",
        contact_phone="0262 318 00 00",
    )
    page = client.get("/etkinlikler/somestr-senligi/").content.decode()
    for words in [
        "20 Ocak 2026 Salı, 14.00–16.00",
        "Geçmiş etkinlik",
        "Yunus Emre Kültür Merkezi, Yahya Kaptan",
        "Örnek Caddesi 1",
        "Girişte basamak yok, Engelli tuvaleti yok",
        "Ücretsiz",
        "Yüz boyama",
        'href="tel:+902623180000"',
        "izmit.bel.tr",
    ]:
        assert words in page


def test_a_cancelled_date_says_so_first(client, make_event):
    event = make_event("Açık hava sineması", {"starts": day(2)})
    services.cancel(occurrence=event.occurrences.get(), reason="Yağmur bekleniyor", by=None)
    assert "İptal edildi" in html(client)
    page = client.get("/etkinlikler/acik-hava-sinemasi/").content.decode()
    assert page.index("İptal edildi") < page.index("Bir bakışta")
    assert "Yağmur bekleniyor" in page
