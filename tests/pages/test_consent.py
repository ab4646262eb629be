"""A picture that shows people who have not agreed is published in no way: by hand, by the clock, in a heap."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from pages import consent
from pages.models import CustomImage, People, StandardPage
from tests import makers
from tests.pages.conftest import photo
from tests.pages.test_findings import fields
from tests.pages.test_standard_page import stream


@pytest.fixture
def editor(client, db):
    client.force_login(makers.make_staff("elif", is_superuser=True))
    return client


@pytest.fixture
def crowd(make_image):
    return make_image("Kalabalık", people=People.REFUSED)


def image_block(image):
    return {"image": {"image": image.pk, "alt_text": "x", "decorative": False}, "caption": "", "credit": ""}


def publish(editor, page, **more):
    data = fields(page, **{"action-publish": "1"}, **more)
    return editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


@pytest.mark.parametrize("people", [People.NONE, People.AGREED])
def test_pictures_that_may_be_shown_go_out(editor, make_page, make_image, people):
    page = make_page(live=False)
    assert publish(editor, page, cover=make_image(people=people).pk).status_code == 302
    page.refresh_from_db()
    assert page.live


@pytest.mark.parametrize(
    ("people", "words"),
    [(People.REFUSED, "tanınan kişilerin izni yok"), (People.UNKNOWN, "tanınan biri olup olmadığı yazılmamış")],
)
def test_it_refuses_a_cover_and_names_it(editor, make_page, make_image, people, words):
    page = make_page(live=False)
    html = publish(editor, page, cover=make_image("Kalabalık", people=people).pk).content.decode()
    assert "Kapak görseli: “Kalabalık”" in html
    assert words in html
    page.refresh_from_db()
    assert not page.live


def test_a_draft_may_hold_any_picture(editor, make_page, crowd):
    page = make_page(live=False)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert editor.post(address, fields(page, cover=crowd.pk)).status_code == 302
    assert StandardPage.objects.get().get_latest_revision_as_object().cover == crowd


def test_it_refuses_pictures_inside_the_text(make_page, make_image, crowd):
    images = [{"type": "item", "id": str(n), "value": image_block(i)} for n, i in enumerate([make_image(), crowd])]
    video = {"title": "x", "address": "https://video.example/1", "length": "", "image": image_block(crowd)["image"]}
    page = make_page(
        body=stream(
            ("heading", {"text": "Program"}),
            ("image", image_block(crowd)),
            ("gallery", {"title": "", "images": images}),
            ("video", video),
        )
    )
    assert [use.where for use in consent.refused_uses(page)] == [
        "Metin, 2. sıra: Görsel",
        "Metin, 3. sıra: Galeri",
        "Metin, 4. sıra: Video bağlantısı",
    ]


def test_the_editor_reads_where_in_the_text_it_stands(editor, make_page, crowd):
    page = make_page(live=False)
    answer = publish(
        editor,
        page,
        **{
            "body-count": "1",
            "body-0-deleted": "",
            "body-0-order": "0",
            "body-0-type": "image",
            "body-0-id": "",
            "body-0-value-image-image": crowd.pk,
            "body-0-value-image-alt_text": "Meydan",
            "body-0-value-caption": "",
            "body-0-value-credit": "",
        },
    )
    assert "Metin, 1. sıra: Görsel: “Kalabalık”" in answer.content.decode()
    page.refresh_from_db()
    assert not page.live


def test_the_clock_leaves_it_a_draft_and_publishes_the_others(make_page, make_image):
    image = make_image()
    pages = [make_page(f"Sayfa {n}", live=False) for n in range(3)]
    for number, page in enumerate(pages):
        page.cover = image if number == 0 else None
        page.go_live_at = timezone.now() + timedelta(hours=1)
        page.save_revision().publish()
    Revision.objects.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    for revision in Revision.objects.all():
        revision.content["go_live_at"] = (timezone.now() - timedelta(minutes=1)).isoformat()
        revision.save()
    CustomImage.objects.update(people=People.REFUSED)  # withdrawn before the hour came

    call_command("publish_scheduled", verbosity=0)
    assert [StandardPage.objects.get(pk=page.pk).live for page in pages] == [False, True, True]
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()  # asked once, not every minute


def test_many_at_once_are_refused_together(editor, make_page, crowd):
    good, bad = make_page("İyi", live=False), make_page("Kötü", live=False, cover=crowd)
    address = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    answer = editor.post(f"{address}?id={good.pk}&id={bad.pk}", {}, follow=True)
    assert "“Kalabalık”" in answer.content.decode()
    assert StandardPage.objects.filter(live=True).count() == 0


def test_no_other_way_leads_past(make_page, crowd):
    page = make_page(live=False, cover=crowd)
    with pytest.raises(consent.PicturesRefused):
        page.save_revision().publish()
    page.refresh_from_db()
    assert not page.live


# -- Asked when a picture comes in -----------------------------------------------------------
def test_the_question_has_no_answer_yet_and_needs_one(editor):
    html = editor.get(reverse("wagtailimages:add")).content.decode()
    assert html.count('name="people"') == 4
    assert "checked" not in html.split('id="id_people"')[1].split("</fieldset>")[0].split("id_credit")[0]
    data = {"title": "Meydan", "file": photo(), "alt": "Çınar", "tags": ""}
    answer = editor.post(reverse("wagtailimages:add"), data)
    assert "Görselde tanınan biri olup olmadığını seçin" in answer.content.decode()
    assert not CustomImage.objects.exists()


def test_many_pictures_at_once_are_asked_one_by_one(editor):
    answer = editor.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "Meydan", "files[]": photo()},
        headers={"X-Requested-With": "XMLHttpRequest"},
    ).json()
    assert "-people" in answer["form"]
    assert not CustomImage.objects.exists()


def test_the_answer_is_kept_when_a_picture_is_opened_again(editor, make_image):
    image = make_image(people=People.AGREED)
    html = editor.get(reverse("wagtailimages:edit", args=[image.pk])).content.decode()
    assert 'value="agreed"' in html
    assert "checked" in html.split('value="agreed"')[1].split(">")[0]


# -- Withdrawn later -------------------------------------------------------------------------
def test_the_report_names_the_published_pages_that_still_show_it(editor, make_page, make_image, crowd):
    make_page("Yayında", cover=crowd)
    make_page("Taslak", live=False, cover=crowd)
    make_page("Temiz", cover=make_image("Ağaç"))
    html = editor.get(reverse("pictures_without_consent")).content.decode().split("<main")[1]
    assert "Yayında" in html
    assert "Kalabalık" in html
    assert "Var, izin yok" in html
    assert "Taslak" not in html
    assert "Temiz" not in html


def test_a_full_report_costs_what_a_short_one_costs(editor, make_page, crowd, django_assert_max_num_queries):
    for number in range(12):
        make_page(f"Sayfa {number}", cover=crowd)
    editor.get(reverse("pictures_without_consent"))
    with django_assert_max_num_queries(30):
        editor.get(reverse("pictures_without_consent"))


def test_the_report_is_for_editors(client, ayse):
    client.force_login(ayse)
    assert client.get(reverse("pictures_without_consent")).status_code in (302, 403)
