"""The verbs: what they leave behind, what they take back, and who is told."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from notices.models import Notice
from tests import makers
from wishes import services, tracking, uploads
from wishes.complaints.models import Complaint
from wishes.grants import STRONG
from wishes.models import Attachment, Case, CaseEvent, Contact, Draft
from wishes.workflow import NotifyBy, Outcome, Status

pytestmark = pytest.mark.django_db


def make_draft(**facts):
    facts = {"token_digest": "a" * 64, "form_key": "complaint:1", "answers": '{"ne": "salıncak"}'} | facts
    return Draft.objects.create(expires_at=timezone.now() + timedelta(hours=1), **facts)


def make_file(**facts):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return uploads.accept(SimpleUploadedFile("foto.jpg", makers.make_jpeg()), **facts)


# -- taking in ----------------------------------------------------------------------------------


def test_what_a_receipt_stands_for(parks):
    receipt = makers.make_complaint(unit=parks)
    case = receipt.case
    assert receipt.created and len(receipt.code) == 14 and len(receipt.link_token) == 40
    assert case.contacts.count() == case.events.count() == 1
    assert case.events.get().kind == CaseEvent.Kind.RECEIVED and case.events.get().is_public
    assert Notice.objects.get().key == "case_received"
    assert receipt.code not in str(Case.objects.values().get()) and receipt.link_token not in str(
        Case.objects.values().get()
    ), "the database knows only hashes of the keys"


def test_a_draft_becomes_a_case_with_its_files_and_is_wiped(parks):
    draft = make_draft()
    files = [make_file(draft=draft, field="photos"), make_file(draft=draft, field="photos")]
    case = makers.make_case(unit=parks, draft=draft)
    draft.refresh_from_db()
    assert draft.case == case and draft.answers == "" and case.nonce == draft.nonce
    assert list(case.events.get().attachments.all()) == files
    again = makers.make_complaint(unit=parks, draft=draft)
    assert again.case == case and not again.created


def test_a_draft_that_another_worker_spent_is_gone(parks):
    draft = make_draft()
    other = makers.make_case(unit=parks)
    Draft.objects.filter(pk=draft.pk).update(case=other)
    with pytest.raises(services.DraftGone):
        makers.make_complaint(unit=parks, draft=draft)
    assert Case.objects.count() == 1 and Complaint.objects.count() == 1


def test_nothing_is_left_of_a_receipt_that_failed(parks, monkeypatch):
    def broken(*args, **facts):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(services, "tell", broken)
    with pytest.raises(RuntimeError):
        makers.make_complaint(unit=parks)
    assert not Case.objects.exists() and not Contact.objects.exists() and not CaseEvent.objects.exists()
    assert not Notice.objects.exists() and not Complaint.objects.exists()


def test_a_verb_that_is_rolled_back_tells_nobody(case, ayse):
    notices = Notice.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        services.answer(case, "Yarın bakacağız.", by=ayse)
        assert Notice.objects.count() == notices + 1
        raise RuntimeError("the connection broke")
    assert Notice.objects.count() == notices
    assert Case.objects.get().status == Status.RECEIVED and case.events.count() == 1


def test_who_wants_no_messages_gets_none(parks, ayse):
    case = makers.make_case(unit=parks, notify_by=NotifyBy.NONE)
    services.answer(case, "Bakıyoruz.", by=ayse)
    services.close(case, outcome=Outcome.DONE, text="Bitti.", by=ayse)
    assert not Notice.objects.exists()


def test_each_message_is_queued_once_for_the_way_the_citizen_chose(parks, ayse):
    case = makers.make_case(unit=parks, notify_by=NotifyBy.EMAIL)
    services.ask(case, "Hangi salıncak?", by=ayse)
    services.write(case, "Soldaki.")
    services.transfer(case, authority="SEDAŞ", text="Onların direği.", by=ayse)
    services.close(case, outcome=Outcome.NOT_OURS, text="SEDAŞ bakacak.", by=ayse)
    services.reopen(case, text="Bakmadılar.")
    services.withdraw(case)
    told = list(Notice.objects.order_by("pk").values_list("key", "transport"))
    assert told == [(key, "email") for key in ("case_received", "case_asked", "case_transferred", "case_closed")], (
        "what citizens do themselves is not told to them"
    )


def test_a_message_carries_the_link_and_no_identity(parks, ayse):
    receipt = makers.make_complaint(unit=parks)
    context = json.loads(Notice.objects.get().context)
    assert context["link"] == f"/takip/l/{receipt.link_token}/"
    assert not any(secret in Notice.objects.get().context for secret in makers.ZEYNEP.values())


# -- acting -------------------------------------------------------------------------------------


def test_an_answer_for_good_discharges_every_clock(case, ayse):
    Contact.objects.create(case=case, channel="phone", words="Aynı salıncak.", clock="petition")
    services.close(case, outcome=Outcome.DONE, text="Zinciri yeniledik.", by=ayse)
    assert case.contacts.count() == 2 and not case.contacts.filter(answered_at=None).exists()


def test_the_database_itself_wants_an_outcome_exactly_when_closed(case):
    for facts in ({"status": Status.CLOSED, "outcome": ""}, {"status": Status.RECEIVED, "outcome": Outcome.DONE}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**facts)


def test_reopening_starts_the_clocks_anew(case, ayse):
    services.close(case, outcome=Outcome.DONE, text="Bitti.", by=ayse)
    Case.objects.filter(pk=case.pk).update(promised_on="2020-01-02", due_on="2020-01-02")
    services.reopen(case, text="Yine koptu.")
    case.refresh_from_db()
    assert case.closed_at is None and case.outcome == "" and case.reopened_count == 1
    assert timezone.localdate() <= case.promised_on <= case.due_on


def test_a_citizen_may_reopen_for_thirty_days_and_staff_for_ever(case, ayse):
    services.close(case, outcome=Outcome.DONE, text="Bitti.", by=ayse)
    Case.objects.filter(pk=case.pk).update(closed_at=timezone.now() - timedelta(days=31))
    case.refresh_from_db()
    with pytest.raises(services.MoveRefused):
        services.reopen(case, text="Yine koptu.")
    services.reopen(case, text="Denetimde gördük.", by=ayse)
    assert case.status == Status.IN_PROGRESS
    assert Notice.objects.filter(key="case_reopened").count() == 1


def test_a_clerk_with_an_old_screen_is_told(case, ayse):
    seen = Case.objects.get(pk=case.pk)
    services.note(case, "Arandı.", by=ayse)
    for verb in (
        lambda: services.answer(seen, "Bakıyoruz.", by=ayse, version=seen.version),
        lambda: services.close(seen, outcome=Outcome.DONE, text="Bitti.", by=ayse, version=seen.version),
        lambda: services.assign(seen, unit=case.unit, by=ayse, version=seen.version),
    ):
        with pytest.raises(services.Stale) as stale:
            verb()
        assert stale.value.case.version == seen.version + 1


def test_only_files_that_belong_to_nobody_can_be_taken_up(case, parks):
    mine, draft_file = make_file(), make_file(draft=make_draft())
    theirs = make_file(case=makers.make_case("Bank kırık.", unit=parks))
    event = services.write(case, "Bakın.", uploads=[mine.pk, theirs.pk, draft_file.pk])
    assert list(event.attachments.all()) == [mine]
    assert Attachment.objects.get(pk=theirs.pk).case != case and Attachment.objects.get(pk=draft_file.pk).case is None


# -- reading ------------------------------------------------------------------------------------


def test_rows_have_one_door(parks, works, ayse, mehmet, deniz):
    hers = makers.make_case(unit=parks)
    his = makers.make_case("Çukur.", category=makers.make_category("Yol ve kaldırım", unit=works))
    assert set(Case.objects.for_staff(ayse)) == {hers}
    assert set(Case.objects.for_staff(mehmet)) == {his}
    assert set(Case.objects.for_staff(deniz)) == {hers, his}
    Case.objects.filter(pk=his.pk).update(assignee=ayse)
    assert set(Case.objects.for_staff(ayse)) == {hers, his}, "and what was given to her by name"


def test_it_refuses_rows_to_who_has_no_business_here(case, parks, ayse):
    editor = makers.make_staff("editor", units=[parks])
    ayse.is_active = False
    for user in (editor, ayse):
        assert not Case.objects.for_staff(user).exists()


def test_open_and_closed_part_the_cases(case, ayse, parks):
    done = makers.make_case("Bank.", unit=parks)
    services.close(done, outcome=Outcome.DONE, text="Bitti.", by=ayse)
    assert list(Case.objects.open()) == [case] and list(Case.objects.closed()) == [done]


def test_no_name_of_a_row_tells_who(parks, ayse):
    draft = make_draft()
    make_file(draft=draft)
    case = makers.make_case(unit=parks, draft=draft)
    services.answer(case, "Zeynep Hanım, bakıyoruz.", by=ayse)
    rows = [case, case.person, *case.contacts.all(), *case.events.all(), *case.attachments.all(), draft]
    rows += list(Notice.objects.all()) + list(case.person.name_words.all())
    for row in rows:
        for shown in (str(row), repr(row)):
            for secret in (*makers.ZEYNEP.values(), "Zeynep", "Örnekoğlu", "0012", "Salıncağın", "foto"):
                assert secret not in shown


def test_the_timeline_a_citizen_reads_holds_no_internal_step(case, ayse, parks, works, deniz):
    services.note(case, "Gizli not.", by=ayse)
    services.assign(case, unit=works, by=deniz, note="Gizli devir.")
    services.assign(case, unit=works, assignee=ayse, by=deniz, note="Gizli görev.")
    services.clear(case, by=ayse)
    services.answer(case, "Bakıyoruz.", by=ayse)
    story = tracking.Story(tracking.find(case.reference), STRONG)
    assert [event.kind for event in story.events] == ["received", "assigned", "answered"]
    assert "Gizli" not in str([(step.title, step.text, step.message) for step in story.steps])
