"""What cases are about. A kind registers its topics (AppConfig.ready), because arrows only point down."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .models import Case


@dataclass(frozen=True)
class Topic:
    slug: str
    label: str
    unit_id: int | None = None
    is_active: bool = True  # old cases keep a topic that is not offered any more


@dataclass(frozen=True)
class Subjects:
    """A kind's topics, and how its own row beside a Case is copied when a case is split."""

    topics: Callable[[], Iterable[Topic]]
    copy_row: Callable[[Case, Case], None]


_subjects: dict[str, Subjects] = {}


def register_subjects(kind: str, subjects: Subjects):
    _subjects[kind] = subjects


def of(kind: str) -> list[Topic]:
    """The topics of a kind; none where it has none."""
    return list(_subjects[kind].topics()) if kind in _subjects else []


def labels() -> dict[str, str]:
    """{slug: label} over all kinds. One query for each kind that has topics: ask once for a page."""
    return {topic.slug: topic.label for kind in _subjects for topic in of(kind)}


def copy_row(source: Case, copy: Case):
    if source.kind in _subjects:
        _subjects[source.kind].copy_row(source, copy)
