"""Ayşe opens a case, reads it and acts on it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from notices.models import Notice
from notices.rendering import render
from people.models import ReadLog
from tests.makers import ZEYNEP, make_case, make_clerk, make_directorate, make_jpeg, make_staff
from wishes import services, tracking, uploads
from wishes.desk.leaks import IDENTITY, PHONE, personal_data_in
from wishes.grants import Level
from wishes.keys import link_token
from wishes.models import Attachment, Case, CaseEvent
from wishes.workflow import Status

pytestmark = pytest.mark.django_db


def page(client, case):
    return client.get(reverse("desk:case", args=[case.pk]))


def screen(case):
    """The hidden fields of a form as the screen now shows them."""
    last = case.events.order_by("pk").last()
    return {"version": Case.objects.get(pk=case.pk).version, "seen": last.pk}


def do(client, case, verb, **data):
    return client.post(reverse(f"desk:{verb}", args=[case.pk]), screen(case) | data)


def send(client, case, verb, **data):
    return do(client, case, verb, step="send", **data)


def timeline_of(case):
    return list(case.events.values_list("kind", flat=True))


# -- Reading --------------------------------------------------------------------------------
def test_it_works(at_desk, case):
    text = page(at_desk, case).content.decode()
    for words in [
        case.shown_reference,
        "Salıncağın zinciri kopuk",
        "Yahya Kaptan",
        "büyük çınarın yanı",
        "Yasal son gün",
        "Neden bu tarih",
        "30 takvim günü",
        "3071 sayılı Kanun m. 7",
    ]:
        assert words in text


def test_the_applicant_is_covered_until_shown_and_the_look_is_remembered(at_desk, ayse, case):
    text = page(at_desk, case).content.decode()
    assert "Z***** Ö********" in text
    assert "0555 *** ** 12" in text
    for secret in ["Örnekoğlu", "+905550000012", "0555 000 00 12", ZEYNEP["email"]]:
        assert secret not in text
    shown = at_desk.post(reverse("desk:reveal", args=[case.pk])).content.decode()
    for secret in ["Zeynep Örnekoğlu", "0555 000 00 12", ZEYNEP["email"]]:
        assert secret in shown
    assert list(ReadLog.objects.order_by("pk").values_list("user", "action", "subject")) == [
        (ayse.pk, "open", f"case:{case.reference}"),
        (ayse.pk, "reveal", f"case:{case.reference}"),
    ]
    assert "Örnekoğlu" not in page(at_desk, case).content.decode()


def test_it_refuses_to_uncover_without_the_permission(sign_in, parks, case):
    client = sign_in(make_staff("stajyer", "wishes.work_case", units=[parks]))
    assert "bilgilerini göster" not in page(client, case).content.decode()
    assert client.post(reverse("desk:reveal", args=[case.pk])).status_code == 302
    assert not ReadLog.objects.filter(action="reveal").exists()


def test_looks_within_minutes_are_one_look(at_desk, case):
    page(at_desk, case)
    page(at_desk, case)
    opened = ReadLog.objects.filter(action="open", subject=f"case:{case.reference}")
    assert opened.count() == 1
    opened.update(at=timezone.now() - timedelta(minutes=6))
    page(at_desk, case)
    assert opened.count() == 2


def test_a_strangers_words_cannot_become_markup(at_desk, parks):
    case = make_case("</div><script>alert(1)</script>\n<img src=x onerror=alert(2)>", unit=parks, place="<u>yer</u>")
    services.write(case, "<script>alert(3)</script>")
    text = page(at_desk, case).content.decode()
    for markup in ["<script>alert", "<img src=x", "<u>yer"]:
        assert markup not in text
    assert "&lt;img src=x onerror=alert(2)&gt;" in text


def test_internal_notes_say_so(at_desk, ayse, case):
    services.note(case, "Ekip yarın sahada.", by=ayse)
    text = page(at_desk, case).content.decode()
    assert "İç not" in text
    assert "Ekip yarın sahada." in text


def test_a_photo_is_shown_to_those_who_may_see_the_case(at_desk, sign_in, mehmet, ayse, case):
    photo = uploads.accept(SimpleUploadedFile("a.jpg", make_jpeg()), case=case)
    address = reverse("desk:file", args=[case.pk, photo.token])
    assert address in page(at_desk, case).content.decode()
    response = at_desk.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert "no-store" in response["Cache-Control"]
    assert ReadLog.objects.filter(user=ayse, action="file", subject=f"case:{case.reference}").count() == 1
    assert sign_in(mehmet).get(address).status_code == 404


def test_it_refuses_a_photo_of_another_case(at_desk, parks, works, case):
    foreign = make_case(unit=works, category=None)
    photo = uploads.accept(SimpleUploadedFile("a.jpg", make_jpeg()), case=foreign)
    assert at_desk.get(reverse("desk:file", args=[case.pk, photo.token])).status_code == 404


def test_a_long_timeline_costs_no_more_queries(at_desk, ayse, case, parks):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            page(at_desk, case)
        return len(caught)

    services.assign(case, unit=parks, assignee=ayse, by=ayse)
    services.note(case, "Bir", by=ayse)
    page(at_desk, case)
    short = queries()
    for number in range(20):
        services.note(case, f"Not {number}", by=ayse)
        services.assign(case, unit=parks, assignee=ayse, by=make_clerk(f"kisi{number}", parks))
    assert queries() == short
    assert short <= 44  # a dozen of them are the admin's own


# -- Acting ---------------------------------------------------------------------------------
def test_an_answer_is_previewed_and_then_sent(at_desk, ayse, case):
    preview = do(at_desk, case, "answer", text="Zinciri yarın değiştiriyoruz.")
    assert preview.status_code == 200
    text = preview.content.decode()
    assert "Vatandaş bunu görecek" in text
    assert "Zinciri yarın değiştiriyoruz." in text
    assert "Size yazdık" in text  # the words of the tracking page
    assert "Başvurunuza yanıt yazdık" in text  # the words of the SMS
    assert link_token(case) not in text  # but not the citizen's key
    assert timeline_of(case) == ["received"]  # a preview changes nothing
    assert Notice.objects.filter(key="case_answered").count() == 0
    sent = send(at_desk, case, "answer", text="Zinciri yarın değiştiriyoruz.")
    assert sent.status_code == 302
    event = case.events.get(kind="answered")
    assert (event.by, event.is_public, event.text) == (ayse, True, "Zinciri yarın değiştiriyoruz.")
    assert Notice.objects.get(key="case_answered").person == case.person
    case.refresh_from_db()
    assert case.status == Status.IN_PROGRESS


def test_going_back_from_the_preview_keeps_the_text(at_desk, case):
    response = do(at_desk, case, "ask", text="Hangi salıncak?", step="edit")
    assert response.status_code == 200
    assert "Hangi salıncak?</textarea>" in response.content.decode()
    assert timeline_of(case) == ["received"]


@pytest.mark.parametrize(
    ("verb", "data", "kind", "status"),
    [
        ("ask", {"text": "Hangi salıncak?"}, "asked", Status.WAITING),
        ("note", {"text": "Saha ekibine soruldu."}, "noted", Status.RECEIVED),
        ("transfer", {"authority": "SEDAŞ", "text": "Bu direk SEDAŞ sorumluluğunda."}, "transferred", "transferred"),
        ("close", {"outcome": "done", "text": "Zincir yenilendi."}, "closed", Status.CLOSED),
    ],
)
def test_verbs(at_desk, ayse, case, verb, data, kind, status):
    assert send(at_desk, case, verb, **data).status_code == 302
    case.refresh_from_db()
    assert case.status == status
    assert case.events.get(kind=kind).by == ayse
    assert data["text"] in page(at_desk, case).content.decode()


def test_the_preview_says_what_the_citizen_will_then_read(at_desk, case):
    data = {"outcome": "refused", "text": "Bu yol il yolu."}
    preview = do(at_desk, case, "close", **data).context["preview"]
    send(at_desk, case, "close", **data)
    story = tracking.Story(tracking.find(case.reference), Level.STRONG)
    assert (preview.story.chip, preview.story.headline, preview.story.lead) == (story.chip, story.headline, story.lead)
    told = story.steps[len(story.events) - 1]
    assert (preview.step.title, preview.step.message) == (told.title, told.message)
    subject, body = render(Notice.objects.get(key="case_closed"))
    assert preview.message.subject == subject
    assert preview.message.body == body.replace(link_token(case), "…")


def test_the_preview_says_when_nobody_will_be_told(at_desk, parks):
    silent = make_case(unit=parks, notify_by="none")
    assert "İleti gitmez" in do(at_desk, silent, "answer", text="Bakıyoruz.").content.decode()


def test_a_note_needs_no_preview_and_reaches_nobody(at_desk, case):
    before = Notice.objects.count()
    assert do(at_desk, case, "note", text="Ekip yolda.").status_code == 302
    assert not case.events.get(kind="noted").is_public
    assert Notice.objects.count() == before


def test_the_promised_day_can_be_moved(at_desk, case):
    day = case.promised_on + timedelta(days=1)
    assert send(at_desk, case, "promise", promised_on=day.isoformat(), text="Malzeme bekliyoruz.").status_code == 302
    case.refresh_from_db()
    assert case.promised_on == day
    assert case.events.get(kind="promised").data["slipped"]


@pytest.mark.parametrize("day", ["9999-12-31", "2999-01-01"])
def test_it_refuses_a_promise_in_a_far_year(at_desk, case, day):
    """The citizen's next answer would count the days up to it."""
    response = send(at_desk, case, "promise", promised_on=day, text="Malzeme bekleniyor.", confirmed="on")
    assert response.status_code == 422
    assert "en çok iki yıl sonra" in response.content.decode()


def test_a_promise_beyond_the_law_must_be_confirmed(at_desk, case):
    day = (case.due_on + timedelta(days=1)).isoformat()
    response = send(at_desk, case, "promise", promised_on=day, text="Uzun sürecek.")
    assert response.status_code == 422
    assert "yasal son günden sonra" in response.content.decode()


def test_closed_and_opened_again(at_desk, case, ayse):
    services.close(case, outcome="done", text="Yapıldı.", by=ayse)
    offered = [tab.verb for tab, _form in page(at_desk, case).context["tabs"]]
    assert offered == ["note", "reopen"]
    assert send(at_desk, case, "reopen", text="Zincir yine koptu.").status_code == 302
    case.refresh_from_db()
    assert (case.status, case.reopened_count) == (Status.IN_PROGRESS, 1)
    assert "Neden bu tarih" in page(at_desk, case).content.decode()


def test_a_held_case_is_looked_at(at_desk, parks):
    case = make_case(unit=parks, hold_reason="captcha")
    assert "Önce bakılmalı" in page(at_desk, case).content.decode()
    assert do(at_desk, case, "clear").status_code == 302
    assert "Önce bakılmalı" not in page(at_desk, case).content.decode()


def test_an_answer_with_a_photo(at_desk, case):
    upload = SimpleUploadedFile("once.jpg", make_jpeg(), "image/jpeg")
    preview = do(at_desk, case, "answer", text="Yenisi takıldı.", photos=[upload])
    kept = preview.context["form"]["kept"].value()
    assert kept
    assert "Eklenecek dosya: 1" in preview.content.decode()
    assert Attachment.objects.get().case is None
    assert send(at_desk, case, "answer", text="Yenisi takıldı.", kept=kept).status_code == 302
    photo = Attachment.objects.get()
    assert (photo.case, photo.event.kind, photo.by_citizen) == (case, "answered", False)


def test_a_photo_survives_an_error_and_a_bad_one_is_told(at_desk, case):
    good = SimpleUploadedFile("once.jpg", make_jpeg(), "image/jpeg")
    bad = SimpleUploadedFile("liste.exe", b"MZ....", "image/jpeg")
    response = do(at_desk, case, "answer", text="Bakın.", photos=[good, bad])
    assert response.status_code == 422
    text = response.content.decode()
    assert "liste.exe" in text
    assert "Bakın.</textarea>" in text
    form = {tab.verb: form for tab, form in response.context["tabs"]}["answer"]
    assert len(form.attachments) == 1
    again = do(at_desk, case, "answer", text="Bakın.", kept=form["kept"].value())
    assert again.status_code == 200
    assert "Eklenecek dosya: 1" in again.content.decode()


def test_it_refuses_files_that_were_kept_for_another_case(at_desk, parks, case):
    upload = SimpleUploadedFile("once.jpg", make_jpeg(), "image/jpeg")
    kept = do(at_desk, case, "answer", text="Bakın.", photos=[upload]).context["form"]["kept"].value()
    other = make_case(unit=parks)
    send(at_desk, other, "answer", text="Bakın.", kept=kept)
    assert other.attachments.count() == 0


# -- To whom --------------------------------------------------------------------------------
def choices(client, case):
    form = {tab.verb: form for tab, form in page(client, case).context["tabs"]}["assign"]
    return [value for _group, options in form.fields["to"].choices[1:] for value, _label in options]


def test_a_clerk_takes_a_case_or_puts_it_back(at_desk, ayse, parks, works, case):
    make_clerk("fatma", parks)
    assert choices(at_desk, case) == [f"{parks.pk}:", f"{parks.pk}:{ayse.pk}"]
    assert do(at_desk, case, "assign", to=f"{parks.pk}:{ayse.pk}").status_code == 302
    case.refresh_from_db()
    assert case.assignee == ayse
    assert do(at_desk, case, "assign", to=f"{parks.pk}:").status_code == 302
    case.refresh_from_db()
    assert case.assignee is None


def test_it_refuses_a_clerk_to_give_work_to_others(at_desk, ayse, mehmet, parks, works, case):
    fatma = make_clerk("fatma", parks)
    for to in [f"{parks.pk}:{fatma.pk}", f"{works.pk}:", f"{works.pk}:{mehmet.pk}", f"{works.pk}:{ayse.pk}", "x", ""]:
        assert do(at_desk, case, "assign", to=to).status_code == 422, to
    case.refresh_from_db()
    assert (case.unit, case.assignee) == (parks, None)


def test_a_unit_head_gives_to_colleagues_and_to_other_units(sign_in, ayse, mehmet, parks, works, case):
    head = make_staff("amir", "wishes.work_case", "wishes.assign_case", units=[parks])
    client = sign_in(head)
    assert set(choices(client, case)) == {
        f"{parks.pk}:",
        f"{parks.pk}:{ayse.pk}",
        f"{parks.pk}:{head.pk}",
        f"{works.pk}:",  # but whom over there is theirs to say
    }
    response = do(client, case, "assign", to=f"{works.pk}:", note="Yol işi.")
    assert response.url == reverse("desk:inbox")  # it is out of sight now
    assert page(client, case).status_code == 404
    assert page(sign_in(mehmet), case).status_code == 200


def test_the_directorate_gives_to_anybody(sign_in, mehmet, parks, works, case):
    client = sign_in(make_directorate())
    assert f"{works.pk}:{mehmet.pk}" in choices(client, case)
    assert do(client, case, "assign", to=f"{works.pk}:{mehmet.pk}").status_code == 302
    case.refresh_from_db()
    assert (case.unit, case.assignee) == (works, mehmet)


# -- Refusals -------------------------------------------------------------------------------
def test_it_refuses_an_empty_text_in_kind_words(at_desk, case):
    for verb, words in [
        ("answer", "Vatandaşa ne yazacağınızı yazın."),
        ("ask", "Vatandaşa ne soracağınızı yazın."),
        ("note", "Notunuzu yazın."),
        ("close", "Sonucu seçin."),
        ("transfer", "Hangi kuruma ilettiğinizi yazın."),
        ("promise", "Yeni günü seçin."),
        ("assign", "Müdürlüğü ya da kişiyi seçin."),
    ]:
        for empty in ["", "  \n ", "\u200b"]:
            response = send(at_desk, case, verb, text=empty)
            assert response.status_code == 422, verb
            assert words in response.content.decode()
            assert response.context["open_verb"] == verb
    assert timeline_of(case) == ["received"]


def test_it_refuses_a_text_without_end_and_keeps_it(at_desk, case):
    response = send(at_desk, case, "note", text="ş" * 4001)
    assert response.status_code == 422
    assert "En çok 4000" in response.content.decode()
    assert "ş" * 4001 in response.content.decode()


def test_it_refuses_a_day_gone_by(at_desk, case):
    for day in [(timezone.localdate() - timedelta(days=1)).isoformat(), "32.13.2026", "yarın"]:
        response = send(at_desk, case, "promise", promised_on=day, text="Geciktik.")
        assert response.status_code == 422
        assert "Geciktik." in response.content.decode()


def test_two_clerks_at_once_the_first_wins_the_second_is_told(at_desk, sign_in, parks, case):
    fatma = make_clerk("fatma", parks, first_name="Fatma", last_name="Er")
    both_saw = screen(case)
    first = sign_in(fatma).post(
        reverse("desk:close", args=[case.pk]), both_saw | {"outcome": "done", "text": "Yapıldı.", "step": "send"}
    )
    assert first.status_code == 302
    second = at_desk.post(
        reverse("desk:answer", args=[case.pk]), both_saw | {"text": "Yarın geliyoruz.", "step": "send"}
    )
    assert second.status_code == 409
    text = second.content.decode()
    assert "Bu dosya siz açtıktan sonra değişti" in text
    assert "Fatma Er" in text
    assert "Yapıldı." in text
    assert "Yarın geliyoruz.</textarea>" in text
    assert timeline_of(case) == ["received", "closed"]


def test_a_stale_preview_is_told_before_anything_is_sent(at_desk, sign_in, parks, case):
    both_saw = screen(case)
    services.note(case, "Saha gördü.", by=make_clerk("fatma", parks))
    response = at_desk.post(reverse("desk:ask", args=[case.pk]), both_saw | {"text": "Nerede?"})
    assert response.status_code == 409
    assert "Saha gördü." in response.content.decode()
    form = {tab.verb: form for tab, form in response.context["tabs"]}["ask"]
    again = at_desk.post(
        reverse("desk:ask", args=[case.pk]),
        {"text": "Nerede?", "step": "send", "version": form["version"].value(), "seen": form["seen"].value()},
    )
    assert again.status_code == 302  # having read what changed, she may send it after all
    assert timeline_of(case) == ["received", "noted", "asked"]


def test_it_refuses_a_move_that_is_not_lawful_and_keeps_the_text(at_desk, ayse, case):
    services.close(case, outcome="done", text="Yapıldı.", by=ayse)
    response = send(at_desk, case, "ask", text="Hangi salıncak?")
    assert response.status_code == 409
    text = response.content.decode()
    assert "Bu işlem şu an yapılamıyor" in text
    assert "Hangi salıncak?</textarea>" in text


def test_a_case_given_away_meanwhile_is_gone_without_an_error(at_desk, deniz, works, case):
    both_saw = screen(case)
    services.assign(case, unit=works, by=deniz)
    response = at_desk.post(reverse("desk:note", args=[case.pk]), both_saw | {"text": "Not"})
    assert response.status_code == 404


def test_it_refuses_forged_hidden_fields(at_desk, case):
    for forged in [{"version": "x"}, {"version": ""}, {"seen": "-1"}, {"seen": "'"}]:
        response = at_desk.post(reverse("desk:note", args=[case.pk]), screen(case) | {"text": "Not"} | forged)
        assert response.status_code == 422
    response = send(at_desk, case, "answer", text="Merhaba", kept="uydurma:imza")
    assert response.status_code == 302
    assert case.attachments.count() == 0


# -- Slips of the pen -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("T.C. no 10000000146 ile kayıtlı.", [IDENTITY]),
        ("Komşunuz 0555 000 00 12 aradı.", [PHONE]),
        ("Arayın: +90 (262) 318 00 00", [PHONE]),
        ("10000000146 ve 05550000012", [IDENTITY, PHONE]),
        ("153 numarayı arayın, 15.02.2026 günü 10.00–16.00 arası, 1.500 lira.", []),
        ("Başvurunuz: İZM-ABCD-2345. Ada 1234, parsel 56.", []),
    ],
)
def test_what_looks_like_personal_data(text, warnings):
    assert personal_data_in(text) == warnings


def test_a_public_text_with_a_number_must_be_confirmed(at_desk, case):
    words = "Komşunuz 0555 111 22 33 numarasından aradı."
    assert "telefon numarası var" in do(at_desk, case, "answer", text=words).content.decode()
    refused = send(at_desk, case, "answer", text=words)
    assert refused.status_code == 422
    assert "kutuyu işaretleyin" in refused.content.decode()
    assert timeline_of(case) == ["received"]
    assert send(at_desk, case, "answer", text=words, confirmed="on").status_code == 302


# -- Nothing beside the timeline ------------------------------------------------------------
def test_nothing_leaks_into_the_site_history(at_desk, case):
    send(at_desk, case, "answer", text="Bakıyoruz.")
    do(at_desk, case, "note", text="Not")
    assert not ModelLogEntry.objects.exists()
    assert CaseEvent.objects.count() == 3


def test_pages_are_kept_by_nobody(at_desk, case):
    for response in [page(at_desk, case), at_desk.get(reverse("desk:inbox")), do(at_desk, case, "ask", text="Ne?")]:
        assert "no-store" in response["Cache-Control"]
