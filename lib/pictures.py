"""Pictures painted anew: only the pixels survive, no place, camera, comment, profile or page behind them."""

from contextlib import suppress
from io import BytesIO

from PIL import Image, ImageCms, ImageOps
from pillow_heif import register_heif_opener

register_heif_opener(thumbnails=False)

LARGEST_PROFILE = 2**20  # bytes; a colour profile beyond that is no profile


def redrawn(image: Image.Image, longest: int) -> Image.Image:
    """The first frame of an open picture, upright, in sRGB, no side over `longest` pixels, on a fresh canvas.

    RGBA only where something shows through, else RGB. Decoders may raise whatever they like on broken files.
    """
    profile = image.info.get("icc_profile")
    image.draft(None, (longest, longest))  # JPEG: decode only as large as needed
    image.load()
    if image.mode in {"I;16", "I;16B", "I;16L", "I;16N"}:
        image = image.point(lambda value: value / 256).convert("L")  # 16 bits a pixel: the plain conversion clips
    if image.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    elif image.mode in {"RGB", "L"} and image.has_transparency_data:
        image = image.convert("RGBA")
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    picture = _in_srgb(upright, profile)
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255):
        picture = picture.convert("RGB")
    # A fresh canvas: Pillow would write comment, EXIF and XMP of the old one back.
    fresh = Image.new(picture.mode, picture.size)
    fresh.paste(picture)
    return fresh


def _in_srgb(image, profile):
    """The profile goes with the rest, so the colours are converted: a phone's wide ones would turn pale."""
    wanted = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile and len(profile) <= LARGEST_PROFILE:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):  # a broken profile: the numbers as they are
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=wanted)
    return image.convert(wanted)
