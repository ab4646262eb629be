"""Pictures made safe to keep: turned upright, re-encoded without EXIF, place, comment or thumbnail, in a web format.

Wagtail keeps EXIF (with GPS) in originals and in JPEG renditions, so nothing of the uploaded file itself is stored.
"""

import io
import warnings

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from lib.pictures import redrawn

#: What a file may be, by content, and what we keep it as: (Pillow format, extension).
KEPT_AS = {
    "JPEG": ("JPEG", "jpg"),
    "MPO": ("JPEG", "jpg"),  # JPEG with a second picture, from some phones
    "HEIF": ("JPEG", "jpg"),
    "PNG": ("PNG", "png"),
    "WEBP": ("WEBP", "webp"),
}
KEPT_EXTENSIONS = {"jpg": "jpeg", "png": "png", "webp": "webp"}
MAX_PIXELS = 50_000_000
MAX_SIDE = 12_000  # 200 000 × 3 passes a limit of pixels
KEPT_SIDE = 4096  # the longest side we keep; no screen asks for more


class PictureError(ValueError):
    """Not a picture that we take; `reason` is "unreadable", "format", "side" or "pixels"."""

    def __init__(self, reason: str, **facts):
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


def examine(file) -> str:
    """Pillow's name of the format of an open file, read from its content. Raises PictureError; decodes nothing."""
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            with Image.open(file) as picture:
                name, (width, height) = picture.format, picture.size
    except Image.DecompressionBombError:
        raise PictureError("pixels") from None
    except Exception:  # decoders raise whatever they like on broken files
        raise PictureError("unreadable") from None
    finally:
        file.seek(0)
    if name not in KEPT_AS:
        raise PictureError("format")
    if max(width, height) > MAX_SIDE:
        raise PictureError("side", width=width, height=height)
    if width * height > MAX_PIXELS:
        raise PictureError("pixels", width=width, height=height)
    return name


def reencode(file) -> tuple[bytes, str]:
    """The picture anew, and the extension that fits it. Raises PictureError."""
    kept_format, extension = KEPT_AS[examine(file)]
    try:
        with Image.open(file) as picture:
            fresh = redrawn(picture, KEPT_SIDE)
        if kept_format == "JPEG":
            fresh = fresh.convert("RGB")
        out = io.BytesIO()
        fresh.save(out, kept_format, **_options(kept_format))
    except Exception:
        raise PictureError("unreadable") from None
    finally:
        file.seek(0)
    return out.getvalue(), extension


def _options(kept_format):
    if kept_format == "JPEG":
        return {"quality": 88, "optimize": True, "progressive": True}
    if kept_format == "WEBP":
        return {"quality": 88}
    return {"optimize": True}


def washed_file(data: bytes, name: str) -> SimpleUploadedFile:
    """A re-encoded picture as Django takes files; `was_washed` says that once is enough."""
    file = SimpleUploadedFile(name, data, content_type=f"image/{KEPT_EXTENSIONS[name.rpartition('.')[2]]}")
    file.was_washed = True
    return file
