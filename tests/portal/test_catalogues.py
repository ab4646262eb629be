"""The Turkish we add to Wagtail's own."""

import re
from pathlib import Path

import polib
import pytest
import wagtail
from django.utils import translation
from django.utils.translation import gettext, ngettext

from portal.management.commands.compile_catalogues import catalogues

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|</?\w+[^>]*>")
PLACEHOLDER_NAME = re.compile(r"%\((\w+)\)")
WAGTAIL = Path(wagtail.__file__).parent
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


# -- Nothing of Wagtail is left in English ------------------------------------------------------
def turkish_of(domain):
    """Everything that is said in Turkish: Wagtail's own, and what we add."""
    ours = [path for path in catalogues() if path.name == f"{domain}.po" and "tr" in path.parts]
    theirs = WAGTAIL.glob(f"**/locale/tr/LC_MESSAGES/{domain}.po")
    return {
        (entry.msgctxt, entry.msgid): entry
        for path in [*theirs, *ours]
        for entry in polib.pofile(path)
        if entry.translated()
    }


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_every_sentence_of_wagtail_has_turkish_words(domain):
    """Tells what an upgrade of Wagtail brings: each new sentence by name."""
    said = turkish_of(domain)
    english = [path for path in WAGTAIL.glob(f"**/locale/en/LC_MESSAGES/{domain}.po") if "test" not in path.parts]
    assert len(english) >= (1 if domain == "djangojs" else 8)
    wanted = {(entry.msgctxt, entry.msgid) for path in english for entry in polib.pofile(path) if not entry.obsolete}
    assert len(wanted) > (80 if domain == "djangojs" else 1400)
    assert sorted(msgid for context, msgid in wanted if (context, msgid) not in said) == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_wagtails_own_turkish_keeps_what_is_filled_in(domain):
    """A placeholder lost in any translation is an error on the screen, whoever translated it."""
    for entry in turkish_of(domain).values():
        for source, text in sentences(entry):
            lost = set(PLACEHOLDER_NAME.findall(text)) - set(PLACEHOLDER_NAME.findall(source + entry.msgid))
            assert not lost, entry.msgid
