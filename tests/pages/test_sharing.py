"""What a page says of itself elsewhere: pictures of shared links, data for search engines, maps and moved addresses."""

import io
import json
import re
import xml.etree.ElementTree as ElementTree
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.storage import storages
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from wagtail.models import PageViewRestriction

from lib import share_picture
from pages import caching, sharing
from pages.models import LinkPage, SiteFacts


def head(client, address):
    return client.get(address).content.decode().split("</head>")[0]


def picture_of(client, address):
    return re.search(r'property="og:image" content="http://testserver([^"]+)"', head(client, address))[1]


# -- The picture of a shared link -----------------------------------------------------------------
@pytest.mark.parametrize(
    "title",
    [
        "Kısa",
        "Öğretmenler Günü’nde şiir ve söyleşi: İzmit’in ışıklı çınarları altında buluşuyoruz " * 4,
        "Muvaffakiyetsizleştiricileştiriveremeyebileceklerimizdenmişsinizcesine",
        "كرنفال 🎉",
        "",
    ],
)
def test_any_title_gives_a_picture_of_the_right_size(title):
    drawn = share_picture.draw(title, kicker="Haber", sign="Çınar", tone="bakir", seed=3)
    with Image.open(io.BytesIO(drawn)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1200, 630))
    assert len(drawn) < 200_000
    assert share_picture.draw(title, kicker="Haber", sign="Çınar", tone="bakir", seed=3) == drawn


def test_a_long_title_is_set_smaller_and_never_runs_out_of_its_place():
    size, lines = share_picture._set("Uzun bir başlık, uzun bir başlık daha " * 12)
    assert lines[-1].endswith("…")
    assert all(share_picture._font(size).getlength(line) <= share_picture.TEXT_WIDTH + size for line in lines)
    assert len(lines) * size * share_picture.LINE <= share_picture.TEXT_HEIGHT
    assert share_picture._set("Kısa")[0] == max(share_picture.SIZES)


def test_a_page_without_a_photograph_is_shared_with_its_title(client, make_page):
    page = make_page("Ulaşım")
    address = picture_of(client, "/ulasim/")
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert "max-age=86400" in answer["Cache-Control"]
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    page.title = "Ulaşım ve saatler"
    page.save_revision().publish()
    assert picture_of(client, "/ulasim/") != address
    client.get(picture_of(client, "/ulasim/"))
    assert len(storages["private"].listdir(f"share/{page.pk}")[1]) == 1  # the old words are gone


def test_a_page_with_a_photograph_is_shared_with_it(client, make_page, make_image):
    image = make_image()
    make_page("Ulaşım", cover=image)
    assert picture_of(client, "/ulasim/") == image.file.url


def test_while_one_draws_the_other_gets_the_portals_own(client, make_page):
    cache.add(f"sharing:{make_page('Ulaşım').pk}", 1, 30)
    answer = client.get("/ulasim/paylasim.jpg")
    assert answer.status_code == 302 and "og.png" in answer["Location"] and answer["Cache-Control"] == "no-store"


def test_it_draws_nothing_for_a_page_that_is_not_open(client, make_page):
    make_page("Taslak", live=False)
    closed = make_page("Kapalı")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    assert client.get("/taslak/paylasim.jpg").status_code == 404
    assert client.get("/kapali/paylasim.jpg").status_code == 302
    assert client.get("/yok/paylasim.jpg").status_code == 404


# -- Data for search engines ------------------------------------------------------------------------
def test_nothing_in_the_data_can_end_its_block():
    html = sharing.json_ld({"name": "</script><script>alert(1)</script> & <!-- \u2028"})
    assert html.count("<") == 2
    text = html.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert json.loads(text) == {"name": "</script><script>alert(1)</script> & <!-- \u2028"}


def test_a_page_that_is_only_itself_says_nothing(make_page, rf):
    context = Context({"request": rf.get("/"), "page": make_page("Ulaşım")})
    assert Template("{% load pages_tags %}{% structured_data page %}").render(context) == ""


# -- For crawlers -----------------------------------------------------------------------------------
def locations(client, address="/sitemap-sayfalar.xml"):
    tree = ElementTree.fromstring(client.get(address).content)
    return [node.text.removeprefix("http://localhost") for node in tree.iterfind(".//{*}loc")]


def test_the_map_names_what_everybody_may_read(client, make_page):
    make_page("Ulaşım").save_revision().publish()
    make_page("Gizli", noindex=True)
    make_page("Taslak", live=False)
    make_page("Başvurum nerede?", kind=LinkPage, target="/takip/")
    closed = make_page("Kapalı")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    assert "/ulasim/" in locations(client)
    assert not {"/gizli/", "/taslak/", "/kapali/", "/takip/", "/basvurum-nerede/"} & set(locations(client))
    content = client.get("/sitemap-sayfalar.xml").content.decode()
    assert "<lastmod>" in content
    assert "sitemap-sayfalar.xml" in client.get("/sitemap.xml").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()
    assert client.get("/sitemap-yok.xml").status_code == 404


def test_the_map_does_not_ask_for_each_page(client, make_page):
    def queries():
        client.get("/sitemap-sayfalar.xml")
        with CaptureQueriesContext(connection) as counted:
            client.get("/sitemap-sayfalar.xml")
        return len(counted)

    make_page("Bir")
    few = queries()
    for number in range(20):
        make_page(f"Sayfa {number}")
    assert queries() == few


# -- Moved addresses ----------------------------------------------------------------------------------
@pytest.fixture
def moved(django_capture_on_commit_callbacks):
    def move(page, slug):
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):  # redirects are made once the change is sure
            page.save_revision().publish()

    return move


def test_old_addresses_lead_on_through_a_chain_and_below(client, make_page, moved, django_capture_on_commit_callbacks):
    page = make_page("Ulaşım")
    below = page.add_child(instance=type(page)(title="Otobüs", slug="otobus"))
    moved(page, "yollar")
    moved(page, "nasil-gelinir")
    for old in ("/ulasim/", "/yollar/"):
        assert client.get(old, follow=True).redirect_chain == [("/nasil-gelinir/", 301)]
        assert client.get(f"{old}otobus/", follow=True).redirect_chain == [("/nasil-gelinir/otobus/", 301)]
    other = make_page("Başka")
    below.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        below.move(other, pos="last-child")
    assert client.get("/ulasim/otobus/", follow=True).redirect_chain == [("/baska/otobus/", 301)]
    assert client.get("/nasil-gelinir/otobus/", follow=True).redirect_chain == [("/baska/otobus/", 301)]


def test_a_page_that_gets_its_old_address_back_turns_in_no_circle(client, make_page, moved):
    page = make_page("Ulaşım")
    moved(page, "yollar")
    moved(page, "ulasim")
    assert client.get("/ulasim/").status_code == 200
    assert client.get("/yollar/", follow=True).redirect_chain == [("/ulasim/", 301)]


def test_a_new_page_takes_an_old_address(client, make_page, moved):
    moved(make_page("Ulaşım"), "yollar")
    make_page("Yeni", slug="ulasim")
    assert client.get("/ulasim/").status_code == 200


# -- How long others may keep a page ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, caching.SHARED),
        (5000, caching.SHARED),
        (300, "public, max-age=60, stale-while-revalidate=240"),
        (45, "public, max-age=45, stale-while-revalidate=0"),
        (0, "public, max-age=0, stale-while-revalidate=0"),
    ],
)
def test_nobody_keeps_a_page_longer_than_it_holds(seconds, said):
    assert caching.shared(seconds) == said


@pytest.mark.parametrize(("begins", "ends", "most"), [(-60, 90, 90), (30, 900, 30), (-60, 3600, 660), (-60, -30, 660)])
def test_a_page_is_kept_until_the_banner_begins_or_ends(client, site, make_page, begins, ends, most):
    now = timezone.now()
    SiteFacts.objects.create(
        site=site,
        banner_text="Su kesintisi",
        banner_from=now + timedelta(seconds=begins),
        banner_until=now + timedelta(seconds=ends),
    )
    make_page("Ulaşım")
    fresh, stale = map(int, re.findall(r"=(\d+)", client.get("/ulasim/")["Cache-Control"]))
    assert most - 5 <= fresh + stale <= most
