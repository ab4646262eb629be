"""Every address of the duty desk, as everybody: compared with what was approved, like the desk's own matrix.

To approve what stands now: DESK_APPROVE=1 pytest tests/blood/test_doors.py, and read the difference before committing.
"""

import json
import os
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts import roles
from people.models import ReadLog
from tests.desk.test_doors import in_a_word, written
from tests.makers import make_staff
from wishes.blood.duty_urls import urlpatterns
from wishes.blood.models import Donor, Rule

from .conftest import make_appeal, make_donor, make_officer, make_reported, text_of

pytestmark = pytest.mark.django_db

APPROVED = Path(__file__).parent / "doors.json"
ROLES = {
    "editor": roles.EDITOR,
    "clerk": roles.CLERK,
    "head": roles.UNIT_HEAD,
    "directorate": roles.DIRECTORATE_ROLE,
    "administrator": roles.ADMINISTRATOR,
    "duty": roles.BLOOD_DUTY,
}
WHATEVER_THE_STATE = {"appeal", "index", "donors", "new"}


@pytest.fixture
def browsers(db):
    call_command("make_roles", verbosity=0)
    browsers = {"anonymous": Client()}
    for word, role in ROLES.items():
        user = make_staff(f"rol-{word}", admin_access=False)
        user.groups.add(Group.objects.get(name=role.name))
        browsers[word] = Client()
        browsers[word].force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browsers


def walk(browsers):
    """{address: {"GET": {role: word}}}; a fresh row for each, so that no verb stands in another's way."""
    found = {}
    for entry in sorted(urlpatterns, key=lambda entry: entry.name):
        for method in ["GET", "POST"]:
            kwargs = {}
            if entry.pattern.converters:
                kwargs = {"pk": _row(entry.name)}
            address = reverse(f"blood_desk:{entry.name}", kwargs=kwargs)
            line = found.setdefault(f"blood_desk:{entry.name}", {}).setdefault(method, {})
            for role, browser in browsers.items():
                line[role] = in_a_word(getattr(browser, method.lower())(address))
    return found


def _row(name):
    if name.startswith("donor"):
        Donor.objects.all().delete()
        return make_donor().pk
    return make_reported().pk


def test_every_door_answers_as_approved(browsers):
    found = walk(browsers)
    if os.environ.get("DESK_APPROVE"):
        APPROVED.write_text(written(found))
    assert found == json.loads(APPROVED.read_text())


def test_what_is_approved_is_right():
    """The file itself: nobody may approve a leak by accident."""
    approved = json.loads(APPROVED.read_text())
    assert len(approved) == len(urlpatterns)
    open_to_approvers = {"blood_desk:index", "blood_desk:appeal", "blood_desk:approve"}
    for name, lines in approved.items():
        for method, answers in lines.items():
            assert answers["anonymous"] == "login", (name, method)
            for role in ["editor", "clerk", "head", "administrator"]:
                assert answers[role] in {"refused", "405"}, (name, method, role)
            if name not in open_to_approvers:
                assert answers["directorate"] in {"refused", "405"}, (name, method)
            assert not {word for word in answers.values() if word.startswith("5")}, (name, method)


def test_a_row_that_does_not_exist_is_not_found(browsers):
    for name in ["appeal", "donor"]:
        assert browsers["duty"].get(reverse(f"blood_desk:{name}", args=[999_999])).status_code == 404


def test_a_form_from_another_page_is_refused(browsers):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browsers["duty"].cookies
    appeal = make_appeal()
    assert strict.post(reverse("blood_desk:stop", args=[appeal.pk])).status_code == 403


def test_the_menu_is_for_those_who_may_enter(browsers):
    address = reverse("blood_desk:index")
    for role, shown in [("duty", True), ("directorate", True), ("clerk", False), ("administrator", False)]:
        assert (address in text_of(browsers[role].get(reverse("wagtailadmin_home")))) is shown, role


def test_the_rules_are_the_directorates_to_change(browsers):
    call_command("load_blood_rules", verbosity=0)
    rule = Rule.objects.get(key="interval_male")
    address = reverse("blood_rules:edit", args=[rule.pk])
    assert browsers["directorate"].get(address).status_code == 200
    assert browsers["clerk"].get(address).status_code in {302, 403}


# -- Health data ----------------------------------------------------------------------------
@pytest.fixture
def officer(sign_in_as):
    return sign_in_as(make_officer())


@pytest.fixture
def sign_in_as():
    def sign_in(user):
        client = Client()
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def test_the_list_opens_only_for_a_written_reason_and_masked(officer):
    donor = make_donor()
    address = reverse("blood_desk:donors")
    assert "B****** Ö****" not in text_of(officer.get(address))
    for reason in ["", "x", "    "]:
        response = officer.post(address, {"reason": reason})
        assert response.status_code == 422 and "Neden baktığınızı yazın" in text_of(response)
    assert not ReadLog.objects.exclude(reason__startswith="changed").exists()
    shown = text_of(officer.post(address, {"reason": "Aylık kontrol", "group": "A+"}))
    assert "B******" in shown and "Bağışçı Örnek" not in shown and donor.person.phone not in shown
    look = ReadLog.objects.get(subject="donors:A+")
    assert (look.user.username, look.reason, look.action) == ("nobetci", "Aylık kontrol", "open")


def test_a_number_opens_only_for_a_written_reason(officer):
    donor = make_donor()
    address = reverse("blood_desk:donor", args=[donor.pk])
    assert "0555 100 00 01" not in text_of(officer.get(address))
    assert officer.post(address, {"reason": ""}).status_code == 422
    assert "0555 100 00 01" in text_of(officer.post(address, {"reason": "Kendisi aradı"}))
    assert ReadLog.objects.get(subject=f"donor:{donor.pk}", action="reveal").reason == "Kendisi aradı"


def test_the_outbox_does_not_tell_who_was_called(sign_in_as):
    from wishes.blood import waves

    from .conftest import NOON

    make_donor(), make_appeal()
    waves.tick(NOON)
    clerk = sign_in_as(make_staff("mudur", "notices.view_notice"))
    shown = text_of(clerk.get(reverse("notices:index")))
    assert "Kan çağrısı" in shown and "gizli" in shown and "0555" not in shown
