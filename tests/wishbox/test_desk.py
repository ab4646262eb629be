"""Derya works on wishes: chooses, reckons, plans a day, writes down how it went. Strangers see nothing."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from notices.models import Notice
from people.models import ReadLog
from tests.makers import make_jpeg, make_neighbourhood, make_person
from wishes.desk import paging
from wishes.models import Attachment, Case
from wishes.wishbox import services, visits
from wishes.wishbox.models import Visit, Wish
from wishes.wishbox.on_desk import ON_DESK
from wishes.workflow import Outcome, Status

from .conftest import WORDS, make_wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk(client, december, derya):
    client.force_login(derya, "django.contrib.auth.backends.ModelBackend")
    return client


def page(response):
    return response.content.decode()


def do(client, wish, verb, **more):
    return client.post(reverse("wishbox:move", args=[wish.pk]), {"do": verb} | more)


def make_visit(campaign, **facts):
    return Visit.objects.create(campaign=campaign, **({"day": date(2027, 1, 8), "team": "Çınar 1"} | facts))


def test_from_the_box_to_a_thank_you(at_desk, wish, campaign, derya):
    board = page(at_desk.get(reverse("wishbox:board")))
    assert "kırmızı bir bisiklet" in board
    assert "Z***** Ö********" in board
    assert "Zeynep Örnekoğlu" not in board
    do(at_desk, wish, "sec")
    at_desk.post(reverse("wishbox:facts", args=[wish.pk]), {"headline": "Kırmızı bisiklet", "estimate": "4.500,50"})
    assert campaign.spending.reckoned == 450_050
    do(at_desk, wish, "hazirla")
    visit = make_visit(campaign)
    do(at_desk, wish, "gune-ekle", ziyaret=visit.pk)
    assert "Kırmızı bisiklet" in page(at_desk.get(reverse("wishbox:visit", args=[visit.pk])))
    done = at_desk.post(reverse("wishbox:grant", args=[wish.pk]), {"cost": "4.200", "text": ""})
    assert done.status_code == 302
    wish = Wish.objects.with_case().get()
    assert (wish.case.status, wish.case.outcome, wish.cost) == (Status.CLOSED, Outcome.DONE, 420_000)
    assert wish.case.events.get(kind="closed").text == campaign.thanks_text
    assert [notice.key for notice in Notice.objects.order_by("pk")] == ["wish_received", "wish_done"]
    assert "Yapıldı" in page(at_desk.get(reverse("wishbox:wish", args=[wish.pk])))
    assert "Kırmızı bisiklet" in page(at_desk.get(reverse("wishbox:board") + "?asama=yapildi"))


def test_two_press_at_once_and_the_second_is_told(at_desk, wish):
    do(at_desk, wish, "sec")
    answer = at_desk.post(reverse("wishbox:move", args=[wish.pk]), {"do": "sec"}, follow=True)
    assert "az önce değişti" in page(answer)


def test_a_childs_wish_waits_for_a_parent(at_desk, campaign, derya):
    child = make_wish(campaign, for_whom="other", is_minor=True, beneficiary="Ela Er")
    with pytest.raises(services.GuardianMissing):
        services.choose(child, by=derya)
    assert "Veli bilgisi eksik" in page(at_desk.get(reverse("wishbox:board")))
    at_desk.post(
        reverse("wishbox:facts", args=[child.pk]),
        {
            "headline": "",
            "estimate": "",
            "guardian": "Can Er",
            "guardian_phone": "0555 000 00 99",
            "guardian_agreed": "on",
        },
    )
    do(at_desk, child, "sec")
    assert Wish.objects.get(pk=child.pk).stage == "chosen"


def test_over_the_budget_is_said_and_not_forbidden(at_desk, wish, campaign, derya):
    services.choose(wish, by=derya)
    answer = at_desk.post(reverse("wishbox:facts", args=[wish.pk]), {"headline": "", "estimate": "12.000"}, follow=True)
    assert "Kısa liste bütçeyi aşıyor" in page(answer)
    assert "Bütçe aşılıyor: 2.000 TL" in page(at_desk.get(reverse("wishbox:board"))).replace("\n", " ").replace(
        "  ", ""
    )


@pytest.mark.parametrize("typed", ["on lira", "-5", "1,234", "1.2", "99999999999999"])
def test_it_refuses_an_amount_that_is_none(at_desk, wish, typed):
    answer = at_desk.post(reverse("wishbox:facts", args=[wish.pk]), {"headline": "Bisiklet", "estimate": typed})
    assert answer.status_code == 422
    assert "Tutarı 1.250,50 gibi yazın" in page(answer)
    assert 'value="Bisiklet"' in page(answer)


def test_photos_are_kept_only_with_consent(at_desk, campaign, derya):
    shy, glad = make_wish(campaign), make_wish(campaign, photo="keep")
    for wish in (shy, glad):
        services.choose(wish, by=derya)
        photo = SimpleUploadedFile("ziyaret.jpg", make_jpeg())
        at_desk.post(reverse("wishbox:grant", args=[wish.pk]), {"cost": "0", "text": "", "photos": photo})
    assert [attachment.case for attachment in Attachment.objects.exclude(case=None)] == [glad.case]
    with pytest.raises(services.NoConsent):
        services.grant(make_wish(campaign), by=derya, cost=0, uploads=[1])


def test_it_refuses_an_end_without_its_cost_and_keeps_the_words(at_desk, wish, derya):
    services.choose(wish, by=derya)
    answer = at_desk.post(reverse("wishbox:grant", args=[wish.pk]), {"cost": "", "text": "Güle güle binsin."})
    assert answer.status_code == 422
    assert "Ne kadar harcandığını yazın" in page(answer)
    assert "Güle güle binsin." in page(answer)


def test_what_did_not_work_out_is_said_kindly(at_desk, wish):
    at_desk.post(reverse("wishbox:fail", args=[wish.pk]), {"text": "Bu yıl bisiklet bulamadık."})
    case = Case.objects.get()
    assert case.outcome == Outcome.REFUSED
    assert "bisiklet" not in Notice.objects.last().context


def test_names_are_opened_with_a_trace(at_desk, wish):
    closed = page(at_desk.get(reverse("wishbox:wish", args=[wish.pk])))
    assert "Gül Sokak" not in closed and "Zeynep Örnekoğlu" not in closed
    opened = page(at_desk.post(reverse("wishbox:reveal", args=[wish.pk])))
    assert "Gül Sokak" in opened and "Zeynep Örnekoğlu" in opened
    assert list(ReadLog.objects.order_by("pk").values_list("action", flat=True)) == ["open", "reveal"]


def test_the_same_door_is_shown_on_both(at_desk, wish, campaign):
    other = make_wish(campaign, "Kardeşim için bir top istiyorum.")
    assert "Aynı telefon" in page(at_desk.get(reverse("wishbox:board") + "?isaret=kapi"))
    assert other.case.shown_reference in page(at_desk.get(reverse("wishbox:wish", args=[wish.pk])))


# -- A day on the road ----------------------------------------------------------------------
@pytest.fixture
def road(campaign, derya):
    """Three stops, entered in a foolish order: far, near, further."""
    visit = make_visit(campaign, start=make_neighbourhood("Merkez", lat=40.76, lon=29.92))
    for number, (name, lon) in enumerate([("Uzak", 30.05), ("Yakın", 29.93), ("Orta", 29.98)]):
        wish = make_wish(
            campaign,
            neighbourhood=make_neighbourhood(name, lat=40.76, lon=lon),
            person=make_person(phone=f"+90555000012{number}"),
            address=f"{name} Sokak No {number}",
            is_surprise=True,
            for_whom="other",
            beneficiary="Emine Örnek",
        )
        services.choose(wish, by=derya)
        services.plan(wish, visit, by=derya)
    return visit


def order_of(visit):
    return [wish.case.neighbourhood.name for wish in visit.stops]


def stops(client, visit, act, **more):
    return client.post(reverse("wishbox:stops", args=[visit.pk]), {"do": act} | more)


def test_the_stops_are_put_into_a_sensible_order_and_can_be_changed(at_desk, road):
    assert order_of(road) == ["Uzak", "Yakın", "Orta"]
    before = visits.kilometres(road)
    stops(at_desk, road, "sirala")
    assert order_of(road) == ["Yakın", "Orta", "Uzak"]
    assert visits.kilometres(road) < before
    last = road.stops.last()
    stops(at_desk, road, f"yukari:{last.pk}")
    assert order_of(road) == ["Yakın", "Uzak", "Orta"]
    stops(at_desk, road, f"cikar:{last.pk}")
    assert order_of(road) == ["Yakın", "Orta"]
    stops(at_desk, road, "ekle", dilek=[last.pk, "x", 999_999])
    assert order_of(road)[-1] == "Uzak"
    for nonsense in ["yukari:0", "cikar:abc", "uç", "asagi:"]:
        assert stops(at_desk, road, nonsense).status_code == 302


def test_addresses_leave_the_house_with_a_trace(at_desk, road):
    sheet = page(at_desk.get(reverse("wishbox:sheet", args=[road.pk])))
    assert "Yakın Sokak No 1" in sheet and "Emine Örnek" in sheet and "SÜRPRİZ" in sheet
    assert ReadLog.objects.filter(action="export").count() == 3
    driver = page(at_desk.get(reverse("wishbox:driver", args=[road.pk])))
    assert "Yakın Sokak No 1" in driver and "E**** Ö****" in driver
    assert "Emine" not in driver and "0555" not in driver and "bisiklet" not in driver
    assert ReadLog.objects.filter(action="export").count() == 6


def test_it_refuses_a_day_that_is_over(at_desk, campaign):
    answer = at_desk.post(reverse("wishbox:visits"), {"day": "2026-11-01", "team": ""})
    assert answer.status_code == 422
    assert "Bugün ya da daha sonra bir gün seçin." in page(answer)
    assert "Ekibi yazın." in page(answer)


# -- Papers from the box --------------------------------------------------------------------
def paper(campaign, /, **different):
    return {
        "nonce": "6f1b3a52-5f0e-4e0b-9d3a-0a3c0b1d2e3f",
        "campaign": campaign.pk,
        "channel": "field",
        "words": "Dedeme ahşap saplı bir baston.",
        "for_whom": "other",
        "is_surprise": "on",
        "beneficiary": "Rıza Örnek",
        "name": "Zeynep Örnekoğlu",
        "phone": "0555 000 00 12",
        "neighbourhood": make_neighbourhood().pk,
        "address": "",
    } | different


def test_a_paper_is_keyed_in_and_the_next_one_waits(at_desk, campaign):
    saved = at_desk.post(reverse("wishbox:paper"), paper(campaign), follow=True)
    wish = Wish.objects.with_case().get()
    assert wish.case.shown_reference in page(saved)
    assert f'<option value="{wish.case.neighbourhood_id}" selected>' in page(saved)
    assert wish.case.contacts.get().channel == "field"
    assert (wish.is_surprise, wish.beneficiary) == (True, "Rıza Örnek")
    twice = at_desk.post(reverse("wishbox:paper"), paper(campaign), follow=True)
    assert "az önce kaydedilmişti" in page(twice)
    assert Wish.objects.count() == 1


def test_a_paper_without_a_name_is_a_wish_too(at_desk, campaign):
    bare = paper(campaign, name="", phone="", beneficiary="", neighbourhood="", is_surprise="", for_whom="self")
    assert at_desk.post(reverse("wishbox:paper"), bare).status_code == 302
    assert Wish.objects.get().case.person is None
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("different", "said"),
    [
        ({"words": ""}, "Dileği yazın."),
        ({"phone": "12"}, "Telefonu 0532 000 00 00 gibi yazın"),
        ({"campaign": "999"}, "Kampanyayı seçin."),
        ({"words": "a" * 1201}, "Dilek en çok 1.200 karakter olabilir."),
        ({"name": "1"}, "Adı ve soyadı yazın"),
    ],
)
def test_it_refuses_a_slip_on_paper_and_loses_nothing(at_desk, campaign, different, said):
    answer = at_desk.post(reverse("wishbox:paper"), paper(campaign, **different))
    assert answer.status_code == 422
    assert said in page(answer)
    assert "Rıza Örnek" in page(answer)


def test_a_paper_may_be_keyed_in_after_the_last_day(at_desk, campaign, december):
    december.move_to("2027-01-04 10:00+03:00")
    assert at_desk.post(reverse("wishbox:paper"), paper(campaign)).status_code == 302


# -- Doors ----------------------------------------------------------------------------------
def test_many_wishes_are_paged_and_a_wrong_cursor_is_the_first_page(at_desk, campaign, monkeypatch):
    monkeypatch.setattr(paging.page, "__kwdefaults__", {"after": "", "before": "", "size": 2})
    for number in range(5):
        make_wish(campaign, f"Dilek numara {number} olsun.")
    first = at_desk.get(reverse("wishbox:board"))
    cursor = first.context["page"].next
    seen = [card.wish.pk for card in first.context["cards"]]
    second = at_desk.get(reverse("wishbox:board"), {"sonra": cursor})
    seen += [card.wish.pk for card in second.context["cards"]]
    assert seen == sorted(seen, reverse=True) and len(set(seen)) == 4
    assert at_desk.get(reverse("wishbox:board"), {"sonra": "abc"}).status_code == 200
    for nonsense in [{"mahalle": "x"}, {"isaret": "x"}, {"kampanya": "20é7"}, {"kampanya": "1999"}, {"asama": "x"}]:
        assert at_desk.get(reverse("wishbox:board"), nonsense).status_code == 200


def test_the_desk_shows_wishes_among_all_cases(at_desk, wish):
    assert "Dilek" in page(at_desk.get(reverse("desk:inbox")))
    assert WORDS in page(at_desk.get(reverse("desk:case", args=[wish.case.pk])))
    assert at_desk.get(reverse("desk:inbox"), {"kampanya": wish.campaign_id}).status_code == 200


def test_closed_at_the_desk_it_is_closed_on_the_board(at_desk, wish, derya):
    from wishes import services as cases

    cases.close(wish.case, outcome=Outcome.DONE, text="Oldu.", by=derya)
    assert list(Wish.objects.granted()) == [wish]
    assert do(at_desk, wish, "sec").status_code == 302
    assert Wish.objects.get().stage == "new"


def test_the_desk_leads_on_to_the_wish_and_only_who_may_enter(at_desk, wish, derya):
    case_page = reverse("desk:case", args=[wish.case.pk])
    own = f'href="{reverse("wishbox:wish", args=[wish.pk])}"'
    assert own in page(at_desk.get(case_page))
    assert ON_DESK.page(wish.case, AnonymousUser()) is None
