"""Every address of the club's screens and of the seasons, as everybody: compared with what was approved.

To approve what stands now: DESK_APPROVE=1 pytest tests/club/test_doors.py, and read the difference before committing.
"""

import json
import os
import uuid
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts import roles
from tests.club.test_batches import closed, elif_, murat, season  # noqa: F401  fixtures
from tests.desk.test_doors import in_a_word, written
from tests.makers import make_staff
from wishes.club.models import Batch, ClubAnswer, DuesPayment, MembershipClaim

pytestmark = pytest.mark.django_db

APPROVED = Path(__file__).parent / "doors.json"
NAMESPACES = ("clubdesk", "seasons")
ROLES = {
    "editor": roles.EDITOR,
    "clerk": roles.CLERK,
    "head": roles.UNIT_HEAD,
    "reader": roles.CLUB_CLERK,
    "directorate": roles.DIRECTORATE_ROLE,
    "administrator": roles.ADMINISTRATOR,
}
CLOSERS_ONLY = {"reopen", "close", "download", "upload", "answer", "dues", "free_right"}


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


def addresses(resolver=None, namespace=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, entry.namespace or namespace)
        elif isinstance(entry, URLPattern) and namespace in NAMESPACES and entry.name:
            yield f"{namespace}:{entry.name}", list(entry.pattern.converters)


def walk(browsers, batch, season):  # noqa: F811
    """{address: {"GET": {role: word}}}."""
    answer = ClubAnswer.objects.create(name="x", digest="y")
    known = {"season": season.pk, "position": 1, "kind": "xlsx", "token": uuid.uuid4()}
    pks = {"clubdesk:answer": answer.pk}
    found = {}
    for name, arguments in sorted(addresses()):
        pk = pks.get(name, batch.pk if name.startswith("clubdesk") else season.pk)
        address = reverse(name, kwargs={key: known.get(key, pk) for key in arguments})
        for method in ["GET", "POST"]:
            line = found.setdefault(name, {}).setdefault(method, {})
            for role, browser in browsers.items():
                line[role] = in_a_word(getattr(browser, method.lower())(address))
    return found


def test_every_door_answers_as_approved(browsers, season, elif_, murat):  # noqa: F811
    batch = closed(season, elif_, murat, "approve")
    found = walk(browsers, batch, season)
    if os.environ.get("DESK_APPROVE"):
        APPROVED.write_text(written(found))
    assert found == json.loads(APPROVED.read_text())
    assert list(MembershipClaim.objects.values_list("state", flat=True)) == ["sent"]  # and nothing came of it all
    assert (Batch.objects.count(), DuesPayment.objects.count()) == (1, 0)


def test_what_is_approved_is_right():
    approved = json.loads(APPROVED.read_text())
    assert len([name for name in approved if name.startswith("clubdesk:")]) == 16
    for name, lines in approved.items():
        space, _colon, door = name.partition(":")
        for method, answers in lines.items():
            assert answers["anonymous"] in {"login", "405"}, (name, method)
            for stranger in ["editor", "clerk", "head"]:
                assert answers[stranger] in {"refused", "405", "404"}, (name, method, stranger)
            if space == "seasons" or door in CLOSERS_ONLY:
                assert answers["reader"] in {"refused", "405", "404"}, (name, method)
            assert not {word for word in answers.values() if word.startswith("5")}, (name, method)
