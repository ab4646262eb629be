"""What a citizen reads whose case became part of another's: the matter's steps, and nobody else's words."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import makers
from tests.wishes.test_tracking import attach, read, seen
from wishes import joining, keys, services, uploads
from wishes.models import Case, CaseEvent, Contact
from wishes.workflow import NotifyBy, Outcome, Status

pytestmark = pytest.mark.django_db

#: what the first citizen said, wrote and was asked before anybody joined
FIRST = ["Zeynep", "Örnekoğlu", "555 000 00 12", "zinciri kopuk", "büyük çınarın", "Evimin önündeki", "Zeynep Hanım"]


def receive(number, words, place="Parkın girişi", **facts):
    person = makers.make_person(
        name=f"Deneme Kişi{number}", phone=f"+9055500001{number:02}", email=f"kisi{number}@ornek.example"
    )
    return makers.make_complaint(words, person=person, place=place, **facts)


@pytest.fixture
def first(parks, ayse):
    """Zeynep's, with a history."""
    case = makers.make_case(unit=parks)
    attach(case)
    services.assign(case, unit=makers.make_unit("Fen İşleri Müdürlüğü"), by=ayse)
    services.ask(case, "Zeynep Hanım, hangi salıncak?", by=ayse)
    services.write(case, "Evimin önündeki parkta, soldaki.")
    services.answer(case, "Zeynep Hanım, teşekkür ederiz.", by=ayse)
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def joined(first):
    receipt = receive(2, "Oyun alanındaki salıncak koptu.")
    attach(receipt.case)
    joining.merge(receipt.case, first)
    receipt.case.refresh_from_db()
    return receipt


@pytest.fixture
def page(joined):
    return f"/takip/{joined.case.url_reference}/"


@pytest.fixture
def strong(client, joined):
    client.get(f"/takip/l/{joined.link_token}/")
    return client


@pytest.fixture
def weak(joined):
    browser = Client()
    browser.post("/takip/", {"no": joined.case.shown_reference, "key": "0102"})
    return browser


def test_it_works(strong, page, first, ayse):
    said = read(strong, page)
    assert "Birleştirildi" in said and "Aynı konuda açık bir başvuru var." in said
    assert "İkisini birlikte izliyoruz." in said and "Söz verdiğimiz gün" in said and "Yasal son gün" in said
    assert "Oyun alanındaki salıncak koptu." in said and "Parkın girişi" in said and "Deneme Kişi2" in said
    assert "Fen İşleri Müdürlüğü" in said
    services.answer(first, "Yeni zincir yolda.", by=ayse)
    assert "Yeni zincir yolda." in read(strong, page)
    services.close(first, outcome=Outcome.DONE, text="Zinciri yeniledik.", by=ayse)
    said = read(strong, page)
    assert "Çözdük." in said and "Zinciri yeniledik." in said and "Çözüldü mü?" in said and "Birleştirildi" not in said


def test_nothing_of_the_others_is_on_the_page(strong, weak, page, first, ayse):
    services.ask(first, "Zeynep Hanım, hangi zincir?", by=ayse)
    services.write(first, "Evimin önündeki, zinciri kopuk olan.")
    services.close(first, outcome=Outcome.DONE, text="Yeniledik.", by=ayse)
    services.reopen(first, text="Evimin önündeki yine koptu.")
    for browser in (strong, weak):
        html = browser.get(page).content.decode()
        for hidden in [*FIRST, first.reference, first.shown_reference, first.url_reference]:
            assert hidden not in html, hidden
        assert "Yeniden açıldı" in html and "Bilgi bekleniyor" in html
    assert "Oyun alanındaki salıncak" not in read(weak, page) and "Parkın girişi" not in read(weak, page)


def test_the_first_citizen_reads_nothing_of_who_joined(client, joined, first):
    services.write(joined.case, "Biz de Gül Sokak 7’den bakıyoruz.", uploads=[attach_free().pk])
    client.post("/takip/", {"no": first.shown_reference, "key": "0012"})
    client.get(f"/takip/l/{keys.link_token(first)}/")
    html = client.get(f"/takip/{first.url_reference}/").content.decode()
    for hidden in ["Gül Sokak", "Deneme Kişi2", "Oyun alanındaki", "Parkın girişi", joined.case.reference]:
        assert hidden not in html, hidden
    assert "zinciri kopuk" in html and "geri-cek" not in html


def attach_free():
    return uploads.accept(SimpleUploadedFile("b.jpg", makers.make_jpeg(), content_type="image/jpeg"), field="message")


def test_files_open_for_those_who_sent_them(strong, page, joined, first, ayse):
    own, others = joined.case.attachments.get(), first.attachments.get()
    assert strong.get(f"{page}dosya/{own.token}/").status_code == 200
    assert strong.get(f"{page}dosya/{others.token}/").status_code == 404
    later = attach_free()
    services.write(joined.case, "Bir fotoğraf daha.", uploads=[later.pk])
    assert strong.get(f"{page}dosya/{later.token}/").status_code == 200
    zeynep = Client()
    zeynep.get(f"/takip/l/{keys.link_token(first)}/")
    assert zeynep.get(f"/takip/{first.url_reference}/dosya/{later.token}/").status_code == 404
    assert zeynep.get(f"/takip/{first.url_reference}/dosya/{others.token}/").status_code == 200


def test_what_is_written_reaches_the_matter_and_stays_the_writers(strong, weak, page, first):
    response = strong.post(page + "yaz/", {"text": "Bugün de kopuktu."}, follow=True)
    assert "Yazdığınızı aldık." in seen(response) and "Bugün de kopuktu." in seen(response)
    assert first.events.get(text="Bugün de kopuktu.").data["through"]
    assert "Bugün de kopuktu." not in read(weak, page)


def test_a_question_was_asked_of_the_first_and_waits_neutrally(strong, page, first, ayse):
    services.ask(first, "Hangi zincir?", by=ayse)
    said = read(strong, page)
    assert "Sizden bir şey istemiyoruz." in said and "Hangi zincir?" not in said and "Sorumuz" not in said
    assert strong.post(page + "yaz/", {"text": "Soldaki galiba."}).status_code == 302
    first.refresh_from_db()
    assert first.status == Status.WAITING, "the question still waits for whom it was asked"


def test_a_merge_of_a_merge_and_one_taken_back_read_right(strong, page, joined, first, ayse):
    services.write(joined.case, "Bugün de kopuktu.")
    third = receive(3, "Park bakımsız.").case
    merge = joining.merge(first, third, by=ayse)
    services.answer(Case.objects.get(pk=third.pk), "Ekip yarın geliyor.", by=ayse)
    said = read(strong, page)
    assert "Ekip yarın geliyor." in said and "Bugün de kopuktu." in said and "Birleştirildi" in said
    assert "Park bakımsız" not in said and "Deneme Kişi3" not in said
    joining.unmerge(merge, by=ayse)
    again = joined.case.merges.get()
    joining.unmerge(again, by=ayse)
    said = read(strong, page)
    assert "Oyun alanındaki salıncak koptu." in said and "Bugün de kopuktu." in said and "Birleştirildi" not in said


def test_nobody_takes_back_what_others_are_part_of(strong, page, joined, first):
    assert "geri-cek" not in strong.get(page).content.decode()
    assert strong.get(page + "geri-cek/").status_code == 302
    assert strong.get(page + "belge.pdf").status_code == 200


def test_nameless_people_keep_their_own_words(parks):
    """No person behind either of them: the number alone tells whose words they are."""
    first = makers.make_complaint("Birincinin sözü burada.", unit=parks, notify_by=NotifyBy.NONE)
    second = makers.make_complaint("İkincinin sözü burada.", unit=parks, notify_by=NotifyBy.NONE)
    Case.objects.update(person=None)
    Contact.objects.update(person=None)
    first.case.refresh_from_db()
    second.case.refresh_from_db()
    joining.merge(first.case, second.case)  # the older becomes part of the newer
    for receipt, own, foreign in [(first, "Birincinin", "İkincinin"), (second, "İkincinin", "Birincinin")]:
        browser = Client()
        browser.get(f"/takip/l/{receipt.link_token}/")
        said = read(browser, f"/takip/{receipt.case.url_reference}/")
        assert own in said and foreign not in said


def test_the_page_costs_the_same_with_many_who_joined(strong, page, first, django_assert_max_num_queries):
    strong.get(page)
    for number in range(4, 8):
        joining.merge(receive(number, "Salıncak kopmuş.").case, first)
    with django_assert_max_num_queries(24):
        strong.get(page)
    assert CaseEvent.objects.filter(kind=CaseEvent.Kind.TOOK_IN).count() == 5
