"""The editors' first page: what can be begun, what was left half done, what waits, what was held a year ago."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Site, Workflow, WorkflowTask

from events import services
from events.models import EventDate, EventIndexPage, EventPage
from home import editing
from news.models import NewsIndexPage, NewsPage
from pages.models import SearchMiss
from tests import makers


@pytest.fixture
def root(db):
    return Site.objects.select_related("root_page").get(is_default_site=True).root_page


@pytest.fixture
def events(root):
    return root.add_child(instance=EventIndexPage(title="Etkinlikler", slug="etkinlikler"))


@pytest.fixture
def news(root):
    return root.add_child(instance=NewsIndexPage(title="Haberler", slug="haberler"))


def make_editor(username):
    call_command("make_roles", verbosity=0)
    user = makers.make_staff(username, admin_access=False)
    user.groups.add(Group.objects.get(name="Editör"))
    return user


@pytest.fixture
def elif_(db):
    return make_editor("elif")


def draft(parent, title, by, kind=NewsPage, **facts):
    page = parent.add_child(instance=kind(title=title, live=False, owner=by, has_unpublished_changes=True, **facts))
    page.save_revision(user=by)
    return page


def first_page(client, user):
    client.force_login(user)
    return client.get(reverse("wagtailadmin_home")).content.decode()


def test_an_editor_begins_an_event_or_news_with_one_click(client, elif_, events, news):
    html = first_page(client, elif_)
    assert reverse("wagtailadmin_pages:add", args=("events", "eventpage", events.pk)) in html
    assert reverse("wagtailadmin_pages:add", args=("news", "newspage", news.pk)) in html
    assert "Yeni etkinlik" in html
    assert "Yarım kalan sayfanız yok" in html


def test_half_finished_pages_stand_there_ones_own_first(elif_, news):
    other = make_editor("kerem")
    mine = draft(news, "Benim taslağım", elif_)
    draft(news, "Kerem’in taslağı", other)
    changed = news.add_child(instance=NewsPage(title="Yayında", owner=other))
    changed.title = "Yayında, değişti"
    changed.save_revision(user=other)
    scheduled = draft(news, "Zamanlanmış", elif_)
    scheduled.go_live_at = timezone.now() + timedelta(days=1)
    scheduled.save_revision(user=elif_).publish()
    news.add_child(instance=NewsPage(title="Bitmiş", owner=elif_))

    rows = list(editing.half_done(elif_))
    assert [row.draft_title for row in rows] == ["Benim taslağım", "Yayında, değişti", "Kerem’in taslağı"]
    assert [row.may_delete for row in rows] == [True, False, False]
    assert rows[0].pk == mine.pk


def test_a_draft_is_opened_and_thrown_away_from_there(client, elif_, news):
    page = draft(news, "Yarım", elif_)
    html = first_page(client, elif_)
    address = reverse("wagtailadmin_pages:delete", args=[page.pk])
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in html
    assert f"{address}?next=" in html
    client.post(address)
    assert not NewsPage.objects.exists()


def test_what_waits_is_shown_to_those_who_may_approve(client, elif_, news):
    chief = make_editor("sema")
    group = Group.objects.create(name="Haber onayı")
    chief.groups.add(group)
    task = GroupApprovalTask.objects.create(name="Haber onayı")
    task.groups.add(group)
    workflow = Workflow.objects.create(name="Haber onayı")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    page = draft(news, "Yeni park açıldı", elif_)
    workflow.start(page, elif_)

    html = first_page(client, chief)
    assert "Onay bekleyen haberler" in html
    assert "Yeni park açıldı" in html
    assert "Onay bekleyen haberler" not in first_page(client, elif_)
    assert list(editing.half_done(elif_)) == []  # sent is not half done


def make_event(index, title, starts_at, parent=None):
    page = EventPage(title=title)
    page.dates = [EventDate(starts_at=starts_at)]
    (parent or index).add_child(instance=page)
    services.schedule(page)
    return page


def test_last_years_events_are_offered_for_copying(client, elif_, events):
    now = timezone.now()
    page = make_event(events, "Öğretmenler günü", now - timedelta(weeks=51))
    make_event(events, "Geçen hafta", now - timedelta(weeks=1))
    html = first_page(client, elif_)
    assert reverse("copy_event", args=[page.pk]) in html
    assert [row.page.title for row in editing.last_year(elif_)] == ["Öğretmenler günü"]


def test_words_that_found_nothing_lately_are_told(client, elif_):
    week = editing.week_of(timezone.now())
    SearchMiss.objects.create(query="nikah salonu", week=week, count=7, last_at=timezone.now())
    SearchMiss.objects.create(
        query="eski", week=week - timedelta(weeks=5), count=9, last_at=timezone.now() - timedelta(weeks=5)
    )
    html = first_page(client, elif_)
    assert "nikah salonu" in html
    assert "eski</span>" not in html


def test_a_clerk_of_the_desk_sees_none_of_it(client, ayse, events):
    assert "Yarım kalanlar" not in first_page(client, ayse)


def test_many_drafts_cost_what_few_cost(client, elif_, news):
    costs = []
    for amount in (3, 20):
        for number in range(amount):
            draft(news, f"Taslak {amount} {number}", elif_)
        first_page(client, elif_)
        with CaptureQueriesContext(connection) as queries:
            html = first_page(client, elif_)
        costs.append(len(queries))
    assert costs[1] <= costs[0] + 12  # at most eight rows, each asks for its own rights
    assert html.count('class="cinar-remove"') == editing.MOST
