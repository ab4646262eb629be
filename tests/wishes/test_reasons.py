"""What Zeynep reads of the legal clock on her tracking page: why this date, and what happened to it."""

from datetime import date, datetime

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from notices.models import Notice
from tests import makers
from wishes import clock_verbs, closed_days, following, joining, services, tracking
from wishes.grants import Level
from wishes.models import ClockPolicy, ClosedDay
from wishes.workflow import Channel, Outcome

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    call_command("load_clocks", verbosity=0)
    with time_machine.travel(timezone.make_aware(datetime(2026, 10, 20, 10)), tick=False) as traveller:
        yield traveller


def story(case):
    return tracking.Story(tracking.find(case.reference), Level.STRONG)


def last(case):
    """The newest leaf of what was done."""
    return [step for step in story(case).steps if step.date][-1]


def test_a_petition_in_plain_words():
    assert story(makers.make_case()).why == [
        "Süre 20 Ekim 2026 Salı günü başladı, o gün sayılmaz.",
        "Kanunun tanıdığı süre: 30 gün.",
        "Dayanak: 3071 sayılı Dilekçe Hakkının Kullanılmasına Dair Kanun madde 7.",
    ]


def test_working_days_name_the_holidays():
    why = story(makers.make_case(channel=Channel.INFORMATION)).why
    assert "Kanunun tanıdığı süre: 15 iş günü." in why
    assert "Hafta sonları ve şu tatiller sayılmadı: 29.10.2026 Cumhuriyet Bayramı." in why


def test_a_last_day_that_moved_on_says_so():
    ClosedDay.objects.create(date=date(2026, 11, 19), name="İdari izin")
    why = story(makers.make_case()).why
    assert "Son gün kapalı bir güne geldiği için ilerledi: 19.11.2026 İdari izin." in why


def test_the_earliest_of_several_clocks_is_explained(ayse):
    case = makers.make_case(channel=Channel.PHONE)
    joining.contact(case, channel=Channel.ACIK_KAPI, words="Açık Kapı'dan.", by=ayse)
    assert "Kanunun tanıdığı süre: 7 gün." in story(case).why


def test_a_fee_its_payment_and_a_longer_period(ayse, clock):
    case = makers.make_case(channel=Channel.INFORMATION)
    contact = case.contacts.get()
    clock_verbs.pause_for_fee(contact, "Ücret: 120 TL.", by=ayse)
    leaf = last(case)
    assert (leaf.title, leaf.message["text"]) == ("Bir ücret bildirdik", "Ücret: 120 TL.")
    assert leaf.text == "Son ödeme günü: 11 Kasım 2026 Çarşamba. Yasal süre ödemeye kadar durur."
    assert "Süre şimdi duruyor: ücret bekleniyor. Kalan gün: 15." in story(case).why
    clock_verbs.fee_paid(contact, by=ayse)
    assert (last(case).title, last(case).text) == ("Ödemeyi aldık", "Yasal son gün: 11 Kasım 2026 Çarşamba.")
    clock_verbs.extend(contact, reason="Başka bir müdürlüğün görüşü gerekiyor.", by=ayse)
    leaf = last(case)
    assert (leaf.title, leaf.text) == ("Yasal süreyi uzattık", "Yeni yasal son gün: 2 Aralık 2026 Çarşamba.")
    assert leaf.message["text"] == "Başka bir müdürlüğün görüşü gerekiyor."
    assert "Bu süre uzatıldı. Nedeni: Başka bir müdürlüğün görüşü gerekiyor." in story(case).why


def test_a_fee_is_read_by_the_one_who_asked_and_by_nobody_else_of_the_matter(ayse):
    case, theirs = makers.make_case(), makers.make_case(channel=Channel.INFORMATION, person=another_person())
    joining.merge(theirs, case, by=ayse)
    contact = case.contacts.get(clock="information")
    clock_verbs.pause_for_fee(contact, "Ücret: 120 TL.", by=ayse)
    theirs.refresh_from_db()
    own = following.read(tracking.find(theirs.reference), Level.STRONG)
    assert "Bir ücret bildirdik" in [step.title for step in own.steps]
    assert "Süre şimdi duruyor: ücret bekleniyor. Kalan gün: 15." in own.why
    assert "Bir ücret bildirdik" not in [step.title for step in story(case).steps]
    assert "Kanunun tanıdığı süre: 30 gün." in story(case).why
    about = list(Notice.objects.filter(key="case_fee").values_list("about", flat=True))
    assert about == [theirs.reference]
    clock_verbs.fee_paid(contact, by=ayse)  # now theirs is the earliest day of the matter, and theirs to understand
    assert "ücret" in " ".join(following.read(tracking.find(theirs.reference), Level.STRONG).why)
    assert story(case).why == []


def another_person():
    return makers.make_person(name="Hasan Örnekoğlu", phone="+905550000034", email="hasan@ornek.example")


def test_unpaid_is_not_what_the_citizen_did(ayse, clock):
    case = makers.make_case(channel=Channel.INFORMATION)
    clock_verbs.pause_for_fee(case.contacts.get(), "Ücret: 120 TL.", by=ayse)
    clock.move_to(timezone.make_aware(datetime(2026, 11, 12, 10)))
    clock_verbs.withdraw_unpaid()
    told = story(case)
    assert told.headline == "Başvurunuz geri çekilmiş sayıldı." and told.why == []
    assert last(case).title == "Geri çekilmiş sayıldı"
    assert last(case).text.startswith("Son ödeme günü geçti: 11 Kasım 2026 Çarşamba.")
    own = makers.make_case()
    services.withdraw(own)
    assert story(own).headline == "Başvurunuzu geri çektiniz."


def test_a_promise_that_a_closed_day_moved_is_on_the_branch():
    case = makers.make_case()
    ClosedDay.objects.create(date=date(2026, 10, 27), name="İdari izin")
    closed_days.carry_on(closed_days.begin(date(2026, 10, 27), "İdari izin", was_added=True, by=None).pk)
    leaf = last(case)
    assert (leaf.title, leaf.text) == ("Günü yeniden hesapladık", "Yeni gün: 28 Ekim 2026 Çarşamba.")
    assert leaf.message["text"] == "Kapalı gün: 27 Ekim 2026 Salı, İdari izin."


def test_nothing_is_explained_that_does_not_add_up_or_is_over(ayse):
    case, done = makers.make_case(), makers.make_case()
    services.close(done, outcome=Outcome.DONE, text="Onardık.", by=ayse)
    assert story(done).why == []
    ClockPolicy.objects.update(days=20)
    assert story(case).why == []
    ClockPolicy.objects.all().delete()
    assert story(case).why == []


def test_the_page_shows_it(client):
    receipt = makers.make_complaint()
    page = client.get(f"/takip/l/{receipt.link_token}/", follow=True).content.decode()
    assert "Neden bu tarih?" in page and "Kanunun tanıdığı süre: 30 gün." in page
