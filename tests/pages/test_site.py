"""What every page shows of the site: facts, menu, banner."""

import json
import time
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pages import site as sites
from pages.models import LinkPage, SiteFacts


@pytest.fixture
def facts(site):
    return SiteFacts.objects.create(
        site=site,
        name="Çınar",
        organisation="İzmit Belediyesi",
        call_centre_phone="+902623181818",
        whatsapp_phone="+905320000000",
        social=json.dumps(
            [{"type": "account", "value": {"name": "Instagram", "url": "https://instagram.example/izmit"}}]
        ),
    )


def column(title, *links):
    return json.dumps([{"type": "column", "value": {"title": title, "links": list(links)}}])


def test_a_page_shows_the_facts(client, facts, make_page):
    make_page("Ulaşım")
    html = client.get("/ulasim/").content.decode()
    assert "İzmit Belediyesi" in html
    assert 'href="tel:+902623181818"' in html
    assert "0262 318 18 18" in html
    assert "https://instagram.example/izmit" in html


def test_without_settings_a_page_still_stands(client, make_page):
    make_page("Ulaşım")
    assert client.get("/ulasim/").status_code == 200


def test_saved_facts_are_shown_at_once(client, facts, make_page):
    make_page("Ulaşım")
    client.get("/ulasim/")
    facts.organisation = "Kartepe Belediyesi"
    facts.save()
    assert "Kartepe Belediyesi" in client.get("/ulasim/").content.decode()


def test_footer_links_follow_a_page_that_moves(client, facts, make_page):
    page = make_page("Çerezler")
    facts.footer_columns = column("Bu site", {"text": "", "page": page.pk, "address": ""})
    facts.save()
    make_page("Ulaşım")
    assert 'href="/cerezler/"' in client.get("/ulasim/").content.decode()
    page.slug = "cerez-sayfasi"
    page.save_revision().publish()
    assert 'href="/cerez-sayfasi/"' in client.get("/ulasim/").content.decode()


def test_facts_and_menu_cost_nothing_once_read(site, facts, make_page):
    make_page("Etkinlikler", show_in_menus=True)
    sites.facts_of(site), sites.menu_of(site)
    with CaptureQueriesContext(connection) as queries:
        sites.facts_of(site), sites.menu_of(site)
    assert len(queries) == 0


def test_an_error_page_is_drawn_without_a_request(db):
    html = Template("{% load pages_tags %}{% site_facts as f %}{% site_menu as m %}{{ f.name }}{{ m }}").render(
        Context()
    )
    assert html == "Çınar[]"


# -- Menu ------------------------------------------------------------------------------------
def menu(path="/"):
    context = Context({"request": RequestFactory().get(path)})
    Template("{% load pages_tags %}{% site_menu as menu %}").render(context)
    return context["menu"]


def test_the_menu_follows_the_page_tree(make_page):
    make_page("Etkinlikler", show_in_menus=True)
    make_page("Haberler", show_in_menus=True)
    make_page("Çerezler")
    make_page("Taslak", show_in_menus=True, live=False)
    make_page("Başvurum nerede?", kind=LinkPage, show_in_menus=True, target="/takip/")
    assert [(item["title"], item["url"]) for item in menu()] == [
        ("Etkinlikler", "/etkinlikler/"),
        ("Haberler", "/haberler/"),
        ("Başvurum nerede?", "/takip/"),
    ]


def test_the_menu_says_where_we_are(make_page):
    make_page("Etkinlikler", show_in_menus=True)
    make_page("Haberler", show_in_menus=True)
    assert [item["current"] for item in menu("/haberler/2026/")] == [False, True]


def test_a_page_taken_out_of_the_menu_is_gone_at_once(make_page):
    page = make_page("Etkinlikler", show_in_menus=True)
    assert len(menu()) == 1
    page.show_in_menus = False
    page.save_revision().publish()
    assert menu() == []


# -- Banner ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("starts", "ends", "shown"),
    [(None, None, True), (-1, None, True), (-2, 1, True), (1, None, False), (None, -1, False)],
)
def test_the_banner_stands_while_its_time_lasts(client, facts, make_page, starts, ends, shown):
    now = timezone.now()
    facts.banner_lead, facts.banner_text = "Su kesintisi:", "Yahya Kaptan'da 18.00'e kadar."
    facts.banner_from = starts and now + timedelta(hours=starts)
    facts.banner_until = ends and now + timedelta(hours=ends)
    facts.save()
    make_page("Ulaşım")
    assert ("Su kesintisi:" in client.get("/ulasim/").content.decode()) is shown


def test_a_banner_ends_also_while_it_is_cached(site, facts):
    facts.banner_text, facts.banner_until = "Kar var", timezone.now() + timedelta(milliseconds=200)
    facts.save()
    assert sites.facts_of(site).banner
    time.sleep(0.3)
    assert sites.facts_of(site).banner is None


# -- What an editor may type -----------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0262 318 18 18", "+902623181818"), ("(0532) 000 00 00", "+905320000000"), ("153", "153"), ("", "")],
)
def test_phones_are_kept_in_one_form(site, typed, kept):
    facts = SiteFacts(site=site, call_centre_phone=typed)
    facts.full_clean()
    assert facts.call_centre_phone == kept


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"call_centre_phone": "bizi arayın"}, "Telefonu 0262 000 00 00 gibi yazın"),
        ({"banner_text": "x", "banner_link": "/kan/"}, "Bağlantının adresini ve metnini birlikte yazın"),
        ({"banner_link": "javascript:alert(1)", "banner_link_text": "x"}, "Adresi / ya da https"),
    ],
)
def test_it_refuses_in_turkish(site, wrong, words):
    with pytest.raises(ValidationError, match=words):
        SiteFacts(site=site, **wrong).full_clean()


def test_it_refuses_a_banner_that_ends_before_it_begins(site):
    now = timezone.now()
    with pytest.raises(ValidationError, match="Bitiş başlangıçtan sonra olmalı"):
        SiteFacts(site=site, banner_from=now, banner_until=now - timedelta(hours=1)).full_clean()
