"""What citizens send: honest phone pictures and hostile files, all made here on the fly."""

import struct
import zlib
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageCms, PngImagePlugin

from wishes import uploads
from wishes.models import Attachment, Draft

pytestmark = pytest.mark.django_db

ORIENTATION, GPS = 0x0112, 0x8825


def picture(fmt="JPEG", size=(640, 480), mode="RGB", colour=(40, 100, 60), **options):
    buffer = BytesIO()
    Image.new(mode, size, colour).save(buffer, fmt, **options)
    return buffer.getvalue()


def noisy_exif(orientation=1):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "GizliMarka"
    exif.get_ifd(GPS).update({1: "N", 2: (40.0, 46.0, 0.0), 3: "E", 4: (29.0, 55.0, 0.0)})
    return exif


def take(content, name="foto.jpg", **facts):
    """Accept a file and reread what was stored."""
    attachment = uploads.accept(SimpleUploadedFile(name, content), **facts)
    attachment.refresh_from_db()
    with attachment.file.open("rb") as file:
        return attachment, file.read()


def refusal(content, name="foto.jpg"):
    with pytest.raises(uploads.UploadRefused) as refused:
        uploads.accept(SimpleUploadedFile(name, content))
    assert not Attachment.objects.exists()
    return str(refused.value)


def png_claiming(width, height):
    """A PNG of a few bytes whose header claims any size."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def palette_with_a_hole():
    image = Image.new("RGBA", (64, 48), (1, 2, 3, 0))
    image.paste((200, 0, 0, 255), (0, 0, 20, 20))
    buffer = BytesIO()
    image.quantize(8).save(buffer, "PNG")
    return buffer.getvalue()


def test_a_phone_photo_is_kept_without_place_camera_or_comment():
    content = picture(exif=noisy_exif(), comment=b"ev adresim: gizli sokak", xmp=b"<x:xmpmeta>gizli</x:xmpmeta>")
    assert b"gizli" in content and b"GizliMarka" in content
    attachment, stored = take(content, "IMG_2041.jpg")
    assert (attachment.content_type, attachment.width, attachment.height) == ("image/jpeg", 640, 480)
    assert attachment.size == len(stored)
    for trace in (b"gizli", b"GizliMarka", b"Exif", b"xmpmeta", b"ICC_PROFILE"):
        assert trace not in stored
    with Image.open(BytesIO(stored)) as image:
        assert not image.getexif() and "comment" not in image.info


def test_the_stored_name_is_random_and_the_citizens_name_is_sealed():
    attachment, _ = take(picture(), "Zeynep Örnekoğlu kimlik.jpg")
    assert attachment.file.name.startswith("cases/") and "Zeynep" not in attachment.file.name
    assert attachment.name == "Zeynep Örnekoğlu kimlik.jpg"
    raw = Attachment.objects.extra(select={"raw": "name"}).values_list("raw", flat=True).get()
    assert "Zeynep" not in raw


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_photo_lying_on_its_side_stands_up(orientation):
    image = Image.new("RGB", (400, 200), "red")
    image.paste("blue", (0, 0, 200, 200))
    buffer = BytesIO()
    image.save(buffer, "JPEG", exif=noisy_exif(orientation))
    _, stored = take(buffer.getvalue())
    upright = Image.open(BytesIO(stored)).convert("RGB")
    assert upright.size == ((400, 200) if orientation == 3 else (200, 400))
    corner = {3: (390, 10), 6: (10, 10), 8: (10, 390)}[orientation]  # where the stored left side must now be
    assert upright.getpixel(corner)[2] > 200, "the blue half is where the eye expects it"


def test_a_large_photo_becomes_small_enough_to_send():
    attachment, _ = take(picture(size=(5000, 3000)))
    assert (attachment.width, attachment.height) == (2560, 1536)


def test_heic_of_an_iphone_becomes_jpeg():
    attachment, stored = take(picture("HEIF", exif=noisy_exif().tobytes()), "IMG_2041.HEIC")
    assert attachment.content_type == "image/jpeg" and stored.startswith(b"\xff\xd8\xff")
    assert b"GizliMarka" not in stored


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (lambda: picture("PNG", mode="RGBA", colour=(1, 2, 3, 90)), "image/webp"),
        (lambda: picture("PNG", mode="RGBA", colour=(1, 2, 3, 255)), "image/jpeg"),
        (lambda: picture("PNG", mode="P", colour=3), "image/jpeg"),
        (lambda: palette_with_a_hole(), "image/webp"),
        (lambda: picture("PNG", mode="LA", colour=(9, 9)), "image/webp"),
        (lambda: picture("PNG", mode="L", colour=9), "image/jpeg"),
        (lambda: picture("PNG", mode="1", colour=1), "image/jpeg"),
        (lambda: picture("JPEG", mode="CMYK", colour=(9, 9, 9, 9)), "image/jpeg"),
        (lambda: picture("WEBP"), "image/jpeg"),
    ],
)
def test_every_way_of_storing_colour_comes_through(content, content_type):
    attachment, stored = take(content())
    assert attachment.content_type == content_type
    assert Image.open(BytesIO(stored)).mode == ("RGBA" if content_type == "image/webp" else "RGB")


def test_sixteen_bit_grey_keeps_its_brightness():
    _, stored = take(picture("PNG", mode="I;16", colour=0x8000))
    assert abs(Image.open(BytesIO(stored)).convert("L").getpixel((5, 5)) - 128) <= 2


def test_a_colour_profile_is_turned_into_plain_srgb():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert "icc_profile" not in Image.open(BytesIO(take(picture(icc_profile=profile))[1])).info
    assert "icc_profile" not in Image.open(BytesIO(take(picture(icc_profile=b"rubbish" * 40))[1])).info


def test_of_a_moving_picture_the_first_frame_is_kept():
    frames = [Image.new("RGB", (60, 60), colour) for colour in ("red", "blue", "lime")]
    buffer = BytesIO()
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:], duration=50)
    _, stored = take(buffer.getvalue())
    image = Image.open(BytesIO(stored))
    assert getattr(image, "n_frames", 1) == 1 and image.convert("RGB").getpixel((5, 5))[0] > 200


def test_text_hidden_in_a_png_is_lost():
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "GizliYazar")
    _, stored = take(picture("PNG", pnginfo=info))
    assert b"GizliYazar" not in stored


def test_what_is_glued_behind_a_picture_is_lost():
    _, stored = take(picture() + b"<script>alert(1)</script>" + b"PK\x03\x04")
    assert b"script" not in stored and b"PK\x03\x04" not in stored


def test_a_pdf_is_kept_as_it_is():
    content = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"
    attachment, stored = take(content, "dilekçe.pdf")
    assert (attachment.content_type, stored) == ("application/pdf", content)


def test_a_pdf_that_is_also_a_web_page_leaves_only_as_a_download():
    attachment, _ = take(b"%PDF-1.4\n<html><script>alert(1)</script></html>", "masum.html")
    response = uploads.response(attachment)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "no-store, private"


def test_a_picture_is_shown_under_the_cases_name_never_the_citizens(case):
    attachment, stored = take(picture(), "Zeynep.jpg", case=case)
    response = uploads.response(attachment)
    assert response["Content-Disposition"] == f'inline; filename="{case.url_reference}-1.jpg"'
    assert b"".join(response.streaming_content) == stored


def test_the_web_server_may_do_the_sending(settings):
    settings.PRIVATE_ACCEL_PREFIX = "/_private/"
    attachment, _ = take(picture())
    response = uploads.response(attachment)
    assert response["X-Accel-Redirect"] == f"/_private/{attachment.file.name}"
    assert response["Content-Type"] == "image/jpeg" and response.content == b""


def test_it_refuses_what_is_too_heavy_and_says_how_heavy():
    said = refusal(picture() + b"\0" * 11 * 2**20, "IMG_2041.jpg")
    assert said == "“IMG_2041.jpg” 11,0 MB. Fotoğraf en çok 10 MB olabilir"
    assert refusal(b"%PDF-1.7" + b"\0" * 11 * 2**20, "plan.pdf") == "“plan.pdf” 11,0 MB. PDF en çok 10 MB olabilir"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("resim.jpg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("fatura.pdf", b"MZ\x90\x00\x03" + b"\0" * 200),
        ("plan.dwg", b"AC1032" + b"\0" * 200),
        ("film.heic", b"\0\0\0\x18ftypqt  " + b"\0" * 200),
        ("hareketli.gif", b"GIF89a" + b"\0" * 200),
        ("sayfa.pdf", b"<html>%PDF-1.7</html>"),
    ],
)
def test_it_refuses_other_kinds_whatever_they_are_called(name, content):
    assert refusal(content, name) == f"“{name}” açılamıyor. JPG, PNG, HEIC veya PDF ekleyin"


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("size", [(200_000, 3), (3, 200_000), (60_000, 60_000), (11_000, 11_000)])
def test_it_refuses_a_bomb_by_its_header(size):
    assert "çok büyük" in refusal(png_claiming(*size), "bomba.png")


@pytest.mark.parametrize(
    "content",
    [
        lambda: picture(size=(900, 900))[:2000],
        lambda: picture("PNG", size=(900, 900))[:60],
        lambda: picture("HEIF")[:300],
        lambda: picture("WEBP")[:60],
        lambda: b"\xff\xd8\xff" + b"\0" * 50,
        lambda: png_claiming(500, 500),
    ],
)
def test_it_refuses_half_a_file_kindly(content):
    assert "Yeniden deneyin ya da fotoğrafsız gönderin" in refusal(content(), "yarim.jpg")


def test_it_refuses_an_empty_file():
    assert refusal(b"", "bos.jpg") == "“bos.jpg” boş. Başka bir dosya ekleyin"


def test_a_name_cannot_turn_the_sentence_around():
    said = refusal(b"MZ", "fatura\u202egpj.\x07exe" + "x" * 300)
    assert "\u202e" not in said and "\x07" not in said and len(said) < 130


def test_what_nobody_took_up_goes_after_an_hour(case, private_files):
    draft = Draft.objects.create(token_digest="x", form_key="complaint:1", expires_at=timezone.now())
    orphan, _ = take(picture())
    kept = [take(picture(), case=case)[0], take(picture(), draft=draft)[0]]
    assert uploads.purge_orphans() == 0, "the citizen may still be writing"
    assert uploads.purge_orphans(now=timezone.now() + timedelta(minutes=61)) == 1
    assert not (private_files / orphan.file.name).exists()
    assert set(Attachment.objects.all()) == set(kept)
    assert all((private_files / one.file.name).exists() for one in kept)


def test_files_of_a_wiped_draft_leave_the_disk_too(private_files):
    draft = Draft.objects.create(token_digest="x", form_key="complaint:1", expires_at=timezone.now())
    attachment, _ = take(picture(), draft=draft)
    draft.delete()
    assert (private_files / attachment.file.name).exists()
    assert uploads.purge_orphans(now=timezone.now() + timedelta(minutes=61)) == 1
    assert not (private_files / attachment.file.name).exists()


def test_a_discarded_file_is_gone(private_files, django_capture_on_commit_callbacks):
    attachment, _ = take(picture())
    with django_capture_on_commit_callbacks(execute=True):
        uploads.discard(attachment)
    assert not Attachment.objects.exists() and not (private_files / attachment.file.name).exists()
