"""What is told of a wish: only with consent, without a name, and gone at once when the consent is taken back."""

import pytest
from django.urls import reverse

from people.models import Consent
from tests.makers import make_staff
from wishes import keys
from wishes.models import CaseEvent
from wishes.wishbox import services
from wishes.wishbox.models import Wish

from .conftest import make_page, make_wish

pytestmark = pytest.mark.django_db
TITLE, STORY = "Kırmızı bisiklet", "Bir çocuk bisiklet dilemişti. Artık okula onunla gidiyor."


@pytest.fixture
def granted(campaign, derya, december):
    wish = make_wish(campaign, may_tell=True, photo="publish", for_whom="child", beneficiary="Ela Örnekoğlu")
    services.choose(wish, by=derya)
    services.grant(wish, by=derya, cost=1)
    return Wish.objects.with_case().get(pk=wish.pk)


def tell(wish, by, **facts):
    services.tell(wish, **({"by": by, "title": TITLE, "text": STORY, "publish": True} | facts))


def test_it_works(client, granted, derya, december):
    make_page()
    tell(granted, derya)
    december.move_to("2027-02-01 10:00+03:00")
    page = client.get("/dilek/2027/").content.decode()
    assert TITLE in page and STORY in page
    editor = make_staff("editor", "wishbox.read_story")
    client.force_login(editor, "django.contrib.auth.backends.ModelBackend")
    assert STORY in client.get(reverse("wishbox:stories")).content.decode()
    assert client.get(reverse("wishbox:board")).url == reverse("wagtailadmin_home")


def test_taken_back_on_the_tracking_page_it_is_gone_at_once(client, granted, derya, december):
    make_page()
    tell(granted, derya)
    december.move_to("2027-02-01 10:00+03:00")
    consents = reverse("wish:consents", args=[granted.case.url_reference])
    assert client.get(consents).url.startswith("/takip/?no=")  # a stranger is asked for the key
    client.get(f"/takip/l/{keys.link_token(granted.case)}/")
    tracking = client.get(reverse("wishes:case", args=[granted.case.url_reference])).content.decode()
    assert consents in tracking
    assert client.get(consents).content.decode().count("Bu izni geri al") == 2
    client.post(consents, {"izin": "hikaye"})
    assert STORY not in client.get("/dilek/2027/").content.decode()
    assert Wish.objects.get().story_text == ""
    assert client.get(consents).content.decode().count("Bu izni geri al") == 1
    client.post(consents, {"izin": "fotograf"})
    client.post(consents, {"izin": "fotograf"})  # twice is once
    client.post(consents, {"izin": "x"})
    assert Consent.objects.filter(withdrawn_at=None).count() == 0
    assert not Wish.objects.get().may_publish_photos
    with pytest.raises(services.NoConsent):
        tell(granted, derya)


def test_a_case_of_another_kind_has_no_such_page(client, case):
    client.get(f"/takip/l/{keys.link_token(case)}/")
    assert client.get(reverse("wish:consents", args=[case.url_reference])).status_code == 404


@pytest.mark.parametrize("text", ["Ela çok sevindi.", "ELA’nın bisikleti", "Örnekoğlu ailesi", "Zeynep'in kızı"])
def test_it_refuses_a_name(client, granted, derya, text):
    with pytest.raises(services.NamesSomebody):
        tell(granted, derya, text=text)
    client.force_login(derya, "django.contrib.auth.backends.ModelBackend")
    answer = client.post(reverse("wishbox:story", args=[granted.pk]), {"title": TITLE, "text": text})
    assert answer.status_code == 422
    assert "adı geçiyor" in answer.content.decode()


def test_it_refuses_a_story_without_consent_or_before_the_end(campaign, derya):
    silent = make_wish(campaign)
    services.choose(silent, by=derya)
    services.grant(silent, by=derya, cost=0)
    waiting = make_wish(campaign, may_tell=True)
    for wish in (silent, waiting):
        with pytest.raises(services.NoConsent):
            tell(wish, derya)


def test_a_draft_is_nobodys_to_read(client, granted, derya, december):
    make_page()
    tell(granted, derya, publish=False)
    december.move_to("2027-02-01 10:00+03:00")
    assert STORY not in client.get("/dilek/2027/").content.decode()
    assert CaseEvent.objects.filter(case=granted.case, kind="noted", is_public=True).count() == 0
