"""Four eyes: Elif writes, Emre reads and publishes; nobody approves what they wrote."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Workflow, WorkflowPage

from home import clock
from news.models import NewsPage, SecondReaderTask
from tests import makers


@pytest.fixture
def newsroom(index):
    call_command("make_roles", verbosity=0)
    call_command("make_workflows", verbosity=0)
    return index


def member(username, role):
    user = makers.make_staff(username, admin_access=False)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def elif_(newsroom):
    return member("elif", "Editör")


@pytest.fixture
def emre(newsroom):
    return member("emre", "Editör")


def form(**more):
    data = {
        "title": "Oyun alanı açıldı",
        "slug": "oyun-alani",
        "summary": "",
        "date": "08.11.2026",
        "category": "",
        "corrected_on": "",
        "correction": "",
        "sources": "",
        "cover": "",
        "cover_tone": "cinar",
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    for name in ("body", "gallery", "services", "related"):
        data[f"{name}-count"] = "0"
    return data | more


def write(client, index, **more):
    answer = client.post(reverse("wagtailadmin_pages:add", args=("news", "newspage", index.pk)), form(**more))
    assert answer.status_code == 302, answer.context["form"].errors
    return NewsPage.objects.latest("pk")


def approve(client, page):
    state = page.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "approve", state.pk))
    return client.post(address, {"comment": ""})


@pytest.fixture
def submitted(client, newsroom, elif_):
    client.force_login(elif_)
    return write(client, newsroom, **{"action-submit": "1"})


def test_a_second_editor_publishes_what_the_first_wrote(client, submitted, emre):
    assert not submitted.live
    client.force_login(emre)
    assert "Oyun alanı açıldı" in client.get(reverse("wagtailadmin_home")).content.decode()
    assert approve(client, submitted).status_code == 302
    submitted.refresh_from_db()
    assert submitted.live
    client.logout()
    assert client.get("/haberler/oyun-alani/").status_code == 200


def test_it_refuses_the_writers_own_approval(client, submitted, elif_):
    client.force_login(elif_)
    approve(client, submitted)
    submitted.refresh_from_db()
    assert not submitted.live
    task_state = submitted.current_workflow_task_state
    with pytest.raises(PermissionDenied):  # however the request is made
        task_state.task.specific.on_action(task_state, elif_, "approve")


def test_it_refuses_the_approval_of_what_the_approver_changed(client, submitted, emre):
    submitted.title = "Emre'nin sözleri"
    submitted.save_revision(user=emre)
    client.force_login(emre)
    approve(client, submitted)
    submitted.refresh_from_db()
    assert not submitted.live


def test_a_superuser_does_not_approve_the_own_text_either(submitted, admin_user):
    submitted.save_revision(user=admin_user)
    task = submitted.current_workflow_task_state.task.specific
    assert "approve" not in [action[0] for action in task.get_actions(submitted, admin_user)]


def test_it_refuses_publishing_past_the_second_reader(client, newsroom, elif_):
    client.force_login(elif_)
    page = write(client, newsroom, **{"action-publish": "1"})
    assert not page.live
    assert not page.permissions_for_user(elif_).can_publish()
    assert (
        'value="action-publish"' not in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    )


def test_an_administrator_can_in_an_emergency(client, newsroom):
    client.force_login(member("selin", "Yönetici"))
    assert write(client, newsroom, **{"action-publish": "1"}).live


def test_without_a_workflow_an_editor_publishes_alone(client, newsroom, elif_):
    WorkflowPage.objects.all().delete()
    client.force_login(elif_)
    assert write(client, newsroom, **{"action-publish": "1"}).live


def test_taking_back_needs_no_second_person(newsroom, elif_, make_news):
    page = make_news()
    assert page.permissions_for_user(elif_).can_unpublish()


def test_an_approved_piece_appears_at_its_time(client, newsroom, elif_, emre):
    client.force_login(elif_)
    when = timezone.localtime() + timedelta(hours=3)
    page = write(client, newsroom, go_live_at=f"{when:%d.%m.%Y %H:%M}", **{"action-submit": "1"})
    client.force_login(emre)
    approve(client, page)
    page.refresh_from_db()
    assert not page.live
    client.logout()
    publish = [job for job in clock.JOBS if job.name == "publish"]
    clock.tick(jobs=publish)
    assert client.get("/haberler/oyun-alani/").status_code == 404
    with time_machine.travel(when + timedelta(minutes=2), tick=True):
        clock.tick(jobs=publish)
        assert client.get("/haberler/oyun-alani/").status_code == 200


def test_the_command_can_be_run_again(newsroom):
    task = SecondReaderTask.objects.get()
    task.groups.clear()  # an administrator's change stays
    call_command("make_workflows", verbosity=0)
    assert Workflow.objects.filter(name="Haber onayı").count() == 1
    assert WorkflowPage.objects.get(page=newsroom).workflow.name == "Haber onayı"
    assert not SecondReaderTask.objects.get().groups.exists()
    assert GroupPagePermission.objects.filter(permission__codename="publish_page").exists()


# -- Every piece of news ends in something a reader can do --------------------------------------
LINK = {
    "services-count": "1",
    "services-0-deleted": "",
    "services-0-order": "0",
    "services-0-type": "link",
    "services-0-id": "",
    "services-0-value-text": "Bildirin",
    "services-0-value-page": "",
    "services-0-value-address": "/sikayet/",
    "services-0-value-note": "",
}
REMINDER = "Haber okuyanı bir yere götürmüyor"


@pytest.mark.parametrize(("more", "reminded"), [({}, True), (LINK, False)])
def test_who_publishes_or_hands_in_is_reminded_and_not_refused(client, newsroom, elif_, more, reminded):
    client.force_login(elif_)
    page = write(client, newsroom, **({"action-submit": "1"} | more))
    assert page.workflow_in_progress
    assert (REMINDER in client.get(reverse("wagtailadmin_home")).content.decode()) is reminded
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert (REMINDER in editor) is reminded


def test_a_draft_that_saves_itself_reminds_nobody(client, newsroom, elif_):
    client.force_login(elif_)
    write(client, newsroom)
    assert REMINDER not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_report_lists_live_news_that_leads_nowhere(client, make_news, elif_):
    from tests.news.conftest import stream

    other = make_news("Sonu açık haber")
    make_news("Sonu olan haber", related=stream(("page", other.pk)))
    make_news("Taslak haber", live=False)
    client.force_login(elif_)
    page = client.get(reverse("news_without_step")).content.decode()
    assert "Sonu açık haber" in page
    assert "Sonu olan haber" not in page and "Taslak haber" not in page
    assert reverse("news_without_step") in client.get(reverse("wagtailadmin_home")).content.decode()
    assert client.get(reverse("news_without_step"), {"export": "xlsx"}).status_code == 200


def test_the_report_is_not_for_clerks(client, newsroom, ayse):
    client.force_login(ayse)
    assert client.get(reverse("news_without_step")).status_code in (302, 403)
    assert client.get(reverse("news_without_step_results")).status_code in (302, 403)
