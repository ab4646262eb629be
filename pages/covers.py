"""The widths in which pictures are offered, and their making in the background.

A 12-megapixel photo costs a second of a core and a hundred megabytes: never inside a visitor's request. Renditions are
made by a task when a picture is saved or its page published; until then a page shows the original.
"""

from dataclasses import dataclass

from wagtail.images.models import Filter


@dataclass(frozen=True)
class Shape:
    """One way of showing pictures: Wagtail's operations from narrow to wide, and how wide the page shows them."""

    operations: tuple[str, ...]
    sizes: str

    def filters(self, kind):
        return [Filter(f"{operation}|format-{kind}") for operation in self.operations]


SPECS = {
    # In running text.
    "body": Shape(("width-480", "width-800", "width-1280"), "(min-width: 48rem) 44rem, 100vw"),
    # Cards in lists and galleries, 16:9.
    "card": Shape(("fill-400x225", "fill-800x450"), "(min-width: 64rem) 24rem, (min-width: 40rem) 50vw, 100vw"),
    # The first picture of a page or list, 16:9.
    "lead": Shape(("fill-640x360", "fill-1280x720"), "(min-width: 64rem) 40rem, 100vw"),
    # Beside a line of text, 4:3.
    "thumb": Shape(("fill-160x120", "fill-320x240"), "10rem"),
}
#: For og:image.
SHARE = Filter("fill-1200x630|format-jpeg")


@dataclass(frozen=True)
class Source:
    url: str
    width: int
    height: int


def offered(image, shape: Shape) -> tuple[list[Source], list[Source]]:
    """WebP and JPEG sources that are ready, narrow first; the original alone when none is. One query at most, none
    where the list prefetched `cover__renditions`."""
    webp, jpeg = shape.filters("webp"), shape.filters("jpeg")
    ready = image.find_existing_renditions(*webp, *jpeg)
    made = [ready[f] for f in jpeg if f in ready]
    if not made:
        return [], [Source(image.file.url, image.width, image.height)]
    return _unique(ready[f] for f in webp if f in ready), _unique(made)


def share_url(image) -> str:
    ready = image.find_existing_renditions(SHARE)
    return ready[SHARE].url if SHARE in ready else image.file.url


def make_all(image) -> int:
    """Make the renditions of a picture that are missing; returns how many there are."""
    filters = [f for shape in SPECS.values() for kind in ("webp", "jpeg") for f in shape.filters(kind)]
    return len(image.get_renditions(*filters, SHARE))


def _unique(renditions):
    # A small picture is not blown up: several operations then give one width.
    by_width = {r.width: Source(r.url, r.width, r.height) for r in renditions}
    return [by_width[width] for width in sorted(by_width)]
