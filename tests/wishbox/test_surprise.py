"""No message can spoil a surprise: whatever staff do in whatever order, only the wisher is written to, and neither the
gift nor the day of the visit stands in the words."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib import dates
from notices.models import Notice
from notices.rendering import render
from people.models import Person
from tests import makers
from wishes import services as cases
from wishes.grants import Level
from wishes.tracking import Story, find
from wishes.wishbox import services
from wishes.wishbox.models import Visit, Wish
from wishes.workflow import Channel, Outcome

from .conftest import make_wish

pytestmark = pytest.mark.django_db

DAY = date(2027, 1, 8)
GIFT = "bisiklet"
NAME = "Emine Gizli"
SECRETS = [GIFT, "Emine", "Gizli", dates.short(DAY), dates.long(DAY), "8 Ocak", "08.01", "2027-01-08", "Gül Sokak"]
TEXT = f"{NAME} için {GIFT} aldık, {dates.long(DAY)} günü, {dates.short(DAY)} geliyoruz. Gül Sokak No 5"

#: what staff may do; each is tried, and what is not lawful just then is refused
VERBS = {
    "ask": lambda wish, by: cases.ask(wish.case, TEXT, by=by),
    "answer": lambda wish, by: cases.answer(wish.case, TEXT, by=by, promised_on=DAY),
    "promise": lambda wish, by: cases.promise(wish.case, promised_on=DAY, text=TEXT, by=by),
    "note": lambda wish, by: cases.note(wish.case, TEXT, by=by),
    "transfer": lambda wish, by: cases.transfer(wish.case, authority="Kızılay", text=TEXT, by=by),
    "close": lambda wish, by: cases.close(wish.case, outcome=Outcome.SCHEDULED, text=TEXT, by=by),
    "reopen": lambda wish, by: cases.reopen(wish.case, text=TEXT, by=by),
    "choose": lambda wish, by: services.choose(wish, by=by),
    "prepare": lambda wish, by: services.prepare(wish, by=by),
    "plan": lambda wish, by: services.plan(wish, Visit.objects.get(), by=by),
    "unplan": lambda wish, by: services.unplan(wish, by=by),
    "release": lambda wish, by: services.release(wish, by=by),
    "grant": lambda wish, by: services.grant(wish, by=by, cost=1, text=TEXT),
    "fail": lambda wish, by: services.fail(wish, by=by, text=TEXT),
    "tell": lambda wish, by: services.tell(wish, by=by, title=GIFT, text=TEXT, publish=True),
}
REFUSALS = (cases.MoveRefused, cases.Stale, services.StageRefused, services.NoConsent, services.NamesSomebody)


@given(verbs=st.lists(st.sampled_from(sorted(VERBS)), min_size=1, max_size=7), by_mail=st.booleans())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_message_tells_who_what_or_when(campaign, derya, verbs, by_mail):
    Notice.objects.all().delete()
    Wish.objects.all().delete()
    Visit.objects.all().delete()
    Visit.objects.create(campaign=campaign, day=DAY, team="Çınar 1")
    wish = make_wish(
        campaign,
        f"{NAME} için bir {GIFT} diliyorum.",
        for_whom="other",
        is_surprise=True,
        beneficiary=NAME,
        notify_by="email" if by_mail else "sms",
    )
    for verb in verbs:
        try:
            VERBS[verb](Wish.objects.with_case().get(pk=wish.pk), derya)
        except REFUSALS:
            continue
    assert Notice.objects.exists()
    for notice in Notice.objects.all():
        assert notice.person == wish.case.person
        words = " ".join(render(notice))
        assert [secret for secret in SECRETS if secret in words] == [], (notice.key, words)
    assert not Person.objects.with_name_words("Emine").exists()  # nobody could be written to


def test_the_tracking_page_never_says_that_a_wish_was_chosen(campaign, derya):
    wish = make_wish(campaign, for_whom="other", is_surprise=True, beneficiary=NAME)
    visit = Visit.objects.create(campaign=campaign, day=DAY, team="Çınar 1")

    def said():
        story = Story(find(wish.case.reference), Level.STRONG)
        steps = [(step.title, step.text) for step in story.steps]
        return f"{story.chip.text} {story.headline} {story.lead} {story.facts} {steps}"

    before = said()
    services.choose(wish, by=derya)
    services.plan(wish, visit, by=derya)
    assert said() == before
    assert "31 Ocak 2027" in before and "8 Ocak" not in before


def test_a_telephone_that_is_called_is_the_wishers(campaign):
    wish = make_wish(campaign, for_whom="other", is_surprise=True, beneficiary=NAME, channel=Channel.DESK)
    assert wish.case.person.phone == makers.ZEYNEP["phone"]
    assert wish.wished_for == NAME
