"""The front page as a visitor meets it, and the demo that fills it."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from events import services
from events.models import EventDate, EventIndexPage, EventPage, Occurrence
from home.demo import logins
from news.models import NewsIndexPage, NewsPage
from notices.models import Notice
from tests.makers import make_category
from wishes.models import Case


@pytest.fixture(scope="module")
def first_pages(for_the_module):
    """Pages only: what a municipality starts with."""
    with for_the_module(), override_settings(DEBUG=False):
        call_command("seed_demo", verbosity=0)


@pytest.fixture
def demo(first_pages, db):
    """The first pages; each test gives them back as it found them."""


def links(html):
    return {m.replace("&amp;", "&").partition("#")[0] for m in re.findall(r'href="(/[^"/][^"]*|/)"', html)}


def test_the_front_page_leads_to_what_people_come_for(client, demo):
    html = client.get("/").content.decode()
    assert "Her zaman" in html
    assert 'action="/takip/"' in html
    for address in ("/sikayet/", "/etkinlikler/", "/haberler/", "/ulasim/", "/kan-bagisi/"):
        assert f'href="{address}"' in html
    assert "150 bin" in html and "Kaynak:" in html
    assert "başvurulardan hesaplanır" not in html  # no cases yet, so no figures of them


def test_no_link_is_dead(client, demo):
    waiting, seen = ["/"], set()
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith(("/static/", "/media/")) or "ay=" in address:
            continue
        seen.add(address)
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        if address.count("?") == 0:
            waiting += links(answer.content.decode())
    assert len(seen) > 50


def test_topics_lead_straight_into_the_form(client, demo):
    make_category("Gürültü", is_on_home=True)
    make_category("Emlak vergisi")
    html = client.get("/").content.decode()
    assert 'href="/sikayet/?konu=gurultu"' in html
    assert "Emlak vergisi" not in html


def test_a_tile_goes_with_its_page(client, demo):
    Page.objects.get(slug="kocaelispor").specific.unpublish()
    html = client.get("/").content.decode()
    assert "Kocaelispor’a üyesin" not in html
    assert "Kan bağışçısı olun" in html


def test_visitors_get_no_cookie_and_few_queries_however_much_is_on(client, demo):
    def queries():
        client.get("/")  # site, menu and figures come from the cache from now on
        with CaptureQueriesContext(connection) as counted:
            answer = client.get("/")
        assert not answer.cookies
        assert "csrfmiddlewaretoken" not in answer.content.decode()
        assert "public" in answer["Cache-Control"]
        return len(counted)

    few = queries()
    events, news = EventIndexPage.objects.get(), NewsIndexPage.objects.get()
    for n in range(12):
        page = EventPage(title=f"Sinema {n}")
        page.dates = [EventDate(starts_at=timezone.now() + timedelta(days=n + 1))]
        events.add_child(instance=page)
        services.schedule(page)
        news.add_child(instance=NewsPage(title=f"Haber {n}"))
    assert queries() <= few <= 13  # one of them asks whether blood is needed now


# -- The demo -------------------------------------------------------------------------------
def test_a_second_run_changes_nothing_that_an_editor_changed(client, demo):
    page = Page.objects.get(slug="ulasim").specific
    page.title = "Bize gelin"
    page.save()
    Page.objects.get(slug="cinar-kart").delete()
    with CaptureQueriesContext(connection) as counted:
        call_command("seed_demo", verbosity=0)
    assert len(counted) == 1
    assert Page.objects.get(slug="ulasim").title == "Bize gelin"
    assert not Page.objects.filter(slug="cinar-kart").exists()


def test_production_gets_no_demo_staff_and_no_invented_cases(demo):
    assert not User.objects.exists()
    assert not Case.objects.exists()


def test_the_demo_desk_has_work_and_sends_nothing(demo):
    call_command("load_places", verbosity=0)
    call_command("seed_demo", "--with-logins", verbosity=0)
    assert Case.objects.count() >= 60
    assert Case.objects.overdue().exists()
    assert len(set(Case.objects.values_list("status", flat=True))) == 6
    # A call for blood that runs in the demo rings at nobody's: its messages count as sent, none waits.
    assert not Notice.objects.exclude(status=Notice.Status.SENT).exists()
    assert not Case.objects.filter(received_at__gt=timezone.now()).exists()
    out = StringIO()
    call_command("seed_demo", "--logins", stdout=out)
    for login in logins.LOGINS:
        assert login.username in out.getvalue()
        assert len(login.password) >= 12
        user = User.objects.get(username=login.username)
        assert user.has_perm("wagtailadmin.access_admin")


def test_events_without_a_date_stand_under_a_heading_that_says_so(client, demo):
    Occurrence.objects.all().delete()
    html = client.get("/").content.decode()
    assert "Tarihi duyurulacak etkinlikler" in html
    assert "Bu hafta" not in html
