"""The desk: who comes, somebody on the telephone, the door, the file; covered names, every look written down."""

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts import roles
from events import registrations
from events.models import Occurrence
from events.registration_models import Registration, State
from people.models import ReadLog
from tests.events.registering import counts_are_right, fresh, make_occurrence, register, states, told
from tests.makers import make_staff

pytestmark = pytest.mark.django_db

ZEYNEP = {"name": "Zeynep Örnekoğlu", "phone": "+905550000012"}
MANAGE = "events.manage_registrations"


@pytest.fixture(autouse=True)
def _at_any_hour(settings):
    settings.NOTICE_QUIET_HOURS = {}


@pytest.fixture
def registrar(db):
    client = Client()
    client.force_login(make_staff("kayit", MANAGE), "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def occurrence():
    return make_occurrence(4)


@pytest.fixture
def zeynep_registered(occurrence):
    return register(occurrence, 2, notes="Tekerlekli sandalye", **ZEYNEP)


def url(name, occurrence, *more):
    return reverse(f"attendees:{name}", args=[occurrence.pk, *more])


# -- The list --------------------------------------------------------------------------------
def test_the_list_covers_who_it_is(registrar, occurrence, zeynep_registered):
    assert occurrence.page.title in registrar.get(reverse("attendees:index")).content.decode()
    response = registrar.get(url("people", occurrence))
    page = response.content.decode()
    assert zeynep_registered.shown_code in page and "Z***** Ö********" in page and "0555 *** ** 12" in page
    for secret in ["Örnekoğlu", "000 00 12", "Tekerlekli"]:
        assert secret not in page
    assert "no-store" in response["Cache-Control"]
    assert not ReadLog.objects.exists()


def test_showing_one_person_is_written_down(registrar, occurrence, zeynep_registered):
    other = register(occurrence, 1, name="Ali Konuk")
    page = registrar.post(url("reveal", occurrence, zeynep_registered.pk)).content.decode()
    assert "Zeynep Örnekoğlu" in page and "0555 000 00 12" in page and "Tekerlekli" in page
    assert "Ali Konuk" not in page
    log = ReadLog.objects.get()
    assert (log.action, log.subject, log.user.username) == ("reveal", f"kayit:{zeynep_registered.code}", "kayit")
    assert other.code not in log.subject


def test_somebody_on_the_telephone(registrar, occurrence):
    register(occurrence, 3)
    facts = {"name": "Ali Konuk", "phone": "0262 318 00 00", "email": "", "party_size": "2", "notes": ""}
    added = registrar.post(url("add", occurrence), facts, follow=True).content.decode()
    row = Registration.objects.latest("pk")
    assert "bekleme listesine yazıldı" in added and row.shown_code in added
    assert row.state == State.WAITING and row.added_by.username == "kayit"
    again = registrar.post(url("add", occurrence), facts, follow=True).content.decode()
    assert "zaten kayıtlı" in again and Registration.objects.count() == 2


def test_wrong_input_at_the_telephone_stays(registrar, occurrence):
    response = registrar.post(url("add", occurrence), {"name": "Ali Konuk", "phone": "12", "party_size": "9"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Ali Konuk" in page and "Telefonu 0532 000 00 00 gibi yazın" in page and "en çok 4 kişi" in page


def test_taking_somebody_back_asks_first_and_tells_them(registrar, occurrence, zeynep_registered):
    address = url("withdraw", occurrence, zeynep_registered.pk)
    assert "Örnekoğlu" not in registrar.get(address).content.decode()
    assert states(zeynep_registered) == [State.CONFIRMED]
    registrar.post(address)
    assert states(zeynep_registered) == [State.CANCELLED] and told(zeynep_registered)[-1] == "event_left"
    assert "az önce değişti" in registrar.post(address, follow=True).content.decode()


def test_more_seats_and_who_waited_is_asked(registrar, occurrence):
    register(occurrence, 4)
    waiting = register(occurrence, 2)
    registrar.post(url("seats", occurrence), {"seats": "6"})
    assert states(waiting) == [State.OFFERED]
    wrong = registrar.post(url("seats", occurrence), {"seats": "altı"})
    assert wrong.status_code == 422 and "Toplam yeri rakamla yazın" in wrong.content.decode()
    counts_are_right()


def test_past_and_closed_dates_are_said(registrar, occurrence):
    Occurrence.objects.update(starts_at=timezone.now() - timedelta(days=2), over_at=timezone.now() - timedelta(days=1))
    assert occurrence.page.title not in registrar.get(reverse("attendees:index")).content.decode()
    assert occurrence.page.title in registrar.get(reverse("attendees:index"), {"zaman": "gecmis"}).content.decode()
    assert "artık kayıt alınmıyor" in registrar.get(url("add", occurrence), follow=True).content.decode()


# -- The door --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed", ["zeynep", "ÖRNEK", "ornekoglu zey", "0012", "0555 000 00 12", "code", "code without dash"]
)
def test_at_the_door_she_is_found(registrar, occurrence, zeynep_registered, typed):
    register(occurrence, 1, name="Ali Konuk")
    typed = {"code": zeynep_registered.shown_code.lower(), "code without dash": zeynep_registered.code}.get(
        typed, typed
    )
    page = registrar.post(url("door", occurrence), {"q": typed}).content.decode()
    assert zeynep_registered.shown_code in page and "A** K****" not in page
    assert "Örnekoğlu" not in page, "covered: one recognises whom one knows"
    log = ReadLog.objects.get()
    assert (log.action, log.subject) == ("search", f"seans:{occurrence.pk}")


@pytest.mark.parametrize("typed", ["", "ali", "12", "99", "%", "'", "\x00", "İ" * 200, "ABCD-2345"])
def test_at_the_door_nothing_odd_finds_her(registrar, occurrence, zeynep_registered, typed):
    response = registrar.post(url("door", occurrence), {"q": typed})
    assert response.status_code == 200
    assert zeynep_registered.shown_code not in response.content.decode()


def test_one_tap_lets_her_in_and_one_takes_it_back(registrar, occurrence, zeynep_registered):
    come = url("arrive", occurrence, zeynep_registered.pk)
    page = registrar.post(come).content.decode()
    assert "Geldi: " + zeynep_registered.shown_code in page and "<b>2</b>geldi" in page and "Geri al" in page
    assert "Daha önce işaretlenmişti" in registrar.post(come).content.decode()
    assert fresh(zeynep_registered).arrived_at
    page = registrar.post(url("undo", occurrence, zeynep_registered.pk)).content.decode()
    assert "Geri alındı" in page and "<b>0</b>geldi" in page
    assert states(zeynep_registered) == [State.CONFIRMED]


def test_who_waits_is_not_let_in(registrar, occurrence):
    register(occurrence, 4)
    waiting = register(occurrence, 1)
    assert "Bu kaydın yeri yok" in registrar.post(url("arrive", occurrence, waiting.pk)).content.decode()
    assert states(waiting) == [State.WAITING]


def test_a_registration_of_another_date_is_not_found(registrar, occurrence, zeynep_registered):
    other = make_occurrence()
    for name in ["arrive", "undo", "reveal", "withdraw"]:
        assert registrar.post(url(name, other, zeynep_registered.pk)).status_code == 404
    assert states(zeynep_registered) == [State.CONFIRMED]


# -- The file --------------------------------------------------------------------------------
@pytest.fixture
def hostile(occurrence):
    return register(occurrence, 1, name='=HYPERLINK("http://x";"Ödül")', notes="@SUM(1);=1+1\n\x01+5")


def test_the_list_for_turkish_excel(registrar, occurrence, zeynep_registered, hostile):
    response = registrar.post(url("export", occurrence, "csv"))
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in response["Content-Disposition"] and "Örnek" not in response["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:3] == ["Kayıt no", "Ad soyad", "Telefon"]
    assert rows[1][1:3] == ["Zeynep Örnekoğlu", "0555 000 00 12"]
    local = timezone.localtime(zeynep_registered.verified_at)
    assert rows[1][7] == f"{local:%d.%m.%Y %H.%M}"
    for cell in [cell for row in rows for cell in row]:
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert ";=" not in cell.replace(" ", "")
    log = ReadLog.objects.get()
    assert (log.action, log.subject) == ("export", f"seans:{occurrence.pk}")


def test_the_list_as_a_workbook_holds_no_formula(registrar, occurrence, zeynep_registered, hostile):
    response = registrar.post(url("export", occurrence, "xlsx"))
    sheet = load_workbook(io.BytesIO(response.content)).active
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[1]][1] == "Zeynep Örnekoğlu"
    assert rows[1][4].value == 2 and rows[1][4].data_type == "n"
    assert not [cell for row in rows for cell in row if cell.data_type == "f"]
    assert rows[2][1].value.startswith("'=")
    assert ReadLog.objects.filter(action="export").count() == 1


def test_after_forgetting_the_list_still_counts(registrar, occurrence, zeynep_registered):
    Registration.objects.update(person=None, notes="", contact_digest="", link_digest="")
    assert "Bilgileri silindi" in registrar.get(url("people", occurrence)).content.decode()
    assert registrar.post(url("export", occurrence, "csv")).status_code == 200
    assert registrar.post(url("reveal", occurrence, zeynep_registered.pk)).status_code == 200


# -- Doors -----------------------------------------------------------------------------------
def addresses(occurrence, registration):
    """Every address of the desk's registrations, from the resolver: a new one is tested by itself."""
    found = {}
    admin = next(
        e for e in get_resolver().url_patterns if getattr(e, "url_patterns", None) and "yonetim" in str(e.pattern)
    )
    inner = [admin]
    while inner:
        resolver = inner.pop()
        for entry in resolver.url_patterns:
            if getattr(entry, "namespace", None) == "attendees":
                for pattern in entry.url_patterns:
                    known = {"pk": occurrence.pk, "registration": registration.pk, "kind": "csv"}
                    names = pattern.pattern.regex.groupindex or pattern.pattern.converters
                    found[pattern.name] = reverse(
                        f"attendees:{pattern.name}", kwargs={name: known[name] for name in names}
                    )
            elif hasattr(entry, "url_patterns"):
                inner.append(entry)
    return found


ROLES = {role.name: role for role in roles.ROLES}
MAY = {"Etkinlik kaydı", "Yönetici"}
GET_ONLY = {"index", "people"}
POST_ONLY = {"reveal", "seats", "export", "arrive", "undo"}


@pytest.mark.parametrize("role", ["", *ROLES])
def test_every_door_by_every_role(occurrence, zeynep_registered, role):
    doors = addresses(occurrence, zeynep_registered)
    assert len(doors) == 10
    client = Client()
    if role:
        call_command("make_roles", verbosity=0)
        user = make_staff("rol", admin_access=False)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    for name, address in doors.items():
        for method in ("get", "post"):
            response = getattr(client, method)(address)
            if role in MAY:
                wrong_method = name in (POST_ONLY if method == "get" else GET_ONLY)
                expected = {405} if wrong_method else {200, 302, 422}
                assert response.status_code in expected, (name, method)
            else:
                refused = response.status_code == 405 or (
                    response.status_code == 302 and response.url.partition("?")[0] in ("/yonetim/login/", "/yonetim/")
                )
                assert refused, (name, method, response.status_code)
                assert zeynep_registered.shown_code not in response.content.decode()
    if role not in MAY:
        assert states(zeynep_registered) == [State.CONFIRMED] and not ReadLog.objects.exists()


def test_only_who_may_sees_the_way_there(registrar, sign_in_editor, occurrence):
    menu = reverse("attendees:index")
    assert menu in registrar.get("/yonetim/").content.decode()
    assert menu not in sign_in_editor.get("/yonetim/").content.decode()


@pytest.fixture
def sign_in_editor(db):
    client = Client()
    client.force_login(make_staff("editor"), "django.contrib.auth.backends.ModelBackend")
    return client


def test_a_form_from_another_page_is_refused(registrar, occurrence, zeynep_registered):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = registrar.cookies
    for name in ["arrive", "reveal", "withdraw"]:
        assert strict.post(url(name, occurrence, zeynep_registered.pk)).status_code == 403


def test_counters_never_disagree_after_a_day_at_the_desk(registrar, occurrence):
    people = [register(occurrence) for _number in range(6)]
    registrar.post(url("withdraw", occurrence, people[0].pk))
    registrar.post(url("arrive", occurrence, people[1].pk))
    registrations.accept(people[4])
    registrar.post(url("seats", occurrence), {"seats": "5"})
    counts_are_right()
