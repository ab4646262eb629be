"""Pictures and the people in them: which pictures a page shows, and which of them nobody may publish.

A face is personal data. Whoever puts a picture into the library says whether somebody can be recognised in it and
agreed; a page is published only when every picture on it may be shown, whichever way it is published.
"""

import logging
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import ReferenceIndex

from pages.models import SHOWABLE, CustomImage, People

log = logging.getLogger(__name__)


class PicturesRefused(PermissionDenied):
    """A page shows pictures that may not be published; `uses` says which and where."""

    def __init__(self, uses):
        super().__init__("pictures without consent")
        self.uses = uses


@dataclass(frozen=True)
class Use:
    image: CustomImage
    field: str  # name of the page's own field, or of its child relation
    where: str  # in the editor's words: "Metin, 3. sıra: Galeri"

    @property
    def sentence(self):
        said = _REFUSALS[self.image.people]()
        return f"{self.where}: “{self.image.title}”. {said}"


_REFUSALS = {
    People.REFUSED: lambda: _(
        "Görselde tanınan kişilerin izni yok. Başka bir görsel seçin ya da izni alınca görselin kaydına yazın."
    ),
    People.UNKNOWN: lambda: _(
        "Görselde tanınan biri olup olmadığı yazılmamış. Görselin kaydını açıp bu soruyu yanıtlayın."
    ),
}


def refused_uses(page, children=()) -> list[Use]:
    """The pictures of a page, as it stands in memory, that may not be published.

    `children`: rows of forms that are not on the page yet, with the name of their relation: (name, object).
    """
    image_type = ContentType.objects.get_for_model(CustomImage).pk
    found = _references(page, page) + [use for name, child in children for use in _references(page, child, name)]
    wanted = {int(pk) for type_id, pk, *_rest in found if type_id == image_type}
    refused = CustomImage.objects.filter(pk__in=wanted).exclude(people__in=SHOWABLE).in_bulk()
    uses = [
        Use(refused[int(pk)], path.partition(".")[0], _where(page, path, content_path))
        for type_id, pk, path, content_path in found
        if type_id == image_type and int(pk) in refused
    ]
    return list(dict.fromkeys(uses))


def _references(page, source, relation=""):
    prefix = f"{relation}.item." if relation else ""
    return [
        (type_id, pk, prefix + path, prefix + content_path)
        for type_id, pk, path, content_path in ReferenceIndex._extract_references_from_object(source)
    ]


def _where(page, model_path, content_path):
    name, *inner = model_path.split(".")
    field = page._meta.get_field(name)
    if isinstance(field, StreamField):
        return _where_in_stream(page, field, inner, content_path)
    if field.is_relation and field.one_to_many:  # rows of the page: "item" stands for their number
        return capfirst(field.related_model._meta.verbose_name)
    return capfirst(field.verbose_name)


def _where_in_stream(page, field, inner, content_path):
    """ "Metin, 3. sıra: Galeri"."""
    block_id = content_path.split(".")[1]
    ids = [child.id for child in getattr(page, field.name)]
    label = capfirst(field.stream_block.child_blocks[inner[0]].label)
    place = {"field": capfirst(field.verbose_name), "number": ids.index(block_id) + 1, "block": label}
    return _("%(field)s, %(number)s. sıra: %(block)s") % place


def refuse(page):
    """Raises PicturesRefused."""
    if uses := refused_uses(page):
        raise PicturesRefused(uses)


def unschedule(revision, uses):
    """A publication that waited for its hour does not happen: the page stays as it is, a draft to be looked at."""
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    log.warning("page %s not published: pictures %s", revision.object_id, [use.image.pk for use in uses])


def shown_without_consent():
    """References of pages to pictures that may not be shown (the published page, not its draft)."""
    images = CustomImage.objects.exclude(people__in=SHOWABLE).annotate(key=Cast("pk", CharField())).values("key")
    return ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_by_natural_key("wagtailcore", "page"),
        to_content_type=ContentType.objects.get_for_model(CustomImage),
        to_object_id__in=images,
    )
