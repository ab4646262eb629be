"""A year after the box was closed nothing about the people in it is left; what was counted stays countable."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from home.clock import JOBS
from people.models import Person
from tests.database import all_cells
from tests.makers import make_jpeg, make_person
from wishes import services as cases
from wishes import uploads
from wishes.models import Attachment
from wishes.wishbox import forgetting, services
from wishes.wishbox.models import Campaign, Wish

from .conftest import WORDS, make_wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def ended(campaign, derya):
    wish = make_wish(campaign, for_whom="other", beneficiary="Emine Gizli", guardian="Can Er", visit_note="Zil bozuk")
    uploads.accept(SimpleUploadedFile("mektup.jpg", make_jpeg()), case=wish.case)
    services.fail(wish, by=derya, text="Olmadı, Emine Hanım.")
    return wish


def test_it_works_after_the_time_its_row_names(ended, campaign):
    assert forgetting.forget_finished(date(2027, 12, 30)) == 0
    assert Wish.objects.get().beneficiary == "Emine Gizli"
    assert forgetting.forget_finished(date(2027, 12, 31)) == 1
    wish = Wish.objects.with_case().get()
    assert (wish.beneficiary, wish.guardian, wish.address, wish.visit_note, wish.phone_digest) == ("",) * 5
    assert wish.case.person is None and wish.case.contacts.get().words == ""
    assert not Attachment.objects.exists()
    person = Person.objects.get()
    assert (person.name, person.phone_index, bool(person.erased_at)) == ("", "", True)
    cells = " ".join(map(str, all_cells()))
    assert WORDS not in cells and "Emine Hanım" not in cells
    assert Campaign.objects.get().forgotten_at
    assert Campaign.objects.get().wishes.count() == 1
    assert forgetting.forget_finished(date(2028, 1, 1)) == 0


def test_what_is_still_open_waits_and_a_neighbour_who_also_complained_stays(ended, campaign, case):
    cases.Case.objects.filter(pk=case.pk).update(person=make_person())
    waiting = make_wish(campaign)
    assert forgetting.forget_finished(date(2028, 1, 1)) == 1
    assert Campaign.objects.get().forgotten_at is None
    assert Wish.objects.get(pk=waiting.pk).address
    assert Person.objects.get().name == "Zeynep Örnekoğlu"


def test_the_time_is_the_directorates_to_change(ended, campaign):
    Campaign.objects.update(retention_days=30)
    assert forgetting.forget_finished(date(2027, 1, 30)) == 1


def test_the_clock_knows_both_jobs():
    assert {"wishes-told", "wishes-forgotten"} <= {job.name for job in JOBS}
    assert all(callable(job.callable()) for job in JOBS if job.name.startswith("wishes-"))
