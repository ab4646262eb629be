"""One matter, many contacts: joining, taking it back exactly, splitting; five doors, one answer."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notices.models import Notice
from tests import makers
from wishes import joining, reservations, services
from wishes.models import Case, CaseEvent, ClockPolicy, Contact, Reservation
from wishes.workflow import Channel, NotifyBy, Outcome, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def deniz(db):
    return makers.make_directorate()


def clocks():
    makers.make_clocks()
    for key, days, counting in [("acik-kapi", 7, "calendar"), ("cimer", 30, "calendar")]:
        ClockPolicy.objects.get_or_create(
            key=key,
            valid_from=date(2003, 1, 1),
            defaults={"name": key, "days": days, "counting": counting, "source": "deneme"},
        )


def somebody(number):
    return makers.make_person(
        name=f"Deneme Kişi{number}", phone=f"+9055500001{number:02}", email=f"kisi{number}@ornek.example"
    )


def two_cases():
    first = makers.make_case(person=somebody(1))
    second = makers.make_case("Parktaki salıncak koptu.", person=somebody(2), notify_by=NotifyBy.EMAIL)
    return first, second


def everything(*cases):
    """All columns of cases and contacts, but those that only say that something happened."""
    rows = list(Case.objects.filter(pk__in=[case.pk for case in cases]).order_by("pk").values())
    for row in rows:
        row.pop("version")
        row.pop("updated_at")
    contacts = Contact.objects.filter(case__in=cases).order_by("pk")
    return rows, list(contacts.values())


def test_one_fault_through_five_doors_is_one_case_with_five_clocks_and_one_answer(deniz):
    clocks()
    web = makers.make_case(person=somebody(1))
    phone = makers.make_case("Salıncak kopmuş.", person=somebody(2), channel=Channel.PHONE, by=deniz)
    joining.merge(phone, web, by=deniz)
    joining.contact(web, channel=Channel.DESK, words="Geldim, hâlâ kopuk.", person=web.person, by=deniz)
    joining.contact(web, channel=Channel.WHATSAPP, words="Fotoğraf attım.", by=deniz)
    cimer = joining.contact(
        web, channel=Channel.CIMER, words="CİMER'e yazmıştım.", external_number="2600123456", clock="cimer", by=deniz
    )
    assert Case.objects.matters().count() == 1
    assert Case.objects.open().count() == 1
    assert sorted(web.contacts.values_list("channel", flat=True)) == ["cimer", "desk", "phone", "web", "whatsapp"]
    assert all(contact.due_on and contact.started_on for contact in web.contacts.all())
    Notice.objects.all().delete()

    services.close(web, outcome=Outcome.DONE, text="Zinciri değiştirdik.", by=deniz, relayed=[])
    web.refresh_from_db()
    assert (web.status, web.decided) == (Status.IN_PROGRESS, Outcome.DONE), "CİMER has not got our answer yet"
    assert list(web.contacts.running()) == [cimer]
    assert web.due_on == cimer.due_on
    assert sorted(Notice.objects.values_list("about", flat=True)) == sorted([web.reference, phone.reference])

    services.discharge(web, cimer, by=deniz)
    web.refresh_from_db()
    assert (web.status, web.outcome, web.decided) == (Status.CLOSED, Outcome.DONE, "")
    assert not web.contacts.running().exists()
    ways = dict(web.contacts.values_list("channel", "answered_by_way"))
    assert ways == {"web": "notice", "phone": "notice", "desk": "notice", "whatsapp": "page", "cimer": "relay"}
    assert web.kept_promise is True and web.days_taken == 0


def test_an_answer_already_entered_closes_at_once(deniz):
    clocks()
    case = makers.make_case()
    cimer = joining.contact(case, channel=Channel.CIMER, words="Aynı konu", clock="cimer", by=deniz)
    services.close(case, outcome=Outcome.DONE, text="Yaptık.", by=deniz, relayed=[cimer.pk])
    case.refresh_from_db()
    assert case.status == Status.CLOSED and not case.contacts.running().exists()


def test_it_refuses_to_enter_an_answer_that_was_not_given(deniz):
    clocks()
    case = makers.make_case()
    cimer = joining.contact(case, channel=Channel.CIMER, words="Aynı konu", clock="cimer", by=deniz)
    with pytest.raises(services.MoveRefused):
        services.discharge(case, cimer, by=deniz)
    services.close(case, outcome=Outcome.DONE, text="Yaptık.", by=deniz, relayed=[])
    with pytest.raises(services.MoveRefused):
        services.discharge(case, case.contacts.first(), by=deniz)
    services.discharge(case, cimer, by=deniz)
    with pytest.raises(services.MoveRefused):
        services.discharge(case, cimer, by=deniz)


def test_the_earliest_clock_is_the_legal_day_of_the_case(deniz):
    clocks()
    case = makers.make_case()
    petition = case.due_on
    referral = joining.contact(case, channel=Channel.ACIK_KAPI, words="Kaymakamlıktan", clock="acik-kapi", by=deniz)
    case.refresh_from_db()
    assert case.due_on == referral.due_on < petition


def test_merging_keeps_the_earlier_promise_and_the_danger(deniz):
    first, second = two_cases()
    Case.objects.filter(pk=second.pk).update(is_urgent=True, promised_on=first.promised_on - timedelta(days=2))
    joining.merge(second, first, by=deniz)
    first.refresh_from_db()
    assert first.is_urgent and first.promised_on == Case.objects.get(pk=second.pk).promised_on
    second.refresh_from_db()
    assert (second.status, second.outcome, second.merged_into) == (Status.CLOSED, Outcome.DUPLICATE, first)
    assert second.contacts.count() == 0 and first.contacts.count() == 2


def test_everybody_merged_is_told_in_the_own_way_with_the_own_number(deniz):
    first, second = two_cases()
    joining.merge(second, first, by=deniz)
    Notice.objects.all().delete()
    services.promise(first, promised_on=timezone.localdate() + timedelta(days=9), text="Parça bekliyoruz.", by=deniz)
    told = {notice.about: (notice.transport, notice.person) for notice in Notice.objects.all()}
    assert told == {first.reference: ("sms", first.person), second.reference: ("email", second.person)}
    links = {notice.about: notice.context for notice in Notice.objects.all()}
    assert first.shown_reference not in links[second.reference]
    services.ask(first, "Hangi salıncak?", by=deniz)
    assert list(Notice.objects.filter(key="case_asked").values_list("about", flat=True)) == [first.reference]


def test_what_the_merged_citizen_writes_reaches_the_open_case(deniz):
    first, second = two_cases()
    joining.merge(second, first, by=deniz)
    second.refresh_from_db()
    services.ask(first, "Hangi salıncak?", by=deniz)
    event = services.write(second, "Yeşil olan.")
    assert event.case == first and event.data == {"through": second.pk}
    first.refresh_from_db()
    assert first.status == Status.WAITING, "the question was not theirs"
    assert first.is_citizen_last
    services.close(first, outcome=Outcome.DONE, text="Yaptık.", by=deniz)
    second.refresh_from_db()
    services.reopen(second, text="Yine koptu.")
    first.refresh_from_db()
    assert first.status == Status.IN_PROGRESS and first.reopened_count == 1
    assert first.contacts.running().get().person == second.person


#: what may happen to either case before they are merged
DEEDS = {
    "assign": lambda case, by: services.assign(case, unit=case.unit, assignee=by, by=by),
    "ask": lambda case, by: services.ask(case, "Hangi salıncak?", by=by),
    "write": lambda case, by: services.write(case, "Bir de bank kırık."),
    "note": lambda case, by: services.note(case, "Arandı.", by=by),
    "contact": lambda case, by: joining.contact(case, channel=Channel.PHONE, words="Yine aradı.", by=by),
    "transfer": lambda case, by: services.transfer(case, authority="SEDAŞ", text="Onların direği.", by=by),
    "child": lambda case, by: joining.merge(makers.make_case("Salıncak", person=somebody(9)), case, by=by),
    "urgent": lambda case, by: Case.objects.filter(pk=case.pk).update(is_urgent=True),
}


def do(deeds, case, by):
    for deed in deeds:
        case.refresh_from_db()
        if deed == "ask" and case.status == Status.TRANSFERRED:
            continue
        if deed == "transfer" and case.status == Status.TRANSFERRED:
            continue
        DEEDS[deed](case, by)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(DEEDS)), max_size=4), st.lists(st.sampled_from(sorted(DEEDS)), max_size=4))
def test_a_merge_is_taken_back_exactly(deniz, of_first, of_second):
    clocks()
    first, second = two_cases()
    do(of_first, first, deniz)
    do(of_second, second, deniz)
    before = everything(first, second)
    merge = joining.merge(second, first, by=deniz)
    joining.unmerge(merge, by=deniz)
    assert everything(first, second) == before


def test_what_was_written_through_the_own_number_goes_back_with_it(deniz):
    first, second = two_cases()
    merge = joining.merge(second, first, by=deniz)
    second.refresh_from_db()
    services.write(second, "Yeşil olan.")
    joining.unmerge(merge, by=deniz)
    assert CaseEvent.objects.get(text="Yeşil olan.").case == second


def test_a_promise_made_meanwhile_stays_after_taking_back(deniz):
    first, second = two_cases()
    Case.objects.filter(pk=second.pk).update(promised_on=first.promised_on - timedelta(days=2))
    merge = joining.merge(second, first, by=deniz)
    new_day = timezone.localdate() + timedelta(days=12)
    services.promise(first, promised_on=new_day, text="Parça bekliyoruz.", by=deniz)
    joining.unmerge(merge, by=deniz)
    assert Case.objects.get(pk=first.pk).promised_on == new_day


def test_it_refuses_to_take_back_what_was_answered_or_taken_back_already(deniz):
    first, second = two_cases()
    merge = joining.merge(second, first, by=deniz)
    services.close(first, outcome=Outcome.DONE, text="Yaptık.", by=deniz)
    with pytest.raises(joining.CannotUndo) as refusal:
        joining.unmerge(merge, by=deniz)
    assert refusal.value.reason == "answered"
    third = makers.make_case(person=somebody(3))
    fourth = makers.make_case(person=somebody(4))
    merge = joining.merge(fourth, third, by=deniz)
    joining.unmerge(merge, by=deniz)
    with pytest.raises(joining.CannotUndo) as refusal:
        joining.unmerge(merge, by=deniz)
    assert refusal.value.reason == "undone"


def test_a_merge_into_what_was_merged_further_waits_for_the_later_one(deniz):
    first, second = two_cases()
    third = makers.make_case(person=somebody(3))
    inner = joining.merge(second, first, by=deniz)
    outer = joining.merge(first, third, by=deniz)
    second.refresh_from_db()
    assert second.merged_into == third
    with pytest.raises(joining.CannotUndo) as refusal:
        joining.unmerge(inner, by=deniz)
    assert refusal.value.reason == "moved"
    joining.unmerge(outer, by=deniz)
    joining.unmerge(inner, by=deniz)
    assert Case.objects.matters().count() == 3


def test_it_refuses_to_merge_with_itself_with_another_kind_or_twice(deniz):
    first, second = two_cases()
    with pytest.raises(joining.CannotMerge):
        joining.merge(first, first, by=deniz)
    wish = services.receive(kind="wish", subject="Bisiklet", words="Bisiklet isterim").case
    with pytest.raises(joining.CannotMerge):
        joining.merge(wish, first, by=deniz)
    joining.merge(second, first, by=deniz)
    with pytest.raises(joining.CannotMerge):
        joining.merge(second, makers.make_case(person=somebody(3)), by=deniz)
    services.close(first, outcome=Outcome.DONE, text="Yaptık.", by=deniz)
    with pytest.raises(services.MoveRefused):
        joining.merge(makers.make_case(person=somebody(4)), first, by=deniz)


def test_it_refuses_a_merge_of_a_case_that_changed(deniz):
    first, second = two_cases()
    services.note(second, "Arandı.", by=deniz)
    with pytest.raises(services.Stale):
        joining.merge(second, first, by=deniz, version=1)
    assert Contact.objects.filter(case=second).exists()


def test_splitting_gives_the_other_matter_a_number_of_its_own(deniz):
    case = makers.make_case()
    other = joining.contact(case, channel=Channel.PHONE, words="Bir de sokak lambası.", person=somebody(2), by=deniz)
    new = joining.split(case, [other], subject="Sokak lambası", by=deniz)
    assert new.reference != case.reference
    assert list(new.contacts.all()) == [other] and case.contacts.count() == 1
    assert (new.unit, new.due_on, new.channel) == (case.unit, other.due_on, "phone")
    assert new.complaint.category == case.complaint.category
    assert new.person == other.person


def test_it_refuses_to_split_everything_nothing_or_what_came_by_a_merge(deniz):
    first, second = two_cases()
    with pytest.raises(joining.CannotSplit):
        joining.split(first, [], subject="Lamba", by=deniz)
    with pytest.raises(joining.CannotSplit):
        joining.split(first, list(first.contacts.all()), subject="Lamba", by=deniz)
    moved = second.contacts.get()
    joining.merge(second, first, by=deniz)
    with pytest.raises(joining.CannotSplit) as refusal:
        joining.split(first, [moved], subject="Lamba", by=deniz)
    assert refusal.value.reason == "merged"


def test_contacts_people_and_cases_are_three_figures(deniz):
    first, second = two_cases()
    joining.merge(second, first, by=deniz)
    joining.informed(channel=Channel.PHONE, by=deniz)
    joining.informed(channel=Channel.PHONE, by=deniz, purpose=Contact.Purpose.GAVE_UP)
    assert Contact.objects.count() == 4
    assert Contact.objects.exclude(person=None).values("person").distinct().count() == 2
    assert Case.objects.matters().count() == 1


def test_a_reserved_number_is_the_one_the_case_gets(deniz):
    held = reservations.reserve(deniz)
    assert reservations.reserve(deniz) == held, "opening the screen again takes no second number"
    case = makers.make_case(reference=held.reference, nonce=held.nonce, by=deniz)
    assert case.reference == held.reference
    assert not Reservation.objects.exists()
    again = makers.make_case(reference=held.reference, nonce=held.nonce, by=deniz)
    assert again == case, "saved twice is one case"


def test_unused_numbers_are_given_back(deniz):
    reservations.reserve(deniz)
    Reservation.objects.update(at=timezone.now() - timedelta(days=2))
    assert reservations.forget_unused() == 1


def test_reopening_by_the_citizen_is_a_new_contact_and_may_go_to_the_head(deniz):
    case = makers.make_case()
    case.unit.head = deniz
    case.unit.save()
    services.close(case, outcome=Outcome.DONE, text="Yaptık.", by=deniz)
    services.reopen(case, text="Olmamış.", escalated=True)
    case.refresh_from_db()
    assert (case.is_escalated, case.assignee, case.days_taken, case.kept_promise) == (True, deniz, None, None)
    assert case.contacts.count() == 2 and case.contacts.running().get().started_on == timezone.localdate()
    assert case.due_on == case.contacts.running().get().due_on


def test_reopening_by_staff_starts_the_first_clock_again(deniz):
    case = makers.make_case()
    services.close(case, outcome=Outcome.DONE, text="Yaptık.", by=deniz)
    services.reopen(case, text="Yanlış kapatmışız.", by=deniz)
    case.refresh_from_db()
    assert case.contacts.count() == 1 and case.contacts.running().count() == 1
    assert case.due_on is not None


def test_a_changed_topic_may_change_the_unit(deniz):
    case = makers.make_case()
    roads = makers.make_unit("Fen İşleri Müdürlüğü")
    services.retopic(case, topic="yol", subject="Yol ve kaldırım", unit=roads, by=deniz)
    case.refresh_from_db()
    assert (case.topic, case.subject, case.unit, case.assignee) == ("yol", "Yol ve kaldırım", roads, None)
