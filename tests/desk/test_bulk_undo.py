"""Taking a bulk act back: exactly, by whoever did it, for ten minutes, and only where nobody has been since."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from notices import delivery
from notices.models import Notice
from tests.makers import make_case, make_person, make_staff
from wishes import joining, services, tracking
from wishes.desk import bulk_acts
from wishes.desk.models import BulkAct
from wishes.grants import Level
from wishes.models import Case, CaseEvent, ClockPause, Contact
from wishes.workflow import Channel

from .test_bulk import carry_out, close, statuses

pytestmark = pytest.mark.django_db


def columns(case):
    """Everything the database knows of a case, its contacts and their pauses, but for what grows with every act."""
    row = Case.objects.filter(pk=case.pk).values().get()
    for growing in ("version", "updated_at"):
        del row[growing]
    contacts = list(Contact.objects.filter(case=case).order_by("pk").values())
    pauses = list(ClockPause.objects.filter(contact__case=case).order_by("pk").values())
    return row, contacts, pauses


def undo(client):
    act = BulkAct.objects.latest("pk")
    return client.post(reverse("desk:bulk_undo", args=[act.pk]), follow=True).content.decode()


def public_story(case):
    story = tracking.Story(tracking.find(case.reference), Level.STRONG)
    return [(step.title, step.text, step.state) for step in story.steps], story.headline


@pytest.fixture
def cases(parks, ayse):
    """A plain one, one in hand that was reopened as not solved, and one with a merged neighbour and a pause."""
    plain, escalated, merged = (make_case(unit=parks) for _each in range(3))
    services.assign(escalated, unit=parks, assignee=ayse, by=ayse)
    services.close(escalated, outcome="done", text="Yapıldı.", by=ayse)
    services.reopen(escalated, text="Olmamış.", escalated=True)
    services.ask(merged, "Hangi salıncak?", by=ayse)
    services.write(merged, "Büyük olan.")
    neighbour = make_person(name="Can Deneme", phone="+905550000077", email="")
    joining.merge(make_case(unit=parks, person=neighbour, channel=Channel.PHONE), merged)
    ClockPause.objects.create(contact=merged.contacts.first(), reason="citizen", first=timezone.localdate())
    return [plain, escalated, merged]


def test_a_closing_is_taken_back_exactly_and_nobody_was_told(at_desk, cases):
    before = [(columns(case), public_story(case)) for case in cases]
    close(at_desk, cases)
    assert statuses(*cases) == ["closed"] * 3
    assert Notice.objects.filter(key="case_closed", status="queued").count() == 5  # one closed before, one merged
    page = undo(at_desk)
    assert "3 başvuruluk işlem geri alındı." in page
    assert [(columns(case), public_story(case)) for case in cases] == before
    withdrawn = Notice.objects.filter(status="withdrawn")
    assert withdrawn.count() == 4
    assert set(withdrawn.values_list("context", "body")) == {("", "")}
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        for notice in withdrawn:
            assert delivery.Notice.objects.due(timezone.now()).filter(pk=notice.pk).first() is None


def test_the_history_keeps_both(at_desk, ayse, cases):
    close(at_desk, cases)
    undo(at_desk)
    closed, undone = cases[0].events.order_by("pk")[1:]
    assert (closed.kind, closed.is_public, closed.text) == ("closed", False, "Salıncakların hepsini yeniledik.")
    assert (undone.kind, undone.is_public, undone.by, undone.data["event"]) == ("undone", False, ayse, closed.pk)
    assert "Geri alındı" in at_desk.get(reverse("desk:case", args=[cases[0].pk])).content.decode()


def test_assigning_is_taken_back_exactly(at_desk, ayse, parks, cases):
    before = [(columns(case), public_story(case)) for case in cases]
    carry_out(at_desk, "ata", cases, to=f"{parks.pk}:{ayse.pk}", note="")
    assert [(columns(case), public_story(case)) for case in cases] != before
    undo(at_desk)
    assert [(columns(case), public_story(case)) for case in cases] == before


def test_moving_away_can_be_taken_back_by_who_did_it(sign_in, parks, works, cases):
    head = sign_in(make_staff("amir", "wishes.work_case", "wishes.assign_case", units=[parks]))
    before = [(columns(case), public_story(case)) for case in cases]
    page = carry_out(head, "tasi", cases, unit=works.pk, note="").content.decode()
    assert cases[0].shown_reference in page
    assert reverse("desk:case", args=[cases[0].pk]) not in page  # no longer a row of this unit
    undo(head)
    assert [(columns(case), public_story(case)) for case in cases] == before


def test_a_screen_of_before_is_still_refused_afterwards(at_desk, ayse, cases):
    seen = Case.objects.get(pk=cases[0].pk).version
    close(at_desk, cases)
    undo(at_desk)
    with pytest.raises(services.Stale):
        services.note(cases[0], "Geç kaldım.", by=ayse, version=seen)


def test_what_somebody_touched_since_stays(at_desk, mehmet, cases):
    close(at_desk, cases)
    services.note(cases[1], "Teşekkür geldi.", by=mehmet)
    services.reopen(Case.objects.get(pk=cases[2].pk), text="Olmamış.")
    page = undo(at_desk)
    assert "2 başvuru geri alınamadı" in page
    assert page.count("Sonradan değişti, geri alınamadı.") == 2
    assert statuses(*cases) == ["received", "closed", "in_progress"]
    assert Notice.objects.filter(status="withdrawn").count() == 1


def test_what_was_told_stays_told(at_desk, cases):
    close(at_desk, cases)
    told = Notice.objects.filter(key="case_closed", about=cases[0].reference).latest("pk")
    Notice.objects.filter(pk=told.pk).update(status="sending")  # a worker is at it this very moment
    page = undo(at_desk)
    assert "1 başvuru geri alınamadı" in page
    assert "İletisi gitti, geri alınamadı." in page
    assert statuses(*cases) == ["closed", "in_progress", "in_progress"]


def test_it_refuses_twice(at_desk, cases):
    close(at_desk, cases)
    undo(at_desk)
    assert "Bu işlem zaten geri alındı." in undo(at_desk)
    assert CaseEvent.objects.filter(kind="undone").count() == 3


def test_it_refuses_too_late(at_desk, ayse, cases):
    close(at_desk, cases)
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1)):
        page = undo(at_desk)
        assert "Geri alma süresi doldu: 10 dakika." in page
        assert "desk:bulk_undo" not in page
    assert statuses(*cases) == ["closed"] * 3
    with pytest.raises(bulk_acts.CannotUndo):
        bulk_acts.undo(BulkAct.objects.get(), by=None)


def test_closed_again_after_taking_back_the_citizen_is_told_once(at_desk, cases):
    close(at_desk, cases[:1])
    undo(at_desk)
    close(at_desk, cases[:1], outcome="partly", text="Birini yeniledik.")
    notices = Notice.objects.filter(key="case_closed", about=cases[0].reference)
    assert sorted(notices.values_list("status", flat=True)) == ["queued", "withdrawn"]
    steps, _headline = public_story(cases[0])
    assert [title for title, _text, _state in steps].count("Çözdük.") == 0


def test_an_act_keeps_no_personal_data(at_desk, cases):
    close(at_desk, cases)
    carry = str(BulkAct.objects.get().items)
    for secret in ["Zeynep", "555", "Salıncak", "Büyük", "Yahya"]:
        assert secret not in carry


def test_an_act_is_forgotten_after_a_week(at_desk, cases):
    close(at_desk, cases)
    assert bulk_acts.forget() == 0
    assert bulk_acts.forget(timezone.now() + timedelta(days=8)) == 1
    assert statuses(*cases) == ["closed"] * 3
