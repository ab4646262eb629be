"""The case as a PDF to take away, and the screen for ready replies."""

import re
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from people.models import ReadLog
from tests.makers import make_category, make_jpeg, make_staff
from tests.papers import text_of
from wishes import joining, services, uploads
from wishes.desk import replies
from wishes.desk.models import ReplyTemplate

pytestmark = pytest.mark.django_db


def where(case):
    return reverse("desk:casefile", args=[case.pk])


def test_it_holds_the_whole_case_with_the_applicant_covered(at_desk, ayse, case):
    joining.contact(case, channel="cimer", words="Şu ığdır çınarı.", external_number="2601234567", by=ayse)
    services.note(case, "Ekip yarın sahada.", by=ayse)
    uploads.accept(SimpleUploadedFile("a.jpg", make_jpeg()), case=case)
    response = at_desk.get(where(case))
    assert response["Content-Type"] == "application/pdf"
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert case.url_reference in response["Content-Disposition"]
    said = text_of(response.content)
    for words in [
        case.shown_reference,
        "Salıncağın zinciri kopuk",
        "CİMER no 2601234567",
        "Şu ığdır çınarı.",
        "İç not · Ayşe Kaya · yalnız personel",
        "Ekip yarın sahada.",
        "Fotoğraf, başvurandan",
        "Z***** Ö********",
        "Sayfa 1",
    ]:
        assert words in said, words
    assert "Örnekoğlu" not in said and "0555 000" not in said
    assert list(ReadLog.objects.values_list("user", "action", "subject")) == [
        (ayse.pk, "export", f"case:{case.reference}")
    ]


def test_letters_that_the_font_lacks_do_not_stand_in_the_log(at_desk, case, caplog):
    case.contacts.update(words="محمد علي")
    assert at_desk.get(where(case)).status_code == 200
    assert "م" not in caplog.text


def test_with_the_permission_it_names_the_applicant_and_that_is_remembered(at_desk, sign_in, parks, case):
    said = text_of(at_desk.post(where(case)).content)
    assert "Zeynep Örnekoğlu" in said and "0555 000 00 12" in said
    assert set(ReadLog.objects.values_list("action", flat=True)) == {"export", "reveal"}
    trainee = sign_in(make_staff("stajyer", "wishes.work_case", units=[parks]))
    assert trainee.post(where(case)).status_code == 302
    assert trainee.get(where(case)).status_code == 200
    assert "Kişi bilgileriyle indir" not in trainee.get(reverse("desk:case", args=[case.pk])).content.decode()


def test_it_refuses_a_foreign_case(sign_in, mehmet, case):
    assert sign_in(mehmet).get(where(case)).status_code == 404
    assert sign_in(mehmet).post(where(case)).status_code == 404
    assert not ReadLog.objects.exists()


def test_a_long_history_runs_over_pages_each_piece_tagged_whole(at_desk, ayse, case):
    services.note(case, "Uzun bir not. " * 280, by=ayse)
    services.note(case, "\n".join(["satır"] * 120), by=ayse)
    content = at_desk.get(where(case)).content
    assert len(re.findall(rb"/Type /Page\b(?!s)", content)) >= 4
    assert b"/StructTreeRoot" in content and b"/Lang (tr-TR)" in content


# -- The screen for ready replies -----------------------------------------------------------
@pytest.fixture
def editor(sign_in):
    rights = [f"desk.{action}_replytemplate" for action in ("add", "change", "view")]
    return sign_in(make_staff("mudur", *rights))


def add(client, **facts):
    data = {"name": "Deneme", "verb": "answer", "topic": "", "unit": "", "text": "Merhaba", "is_active": "on"} | facts
    return client.post(reverse("reply_templates:add"), data)


def test_the_directorate_writes_a_reply(editor, parks):
    make_category("Park ve yeşil alan", unit=parks)
    response = add(editor, topic="park-ve-yesil-alan", unit=parks.pk, text="{{ numara }} için\n{{mudurluk}}")
    assert response.status_code == 302
    row = ReplyTemplate.objects.get()
    assert (row.topic, row.unit, row.text) == ("park-ve-yesil-alan", parks, "{{ numara }} için\n{{mudurluk}}")
    assert "{{ soz_gunu }}" in editor.get(reverse("reply_templates:add")).content.decode()
    assert editor.get(reverse("reply_templates:index")).status_code == 200


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"text": "{{ ad_soyad }}"}, "Bu değişken yok: ad_soyad."),
        ({"text": "{{ numara"}, "Bu değişken yok: {{."),
        ({"text": "\u200b"}, "Hazır yanıtın metnini yazın."),
    ],
)
def test_it_refuses_what_could_not_be_filled_in(editor, facts, words):
    response = add(editor, **facts)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not ReplyTemplate.objects.exists()


def test_it_refuses_verbs_and_topics_that_are_none(editor):
    assert add(editor, verb="note").status_code == 200
    assert add(editor, topic="yok").status_code == 200
    assert not ReplyTemplate.objects.exists()


def test_a_clerk_writes_no_replies(at_desk):
    assert add(at_desk).status_code == 302
    assert at_desk.get(reverse("reply_templates:index")).status_code == 302
    assert not ReplyTemplate.objects.exists()


def test_the_first_replies_are_loaded_once_and_hold_only_known_variables():
    out = StringIO()
    call_command("load_replies", stdout=out)
    ReplyTemplate.objects.filter(name="Yaptık").update(text="Bizim sözümüz")
    call_command("load_replies", stdout=out)
    assert "0 yeni" in out.getvalue()
    assert ReplyTemplate.objects.get(name="Yaptık").text == "Bizim sözümüz"
    for row in ReplyTemplate.objects.all():
        assert row.verb in replies.VERBS
        assert replies.unknown(row.text) == []
