"""Two cases that are one matter: merged, taken back, split; answers entered in CİMER by hand; another topic."""

import pytest
from django.urls import reverse

from lib import reference
from notices.models import Notice
from tests.makers import make_case, make_category, make_person, make_staff
from wishes import joining, services
from wishes.models import Case, CaseEvent
from wishes.workflow import Status

from .test_case_page import do, page, screen, send, timeline_of

pytestmark = pytest.mark.django_db

HASAN = {"name": "Hasan Deneme", "phone": "+905550000034", "email": "hasan@ornek.example"}


@pytest.fixture
def head(parks):
    return make_staff("amir", "wishes.work_case", "wishes.assign_case", "wishes.merge_case", units=[parks])


@pytest.fixture
def at_heads(sign_in, head):
    return sign_in(head)


@pytest.fixture
def second(parks, case):
    """Another citizen about the same swing."""
    return make_case("Salıncak zinciri kopuk, çocuk düştü.", unit=parks, person=make_person(**HASAN))


def merge(client, case, other, *, version=None, **more):
    data = {"other": other.shown_reference, "goes_on": "there", "version": version or case.version} | more
    return client.post(reverse("desk:merge", args=[case.pk]), data)


def confirm(client, case, other, **more):
    other.refresh_from_db()
    return merge(client, case, other, step="send", other_version=other.version, **more)


def messages_of(client, case):
    return [str(message) for message in page(client, case).context["messages"]]


# -- Merging --------------------------------------------------------------------------------
def test_merging_is_shown_first_and_then_done(at_heads, case, second):
    shown = merge(at_heads, second, case).content.decode()
    assert case.shown_reference in shown and second.shown_reference in shown
    assert "Katılan başvurunun sahibine: SMS" in shown
    assert timeline_of(second) == ["received"], "a preview changes nothing"
    assert not Notice.objects.filter(key="case_merged").exists()
    response = confirm(at_heads, second, case)
    assert response.url == reverse("desk:case", args=[case.pk])
    second.refresh_from_db()
    assert (second.merged_into, second.status) == (case, Status.CLOSED)
    assert Notice.objects.filter(key="case_merged", person=second.person).count() == 1
    text = page(at_heads, case).content.decode()
    assert second.shown_reference in text and "çocuk düştü" in text
    gone = page(at_heads, second).content.decode()
    assert "başka bir başvuruyla birleştirildi" in gone and reverse("desk:case", args=[case.pk]) in gone


def test_the_other_may_go_on_under_this_number(at_heads, case, second):
    confirm(at_heads, case, second, goes_on="here")
    second.refresh_from_db()
    assert second.merged_into == case


def test_alike_ones_are_offered(at_heads, case, second):
    text = page(at_heads, case).content.decode()
    assert f"{reverse('desk:merge', args=[case.pk])}?no={second.url_reference}" in text
    form = at_heads.get(f"{reverse('desk:merge', args=[case.pk])}?no={second.url_reference}").context["form"]
    assert form["other"].value() == second.url_reference


def test_it_is_taken_back_exactly(at_heads, case, second):
    confirm(at_heads, second, case)
    response = at_heads.post(reverse("desk:unmerge", args=[second.pk]), follow=True)
    assert "Birleştirme geri alındı." in response.content.decode()
    second.refresh_from_db()
    assert (second.merged_into, second.status) == (None, Status.RECEIVED)
    assert second.contacts.count() == case.contacts.count() == 1
    assert "unmerged" in timeline_of(case)


def test_it_refuses_to_take_back_what_was_answered_or_taken_back(at_heads, head, case, second):
    confirm(at_heads, second, case)
    case.refresh_from_db()
    services.close(case, outcome="done", text="Yapıldı.", by=head)
    where = reverse("desk:unmerge", args=[second.pk])
    assert "yanıt verilmiş" in at_heads.post(where, follow=True).content.decode()
    assert (
        "daha önce geri alınmış" in at_heads.post(reverse("desk:unmerge", args=[case.pk]), follow=True).content.decode()
    )


def test_it_refuses_numbers_one_may_not_see(at_heads, works, case):
    foreign = make_case(unit=works, category=make_category("Yol", unit=works))
    for other, words in [
        (foreign.shown_reference, "Bu numarayla bir başvuru bulamadık."),
        (f"İZM-{reference.make()}", "Bu numarayla bir başvuru bulamadık."),
        (case.shown_reference, "baktığınız başvurunun numarası"),
        ("bir numara", "İZM-ABCD-2345 gibi yazın"),
        ("", "numarasını yazın ya da listeden seçin"),
    ]:
        response = at_heads.post(
            reverse("desk:merge", args=[case.pk]), {"other": other, "goes_on": "there", "version": case.version}
        )
        assert response.status_code == 422
        assert words in response.content.decode()
    assert foreign.shown_reference not in page(at_heads, case).content.decode()


def test_a_foreign_target_of_a_merge_is_named_but_not_opened(at_heads, sign_in, deniz, works, case):
    foreign = make_case(category=make_category("Yol", unit=works))
    joining.merge(case, foreign, by=deniz)
    text = page(at_heads, case).content.decode()
    assert foreign.shown_reference in text
    assert reverse("desk:case", args=[foreign.pk]) not in text
    assert at_heads.post(reverse("desk:unmerge", args=[case.pk])).status_code == 404


def test_it_refuses_a_clerk_without_the_permission(at_desk, case, second):
    for name in ["merge", "split", "unmerge"]:
        assert at_desk.post(reverse(f"desk:{name}", args=[case.pk])).status_code == 302
    assert "Birleştir</a>" not in page(at_desk, case).content.decode()
    second.refresh_from_db()
    assert second.merged_into is None


def test_a_stale_merge_is_refused_with_what_changed(at_heads, ayse, case, second):
    seen = second.version
    services.note(second, "Bunu ayrı tutalım.", by=ayse)
    response = merge(at_heads, second, case, version=seen)
    assert response.status_code == 409
    assert "siz bakarken değişti" in response.content.decode()
    assert "Bunu ayrı tutalım." in response.content.decode()
    fresh = response.context["form"]["version"].value()
    services.note(case, "Ben de bir şey yazdım.", by=ayse)  # the other one changed after the preview
    late = merge(at_heads, second, case, version=fresh, step="send", other_version=1)
    assert late.status_code == 409
    assert Case.objects.filter(merged_into=case).count() == 0


def test_merged_twice_is_merged_once(at_heads, case, second):
    seen, there = second.version, case.version
    assert confirm(at_heads, second, case).status_code == 302
    again = merge(at_heads, second, case, version=seen, step="send", other_version=there)
    assert again.status_code == 409
    assert case.takings.count() == 1


# -- Splitting ------------------------------------------------------------------------------
@pytest.fixture
def lamp(case, head):
    return joining.contact(case, channel="phone", words="Bir de lamba yanmıyor.", person=case.person, by=head)


def split(client, case, **data):
    case.refresh_from_db()
    return client.post(reverse("desk:split", args=[case.pk]), {"version": case.version, "subject": "Lamba"} | data)


def test_a_contact_about_something_else_gets_its_own_case(at_heads, case, lamp):
    assert "Bir de lamba" in at_heads.get(reverse("desk:split", args=[case.pk])).content.decode()
    response = split(at_heads, case, contacts=[lamp.pk])
    new = Case.objects.get(subject="Lamba")
    assert response.url == reverse("desk:case", args=[new.pk])
    assert list(new.contacts.all()) == [lamp]
    assert f"Yeni başvuru: {new.shown_reference}" in page(at_heads, case).content.decode()


def test_it_refuses_to_split_everything_nothing_or_strangers(at_heads, parks, case, lamp):
    foreign = make_case(unit=parks).contacts.get()
    everything = [contact.pk for contact in case.contacts.all()]
    for chosen, words in [
        (everything, "Bütün temaslar ayrılamaz"),
        ([], "Ayrılacak temasları seçin."),
        ([foreign.pk], "Bu başvurunun temaslarından seçin."),
        (["x"], "temas"),
    ]:
        response = split(at_heads, case, contacts=chosen)
        assert response.status_code == 422
        assert words in response.content.decode()
    assert "Yeni başvurunun konusunu yazın." in split(at_heads, case, contacts=[lamp.pk], subject=" ").content.decode()
    assert not Case.objects.filter(subject="Lamba").exists()


def test_a_stale_split_is_refused_and_a_merged_contact_is_not_split(at_heads, ayse, case, second, lamp):
    stale = split(at_heads, case, contacts=[lamp.pk], version=1)
    assert stale.status_code == 409
    case.refresh_from_db()
    joining.merge(second, case, by=ayse)
    moved = Case.objects.get(pk=case.pk).contacts.exclude(pk=lamp.pk).latest("pk")
    refused = split(at_heads, case, contacts=[moved.pk])
    assert refused.status_code == 409
    assert "birleştirmeyi geri alın" in refused.content.decode()


# -- Answers entered elsewhere --------------------------------------------------------------
@pytest.fixture
def cimer(case, ayse):
    return joining.contact(case, channel="cimer", words="Aynı salıncak.", external_number="2601234567", by=ayse)


def discharge(client, case, contact):
    case.refresh_from_db()
    data = {"contact": contact.pk, "version": case.version}
    return client.post(reverse("desk:discharge", args=[case.pk]), data, follow=True)


def test_a_case_with_a_cimer_contact_closes_when_its_answer_is_entered(at_desk, case, cimer):
    assert "CİMER no 2601234567" in page(at_desk, case).content.decode()
    response = send(at_desk, case, "close", outcome="done", text="Zincir yenilendi.")
    assert response.status_code == 302
    case.refresh_from_db()
    assert (case.is_open, case.decided) == (True, "done")
    shown = page(at_desk, case)
    text = shown.content.decode()
    assert "Yanıtı girilecek kayıtlar" in text and "Başvuru sonuçlandı." not in text
    assert "close" not in [tab.verb for tab, _form in shown.context["tabs"]]
    assert send(at_desk, case, "close", outcome="done", text="Yine.").status_code == 409
    assert text.count("<form") == text.count("csrfmiddlewaretoken") >= 5, "each form works outside of tests, too"
    text = discharge(at_desk, case, cimer).content.decode()
    assert "Bütün yanıtlar girildi, başvuru sonuçlandı." in text
    case.refresh_from_db()
    assert (case.status, case.outcome) == (Status.CLOSED, "done")


def test_entered_at_once_it_closes_at_once(at_desk, case, cimer):
    assert send(at_desk, case, "close", outcome="done", text="Yapıldı.", relayed=[cimer.pk]).status_code == 302
    case.refresh_from_db()
    assert case.status == Status.CLOSED


def test_it_refuses_to_enter_twice_a_foreign_one_or_too_early(at_desk, parks, case, cimer):
    assert "henüz sonuçlanmamış" in discharge(at_desk, case, cimer).content.decode()
    foreign = make_case(unit=parks).contacts.get()
    for contact in [foreign.pk, "x", "", "9" * 30, "9" * 5000]:
        where = reverse("desk:discharge", args=[case.pk])
        assert at_desk.post(where, {"contact": contact, "version": case.version}).status_code == 404
    assert send(at_desk, case, "close", outcome="done", text="x", relayed=[foreign.pk]).status_code == 422
    send(at_desk, case, "close", outcome="done", text="Yapıldı.")
    discharge(at_desk, case, cimer)
    assert "daha önce girilmiş" in discharge(at_desk, case, cimer).content.decode()
    assert case.events.filter(kind="closed").count() == 1


def test_a_stale_entry_is_told(at_desk, ayse, case, cimer):
    send(at_desk, case, "close", outcome="done", text="Yapıldı.")
    case.refresh_from_db()
    old = {"contact": cimer.pk, "version": case.version}
    services.note(case, "Girdim mi, bakıyorum.", by=ayse)
    response = at_desk.post(reverse("desk:discharge", args=[case.pk]), old, follow=True)
    assert "siz bakarken değişti" in response.content.decode()
    assert Case.objects.get(pk=case.pk).is_open


# -- Topic and way --------------------------------------------------------------------------
@pytest.fixture
def road(works):
    return make_category("Yol ve kaldırım", unit=works, promise_days=9)


def test_another_topic_goes_to_its_unit_and_keeps_the_promise(at_heads, works, case, road):
    promised = case.promised_on
    response = do(at_heads, case, "retopic", topic=road.slug, reroute="on", note="Kaldırım işi.")
    assert response.url == reverse("desk:inbox")  # it is the other unit's now
    case = Case.objects.get(pk=case.pk)
    assert (case.topic, case.subject, case.unit, case.complaint.category) == (road.slug, road.name, works, road)
    assert (case.promised_on, case.promise_days) == (promised, 9)
    event = case.events.get(kind=CaseEvent.Kind.RETOPICED)
    assert (event.text, event.is_public) == ("Kaldırım işi.", False)


def test_a_clerk_who_may_not_give_away_changes_the_topic_only(at_desk, parks, case, road):
    assert do(at_desk, case, "retopic", topic=road.slug, reroute="on").status_code == 302
    case.refresh_from_db()
    assert (case.topic, case.unit) == (road.slug, parks)
    assert "Yeni konu: Yol ve kaldırım" in page(at_desk, case).content.decode()


def test_it_refuses_the_same_an_old_or_an_unknown_topic(at_desk, ayse, case, road):
    road.is_active = False
    road.save()
    for slug in [road.slug, case.topic, "yok", ""]:
        assert do(at_desk, case, "retopic", topic=slug).status_code == 422
    services.close(case, outcome="done", text="Yapıldı.", by=ayse)
    assert do(at_desk, case, "retopic", topic="").status_code == 422


def test_a_stale_change_of_topic_is_refused(at_desk, ayse, case, road):
    both_saw = screen(case)
    services.note(case, "Araya giren not", by=ayse)
    response = at_desk.post(reverse("desk:retopic", args=[case.pk]), both_saw | {"topic": road.slug, "note": "Yol"})
    assert response.status_code == 409
    assert "Araya giren not" in response.content.decode()


def test_the_citizen_may_ask_for_another_way(at_desk, case):
    assert do(at_desk, case, "notify", notify_by="email").status_code == 302
    case.refresh_from_db()
    assert case.notify_by == "email"
    assert "Haber yolu değişti: E-posta" in page(at_desk, case).content.decode()


def test_it_refuses_a_way_without_an_address_or_a_person(at_desk, parks):
    case = make_case(unit=parks, person=make_person(email=""))
    response = do(at_desk, case, "notify", notify_by="email")
    assert response.status_code == 422
    assert "e-posta adresi kayıtlı değil" in response.content.decode()
    nobody = make_case(unit=parks)
    Case.objects.filter(pk=nobody.pk).update(person=None)
    assert do(at_desk, nobody, "notify", notify_by="none").status_code == 409


# -- Beside it ------------------------------------------------------------------------------
def test_the_same_persons_cases_stand_beside_it_within_what_one_may_see(at_desk, parks, works, case, second):
    mine = make_case("Bank kırık", unit=parks, person=make_person(email=""))  # another card, the same telephone
    hidden = make_case("Çukur", unit=works, category=make_category("Yol", unit=works))
    beside = page(at_desk, case).context["beside"]
    assert mine in beside.person and hidden not in beside.person and second not in beside.person
    assert second in [row for row, _why in beside.alike] or second in beside.place
    assert hidden not in [row for row, _why in beside.alike]
