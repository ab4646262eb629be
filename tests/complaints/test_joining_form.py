""" "Benzer başvurular": the page before going on, what joining makes, and that nobody learns anything of anybody."""

import json
import re

import pytest
from django.test import Client

from notices.models import Notice
from notices.rendering import render
from tests import makers
from tests.complaints.conftest import Citizen, Inputs
from wishes import joining, services
from wishes.complaints import similar
from wishes.complaints.models import Category, Complaint
from wishes.models import Case, Draft, Merge
from wishes.workflow import Outcome, Status

pytestmark = pytest.mark.django_db

HERS = {
    "neighbourhood": "yahya-kaptan",
    "place": "Çeşmenin yanındaki oyun alanı",
    "words": "Oyun alanındaki salıncağın zinciri kopmuş.",
    "danger": "no",
}
MANY = {"notify_by": "sms", "name": "Deneme Kişi", "phone": "0555 000 00 77", "email": "", "address": ""}
#: everything that is the first citizen's
FIRST = ["Zeynep", "Örnekoğlu", "5550000012", "555 000 00 12", "zeynep@", "Soldaki kopuk", "Çeşme başı", "kapı 14"]


@pytest.fixture
def first(form_page, parks):
    Category.objects.update(is_common=True)
    return makers.make_case("Soldaki kopuk: salıncak zinciri.", place="Çeşme başı, oyun alanı, kapı 14", unit=parks)


@pytest.fixture
def writer(citizen, first):
    """Somebody else who has just told where and what."""
    citizen.answer("konu")
    return citizen


def choices(html):
    return re.findall(r'name="choice" value="([^"]+)"', html)


def offered(citizen, **different):
    response = citizen.answer("yer", **(HERS | different))
    assert response.status_code == 302, response.content.decode()
    return response.url.endswith("/adim/benzer/")


def join(citizen, choice=None):
    token = choice or choices(citizen.get("adim/benzer/").content.decode())[0]
    return citizen.post("adim/benzer/", {"choice": token})


def finish(citizen):
    citizen.post("adim/iletisim/", MANY)
    sent = citizen.send()
    assert sent.status_code == 302 and sent.url.endswith("/tamam/"), sent.content.decode()
    return citizen.client.get(sent.url).content.decode(), Case.objects.order_by("pk").last()


def test_it_works(writer, first):
    assert offered(writer)
    page = writer.get("adim/benzer/").content.decode()
    assert "Benzer başvurular" in page and "Bu, benimki de" in page and "Hayır, başka bir şey" in page
    assert "Yahya Kaptan, bugün bildirildi" in page and "Aldık" in page and "Park ve yeşil alan" in page
    assert join(writer).url.endswith("/adim/iletisim/")
    writer.post("adim/iletisim/", MANY)
    review = writer.get("kontrol/").content.decode()
    assert "Bu, benimki de: Park ve yeşil alan, Yahya Kaptan, bugün bildirildi" in review
    done, case = finish(writer)
    assert case != first and case.shown_reference in done
    assert "Aynı konuda açık bir başvuru var. İkisini birlikte izliyoruz." in done
    assert "Bu güne kadar yanıt vereceğiz" in done and "Yasal son gün" not in done  # that one is the other's
    assert (case.status, case.outcome, case.merged_into) == (Status.CLOSED, Outcome.DUPLICATE, first)
    words = set(first.contacts.values_list("words", flat=True))
    assert words == {HERS["words"], "Soldaki kopuk: salıncak zinciri."}
    assert list(Notice.objects.filter(about=case.reference).values_list("key", flat=True)) == ["case_merged"]
    assert "Birleştirildi" in writer.client.get(f"/takip/{case.url_reference}/").content.decode()


def test_something_else_is_an_ordinary_case(writer, first):
    assert offered(writer)
    assert join(writer, "baska").url.endswith("/adim/iletisim/")
    done, case = finish(writer)
    assert case.merged_into is None and case.status == Status.RECEIVED
    assert "İkisini birlikte" not in done
    assert Notice.objects.filter(about=case.reference).get().key == "case_received"


@pytest.mark.parametrize(
    ("konu", "yer"),
    [
        ({}, {"place": "Havuzun başı", "words": "Bank kırık, oturulmuyor, çivisi çıkmış."}),
        ({"nature": "tip"}, {}),
        ({"nature": "suggestion"}, {}),
    ],
)
def test_nobody_is_asked_without_a_reason(citizen, first, konu, yer):
    citizen.answer("konu", **konu)
    assert not offered(citizen, **yer)
    assert citizen.get("adim/benzer/").url.endswith("/adim/iletisim/")


def test_topics_of_people_and_homes_and_tips_are_never_shown(writer, first):
    Complaint.objects.update(nature=Complaint.Nature.TIP)
    assert not offered(writer)
    Complaint.objects.update(nature=Complaint.Nature.COMPLAINT)
    Category.objects.update(is_common=False)
    assert not offered(writer)


def test_an_answer_is_wanted(writer):
    offered(writer)
    response = writer.post("adim/benzer/", {})
    html = response.content.decode()
    assert response.status_code == 422 and "Sizinki bunlardan biri mi, seçin" in html
    assert writer.get("kontrol/").url.startswith("/sikayet/adim/benzer/")


def test_only_what_was_offered_can_be_joined(writer, first, parks):
    elsewhere = makers.make_case("Asfalt çöktü.", unit=parks, neighbourhood=makers.make_neighbourhood("Cedit"))
    offered(writer)
    draft = Draft.objects.get()
    stranger = Citizen(Client())
    stranger.answer("konu")
    offered(stranger)
    foreign = choices(stranger.get("adim/benzer/").content.decode())[0]
    forged = [str(elsewhere.pk), elsewhere.reference, str(first.pk), first.reference, foreign]
    forged.append(similar.token(str(draft.nonce), elsewhere))
    for token in forged:
        response = writer.post("adim/benzer/", {"choice": token})
        assert response.status_code == 422, token
    # The list itself cannot be typed either: it is not among what a step takes from the browser.
    writer.answer("yer", **(HERS | {"alike": json.dumps([[elsewhere.pk, "x"]]), "yer:kept": "x"}))
    assert writer.post("adim/benzer/", {"choice": similar.token(str(draft.nonce), elsewhere)}).status_code == 422
    assert not Merge.objects.exists()


def test_a_case_that_was_closed_meanwhile_leaves_an_ordinary_one(writer, first, ayse):
    offered(writer)
    join(writer)
    writer.post("adim/iletisim/", MANY)
    review = writer.get("kontrol/")
    services.close(first, outcome=Outcome.DONE, text="Yaptık.", by=ayse)
    sent = writer.send(review)
    case = Case.objects.order_by("pk").last()
    assert sent.url.endswith("/tamam/") and case != first
    assert case.merged_into is None and case.status == Status.RECEIVED
    assert Notice.objects.filter(about=case.reference).get().key == "case_received"


def test_even_in_the_last_moment(writer, first, ayse, monkeypatch):
    offered(writer)
    join(writer)
    writer.post("adim/iletisim/", MANY)
    honest = services.receive

    def beaten(**facts):
        services.close(Case.objects.get(pk=first.pk), outcome=Outcome.DONE, text="Yaptık.", by=ayse)
        return honest(**facts)

    monkeypatch.setattr("wishes.complaints.services.cases.receive", beaten)
    _done, case = finish(writer)
    assert case.merged_into is None and case.status == Status.RECEIVED
    assert Notice.objects.filter(about=case.reference).get().key == "case_received"


def test_a_chosen_case_that_became_part_of_another_leads_there(writer, first, parks):
    offered(writer)
    join(writer)
    writer.post("adim/iletisim/", MANY)
    review = writer.get("kontrol/")
    whole = makers.make_case("Bütün park elden geçecek.", unit=parks)
    joining.merge(first, whole)
    sent = writer.send(review)
    assert sent.url.endswith("/tamam/")
    assert Case.objects.order_by("pk").last().merged_into is None, "it was not offered any more: an own case"


def test_another_place_is_looked_up_anew_and_the_old_answer_does_not_count(writer, first):
    offered(writer)
    join(writer)
    writer.post("adim/iletisim/", MANY)
    other = HERS | {"place": "Havuzun başı", "words": "Bank kırık, oturulmuyor, çivisi çıkmış."}
    writer.answer("yer", "?donus=kontrol", **other)
    review = writer.get("kontrol/")
    assert "Benzer başvurular" not in review.content.decode()
    writer.send(review)
    assert Case.objects.order_by("pk").last().merged_into is None


def test_who_tries_place_after_place_soon_sees_nothing_and_may_still_send(writer, first, monkeypatch):
    monkeypatch.setattr(similar, "LOOKS_PER_DRAFT", 3)
    seen = [offered(writer) for _number in range(5)]
    assert seen[0] and not seen[-1]
    finish(writer)


def test_pressing_twice_joins_once(writer, first):
    offered(writer)
    join(writer)
    writer.post("adim/iletisim/", MANY)
    review = writer.get("kontrol/")
    writer.send(review)
    writer.send(review)
    assert Merge.objects.count() == 1 and Case.objects.count() == 2


def test_the_danger_of_the_second_reaches_the_first(writer, first):
    offered(writer, danger="yes")
    join(writer)
    finish(writer)
    first.refresh_from_db()
    assert first.is_urgent


def test_the_second_citizen_ever_receives_nothing_of_the_first(writer, first, ayse):
    """Everything that reaches the browser and the telephone of the second, from the first page to the last."""
    pages = []

    def follow(path):
        response = writer.client.get(path, follow=True)
        pages.append(response.content.decode())
        return response

    pages.append(str(offered(writer)))
    follow("/sikayet/adim/benzer/")
    pages.append(writer.post("adim/benzer/", {"choice": "x"}).content.decode())
    join(writer)
    follow("/sikayet/adim/iletisim/")
    writer.post("adim/iletisim/", MANY)
    follow("/sikayet/kontrol/")
    done, case = finish(writer)
    pages.append(done)
    page = f"/takip/{case.url_reference}/"
    follow(page)
    pages.append(writer.client.get(f"{page}belge.pdf").content.decode("latin-1"))
    first.refresh_from_db()
    services.ask(first, "Zeynep Hanım, kapı 14 mü?", by=ayse)
    services.write(first, "Evet, Soldaki kopuk.")
    follow(page)
    services.close(first, outcome=Outcome.DONE, text="Zinciri yeniledik.", by=ayse)
    follow(page)
    pages.append(writer.client.post(f"{page}cozuldu-mu/", {"solved": "partly"}, follow=True).content.decode())
    follow(f"{page}yeniden-ac/")
    messages = [" ".join(render(notice)) for notice in Notice.objects.filter(about=case.reference)]
    assert len(messages) >= 2 and "Zinciri yeniledik." in pages[-1] + pages[-3]
    for text in [*pages, *messages]:
        for secret in [*FIRST, first.reference, first.shown_reference, first.url_reference, str(first.nonce)]:
            assert secret not in text, secret
    assert Inputs(pages[1]).hidden.keys() <= {"csrfmiddlewaretoken"}
