"""Zeynep finds her case, answers, writes, takes it back and opens it again, in a real browser."""

import pytest

from tests import makers
from wishes import services
from wishes.workflow import Outcome, Status

from .conftest import assert_accessible_by_day_and_night, assert_fits, narrow, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def receipt(parks):
    return makers.make_complaint(unit=parks)


def look(page, *, accessible=True):
    """Every page of hers: nothing wider than the window, down to 320 px, and no fault that axe knows."""
    if accessible:
        assert_fits(page, page.viewport_size["width"])
        with narrow(page):
            assert_fits(page, 320)
        assert_accessible_by_day_and_night(page)


@pytest.mark.parametrize(("width", "dark", "javascript"), [(360, True, True), (1280, False, False)])
def test_the_whole_way(browse, receipt, ayse, tmp_path, width, dark, javascript):
    case, page = receipt.case, browse(width, dark=dark, javascript=javascript)
    photo = tmp_path / "IMG_2041.jpg"
    photo.write_bytes(makers.make_jpeg())
    services.ask(case, "Hangi salıncak?", by=ayse)

    page.goto("/takip/")
    look(page, accessible=javascript)
    page.get_by_label("Başvuru numarası").fill(case.shown_reference.lower())
    page.get_by_label("Telefonunuzun son 4 rakamı").fill("9999")
    page.get_by_role("button", name="Göster").click()
    assert page.title().startswith("Hata: ")
    look(page, accessible=javascript)
    page.get_by_label("Telefonunuzun son 4 rakamı").fill("0012")
    page.get_by_role("button", name="Göster").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Sizden bilgi bekliyoruz."
    assert page.get_by_text("zinciri kopuk").count() == 0, "number and phone show none of her own words"
    look(page, accessible=javascript)

    page.goto(f"/takip/l/{receipt.link_token}/")
    assert receipt.link_token not in page.url
    assert page.get_by_text("zinciri kopuk").count() == 1
    page.get_by_label("Yanıtınız").fill("Soldaki, kaydırağın yanında.")
    page.get_by_label("Fotoğraf ya da PDF").set_input_files(photo)
    page.get_by_role("button", name="Yanıtı gönder").click()
    assert page.get_by_text("Yazdığınızı aldık.").is_visible()
    if javascript:
        assert until(page, "() => document.querySelector('.photos img').naturalWidth")
    case.refresh_from_db()
    assert case.status == Status.IN_PROGRESS and case.attachments.count() == 1
    look(page, accessible=javascript)

    page.get_by_role("button", name="Gönder").click()
    assert page.get_by_role("link", name="Bir şey yazın ya da fotoğraf ekleyin").is_visible()
    look(page, accessible=javascript)

    services.close(case, outcome=Outcome.DONE, text="Zinciri yeniledik.", by=ayse)
    page.reload()
    page.goto(f"/takip/{case.url_reference}/")
    assert page.get_by_role("heading", level=1).inner_text() == "Çözdük."
    look(page, accessible=javascript)
    page.get_by_role("button", name="Kısmen").click()
    assert page.get_by_role("heading", name="Çözüldü mü? Kısmen").is_visible()
    look(page, accessible=javascript)
    page.get_by_label("4, iyi").check()
    page.locator("#cozuldu-mu").get_by_role("button", name="Gönder").click()
    assert page.get_by_text("Eklediğinizi aldık").is_visible()
    page.get_by_role("link", name="Çözülmediyse yeniden açın").click()
    look(page, accessible=javascript)
    page.get_by_label("Ne çözülmedi?").fill("Öbür zincir de kopuk.")
    page.get_by_role("button", name="Yeniden aç").click()
    assert page.get_by_text("Başvurunuzu yeniden açtık.").is_visible()

    page.get_by_role("link", name="Başvurumu geri çek").click()
    look(page, accessible=javascript)
    page.get_by_role("button", name="Geri çek").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Başvurunuzu geri çektiniz."

    page.get_by_role("button", name="Bu cihazda şimdi kapat").click()
    page.goto(f"/takip/{case.url_reference}/")
    assert page.get_by_role("heading", level=1).inner_text() == "Başvurum nerede?"
    assert page.get_by_label("Başvuru numarası").input_value() == case.url_reference
