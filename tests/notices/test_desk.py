"""The outbox at the desk: masked, logged, and only for those who may."""

import pytest
from django.urls import reverse

from lib import reference
from notices import delivery
from notices.models import Notice
from notices.transports import Permanent
from notices.viewsets import NoticeViewSet
from notices.wagtail_hooks import permissions
from people.models import ReadLog
from tests import makers

pytestmark = pytest.mark.django_db

INDEX = "/yonetim/bildirimler/"


@pytest.fixture
def keeper(db):
    return makers.make_staff("nuray", "notices.view_notice", "notices.resend_notice")


@pytest.fixture
def reader(db):
    return makers.make_staff("okan", "notices.view_notice")


@pytest.fixture
def failed(notice, recorder):
    recorder.troubles = [Permanent("bad_address")]
    row = notice(transport="email")
    delivery.deliver(row.pk)
    row.refresh_from_db()
    return row


@pytest.fixture
def sent(notice, recorder):
    row = notice()
    delivery.deliver(row.pk)
    row.refresh_from_db()
    return row


def test_it_works(client, keeper, failed):
    client.force_login(keeper)
    page = client.get(INDEX).content.decode()
    assert "Giden bildirimler" in page
    assert "Başvuru alındı" in page
    assert "gönderilemedi" in page
    assert "Adres kabul edilmedi" in page
    assert "z***@ornek.example" in page
    page = client.get(reverse("notices:open", args=[failed.pk])).content.decode()
    assert "Yeniden gönder" in page
    assert "Merhaba," in page
    response = client.post(reverse("notices:resend", args=[failed.pk]), follow=True)
    assert "Bildirim yeniden sıraya alındı." in response.content.decode()
    failed.refresh_from_db()
    assert failed.status == Notice.Status.QUEUED


def test_nobody_reads_an_address_or_borrows_the_citizens_key(client, keeper, failed, sent):
    client.force_login(keeper)
    for url in [INDEX, reverse("notices:open", args=[failed.pk]), reverse("notices:open", args=[sent.pk])]:
        page = client.get(url).content.decode()
        for known in makers.ZEYNEP.values():
            assert known not in page
        assert "0123456789abcdef0123456789abcdef01234567" not in page
    assert "/takip/l/…/" in page
    assert "0555 *** ** 12" in page


def test_opening_is_logged_looking_at_the_list_is_not(client, reader, sent):
    client.force_login(reader)
    client.get(INDEX)
    assert not ReadLog.objects.exists()
    client.get(reverse("notices:open", args=[sent.pk]))
    [entry] = ReadLog.objects.all()
    assert (entry.user, entry.subject, entry.reason) == (reader, f"notice:{sent.pk}", "ABCD2345")


def test_it_can_be_narrowed_down(client, reader, failed, sent):
    client.force_login(reader)
    assert client.get(INDEX, {"status": "failed"}).context["object_list"].get() == failed
    assert client.get(INDEX, {"transport": "sms"}).context["object_list"].get() == sent
    assert client.get(INDEX, {"about": "anything"}).context["object_list"].count() == 0
    Notice.objects.filter(pk=sent.pk).update(about=(number := reference.make()))
    assert client.get(INDEX, {"about": reference.show(number)}).context["object_list"].get() == sent


def test_a_long_list_asks_the_database_no_more(client, reader, notice, django_assert_max_num_queries):
    client.force_login(reader)
    for _ in range(12):
        notice()
    client.get(INDEX)
    with django_assert_max_num_queries(14):
        client.get(INDEX)


def test_a_reader_may_not_resend(client, reader, failed):
    client.force_login(reader)
    assert "Yeniden gönder" not in client.get(reverse("notices:open", args=[failed.pk])).content.decode()
    response = client.post(reverse("notices:resend", args=[failed.pk]))
    assert response.status_code == 302 and response.url == "/yonetim/"
    failed.refresh_from_db()
    assert failed.status == Notice.Status.FAILED


def test_pressed_twice_it_is_sent_once(client, keeper, failed):
    client.force_login(keeper)
    client.post(reverse("notices:resend", args=[failed.pk]))
    page = client.post(reverse("notices:resend", args=[failed.pk]), follow=True).content.decode()
    assert "durumu bu arada değişti" in page


def test_resending_needs_a_post(client, keeper, failed):
    client.force_login(keeper)
    assert client.get(reverse("notices:resend", args=[failed.pk])).status_code == 405


def every_url(pk):
    names = [pattern.name for pattern in NoticeViewSet().get_urlpatterns()]
    assert names
    return [reverse(f"notices:{n}", args=[pk] if n in {"open", "resend"} else []) for n in names]


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_refuses_a_clerk_without_the_permission_everywhere(client, ayse, failed, method):
    client.force_login(ayse)
    for url in every_url(failed.pk):
        response = getattr(client, method)(url)
        assert response.status_code in {302, 405}, url
        assert response.status_code == 405 or response.url == "/yonetim/", url
    assert not ReadLog.objects.exists()
    assert "Giden bildirimler" not in client.get("/yonetim/").content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_refuses_a_visitor_everywhere(client, failed, method):
    for url in every_url(failed.pk):
        response = getattr(client, method)(url)
        assert response.status_code == 302 and "/yonetim/login/" in response.url


def test_an_export_holds_no_address(client, reader, sent):
    client.force_login(reader)
    response = client.get(INDEX, {"export": "csv"})
    body = b"".join(response.streaming_content) if response.streaming else response.content
    for known in makers.ZEYNEP.values():
        assert known.encode() not in body


def test_the_group_screen_offers_both_permissions():
    assert {p.codename for p in permissions()} == {"view_notice", "resend_notice"}
