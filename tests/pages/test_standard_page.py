"""A page as a visitor meets it: nothing personal in the answer, a minute in caches, few queries."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from pages.models import LinkPage, StandardPage


def stream(*blocks):
    return json.dumps([{"type": kind, "value": value, "id": f"{n:04}-b"} for n, (kind, value) in enumerate(blocks)])


def text(words):
    return ("text", f"<p>{words}</p>")


def test_slug_keeps_every_turkish_letter(make_page):
    assert make_page("Iğdır Işık Şenliği").slug == "igdir-isik-senligi"


def test_a_visitor_reads_the_page(client, make_page):
    make_page("Çınar Kart", summary="Başvuru, yenileme, kayıp kart.", body=stream(text("Kartınızı masadan alın.")))
    answer = client.get("/cinar-kart/")
    html = answer.content.decode()
    assert "<h1>Çınar Kart</h1>" in html
    assert "Kartınızı masadan alın." in html
    assert '<meta name="description" content="Başvuru, yenileme, kayıp kart.">' in html
    assert "noindex" not in html


def test_a_long_page_has_a_table_of_contents_that_leads_to_its_headings(client, make_page):
    make_page("Ulaşım", body=stream(*[("heading", {"text": f"Kapı {n}"}) for n in range(3)]))
    html = client.get("/ulasim/").content.decode()
    for n in range(3):
        assert f'href="#kapi-{n}-000{n}"' in html
        assert f'id="kapi-{n}-000{n}"' in html


def test_two_headings_of_one_text_keep_apart(client, make_page):
    make_page("Ulaşım", body=stream(*[("heading", {"text": "Nasıl?"}) for _ in range(3)]))
    html = client.get("/ulasim/").content.decode()
    assert html.count('id="nasil-0000"') == html.count('id="nasil-0001"') == 1


def test_a_hidden_page_says_so_to_search_engines(client, make_page):
    make_page("Taslak duyuru", noindex=True)
    assert '<meta name="robots" content="noindex">' in client.get("/taslak-duyuru/").content.decode()


def test_breadcrumbs_lead_home(client, make_page):
    parent = make_page("Hizmetler")
    make_page("Çınar Kart", parent=parent)
    html = client.get("/hizmetler/cinar-kart/").content.decode()
    assert '<a href="/hizmetler/">Hizmetler</a>' in html
    assert '<span aria-current="page">Çınar Kart</span>' in html


# -- Nothing personal, and cacheable ---------------------------------------------------------
def test_an_anonymous_view_sets_no_cookie_and_carries_no_token(client, make_page):
    make_page("Çerezler")
    answer = client.get("/cerezler/")
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert "Cookie" not in answer.get("Vary", "")
    assert answer["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600"


def test_an_anonymous_view_touches_no_session(client, make_page):
    make_page("Çerezler")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/cerezler/")
    tables = " ".join(q["sql"] for q in queries)
    assert "django_session" not in tables
    assert "accounts_user" not in tables


def test_the_same_page_again_is_304(client, make_page):
    make_page("Çerezler")
    first = client.get("/cerezler/")
    again = client.get("/cerezler/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == first["Cache-Control"]


def test_a_changed_page_is_sent_again(client, make_page):
    page = make_page("Çerezler", summary="Eski")
    tag = client.get("/cerezler/")["ETag"]
    page.summary = "Yeni"
    page.save()
    assert client.get("/cerezler/", headers={"If-None-Match": tag}).status_code == 200


def test_what_an_editor_sees_is_kept_by_nobody(client, admin_user, make_page):
    page = make_page("Çerezler")
    client.force_login(admin_user)
    answer = client.get("/cerezler/")
    assert answer["Cache-Control"] == "private, no-store"
    assert f"/pages/{page.pk}/edit/" in answer.content.decode()  # the editor's bar


def test_a_closed_page_is_not_shown_to_strangers(client, make_page):
    page = make_page("Yalnız personel")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    answer = client.get("/yalniz-personel/")
    assert answer.status_code == 302
    assert "public" not in answer.get("Cache-Control", "")


def test_a_page_costs_few_queries_however_long_it_is(client, make_page):
    make_page("Kısa", body=stream(*[text(f"Satır {n}") for n in range(10)]))
    make_page("Uzun", body=stream(*[text(f"Satır {n}") for n in range(100)]))
    costs = []
    for address in ("/kisa/", "/uzun/"):
        client.get(address)  # facts and menu are read once a minute
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 8, costs


# -- Menu entries that lead elsewhere ---------------------------------------------------------
def test_a_link_page_leads_to_its_address(client, make_page):
    make_page("Başvurum nerede?", kind=LinkPage, target="/takip/")
    answer = client.get("/basvurum-nerede/")
    assert (answer.status_code, answer["Location"]) == (302, "/takip/")


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "//kotu.example/", "takip", "/a b", "data:text/html,x", "https:///x"]
)
def test_it_refuses_a_link_page_to_a_dangerous_or_unreadable_address(root, target):
    page = LinkPage(title="Bağlantı", slug="baglanti", target=target, path="x", depth=2)
    with pytest.raises(Exception, match="Adresi / ya da https"):
        page.clean_fields(exclude=["path", "depth", "content_type", "translation_key", "locale"])


def test_the_cover_of_a_page_is_always_the_same(make_page):
    page = make_page("Kış sineması")
    assert page.cover_seed == StandardPage.objects.get(pk=page.pk).cover_seed
    assert 0 <= page.cover_seed < 64
