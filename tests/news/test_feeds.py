"""The news feeds as a reader program meets them."""

import xml.etree.ElementTree as ElementTree
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from news.models import NewsCategory

ATOM = "{http://www.w3.org/2005/Atom}"


def tree(client, address="/haberler/atom.xml"):
    answer = client.get(address)
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.content)


def titles(client, address="/haberler/atom.xml"):
    return [title.text for title in tree(client, address).iterfind(f"{ATOM}entry/{ATOM}title")]


def test_the_newest_stands_first_in_turkish_letters(client, make_news):
    make_news("Eski haber", date=date(2025, 1, 1))
    make_news("Iğdır’dan <İzmit>’e & “çınar”", summary="Şiir & söyleşi <b>")
    assert titles(client) == ["Iğdır’dan <İzmit>’e & “çınar”", "Eski haber"]
    entry = tree(client).find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}summary").text == "Şiir &amp; söyleşi &lt;b&gt;"  # readers take it for HTML
    assert entry.find(f"{ATOM}published").text.startswith("2026-11-08T")
    assert client.get("/haberler/atom.xml")["Content-Type"] == "application/atom+xml; charset=utf-8"


def test_rss_says_the_same(client, make_news):
    make_news("Şenlik")
    channel = tree(client, "/haberler/rss.xml").find("channel")
    assert channel.find("language").text == "tr"
    assert [item.find("title").text for item in channel.iterfind("item")] == ["Şenlik"]


def test_an_entry_keeps_its_key_when_its_address_changes(client, make_news):
    page = make_news("Şenlik")
    before = tree(client).find(f"{ATOM}entry/{ATOM}id").text
    page.slug = "baska"
    page.save_revision().publish()
    entry = tree(client).find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}id").text == before
    assert entry.find(f"{ATOM}link").get("href").endswith("/haberler/baska/")


def test_a_kind_has_a_feed_of_its_own_and_the_list_names_it(client, make_news):
    make_news("Oyun alanı")
    make_news("Hak", category=NewsCategory.objects.create(name="Haklarınız"))
    assert titles(client, "/haberler/atom.xml?tur=haklariniz") == ["Hak"]
    head = client.get("/haberler/?tur=haklariniz").content.decode().split("</head>")[0]
    assert 'type="application/atom+xml" title="Çınar – Haberler" href="http://localhost/haberler/atom.xml"' in head
    assert 'href="http://localhost/haberler/atom.xml?tur=haklariniz"' in head
    assert "atom.xml" in client.get("/haberler/hak/").content.decode().split("</head>")[0]


def test_it_refuses_a_kind_that_does_not_exist_in_words(client, make_news):
    make_news()
    answer = client.get("/haberler/atom.xml?tur=uzay")
    assert answer.status_code == 404
    assert "text/html" in answer["Content-Type"]


def test_nothing_new_is_said_without_the_feed(client, make_news):
    page = make_news()
    first = client.get("/haberler/atom.xml")
    assert client.get("/haberler/atom.xml", headers={"If-None-Match": first["ETag"]}).status_code == 304
    since = {"If-Modified-Since": first["Last-Modified"]}
    assert client.get("/haberler/atom.xml", headers=since).status_code == 304
    page.title = "Kısalar’da iki oyun alanı"
    page.save_revision().publish()
    assert client.get("/haberler/atom.xml", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_withdrawn_piece_is_news_too(client, make_news):
    make_news("Kalan")
    page = make_news("Giden")
    first = client.get("/haberler/atom.xml")
    page.unpublish()
    again = client.get("/haberler/atom.xml", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert "Giden" not in again.content.decode()


def test_it_tells_nothing_that_not_everybody_may_read(client, make_news):
    make_news("Açık")
    make_news("Taslak", live=False)
    closed = make_news("Kapalı")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    assert titles(client) == ["Açık"]


@pytest.mark.parametrize("address", ["/haberler/atom.xml", "/haberler/rss.xml"])
def test_an_empty_feed_is_a_feed(client, index, address):
    tree(client, address)


def test_a_feed_does_not_grow_with_the_news(client, make_news):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            assert not client.get("/haberler/atom.xml").cookies
        return len(counted)

    make_news()
    queries()
    few = queries()
    for number in range(40):
        make_news(f"Haber {number}")
    queries()
    assert queries() == few <= 6
    assert len(titles(client)) == 30
