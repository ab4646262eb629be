"""News, and what pages say of themselves, in a real browser: readable by everybody, nothing that the policy stops."""

import json
from datetime import date

import pytest
from django.core.cache import cache
from wagtail.models import Site

from news.models import NewsCategory, NewsIndexPage, NewsPage
from pages.models import CustomImage
from tests.browser.conftest import assert_accessible, assert_fits
from tests.news.conftest import gallery, stream
from tests.pages.conftest import photo


@pytest.fixture
def news(live_server):
    cache.clear()
    root = Site.objects.get(is_default_site=True).root_page
    index = root.add_child(instance=NewsIndexPage(title="Haberler", slug="haberler"))
    image = CustomImage(title="Meydan", file=photo(), alt="Meydandaki çınar", credit="Ayşe Örnek", people="none")
    image.save()
    kind = NewsCategory.objects.create(name="Haklarınız")
    other = index.add_child(instance=NewsPage(title="Eski haber", date=date(2026, 1, 2)))
    link = {"text": "Bildirin", "page": None, "address": "/sikayet/", "note": "Park konusu"}
    return index.add_child(
        instance=NewsPage(
            title="Oyun alanı",
            summary="Kısalar’da açıldı.",
            date=date(2026, 11, 8),
            category=kind,
            cover=image,
            body=stream(("text", "<p>Alan açıldı.</p>")),
            gallery=gallery(image, caption="Açılış"),
            services=stream(("link", link)),
            related=stream(("page", other.pk)),
            corrected_on=date(2026, 11, 9),
            correction="Gün 7 değil 8 Kasım.",
        )
    )


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)])
def test_everybody_can_read_the_news(browse, news, width, dark):
    page = browse(width, dark=dark)
    stopped = []
    page.on("console", lambda message: "Content Security" in message.text and stopped.append(message.text))
    for address in ("/haberler/", "/haberler/?ay=2026-11&tur=haklariniz", "/haberler/oyun-alani/"):
        page.goto(address)
        assert_fits(page, width)
        assert_accessible(page)
    data = page.locator('script[type="application/ld+json"]').text_content()
    assert json.loads(data)["headline"] == "Oyun alanı"
    assert not stopped


def test_without_a_script_the_archive_opens(browse, news):
    page = browse(320, javascript=False)
    page.goto("/haberler/")
    page.get_by_role("link", name="Ocak 2026").click()
    page.wait_for_url("**ay=2026-01")
    assert page.get_by_role("link", name="Eski haber").count() == 1
    assert_fits(page, 320)
