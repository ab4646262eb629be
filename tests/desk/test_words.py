"""Help with words: plain language, what should not be public, ready replies with variables."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from wishes import services
from wishes.desk import leaks, plain, replies
from wishes.desk.models import ReplyTemplate
from wishes.models import Case

from .test_case_page import do, page, send

LONG = "Bu " + " ".join(["sözcük"] * 20) + "."


# -- Plain language -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (LONG, "21 sözcük"),
        ("Kısa bir cümle. " + LONG, "21 sözcük"),
        ("Bu işi SEDAŞ yapıyor.", "“SEDAŞ”"),
        ("İSU'ya ilettik.", "“İSU”"),
        (" ".join([" ".join(["söz"] * 18) + "."] * 2).replace("söz. söz", "söz. Söz"), "ortalama 18"),
    ],
)
def test_a_hard_text_gets_a_hint(text, hint):
    assert any(hint in found for found in plain.hints(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Zinciri yarın değiştiriyoruz. Teşekkür ederiz.",
        "Sakarya Elektrik Dağıtım AŞ (SEDAŞ) yapıyor. SEDAŞ'a yazdık.",
        "SEDAŞ (elektrik dağıtım şirketi) yapıyor.",
        "Başvurunuz: İZM-ABCD-2345. T.C. kimlik numaranız gerekmez, SMS ile yazarız.",
        "Saat 14.30'da, 3. katta görüşelim.",
        "I. Murat Caddesi",
    ],
)
def test_an_easy_text_gets_none(text):
    assert plain.hints(text) == []


@given(st.text(max_size=300))
@settings(max_examples=40, deadline=None)
def test_any_text_gets_an_answer(text):
    assert isinstance(plain.hints(text), list)
    assert leaks.surnames_in(text, ["Demir", "İnce", "ŞEN"]) is not None
    assert replies.fill(replies.fill(text, _Facts), _Facts) == replies.fill(text, _Facts)


class _Facts:
    is_overdue = False
    shown_reference, promised_on, unit, subject, authority, kind = "İZM-ABCD-2345", None, None, "Konu", "SEDAŞ", "x"


# -- Surnames of the staff ------------------------------------------------------------------
@pytest.mark.parametrize(
    "text", ["Mehmet Demir ilgilendi.", "Demir’in ekibi geldi.", "MEHMET DEMİR", "Ayşe Kaya'ya sorun"]
)
def test_a_surname_is_noticed(text):
    assert leaks.surnames_in(text, ["Demir", "Kaya", "", "Er"])


@pytest.mark.parametrize(
    "text", ["Yeni demir korkuluk taktık.", "Kaya Sokak'ta çalışıyoruz", "Demirciler", "Erken geldik"]
)
def test_a_word_that_only_looks_like_one_is_not(text):
    assert leaks.surnames_in(text, ["Demir", "Kaya", "", "Er"]) == []


@pytest.mark.django_db
def test_a_public_text_with_a_surname_must_be_confirmed(at_desk, mehmet, case):
    response = send(at_desk, case, "answer", text="Mehmet Demir yarın gelecek.")
    assert response.status_code == 422
    assert "çalışanın soyadı olabilir: Demir" in response.content.decode()
    assert send(at_desk, case, "answer", text="Mehmet Demir yarın gelecek.", confirmed="on").status_code == 302
    assert do(at_desk, case, "note", text="Mehmet Demir aradı.").status_code == 302  # among ourselves it is fine


@pytest.mark.django_db
def test_the_preview_shows_the_hints(at_desk, case):
    text = do(at_desk, case, "answer", text=LONG).content.decode()
    assert "Daha kolay okunabilir" in text
    assert "21 sözcük" in text


# -- The next promised day ------------------------------------------------------------------
@pytest.fixture
def late(case):
    Case.objects.filter(pk=case.pk).update(promised_on=timezone.localdate() - timedelta(days=2))
    return Case.objects.get(pk=case.pk)


@pytest.mark.django_db
def test_after_a_broken_promise_an_answer_needs_the_next_day(at_desk, late):
    response = send(at_desk, late, "answer", text="Malzeme bekliyoruz.")
    assert response.status_code == 422
    assert "Vatandaşa yeni bir gün verin." in response.content.decode()
    assert "Malzeme bekliyoruz.</textarea>" in response.content.decode()
    day = timezone.localdate() + timedelta(days=3)
    assert send(at_desk, late, "answer", text="Malzeme bekliyoruz.", promised_on=day.isoformat()).status_code == 302
    late.refresh_from_db()
    assert late.promised_on == day


@pytest.mark.django_db
def test_on_the_promised_day_itself_it_is_asked_for_and_closing_needs_none(at_desk, ayse, case):
    Case.objects.filter(pk=case.pk).update(promised_on=timezone.localdate())
    assert "Söz verdiğimiz gün bugün." in page(at_desk, case).content.decode()
    assert send(at_desk, case, "answer", text="Ekip yolda.").status_code == 302
    Case.objects.filter(pk=case.pk).update(promised_on=timezone.localdate() - timedelta(days=1))
    assert send(at_desk, case, "close", outcome="done", text="Yapıldı.").status_code == 302


@pytest.mark.django_db
def test_a_matter_of_another_authority_needs_no_new_day(at_desk, ayse, late):
    services.transfer(late, authority="SEDAŞ", text="Onların işi.", by=ayse)
    assert send(at_desk, late, "answer", text="Sorduk, bekliyoruz.").status_code == 302


# -- Ready replies --------------------------------------------------------------------------
@pytest.fixture
def ready(case):
    return ReplyTemplate.objects.create(
        name="Ekip gidecek", verb="answer", text="{{ numara }} için {{mudurluk}} geliyor. {{ kurum }} {{ soz_gunu }}"
    )


@pytest.mark.django_db
def test_without_script_a_link_begins_the_text(at_desk, case, ready):
    text = page(at_desk, case).content.decode()
    assert f"?islem=answer&amp;sablon={ready.pk}#dock" in text
    response = at_desk.get(f"{page(at_desk, case).request['PATH_INFO']}?islem=answer&sablon={ready.pk}")
    form = {tab.verb: form for tab, form in response.context["tabs"]}["answer"]
    assert form["text"].value().startswith(f"{case.shown_reference} için Park ve Bahçeler Müdürlüğü geliyor. … ")
    assert response.context["open_verb"] == "answer"


@pytest.mark.django_db
def test_only_what_fits_is_offered_the_closest_first(at_desk, parks, works, case, ready):
    Case.objects.filter(pk=case.pk).update(topic="park")
    rows = {
        "kendi": {"topic": "park", "unit": parks},
        "konu": {"topic": "park"},
        "yabanci konu": {"topic": "yol"},
        "yabanci birim": {"unit": works},
        "kapali": {"is_active": False},
        "baska is": {"verb": "close"},
    }
    for name, facts in rows.items():
        ReplyTemplate.objects.create(name=name, text="x", **({"verb": "answer"} | facts))
    form = {tab.verb: form for tab, form in page(at_desk, case).context["tabs"]}["answer"]
    assert [row.name for row, _text in form.ready] == ["kendi", "konu", "Ekip gidecek"]


@pytest.mark.django_db
def test_a_foreign_or_forged_reply_fills_nothing(at_desk, case, works):
    foreign = ReplyTemplate.objects.create(name="x", verb="answer", unit=works, text="Yabancı")
    where = page(at_desk, case).request["PATH_INFO"]
    for number in [foreign.pk, "x", "-1", "999999", "%00"]:
        response = at_desk.get(f"{where}?islem=answer&sablon={number}")
        assert response.status_code in {200, 400}
        assert "Yabancı" not in response.content.decode()


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("{{ numara }} {{konu}}", []),
        ("{{ numara }} {{ ad }}", ["ad"]),
        ("{{ numara", ["{{"]),
        ("numara }}", ["}}"]),
        ("{{ case.person.name }}", ["case.person.name"]),
        ("{% load x %}", []),
    ],
)
def test_unknown_variables_are_found(text, wrong):
    assert replies.unknown(text) == wrong


@pytest.mark.django_db
def test_a_day_gone_by_is_not_promised_again(late):
    assert replies.fill("Söz verdiğimiz gün: {{ soz_gunu }}", late) == "Söz verdiğimiz gün: …"


@pytest.mark.django_db
def test_what_is_put_in_is_not_read_again(case):
    case.subject = "{{ kurum }} <b>"
    assert replies.fill("{{ konu }}", case) == "{{ kurum }} <b>"
