""" "Neden bu tarih?" at the desk, and the verbs of a legal clock: longer, a fee, its payment."""

from datetime import date, datetime

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from notices.models import Notice
from tests import makers
from wishes import clock_verbs, clocks, joining, services
from wishes.desk.clocks import whys
from wishes.models import ClockPolicy, Contact
from wishes.workflow import Channel, NotifyBy, Outcome, Status

pytestmark = pytest.mark.django_db

REASON = "Bilgi için Fen İşleri Müdürlüğünün görüşü gerekiyor."
PRICE = "Ücret: 120 TL. Belediye veznesine yatırabilirsiniz."


@pytest.fixture
def on():
    travellers = []

    def travel(day):
        if travellers:
            travellers.pop().stop()
        travellers.append(time_machine.travel(timezone.make_aware(datetime(*day.timetuple()[:3], 10)), tick=True))
        travellers[0].start()

    yield travel
    for traveller in travellers:
        traveller.stop()


@pytest.fixture
def request_case(on, ayse):
    """Zeynep asks Ayşe's unit for information on 20 October: due on 11 November."""
    call_command("load_clocks", verbosity=0)
    on(date(2026, 10, 20))
    return makers.make_case(unit=ayse.units.first(), channel=Channel.INFORMATION)


@pytest.fixture
def look(sign_in, ayse):
    """Ayşe's case page on the day it is: a session of another month is over."""
    return lambda case: page(sign_in(ayse), case)


def text(response):
    return response.content.decode()


def address(case, verb):
    return reverse(f"desk:{verb}", args=[case.pk, case.contacts.first().pk])


def page(browser, case):
    return text(browser.get(reverse("desk:case", args=[case.pk])))


def fields(case, **more):
    case.refresh_from_db()
    return {"version": case.version, "seen": case.events.order_by("pk").last().pk} | more


# -- Why this date --------------------------------------------------------------------------
def test_a_clock_in_working_days_tells_every_day(request_case, at_desk):
    shown = page(at_desk, request_case)
    for said in [
        "Neden bu tarih?",
        "Bilgi edinme: 11 Kasım 2026 Çarşamba",
        "15 iş günü",
        "4982 sayılı Bilgi Edinme Hakkı Kanunu madde 11",
        "20 Ekim 2026 Salı",
        "1–3. gün: 21–23 Ekim 2026",
        "4–6. gün: 26–28 Ekim 2026",
        "13–15. gün: 9–11 Kasım 2026",
        "29.10.2026 Cumhuriyet Bayramı",
        "açık gün, ilerlemedi",
    ]:
        assert said in shown
    assert "Sayılmayan hafta sonu günü" in shown and "Sürenin durduğu günler" not in shown


def test_a_petition_tells_what_moved_its_last_day_on(on, ayse, at_desk):
    on(date(2026, 3, 12))
    shown = page(at_desk, makers.make_case(unit=ayse.units.first()))
    assert "Dilekçe: 13 Nisan 2026 Pazartesi" in shown and "30 takvim günü" in shown
    assert "11.04.2026 Cumartesi, 12.04.2026 Pazar" in shown


def test_every_running_clock_explains_itself_and_answered_ones_no_longer(request_case, at_desk, ayse):
    joining.contact(request_case, channel=Channel.CIMER, words="CİMER'den.", external_number="26-1", by=ayse)
    found = whys(request_case, ayse)
    assert [(why.name, why.due) for why in found] == [
        ("Bilgi edinme", date(2026, 11, 11)),
        ("CİMER dilekçesi", date(2026, 11, 19)),
    ]
    services.close(request_case, outcome=Outcome.DONE, text="Bilgi ekte.", by=ayse, relayed=[])
    assert [why.name for why in whys(request_case, ayse)] == ["CİMER dilekçesi"]
    assert "CİMER dilekçesi: 19 Kasım 2026 Perşembe" in page(at_desk, request_case)


def test_a_case_that_is_over_still_says_why_its_day_was_that_day(case, at_desk, ayse):
    services.close(case, outcome=Outcome.DONE, text="Onardık.", by=ayse)
    assert [why.acts for why in whys(case, ayse)] == [[]]
    assert "Dilekçe: " in page(at_desk, case)


def test_pauses_and_the_longer_period_are_told(request_case, look, on, ayse):
    contact = request_case.contacts.get()
    on(date(2026, 10, 26))
    clock_verbs.pause_for_fee(contact, PRICE, by=ayse)
    standing = look(request_case)
    assert "süre durdu" in standing and "26.10.2026 gününden beri: ücret bekleniyor" in standing
    assert "Son ödeme günü" in standing and "17 Kasım 2026 Salı" in standing
    assert "Sayılacak kalan gün" in standing and "Ücret yatırıldı" in standing and "Ücret bildir<" not in standing
    on(date(2026, 11, 4))
    clock_verbs.fee_paid(contact, by=ayse)
    clock_verbs.extend(contact, reason=REASON, by=ayse)
    told = look(request_case)
    assert "26 Ekim – 4 Kasım 2026: ücret bekleniyor" in told
    assert f"04.11.2026: {REASON}" in told and "30 iş günü (uzatıldı)" in told


def test_a_rule_that_changed_meanwhile_is_owned_up_to(request_case, at_desk):
    ClockPolicy.objects.filter(key="information").update(days=10)
    shown = page(at_desk, request_case)
    assert "Kural ya da takvim sonradan değişti." in shown and "4 Kasım 2026" in shown


def test_without_a_policy_there_is_nothing_to_explain(case, at_desk):
    ClockPolicy.objects.all().delete()
    assert "Neden bu tarih?" not in page(at_desk, case)


def test_a_street_full_of_contacts_asks_the_database_no_more_often(request_case, ayse, django_assert_max_num_queries):
    for _n in range(6):
        joining.contact(request_case, channel=Channel.PHONE, words="Ben de.", by=ayse)
    whys(request_case, ayse)  # permissions are cached now
    with django_assert_max_num_queries(6):
        assert len(whys(request_case, ayse)) == 7


# -- A longer period ------------------------------------------------------------------------
def test_it_is_extended_after_a_look_at_what_the_citizen_reads(request_case, at_desk):
    assert address(request_case, "extend") in page(at_desk, request_case)
    form = at_desk.get(address(request_case, "extend"))
    assert form.status_code == 200 and "Neden uzatıyorsunuz" in text(form)
    sent = fields(request_case, text=REASON)
    preview = at_desk.post(address(request_case, "extend"), sent)
    assert REASON in text(preview) and "Başvurunuzun yasal süresi uzadı." in text(preview)
    assert request_case.contacts.get().extended_on is None and not Notice.objects.filter(key="case_extended").exists()
    back = at_desk.post(address(request_case, "extend"), sent | {"step": "edit"})
    assert REASON in text(back)
    done = at_desk.post(address(request_case, "extend"), sent | {"step": "send"})
    assert done.status_code == 302
    contact = request_case.contacts.get()
    assert (contact.extension_reason, contact.due_on) == (REASON, date(2026, 12, 2))
    assert Notice.objects.filter(key="case_extended", about=request_case.reference).count() == 1
    assert "Yasal son gün: 2 Aralık 2026 Çarşamba" in page(at_desk, request_case)


def test_an_identity_number_in_the_reason_has_to_be_confirmed(request_case, at_desk):
    sent = fields(request_case, text="10000000146 için görüş gerekiyor.", step="send")
    asked = at_desk.post(address(request_case, "extend"), sent)
    assert asked.status_code == 422 and "11 haneli" in text(asked)
    assert at_desk.post(address(request_case, "extend"), sent | {"confirmed": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("words", "said"),
    [("", "Süreyi neden uzattığınızı yazın."), ("a" * 301, "En çok 300 olabilir.")],
)
def test_it_refuses_a_reason_that_is_missing_or_too_long(request_case, at_desk, words, said):
    answer = at_desk.post(address(request_case, "extend"), fields(request_case, text=words))
    assert answer.status_code == 422 and said in text(answer)


def test_it_refuses_from_day_15_on_and_says_why(request_case, on, look, sign_in, ayse):
    on(date(2026, 11, 11))
    assert "İlk süre dolduğu için artık yapılamaz." in look(request_case)
    assert address(request_case, "extend") not in look(request_case)
    answer = sign_in(ayse).post(address(request_case, "extend"), fields(request_case, text=REASON, step="send"))
    assert answer.status_code == 409 and "İlk süre dolduğu için artık yapılamaz." in text(answer)
    assert REASON in text(answer)


def test_it_refuses_a_petition(case, at_desk):
    assert address(case, "extend") not in page(at_desk, case)
    answer = at_desk.post(address(case, "extend"), fields(case, text=REASON))
    assert answer.status_code == 409 and "kanun buna izin vermiyor" in text(answer)


def test_a_stale_screen_keeps_what_was_typed_and_shows_what_changed(request_case, at_desk, ayse):
    sent = fields(request_case, text=REASON, step="send")
    services.note(request_case, "Fen İşlerine sordum.", by=ayse)
    answer = at_desk.post(address(request_case, "extend"), sent)
    assert answer.status_code == 409 and REASON in text(answer) and "Fen İşlerine sordum." in text(answer)
    again = at_desk.post(address(request_case, "extend"), fields(request_case, text=REASON, step="send"))
    assert again.status_code == 302


def test_it_refuses_a_case_that_was_closed_meanwhile(request_case, at_desk, ayse):
    services.close(request_case, outcome=Outcome.DONE, text="Bilgi ekte.", by=ayse)
    answer = at_desk.post(address(request_case, "extend"), fields(request_case, text=REASON, step="send"))
    assert answer.status_code == 409 and "Başvuru artık açık değil." in text(answer)


def test_who_wants_no_messages_is_to_be_told_on_paper(request_case, at_desk):
    request_case.notify_by = NotifyBy.NONE
    request_case.save()
    assert "yazılı bildirimi ayrıca yapın" in text(at_desk.get(address(request_case, "extend")))


# -- A fee ----------------------------------------------------------------------------------
def test_a_fee_is_told_and_its_payment_entered(request_case, at_desk):
    preview = at_desk.post(address(request_case, "fee"), fields(request_case, text=PRICE))
    assert PRICE in text(preview) and "Başvurunuz için ücret var." in text(preview)
    assert "Son ödeme günü: 11 Kasım 2026 Çarşamba." in text(preview)
    done = at_desk.post(address(request_case, "fee"), fields(request_case, text=PRICE, step="send"))
    assert done.status_code == 302 and request_case.contacts.get().due_on is None
    asked = at_desk.get(address(request_case, "fee_paid"))
    assert asked.status_code == 200 and "Süre yarından başlayarak yeniden sayılır." in text(asked)
    paid = at_desk.post(address(request_case, "fee_paid"), fields(request_case))
    assert paid.status_code == 302 and request_case.contacts.get().due_on == date(2026, 11, 11)
    twice = at_desk.post(address(request_case, "fee_paid"), fields(request_case))
    assert twice.status_code == 409 and "Yatırılması beklenen bir ücret yok." in text(twice)


def test_the_preview_shows_the_page_of_the_one_who_asked(request_case, at_desk, ayse):
    neighbour = makers.make_person(name="Hasan Örnekoğlu", phone="+905550000034", email="hasan@ornek.example")
    case = makers.make_case(unit=ayse.units.first(), person=neighbour)
    contact = request_case.contacts.get()
    joining.merge(request_case, case, by=ayse)
    preview = at_desk.post(reverse("desk:fee", args=[case.pk, contact.pk]), fields(case, text=PRICE))
    assert preview.status_code == 200 and PRICE in text(preview)
    assert f"Başvuru numarası: {request_case.shown_reference}" in text(preview) or "ücret var" in text(preview)


def test_a_contact_of_another_case_is_not_found(request_case, case, at_desk):
    wrong = reverse("desk:extend", args=[case.pk, request_case.contacts.get().pk])
    assert at_desk.get(wrong).status_code == 404


def test_a_colleague_elsewhere_gets_nowhere(request_case, sign_in, mehmet):
    browser = sign_in(mehmet)
    for verb in ["extend", "fee", "fee_paid"]:
        assert browser.get(address(request_case, verb)).status_code == 404
        assert browser.post(address(request_case, verb), fields(request_case, text=PRICE)).status_code == 404
    assert request_case.contacts.get().pauses.count() == 0


def test_who_only_looks_on_is_offered_nothing(request_case, sign_in):
    watcher = makers.make_staff("gozlemci", "wishes.see_all_cases")
    shown = page(sign_in(watcher), request_case)
    assert "Neden bu tarih?" in shown and address(request_case, "extend") not in shown


def test_what_was_not_paid_is_told_in_the_history(request_case, look, on, ayse):
    clock_verbs.pause_for_fee(request_case.contacts.get(), PRICE, by=ayse)
    on(date(2026, 12, 1))
    assert clock_verbs.withdraw_unpaid() == 1
    request_case.refresh_from_db()
    assert request_case.status == Status.WITHDRAWN
    assert "Ücret yatırılmadığı için geri çekilmiş sayıldı." in look(request_case)
    assert Contact.objects.get(case=request_case).answered_by_way == Contact.Way.UNPAID
    assert clocks.settle(request_case) == {}
