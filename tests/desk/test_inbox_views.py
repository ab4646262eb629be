"""More of Ayşe's morning: what happened overnight, what a row tells, and the views she keeps for herself."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lib.dates import ISTANBUL
from tests.makers import make_case, make_category, make_clerk, make_neighbourhood
from wishes import services
from wishes.desk import since
from wishes.desk.models import Mention, SavedView
from wishes.models import Case, ClosedDay, Contact
from wishes.workflow import Channel

from .test_inbox import inbox, shown

pytestmark = pytest.mark.django_db


def save(client, name, query):
    return client.post(reverse("desk:own_views"), {"name": name, "query": query})


# -- Ready views ----------------------------------------------------------------------------
def test_not_solved_stands_in_its_view_danger_first(at_desk, parks):
    plain, danger, _other = (make_case(unit=parks) for _each in range(3))
    Case.objects.filter(pk__in=[plain.pk, danger.pk]).update(is_escalated=True, reopened_count=1)
    Case.objects.filter(pk=danger.pk).update(is_urgent=True)
    response = inbox(at_desk, gorunum="yeniden-acilan")
    assert shown(response) == [danger, plain]
    assert "2. kez açıldı" in response.content.decode()


def test_where_a_colleague_names_me_even_in_a_closed_case(at_desk, ayse, mehmet, case, works):
    foreign = make_case(unit=works, category=make_category("Yol", unit=works))
    for named in [case, foreign]:
        note = services.note(named, "Ayşe baksın.", by=mehmet)
        Mention.objects.create(event=note, user=ayse)
    services.close(case, outcome="done", text="Yapıldı.", by=ayse)
    assert shown(inbox(at_desk, gorunum="anildigim")) == [case]  # a mention opens no foreign row
    Mention.objects.update(seen_at=timezone.now())
    assert shown(inbox(at_desk, gorunum="anildigim")) == []


def test_past_the_legal_day(at_desk, parks):
    late, waits, elsewhere = (make_case(unit=parks) for _each in range(3))
    today = timezone.localdate()
    Case.objects.filter(pk=late.pk).update(due_on=today - timedelta(days=1))
    Case.objects.filter(pk=waits.pk).update(due_on=today)
    Case.objects.filter(pk=elsewhere.pk).update(due_on=today - timedelta(days=1), status="transferred")
    response = inbox(at_desk, gorunum="yasal")
    assert shown(response) == [late]
    assert "Yasal son gün geçti" in response.content.decode()


# -- Rows -----------------------------------------------------------------------------------
def test_a_row_tells_contacts_place_and_the_last_event(at_desk, ayse, parks, zeynep):
    case = make_case(unit=parks, place="Zeynep Örnekoğlu evinin önü, 0555 000 00 12")
    Contact.objects.create(case=case, channel=Channel.PHONE, words="Hâlâ kopuk.")
    services.answer(case, "Ekip yolda.", by=ayse)
    text = inbox(at_desk).content.decode()
    for words in ["2 temas", "evinin önü", "Yanıt yazıldı, Ayşe Kaya"]:
        assert words in text
    for secret in ["Örnekoğlu", "000 00 12"]:
        assert secret not in text


def test_a_row_tells_that_our_answer_waits_to_be_entered_elsewhere(at_desk, case):
    Contact.objects.create(case=case, channel=Channel.CIMER, words="Salıncak.")
    assert "Yanıtı girilecek" not in inbox(at_desk).content.decode()
    Case.objects.filter(pk=case.pk).update(decided="done")
    assert "Yanıtı girilecek: CİMER" in inbox(at_desk).content.decode()


# -- Since yesterday ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("now", "begin", "words"),
    [
        ("2026-11-20 08:30", "2026-11-19 17:00", "Dün 17.00’den beri"),
        ("2026-11-23 08:30", "2026-11-20 17:00", "Cuma 17.00’den beri"),
        ("2026-10-30 08:30", "2026-10-28 17:00", "Çarşamba 17.00’den beri"),  # after Cumhuriyet Bayramı
        ("2027-01-04 08:30", "2026-12-31 17:00", "Perşembe 17.00’den beri"),
        ("2026-06-01 08:30", "2026-05-22 17:00", "22.05.2026 17.00’den beri"),  # after nine days of Kurban Bayramı
    ],
)
def test_the_night_begins_when_the_desk_last_closed(now, begin, words):
    for day in (25, 26):
        ClosedDay.objects.create(date=date(2026, 5, day), name="İdari izin")
    with time_machine.travel(datetime.fromisoformat(now).replace(tzinfo=ISTANBUL), tick=False):
        over = since.hand_over()
        assert over.since == datetime.fromisoformat(begin).replace(tzinfo=ISTANBUL)
        assert over.words == words


def test_what_happened_since_yesterday(at_desk, ayse, parks, works):
    over = since.hand_over()
    old, new, replied, broken = (make_case(unit=parks) for _each in range(4))
    foreign = make_case(unit=works, category=make_category("Yol", unit=works))
    Case.objects.exclude(pk__in=[new.pk, foreign.pk]).update(received_at=over.since - timedelta(hours=1))
    Case.objects.filter(pk=broken.pk).update(promised_on=timezone.localdate(over.since))
    for case in [replied, old]:
        services.ask(case, "Hangi salıncak?", by=ayse)
        services.write(case, "Büyük olan.")
    old.events.update(at=over.since - timedelta(minutes=1))
    response = inbox(at_desk)
    assert [(view.key, count) for view, count, _current in response.context["news"]] == [
        ("yeni", "1"),
        ("yeni-yanit", "1"),
        ("soz-gecti", "1"),
    ]
    for key, case in [("yeni", new), ("yeni-yanit", replied), ("soz-gecti", broken)]:
        assert shown(inbox(at_desk, gorunum=key)) == [case], key


# -- Own views ------------------------------------------------------------------------------
def test_filters_are_kept_under_a_name(at_desk, ayse, parks):
    phoned, _web = make_case(unit=parks, channel=Channel.PHONE), make_case(unit=parks)
    response = save(at_desk, "  Telefonla   gelenler ", "kanal=phone&sonra=1.2.3")
    saved = SavedView.objects.get()
    assert (saved.user, saved.name, saved.query) == (ayse, "Telefonla gelenler", "kanal=phone")
    assert response.url == f"{reverse('desk:inbox')}?kanal=phone"
    response = at_desk.get(response.url)
    assert shown(response) == [phoned]
    assert response.context["own_views"] == [(saved, "1", True)]
    assert response.context["save_form"] is None  # it is kept already


def test_a_ready_view_may_be_narrowed_and_kept(at_desk, parks):
    late = make_case(unit=parks, channel=Channel.PHONE)
    Case.objects.update(promised_on=timezone.localdate() - timedelta(days=1))
    make_case(unit=parks, channel=Channel.PHONE)
    address = inbox(at_desk, gorunum="geciken", kanal="phone").context["save_form"].initial["query"]
    save(at_desk, "Geciken telefon", address)
    assert shown(at_desk.get(f"{reverse('desk:inbox')}?{SavedView.objects.get().query}")) == [late]


def test_a_search_is_never_kept(at_desk, case):
    save(at_desk, "Zeynep’inkiler", "ara=0555+000+00+12&kanal=web&q=Zeynep")
    assert SavedView.objects.get().query == "kanal=web"


@pytest.mark.parametrize(
    ("name", "query", "words"),
    [
        ("", "kanal=web", "Görünüme bir ad verin."),
        ("\x01 ", "kanal=web", "Görünüme bir ad verin."),
        ("a" * 41, "kanal=web", "En çok 40 olabilir."),
        ("geçmiş 0555 000 00 12", "kanal=web", "Ada telefon ya da kimlik numarası yazmayın."),
        ("GECİKEN", "kanal=web", "Bu adda bir görünüm var."),
        ("Adı var", "", "Önce listeyi bir filtreyle daraltın"),
        ("Adı var", "ara=abc", "Önce listeyi bir filtreyle daraltın"),
        ("Adı var", "kanal=uydurma", "Önce listeyi bir filtreyle daraltın"),
        ("Adı var", "mudurluk=999999", "Önce listeyi bir filtreyle daraltın"),
        ("Adı var", "kanal=web&" + "x=1&" * 600, "Bu kadar çok filtre"),
    ],
)
def test_it_refuses_a_view_and_says_why(at_desk, case, name, query, words):
    response = save(at_desk, name, query)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not SavedView.objects.exists()


def test_it_refuses_twins_and_a_thirteenth(at_desk, ayse):
    save(at_desk, "Telefon", "kanal=phone")
    assert "zaten saklı: Telefon" in save(at_desk, "Başka ad", "kanal=phone").content.decode()
    assert "Bu adda bir görünüm var." in save(at_desk, "TELEFON", "kanal=web").content.decode()
    for number in range(11):
        SavedView.objects.create(user=ayse, name=f"Görünüm {number}", query=f"durum=hepsi&x={number}")
    response = save(at_desk, "Bir daha", "kanal=web")
    assert "En çok 12 görünüm" in response.content.decode()
    assert 'value="Bir daha"' in response.content.decode()  # what was typed stays
    assert SavedView.objects.count() == 12


def test_a_view_is_renamed_and_deleted(at_desk):
    save(at_desk, "Telefon", "kanal=phone")
    save(at_desk, "Web", "kanal=web")
    view = SavedView.objects.get(name="Telefon")
    refused = at_desk.post(reverse("desk:rename_view", args=[view.pk]), {"name": "web"})
    assert refused.status_code == 422
    at_desk.post(reverse("desk:rename_view", args=[view.pk]), {"name": "Arayanlar"})
    page = at_desk.get(reverse("desk:own_views")).content.decode()
    assert "Arayanlar" in page
    assert "Kanal: Çağrı Merkezi" in page
    response = at_desk.post(reverse("desk:delete_view", args=[view.pk]), follow=True)
    assert "Görünüm silindi: Arayanlar" in response.content.decode()
    assert "?kanal=phone" in response.content.decode()  # the way back to its filters
    assert [left.name for left in SavedView.objects.all()] == ["Web"]


def test_somebody_elses_view_does_not_exist(at_desk, sign_in, parks, ayse):
    save(at_desk, "Telefon", "kanal=phone")
    view = SavedView.objects.get()
    fatma = sign_in(make_clerk("fatma", parks))
    for name in ["rename_view", "delete_view"]:
        assert fatma.post(reverse(f"desk:{name}", args=[view.pk]), {"name": "Benim"}).status_code == 404
    assert inbox(fatma).context["own_views"] == []
    assert SavedView.objects.get().name == "Telefon"


def test_a_view_whose_filter_is_gone_breaks_nothing(at_desk, parks, ayse):
    hood = make_neighbourhood("Geçici")
    save(at_desk, "Eski mahalle", f"mahalle={hood.pk}")
    hood.delete()
    assert inbox(at_desk).context["own_views"][0][1] == "–"
    assert "Filtrelerinden biri artık yok." in at_desk.get(reverse("desk:own_views")).content.decode()


def test_own_views_cost_the_same_with_many_rows(at_desk, ayse, parks):
    save(at_desk, "Telefon", "kanal=phone")

    def queries():
        with CaptureQueriesContext(connection) as caught:
            inbox(at_desk)
        return len(caught)

    make_case(unit=parks, channel=Channel.PHONE)
    inbox(at_desk)
    few = queries()
    for _each in range(8):
        make_case(unit=parks, channel=Channel.PHONE)
    assert queries() == few
