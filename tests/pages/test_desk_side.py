"""The editors' side: roles, the report of words not found, the admin in the portal's colours."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from pages.models import CustomImage, SearchMiss, SiteFacts, StandardPage
from tests import makers
from tests.pages.conftest import photo


@pytest.fixture
def editor(client, db):
    call_command("make_roles", verbosity=0)
    user = makers.make_staff("elif", admin_access=False)
    user.groups.add(Group.objects.get(name="Editör"))
    client.force_login(user)
    return client


def test_the_login_page_wears_our_face(client, db):
    html = client.get(reverse("wagtailadmin_login")).content.decode()
    assert "masasına giriş" in html
    assert "css/admin.css" in html
    assert "img/favicon.svg" in html
    assert "Wagtail" not in html.split("<main")[1].split("</main>")[0]


def test_an_editor_publishes_a_page(editor, root):
    answer = editor.get(reverse("wagtailadmin_pages:add", args=("pages", "standardpage", root.pk)))
    assert answer.status_code == 200
    data = {
        "title": "Iğdır Işık Şenliği",
        "slug": "igdir",
        "summary": "",
        "cover": "",
        "cover_tone": "bakir",
        "seo_title": "",
        "search_description": "",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "heading",
        "body-0-id": "",
        "body-0-value-text": "Program",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "1",
    }
    answer = editor.post(reverse("wagtailadmin_pages:add", args=("pages", "standardpage", root.pk)), data)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert StandardPage.objects.get().live
    assert "Program" in editor.get("/igdir/").content.decode()


def test_an_editor_uploads_a_picture(editor):
    editor.post(
        reverse("wagtailimages:add"), {"title": "Meydan", "file": photo(), "alt": "Çınar", "people": "none", "tags": ""}
    )
    assert CustomImage.objects.get().alt == "Çınar"


def test_an_editor_finds_the_site_facts_in_turkish(editor, site):
    html = editor.get(reverse("wagtailsettings:edit", args=("pages", "sitefacts", site.pk))).content.decode()
    for heading in ("Adlar", "İletişim", "Duyuru", "Alt bilgi"):
        assert heading in html
    assert not SiteFacts.objects.exclude(site=site).exists()


def miss(query, count=1, week=date(2026, 11, 16)):
    return SearchMiss.objects.create(query=query, count=count, week=week, last_at=timezone.now())


def test_an_editor_sees_the_words_that_found_nothing(editor):
    miss("uzay ussu", 3)
    miss("nikah", 30)
    html = editor.get(reverse("search_misses")).content.decode()
    assert html.index("nikah") < html.index("uzay ussu")
    assert reverse("search_misses") in editor.get(reverse("wagtailadmin_home")).content.decode()


def test_the_newest_week_comes_first_and_one_week_can_be_chosen(editor):
    miss("nikah", 30, date(2026, 11, 9))
    miss("uzay ussu", 3, date(2026, 11, 16))
    html = editor.get(reverse("search_misses")).content.decode()
    assert html.index("uzay ussu") < html.index("nikah")
    html = editor.get(reverse("search_misses_results"), {"week": "2026-11-09"}).content.decode()
    assert "nikah" in html
    assert "uzay ussu" not in html


def test_an_editor_takes_words_off_the_list(editor):
    first = miss("küfür", week=date(2026, 11, 9))
    miss("küfür")
    address = reverse("search_miss_delete", args=[first.pk])
    assert address in editor.get(reverse("search_misses")).content.decode()
    assert "bütün haftalardaki" in editor.get(address).content.decode()
    assert editor.post(address).status_code == 302
    assert not SearchMiss.objects.exists()


def test_it_lets_nobody_else_take_words_off(client, ayse):
    row = miss("nikah")
    client.force_login(ayse)
    assert client.post(reverse("search_miss_delete", args=[row.pk])).status_code in (302, 403)
    assert SearchMiss.objects.exists()


def test_it_shows_a_clerk_neither_report_nor_settings(client, ayse, site):
    client.force_login(ayse)
    for address in (
        reverse("search_misses"),
        reverse("search_misses_results"),
        reverse("wagtailsettings:edit", args=("pages", "sitefacts", site.pk)),
    ):
        assert client.get(address).status_code in (302, 403)
    assert reverse("search_misses") not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_help_leads_to_no_other_site(client, admin_user):
    client.force_login(admin_user)
    html = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "wagtail.org" not in html


@pytest.mark.parametrize("query", ["igdir", "Iğdır", "ığdır"])
def test_the_editors_own_search_folds_too(editor, make_page, query):
    make_page("Iğdır Işık Şenliği")
    html = editor.get(reverse("wagtailadmin_pages:search"), {"q": query}).content.decode()
    assert "Iğdır Işık Şenliği" in html
