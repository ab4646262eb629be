"""Every address of the desk, as everybody, on own and foreign rows: compared with what was approved.

The addresses come from the URL resolver, so a new one fails here until somebody has looked at what it answers to whom.
To approve what stands now: DESK_APPROVE=1 pytest tests/desk/test_doors.py, and read the difference before committing.
"""

import json
import os
from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts import roles
from notices.models import Notice
from tests.makers import make_case, make_category, make_jpeg, make_staff
from wishes import uploads
from wishes.complaints.models import RuleSet
from wishes.desk import exports
from wishes.desk.models import BulkAct, SavedView
from wishes.wishbox import services as wishbox
from wishes.wishbox.models import Campaign, Visit

pytestmark = pytest.mark.django_db

APPROVED = Path(__file__).parent / "doors.json"
NAMESPACES = ("desk", "notices", "wishbox", "intake", "routing")
ROLES = {
    "editor": roles.EDITOR,
    "clerk": roles.CLERK,
    "head": roles.UNIT_HEAD,
    "directorate": roles.DIRECTORATE_ROLE,
    "administrator": roles.ADMINISTRATOR,
}


def addresses(resolver=None, namespaces=()):
    """[(name, [argument, …])] of everything under NAMESPACES."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from addresses(entry, inner)
        elif isinstance(entry, URLPattern) and namespaces and namespaces[0].startswith(NAMESPACES):
            yield ":".join([*namespaces, entry.name]), list(entry.pattern.converters)


def in_a_word(response):
    if response.status_code != 302:
        return str(response.status_code)
    where = response.url.partition("?")[0]
    if where == reverse("wagtailadmin_login"):
        return "login"
    return "refused" if where == reverse("wagtailadmin_home") else "302"


@pytest.fixture
def browsers(parks):
    call_command("make_roles", verbosity=0)
    browsers = {"anonymous": Client()}
    for word, role in ROLES.items():
        units = [] if word == "editor" else [parks]
        user = make_staff(f"rol-{word}", units=units, admin_access=False)
        user.groups.add(Group.objects.get(name=role.name))
        browsers[word] = Client()
        browsers[word].force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browsers


@pytest.fixture
def rows(parks, works):
    """What the arguments of an address stand for: one row of Park ve Bahçeler, one of Fen İşleri."""
    rows = {}
    for whose, unit in [("own", parks), ("foreign", works)]:
        case = make_case(unit=unit, category=make_category(f"Konu {unit.pk}", unit=unit))
        photo = uploads.accept(SimpleUploadedFile("a.jpg", make_jpeg()), case=case)
        notice = Notice.objects.get(about=case.reference)
        contact = case.contacts.get().pk
        rows[whose] = {
            "desk": {"pk": case.pk, "token": photo.token, "contact": contact},
            "notices": {"pk": notice.pk},
            "intake": {},
        }
        view = SavedView.objects.create(
            user=make_staff(f"rol-{'clerk' if whose == 'own' else 'baska'}", units=[unit], admin_access=False),
            name="Görünüm",
            query="kanal=web",
        )
        rows[whose]["desk"]["view"] = view.pk
        rows[whose]["desk"]["act"] = BulkAct.objects.create(user=view.user, verb="kapat").pk
        rows[whose]["desk"]["export"] = _file_of("rol-directorate" if whose == "own" else "baska", unit)
        rows[whose]["wishbox"] = _wish(2027 if whose == "own" else 2028, unit)
        past = RuleSet.objects.create(state=RuleSet.State.PAST, in_force_at=timezone.now())
        rows[whose]["routing"] = {"pk": past.pk}
    return rows


def _file_of(username, unit):
    """A finished file of that user."""
    user = make_staff(username, "wishes.work_case", "wishes.export_case", units=[unit], admin_access=False)
    export = exports.ask(user, "", format="csv", with_people=False)
    exports.make(export.pk)
    return export.token


def _wish(year, unit):
    """A wish with a letter, and a day of visits."""
    days = [date(year, 1, day) for day in (1, 2, 3)]
    campaign = Campaign.objects.create(
        name="Dilek", year=year, opens_on=days[0], closes_on=days[1], announced_on=days[2], unit=unit
    )
    case = wishbox.receive(campaign=campaign, words="Bir bisiklet diliyorum.").case
    letter = uploads.accept(SimpleUploadedFile("a.jpg", make_jpeg()), case=case)
    visit = Visit.objects.create(campaign=campaign, day=days[2], team="Ekip")
    return {"pk": case.wish.pk, "token": letter.token, "visit": visit.pk}


def walk(browsers, rows):
    """{address: {"GET own": {role: word}}}."""
    found = {}
    for name, arguments in sorted(addresses()):
        for whose in ["own", "foreign"] if arguments else ["own"]:
            known = rows[whose][next(space for space in NAMESPACES if name.startswith(space))]
            address = reverse(name, kwargs={argument: known[argument] for argument in arguments})
            for method in ["GET", "POST"]:
                line = found.setdefault(name, {}).setdefault(f"{method} {whose}", {})
                for role, browser in browsers.items():
                    line[role] = in_a_word(getattr(browser, method.lower())(address))
    return found


def written(found):
    """One line for one address and method, so that a difference reads well."""
    addresses = [
        f' "{name}": {{\n'
        + ",\n".join(f'  "{line}": {json.dumps(answers)}' for line, answers in lines.items())
        + "\n }"
        for name, lines in found.items()
    ]
    return "{\n" + ",\n".join(addresses) + "\n}\n"


def test_every_door_answers_as_approved(browsers, rows):
    found = walk(browsers, rows)
    if os.environ.get("DESK_APPROVE"):
        APPROVED.write_text(written(found))
    approved = json.loads(APPROVED.read_text()) if APPROVED.exists() else {}
    assert sorted(found) == sorted(approved), "an address came or went: look at what it answers, then approve"
    for name, lines in found.items():
        assert lines == approved[name], name


def test_what_is_approved_is_right():
    """The file itself: nobody may approve a leak by accident."""
    approved = json.loads(APPROVED.read_text())
    assert len([name for name in approved if name.startswith("desk:")]) >= 15
    for name, lines in approved.items():
        for line, answers in lines.items():
            assert answers["anonymous"] == "login", (name, line)
            if name != "wishbox:stories":  # anonymised, with consent, for the news
                assert answers["editor"] in {"refused", "405"}, (name, line)
            if name.startswith(("wishbox:", "routing:")):
                assert {answers["clerk"], answers["head"]} <= {"refused", "405"}, (name, line)
            if name.startswith("desk:") and line.endswith("foreign"):
                assert answers["clerk"] in {"404", "405", "refused"}, (name, line)  # refused: with no row at all
                assert answers["head"] in {"404", "405"}, (name, line)
            assert not {word for word in answers.values() if word.startswith("5")}, (name, line)


def test_a_row_that_does_not_exist_looks_like_a_foreign_one(browsers, rows):
    foreign, none = rows["foreign"]["desk"]["pk"], 999_999
    clerk = browsers["clerk"]
    answers = [clerk.get(reverse("desk:case", args=[pk])) for pk in (foreign, none)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_no_generic_view_of_wagtail_stands_beside_the_desk():
    side = {"edit", "history", "inspect", "usage", "delete", "copy", "export", "choose", "add"}
    assert not {name for name, _arguments in addresses() if name.startswith("desk:")} & {f"desk:{s}" for s in side}


def test_wagtails_bulk_actions_know_no_cases(rows, browsers):
    pk = rows["own"]["desk"]["pk"]
    for action in ["delete", "publish", "move", "set_active_state"]:
        address = reverse("wagtail_bulk_action", args=["wishes", "case", action])
        for role in ["clerk", "administrator"]:
            assert browsers[role].post(f"{address}?id={pk}").status_code == 404


def test_a_form_from_another_page_is_refused(rows, browsers):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browsers["clerk"].cookies
    case = rows["own"]["desk"]["pk"]
    for name in ["note", "answer", "reveal", "close"]:
        assert strict.post(reverse(f"desk:{name}", args=[case]), {"text": "x"}).status_code == 403
