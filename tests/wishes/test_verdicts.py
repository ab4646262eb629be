""" "Çözüldü mü?": asked once, answered once, reminded of once."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from notices.models import Notice
from notices.rendering import render
from tests import makers
from tests.wishes.test_tracking import read, seen
from wishes import joining, restraint, services, verdicts
from wishes.models import Case, CaseEvent, Verdict
from wishes.workflow import NotifyBy, Outcome, Status

pytestmark = pytest.mark.django_db
REMINDERS = Notice.objects.filter(key=verdicts.REMINDER)


@pytest.fixture
def receipt(parks):
    return makers.make_complaint(unit=parks)


@pytest.fixture
def case(receipt, ayse):
    """Zeynep's case, answered."""
    services.close(receipt.case, outcome=Outcome.DONE, text="Zinciri yeniledik.", by=ayse)
    return Case.objects.get(pk=receipt.case.pk)


@pytest.fixture
def page(case):
    return f"/takip/{case.url_reference}/"


@pytest.fixture
def strong(client, receipt, case):
    client.get(f"/takip/l/{receipt.link_token}/")
    return client


@pytest.fixture
def weak(case):
    browser = Client()
    browser.post("/takip/", {"no": case.shown_reference, "key": "0012"})
    return browser


def neighbour(case, **facts):
    """Somebody else who is part of the matter. Returns the Receipt."""
    person = makers.make_person(name="Deneme Komşu", phone="+905550000077", email="komsu@ornek.example")
    receipt = makers.make_complaint("Salıncak kopmuş.", person=person, **facts)
    joining.merge(receipt.case, case)
    receipt.case.refresh_from_db()
    return receipt


# -- saying it ------------------------------------------------------------------------------


def test_it_works(strong, page, case):
    said = read(strong, page)
    assert "Çözüldü mü?" in said and "Yeniden açmak için 30 gününüz var." in said
    response = strong.post(page + "cozuldu-mu/", {"solved": "yes"}, follow=True)
    assert "teşekkür ederiz" in seen(response) and "Çözüldü mü? Evet" in seen(response)
    assert Verdict.objects.get().solved == "yes"
    event = case.events.get(kind=CaseEvent.Kind.JUDGED)
    assert event.by_citizen and event.is_public and event.data["solved"] == "yes"
    case.refresh_from_db()
    assert (case.status, case.outcome) == (Status.CLOSED, Outcome.DONE)
    assert "Çözüldüğünü söylediniz" in read(strong, page)


def test_a_second_press_and_another_browser_are_told_so(strong, weak, page):
    strong.post(page + "cozuldu-mu/", {"solved": "yes"})
    for browser in (strong, weak):
        again = browser.post(page + "cozuldu-mu/", {"solved": "partly"}, follow=True)
        assert "daha önce almıştık" in seen(again)
    assert Verdict.objects.get().solved == "yes"
    assert CaseEvent.objects.filter(kind=CaseEvent.Kind.JUDGED).count() == 1


@pytest.mark.parametrize("solved", ["no", "maybe", ""])
def test_it_refuses_another_answer(strong, page, solved):
    strong.post(page + "cozuldu-mu/", {"solved": solved})
    assert not Verdict.objects.exists()


def test_partly_takes_a_line_and_a_mark_once_and_opens_nothing(strong, page, case):
    assert "Ne eksik kaldı?" in seen(strong.post(page + "cozuldu-mu/", {"solved": "partly"}, follow=True))
    empty = strong.post(page + "degerlendir/", {"text": ""})
    assert empty.status_code == 422 and seen(empty).count("Bir şey yazın ya da puan seçin") == 2
    assert strong.post(page + "degerlendir/", {"stars": "6"}).status_code == 422
    said = strong.post(page + "degerlendir/", {"text": "Öbür zincir paslı.", "stars": "4"}, follow=True)
    assert "Öbür zincir paslı." in seen(said) and "Ne eksik kaldı?" not in seen(said)
    strong.post(page + "degerlendir/", {"text": "Bir de bank.", "stars": "1"})
    assert Verdict.objects.get().stars == 4
    assert not CaseEvent.objects.filter(text="Bir de bank.").exists()
    case.refresh_from_db()
    assert case.status == Status.CLOSED


def test_no_opens_the_same_case_to_the_head_of_the_unit(strong, page, case, parks, mehmet):
    parks.head = mehmet
    parks.save()
    assert "Ne çözülmedi?" in read(strong, page + "yeniden-ac/")
    empty = strong.post(page + "yeniden-ac/", {"text": ""})
    assert empty.status_code == 422 and seen(empty).count("Nedenini bir cümleyle yazın") == 2
    response = strong.post(page + "yeniden-ac/", {"text": "Öbür zincir de kopuk."}, follow=True)
    assert "Başvurunuzu yeniden açtık." in seen(response) and "Yeniden açılma 1 kez" in seen(response)
    case.refresh_from_db()
    assert (case.status, case.assignee, case.is_escalated) == (Status.IN_PROGRESS, mehmet, True)
    assert case.reopened_count == 1
    assert Verdict.objects.get().solved == "no"
    late = strong.post(page + "cozuldu-mu/", {"solved": "yes"}, follow=True)
    assert "az önce değişti" in seen(late)


def test_who_said_yes_may_still_say_no(strong, page, case):
    strong.post(page + "cozuldu-mu/", {"solved": "yes"})
    assert "Çözülmediyse yeniden açın" in read(strong, page)
    strong.post(page + "yeniden-ac/", {"text": "Yine koptu."})
    assert Verdict.objects.get().solved == "no"


def test_each_closing_is_judged_anew(strong, page, case, ayse):
    strong.post(page + "yeniden-ac/", {"text": "Yine koptu."})
    case.refresh_from_db()
    services.close(case, outcome=Outcome.DONE, text="Bu kez çelik zincir.", by=ayse)
    strong.post(page + "cozuldu-mu/", {"solved": "yes"})
    assert sorted(Verdict.objects.values_list("solved", flat=True)) == ["no", "yes"]


def test_number_and_phone_press_but_do_not_write(weak, page, case):
    assert "textarea" not in weak.get(page + "yeniden-ac/").content.decode()
    weak.post(page + "yeniden-ac/", {"text": "Buraya bir şey yazdım."})
    event = case.events.get(kind=CaseEvent.Kind.REOPENED)
    assert event.text == "Çözülmedi."


def test_number_and_phone_say_partly_without_words(weak, page):
    response = weak.post(page + "cozuldu-mu/", {"solved": "partly"}, follow=True)
    assert "Ne eksik kaldı?" not in seen(response) and "Sizinle nasıl ilgilendik?" in seen(response)
    weak.post(page + "degerlendir/", {"text": "Buraya bir şey yazdım.", "stars": "3"})
    assert Verdict.objects.get().stars == 3
    assert not CaseEvent.objects.filter(text__contains="Buraya").exists()


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.NOT_OURS, Outcome.SCHEDULED])
def test_nobody_asks_whether_a_no_solved_it(client, parks, ayse, outcome):
    receipt = makers.make_complaint(unit=parks)
    services.close(receipt.case, outcome=outcome, text="Neden böyle, burada yazıyor.", by=ayse)
    client.get(f"/takip/l/{receipt.link_token}/")
    said = read(client, f"/takip/{receipt.case.url_reference}/")
    assert "Çözüldü mü?" not in said and "Yeniden aç" in said
    with pytest.raises(verdicts.NotAsked):
        verdicts.judge(receipt.case, "yes")


def test_after_thirty_days_nobody_asks_any_more(case):
    with time_machine.travel(timezone.now() + timedelta(days=31, minutes=1)), pytest.raises(verdicts.NotAsked):
        verdicts.judge(case, "yes")


def test_strangers_say_nothing(case, page):
    for path in ("cozuldu-mu/", "degerlendir/", "yeniden-ac/"):
        response = Client().post(page + path, {"solved": "yes", "text": "Merhaba", "stars": "5"})
        assert response.status_code == 302 and response.url.startswith("/takip/?no=")
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(page + "cozuldu-mu/", {"solved": "yes"}).status_code == 403
    assert not Verdict.objects.exists()


# -- the reminder ---------------------------------------------------------------------------


def days_later(days):
    return time_machine.travel(timezone.now() + timedelta(days=days))


def test_after_three_days_one_reminder_and_then_nothing(case):
    with days_later(2):
        assert verdicts.remind() == 0
    with days_later(3.1):
        assert verdicts.remind() == 1
        assert verdicts.remind() == 0
    with days_later(5):
        assert verdicts.remind() == 0
    notice = REMINDERS.get()
    assert notice.person == case.person and notice.about == case.reference
    _subject, text = render(notice)
    assert "çözüldü mü" in text and "Salıncak" not in text and "Zeynep" not in text


@pytest.mark.parametrize("said", ["judged", "reopened", "silent", "refused", "late"])
def test_it_reminds_nobody_without_need(case, ayse, said):
    if said == "judged":
        verdicts.judge(case, "partly")
    elif said == "reopened":
        verdicts.refuse(case, "Yine koptu.")
    elif said == "silent":
        Case.objects.filter(pk=case.pk).update(notify_by=NotifyBy.NONE)
    elif said == "refused":
        Case.objects.filter(pk=case.pk).update(outcome=Outcome.REFUSED)
    with days_later(8 if said == "late" else 3.1):
        assert verdicts.remind() == 0


def test_kinds_that_ask_nobody_remind_nobody(case):
    for kind in ("wish", "claim"):
        Case.objects.filter(pk=case.pk).update(kind=kind)
        with days_later(3.1):
            assert verdicts.remind() == 0


def test_everybody_who_is_part_of_it_is_reminded_by_the_own_number(parks, ayse):
    case = makers.make_case(unit=parks)
    joined, left = neighbour(case).case, makers.make_complaint("Salıncak kopuk.", unit=parks).case
    merge = joining.merge(left, case)
    joining.unmerge(merge, by=ayse)
    case.refresh_from_db()
    services.close(case, outcome=Outcome.DONE, text="Zinciri yeniledik.", by=ayse)
    with days_later(3.1):
        assert verdicts.remind() == 2
    assert sorted(REMINDERS.values_list("about", flat=True)) == sorted([case.reference, joined.reference])


# -- several citizens -----------------------------------------------------------------------


def test_each_citizen_of_a_matter_says_it_once_and_one_no_opens_it_for_all(parks, ayse):
    case = makers.make_case(unit=parks)
    other = neighbour(case).case
    services.close(case, outcome=Outcome.DONE, text="Zinciri yeniledik.", by=ayse)
    verdicts.judge(case, "yes")
    verdicts.refuse(other, "Bizim taraftaki hâlâ kopuk.")
    case.refresh_from_db()
    assert case.status == Status.IN_PROGRESS and case.is_escalated
    assert dict(Verdict.objects.values_list("case", "solved")) == {case.pk: "yes", other.pk: "no"}
    assert case.events.filter(kind=CaseEvent.Kind.JUDGED).last().data["through"] == other.pk


# -- how often ------------------------------------------------------------------------------


def test_after_four_messages_without_a_word_nobody_is_reminded_but_promises_and_answers_go_out(parks, ayse):
    case = makers.make_case(unit=parks)  # the first message: received
    assert restraint.notices_left(case) == 3
    day = timezone.localdate()
    for days in (10, 11, 12, 13, 14):
        services.promise(case, promised_on=day + timedelta(days=days), text="Malzeme gecikti.", by=ayse)
    assert Notice.objects.filter(about=case.reference).count() == 6, "a slipped day is told however often it slips"
    assert restraint.notices_left(case) == 0
    services.close(case, outcome=Outcome.DONE, text="Yaptık.", by=ayse)
    assert Notice.objects.filter(about=case.reference, key="case_closed").exists()
    with days_later(3.1):
        assert verdicts.remind() == 0


def test_a_word_of_the_citizen_opens_four_more(parks, ayse):
    case = makers.make_case(unit=parks)
    for _number in range(4):
        services.answer(case, "Bakıyoruz.", by=ayse)
    assert restraint.notices_left(case) == 0
    services.write(case, "Teşekkür ederim, bekliyorum.")
    assert restraint.notices_left(case) == 4


# -- figures --------------------------------------------------------------------------------


def test_figures_tell_endings_and_what_was_said_of_them(case, parks, ayse, strong, page):
    refused = makers.make_case(unit=parks)
    services.close(refused, outcome=Outcome.REFUSED, text="Neden.", by=ayse)
    verdicts.judge(case, "partly")
    verdicts.add(case, stars=4)
    today = timezone.localdate()
    counts = verdicts.counts(today, today)
    assert (counts.closed, counts.answered, counts.stars, counts.starred) == (2, 1, 4, 1)
    assert counts.by_outcome[Outcome.DONE] == counts.by_outcome[Outcome.REFUSED] == 1
    assert counts.by_verdict["partly"] == 1 and counts.by_verdict["no"] == 0
    verdicts.refuse(case, "Yine koptu.")
    counts = verdicts.counts(today, today, Case.objects.filter(unit=parks))
    assert (counts.by_verdict["no"], counts.reopened, counts.closed) == (1, 1, 1)
    tomorrow = today + timedelta(days=1)
    assert verdicts.counts(tomorrow, tomorrow).closed == 0
