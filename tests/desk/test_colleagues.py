"""Colleagues at one case: who else has it open, and who is named in a note."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notices.models import Notice
from notices.rendering import render
from tests.makers import make_clerk
from wishes import services
from wishes.desk import presence
from wishes.desk.mentions import names_in
from wishes.desk.models import Mention, Presence

from .test_case_page import do, page, screen

pytestmark = pytest.mark.django_db


@pytest.fixture
def fatma(parks):
    return make_clerk("fatma", parks, first_name="Fatma", last_name="Er")


def sign(client, case, **data):
    return client.post(reverse("desk:here", args=[case.pk]), data)


# -- Who has it open ------------------------------------------------------------------------
def test_a_colleague_is_seen(at_desk, sign_in, fatma, case):
    hers = sign_in(fatma)
    page(hers, case)
    text = page(at_desk, case).content.decode()
    assert "Fatma Er bu başvuruya bakıyor." in text
    assert "Açtığı saat" in text
    assert "Ayşe Kaya bu başvuruya bakıyor" not in text  # nobody is told of herself
    assert "Ayşe Kaya bu başvuruya bakıyor" in sign(hers, case).content.decode()


def test_a_colleague_who_writes_is_seen_to_write_until_it_is_done(at_desk, sign_in, fatma, case):
    hers = sign_in(fatma)
    sign(hers, case, writing="1")
    assert "Fatma Er bu başvuruda yazıyor." in page(at_desk, case).content.decode()
    assert do(hers, case, "note", text="Baktım.").status_code == 302
    assert "bu başvuruda yazıyor" not in page(at_desk, case).content.decode()


def test_the_sign_goes_when_the_page_closes_and_by_itself(at_desk, sign_in, fatma, ayse, case):
    hers = sign_in(fatma)
    sign(hers, case)
    assert sign(hers, case, gone="1").status_code == 204
    assert presence.others(case, ayse) == []
    page(hers, case)
    Presence.objects.update(
        opened_at=timezone.now() - timedelta(hours=1), seen_at=timezone.now() - timedelta(minutes=3)
    )
    assert presence.others(case, ayse) == []
    page(hers, case)  # opened anew
    assert presence.others(case, ayse)[0].opened_at > timezone.now() - timedelta(minutes=1)


def test_old_signs_are_swept_away(fatma, ayse, case):
    presence.here(case, ayse)
    presence.here(case, fatma)
    Presence.objects.filter(user=fatma).update(seen_at=timezone.now() - timedelta(minutes=5))
    assert presence.purge() == 1
    assert Presence.objects.get().user == ayse


def test_the_sign_tells_that_the_case_changed(at_desk, fatma, case):
    shown = screen(case)["version"]
    assert "siz açtıktan sonra değişti" not in sign(at_desk, case, version=shown).content.decode()
    services.note(case, "Ekip yolda.", by=fatma)
    answer = sign(at_desk, case, version=shown).content.decode()
    assert "siz açtıktan sonra değişti" in answer
    assert "Ekip yolda." not in answer


def test_it_refuses_a_sign_at_a_foreign_case(sign_in, mehmet, case):
    client = sign_in(mehmet)
    assert sign(client, case).status_code == 404
    assert client.get(reverse("desk:here", args=[case.pk])).status_code == 405
    assert not Presence.objects.exists()


# -- Named in a note ------------------------------------------------------------------------
def told(response):
    return [str(message) for message in response.context["messages"]]


def note(client, case, text):
    return client.post(reverse("desk:note", args=[case.pk]), screen(case) | {"text": text}, follow=True)


def test_a_colleague_is_told_without_a_word_of_the_note(at_desk, fatma, case):
    response = note(at_desk, case, "@fatma zincir için teklif aldın mı? Zeynep Hanım yarın arayacak.")
    assert told(response) == ["İç not kaydedildi.", "Haber verilen: Fatma Er"]
    mention = Mention.objects.get()
    assert (mention.user, mention.event.kind, mention.seen_at) == (fatma, "noted", None)
    notice = Notice.objects.get(key="staff_mention")
    assert (notice.to, notice.person, notice.transport) == (fatma.email, None, "email")
    subject, body = render(notice)
    assert case.shown_reference in subject
    assert reverse("desk:case", args=[case.pk]) in body
    for word in ["zincir", "teklif", "Zeynep", "Ayşe"]:
        assert word not in subject + body


def test_opening_the_case_marks_it_seen(at_desk, sign_in, fatma, case):
    note(at_desk, case, "@fatma bakar mısın?")
    page(at_desk, case)
    assert Mention.objects.get().seen_at is None
    page(sign_in(fatma), case)
    assert Mention.objects.get().seen_at is not None


def test_who_may_not_see_the_case_is_not_told_and_the_note_stays(at_desk, mehmet, case):
    response = note(at_desk, case, "@mehmet bu sizin mi? @kimse @kimse")
    assert told(response) == [
        "İç not kaydedildi.",
        "Bu başvuruyu göremediği için haber verilmeyen: Mehmet Demir",
        "Bu adla bir çalışan bulamadık: @kimse",
    ]
    assert case.events.filter(kind="noted").count() == 1
    assert not Mention.objects.exists()
    assert not Notice.objects.filter(key="staff_mention").exists()


def test_those_who_left_and_oneself_are_not_told(at_desk, ayse, fatma, case):
    fatma.is_active = False
    fatma.save()
    note(at_desk, case, "@fatma @ayse")
    assert not Mention.objects.exists()


def test_a_refused_note_tells_nobody(at_desk, sign_in, fatma, case):
    both_saw = screen(case)
    services.note(case, "Daha önce", by=fatma)
    response = at_desk.post(reverse("desk:note", args=[case.pk]), both_saw | {"text": "@fatma merhaba"})
    assert response.status_code == 409
    assert not Mention.objects.exists()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@fatma, bakar mısın?", ["fatma"]),
        ("(@fatma.er) ve @fatma.er.", ["fatma.er"]),
        ("zeynep@ornek.example yazdı", []),
        ("@@fatma @ fatma @", []),
        (" ".join(f"@k{number}" for number in range(30)), [f"k{number}" for number in range(10)]),
    ],
)
def test_names_in_a_text(text, names):
    assert names_in(text) == names
