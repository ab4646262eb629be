"""Ayşe ticks rows and does one thing to all of them: previewed, counted, never beyond her own rows."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from notices.models import Notice
from tests.makers import make_case, make_category, make_clerk, make_person, make_staff
from wishes import joining, services
from wishes.desk import bulk
from wishes.desk.models import BulkAct
from wishes.models import Case, CaseEvent, Contact
from wishes.workflow import Channel, NotifyBy

pytestmark = pytest.mark.django_db

CLOSING = {"islem": "kapat", "outcome": "done", "text": "Salıncakların hepsini yeniledik."}


def pick(client, verb, cases, **more):
    """What the boxes and a button of the inbox send."""
    pks = [getattr(case, "pk", case) for case in cases]
    return client.post(reverse("desk:bulk"), {"islem": verb, "sec": pks, **more})


def preview(client, verb, cases, **facts):
    """(response, what its form will send with "send")."""
    token = pick(client, verb, cases).context["token"]
    facts = {"islem": verb, "secim": token} | facts
    return client.post(reverse("desk:bulk"), facts), facts


def carry_out(client, verb, cases, **facts):
    """The page after the confirmation."""
    _response, facts = preview(client, verb, cases, **facts)
    return client.post(reverse("desk:bulk"), facts | {"step": "send"}, follow=True)


def close(client, cases, **facts):
    return carry_out(client, "kapat", cases, **({"outcome": "done", "text": CLOSING["text"]} | facts))


def statuses(*cases):
    return [Case.objects.get(pk=case.pk).status for case in cases]


@pytest.fixture
def cases(parks):
    return [make_case(unit=parks) for _each in range(3)]


# -- Assign, move, close --------------------------------------------------------------------
def test_it_works_without_javascript(at_desk, ayse, parks, cases):
    text = at_desk.get(reverse("desk:inbox")).content.decode()
    for case in cases:
        assert f'name="sec" value="{case.pk}" form="desk-bulk"' in text
    response, facts = preview(at_desk, "ata", cases, to=f"{parks.pk}:{ayse.pk}", note="Bu hafta")
    assert "3 başvuruyu ver" in response.content.decode()
    assert not Case.objects.filter(assignee=ayse).exists()  # a preview does nothing
    page = at_desk.post(reverse("desk:bulk"), facts | {"step": "send"}, follow=True)
    assert "3 başvuru verildi." in page.content.decode()
    assert Case.objects.filter(assignee=ayse).count() == 3
    events = CaseEvent.objects.filter(kind="assigned")
    assert {(event.by, event.text) for event in events} == {(ayse, "Bu hafta")}


def test_moving_to_another_unit_needs_who_may_assign(at_desk, sign_in, parks, works, cases):
    assert "Taşı" not in [str(verb.label) for verb in at_desk.get(reverse("desk:inbox")).context["bulk_verbs"]]
    response = pick(at_desk, "tasi", cases)
    assert response.url == reverse("desk:inbox")
    head = sign_in(make_staff("amir", "wishes.work_case", "wishes.assign_case", units=[parks]))
    page = carry_out(head, "tasi", cases, unit=works.pk, note="")
    assert "3 başvuru taşındı." in page.content.decode()
    assert set(Case.objects.values_list("unit", "assignee")) == {(works.pk, None)}


def test_it_refuses_a_taker_out_of_reach(at_desk, mehmet, works, parks, cases):
    for to in [f"{works.pk}:", f"{works.pk}:{mehmet.pk}", f"{parks.pk}:{mehmet.pk}", "x", ""]:
        response, _facts = preview(at_desk, "ata", cases, to=to)
        assert response.status_code == 422
    assert not Case.objects.exclude(assignee=None).exists()


def test_closing_shows_what_citizens_read_and_how_many_are_told(at_desk, parks, cases):
    silent = make_case(unit=parks, notify_by=NotifyBy.NONE)
    mailed = make_case(unit=parks, notify_by=NotifyBy.EMAIL)
    neighbour = make_person(name="Can Deneme", phone="+905550000077", email="")
    joined = make_case(unit=parks, person=neighbour)
    joining.merge(joined, cases[0])
    before = Notice.objects.count()
    response, facts = preview(at_desk, "kapat", [*cases, silent, mailed], outcome="done", text=CLOSING["text"])
    text = response.content.decode()
    for words in ["5 başvuruyu kapat", CLOSING["text"], "Çözdük.", "İletiler 10 dakika bekler"]:
        assert words in text
    assert response.context["told"] == {"sms": 4, "email": 1, "none": 1}
    assert Notice.objects.count() == before
    page = at_desk.post(reverse("desk:bulk"), facts | {"step": "send"}, follow=True)
    assert "5 başvuru kapatıldı." in page.content.decode()
    waiting = Notice.objects.filter(key="case_closed")
    assert waiting.count() == 5
    assert all(notice.next_try_at >= timezone.now() + timedelta(minutes=9) for notice in waiting)


def test_a_text_with_a_phone_needs_a_second_look(at_desk, cases):
    facts = {"outcome": "done", "text": "Arayın: 0555 111 22 33"}
    token = pick(at_desk, "kapat", cases).context["token"]
    facts |= {"islem": "kapat", "secim": token, "step": "send"}
    response = at_desk.post(reverse("desk:bulk"), facts)
    assert response.status_code == 422
    assert "kutuyu işaretleyin" in response.content.decode()
    assert statuses(*cases) == ["received"] * 3
    at_desk.post(reverse("desk:bulk"), facts | {"confirmed": "on"})
    assert statuses(*cases) == ["closed"] * 3


def test_what_was_typed_stays_after_an_error_and_when_going_back(at_desk, cases):
    response, facts = preview(at_desk, "kapat", cases, outcome="", text="Yeniledik.")
    assert response.status_code == 422
    assert "Sonucu seçin." in response.content.decode()
    assert "Yeniledik." in response.content.decode()
    again = at_desk.post(reverse("desk:bulk"), facts | {"outcome": "done", "step": "edit"})
    assert "Yeniledik.</textarea>" in again.content.decode()


# -- Left out -------------------------------------------------------------------------------
def test_a_case_that_changed_since_the_preview_is_left_out_and_named(at_desk, mehmet, cases):
    _response, facts = preview(at_desk, "kapat", cases, outcome="done", text="Yeniledik.")
    services.note(cases[1], "Bir dakika.", by=mehmet)
    page = at_desk.post(reverse("desk:bulk"), facts | {"step": "send"}, follow=True).content.decode()
    assert "2 başvuru kapatıldı." in page
    assert "Atlananlar: 1" in page
    assert cases[1].shown_reference in page
    assert "Bu arada değişti." in page
    assert statuses(*cases) == ["closed", "received", "closed"]


def test_a_case_that_went_to_another_unit_is_only_counted(at_desk, deniz, works, cases):
    _response, facts = preview(at_desk, "kapat", cases, outcome="done", text="Yeniledik.")
    services.assign(cases[1], unit=works, by=deniz)
    page = at_desk.post(reverse("desk:bulk"), facts | {"step": "send"}, follow=True).content.decode()
    assert "2 başvuru kapatıldı." in page
    assert "1 seçim gördüğünüz başvurular arasında değildi." in page
    assert cases[1].shown_reference not in page
    assert statuses(cases[1]) == ["in_progress"]


def test_what_cannot_be_done_is_said_with_its_reason(at_desk, ayse, parks, cases):
    closed, relayed, plain = cases
    services.close(closed, outcome="done", text="Yapıldı.", by=ayse)
    Contact.objects.create(case=relayed, channel=Channel.CIMER, words="Salıncak.")
    claim = make_case(unit=parks)
    Case.objects.filter(pk=claim.pk).update(kind="claim")
    response, facts = preview(at_desk, "kapat", [*cases, claim], outcome="done", text="Yeniledik.")
    reasons = {case.pk: str(reason) for case, reason in response.context["chosen"].left}
    assert reasons == {closed.pk: "status", relayed.pk: "relay", claim.pk: "kind"}
    assert [case.pk for case in response.context["chosen"].going] == [plain.pk]
    at_desk.post(reverse("desk:bulk"), facts | {"step": "send"})
    assert statuses(closed, relayed, plain, claim) == ["closed", "received", "closed", "received"]
    assert not relayed.contacts.exclude(answered_at=None).exists()  # CİMER's clock runs on


def test_who_has_it_already_is_left_out(at_desk, ayse, parks, cases):
    services.assign(cases[0], unit=parks, assignee=ayse, by=ayse)
    response, _facts = preview(at_desk, "ata", cases, to=f"{parks.pk}:{ayse.pk}")
    assert [(case.pk, str(reason)) for case, reason in response.context["chosen"].left] == [(cases[0].pk, "there")]


def test_nothing_left_offers_no_confirmation(at_desk, ayse, cases):
    for case in cases:
        services.close(case, outcome="done", text="Yapıldı.", by=ayse)
    text = pick(at_desk, "kapat", cases).content.decode()
    assert "hiçbirinde bu yapılamaz" in text
    assert 'value="send"' not in text


# -- Never beyond what one may see ----------------------------------------------------------
def test_foreign_rows_in_the_post_are_nothing(at_desk, works, cases):
    foreign = make_case("Çukur var", unit=works, category=make_category("Yol", unit=works))
    response = pick(at_desk, "kapat", [cases[0], foreign, 999_999])
    text = response.content.decode()
    assert response.context["chosen"].unseen == 2
    assert "2 seçim artık gördüğünüz başvurular arasında değil" in text
    assert foreign.shown_reference not in text
    close(at_desk, [cases[0], foreign])
    assert statuses(cases[0], foreign) == ["closed", "received"]


def test_a_forged_or_borrowed_or_old_selection_is_refused(at_desk, sign_in, deniz, ayse, parks, works, cases):
    foreign = make_case("Çukur var", unit=works, category=make_category("Yol", unit=works))
    hers = pick(sign_in(deniz), "kapat", [foreign, *cases]).context["token"]
    own = pick(at_desk, "kapat", cases).context["token"]
    made = signing.dumps(["x", [[foreign.pk, foreign.version]], 0], salt=f"desk.bulk:{ayse.pk}", key="other")
    for token in [hers, own[:-2], made, "", "x" * 5000]:
        response = at_desk.post(reverse("desk:bulk"), CLOSING | {"secim": token, "step": "send"}, follow=True)
        assert "Başvuruları yeniden seçin." in response.content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        at_desk.force_login(ayse, "django.contrib.auth.backends.ModelBackend")
        at_desk.post(reverse("desk:bulk"), CLOSING | {"secim": own, "step": "send"})
    assert set(statuses(foreign, *cases)) == {"received"}
    assert not BulkAct.objects.exists()


def test_two_hundred_and_one_are_too_many(at_desk, cases):
    response = at_desk.post(reverse("desk:bulk"), {"islem": "kapat", "sec": range(1, 202), "liste": "gorunum=masam"})
    assert response.url == f"{reverse('desk:inbox')}?gorunum=masam"
    page = at_desk.get(response.url).content.decode()
    assert "En çok 200" not in page
    assert "en çok 200 başvuru seçebilirsiniz. Seçtiğiniz: 201." in page


@pytest.mark.parametrize("sec", [[], ["x"], ["-1"], ["1" * 40], ["٣"], ["1.5"], [""]])
def test_it_refuses_a_selection_that_is_none(at_desk, case, sec):
    response = at_desk.post(reverse("desk:bulk"), {"islem": "kapat", "sec": sec}, follow=True)
    assert "Önce en az bir başvuru seçin." in response.content.decode()


@pytest.mark.parametrize("here", ["https://example.com/", "//example.com", "gorunum=masam&x=%0d%0aSet-Cookie:a=b"])
def test_the_way_back_leads_nowhere_else(at_desk, case, here):
    response = at_desk.post(reverse("desk:bulk"), {"islem": "kapat", "liste": here})
    assert response.url.startswith(f"{reverse('desk:inbox')}?")
    assert "\n" not in response.url


def test_the_whole_list_as_it_is_narrowed(at_desk, parks, works, cases, monkeypatch):
    make_case("Çukur var", unit=works, category=make_category("Yol", unit=works))
    phoned = [make_case(unit=parks, channel=Channel.PHONE) for _each in range(3)]
    token = at_desk.post(reverse("desk:bulk"), {"islem": "kapat", "hepsi": "on", "liste": "kanal=phone"})
    assert {case.pk for case in token.context["chosen"].going} == {case.pk for case in phoned}
    monkeypatch.setattr(bulk, "MOST", 2)
    some = at_desk.post(reverse("desk:bulk"), {"islem": "kapat", "hepsi": "on", "liste": ""})
    assert len(some.context["chosen"].going) == 2


def test_another_clerk_sees_nothing_of_my_act(at_desk, sign_in, parks, cases):
    close(at_desk, cases)
    act = BulkAct.objects.get()
    fatma = sign_in(make_clerk("fatma", parks))
    assert fatma.get(reverse("desk:bulk_done", args=[act.pk])).status_code == 404
    assert fatma.post(reverse("desk:bulk_undo", args=[act.pk])).status_code == 404
    assert statuses(*cases) == ["closed"] * 3


# -- Twice ----------------------------------------------------------------------------------
def test_the_same_confirmation_twice_is_one_act(at_desk, cases):
    _response, facts = preview(at_desk, "kapat", cases, outcome="done", text="Yeniledik.")
    first, second = (at_desk.post(reverse("desk:bulk"), facts | {"step": "send"}) for _press in range(2))
    assert first.url == second.url
    assert CaseEvent.objects.filter(kind="closed").count() == 3
    assert BulkAct.objects.count() == 1


def test_two_hundred_cases_cost_one_preview(at_desk, parks, cases, django_assert_max_num_queries):
    pick(at_desk, "kapat", cases)
    with django_assert_max_num_queries(30):
        pick(at_desk, "kapat", cases)
    more = [make_case(unit=parks) for _each in range(9)]
    with django_assert_max_num_queries(30):
        pick(at_desk, "kapat", cases + more)
