"""Pictures of editors: what is kept holds no place and no camera, and what cannot be kept is refused in Turkish."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from PIL import Image
from PIL.TiffImagePlugin import IFDRational
from wagtail.models import UploadedFile

from pages import covers, pictures, tasks
from pages.models import CustomImage, CustomRendition, StandardPage
from tests.pages.conftest import photo

IZMIT = {1: "N", 2: (IFDRational(40), IFDRational(45), IFDRational(57)), 3: "E", 4: (29.0, 56.0, 27.0)}
GPS_TAG = 0x8825


def photo_with_place(name="IMG_2041.JPG", size=(900, 600)):
    exif = Image.Exif()
    exif[0x0110] = "Kamera X100"
    exif[0x0112] = 6  # held upright: to be turned
    exif[GPS_TAG] = IZMIT
    return photo(name, size, exif=exif, comment=b"Zeynep'in evi")


def stored(image) -> bytes:
    with image.file.open("rb") as file:
        return file.read()


def test_the_test_photo_does_carry_a_place():
    with Image.open(photo_with_place()) as picture:
        assert picture.getexif().get_ifd(GPS_TAG)[1] == "N"


def is_clean(content: bytes) -> bool:
    with Image.open(io.BytesIO(content)) as picture:
        return (
            not picture.getexif()
            and not {"exif", "comment", "xmp", "icc_profile"} & picture.info.keys()
            and b"Kamera" not in content
            and b"Zeynep" not in content
        )


def test_a_saved_picture_keeps_nothing_but_its_pixels(db):
    image = CustomImage(title="Çınar", file=photo_with_place(), alt="Çınar")
    image.save()
    assert is_clean(stored(image))
    image.refresh_from_db()
    assert (image.width, image.height) == (600, 900)  # turned upright
    assert image.file_size == len(stored(image))
    assert image.file_hash


def test_a_file_put_in_directly_is_washed_too(db):
    image = CustomImage(title="Çınar", alt="Çınar")
    image.file.save("x.jpg", ContentFile(photo_with_place().read()), save=True)
    assert is_clean(stored(image))


def test_renditions_are_clean(db):
    image = CustomImage(title="Çınar", file=photo_with_place(), alt="Çınar")
    image.save()
    rendition = image.get_rendition("width-300|format-jpeg")
    with rendition.file.open("rb") as file:
        assert is_clean(file.read())


def test_heic_becomes_jpeg(db):
    out = io.BytesIO()
    Image.new("RGB", (320, 200), (10, 120, 60)).save(out, "HEIF")
    image = CustomImage(title="Telefon", file=SimpleUploadedFile("IMG_1.HEIC", out.getvalue()), alt="Yeşil")
    image.save()
    assert image.file.name.endswith(".jpg")
    with Image.open(io.BytesIO(stored(image))) as picture:
        assert (picture.format, picture.size) == ("JPEG", (320, 200))


def test_transparency_stays(db):
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    image = CustomImage(title="Yaprak", file=SimpleUploadedFile("y.png", out.getvalue()), is_decorative=True)
    image.save()
    with Image.open(io.BytesIO(stored(image))) as picture:
        assert (picture.format, picture.mode) == ("PNG", "RGBA")


def test_a_huge_photo_is_kept_at_a_size_that_screens_can_use(db):
    content, _extension = pictures.reencode(photo(size=(7000, 5000)))
    with Image.open(io.BytesIO(content)) as picture:
        assert max(picture.size) <= pictures.KEPT_SIDE


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (lambda: photo(size=(12_001, 3)), "side"),
        (lambda: photo(size=(8000, 7000)), "pixels"),
        (lambda: photo("a.gif", (10, 10), "GIF"), "format"),
        (lambda: SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>"), "unreadable"),
        (lambda: SimpleUploadedFile("a.jpg", b""), "unreadable"),
        (lambda: SimpleUploadedFile("a.jpg", photo().read()[:400]), "unreadable"),
    ],
)
def test_it_refuses(file, reason):
    with pytest.raises(pictures.PictureError) as refusal:
        pictures.reencode(file())
    assert refusal.value.reason == reason


# -- The editor's form -----------------------------------------------------------------------
def upload(client, file, **fields):
    data = {
        "title": "Meydan",
        "file": file,
        "alt": "Meydandaki çınar",
        "people": "none",
        "collection": "",
        "tags": "",
    } | fields
    return client.post(reverse("wagtailimages:add"), data)


@pytest.fixture
def editor(client, admin_user):
    client.force_login(admin_user)
    return client


def test_an_editor_uploads_a_photo(editor):
    assert upload(editor, photo_with_place()).status_code == 302
    assert is_clean(stored(CustomImage.objects.get()))


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (lambda: photo("dev.jpg", (8000, 7000)), "“dev.jpg” çok büyük. En çok 50 milyon piksel olabilir"),
        (lambda: photo("uzun.jpg", (12_001, 3)), "“uzun.jpg” çok geniş ya da çok uzun"),
        (lambda: SimpleUploadedFile("plan.jpg", b"%PDF-1.7"), "“plan.jpg” açılamıyor"),
        (lambda: SimpleUploadedFile("a.jpg", b"\xff\xd8" + b"0" * (11 * 2**20)), "11,0 MB. Fotoğraf en çok 10 MB"),
    ],
)
def test_it_refuses_in_turkish(editor, file, words):
    answer = upload(editor, file())
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not CustomImage.objects.exists()


def test_it_refuses_a_picture_without_words(editor):
    answer = upload(editor, photo(), alt="")
    assert "Görselde ne olduğunu yazın ya da “yalnız süs” kutusunu işaretleyin" in answer.content.decode()
    assert not CustomImage.objects.exists()


def test_a_decorative_picture_needs_no_words(editor):
    upload(editor, photo(), alt="", is_decorative="on")
    assert CustomImage.objects.get().default_alt_text == ""


def test_a_picture_that_waits_for_its_words_is_washed_already(editor):
    answer = editor.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "Meydan", "files[]": photo_with_place()},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert answer.json()["success"]
    waiting = UploadedFile.objects.get()
    with waiting.file.open("rb") as file:
        assert is_clean(file.read())
    prefix = f"uploaded-image-{waiting.pk}"
    answer = editor.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting.pk]),
        {
            f"{prefix}-title": "Meydan",
            f"{prefix}-alt": "Meydandaki çınar",
            f"{prefix}-people": "none",
            f"{prefix}-tags": "",
        },
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert answer.json()["success"], answer.json()
    assert is_clean(stored(CustomImage.objects.get()))


# -- Showing ---------------------------------------------------------------------------------
def draw(source, **context):
    return Template("{% load pages_tags %}" + source).render(Context(context))


def test_before_the_worker_came_a_page_shows_the_original_and_makes_nothing(make_image):
    image = make_image()
    html = draw("{% picture image %}", image=image)
    assert f'src="{image.file.url}"' in html
    assert 'alt="Meydandaki çınar"' in html
    assert not CustomRendition.objects.exists()


def test_saving_a_picture_leaves_work_for_the_worker(make_image):
    image = make_image()
    assert DBTaskResult.objects.filter(task_path="pages.tasks.make_renditions").count() == 1
    tasks.make_renditions.call(image.pk)
    html = draw('{% picture image "card" %}', image=image)
    assert 'type="image/webp"' in html
    assert "400w" in html
    assert "800w" in html
    assert 'width="800" height="450"' in html
    assert 'loading="lazy"' in html


def test_a_list_of_covers_costs_no_query_for_each(make_page, make_image, django_assert_num_queries):
    image = make_image()
    covers.make_all(image)
    for number in range(10):
        make_page(f"Sayfa {number}", cover=image)

    pages = StandardPage.objects.select_related("cover").prefetch_related("cover__renditions")
    with django_assert_num_queries(2):
        html = draw("{% for page in pages %}{% cover page %}{% endfor %}", pages=pages)
    assert html.count("<picture>") == 10


def test_a_page_without_a_photograph_has_a_drawn_cover(make_page):
    html = draw("{% cover page %}", page=make_page(cover_tone="korfez"))
    assert "img/covers/korfez-" in html
    assert 'alt=""' in html


def test_a_published_page_has_the_renditions_of_its_pictures_made(make_page, make_image):
    image = make_image()
    page = make_page(cover=image)
    page.save_revision().publish()
    queued = DBTaskResult.objects.get(task_path="pages.tasks.make_renditions_of_page")
    tasks.make_renditions_of_page.call(*queued.args_kwargs["args"])
    assert image.renditions.count() >= 9


def test_the_worker_survives_a_deleted_picture_and_a_lost_file(make_image):
    image = make_image()
    image.file.storage.delete(image.file.name)
    tasks.make_renditions.call(image.pk)
    image.delete()
    tasks.make_renditions.call(image.pk)
    assert not CustomRendition.objects.exists()
