"""The pictures for newspapers: only what may be handed on, without a trace of the camera."""

import io
import zipfile

import pytest
from django_tasks_db.models import DBTaskResult
from PIL import Image
from wagtail.models import PageViewRestriction

from news import press, tasks
from tests.news.conftest import gallery

ADDRESS = "/haberler/kisalara-yeni-oyun-alani/fotograflar.zip"


def package(client, address=ADDRESS):
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Disposition"] == 'attachment; filename="kisalara-yeni-oyun-alani.zip"'
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_a_newspaper_gets_the_pictures_and_who_took_them(client, make_news, make_image):
    cover, other = make_image(), make_image(colour=(200, 80, 20), credit="")
    page = make_news(cover=cover, gallery=gallery(other, cover, caption="Şenlik", credit="Ömer Örnek"))
    tasks.pack_photos.call(page.pk)
    files = package(client)
    assert files.namelist() == ["kisalara-yeni-oyun-alani-01.jpg", "kisalara-yeni-oyun-alani-02.jpg", "credits.txt"]
    words = files.read("credits.txt").decode("utf-8-sig")
    assert "Fotoğraf: Ayşe Örnek" in words and "Fotoğraf: Ömer Örnek" in words and "8 Kasım 2026 Pazar" in words
    with Image.open(io.BytesIO(files.read("kisalara-yeni-oyun-alani-01.jpg"))) as picture:
        assert picture.size == (300, 200)
        assert not picture.getexif()
    assert ADDRESS in client.get("/haberler/kisalara-yeni-oyun-alani/").content.decode()


@pytest.mark.parametrize("lacking", [{"people": "refused"}, {"people": "unknown"}, {"credit": ""}])
def test_it_keeps_back_what_may_not_be_handed_on(client, make_news, make_image, lacking):
    make_news(cover=make_image(**lacking))
    answer = client.get(ADDRESS)
    assert answer.status_code == 404
    assert ADDRESS not in client.get("/haberler/kisalara-yeni-oyun-alani/").content.decode()


def test_publishing_packs_and_a_visitor_never_does(client, make_news, make_image):
    page = make_news(cover=make_image())
    page.save_revision().publish()
    assert DBTaskResult.objects.filter(task_path="news.tasks.pack_photos").count() == 1
    answer = client.get(ADDRESS)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Bir dakika sonra" in answer.content.decode()
    for _visit in range(20):
        client.get(ADDRESS)
    assert DBTaskResult.objects.filter(task_path="news.tasks.pack_photos").count() <= 1 + press.LIMIT["limit"]


def test_withdrawn_consent_leaves_no_old_package(client, make_news, make_image):
    first, second = make_image(), make_image(colour=(1, 2, 3))
    page = make_news(cover=first, gallery=gallery(second))
    tasks.pack_photos.call(page.pk)
    first.people = "refused"
    first.save()
    assert client.get(ADDRESS).status_code == 503
    tasks.pack_photos.call(page.pk)
    assert package(client).namelist() == ["kisalara-yeni-oyun-alani-01.jpg", "credits.txt"]
    assert len(press.storages["private"].listdir(f"press/{page.pk}")[1]) == 1


def test_it_gives_nothing_of_a_page_that_is_not_open(client, make_news, make_image):
    page = make_news(cover=make_image())
    tasks.pack_photos.call(page.pk)
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(ADDRESS).status_code == 302
    restriction.delete()
    page.unpublish()
    assert client.get(ADDRESS).status_code == 404


def test_the_worker_survives_a_lost_file(make_news, make_image):
    image = make_image()
    page = make_news(cover=image)
    image.file.storage.delete(image.file.name)
    tasks.pack_photos.call(page.pk)
    page.delete()
    tasks.pack_photos.call(page.pk)
