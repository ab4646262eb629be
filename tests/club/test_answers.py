"""The club's file comes back: read, looked at, applied once. Numbers go, the right stays."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from notices.models import Notice
from people.models import Person
from tests.club.conftest import make_claim, number_of
from tests.club.test_batches import APPROVE, claims, closed, elif_, murat, season  # noqa: F401  fixtures
from tests.database import all_cells
from wishes import services as cases
from wishes.club import answers, dues, services
from wishes.club.models import ClubAnswer, Due, DuesPayment, MembershipClaim, UsedRight
from wishes.workflow import Outcome, Status

pytestmark = pytest.mark.django_db
State = MembershipClaim.State
HEAD = ["Başvuru numarası", "Sonuç", "Neden", "Kart numarası"]


def as_csv(rows, *, encoding="utf-8-sig", delimiter=";", head=HEAD):
    return "\r\n".join(delimiter.join(row) for row in [head, *rows]).encode(encoding)


def as_xlsx(rows, head=HEAD):
    book = Workbook()
    for row in [head, *rows]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def sent(season, elif_, murat):  # noqa: F811
    """Three claims that are with the club."""
    closed(season, elif_, murat, APPROVE, APPROVE, APPROVE)
    return claims()


def said(sent):
    first, second, third = (claim.case.shown_reference for claim in sent)
    return [
        [first, "KABUL", "", "41-1001"],
        [second.replace("İ", "i").lower(), "ret", "Kulüpte kaydı var", ""],
        [third, "Kabul edildi", "", "41-1003"],
    ]


def problems(rows):
    return [row.problem for row in rows]


@pytest.mark.parametrize(
    "dress",
    [
        as_csv,
        lambda rows: as_csv(rows, encoding="cp1254"),
        lambda rows: as_csv(rows, encoding="utf-8", delimiter=","),
        lambda rows: as_csv(rows, encoding="utf-16", delimiter="\t"),
        as_xlsx,
    ],
    ids=["utf-8 ;", "cp1254 ;", "utf-8 ,", "utf-16 tab", "xlsx"],
)
def test_every_usual_file_is_understood(sent, dress):
    rows = answers.read("yanit", dress(said(sent)))
    assert problems(rows) == ["", "", ""]
    assert [row.accepted for row in rows] == [True, False, True]
    assert rows[1].reason == "Kulüpte kaydı var"


def test_it_is_applied_once_and_numbers_are_gone(sent, elif_, season):  # noqa: F811
    numbers = [claim.case.person.identity_number for claim in sent]
    answer = answers.keep("yanit.csv", as_csv(said(sent)), by=elif_)
    assert all(row.is_fine for row in answers.preview(answer))
    assert MembershipClaim.objects.filter(state=State.SENT).count() == 3  # looking changes nothing
    for _press in range(2):
        applied = answers.apply(answer, by=elif_)
        assert (applied.accepted, applied.refused, applied.left_out) == (2, 1, 0)
    first, second, _third = claims()
    assert (first.state, first.card_number, first.case.outcome) == (State.READY, "41-1001", Outcome.DONE)
    assert (second.state, second.case.outcome) == (State.REFUSED, Outcome.REFUSED)
    assert "Kulüpte kaydı var" in second.case.events.last().text
    assert Notice.objects.filter(key="claim_ready").count() == 2
    assert Notice.objects.filter(key="claim_refused").count() == 1
    assert Due.objects.count() == 2 * 5
    season.refresh_from_db()
    assert season.taken == 2

    assert not Person.objects.exclude(identity_number="", identity_index="").exists()
    cells = dict(all_cells())
    for number in numbers:
        assert not [table for table, text in cells.items() if number in text]
    batch = first.batch
    batch.refresh_from_db()
    assert batch.files_destroyed_at
    assert not batch.xlsx
    with pytest.raises(services.AlreadyClaimed):  # the right outlives the number
        make_claim(identity_number=numbers[0], season=season)
    assert UsedRight.objects.count() == 3


def test_the_same_file_again_changes_nothing(sent, elif_):  # noqa: F811
    content = as_csv(said(sent))
    answers.apply(answers.keep("a.csv", content, by=elif_), by=elif_)
    assert answers.keep("b.csv", content, by=elif_).applied_at
    assert ClubAnswer.objects.count() == 1
    again = answers.keep("c.xlsx", as_xlsx(said(sent)), by=elif_)  # the same rows in another dress
    assert all(row.is_known for row in answers.preview(again))
    applied = answers.apply(again, by=elif_)
    assert (applied.accepted, applied.refused, applied.left_out) == (0, 0, 0)
    assert Due.objects.count() == 10


def test_bad_rows_are_told_and_left_out(sent, elif_, season):  # noqa: F811
    fresh = make_claim(77, season).case.shown_reference
    first, second, third = (claim.case.shown_reference for claim in sent)
    rows = [
        [first, "kabul", "", ""],
        [second, "belki", "", "1"],
        [third, "ret", "", ""],
        [fresh, "kabul", "", "2"],
        ["İZM-2222-2222", "kabul", "", "3"],
        ["merhaba", "kabul", "", "4"],
    ]
    kept = answers.keep("x.csv", as_csv(rows), by=elif_)
    found = problems(answers.preview(kept))
    for sentence, part in zip(
        found, ["Kart numarası yok", "Sonuç anlaşılmadı", "nedeni yok", "gönderilmedi", "", "okunamadı"], strict=True
    ):
        assert part in sentence
        assert sentence
    assert answers.apply(kept, by=elif_).left_out == 6
    assert MembershipClaim.objects.filter(state=State.SENT).count() == 3


def test_the_same_number_twice_is_nobodys_guess(sent):
    first = sent[0].case.shown_reference
    rows = answers.read("x", as_csv([[first, "kabul", "", "1"], [first, "ret", "Yok", ""]]))
    assert all("birden çok satırda: 2, 3" in row.problem for row in rows)


def test_a_later_file_cannot_turn_an_answer_around(sent, elif_):  # noqa: F811
    answers.apply(answers.keep("a.csv", as_csv(said(sent)), by=elif_), by=elif_)
    first = sent[0].case.shown_reference
    other = answers.keep("b.csv", as_csv([[first, "ret", "Vazgeçtik", ""]]), by=elif_)
    assert problems(answers.preview(other)) == ["Daha önce başka bir yanıt işlendi"]


def test_who_withdrew_is_not_made_a_member(sent, elif_):  # noqa: F811
    cases.withdraw(sent[0].case)
    kept = answers.keep("a.csv", as_csv(said(sent)), by=elif_)
    assert "geri çekti" in answers.preview(kept)[0].problem
    assert answers.apply(kept, by=elif_).accepted == 1
    assert claims()[0].case.status == Status.WITHDRAWN


def zip_bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"0" * (21 * 2**20))
    return out.getvalue()


def many_entries():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(150):
            archive.writestr(f"{number}.xml", b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "boş"),
        (b"   \n ", "boş"),
        (b"x" * (2 * 2**20 + 1), "en çok 2 MB"),
        (b"PK\x03\x04 not a zip", "açılamıyor"),
        (b"\xd0\xcf\x11\xe0old", "eski bir Excel"),
        (zip_bomb(), "çok büyüyor"),
        (many_entries(), "çok büyüyor"),
        (b"\x00\x01\x02\x03;\x00", "kodlaması"),
        (b"\x81\x8d\x8e;\x9e", "kodlaması"),
        (as_csv([]), "en az bir kayıt"),
        (as_csv([["a", "b"]], head=["Ad", "Soyad"]), "Başvuru numarası, Sonuç"),
        (as_csv([["a", "b", "c", "d"]] * 5001), "en çok 5000 satır"),
        (("Başvuru numarası;Sonuç\n" + '"' + "x" * 200_000 + '"').encode(), "ayrılamıyor"),
    ],
    ids=range(13),
)
def test_files_that_are_none(content, sentence):
    with pytest.raises(answers.FileRefused, match=sentence):
        answers.read("x", content)


# -- Dues -----------------------------------------------------------------------------------
def test_the_ledger_owes_pays_and_forecasts(sent, elif_, season, murat):  # noqa: F811
    answers.apply(answers.keep("a.csv", as_csv(said(sent)), by=elif_), by=elif_)
    closed(season, elif_, murat, APPROVE)  # one more is with the club
    years = dues.report()
    assert [(year.members, year.owed, year.paid, year.expected) for year in years] == [(2, 240_000, 0, 120_000)] * 5
    assert [year.forecast for year in years] == [360_000] * 5
    first = years[0].year
    with pytest.raises(dues.NotPaid, match="tutar az önce değişti"):
        dues.pay(year=first, paid_on=_today(), document="D-1", total=1, by=elif_)
    payment = dues.pay(year=first, paid_on=_today(), document="D-1", total=240_000, by=elif_)
    assert (payment.members, payment.total_kurus) == (2, 240_000)
    with pytest.raises(dues.NotPaid, match="açık aidat yok"):
        dues.pay(year=first, paid_on=_today(), document="D-2", total=240_000, by=elif_)
    with pytest.raises(dues.NotPaid, match="Bu belge numarasıyla"):
        dues.pay(year=first + 1, paid_on=_today(), document="D-1", total=240_000, by=elif_)
    assert (dues.report()[0].paid, dues.report()[0].rest) == (240_000, 0)
    assert DuesPayment.objects.count() == 1
    assert dues.lira(240_000) == "2.400,00 TL"


def _today():
    from django.utils import timezone

    return timezone.localdate()


# -- Forgetting -----------------------------------------------------------------------------
def test_numbers_of_refused_and_withdrawn_claims_go_too(season):  # noqa: F811
    from datetime import timedelta

    from django.utils import timezone

    claim = make_claim(5, season)
    cases.withdraw(claim.case)
    services.tidy()
    claim.case.person.refresh_from_db()
    assert claim.case.person.identity_number == number_of(5)  # it may still be taken up again
    services.tidy(now=timezone.now() + timedelta(days=40))
    claim.case.person.refresh_from_db()
    assert claim.case.person.identity_number == ""
    assert claim.case.person.name == "Deniz Ali Örnekoğlu"
    with pytest.raises(services.AlreadyClaimed):
        make_claim(5, season)


def test_the_reminder_is_sent_on_the_day_and_forgotten(season, settings, tmp_path):  # noqa: F811
    import uuid
    from datetime import timedelta

    from django.utils import timezone

    from notices import delivery
    from people.services import remember
    from wishes.club.models import Reminder

    settings.NOTICE_FILE_DIR, settings.NOTICE_QUIET_HOURS = tmp_path, {}
    day = timezone.localdate() + timedelta(days=3)
    card = remember(phone="+905550000077")
    Reminder.objects.create(person=card, send_on=day, nonce=uuid.uuid4())
    assert services.send_reminders() == 0
    assert services.send_reminders(today=day) == 1
    assert services.send_reminders(today=day) == 0
    assert services.forget_reminders() == 0  # it has not gone out yet
    notice = Notice.objects.get(key="claim_reminder")
    return _delivered(delivery, notice, card)


def _delivered(delivery, notice, card):
    Notice.objects.filter(pk=notice.pk).update(status=Notice.Status.SENT)
    assert services.forget_reminders() == 1
    assert not Person.objects.filter(pk=card.pk).exists()
    notice.refresh_from_db()
    assert notice.person is None
    assert "5550000077" not in str(dict(all_cells()))
