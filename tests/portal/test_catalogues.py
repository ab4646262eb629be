"""The Turkish we add to Wagtail's own."""

import re

import polib
import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext

from portal.management.commands.compile_catalogues import catalogues

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|</?\w+[^>]*>")
BANNED = re.compile(r"geçersiz|hatalı|zorunlu alan|lütfen|üzgün|başarıyla|!", re.IGNORECASE)

each_catalogue = pytest.mark.parametrize("path", catalogues(), ids=lambda path: f"{path.parts[-3]}/{path.name}")


def sentences(entry):
    """Pairs of source and translation."""
    if entry.msgid_plural:
        return [(entry.msgid_plural, text) for text in entry.msgstr_plural.values()]
    return [(entry.msgid, entry.msgstr)]


@each_catalogue
def test_every_sentence_is_translated(path):
    assert [entry.msgid for entry in polib.pofile(path) if not entry.translated()] == []


@each_catalogue
def test_placeholders_and_markup_survive_translation(path):
    for entry in polib.pofile(path):
        for source, text in sentences(entry):
            assert set(PLACEHOLDER.findall(source)) == set(PLACEHOLDER.findall(text)), entry.msgid


@each_catalogue
def test_what_is_compiled_is_what_is_written(path):
    """A forgotten `manage.py compile_catalogues` shows here."""
    compiled = {(entry.msgctxt, entry.msgid): entry for entry in polib.mofile(path.with_suffix(".mo"))}
    written = [entry for entry in polib.pofile(path) if entry.translated()]
    assert len(compiled) == len(written)
    for entry in written:
        other = compiled[entry.msgctxt, entry.msgid]
        assert (entry.msgstr, entry.msgstr_plural) == (other.msgstr, other.msgstr_plural)


@pytest.mark.parametrize("path", [path for path in catalogues() if "tr" in path.parts], ids=lambda path: path.name)
def test_our_turkish_keeps_to_the_voice_of_the_house(path):
    for entry in polib.pofile(path):
        for _, text in sentences(entry):
            assert not BANNED.search(text), text


def test_the_desk_speaks_turkish_where_wagtail_does_not():
    with translation.override("tr"):
        assert gettext("Autosave is paused") == "Otomatik kayıt durakladı"
        assert ngettext("Delete 1 page", "Delete %(counter)s pages", 3) % {"counter": 3} == "3 sayfayı sil"


def test_the_editors_scripts_speak_turkish_too(client, ayse):
    client.force_login(ayse)
    strings = client.get("/yonetim/jsi18n/").content.decode()
    assert "Otomatik kaydediliyor" in strings
    assert '"Cancel": "\\u0130ptal"' in strings  # Wagtail's own are still there
