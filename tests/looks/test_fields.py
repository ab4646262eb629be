"""One renderer draws every field: labelled, explained, and honest about what is missing."""

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.template.loader import render_to_string

from pages.styleguide import FILES, SampleForm
from pages.templatetags.form_tags import error_summary, summary_title


def drawn(template, **context):
    return BeautifulSoup(render_to_string(template, context), "html.parser")


@pytest.fixture
def fresh():
    return drawn("forms/form.html", form=SampleForm(), files=FILES)


@pytest.fixture
def failed():
    form = SampleForm({"neighbourhood": "yk", "phone": "0532 000 00 00", "group": "A Rh−"})
    assert not form.is_valid()
    return form


def test_every_control_has_a_label(fresh):
    for control in fresh.select("input:not([type=hidden]), select, textarea"):
        assert fresh.select_one(f"label[for='{control['id']}']"), control


def test_a_question_with_options_is_a_fieldset_with_a_legend(fresh):
    for name in ("topic", "when", "birthday_0"):
        field = fresh.select_one(f"[name={name}]").find_parent("fieldset")
        assert field.legend.get_text(strip=True)


def test_ids_are_used_once(fresh):
    ids = [element["id"] for element in fresh.select("[id]")]
    assert len(ids) == len(set(ids))


def test_the_browser_never_decides_what_is_missing(fresh):
    assert not fresh.select("[required]")


def test_controls_name_their_hint(fresh):
    place = fresh.select_one("#id_place")
    assert place["aria-describedby"] == "id_place_hint"
    assert "Sokak ve kapı" in fresh.select_one("#id_place_hint").text
    assert fresh.select_one("#id_birthday_0").find_parent("fieldset")["aria-describedby"] == "id_birthday_hint"


def test_it_keeps_autocomplete_and_keyboard_hints(fresh):
    assert fresh.select_one("#id_phone")["autocomplete"] == "tel"
    assert fresh.select_one("#id_birthday_2")["autocomplete"] == "bday-year"
    assert fresh.select_one("#id_code")["autocomplete"] == "one-time-code"
    assert fresh.select_one("#id_birthday_0")["inputmode"] == "numeric"


def test_what_is_optional_says_so_and_nothing_else_does(fresh):
    assert "(isteğe bağlı)" in fresh.select_one("label[for=id_email]").text
    assert "(isteğe bağlı)" not in fresh.select_one("label[for=id_place]").text
    assert "(isteğe bağlı)" not in fresh.select_one("label[for=id_consent]").text


def test_a_long_text_may_run_over_and_is_counted_not_cut(fresh):
    story = fresh.select_one("#id_story")
    assert not story.has_attr("maxlength")
    assert story["data-limit"] == "1500"
    assert fresh.select_one("#id_story_count").text == "En çok 1.500 karakter yazabilirsiniz"
    assert "id_story_count" in story["aria-describedby"]


def test_files_already_sent_can_be_taken_away(fresh):
    button = fresh.select_one("button[name=remove_file]")
    assert (button["value"], button.get_text()) == ("1", "Kaldır IMG_2040.jpg")


def test_an_error_stands_at_its_field_and_is_announced(failed):
    page = drawn("forms/form.html", form=failed)
    place = page.select_one("#id_place")
    assert place["aria-invalid"] == "true"
    assert place["aria-describedby"] == "id_place_hint id_place_error"
    assert page.select_one("#id_place_error").get_text(strip=True) == "Hata:Yeri tarif edin"
    assert "bad" in place.find_parent(class_="fld")["class"]


def test_answers_stay_after_an_error(failed):
    page = drawn("forms/form.html", form=failed)
    assert page.select_one("#id_phone")["value"] == "0532 000 00 00"
    assert page.select_one("#id_neighbourhood option[selected]")["value"] == "yk"
    assert page.select_one("[name=group][checked]")["value"] == "A Rh−"


def test_the_summary_says_the_same_words_and_leads_to_the_first_control(failed):
    page = drawn("forms/form.html", form=failed)
    summary = drawn("forms/error_summary.html", form=failed).select_one("#hata")
    assert (summary["role"], summary["tabindex"]) == ("alert", "-1")
    links = {link.text: link["href"] for link in summary.select("a")}
    assert links["Yeri tarif edin"] == "#id_place"
    assert links["Doğum tarihine yılı da yazın"] == "#id_birthday_0"
    assert "#id_topic_0" in links.values()
    for href in links.values():
        assert page.select_one(href).name in {"input", "textarea", "select"}
    said = [error.get_text(strip=True).removeprefix("Hata:") for error in page.select(".emsg")]
    assert said == list(links)


def test_the_summary_counts_in_words(failed):
    assert summary_title(1) == "Devam etmek için bir yeri düzeltin"
    assert summary_title(3) == "Devam etmek için üç yeri düzeltin"
    assert summary_title(12) == "Devam etmek için 12 yeri düzeltin"


def test_a_remark_about_the_whole_form_is_in_the_summary_without_a_link():
    class Picky(forms.Form):
        def clean(self):
            raise forms.ValidationError("Bir saat sonra yeniden deneyin")

    form = Picky({})
    assert error_summary(form)["problems"] == [{"text": "Bir saat sonra yeniden deneyin", "href": ""}]
    assert "Bir saat sonra" in drawn("forms/error_summary.html", form=form).text


def test_a_form_without_errors_has_no_summary():
    assert drawn("forms/error_summary.html", form=SampleForm()).get_text(strip=True) == ""


def test_what_people_typed_never_becomes_markup():
    form = SampleForm({"place": '"><script>alert(1)</script>', "birthday_0": '"><b>'})
    page = drawn("forms/form.html", form=form)
    assert not page.select("script, b")
    assert page.select_one("#id_place")["value"].startswith('">')


def test_a_single_question_can_be_the_heading_of_its_page():
    page = drawn("forms/field.html", field=SampleForm()["topic"], heading=True)
    assert page.select_one("legend h1").get_text(strip=True) == "Ne hakkında?"


def test_a_widget_with_its_own_template_draws_itself():
    class Puzzle(forms.TextInput):
        template_name = "guard/puzzle.html"

        def render(self, name, value, attrs=None, renderer=None):
            return "own drawing"

    class Guarded(forms.Form):
        puzzle = forms.CharField(label="Soru", widget=Puzzle)

    assert "own drawing" in drawn("forms/field.html", field=Guarded()["puzzle"]).text
