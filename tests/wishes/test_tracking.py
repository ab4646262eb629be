"""What Zeynep reads and does on the page of her case."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notices.models import Notice
from tests import makers
from wishes import services, uploads
from wishes.complaints import services as complaints
from wishes.complaints.models import Complaint
from wishes.models import Attachment, Case, CaseEvent, Contact
from wishes.workflow import Channel, Outcome, Status

pytestmark = pytest.mark.django_db

OWN_WORDS = "Salıncağın zinciri kopuk"
OWN_PLACE = "büyük çınarın yanı"


@pytest.fixture
def receipt(parks):
    return makers.make_complaint(unit=parks)


@pytest.fixture
def case(receipt):
    return receipt.case


@pytest.fixture
def page(case):
    return f"/takip/{case.url_reference}/"


@pytest.fixture
def strong(client, receipt):
    """A browser that opened the link of a message."""
    client.get(f"/takip/l/{receipt.link_token}/")
    return client


@pytest.fixture
def weak(client, case):
    """A browser that knows number and phone."""
    client.post("/takip/", {"no": case.shown_reference, "key": "0012"})
    return client


def read(browser, page):
    response = browser.get(page)
    assert response.status_code == 200
    return seen(response)


def seen(response):
    """What stands on the page, without markup."""
    page = re.sub(r"(?s)<head>.*?</head>|<[^>]+>", " ", response.content.decode())
    return " ".join(page.replace("&quot;", '"').replace("&#x27;", "'").split())


def photo(name="foto.jpg"):
    return SimpleUploadedFile(name, makers.make_jpeg(), content_type="image/jpeg")


def attach(case, event=None, **facts):
    event = event or case.events.first()
    attachment = uploads.accept(photo(), case=case, **facts)
    attachment.event = event
    attachment.save()
    return attachment


# -- reading ------------------------------------------------------------------------------------


def test_it_works(strong, page, case, ayse, parks):
    services.assign(case, unit=parks, by=ayse)
    services.answer(case, "Ekibimiz yarın bakacak.", by=ayse)
    said = read(strong, page)
    assert case.shown_reference in said and "İşlemde" in said
    assert "Park ve Bahçeler Müdürlüğü ilgileniyor." in said
    assert "Ekibimiz yarın bakacak." in said
    assert "Söz verdiğimiz gün" in said and "Yasal son gün" in said
    assert OWN_WORDS in said and OWN_PLACE in said and "Zeynep Örnekoğlu" in said and "0555 000 00 12" in said


def test_number_and_phone_show_days_and_our_words_but_not_the_citizens(weak, page, case, ayse):
    services.answer(case, "Ekibimiz yarın bakacak.", by=ayse)
    services.write(case, "Ben anneleriyim, Gül Sokak 5 numaradan bakıyorum.")
    attachment = attach(case)
    response = weak.get(page)
    said = response.content.decode()
    assert "Ekibimiz yarın bakacak." in said and "Söz verdiğimiz gün" in said
    for hidden in (OWN_WORDS, OWN_PLACE, "Zeynep", "Örnekoğlu", "0555", "555 000", "Gül Sokak", str(attachment.token)):
        assert hidden not in said
    assert "belgenizdeki takip koduyla girin" in said
    assert "/belge.pdf" not in said and "/geri-cek/" not in said


@pytest.mark.parametrize("path", ["dosya", "belge.pdf", "geri-cek/"])
def test_number_and_phone_open_no_file_no_receipt_and_take_nothing_back(weak, page, case, path):
    path = f"dosya/{attach(case).token}/" if path == "dosya" else path
    response = weak.get(page + path)
    assert response.status_code == 302 and response.url.startswith("/takip/?no=")
    if path == "geri-cek/":
        weak.post(page + path)
        case.refresh_from_db()
        assert case.status == Status.RECEIVED


def test_the_unit_signs_and_never_a_person(strong, page, case, ayse):
    services.answer(case, "Ekibimiz yarın bakacak.", by=ayse)
    said = read(strong, page)
    assert "Ayşe" not in said and "Kaya" not in said and "ayse" not in said


def test_internal_notes_are_never_told(strong, page, case, ayse, parks, works, deniz):
    services.note(case, "Gizli not: başvuran geçen yıl da yazmış.", by=ayse)
    services.assign(case, unit=works, by=deniz, note="Gizli devir notu.")
    services.assign(case, unit=works, assignee=ayse, by=deniz, note="Gizli ikinci not.")
    services.clear(case, by=ayse)
    said = read(strong, page)
    assert "Gizli" not in said
    assert "Fen İşleri Müdürlüğü ilgileniyor." in said
    assert said.count("Doğru ekibe verdik") == 1, "passing on inside a unit is nobody's business"


def test_files_for_the_desk_only_are_never_shown(strong, page, case):
    hidden = attach(case, is_public=False)
    assert str(hidden.token) not in strong.get(page).content.decode()
    assert strong.get(f"{page}dosya/{hidden.token}/").status_code == 404


def test_another_persons_words_about_the_same_matter_stay_theirs(strong, page, case):
    other = makers.make_person(name="Hasan Başka", phone="+905550000077")
    Contact.objects.create(case=case, channel=Channel.PHONE, person=other, words="Ben de gördüm, evim karşısında.")
    assert "evim karşısında" not in read(strong, page)


@pytest.mark.parametrize(
    ("outcome", "chip", "sentence"),
    [
        (Outcome.DONE, "Çözüldü", "çözülmediyse yeniden açın"),
        (Outcome.PARTLY, "Kısmen çözüldü", "Bir kısmını çözdük."),
        (Outcome.SCHEDULED, "Programda", "Programa aldık."),
        (Outcome.NOT_OURS, "Yapılamıyor", "Bu iş belediyenin görevi değil."),
        (Outcome.REFUSED, "Yapılamıyor", "Yapamıyoruz."),
        (Outcome.UNVERIFIED, "Yerinde görülmedi", "Yerinde baktık, göremedik."),
        (Outcome.DUPLICATE, "Birleştirildi", "daha eski bir başvuru var"),
    ],
)
def test_every_outcome_has_its_words(strong, page, case, ayse, outcome, chip, sentence):
    services.close(case, outcome=outcome, text="Nedeni burada.", by=ayse)
    said = read(strong, page)
    assert chip in said and sentence in said and "Nedeni burada." in said
    assert "Söz verdiğimiz gün" not in said, "nothing is promised any more"


def test_every_status_has_its_words(strong, page, case, ayse, parks):
    assert "Başvurunuzu aldık." in read(strong, page)
    services.ask(case, "Hangi salıncak?", by=ayse)
    asked = read(strong, page)
    assert "Sizden bilgi bekliyoruz" in asked and "Bilmiyorum / ulaşamıyorum" in asked
    assert asked.index("Hangi salıncak?") < asked.index("Neler oldu"), "the question comes before everything else"
    services.write(case, "Soldaki.")
    services.transfer(case, authority="SEDAŞ", text="Elektrik direği onların.", by=ayse)
    sent = read(strong, page)
    assert "Başka kuruma gönderdik" in sent and "SEDAŞ" in sent and "yanıtını izliyoruz" in sent
    services.withdraw(case)
    assert "Geri çekildi" in read(strong, page)


def test_a_missed_day_is_owned_up_to(strong, page, case, ayse):
    with time_machine.travel(timezone.now() + timedelta(days=14)):
        strong.cookies.clear()
        strong.get(f"/takip/l/{services.receipt_for(case).link_token}/")
        said = read(strong, page)
        assert "Söz verdiğimiz gün geçti." in said and "Özür dileriz." in said
        day = timezone.localdate() + timedelta(days=5)
        services.promise(case, promised_on=day, text="Parça bekliyoruz.", by=ayse)
        said = read(strong, page)
        assert "Söz verdiğimiz güne yetişemedik, özür dileriz. Yeni gün:" in said and "Parça bekliyoruz." in said


def test_the_page_asks_the_database_no_more_for_a_long_story(strong, page, case, ayse):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert strong.get(page).status_code == 200
        return len(captured)

    services.answer(case, "Bir.", by=ayse)
    attach(case)
    strong.get(page)  # the first page after a restart also asks for the site
    few = queries()
    for number in range(8):
        services.answer(case, f"Yanıt {number}.", by=ayse)
        attach(case, event=case.events.last())
    assert queries() == few <= 12


def test_these_pages_are_kept_by_nobody_and_tell_nobody(strong, page):
    response = strong.get(page)
    assert {"no-store", "private"} <= set(response["Cache-Control"].replace(" ", "").split(","))
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "same-origin"
    assert "sessionid" not in response.cookies
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', response.content.decode())


def test_each_look_gives_another_half_hour(client, receipt, page):
    with time_machine.travel("2026-11-23 09:00+03:00", tick=False) as clock:
        client.get(f"/takip/l/{receipt.link_token}/")
        for _look in range(3):
            clock.shift(25 * 60)
            assert client.get(page).status_code == 200
        clock.shift(31 * 60)
        assert client.get(page).url == f"/takip/?no={receipt.case.url_reference}"


def test_it_refuses_a_stranger_whether_the_case_exists_or_not(client, page, case):
    existing = client.get(page)
    missing = client.get("/takip/IZM-2222-2222/")
    assert existing.status_code == missing.status_code == 302
    assert existing.url == f"/takip/?no={case.url_reference}"
    assert client.post(page + "yaz/", {"text": "Merhaba"}).status_code == 302
    assert case.events.count() == 1


def test_an_address_typed_by_hand_finds_its_way(strong, case, page):
    assert strong.get(f"/takip/{case.shown_reference.lower()}/").url == page


# -- writing ------------------------------------------------------------------------------------


def test_a_message_with_photos(strong, page, case):
    response = strong.post(page + "yaz/", {"text": "Bir de bank kırık.", "files": [photo(), photo()]}, follow=True)
    assert response.redirect_chain[-1][0] == f"{page}?oldu=yazdiniz"
    assert "Yazdığınızı aldık." in seen(response) and "Bir de bank kırık." in seen(response)
    event = case.events.get(kind=CaseEvent.Kind.WROTE)
    assert event.attachments.count() == 2 and event.is_public and event.by_citizen
    served = strong.get(f"{page}dosya/{event.attachments.first().token}/")
    assert served["Content-Type"] == "image/jpeg" and served["Content-Disposition"].startswith("inline")


def test_number_and_phone_may_write_too(weak, page, case):
    assert weak.post(page + "yaz/", {"text": "Bir de bank kırık."}).status_code == 302
    assert case.events.get(kind=CaseEvent.Kind.WROTE).text == "Bir de bank kırık."


def test_the_question_is_answered(strong, page, case, ayse):
    services.ask(case, "Hangi salıncak?", by=ayse)
    strong.post(page + "yaz/", {"text": "Soldaki."})
    case.refresh_from_db()
    assert case.status == Status.IN_PROGRESS
    assert case.events.get(kind=CaseEvent.Kind.REPLIED).text == "Soldaki."


def test_not_knowing_is_an_answer(strong, page, case, ayse):
    services.ask(case, "Direğin numarası kaç?", by=ayse)
    strong.post(page + "yaz/", {"text": "", "unknown": "1"})
    case.refresh_from_db()
    assert case.status == Status.IN_PROGRESS
    assert case.events.get(kind=CaseEvent.Kind.REPLIED).text == "Bilmiyorum ya da ulaşamıyorum."


def test_it_refuses_an_empty_message(strong, page, case):
    response = strong.post(page + "yaz/", {"text": " \n "})
    assert response.status_code == 422 and "Bir şey yazın ya da fotoğraf ekleyin" in seen(response)
    assert case.events.count() == 1


def test_it_refuses_a_long_message_and_keeps_it(strong, page):
    words = "ş" * 1501
    response = strong.post(page + "yaz/", {"text": words})
    assert response.status_code == 422
    assert "Yazdıklarınız en çok 1.500 karakter olabilir. Şu an 1.501" in seen(response)
    assert words in response.content.decode()


def test_line_ends_count_once(strong, page, case):
    assert strong.post(page + "yaz/", {"text": "a\r\n" * 750}).status_code == 302
    assert case.events.get(kind=CaseEvent.Kind.WROTE).text == ("a\n" * 750).strip()


def test_control_characters_do_not_reach_the_desk(strong, page, case):
    strong.post(page + "yaz/", {"text": "Bank\x00 kırık\x01\x1b."})
    assert case.events.get(kind=CaseEvent.Kind.WROTE).text == "Bank kırık."


def kept_in(response):
    return re.search(r'name="kept" value="([^"]*)"', response.content.decode())[1]


def test_a_bad_file_does_not_cost_the_good_one(strong, page, case):
    bad = SimpleUploadedFile("plan.dwg", b"AC1032" + b"\0" * 50)
    response = strong.post(page + "yaz/", {"text": "Bakın.", "files": [photo(), bad]})
    assert response.status_code == 422
    assert "“plan.dwg” açılamıyor. JPG, PNG, HEIC veya PDF ekleyin" in seen(response)
    assert "foto.jpg" in seen(response) and "Bakın." in response.content.decode()
    strong.post(page + "yaz/", {"text": "Bakın.", "kept": kept_in(response)})
    assert case.events.get(kind=CaseEvent.Kind.WROTE).attachments.count() == 1


def test_a_kept_file_can_be_taken_away(strong, page, case):
    response = strong.post(page + "yaz/", {"text": "x" * 1501, "files": [photo()]})
    attachment = Attachment.objects.get()
    data = {"text": "Kısa.", "kept": kept_in(response), "remove_file": str(attachment.token)}
    response = strong.post(page + "yaz/", data)
    assert response.status_code == 200 and "foto.jpg" not in seen(response) and "Kısa." in response.content.decode()
    assert not Attachment.objects.exists() and case.events.count() == 1


def test_it_refuses_a_strangers_file(strong, page, case):
    """Keys of kept files are signed for one case: nobody can take up what another citizen is just sending."""
    theirs = uploads.accept(photo())
    for forged in (str([theirs.pk]), f"[{theirs.pk}]", "x" * 300):
        strong.post(page + "yaz/", {"text": "Bakın.", "kept": forged})
    theirs.refresh_from_db()
    assert theirs.case is None


def test_six_files_are_too_many(strong, page, case):
    response = strong.post(page + "yaz/", {"text": "Bakın.", "files": [photo() for _ in range(6)]})
    assert response.status_code == 422 and "En çok 5 dosya ekleyebilirsiniz" in seen(response)
    assert strong.post(page + "yaz/", {"text": "Bakın.", "kept": kept_in(response)}).status_code == 302
    assert case.attachments.count() == 5


def test_nobody_can_flood_a_case(strong, page, case):
    statuses = [strong.post(page + "yaz/", {"text": f"Mesaj {number}"}).status_code for number in range(21)]
    assert statuses[:20] == [302] * 20 and statuses[20] == 429
    response = strong.post(page + "yaz/", {"text": "Son sözüm"})
    assert "Son sözüm" in response.content.decode() and response["Retry-After"]


def test_when_the_desk_was_quicker_the_words_stay(strong, page, case, ayse, monkeypatch):
    honest = services.write

    def beaten(case, *args, **facts):
        services.close(Case.objects.get(pk=case.pk), outcome=Outcome.DONE, text="Yaptık.", by=ayse)
        return honest(case, *args, **facts)

    monkeypatch.setattr("wishes.views.services.write", beaten)
    response = strong.post(page + "yaz/", {"text": "Uzun uzun anlattım.", "files": [photo()]})
    assert response.status_code == 409
    said = seen(response)
    assert "az önce değişti" in said and "Yaptık." in said and "Uzun uzun anlattım." in response.content.decode()
    monkeypatch.undo()
    again = {"text": "Uzun uzun anlattım.", "kept": kept_in(response)}
    assert strong.post(page + "yeniden-ac/", again).status_code == 302
    assert case.events.get(kind=CaseEvent.Kind.REOPENED).attachments.count() == 1


# -- taking back and opening again ----------------------------------------------------------------


def test_taking_back_is_asked_once_more(strong, page, case):
    assert "geri çekmek istiyor musunuz" in read(strong, page + "geri-cek/")
    case.refresh_from_db()
    assert case.status == Status.RECEIVED
    response = strong.post(page + "geri-cek/", {"reason": "Komşu onardı."}, follow=True)
    assert "Başvurunuzu geri çektiniz." in seen(response) and "Komşu onardı." in seen(response)
    case.refresh_from_db()
    assert case.status == Status.WITHDRAWN
    assert strong.get(page + "geri-cek/").status_code == 302


def test_what_was_taken_back_can_be_opened_again(strong, page, case):
    services.withdraw(case)
    response = strong.post(page + "yeniden-ac/", {"text": "Yine koptu."}, follow=True)
    assert "Başvurunuzu yeniden açtık." in seen(response)
    case.refresh_from_db()
    assert case.status == Status.IN_PROGRESS and case.reopened_count == 1


def test_an_answer_is_not_the_end(strong, page, case, ayse):
    services.close(case, outcome=Outcome.DONE, text="Zinciri yeniledik.", by=ayse)
    assert "Çözüldü mü?" in read(strong, page) and "Hayır" in read(strong, page)
    assert strong.post(page + "yeniden-ac/", {"text": ""}).status_code == 422
    strong.post(page + "yeniden-ac/", {"text": "Öbür zincir de kopuk.", "files": [photo()]})
    case.refresh_from_db()
    assert case.status == Status.IN_PROGRESS and case.promised_on >= timezone.localdate()
    assert case.events.get(kind=CaseEvent.Kind.REOPENED).attachments.count() == 1


def test_after_thirty_days_it_is_a_new_matter(client, receipt, page, case, ayse):
    services.close(case, outcome=Outcome.DONE, text="Zinciri yeniledik.", by=ayse)
    with time_machine.travel(timezone.now() + timedelta(days=31, minutes=1)):
        client.get(f"/takip/l/{receipt.link_token}/")
        said = read(client, page)
        assert "Bu başvuru kapandı." in said and "Yeniden aç" not in said
        assert client.post(page + "yeniden-ac/", {"text": "Yine koptu."}).status_code == 409
    case.refresh_from_db()
    assert case.status == Status.CLOSED


def test_every_form_wants_its_token(case, receipt, page):
    browser = Client(enforce_csrf_checks=True)
    browser.get(f"/takip/l/{receipt.link_token}/")
    for path in ("yaz/", "geri-cek/", "yeniden-ac/", "unut/", "baglanti/"):
        assert browser.post(page + path, {"text": "Merhaba"}).status_code == 403
    assert browser.post("/takip/", {"no": "x", "key": "1"}).status_code == 403


# -- leaving and seeing more ------------------------------------------------------------------------


def test_a_borrowed_phone_forgets(strong, page):
    assert strong.post(page + "unut/").status_code == 302
    assert strong.get(page).status_code == 302


def test_who_wants_to_see_more_gets_the_link_where_we_know_them(weak, page, case):
    response = weak.post(page + "baglanti/", follow=True)
    assert "bağlantıyı gönderdik" in seen(response)
    notice = Notice.objects.get(key="case_link")
    assert notice.person == case.person and notice.transport == "sms" and "/takip/l/" in notice.context
    weak.post(page + "baglanti/")
    assert Notice.objects.filter(key="case_link").count() == 1


def test_nobody_rings_a_telephone_by_the_hour_with_links(weak, page):
    with time_machine.travel("2026-03-02 21:00+03:00", tick=False) as clock:
        weak.post("/takip/", {"no": page.split("/")[2], "key": "0012"})
        answers = []
        for _hour in range(8):
            answers.append(weak.post(page + "baglanti/").status_code)
            clock.shift(timedelta(minutes=20))
    assert answers == [302] * 6 + [429] * 2
    assert Notice.objects.filter(key="case_link").count() < 6


def test_a_case_without_a_person_offers_no_link(client, parks):
    category = makers.make_category(unit=parks)
    receipt = complaints.receive(nature=Complaint.Nature.TIP, category=category, words=OWN_WORDS)
    page = f"/takip/{receipt.case.url_reference}/"
    client.post("/takip/", {"key": receipt.code})
    said = read(client, page)
    assert OWN_WORDS in said
    assert client.post(page + "baglanti/").status_code == 302
    assert not Notice.objects.exists()


def test_days_are_counted_from_reopening(strong, page, case, ayse):
    services.close(case, outcome=Outcome.DONE, text="Bitti.", by=ayse)
    Case.objects.filter(pk=case.pk).update(received_at=timezone.now() - timedelta(days=20))
    services.reopen(case, text="Bitmemiş.")
    assert "Yasal süre bugün başladı." in read(strong, page)


def test_a_strangers_look_costs_the_same_whether_the_number_exists(client, page, django_assert_num_queries):
    """No grant, no query: time tells nobody which numbers are taken."""
    absent = "/takip/IZM-2345-6789/"
    for cookie in ("", "made-up", "WzEsIlgiLDIsMV0:1xVBLf:made-up"):
        client.cookies["takip_tam"] = cookie
        for path in (page, absent):
            with django_assert_num_queries(0):
                assert client.get(path).status_code == 302
