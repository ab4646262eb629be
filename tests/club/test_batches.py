"""Reading in batches: two people, a lot for the second reader, a file for the club, and what comes back."""

import csv
import io
import json
from random import Random

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from notices.models import Notice
from tests.club.conftest import make_claim, make_season, make_texts
from tests.makers import make_neighbourhood, make_staff
from wishes import services as cases
from wishes.club import batches, files
from wishes.club.columns import COLUMNS
from wishes.club.models import Batch, Decision, MembershipClaim, Reading, Season
from wishes.workflow import Status

pytestmark = pytest.mark.django_db

APPROVE, MISSING, REFUSE, HOLD = Decision.APPROVE, Decision.MISSING, Decision.REFUSE, Decision.HOLD
State = MembershipClaim.State


class NoLot(Random):
    """Draws nobody for a second reading."""

    def random(self):
        return 0.99


@pytest.fixture
def season(db):
    make_texts()
    make_neighbourhood()
    return make_season()


@pytest.fixture
def elif_(db):
    return make_staff("elif", "club.work_claim", "club.close_batch", first_name="Elif", last_name="Kaya")


@pytest.fixture
def murat(db):
    return make_staff("murat", "club.work_claim", "club.close_batch", first_name="Murat", last_name="Er")


def decide(reading, decision, by, reason="", text=""):
    version = reading.claim.case.version
    return batches.decide(reading, decision, by=by, version=version, reason=reason, text=text)


def readings(batch):
    return list(Reading.objects.filter(batch=batch).select_related("claim__case", "batch"))


def read_all(batch, by, *decisions):
    for reading, decision in zip(readings(batch), decisions, strict=True):
        reason = {"missing": "residence", "refuse": "residence"}.get(decision, "")
        decide(reading, decision, by, reason)


def closed(season, first, second, *decisions):
    for _decision in decisions[MembershipClaim.objects.to_read().count() :]:
        make_claim(MembershipClaim.objects.count() + 1, season)
    batch = batches.make(season=season, by=first, lot=NoLot())
    read_all(batch, first, *decisions)
    batches.ready(batch, by=first)
    return batches.close(batch, by=second)


def claims():
    return list(MembershipClaim.objects.order_by("pk").select_related("case"))


def test_two_people_read_and_close_and_everybody_is_told(season, elif_, murat):
    batch = closed(season, elif_, murat, APPROVE, MISSING, REFUSE, HOLD)
    sent, missing, refused, held = claims()
    assert [claim.state for claim in claims()] == [State.SENT, State.MISSING, State.REFUSED, State.CHECKING]
    assert [claim.case.status for claim in claims()] == [
        Status.TRANSFERRED, Status.WAITING, Status.CLOSED, Status.RECEIVED,
    ]  # fmt: skip
    told = {notice.about: notice.key for notice in Notice.objects.exclude(key="claim_received")}
    assert told == {
        sent.case.reference: "claim_sent",
        missing.case.reference: "claim_missing",
        refused.case.reference: "claim_refused",
    }
    assert batch.number == 1
    season.refresh_from_db()
    assert season.taken == 3  # the refused one gave its place back
    assert list(MembershipClaim.objects.to_read()) == [held]
    cases.write(missing.case, "Belgem ekte.")
    assert set(MembershipClaim.objects.to_read()) == {held, missing}


def test_the_reader_cannot_close(season, elif_, murat):
    make_claim(1, season)
    batch = batches.make(season=season, by=elif_, lot=NoLot())
    with pytest.raises(batches.Refused):
        batches.close(batch, by=murat)  # nobody has read it
    read_all(batch, elif_, APPROVE)
    batches.ready(batch, by=elif_)
    with pytest.raises(batches.Refused, match="başka biri kapatır"):
        batches.close(batch, by=elif_)
    batches.close(batch, by=murat)
    with pytest.raises(batches.Refused):
        batches.close(batch, by=murat)
    assert Batch.objects.get().closed_by == murat


def test_nothing_is_closed_before_all_is_read(season, elif_):
    make_claim(1, season), make_claim(2, season)
    batch = batches.make(season=season, by=elif_, lot=NoLot())
    decide(readings(batch)[0], APPROVE, elif_)
    with pytest.raises(batches.Refused, match="1 istek"):
        batches.ready(batch, by=elif_)


def test_a_decision_taken_back_in_the_last_moment_stops_the_closing(season, elif_, murat):
    make_claim(1, season)
    batch = batches.make(season=season, by=elif_, lot=NoLot())
    read_all(batch, elif_, APPROVE)
    batches.ready(batch, by=elif_)
    Reading.objects.update(decision="", by=None)  # an undo that had looked at the state just before
    with pytest.raises(batches.Refused, match="eksik"):
        batches.close(batch, by=murat)
    batches.reopen(batch, by=murat)
    assert Batch.objects.get().state == Batch.State.OPEN


def test_by_lot_a_second_person_reads_and_does_not_see_what_the_first_said(season, elif_, murat):
    for nth in range(1, 13):
        make_claim(nth, season)
    batch = batches.make(season=season, by=elif_)
    assert Reading.objects.filter(needs_second=True).exists()  # of ten and more at least one
    Reading.objects.update(needs_second=False)
    drawn, agreed = readings(batch)[:2]
    Reading.objects.filter(pk__in=[drawn.pk, agreed.pk]).update(needs_second=True)
    for reading in readings(batch):
        decide(reading, APPROVE, elif_)
    assert batches.next_reading(batch, elif_) is None
    with pytest.raises(batches.Refused, match="başka biri"):
        decide(readings(batch)[0], APPROVE, elif_)
    with pytest.raises(batches.Refused, match="2 istek"):
        batches.ready(batch, by=elif_)
    assert batches.next_reading(batch, murat) == drawn
    decide(readings(batch)[0], REFUSE, murat, "age")
    decide(readings(batch)[1], APPROVE, murat)
    batches.ready(batch, by=elif_)
    batches.close(batch, by=murat)
    first, second = claims()[:2]
    assert (first.state, second.state) == (State.CHECKING, State.SENT)  # two who differ hold it
    again = batches.make(season=season, by=murat, lot=NoLot())
    assert [reading.needs_second for reading in readings(again)] == [True]


def test_about_one_in_twenty_is_drawn():
    lot = Random(7)
    assert 30 <= sum(lot.random() < batches.SECOND_SHARE for _claim in range(1000)) <= 70


def test_a_decision_can_be_taken_back_by_its_maker_only(season, elif_, murat):
    make_claim(1, season), make_claim(2, season)
    batch = batches.make(season=season, by=elif_, lot=NoLot())
    decide(readings(batch)[0], REFUSE, elif_, "other", "Kayıt yok.")
    assert batches.last_of(batch, elif_) == readings(batch)[0]
    with pytest.raises(batches.Refused):
        batches.undo(readings(batch)[0], by=murat)
    batches.undo(readings(batch)[0], by=elif_)
    assert batches.last_of(batch, elif_) is None
    assert readings(batch)[0].words == ""
    decide(readings(batch)[0], APPROVE, elif_)
    with pytest.raises(batches.Refused, match="okunmuş"):
        decide(readings(batch)[0], APPROVE, murat)


@pytest.mark.parametrize(
    ("decision", "reason", "text", "sentence"),
    [
        (MISSING, "", "", "Nedeni seçin"),
        (MISSING, "atlantis", "", "Nedeni seçin"),
        (REFUSE, "other", "   ", "Gence ne yazacağımızı"),
    ],
)
def test_no_decision_without_its_reason(season, elif_, decision, reason, text, sentence):
    make_claim(1, season)
    batch = batches.make(season=season, by=elif_, lot=NoLot())
    with pytest.raises(batches.Refused, match=sentence):
        decide(readings(batch)[0], decision, elif_, reason, text)


def test_who_writes_or_withdraws_meanwhile_is_not_passed_over(season, elif_, murat):
    for nth in (1, 2, 3):
        make_claim(nth, season)
    batch = batches.make(season=season, by=elif_, lot=NoLot())
    stale = readings(batch)[0]
    seen = stale.claim.case.version
    cases.write(stale.claim.case, "Adımı yanlış yazdım.")
    with pytest.raises(batches.Refused, match="siz okurken"):
        batches.decide(stale, APPROVE, by=elif_, version=seen)
    read_all(batch, elif_, APPROVE, APPROVE, APPROVE)
    cases.write(claims()[1].case, "Bir şey daha.")
    with pytest.raises(batches.Refused, match="yeniden okuyun: 1"):
        batches.ready(batch, by=elif_)
    decide(readings(batch)[1], APPROVE, elif_)
    batches.ready(batch, by=elif_)
    cases.withdraw(claims()[2].case)
    batches.close(batch, by=murat)
    assert [claim.state for claim in claims()] == [State.SENT, State.SENT, State.CHECKING]


def test_a_claim_without_consent_or_number_is_never_sent(season, elif_):
    from people.services import forget_identity_number, withdraw_consent

    withdraw_consent(make_claim(1, season).consent)
    forget_identity_number(make_claim(2, season).case.person)
    batch = batches.make(season=season, by=elif_, lot=NoLot())
    for reading in readings(batch):
        with pytest.raises(batches.Refused, match="Onaylanamaz"):
            decide(reading, APPROVE, elif_)


def test_two_piles_never_hold_the_same_claim(season, elif_, murat):
    make_claim(1, season)
    batches.make(season=season, by=elif_, lot=NoLot())
    with pytest.raises(batches.NothingToRead):
        batches.make(season=season, by=murat, lot=NoLot())
    assert Batch.objects.count() == 1


# -- The file -------------------------------------------------------------------------------
def test_the_file_holds_the_agreed_columns_and_nothing_else(season, elif_, murat):
    make_claim(1, season, given_names="Işık", surname='=HYPERLINK("x")', phone="+491701234567")
    batch = closed(season, elif_, murat, APPROVE)
    sent = MembershipClaim.objects.select_related("case__person").order_by("pk").first()
    number = sent.case.person.identity_number
    sheet = load_workbook(io.BytesIO(files.opened(batch.xlsx))).active
    table = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert table[0] == [column.heading for column in COLUMNS]
    assert table[1][:4] == [sent.case.shown_reference, "Işık", '\'=HYPERLINK("x")', number]
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} == {"s"}
    plain = files.opened(batch.csv)
    assert plain.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(plain.decode("utf-8-sig")), delimiter=";"))
    assert rows == table
    assert rows[1][6].startswith("'+49")
    with batch.xlsx.open() as stored:  # on disk nothing can be read
        assert number.encode() not in stored.read()
    assert number not in batch.manifest
    assert "Işık" not in batch.manifest


@pytest.mark.parametrize("bad", ["=1+1", "+1", "-1", "@x", " =1", "a;=1", "a,\t=1", "\r=1", "a\n=1"])
def test_no_cell_is_a_formula(bad):
    assert "'" in files.harmless(bad)


def test_verify_batch_finds_one_changed_byte(season, elif_, murat, tmp_path):
    first, second = closed(season, elif_, murat, APPROVE, APPROVE), closed(season, elif_, murat, APPROVE)
    assert json.loads(second.manifest)["previous"] == first.head
    out = io.StringIO()
    call_command("verify_batch", stdout=out)
    assert out.getvalue().splitlines() == ["batch 1: fits", "batch 2: fits"]

    copy = tmp_path / "kocaelispor-001.csv"
    copy.write_bytes(files.opened(first.csv))
    call_command("verify_batch", "1", "--file", str(copy), stdout=out)
    copy.write_bytes(copy.read_bytes().replace(b"Deniz", b"Denis", 1))
    assert "not the file that was sent" in complaint("1", "--file", str(copy))

    for broken in (
        first.manifest.replace('"count": 2', '"count": 3'),
        flipped(first.manifest, first.manifest.index('"digest"') + 14),
        flipped(first.manifest, first.manifest.index('"chain"') + 14),
        first.manifest + " ",
        "{",
    ):
        Batch.objects.filter(pk=first.pk).update(manifest=broken)
        assert complaint()
    Batch.objects.filter(pk=first.pk).update(manifest=first.manifest)
    Batch.objects.filter(pk=first.pk).update(head=flipped(first.head, 3))
    assert "batch 2: the chain is broken" in complaint()
    Batch.objects.filter(pk=first.pk).update(head=first.head)

    path = first.xlsx.path
    with open(path, "rb") as stored:
        token = bytearray(stored.read())
    token[len(token) // 2] ^= 1
    with open(path, "wb") as stored:
        stored.write(token)
    assert "xlsx: the stored file was changed" in complaint()
    Batch.objects.filter(pk=first.pk).delete()
    assert "batch 1 is missing" in complaint()


def flipped(text, place):
    return text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]


def complaint(*arguments):
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_batch", *arguments, stdout=out)
    return out.getvalue()


def test_places_are_kept_for_those_who_are_taken_up_again(season, elif_, murat):
    from wishes.club import services

    claim = make_claim(1, season)
    cases.withdraw(claim.case)
    assert services.tidy() == 1
    season.refresh_from_db()
    assert season.taken == 0
    assert services.tidy() == 0
    Season.objects.update(quota=0)
    claim.refresh_from_db()
    assert not services.keep_place(claim)
