"""News as a citizen meets it."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from news.models import NewsCategory
from pages.models import StandardPage
from tests.news.conftest import gallery, stream


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


def test_the_archive_counts_each_month_and_leads_to_it(client, make_news):
    rights = NewsCategory.objects.create(name="Haklarınız")
    make_news("Ekim haberi", date=date(2026, 10, 31), category=rights)
    make_news("Kasım haberi", date=date(2026, 11, 1), category=rights)
    make_news("Başka kasım haberi", date=date(2026, 11, 30))
    make_news("Eski haber", date=date(2024, 2, 29))
    page = html(client)
    assert 'ay=2026-11">Kasım 2026 <span class="tally">2<' in page
    assert page.index("Kasım 2026") < page.index("Ekim 2026") < page.index("Şubat 2024")
    page = html(client, "?ay=2026-11")
    assert "Kasım haberi" in page and "Başka kasım haberi" in page
    assert "Ekim haberi" not in page
    assert 'Haklarınız <span class="tally">1<' in page  # the tabs count what the month holds
    page = html(client, "?ay=2026-11&tur=haklariniz")
    assert "Başka kasım haberi" not in page
    assert '<link rel="canonical" href="http://localhost/haberler/?tur=haklariniz&amp;ay=2026-11">' in page


@pytest.mark.parametrize("query", ["?tur=yok", "?sayfa=x", "?sayfa=99", "?ay=x", "?ay=2026-13", "?ay=٢٠٢٦-11"])
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


def test_a_related_page_shows_what_a_card_of_it_says(client, make_news, root):
    other = make_news("Eski haber", date=date(2026, 1, 2))
    closed = root.add_child(instance=StandardPage(title="Yalnız çalışanlara"))
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    withdrawn = make_news("Geri çekilen")
    withdrawn.unpublish()
    make_news(related=stream(("page", other.pk), ("page", closed.pk), ("page", withdrawn.pk), ("page", other.pk)))
    page = client.get("/haberler/kisalara-yeni-oyun-alani/").content.decode()
    assert "Haber · 2 Ocak 2026 Cuma" in page
    assert page.count("Eski haber") == 1
    assert "Yalnız çalışanlara" not in page and "Geri çekilen" not in page


def test_the_gallery_says_what_is_seen_and_who_took_it(client, make_news, make_image):
    make_news(gallery=gallery(make_image(), caption="Açılış günü"))
    page = client.get("/haberler/kisalara-yeni-oyun-alani/").content.decode()
    assert 'alt="Meydandaki çınar"' in page
    assert "Açılış günü · Fotoğraf: Ayşe Örnek" in page


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
    assert queries() == few <= 13


def test_a_correction_can_be_looked_at_before_it_is_written(make_news):
    page = make_news()
    plain, corrected = page.make_preview_request(), page.make_preview_request(preview_mode="correction")
    assert "Düzeltme," not in plain.render().content.decode()
    assert "Neyi düzelttiğiniz burada yazar." in corrected.render().content.decode()
    assert type(page).objects.get().correction == ""
