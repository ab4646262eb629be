"""The default captcha: a second of computing, once for each form."""

import base64
import json
from datetime import timedelta

import pytest
import time_machine
from django.http import QueryDict
from django.urls import reverse

from guard.captcha import Verdict, get_provider, proof_of_work


@pytest.fixture(autouse=True)
def _proof_of_work(settings):
    settings.CAPTCHA_PROVIDER = "proof_of_work"


def verdict(answer, scope=""):
    data = QueryDict(mutable=True)
    data["altcha"] = answer
    return get_provider().verify(data, scope=scope)


@pytest.mark.django_db
def test_it_works(client, solved):
    response = client.get(reverse("guard:question"))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "Set-Cookie" not in response
    assert verdict(solved(response.json())) is Verdict.PASSED


@pytest.mark.django_db
def test_an_answer_opens_the_door_once(solved):
    answer = solved()
    assert verdict(answer) is Verdict.PASSED
    assert verdict(answer) is Verdict.FAILED


@pytest.mark.django_db
def test_another_spelling_of_the_same_answer_is_the_same_answer(solved):
    answer = solved()
    assert verdict(answer) is Verdict.PASSED
    respelled = json.loads(base64.b64decode(answer)) | {"took": 7}
    assert verdict(base64.b64encode(json.dumps(respelled, indent=2).encode()).decode()) is Verdict.FAILED


@pytest.mark.django_db
def test_the_same_form_pressed_twice_passes_twice_and_no_other_form_does(solved):
    answer = solved()
    assert verdict(answer, scope="nonce-1") is Verdict.PASSED
    assert verdict(answer, scope="nonce-1") is Verdict.PASSED
    assert verdict(answer, scope="nonce-2") is Verdict.FAILED
    assert verdict(answer) is Verdict.FAILED


@pytest.mark.django_db
def test_it_refuses_an_answer_to_a_question_of_its_own(solved, settings):
    ours = settings.SECRET_KEY
    settings.SECRET_KEY = "somebody else's"
    forged = solved()
    settings.SECRET_KEY = ours
    assert verdict(forged) is Verdict.FAILED


@pytest.mark.django_db
def test_it_refuses_a_question_made_easier(solved):
    question = proof_of_work.new_question()
    question["parameters"]["keyPrefix"] = "00"
    question["parameters"]["cost"] = 1
    assert verdict(solved(question)) is Verdict.FAILED


@pytest.mark.django_db
def test_it_refuses_a_stale_answer(solved):
    answer = solved()
    with time_machine.travel(timedelta(minutes=31)):
        assert verdict(answer) is Verdict.FAILED


@pytest.mark.django_db
@pytest.mark.parametrize(
    "answer",
    ["x", "e30=", "bnVsbA==", base64.b64encode(b"[" * 2000).decode(), "A" * 5000, base64.b64encode(b"\xff").decode(),
     base64.b64encode(b'{"challenge":{"parameters":{"nonce":7}}}').decode()],
)  # fmt: skip
def test_it_refuses_garbage(answer):
    assert verdict(answer) is Verdict.FAILED


@pytest.mark.django_db
def test_no_answer_is_unsolved():
    assert verdict("") is Verdict.UNSOLVED


def test_a_solved_form_is_not_held(letter, solved):
    form = letter(altcha=solved())
    assert form.is_valid()
    assert form.hold_reason == ""


def test_without_javascript_the_form_is_accepted_and_held(letter):
    form = letter()
    assert form.is_valid()
    assert form.hold_reason == "captcha"


def test_a_wrong_answer_is_asked_again(letter):
    form = letter(altcha="e30=")
    assert not form.is_valid()
    assert not form.guard_is_over_limit
    assert "Bir kez daha gönderin" in str(form.non_field_errors())


def test_an_answer_is_not_spent_on_a_form_that_comes_back(letter, solved):
    answer = solved()
    assert not letter(words="", altcha=answer).is_valid()
    assert letter(altcha=answer).is_valid()
