"""Lists as files: right in Turkish Excel, harmless, within one's rights, never half."""

import csv
import io
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from home import clock
from lib.sealing import SealError
from people.models import ReadLog
from tests.desk.test_reports import rows
from tests.makers import make_case, make_person, make_staff
from wishes.desk import exports, sealed_files, tasks
from wishes.desk.models import Export
from wishes.models import Case, Contact

pytestmark = pytest.mark.django_db
ASK, FILES = "/yonetim/masa/dosya-iste/", "/yonetim/masa/dosyalarim/"
PLAIN = ["wishes.work_case", "wishes.export_case"]
PEOPLE = [*PLAIN, "wishes.export_person"]


@pytest.fixture
def head(parks):
    return make_staff("amir", *PLAIN, units=[parks])


@pytest.fixture
def with_people(parks):
    return make_staff("sorumlu", *PEOPLE, units=[parks])


@pytest.fixture
def big(monkeypatch):
    """Every list is a big one."""
    monkeypatch.setattr(exports, "AT_ONCE", 0)


def table(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def post(browser, **data):
    return browser.post(ASK, {"format": "csv", "query": ""} | data)


def asked(user, **facts):
    facts = {"query": "", "format": "csv", "with_people": False} | facts
    return exports.ask(user, facts.pop("query"), **facts)


def made(user, **facts):
    export = asked(user, **facts)
    exports.make(export.pk)
    export.refresh_from_db()
    return export


# -- At once ------------------------------------------------------------------------------------------
def test_it_works(sign_in, head, parks):
    case = make_case(unit=parks, received_at=datetime(2026, 2, 7, 16, 0, tzinfo=UTC))
    response = post(sign_in(head))
    assert response.content.startswith(b"\xef\xbb\xbf")  # so that Excel reads ş
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"].startswith("no-store, private")
    heads, line = table(response.content)
    cells = dict(zip(heads, line, strict=True))
    assert cells["Başvuru no"] == case.shown_reference
    assert cells["Geliş"] == "07.02.2026 19.00"  # İzmit's clock
    assert cells["Söz verilen gün"] == f"{case.promised_on:%d.%m.%Y}"
    assert cells["Müdürlük"] == "Park ve Bahçeler Müdürlüğü"
    assert not ReadLog.objects.filter(action="export").exists()


def test_a_workbook_opens_with_texts_and_numbers(sign_in, head, parks):
    make_case(unit=parks)
    sheet = load_workbook(io.BytesIO(post(sign_in(head), format="xlsx").content)).active
    heads, line = list(sheet.iter_rows())
    found = dict(zip([cell.value for cell in heads], line, strict=True))
    assert found["Yeniden açılma"].value == 0
    assert "f" not in {cell.data_type for cell in line}


def test_the_file_holds_what_the_filters_of_the_inbox_show(sign_in, head, parks, works):
    one, other = make_case(unit=parks), make_case(unit=parks, is_urgent=True)
    foreign = make_case(unit=works)
    Case.objects.filter(pk=foreign.pk).update(unit=works)
    Case.objects.filter(pk=other.pk).update(promised_on=timezone.localdate() - timedelta(days=1))
    late = table(post(sign_in(head), query="gorunum=geciken").content)
    assert [line[0] for line in late[1:]] == [other.shown_reference]
    everything = post(sign_in(head), query="durum=hepsi").content.decode()
    assert one.shown_reference in everything
    assert foreign.shown_reference not in everything


def test_what_a_citizen_wrote_needs_the_personal_permission(sign_in, head, with_people, parks):
    case = make_case("Zincir kopuk, ben Zeynep.", unit=parks)
    text = post(sign_in(head), people="on").content.decode()
    assert case.shown_reference in text
    for words in ["Zincir", "Zeynep", "Örnekoğlu", "0555", "@", "büyük çınar"]:
        assert words not in text
    assert not ReadLog.objects.filter(action="export").exists()
    heads, line = table(post(sign_in(with_people), people="on").content)
    cells = dict(zip(heads, line, strict=True))
    assert cells["Ad soyad"] == "Zeynep Örnekoğlu"
    assert cells["Telefon"].startswith("0555")
    assert "Zincir kopuk" in cells["Anlatılan"]
    # Who saw this case's person when: one line for the case, one for the file.
    seen = ReadLog.objects.filter(action="export", user=with_people)
    assert set(seen.values_list("subject", flat=True)) == {f"case:{case.reference}", "export:people"}


@pytest.mark.parametrize("words", ["=HYPERLINK(1)", "+90=1", "@SUM(1)", "-1+1", "a;=1+1", "x\t=1"])
def test_nothing_a_citizen_typed_is_a_formula(with_people, parks, words):
    make_case(words + " ve zinciri kopuk salıncak", unit=parks, person=make_person(name="=cmd|' /C calc'!A0"))
    content = exports.at_once(with_people, "", format="csv", with_people=True)
    for line in table(content):
        assert not [cell for cell in line if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    for part in content.decode("utf-8-sig").replace('"', "").replace("\r\n", ";").split(";"):
        assert not part.strip(" ").startswith(("=", "+", "-", "@"))
    book = load_workbook(io.BytesIO(exports.at_once(with_people, "", format="xlsx", with_people=True)))
    assert "f" not in {cell.data_type for row in book.active.iter_rows() for cell in row}


def test_a_search_is_never_kept(sign_in, head, parks, big):
    make_case(unit=parks)
    browser = sign_in(head)
    page = browser.get(ASK, {"ara": "gizli", "mahalle": "", "durum": "hepsi", "q": "Zeynep", "sonra": "1.2.3"})
    assert "dosyaya girmez" in page.content.decode()
    assert 'value="durum=hepsi"' in page.content.decode()
    post(browser, query="durum=hepsi&ara=gizli&q=Zeynep&sonra=9")
    assert Export.objects.get().query == "durum=hepsi"


def test_without_the_permission_there_is_no_file(at_desk, sign_in):
    assert at_desk.get(ASK).status_code == at_desk.get(FILES).status_code == 302
    assert post(at_desk).status_code == 302
    assert "Dosya olarak indir" not in at_desk.get("/yonetim/masa/").content.decode()


def test_it_refuses_a_format_that_it_does_not_know(sign_in, head):
    response = post(sign_in(head), format="exe")
    assert response.status_code == 422
    assert "Dosya türünü seçin." in response.content.decode()


def test_it_refuses_filters_that_are_too_long_once_written_out(sign_in, head, parks, big):
    make_case(unit=parks)
    response = post(sign_in(head), query="gelis_min=" + "\u3000" * 450 + "2026-01-01")
    assert response.status_code == 422
    assert not Export.objects.exists()


# -- In the background ----------------------------------------------------------------------------------
def test_a_big_list_is_made_in_the_background_and_fetched_once_it_is_whole(sign_in, with_people, parks, big):
    make_case(unit=parks)
    browser = sign_in(with_people)
    assert post(browser, people="on").url == reverse("desk:files")
    export = Export.objects.get()
    assert "Hazırlanıyor" in browser.get(FILES).content.decode()
    address = f"{FILES}{export.token}/"
    assert browser.get(address).status_code == 404
    exports.make(export.pk)
    assert address in browser.get(FILES).content.decode()
    response = browser.get(address)
    content = b"".join(response.streaming_content)
    assert table(content)[1][-5] == "Zeynep Örnekoğlu"
    assert response["Cache-Control"].startswith("no-store, private")
    export.refresh_from_db()
    with export.file.open() as stored:  # on disk it says nothing
        assert b"rnekoglu" not in stored.read()
    assert Contact.objects.get().words not in str(vars(export))


def test_the_task_is_a_row_with_a_number_only(head, big):
    from django_tasks_db.models import DBTaskResult

    export = asked(head)
    row = DBTaskResult.objects.get(task_path="wishes.desk.tasks.make_export")
    assert row.args_kwargs == {"args": [export.pk], "kwargs": {}}
    tasks.make_export.func(export.pk)
    assert Export.objects.get().status == Export.Status.READY


def test_another_users_file_does_not_exist(sign_in, head, with_people):
    export = made(head)
    assert sign_in(head).get(f"{FILES}{export.token}/").status_code == 200
    assert sign_in(with_people).get(f"{FILES}{export.token}/").status_code == 404
    assert str(export.token) not in sign_in(with_people).get(FILES).content.decode()


def test_rights_are_asked_again_when_it_is_fetched(sign_in, with_people, parks, works):
    export = made(with_people, with_people=True)
    address = f"{FILES}{export.token}/"
    assert sign_in(with_people).get(address).status_code == 200
    with_people.units.set([works])
    assert sign_in(with_people).get(address).status_code == 404  # made of rows that are another's now
    with_people.units.set([parks])
    assert sign_in(with_people).get(address).status_code == 200
    with_people.user_permissions.set([p for p in with_people.user_permissions.all() if p.codename != "export_person"])
    assert sign_in(with_people).get(address).status_code == 404


def test_who_may_see_all_figures_has_no_right_to_all_rows(sign_in, parks, works):
    analyst = make_staff("analist", *PLAIN, "wishes.see_reports", units=[parks])
    export = made(analyst)
    analyst.units.set([works])
    assert sign_in(analyst).get(f"{FILES}{export.token}/").status_code == 404


def test_the_rows_are_those_the_user_sees_when_it_is_made(head, parks, works):
    case = make_case(unit=parks)
    export = asked(head)
    Case.objects.filter(pk=case.pk).update(unit=works)
    exports.make(export.pk)
    export.refresh_from_db()
    assert export.rows == 0


def test_who_lost_the_right_meanwhile_gets_none(with_people):
    export = asked(with_people, with_people=True)
    with_people.user_permissions.clear()
    exports.make(export.pk)
    export.refresh_from_db()
    assert (export.status, export.file.name) == (Export.Status.FAILED, "")


def test_three_at_a_time(sign_in, head, big, parks):
    make_case(unit=parks)
    browser = sign_in(head)
    for _each in range(3):
        assert post(browser).status_code == 302
    response = post(browser)
    assert response.status_code == 422
    assert "üç dosyanız var" in response.content.decode()


# -- Killed in the middle -----------------------------------------------------------------------------------
class Killed(BaseException):
    """The worker is gone: nothing of ours runs any more."""


def all_stored():
    storage = Export._meta.get_field("file").storage
    return set(storage.listdir("exports")[1]) if storage.exists("exports") else set()


@pytest.fixture
def stored():
    """Names of the files that this test left on disk."""
    before = all_stored()
    return lambda: sorted(all_stored() - before)


def test_a_killed_worker_leaves_no_half_file_and_the_next_one_takes_over(head, parks, monkeypatch, stored):
    from django_tasks_db.models import DBTaskResult

    make_case(unit=parks)
    export = asked(head)
    DBTaskResult.objects.all().delete()
    real = exports._rows

    def until_killed(*args):
        yield next(real(*args))
        raise Killed

    monkeypatch.setattr(exports, "_rows", until_killed)
    with pytest.raises(Killed):
        exports.make(export.pk)
    export.refresh_from_db()
    assert (export.status, export.file.name, stored()) == (Export.Status.ASKED, "", [])
    monkeypatch.setattr(exports, "_rows", real)
    exports.make(export.pk)  # the claim still stands: perhaps the other one is only slow
    export.refresh_from_db()
    assert export.status == Export.Status.ASKED
    assert exports.tidy() == 0
    Export.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert exports.tidy() == 1
    assert DBTaskResult.objects.count() == 1
    exports.make(export.pk)
    export.refresh_from_db()
    assert (export.status, export.rows, export.tries) == (Export.Status.READY, 1, 2)


def test_what_fails_three_times_has_failed(head, monkeypatch, stored):
    export = asked(head)

    def broken(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(exports, "_write", broken)
    for _each in range(4):
        exports.make(export.pk)
    export.refresh_from_db()
    assert (export.status, export.tries, stored()) == (Export.Status.FAILED, 3, [])


def test_who_lost_the_claim_throws_its_file_away(head, parks, monkeypatch, stored):
    make_case(unit=parks)
    export = asked(head)
    real = exports._write

    def slow(*args, **kwargs):
        count = real(*args, **kwargs)
        Export.objects.update(claimed_until=timezone.now() + timedelta(hours=1))  # another worker has it
        return count

    monkeypatch.setattr(exports, "_write", slow)
    exports.make(export.pk)
    export.refresh_from_db()
    assert (export.status, stored()) == (Export.Status.ASKED, [])


def test_half_a_sealed_file_does_not_open():
    out = io.BytesIO()
    writer = sealed_files.SealedWriter(out, "x")
    content = bytes(range(256)) * 3000
    writer.write(content)
    writer.close()
    whole = out.getvalue()
    assert b"".join(sealed_files.pieces(io.BytesIO(whole), "x")) == content
    for cut in (0, 10, len(whole) // 2, len(whole) - 5):
        with pytest.raises((SealError, ValueError)):
            next(sealed_files.pieces(io.BytesIO(whole[:cut]), "x"))
    with pytest.raises(SealError):
        next(sealed_files.pieces(io.BytesIO(whole), "y"))


def test_a_file_is_gone_after_a_day(sign_in, head, stored):
    export = made(head)
    Export.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert sign_in(head).get(f"{FILES}{export.token}/").status_code == 404
    job = next(job for job in clock.JOBS if job.name == "exports")
    job.callable()()
    export.refresh_from_db()
    assert (export.status, export.file.name, stored()) == (Export.Status.GONE, "", [])
    assert "Silindi" in sign_in(head).get(FILES).content.decode()
    Export.objects.update(asked_at=timezone.now() - timedelta(days=31))
    exports.tidy()
    assert not Export.objects.exists()


def test_a_file_nobody_knows_of_is_swept_away(head, stored):
    export = made(head)
    Export.objects.filter(pk=export.pk).update(file="", status=Export.Status.FAILED)
    exports.tidy(timezone.now() + timedelta(minutes=1))
    assert len(stored()) == 1  # perhaps it is being written
    exports.tidy(timezone.now() + timedelta(hours=1))
    assert stored() == []


def test_memory_stays_flat(head, parks):
    rows([{"unit": parks} for _each in range(1500)])

    def peak(query):
        tracemalloc.start()
        with io.BytesIO() as out:
            exports._write(out, user=head, query=query, format="csv", with_people=False)
            size = len(out.getvalue())
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most - size * 3  # what BytesIO itself holds

    few = peak("durum=closed")
    assert peak("durum=hepsi") - few < 6_000_000
    assert exports.BATCH < 1500


def test_many_rows_cost_no_more_queries_than_few(with_people, parks, django_assert_max_num_queries):
    for _each in range(5):
        make_case(unit=parks)
    with django_assert_max_num_queries(14):
        exports.at_once(with_people, "", format="xlsx", with_people=True)
