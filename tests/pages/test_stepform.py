"""Steps of a form, apart from any form: what fields let through, what is kept of a post, what editors may say."""

import pytest
from django import forms
from django.http import QueryDict

from pages.steps import EmailLineField, FilesField, LineField, StepForm, TextField


class Letter(StepForm):
    question = "Ne yazıyorsunuz?"
    upload_field = "pictures"

    colour = forms.ChoiceField(label="Renk", choices=[("g", "Yeşil"), ("b", "Mavi")], widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(choices=[("1", "Pazartesi"), ("2", "Salı")], required=False)
    title = LineField(label="Başlık", required=False, max_length=20)
    words = TextField(label="Söz", max_length=1500, too_long="En çok %(limit)s. Şu an %(length)s")
    mail = EmailLineField(label="E-posta", required=False)
    pictures = FilesField(label="Fotoğraf")


def post(**facts):
    data = QueryDict(mutable=True)
    for name, value in facts.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def test_it_works():
    form = Letter(post(colour="g", words="Merhaba"))
    assert form.is_valid()
    assert form.summary()[0] == ("colour", "Renk", "Yeşil")


def test_one_line_stays_one_line_and_text_keeps_its_lines():
    form = Letter(post(colour="g", title="  Saat\n\n Kulesi\x00 ", words="Bir\r\niki\x07", mail=" a@ornek.com\x00"))
    assert form.is_valid()
    assert form.cleaned_data["title"] == "Saat Kulesi"
    assert form.cleaned_data["words"] == "Bir\niki"
    assert form.cleaned_data["mail"] == "a@ornek.com"


def test_it_refuses_too_long_a_text_and_says_how_long_it_is():
    form = Letter(post(colour="g", words="a" * 1642))
    assert form.errors["words"] == ["En çok 1.500. Şu an 1.642"]


def test_line_ends_count_once():
    assert Letter(post(colour="g", words="ab\r\n" * 500)).is_valid()  # 1500 as read, 2000 as sent


def test_what_is_kept_gives_the_same_form_again():
    raw = Letter.raw(post(colour="b", days=["1", "2"], words="Merhaba", csrfmiddlewaretoken="x", stranger="y"))
    assert raw == {"colour": ["b"], "days": ["1", "2"], "words": ["Merhaba"]}
    form = Letter.from_raw(raw)
    assert form.is_valid()
    assert form.cleaned_data["days"] == ["1", "2"]
    assert Letter(raw=raw).initial == {"colour": "b", "days": ["1", "2"], "words": "Merhaba"}


def test_it_refuses_to_carry_along_what_nobody_types():
    raw = Letter.raw(post(words="a" * 500_000, days=["1"] * 5000))
    assert len(raw["words"][0]) == 20_000
    assert len(raw["days"]) == 60


def test_editors_words_replace_label_and_hint():
    form = Letter(texts={"words": ("Anlatın", ""), "title": ("", "Kısaca"), "gone": ("x", "y")})
    assert (form.fields["words"].label, form.fields["title"].label) == ("Anlatın", "Başlık")
    assert form.fields["title"].help_text == "Kısaca"


@pytest.mark.parametrize("address", ["a@", "@b.com", "a b", "a@b..com"])
def test_it_refuses_what_is_no_mail_address(address):
    assert "mail" in Letter(post(colour="g", words="Merhaba", mail=address)).errors


def test_one_form_does_not_change_the_next():
    Letter(texts={"words": ("Anlatın", "")})
    assert Letter().fields["words"].label == "Söz"
