"""A form with a guard at the door, a browser's request, and the answer a browser computes."""

import base64
import json
import time

import altcha
import pytest
from django import forms

from guard.captcha import proof_of_work
from guard.forms import GuardedFormMixin, _signer


class Letter(GuardedFormMixin, forms.Form):
    guard_name = "letter"
    words = forms.CharField()


@pytest.fixture
def letter(rf, db):
    """letter(words=…, address=…, seconds=…, altcha=…): a bound, guarded form of somebody who took some seconds."""

    def make(words="Merhaba", address="203.0.113.7", seconds=30, scope="", form=Letter, started_at=None, **data):
        posted = {"words": words, "started": _signer().sign(str(time.time() - seconds))} | data
        request = rf.post("/", posted, REMOTE_ADDR=address)
        return form(request.POST).guard(request, scope=scope, started_at=started_at)

    return make


@pytest.fixture
def solved():
    """What a browser posts after computing for a while."""
    return solve


def solve(question=None):
    question = question or proof_of_work.new_question()
    solution = altcha.solve_challenge(altcha.Challenge.from_dict(question))
    return base64.b64encode(json.dumps({"challenge": question, "solution": solution.to_dict()}).encode()).decode()
