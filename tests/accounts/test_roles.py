"""Who may do what, as the command makes it."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import GroupPagePermission

from accounts import roles
from accounts.models import User
from tests.makers import PASSWORD, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def login(client):
    """login(role) -> a client of somebody who has just that role."""
    call_command("make_roles", verbosity=0)

    def make(role, *units):
        user = User.objects.create_user(role.name, f"{role.name.split()[0]}@ornek.example", PASSWORD)
        user.groups.add(Group.objects.get(name=role.name))
        user.units.set(units)
        client.force_login(user)
        return client, user

    return make


def test_it_works_and_twice_changes_nothing():
    call_command("make_roles", verbosity=0)
    before = {group.name: set(group.permissions.values_list("pk", flat=True)) for group in Group.objects.all()}
    pages = GroupPagePermission.objects.count()
    call_command("make_roles", verbosity=0)
    assert {group.name: set(group.permissions.values_list("pk", flat=True)) for group in Group.objects.all()} == before
    assert GroupPagePermission.objects.count() == pages


def test_a_permission_taken_out_of_the_table_goes_from_the_group():
    call_command("make_roles", verbosity=0)
    group = Group.objects.get(name=roles.CLERK.name)
    extra = Group.objects.get(name=roles.ADMINISTRATOR.name).permissions.get(codename="see_all_cases")
    group.permissions.add(extra)
    call_command("make_roles", verbosity=0)
    assert extra not in group.permissions.all()


def test_an_editor_publishes_and_sees_no_case(login):
    client, user = login(roles.EDITOR)
    assert user.has_perm("wagtailimages.add_image") or client.get(reverse("wagtailimages:index")).status_code == 200
    assert not user.has_perm("wishes.work_case")
    assert not user.has_perm("people.view_person")


def test_a_clerk_works_on_cases_and_edits_no_page(login):
    client, user = login(roles.CLERK, make_unit())
    assert user.has_perm("wishes.work_case")
    assert not user.has_perm("wishes.see_all_cases")
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    assert client.get(reverse("wagtailimages:index")).status_code in {302, 403}


def test_the_directorate_sees_all_and_makes_no_accounts(login):
    client, user = login(roles.DIRECTORATE_ROLE)
    assert user.has_perm("wishes.see_all_cases")
    assert client.get(reverse("wagtailusers_users:index")).status_code in {302, 403}


def test_an_administrator_keeps_accounts_with_their_units(login):
    client, _user = login(roles.ADMINISTRATOR)
    unit = make_unit()
    page = client.get(reverse("wagtailusers_users:add"))
    assert page.status_code == 200
    assert unit.name in page.content.decode()
    response = client.post(
        reverse("wagtailusers_users:add"),
        {
            "username": "yeni",
            "email": "yeni@ornek.example",
            "first_name": "Yeni",
            "last_name": "Görevli",
            "password1": PASSWORD,
            "password2": PASSWORD,
            "units": [unit.pk],
        },
    )
    assert response.status_code == 302
    assert list(User.objects.get(username="yeni").units.all()) == [unit]
