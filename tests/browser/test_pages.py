"""A page with every block, and the search: readable by everybody, on every screen."""

import json

import pytest
from django.core.cache import cache
from wagtail.models import Site

from pages import covers
from pages.models import CustomImage, LinkPage, SiteFacts, StandardPage
from tests.browser.conftest import assert_accessible, assert_accessible_by_day_and_night, assert_fits
from tests.pages.conftest import photo


def stream(*parts):
    return json.dumps([{"type": kind, "value": value, "id": f"{n:04}-b"} for n, (kind, value) in enumerate(parts)])


@pytest.fixture
def page_with_everything(live_server):
    cache.clear()
    site = Site.objects.get(is_default_site=True)
    SiteFacts.objects.update_or_create(
        site=site,
        defaults={
            "organisation": "İzmit Belediyesi",
            "call_centre_phone": "+902623181818",
            "desk_address": "Meydan",
            "banner_lead": "Su kesintisi:",
            "banner_text": "Bugün 18.00'e kadar.",
            "banner_level": "warning",
        },
    )
    image = CustomImage(title="Meydan", file=photo(), alt="Meydandaki çınar", credit="Belediye arşivi")
    image.save()
    covers.make_all(image)
    shown = {"image": image.pk, "alt_text": "Çınar ve bank", "decorative": False}
    link = {"text": "e-Devlet", "page": None, "address": "https://www.turkiye.gov.tr/"}
    table = {
        "columns": [{"type": "text", "heading": "Kapı"}, {"type": "text", "heading": "Saat"}],
        "rows": [{"values": ["Halk Masası", "08.30–17.30"]}],
        "caption": "Ne zaman açığız?",
    }
    body = stream(
        (
            "text",
            '<p>Bize <b>yedi yoldan</b> ulaşın. <a href="https://kizilay.example/">Kızılay</a></p><ul><li>Bir</li></ul>',
        ),
        ("heading", {"text": "Halk Masası"}),
        (
            "contact",
            {"name": "Masa", "phone": "153", "email": "masa@ornek.example", "address": "Meydan", "hours": "Her gün"},
        ),
        ("notice", {"level": "warning", "title": "Bayramda kapalıyız", "text": "<p>Acil durumda 112.</p>"}),
        ("notice", {"level": "info", "title": "", "text": "<p>Bilgi.</p>"}),
        ("heading", {"text": "Nasıl?"}),
        ("steps", {"steps": [{"title": "Yazın", "text": "<p>Kısaca.</p>"}, {"title": "Bekleyin", "text": ""}]}),
        ("details", {"questions": [{"question": "Ücretli mi?", "answer": "<p>Hayır.</p>"}]}),
        ("table", {"table": table, "first_column_heads": True}),
        ("heading", {"text": "Sayılarla"}),
        ("figures", {"figures": [{"value": "% 62", "meaning": "Zamanında"}], "source": "Faaliyet raporu"}),
        ("quote", {"text": "Derdinizi yazın.", "source": "Halk Masası"}),
        ("image", {"image": shown, "caption": "Meydan", "credit": ""}),
        ("gallery", {"title": "Galeri", "images": [{"image": shown, "caption": "", "credit": ""}] * 2}),
        ("video", {"title": "Meclis", "address": "https://video.example/1", "length": "2 dk", "image": None}),
        ("links", {"title": "Hizmetler", "links": [link | {"note": "Devletin kapısı"}]}),
        ("button", link | {"style": "primary"}),
    )
    home = site.root_page
    home.add_child(instance=LinkPage(title="Başvurum nerede?", target="/takip/", show_in_menus=True))
    page = StandardPage(title="Ulaşım", summary="Yedi kapı, tek masa.", cover=image, body=body, show_in_menus=True)
    return home.add_child(instance=page)


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)])
def test_everybody_can_read_the_page(browse, page_with_everything, width, dark):
    page = browse(width, dark=dark)
    page.goto("/ulasim/")
    page.locator("summary").first.click()
    assert_fits(page, width)
    assert_accessible_by_day_and_night(page)


def test_nothing_is_wider_than_the_smallest_phone(browse, page_with_everything):
    page = browse(320, javascript=False)
    for address in ("/ulasim/", "/arama/?q=ulaşım", "/arama/?q=yok-boyle-bir-sey"):
        page.goto(address)
        assert_fits(page, 320)


@pytest.mark.parametrize("query", ["ulasim", "uzay üssü", ""])
def test_everybody_can_search(browse, page_with_everything, query):
    page = browse(360)
    page.goto("/arama/")
    page.get_by_label("Ne arıyorsunuz?").fill(query)
    page.get_by_role("button", name="Ara").click()
    page.wait_for_url("**/arama/?q=*")
    assert page.get_by_role("link", name="Ulaşım").count() >= (query == "ulasim")
    assert_accessible(page)
