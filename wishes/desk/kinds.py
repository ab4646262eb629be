"""What each kind shows of itself on the desk. A kind registers its own line, because arrows only point down."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django_filters import Filter

from wishes.models import Case


def _nothing(case: Case) -> str:
    return ""


def _no_page(case: Case, user) -> None:
    return None


def _no_entry(user) -> None:
    return None


@dataclass(frozen=True)
class DeskKind:
    """`related`: what lists and pages must fetch with the case, so that a row costs no query of its own."""

    key: str
    related: tuple[str, ...] = ()
    nature: Callable[[Case], str] = _nothing  # one word in lists: "Şikâyet"
    authority: Callable[[Case], str] = _nothing  # whose job it is, offered when the case is passed on
    filters: Callable[[], Mapping[str, Filter]] = dict
    page: Callable[[Case, object], object] = (
        _no_page  # (label, address) of the kind's own screen, if the user may enter
    )
    entry: Callable[[object], object] = _no_entry  # (label, address) where staff take one in, if the user may
    closes_in_bulk: bool = True  # not a kind whose ending has a screen of its own
    #: (case, topic's slug, by=, reroute=, note=, version=) -> CaseEvent; None where a kind has no topics to change
    retopic: Callable | None = None


_kinds: dict[str, DeskKind] = {}


def register_kind(kind: DeskKind):
    _kinds[kind.key] = kind


def of(case: Case) -> DeskKind:
    return _kinds.get(case.kind) or DeskKind(case.kind)


def related() -> list[str]:
    return [name for kind in _kinds.values() for name in kind.related]


def entries(user) -> list[tuple[str, str]]:
    """Where this user takes things in: (label, address)."""
    return [entry for kind in _kinds.values() if (entry := kind.entry(user))]


def filters() -> Iterable[tuple[str, Filter]]:
    for kind in _kinds.values():
        yield from kind.filters().items()
