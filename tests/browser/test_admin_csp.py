"""Wagtail's admin lives under `script-src 'self'`: its widgets work and the browser refuses nothing.

When an upgrade of Wagtail brings a new inline script, this is where it shows (see portal/admin_csp.py).
"""

import re

import pytest
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import GroupApprovalTask, Page

from tests import makers

from .conftest import sign_in

SCREENS = [
    "/yonetim/",
    "/yonetim/pages/",
    "/yonetim/images/",
    "/yonetim/images/add/",
    "/yonetim/documents/",
    "/yonetim/users/",
    "/yonetim/users/new/",
    "/yonetim/groups/",
    "/yonetim/groups/new/",
    "/yonetim/sites/",
    "/yonetim/collections/",
    "/yonetim/redirects/add/",
    "/yonetim/workflows/list/",
    "/yonetim/reports/locked/",
    "/yonetim/reports/workflow/",
    "/yonetim/reports/site-history/",
    "/yonetim/reports/aging-pages/",
    "/yonetim/account/",
    "/yonetim/pages/search/?q=test",
]


@pytest.fixture
def desk(browse):
    """The admin as a superuser sees it."""
    makers.make_staff("yonetici", is_superuser=True)
    page = browse()
    sign_in(page, "/yonetim/account/", "yonetici")
    return page


def test_no_screen_asks_for_what_is_refused(desk):
    for address in SCREENS:
        answer = desk.goto(address, wait_until="networkidle")
        assert answer.status == 200, address
        scripts = answer.headers["content-security-policy"].split("script-src ")[1].split(";")[0]
        assert "'unsafe-inline'" not in scripts, address


def add_page(desk):
    home = Page.objects.get(depth=2)
    desk.goto(f"/yonetim/pages/add/pages/standardpage/{home.pk}/", wait_until="networkidle")
    return desk


def pick_a_day(desk, field):
    field.click()
    desk.locator(".xdsoft_datetimepicker:visible td.xdsoft_date:not(.xdsoft_disabled)").last.click()
    assert re.match(r"\d\d\.\d\d\.\d{4}", field.input_value())


def test_a_block_is_added_to_the_text(desk):
    add_page(desk)
    body = desk.locator("#panel-child-icerik-body-section")
    body.locator(".c-sf-add-button").first.click()
    desk.get_by_role("option").first.click()
    body.locator("[data-streamfield-child]").first.wait_for()


def test_a_publishing_time_is_picked(desk):
    add_page(desk)
    desk.get_by_role("button", name="Durum panelini aç veya kapat").click()
    desk.get_by_role("button", name="Zamanla", exact=True).click()
    pick_a_day(desk, desk.locator("#id_go_live_at"))


def test_an_image_is_chosen(desk):
    image = get_image_model().objects.create(title="Çınar gölgesi", file=get_test_image_file())
    add_page(desk)
    desk.locator("section.w-panel.collapsed:visible [data-panel-toggle]").last.click()
    desk.locator("#id_cover-chooser [data-chooser-action-choose]").first.click()
    desk.locator(".modal-dialog").get_by_role("link", name="Çınar gölgesi").click()
    desk.locator("#id_cover-chooser [data-chooser-title]").get_by_text("Çınar gölgesi").wait_for()
    assert desk.locator("#id_cover").input_value() == str(image.pk)


def test_dates_filter_a_report(desk):
    desk.goto("/yonetim/reports/site-history/", wait_until="networkidle")
    desk.get_by_role("button", name="Süzgeçleri göster").click()
    desk.get_by_role("button", name="Tarih").click()
    pick_a_day(desk, desk.locator("input[name='timestamp_from']:visible"))


def test_a_page_is_chosen(desk):
    desk.goto("/yonetim/redirects/add/", wait_until="networkidle")
    title = Page.objects.get(depth=2).title
    desk.locator("#id_redirect_page-chooser [data-chooser-action-choose]").first.click()
    desk.locator(".modal-dialog").get_by_role("link", name=title, exact=False).first.click()
    chosen = desk.locator("#id_redirect_page-chooser [data-chooser-title]")
    chosen.get_by_text(title).wait_for()
    assert desk.locator("#id_redirect_page").input_value() == str(Page.objects.get(depth=2).pk)


def test_rows_are_added_and_filled_by_a_chooser(desk):
    GroupApprovalTask.objects.create(name="Haber onayı")
    desk.goto("/yonetim/workflows/add/", wait_until="networkidle")
    desk.locator("#id_workflow_tasks-ADD").click()
    row = desk.locator("[data-inline-panel-child]:visible").last
    row.locator("[data-chooser-action-choose]").first.click()
    desk.locator(".modal-dialog").get_by_role("tab", name="Mevcut").click()
    desk.locator(".modal-dialog").get_by_role("link", name="Haber onayı").click()
    row.get_by_text("Haber onayı").wait_for()
