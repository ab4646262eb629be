"""A human remedy: a refused claim that is taken up again is read again, and a number that another used is freed."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from people.models import ReadLog
from tests.club.conftest import make_claim, number_of
from tests.club.test_batches import APPROVE, REFUSE, NoLot, claims, closed, elif_, murat, read_all, season  # noqa: F401
from tests.makers import make_staff
from wishes import services as cases
from wishes.club import batches, services, voices
from wishes.club.models import MembershipClaim, UsedRight
from wishes.models import Case
from wishes.workflow import Status

pytestmark = pytest.mark.django_db
State = MembershipClaim.State


@pytest.fixture
def closer(client):
    user = make_staff("kapatan")
    user.user_permissions.add(Permission.objects.get(content_type__app_label="club", codename="close_batch"))
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def free(browser, number):
    return browser.post(reverse("clubdesk:free_right"), {"number": number}, follow=True)


def reopened(claim):
    cases.reopen(claim.case, text="Belgem bu.")
    claim.case.refresh_from_db()
    return claim.case


# -- Taken up again --------------------------------------------------------------------------
def test_a_refused_claim_that_is_taken_up_again_is_read_again(season, elif_, murat):  # noqa: F811
    closed(season, elif_, murat, REFUSE)
    assert not MembershipClaim.objects.to_read().exists()
    case = reopened(claims()[0])
    assert [claim.case for claim in MembershipClaim.objects.to_read()] == [case]
    assert voices.headline(case) == "Kontrol ediyoruz."  # and not that it came to nothing
    batch = batches.make(season=season, by=elif_, lot=NoLot())
    read_all(batch, elif_, APPROVE)
    batches.ready(batch, by=elif_)
    batches.close(batch, by=murat)
    assert claims()[0].state == State.SENT
    season.refresh_from_db()
    assert season.taken == 1


# -- Somebody else's number ------------------------------------------------------------------
def test_who_shows_a_card_gets_the_right_that_another_used(season, elif_, murat, closer, caplog):  # noqa: F811
    closed(season, elif_, murat, REFUSE)
    with pytest.raises(services.AlreadyClaimed):
        make_claim(1, season, phone="+905550009999")
    page = free(closer, number_of(1))
    assert "Hak serbest" in page.content.decode()
    assert make_claim(1, season, phone="+905550009999").state == State.CHECKING
    assert ReadLog.objects.filter(subject=f"case:{claims()[0].case.reference}", action="search").exists()
    assert number_of(1) not in caplog.text + page.content.decode()


def test_whoever_withdrew_holds_nobody_up(season, closer):  # noqa: F811
    cases.withdraw(make_claim(1, season).case)
    free(closer, number_of(1))
    assert not UsedRight.objects.exists()


def test_the_one_who_used_the_number_cannot_be_sent_to_the_club_any_more(season, elif_, murat):  # noqa: F811
    closed(season, elif_, murat, REFUSE)
    services.free_right(number_of(1), by=murat)
    reopened(claims()[0])
    batch = batches.make(season=season, by=elif_, lot=NoLot())
    with pytest.raises(batches.Refused, match="Onaylanamaz"):
        read_all(batch, elif_, APPROVE)


@pytest.mark.parametrize("state", [Status.RECEIVED, Status.TRANSFERRED])
def test_it_refuses_while_the_claim_is_under_way(season, closer, state):  # noqa: F811
    claim = make_claim(1, season)
    Case.objects.filter(pk=claim.case_id).update(status=state)
    assert claim.case.shown_reference in free(closer, number_of(1)).content.decode()
    assert UsedRight.objects.count() == 1


@pytest.mark.parametrize("typed", ["", "12345678901", "\x00", "1" * 5000])
def test_it_refuses_what_is_no_number(season, closer, typed):  # noqa: F811
    assert closer.post(reverse("clubdesk:free_right"), {"number": typed}).status_code in (400, 422)


def test_a_number_that_nobody_used_is_said_to_be_free(season, closer):  # noqa: F811
    assert "kullanılmamış" in free(closer, number_of(1)).content.decode()
