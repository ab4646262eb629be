"""Zeynep writes to the municipality: from the first page to the number she takes away."""

import logging
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lib import phone
from notices.models import Notice
from people.models import ConsentText, Person
from people.services import publish_text
from tests import makers
from tests.complaints.conftest import WORDS, Citizen
from tests.database import all_cells
from wishes import drafts
from wishes.complaints.forms import ComplaintSendForm
from wishes.complaints.models import Complaint
from wishes.models import Attachment, Case, Draft

pytestmark = pytest.mark.django_db


def photo(name="salincak.jpg", **facts):
    return SimpleUploadedFile(name, makers.make_jpeg(**facts), content_type="image/jpeg")


def test_it_works(citizen, parks):
    assert "112" in citizen.get().content.decode()
    review = citizen.fill_in().content.decode()
    assert "Göndermeden önce bakın" in review
    assert WORDS in review
    assert "0555 000 00 12" in review
    assert "Değiştir" in review
    sent = citizen.send()
    assert sent.status_code == 302
    done = citizen.client.get(sent.url)
    case = Case.objects.get()
    assert case.shown_reference in done.content.decode()
    assert case.unit == parks
    assert case.person.phone == "+905550000012"
    assert case.contacts.get().words == WORDS
    assert case.complaint.nature == Complaint.Nature.COMPLAINT
    assert case.complaint.category.name == "Park ve yeşil alan"
    assert case.neighbourhood.name == "Yahya Kaptan"
    assert case.notice_version.text.key == "complaint-notice"
    assert case.hold_reason == ""
    assert Notice.objects.get().key == "case_received"


def test_every_answer_is_kept_from_shared_caches(citizen):
    seen = [citizen.get(), citizen.get("adim/konu/"), citizen.answer("konu"), citizen.answer("yer", words="")]
    citizen.fill_in()
    seen += [citizen.get("kontrol/"), citizen.send(), citizen.get("tamam/")]
    assert {response["Cache-Control"] for response in seen} == {"no-store, private"}


def test_the_browser_that_sent_it_may_open_the_case(citizen):
    citizen.fill_in()
    sent = citizen.send()
    assert any(name.startswith("takip") for name in sent.cookies)


# -- Errors ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("step", "different", "sentence"),
    [
        ("konu", {"nature": ""}, "Ne yapmak istediğinizi seçin"),
        ("konu", {"nature": "sue"}, "Ne yapmak istediğinizi seçin"),
        ("konu", {"category": "yok-boyle-konu"}, "Konuyu seçin"),
        ("yer", {"neighbourhood": "atlantis"}, "Mahalleyi seçin"),
        ("yer", {"place": ""}, "Yeri tarif edin"),
        ("yer", {"words": ""}, "Ne olduğunu yazın"),
        ("yer", {"words": "   \n"}, "Ne olduğunu yazın"),
        ("yer", {"words": "Kırık"}, "Ne olduğunu biraz daha anlatın"),
        ("yer", {"words": "a" * 3142}, "Açıklama en çok 3.000 karakter olabilir. Şu an 3.142"),
        ("iletisim", {"notify_by": ""}, "Size nasıl ulaşacağımızı seçin"),
        ("iletisim", {"phone": ""}, "Telefonu 0532 000 00 00 gibi yazın"),
        ("iletisim", {"phone": "12345"}, "Telefonu 0532 000 00 00 gibi yazın"),
        ("iletisim", {"phone": "0262 318 00 00"}, "Bu numaraya SMS gitmez"),
        ("iletisim", {"notify_by": "email", "email": ""}, "E-posta adresini ad@ornek.com gibi yazın"),
        ("iletisim", {"email": "zeynep@"}, "E-posta adresini ad@ornek.com gibi yazın"),
        ("iletisim", {"name": "", "address": "Cedit Mahallesi"}, "Adınızı da yazın ya da adresi boş bırakın"),
    ],
)
def test_an_error_is_said_twice_in_the_same_words_and_everything_stays(citizen, step, different, sentence):
    for before in list(citizen.ANSWERS)[: list(citizen.ANSWERS).index(step)]:
        citizen.answer(before)
    response = citizen.answer(step, **different)
    html = response.content.decode()
    assert response.status_code == 422
    assert html.count(sentence) == 2  # in the summary and at the field
    assert re.search(r"<title>\s*Hata: ", html)
    assert " required" not in html
    for field, value in citizen.ANSWERS[step].items():
        if field not in different:
            assert value in html


def test_what_was_typed_wrong_is_there_after_back_and_reload(citizen):
    citizen.answer("konu")
    citizen.answer("yer", words="", place="Saat Kulesi’nin yanı")
    html = citizen.get("adim/yer/").content.decode()
    assert "Saat Kulesi’nin yanı" in html
    assert "Hata:" not in html


def test_no_step_can_be_skipped(citizen):
    citizen.answer("konu")
    assert citizen.get("adim/iletisim/").url.startswith("/sikayet/adim/yer/")
    assert citizen.get("kontrol/").url.startswith("/sikayet/adim/yer/")
    assert citizen.get("tamam/").url.startswith("/sikayet/")
    assert not Case.objects.exists()


def test_changing_an_answer_comes_back_to_the_page_before_sending(citizen):
    review = citizen.fill_in().content.decode()
    link = re.search(r'href="(/sikayet/adim/yer/\?donus=kontrol#id_words)"', review)[1]
    assert 'href="/sikayet/kontrol/"' in citizen.client.get(link).content.decode()  # the way back
    changed = citizen.answer("yer", "?donus=kontrol", words="Zincir onarıldı ama oturak kırık.")
    assert changed.url == "/sikayet/kontrol/"
    assert "oturak kırık" in citizen.get("kontrol/").content.decode()


# -- Files ----------------------------------------------------------------------------------
def test_good_files_stay_when_other_fields_are_wrong(citizen):
    citizen.answer("konu")
    plan = SimpleUploadedFile("plan.dwg", b"AC1032 drawing")
    response = citizen.answer("yer", words="", photos=[photo(), plan])
    html = response.content.decode()
    assert response.status_code == 422
    assert "salincak.jpg" in html
    assert "Kaldır" in html
    assert html.count("“plan.dwg” açılamıyor. JPG, PNG, HEIC veya PDF ekleyin") == 2
    assert citizen.answer("yer").status_code == 302
    citizen.answer("iletisim")
    assert "salincak.jpg" in citizen.get("kontrol/").content.decode()
    citizen.send()
    assert Attachment.objects.get().case == Case.objects.get()


def test_a_file_can_be_seen_and_taken_away_before_sending(citizen, django_user_model):
    citizen.answer("konu")
    citizen.answer("yer", photos=[photo()])
    kept = Attachment.objects.get()
    answer = citizen.get(f"dosya/{kept.token}/")
    assert answer["Content-Type"] == "image/jpeg"
    b"".join(answer.streaming_content)
    assert Citizen(type(citizen.client)()).get(f"dosya/{kept.token}/").status_code == 404
    response = citizen.answer("yer", remove_file=str(kept.token), words="Yarım kalan cümle")
    assert response.status_code == 302
    assert not Attachment.objects.exists()
    assert "Yarım kalan cümle" in citizen.client.get(response.url).content.decode()


def test_the_same_file_sent_again_by_a_reload_is_kept_once(citizen):
    citizen.answer("konu")
    citizen.answer("yer", words="", photos=[photo()])
    citizen.answer("yer", words="", photos=[photo()])
    assert Attachment.objects.count() == 1


def test_it_refuses_a_sixth_file_and_keeps_five(citizen):
    citizen.answer("konu")
    many = [photo(f"{number}.jpg", width=40 + number, height=40) for number in range(8)]
    response = citizen.answer("yer", photos=many)
    assert response.status_code == 422
    assert "En çok 5 dosya ekleyebilirsiniz" in response.content.decode()
    assert Attachment.objects.count() == 5


# -- Topics ---------------------------------------------------------------------------------
def test_a_topic_of_the_home_page_skips_the_first_question(citizen):
    start = citizen.get("?konu=park-ve-yesil-alan")
    assert 'name="konu" value="park-ve-yesil-alan"' in start.content.decode()
    response = citizen.post("", {"konu": "park-ve-yesil-alan", "do": "new"})
    assert response.url == "/sikayet/adim/yer/"
    assert "Park ve yeşil alan" in citizen.get("adim/yer/").content.decode()


def test_an_unknown_topic_starts_at_the_first_question(citizen):
    assert citizen.get("?konu=<script>").status_code == 200
    assert citizen.post("", {"konu": "yok", "do": "new"}).url == "/sikayet/adim/konu/"


def test_another_authoritys_topic_says_so_and_offers_to_pass_it_on(citizen):
    water = makers.make_category(
        "Su", authority="İSU Genel Müdürlüğü", authority_phone="185", authority_note="Su İSU’nun işidir."
    )
    response = citizen.answer("konu", category=water.slug)
    assert response.url == "/sikayet/adim/yetki/"
    html = citizen.get("adim/yetki/").content.decode()
    assert "İSU Genel Müdürlüğü" in html
    assert 'href="tel:185"' in html
    assert "Yine de size yazmak istiyorum, siz iletin" in html
    assert "Adım 1 / 4" in html
    assert citizen.get("adim/yer/").url == "/sikayet/adim/yetki/"
    assert citizen.post("adim/yetki/", {"forward": "1"}).url == "/sikayet/adim/yer/"
    assert "Adım 2 / 4" in citizen.get("adim/yer/").content.decode()
    citizen.answer("yer")
    citizen.answer("iletisim")
    citizen.send()
    assert Case.objects.get().complaint.category == water
    assert "İSU Genel Müdürlüğü" in citizen.get("tamam/").content.decode()


def test_thanks_need_neither_place_nor_danger(citizen):
    citizen.answer("konu", nature="thanks")
    html = citizen.get("adim/yer/").content.decode()
    assert "Birine zarar gelebilir mi?" not in html
    assert "Neye teşekkür ediyorsunuz?" in html
    response = citizen.answer("yer", neighbourhood="", place="", words="Parkı çok güzel yapmışsınız.", danger="")
    assert response.status_code == 302


def test_danger_is_promised_sooner(citizen):
    citizen.fill_in(yer={"danger": "yes"})
    citizen.send()
    case = Case.objects.get()
    assert case.is_urgent
    assert case.promised_on <= timezone.localdate() + timedelta(days=10)


# -- How to reach ---------------------------------------------------------------------------
def test_an_anonymous_tip_is_told_that_it_gets_no_reply(citizen):
    citizen.answer("konu", nature="tip")
    citizen.answer("yer")
    assert "size yanıt gönderemeyiz" in citizen.get("adim/iletisim/").content.decode()
    citizen.answer("iletisim", notify_by="none", name="", phone="", email="")
    assert "Size yanıt gönderemeyiz" in citizen.get("kontrol/").content.decode()
    citizen.send()
    case = Case.objects.get()
    assert case.person is None
    assert not Notice.objects.exists()
    assert "size yanıt gönderemeyiz" in citizen.get("tamam/").content.decode()


def test_name_and_address_make_a_petition(citizen):
    citizen.fill_in(iletisim={"address": "Cedit Mahallesi, Çınar Sokak 4"})
    assert "dilekçe sayılır" in citizen.get("kontrol/").content.decode()
    citizen.send()
    assert Case.objects.get().complaint.is_petition


def test_a_number_of_eleven_digits_and_a_slip_in_the_mail_address_are_pointed_out(citizen):
    review = citizen.fill_in(
        yer={"words": f"{WORDS} Kimlik numaram 10000000146."}, iletisim={"email": "zeynep@gmial.com"}
    ).content.decode()
    assert "11 rakamlı bir sayı var" in review
    assert "gmail.com" in review
    assert citizen.send().status_code == 302  # a remark is no refusal


# -- Time -----------------------------------------------------------------------------------
def test_after_an_hour_without_a_word_everything_is_gone_and_the_citizen_is_told(citizen):
    citizen.fill_in()
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        response = citizen.get("kontrol/", follow=True)
        assert "1 saattir işlem yapılmadı" in response.content.decode()
        assert "Baştan başlayın" in response.content.decode()
        assert drafts.purge() == 1
    assert not Draft.objects.exists()


def test_every_answer_moves_the_end_of_the_hour_but_not_for_ever(citizen):
    start = timezone.now()
    citizen.answer("konu")
    for minutes in range(50, 290, 50):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            citizen.answer("yer")
            assert Draft.objects.latest("pk").expires_at <= Draft.objects.latest("pk").started_at + drafts.LONGEST
    assert Draft.objects.count() == 2  # the fifth answer came after four hours and began a new one


def test_a_long_text_sent_after_the_hour_is_not_lost(citizen):
    citizen.answer("konu")
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        response = citizen.answer("yer", words="Uzun uzun yazdım, sonra çay içtim.")
        assert response.url.startswith("/sikayet/adim/konu/")
        assert "Son yazdığınız duruyor" in citizen.client.get(response.url).content.decode()
        citizen.answer("konu")
        assert "sonra çay içtim" in citizen.get("adim/yer/").content.decode()


def test_purging_takes_the_files_too_and_spares_a_case(citizen, tmp_path):
    citizen.fill_in(yer={"photos": [photo()]})
    citizen.send()
    other = Citizen(type(citizen.client)())
    other.answer("konu")
    other.answer("yer", photos=[photo()])
    kept = Attachment.objects.get(draft=None)
    lost = Attachment.objects.exclude(draft=None).get()
    with time_machine.travel(timezone.now() + timedelta(hours=5)):
        assert drafts.purge() == 2
    assert list(Attachment.objects.all()) == [kept]
    assert kept.file.storage.exists(kept.file.name)
    assert Case.objects.count() == 1
    assert not Attachment.objects.filter(pk=lost.pk).exists()


def test_the_done_page_stands_for_half_an_hour(citizen):
    citizen.fill_in()
    citizen.send()
    reference = Case.objects.get().shown_reference
    assert reference in citizen.get("tamam/").content.decode()
    assert reference in citizen.get("tamam/").content.decode()
    assert citizen.get("adim/yer/").url == "/sikayet/tamam/"
    assert citizen.get("kontrol/").url == "/sikayet/tamam/"
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert citizen.get("tamam/").status_code == 302


def test_a_second_complaint_can_be_written_at_once(citizen):
    citizen.fill_in()
    citizen.send()
    assert citizen.post("", {"do": "new"}).url == "/sikayet/adim/konu/"
    citizen.fill_in()
    citizen.send()
    assert Case.objects.count() == 2


def test_wiping_leaves_nothing_on_a_borrowed_phone(citizen):
    citizen.fill_in(yer={"photos": [photo()]})
    response = citizen.post("sil/")
    assert "sildik" in citizen.client.get(response.url).content.decode()
    assert not Draft.objects.exists()
    assert not Attachment.objects.exists()
    assert citizen.get("kontrol/").status_code == 302


def test_finishing_on_a_borrowed_phone_closes_the_case_there(citizen):
    citizen.fill_in()
    citizen.send()
    track = f"/takip/{Case.objects.get().url_reference}/"
    assert WORDS in citizen.client.get(track).content.decode()
    citizen.post("sil/")
    assert WORDS not in citizen.client.get(track).content.decode()
    assert citizen.get("tamam/").status_code == 302
    assert Case.objects.count() == 1


def test_lines_stay_lines_before_sending(citizen):
    review = citizen.fill_in(yer={"words": "Birinci satır.\nİkinci satır <b>kalın</b>."}).content.decode()
    assert "Birinci satır.<br>İkinci satır &lt;b&gt;kalın&lt;/b&gt;." in review


def test_a_closed_form_is_not_an_error_and_lets_people_finish(citizen, form_page):
    citizen.fill_in()
    form_page.closed_text = "<p>Dilek toplama 31 Ocak’ta bitti.</p>"
    form_page.closes_at = timezone.now() - timedelta(minutes=1)
    form_page.save_revision().publish()
    late = Citizen(type(citizen.client)())
    for response in [late.get(), late.get("adim/konu/")]:
        assert response.status_code == 200
        assert "31 Ocak’ta bitti" in response.content.decode()
    assert citizen.send().status_code == 302
    assert Case.objects.count() == 1


# -- Editors --------------------------------------------------------------------------------
def test_editors_can_reword_a_question(citizen, form_page):
    form_page.question_texts.create(question="yer.words", label="Anlatın", hint="Kısaca yazın")
    form_page.question_texts.create(question="yer.gone", label="Artık yok")
    form_page.save()
    citizen.answer("konu")
    html = citizen.get("adim/yer/").content.decode()
    assert "Anlatın" in html
    assert "Kısaca yazın" in html
    assert "Artık yok" not in html


def test_previews_write_nothing(form_page, rf):
    for mode, _label in form_page.preview_modes:
        response = form_page.make_preview_request(preview_mode=mode)
        assert response.status_code == 200, mode
        assert "basvuru" not in response.cookies
    assert not Draft.objects.exists()


# -- Guard ----------------------------------------------------------------------------------
def test_too_many_from_one_phone_get_a_kind_page_and_lose_nothing(citizen, monkeypatch):
    monkeypatch.setattr(ComplaintSendForm, "per_phone", 1)
    citizen.fill_in()
    citizen.send()
    again = Citizen(type(citizen.client)())
    again.fill_in()
    response = again.send()
    assert response.status_code == 429
    assert "kısa sürede" in response.content.decode()
    assert WORDS in response.content.decode()
    assert Case.objects.count() == 1
    assert again.get("kontrol/").status_code == 200


def test_too_many_drafts_of_one_address_keep_what_was_typed(citizen, monkeypatch):
    monkeypatch.setattr("wishes.complaints.models.DRAFTS_PER_HOUR", 1)
    citizen.answer("konu")
    again = Citizen(type(citizen.client)())
    response = again.answer("yer", words="Bunu kaybetmek istemiyorum, uzun yazdım.")
    assert response.status_code == 429
    assert "Bunu kaybetmek istemiyorum" in response.content.decode()
    assert Draft.objects.count() == 1


def test_too_many_files_of_one_address_keep_the_words(citizen, monkeypatch):
    monkeypatch.setattr("wishes.complaints.models.POSTS_WITH_FILES_PER_HOUR", 0)
    citizen.answer("konu")
    response = citizen.answer("yer", photos=[photo()])
    assert response.status_code == 422
    assert WORDS in response.content.decode()
    assert not Attachment.objects.exists()
    assert citizen.answer("yer").status_code == 302  # without files it goes on


def test_a_robot_is_held_for_a_look_not_turned_away(citizen):
    citizen.fill_in()
    citizen.send(website="https://spam.example")
    assert Case.objects.get().hold_reason == "honeypot"


def test_no_screen_asks_the_database_too_often(citizen, django_assert_max_num_queries):
    citizen.fill_in(yer={"photos": [photo()]})
    for path in ["", "adim/konu/", "adim/yer/", "adim/iletisim/", "kontrol/"]:
        citizen.get(path)  # what is cached is cached
        with django_assert_max_num_queries(30):
            assert citizen.get(path).status_code == 200


def test_a_hundred_topics_and_neighbourhoods_cost_as_many_queries_as_ten(citizen):
    def queries(path):
        citizen.get(path)  # what is cached is cached
        with CaptureQueriesContext(connection) as caught:
            assert citizen.get(path).status_code == 200
        return len(caught)

    def grow(first, last):
        for number in range(first, last):
            makers.make_category(f"Konu {number}")
            makers.make_neighbourhood(f"Mahalle {number}")

    grow(0, 10)
    citizen.fill_in()
    screens = ["", "adim/konu/", "adim/yer/", "adim/iletisim/", "kontrol/"]
    few = [queries(screen) for screen in screens]
    grow(10, 100)
    assert [queries(screen) for screen in screens] == few


# -- The law --------------------------------------------------------------------------------
def test_the_notice_that_was_shown_is_stored_and_a_new_one_is_shown_before_sending(citizen):
    citizen.fill_in()
    seen = citizen.get("kontrol/")
    text = ConsentText.objects.get(key="complaint-notice")
    text.body = "<p>Yeni metin</p>"
    text.save()
    version = publish_text(text)
    assert citizen.send(seen).status_code == 422
    citizen.send()
    assert Case.objects.get().notice_version == version


def test_the_notice_can_be_read_now_and_as_it_was(client, form_page):
    text = ConsentText.objects.get(key="complaint-notice")
    text.body = "<h3>Kim</h3><p>Yeni metin</p>"
    text.save()
    publish_text(text)
    page = client.get("/kvkk/complaint-notice/")
    assert "<h2" in page.content.decode()
    assert "<h3" not in page.content.decode()
    assert "Yeni metin" in page.content.decode()
    assert not page.cookies
    assert "neden aldığımızı" in client.get("/kvkk/complaint-notice/?surum=1").content.decode()
    assert "Aydınlatma metni" in client.get("/kvkk/").content.decode()
    for wrong in ["?surum=9", "?surum=x", "?surum=²", "?surum=99999999999"]:
        assert client.get(f"/kvkk/complaint-notice/{wrong}").status_code == 404
    assert client.get("/kvkk/yok/").status_code == 404


def test_no_identity_stands_in_clear_in_any_table_or_log_at_any_moment(citizen, caplog):
    caplog.set_level(logging.DEBUG)
    address = "Cedit Mahallesi, Çınarlı Sokak 4"
    typed = makers.ZEYNEP["phone"]
    secrets = [
        "Zeynep",
        "Örnekoğlu",
        "rnekoglu",
        makers.ZEYNEP["email"],
        typed,
        phone.display(typed),
        typed[1:],
        typed[3:],
        "Çınarlı Sokak",
        "zeyneps-photo",
    ]
    citizen.fill_in(yer={"photos": [photo("zeyneps-photo.jpg")]}, iletisim={"address": address})
    halfway = list(all_cells())
    assert "zeyneps-photo" in citizen.get("kontrol/").content.decode()
    citizen.send()
    citizen.get("tamam/")
    case = Case.objects.get()
    assert case.person.address == address
    assert Person.objects.with_phone(typed).get() == case.person
    assert Draft.objects.get().answers == ""
    for table, cells in halfway + list(all_cells()):
        for secret in secrets:
            assert secret not in cells, f"{secret} in {table}"
    for secret in secrets:
        assert secret not in caplog.text
