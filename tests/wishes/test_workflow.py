"""Every verb on every status: what is lawful, where it leads, and that nothing happens when it is not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notices.models import Notice
from tests import makers
from wishes import services, workflow
from wishes.models import Case
from wishes.workflow import Channel, Outcome, Status

pytestmark = pytest.mark.django_db

R, P, W, T, C, X = (
    Status.RECEIVED,
    Status.IN_PROGRESS,
    Status.WAITING,
    Status.TRANSFERRED,
    Status.CLOSED,
    Status.WITHDRAWN,
)

# verb -> {status before: status after}; what is not here is refused. Written out again on purpose: a change of the
# workflow must be wanted twice.
LAWFUL = {
    "assign": {R: P, P: P, W: W, T: P},
    "ask": {R: W, P: W, W: W},
    "answer": {R: P, P: P, W: W, T: T},
    "note": {R: R, P: P, W: W, T: T, C: C, X: X},
    "transfer": {R: T, P: T, W: T},
    "close": {R: C, P: C, W: C, T: C},
    "reopen": {C: P, X: P},
    "promise": {R: R, P: P, W: W},
    "clear": {R: R, P: P, W: W, T: T, C: C, X: X},
    "write": {R: R, P: P, W: P, T: T},
    "withdraw": {R: X, P: X, W: X, T: X},
}


# Joining cases, legal clocks and answers to be relayed: open cases only, told in test_joining and test_clocks.
OF_THE_DESK = {"contact", "decide", "merge", "take_in", "split", "retopic", "time", "discharge", "write_along"}


def do(verb, case, user):
    day = timezone.localdate() + timedelta(days=3)
    return {
        "assign": lambda: services.assign(case, unit=case.unit, by=user),
        "ask": lambda: services.ask(case, "Hangi salıncak?", by=user),
        "answer": lambda: services.answer(case, "Bakıyoruz.", by=user),
        "note": lambda: services.note(case, "Arandı.", by=user),
        "transfer": lambda: services.transfer(case, authority="SEDAŞ", text="Onların direği.", by=user),
        "close": lambda: services.close(case, outcome=Outcome.DONE, text="Yaptık.", by=user),
        "reopen": lambda: services.reopen(case, text="Sürüyor."),
        "promise": lambda: services.promise(case, promised_on=day, text="Parça bekliyoruz.", by=user),
        "clear": lambda: services.clear(case, by=user),
        "write": lambda: services.write(case, "Bir de bank kırık."),
        "withdraw": lambda: services.withdraw(case),
    }[verb]()


def case_in(status, user):
    case = makers.make_case(unit=makers.make_unit())
    road = {R: [], P: ["assign"], W: ["ask"], T: ["transfer"], C: ["close"], X: ["withdraw"]}[status]
    for verb in road:
        do(verb, case, user)
    assert case.status == status
    return case


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("verb", LAWFUL)
def test_every_verb_on_every_status(verb, status, ayse):
    case = case_in(status, ayse)
    before = Case.objects.values().get(pk=case.pk)
    events, notices = case.events.count(), Notice.objects.count()
    if status in LAWFUL[verb]:
        event = do(verb, case, ayse)
        case.refresh_from_db()
        assert case.status == LAWFUL[verb][status]
        assert case.version == before["version"] + 1
        assert case.events.count() == events + 1 and event.case == case
        assert Notice.objects.count() <= notices + 1
    else:
        with pytest.raises(services.MoveRefused):
            do(verb, case, ayse)
        assert Case.objects.values().get(pk=case.pk) == before
        assert (case.events.count(), Notice.objects.count()) == (events, notices)


def test_the_table_of_moves_says_the_same():
    told = {verb: dict(moves) for verb, moves in workflow.MOVES.items() if verb not in OF_THE_DESK}
    reply, write = told.pop("reply"), told.pop("write")
    assert told | {"write": write | reply} == LAWFUL


@pytest.mark.parametrize("status", Status)
def test_a_status_knows_its_verbs(status):
    assert set(workflow.verbs_for(status)) == {verb for verb, moves in workflow.MOVES.items() if status in moves}


def test_open_and_ours_are_not_the_same():
    assert set(workflow.OPEN) - set(workflow.OURS) == {T}, "what another authority took over is theirs to end"


def test_every_status_outcome_and_channel_has_a_turkish_word():
    for choice in [*Status, *Outcome, *Channel]:
        assert choice.label and choice.label != choice.value.replace("_", " ").capitalize()


def test_a_closing_without_reason_or_outcome_is_refused(case, ayse):
    for facts in ({"outcome": Outcome.DONE, "text": "  "}, {"outcome": "", "text": "Yaptık."}):
        with pytest.raises(ValueError):
            services.close(case, by=ayse, **facts)
    assert Case.objects.get(pk=case.pk).status == R
