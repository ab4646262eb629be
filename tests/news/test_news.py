"""News as a citizen meets it."""

import json
from datetime import date

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from news.models import NewsCategory, NewsIndexPage, NewsPage


@pytest.fixture
def index(db):
    cache.clear()
    root = Site.objects.select_related("root_page").get(is_default_site=True).root_page
    return root.add_child(instance=NewsIndexPage(title="Haberler", slug="haberler"))


@pytest.fixture
def make_news(index):
    def make(title="Kısalar’a yeni oyun alanı", **facts):
        return index.add_child(instance=NewsPage(title=title, **({"date": date(2026, 11, 8)} | facts)))

    return make


def html(client, query=""):
    answer = client.get(f"/haberler/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_newest_stands_first(client, make_news):
    make_news("Eski haber", date=date(2025, 1, 1))
    make_news("Yeni haber", date=date(2026, 11, 1))
    page = html(client)
    assert page.index("Yeni haber") < page.index("Eski haber")


def test_a_category_shows_its_own_and_keeps_it_on_the_next_page(client, make_news):
    rights = NewsCategory.objects.create(name="Haklarınız")
    for n in range(10):
        make_news(f"Hak {n}", category=rights)
    make_news("Oyun alanı")
    page = html(client, "?tur=haklariniz")
    assert "Oyun alanı" not in page
    assert "?tur=haklariniz&amp;sayfa=2" in page
    assert html(client, "?tur=haklariniz&sayfa=2").count("<article") == 1


@pytest.mark.parametrize("query", ["?tur=yok", "?sayfa=x", "?sayfa=99"])
def test_it_refuses_nothing_that_an_old_link_asks(client, make_news, query):
    make_news("Oyun alanı")
    assert "Oyun alanı" in html(client, query)


def test_drafts_are_not_listed(client, make_news):
    make_news("Taslak haber").unpublish()
    assert "Taslak haber" not in html(client)
    assert "Burada henüz haber yok" in html(client)


def test_a_piece_of_news_ends_in_something_a_reader_can_do(client, make_news):
    link = {"text": "Bozuk bir oyun aletini bildirin", "page": None, "address": "/sikayet/", "note": "Park konusu"}
    make_news(services=json.dumps([{"type": "link", "value": link, "id": "1"}]))
    page = client.get("/haberler/kisalara-yeni-oyun-alani/").content.decode()
    assert "8 Kasım 2026 Pazar" in page
    assert "İlgili hizmet" in page
    assert 'href="/sikayet/"' in page and "Park konusu" in page


def test_a_correction_is_said_before_the_text(client, make_news):
    text = json.dumps([{"type": "text", "value": "<p>Alan açıldı.</p>", "id": "1"}])
    make_news(body=text, corrected_on=date(2026, 11, 9), correction="Açılış günü 7 değil 8 Kasım.")
    page = client.get("/haberler/kisalara-yeni-oyun-alani/").content.decode()
    assert page.index("Açılış günü 7 değil 8 Kasım.") < page.index("Alan açıldı.")
    assert "09.11.2026" in page


def test_it_refuses_a_correction_without_its_day(make_news):
    with pytest.raises(ValidationError, match="birlikte"):
        make_news(correction="Gün yanlıştı.")


def test_the_number_of_queries_does_not_grow_with_the_news(client, make_news):
    def queries():
        html(client)
        with CaptureQueriesContext(connection) as counted:
            answer = client.get("/haberler/")
        assert not answer.cookies
        return len(counted)

    rights = NewsCategory.objects.create(name="Haklarınız")
    for n in range(10):  # two pages already, so that both counts draw the paging
        make_news(f"Haber {n}", category=rights)
    few = queries()
    for n in range(10, 100):
        make_news(f"Haber {n}", category=rights)
    assert queries() == few <= 11
