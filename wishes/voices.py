"""What a kind says of itself on the citizen's tracking page. A kind registers its own voice (AppConfig.ready), because
arrows only point down; where it says nothing, the words of wording.py and tracking.py stand.
"""

from collections.abc import Callable
from dataclasses import dataclass

from .models import Case, CaseEvent


def _silent(*_facts):
    return ""


def _nothing(*_facts):
    return []


@dataclass(frozen=True)
class Reopening:
    """How the citizen is told that a finished matter can be taken up again."""

    heading: str  # over the text box
    text: str  # under the heading
    step: str  # the last bud of the timeline


@dataclass(frozen=True)
class Voice:
    """Each is called with the case; `facts` and `actions` also with is_strong (may the reader see own words?),
    `reopening` with the last day for it (None after taking back). `familiar`: the reader is a "sen"."""

    key: str
    chip: Callable[[Case], object] = _silent  # a wording.Chip
    headline: Callable[[Case], str] = _silent
    lead: Callable[[Case], str] = _silent
    title: Callable[[CaseEvent], str] = _silent  # of one step of the timeline
    now: Callable[[Case], str] = _silent  # what is being done, on the branch
    facts: Callable[[Case, bool], list] = _nothing  # more rows (label, value) for the card
    actions: Callable[[Case, bool], list] = _nothing  # more {"icon", "label", "url"}
    reopening: Callable[[Case, object], object] = _silent  # a Reopening
    last_step: Callable[[Case], str] = _silent  # while open: what the citizen may do after our answer
    familiar: bool = False
    asks_solved: bool = True  # is the citizen asked, after our answer, whether it was solved?


_voices: dict[str, Voice] = {}


def register_voice(voice: Voice):
    _voices[voice.key] = voice


def of(case: Case) -> Voice:
    return _voices.get(case.kind) or Voice(case.kind)
