"""A second citizen tells of the same swing: asked, joined, answered, and not content. On a telephone, with and without
JavaScript."""

import pytest

from tests import makers
from tests.complaints.conftest import make_form_page
from wishes import services
from wishes.complaints.forms import ComplaintSendForm
from wishes.models import Case
from wishes.workflow import Outcome, Status

from .conftest import assert_accessible, assert_fits
from .test_journey import choose, go, moves_on

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def first(settings, monkeypatch, parks):
    settings.CAPTCHA_PROVIDER = "none"
    monkeypatch.setattr(ComplaintSendForm, "guard_min_seconds", 0)
    makers.make_clocks()
    makers.make_consent_text()
    make_form_page()
    category = makers.make_category(unit=parks, is_common=True)
    return makers.make_case("Soldaki kopuk: salıncak zinciri.", place="Çeşme başı, oyun alanı", category=category)


def look(page, javascript):
    assert_fits(page, 360)
    if javascript:
        assert_accessible(page)


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "nojs"])
def test_joining_and_saying_no(browse, first, ayse, javascript):
    page = browse(360, javascript=javascript)
    page.goto("/sikayet/adim/konu/")
    choose(page, nature="complaint", category="park-ve-yesil-alan")
    go(page, "Devam et")
    page.get_by_label("Mahalle").select_option(label="Yahya Kaptan")
    page.get_by_label("Yer tarifi").fill("Çeşmenin yanındaki oyun alanı")
    page.get_by_label("Ne oldu?").fill("Oyun alanındaki salıncağın zinciri kopmuş.")
    choose(page, danger="no")
    go(page, "Devam et")
    assert page.get_by_role("heading", level=1).inner_text() == "Benzer başvurular"
    assert page.get_by_text("Soldaki kopuk").count() == page.get_by_text("Çeşme başı").count() == 0
    look(page, javascript)
    go(page, "Bu, benimki de")
    choose(page, notify_by="sms")
    page.get_by_label("Cep telefonu").fill("0555 000 00 77")
    go(page, "Devam et")
    assert page.get_by_text("Bu, benimki de: Park ve yeşil alan").is_visible()
    look(page, javascript)
    go(page, "Gönder")
    assert page.get_by_text("İkisini birlikte izliyoruz.").is_visible()
    look(page, javascript)
    with moves_on(page):
        page.get_by_role("link", name="Takip et").click()
    assert page.get_by_text("Birleştirildi").first.is_visible()
    look(page, javascript)

    services.close(first, outcome=Outcome.DONE, text="Zinciri yeniledik.", by=ayse)
    page.reload()
    assert page.get_by_role("heading", name="Çözüldü mü?").is_visible()
    look(page, javascript)
    with moves_on(page):
        page.get_by_role("link", name="Hayır", exact=True).click()
    look(page, javascript)
    page.get_by_label("Ne çözülmedi?").fill("Öbür zincir de kopuk.")
    go(page, "Yeniden aç")
    assert page.get_by_text("Başvurunuzu yeniden açtık.").is_visible()
    first.refresh_from_db()
    assert (first.status, first.is_escalated, first.reopened_count) == (Status.IN_PROGRESS, True, 1)
    assert Case.objects.matters().count() == 1
