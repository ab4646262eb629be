"""KVKK texts: editors change words, versions stay."""

import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from people.models import Consent, ConsentText, ConsentTextVersion
from people.services import current_version, give_consent, publish_text, withdraw_consent
from tests.makers import make_consent_text, make_staff

pytestmark = pytest.mark.django_db


def test_it_works(zeynep):
    text = make_consent_text("kan-rizasi", ConsentText.Kind.CONSENT)
    first = current_version("kan-rizasi")
    consent = give_consent(person=zeynep, version=first)
    text.body = "<p>Yeni sözler.</p>"
    text.save()
    publish_text(text)
    assert current_version("kan-rizasi").number == 2
    consent.refresh_from_db()
    assert consent.version == first
    assert consent.version.body != text.body
    assert withdraw_consent(consent)
    assert not withdraw_consent(consent)


def test_unchanged_words_make_no_new_version():
    text = make_consent_text()
    publish_text(text)
    assert ConsentTextVersion.objects.count() == 1


def test_it_refuses_consent_to_a_mere_notice(zeynep):
    make_consent_text()
    with pytest.raises(ValueError, match="notice"):
        give_consent(person=zeynep, version=current_version("complaint-notice"))
    assert not Consent.objects.exists()


def test_loading_the_first_texts_never_overwrites_an_editor():
    call_command("load_texts", verbosity=0)
    ConsentText.objects.filter(key="complaint-notice").update(title="Editörün başlığı")
    call_command("load_texts", verbosity=0)
    assert ConsentText.objects.get(key="complaint-notice").title == "Editörün başlığı"


def test_an_editor_publishes_a_version_by_saving(client):
    text = make_consent_text()
    editor = make_staff("ece", "people.change_consenttext", "people.view_consenttext")
    client.force_login(editor)
    url = reverse("consent_texts:edit", args=[text.pk])
    assert client.get(url).status_code == 200
    block = {
        "key": "a",
        "type": "unstyled",
        "text": "Yeni metin",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [],
    }
    body = json.dumps({"blocks": [block], "entityMap": {}})
    response = client.post(url, {"title": "Yeni başlık", "body": body, "key": "degistirme", "kind": "consent"})
    assert response.status_code == 302
    version = current_version("complaint-notice")
    assert (version.number, version.title, version.published_by) == (2, "Yeni başlık", editor)
    text.refresh_from_db()
    assert (text.key, text.kind) == ("complaint-notice", "notice")


def test_a_clerk_may_not_edit_texts(client, ayse):
    text = make_consent_text()
    client.force_login(ayse)
    assert client.get(reverse("consent_texts:edit", args=[text.pk])).status_code in {302, 403}
