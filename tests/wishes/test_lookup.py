"""Finding a case again: number and second key, the code alone, the link of a message, a forgotten number."""

import json
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guard.models import Counter
from lib import reference
from notices.models import Notice
from notices.rendering import render
from tests import makers
from wishes import keys
from wishes.models import Case

pytestmark = pytest.mark.django_db

NOT_FOUND = "Bu numarayla başvuru bulamadık."


@pytest.fixture
def receipt(parks):
    return makers.make_complaint(unit=parks)


def look(client, no="", key="", **extra):
    return client.post("/takip/", {"no": no, "key": key}, **extra)


def other_four(case):
    """Four digits that are not the last of the phone."""
    return "0013" if case.person.phone.endswith("0012") else "0012"


def without_secrets(response):
    """The page without what differs by chance: the CSRF token and what was typed."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return re.sub(r' value="[^"]*"', "", page)


def test_it_works_with_number_and_phone(client, receipt):
    case = receipt.case
    response = look(client, case.shown_reference, "0012")
    assert response.status_code == 302 and response.url == f"/takip/{case.url_reference}/"
    assert client.get(response.url).status_code == 200


@pytest.mark.parametrize(
    "write", [str.lower, lambda no: no.replace("-", " "), lambda no: no.replace("İ", "ı"), lambda no: no[4:]]
)
def test_the_number_is_taken_as_people_write_it(client, receipt, write):
    assert look(client, write(receipt.case.shown_reference), " 0012 ").status_code == 302


@pytest.mark.parametrize("with_number", [True, False])
def test_the_code_of_the_receipt_is_enough(client, receipt, with_number):
    number = receipt.case.shown_reference if with_number else ""
    response = look(client, number, reference.show_code(receipt.code).lower())
    assert response.status_code == 302
    assert "Salıncağın zinciri" in client.get(response.url).content.decode()


def test_the_home_pages_box_fills_in_the_number(client):
    page = client.get("/takip/?no=İZM-ABCD-2345").content.decode()
    assert 'value="İZM-ABCD-2345"' in page and "Hata" not in page


def test_wrong_pairs_cannot_be_told_apart(client, receipt):
    case, elsewhere = receipt.case, makers.make_complaint("Bank kırık.")
    missing = reference.show(reference.make())
    answers = [
        look(client, case.shown_reference, other_four(case)),  # right number, wrong phone
        look(client, missing, "0012"),  # no such number
        look(client, "İZM-AAAA-AAAA", "0012"),  # cannot be a number
        look(client, "'; DROP TABLE", "1234"),
        look(client, case.shown_reference, "kapı"),  # cannot be a key
        look(client, case.shown_reference, elsewhere.code),  # a good code, of another case
        look(client, "rastgele", receipt.code),
        look(client, "", "AAAA-BBBB-CCCC-DD"),
        look(client, missing + "\x00", "0012"),
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert len({without_secrets(answer) for answer in answers}) == 1
    assert NOT_FOUND in answers[0].content.decode()
    assert not any(name.startswith("takip") for name in client.cookies)


def test_wrong_pairs_cost_the_same_look_at_the_cases(client, receipt):
    case = receipt.case
    for number, key in [
        (case.shown_reference, "0012"),
        (case.shown_reference, other_four(case)),
        ("İZM-AAAA-AAAA", "0012"),
        ("", receipt.code),
        ("", "AAAA-BBBB-CCCC-DD"),
    ]:
        with CaptureQueriesContext(connection) as queries:
            look(client, number, key)
        assert len([query for query in queries if "wishes_case" in query["sql"]]) == 1


def test_a_person_without_phone_cannot_be_found_by_empty_digits(client, parks):
    case = makers.make_case(unit=parks, person=makers.make_person(phone="", email="zeynep@ornek.example"))
    for key in ("", "0000", "    "):
        assert look(client, case.shown_reference, key).status_code == 422


def test_guessing_four_digits_becomes_slow_and_says_how_long(client, receipt):
    case = receipt.case
    with time_machine.travel("2026-11-23 10:00:00+03:00", tick=False) as clock:
        for _try in range(6):
            assert look(client, case.shown_reference, other_four(case)).status_code == 422
        blocked = look(client, case.shown_reference, "0012")
        assert blocked.status_code == 429 and int(blocked["Retry-After"]) <= 601
        assert "dakika sonra yeniden deneyin" in blocked.content.decode()
        # Somebody else's guesses never lock the citizen out of code and link.
        assert look(client, case.shown_reference, receipt.code).status_code == 302
        assert client.get(f"/takip/l/{receipt.link_token}/").status_code == 302
        clock.shift(601)
        assert look(client, case.shown_reference, "0012").status_code == 302
        for _round in range(2):
            clock.shift(601)
            for _try in range(6):
                last = look(client, case.shown_reference, other_four(case))
        assert last.status_code == 429 and int(last["Retry-After"]) > 600, "the longer the tries, the longer the wait"


def test_numbers_that_do_not_exist_are_limited_alike(client):
    missing = reference.show(reference.make())
    statuses = [look(client, missing, "0012").status_code for _try in range(8)]
    assert 429 in statuses and statuses[0] == 422


def test_one_address_cannot_walk_through_numbers(client):
    statuses = [look(client, reference.show(reference.make()), "0012").status_code for _try in range(22)]
    assert statuses[:20] == [422] * 20 and statuses[-1] == 429
    assert look(client, reference.show(reference.make()), "0012", REMOTE_ADDR="192.0.2.7").status_code == 422


def test_limits_remember_no_address_and_no_number(client, receipt):
    look(client, receipt.case.shown_reference, "9999", REMOTE_ADDR="192.0.2.7")
    rows = json.dumps(list(Counter.objects.values_list("bucket", flat=True)))
    assert "192.0.2.7" not in rows and receipt.case.reference not in rows


def test_it_asks_for_what_is_missing(client):
    assert "son 4 rakamını ya da belgenizdeki takip kodunu yazın" in look(client, "İZM", "").content.decode()
    assert "Başvuru numarasını yazın" in look(client, "", "0012").content.decode()


# -- links --------------------------------------------------------------------------------------


def test_the_link_of_a_message_opens_everything_and_stays_behind(client, receipt):
    response = client.get(f"/takip/l/{receipt.link_token}/")
    assert response.status_code == 302 and response.url == f"/takip/{receipt.case.url_reference}/"
    assert receipt.link_token not in response.url
    assert response["Referrer-Policy"] == "no-referrer" and "no-store" in response["Cache-Control"]
    assert "Salıncağın zinciri" in client.get(response.url).content.decode()


def test_a_scanner_that_follows_the_link_changes_nothing(client, receipt):
    before = Case.objects.values().get()
    client.head(f"/takip/l/{receipt.link_token}/")
    client.get(f"/takip/l/{receipt.link_token}/")
    assert Case.objects.values().get() == before
    assert client.post(f"/takip/l/{receipt.link_token}/").status_code == 405


def test_it_refuses_a_link_that_is_not_ours(client, receipt):
    slip = receipt.link_token[:-1] + ("1" if receipt.link_token.endswith("0") else "0")
    for token in ("x" * 40, slip, receipt.link_token.upper(), "ğ" * 300):
        response = client.get(f"/takip/l/{token}/")
        assert response.status_code == 404 and "Bu bağlantı artık açılmıyor." in response.content.decode()
    assert not any(name.startswith("takip") for name in client.cookies)


def test_a_link_of_older_keys_is_useless(client, receipt):
    case = receipt.case
    case.key_generation = 2
    case.link_digest = keys.digest(keys.link_token(case), "link")
    case.receipt_digest = keys.digest(keys.receipt_code(case), "receipt")
    case.save()
    assert client.get(f"/takip/l/{receipt.link_token}/").status_code == 404
    assert look(client, "", receipt.code).status_code == 422
    assert client.get(f"/takip/l/{keys.link_token(case)}/").status_code == 302


# -- a forgotten number -------------------------------------------------------------------------


def test_a_forgotten_number_comes_by_sms(client, receipt):
    response = client.post("/takip/numaram/", {"phone": "0555 000 00 12"}, follow=True)
    assert "Bu telefonla kayıt varsa numaralarını SMS ile gönderdik." in response.content.decode()
    notice = Notice.objects.get(key="case_numbers")
    assert notice.transport == "sms" and receipt.case.shown_reference in render(notice)[1]
    client.post("/takip/numaram/", {"phone": "+90 555 000 00 12"})
    assert Notice.objects.filter(key="case_numbers").count() == 1, "once an hour is enough"


def test_every_number_of_the_phone_is_told_the_latest_first(client, receipt, parks):
    person = makers.make_person(name="Ali Örnekoğlu")  # the family shares a phone
    second = makers.make_case("Bank kırık.", unit=parks, person=person)
    stranger = makers.make_case("Bank.", unit=parks, person=makers.make_person(name="Can Öz", phone="+905550000099"))
    client.post("/takip/numaram/", {"phone": "0555 000 00 12"})
    said = render(Notice.objects.get(key="case_numbers"))[1]
    assert f"{second.shown_reference}, {receipt.case.shown_reference}. İzlemek için: http" in said
    assert stranger.shown_reference not in said


def test_a_phone_we_do_not_know_gets_the_same_answer(client, receipt):
    known = client.post("/takip/numaram/", {"phone": "0555 000 00 12"})
    unknown = client.post("/takip/numaram/", {"phone": "0555 999 99 99"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert Notice.objects.filter(key="case_numbers").count() == 1


def test_numbers_are_not_sent_again_and_again(client, receipt):
    statuses = [client.post("/takip/numaram/", {"phone": "0555 000 00 12"}).status_code for _try in range(4)]
    assert statuses == [302, 302, 302, 429]


def test_it_refuses_what_is_no_phone(client):
    response = client.post("/takip/numaram/", {"phone": "12"})
    assert response.status_code == 422 and "Telefonu 0532 000 00 00 gibi yazın" in response.content.decode()


def test_these_pages_are_kept_by_nobody(client):
    for address in ("/takip/", "/takip/numaram/", "/takip/l/yok/"):
        response = client.get(address)
        assert {"no-store", "private"} <= set(response["Cache-Control"].replace(" ", "").split(","))
        assert "noindex" in response["X-Robots-Tag"]
        assert response["Referrer-Policy"] == "same-origin"
        assert "sessionid" not in response.cookies
