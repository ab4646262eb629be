"""Figures in a real browser: the desk's report and first page, files to fetch, the public report card."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.desk.test_reports import at, ended, rows
from tests.makers import make_category, make_staff
from wishes.desk import exports, periods

from .conftest import assert_accessible, assert_fits, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def a_year(parks, works):
    last = periods.full_months(1, timezone.localdate())
    topics = [make_category(name, parks).slug for name in ("Park", "Yol ve kaldırım", "Temizlik ve atık")]
    facts = [
        {
            "unit": works if number % 3 else parks,
            "topic": topics[number % 3],
            "received_at": at(last.first - timedelta(days=number)),
            **ended(last.last - timedelta(days=number), 3 + number % 9, number % 4 > 0),
        }
        for number in range(120)
    ]
    return rows([*facts, *({"unit": parks, "received_at": at(timezone.localdate())} for _each in range(7))])


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_from_the_first_page_to_a_file(browse, a_year, parks, monkeypatch, width, dark):
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    user = make_staff("amir", "wishes.work_case", "wishes.export_case", "wishes.export_person", units=[parks])
    page = browse(width, dark=dark)
    sign_in(page, reverse("wagtailadmin_home"), "amir")
    page.get_by_text("Son hafta").wait_for()
    assert_accessible(page)
    page.goto(reverse("desk:reports"))
    assert_fits(page, width)
    assert_accessible(page)
    page.get_by_role("link", name="Konu", exact=True).click()
    page.get_by_role("rowheader", name="Park", exact=True).wait_for()
    page.goto(f"{reverse('desk:inbox')}?durum=hepsi")
    page.get_by_role("link", name="Dosya olarak indir").click()
    page.get_by_label("Kişi bilgileriyle").check()
    assert_fits(page, width)
    assert_accessible(page)
    page.get_by_role("button", name="Dosyayı hazırla").click()
    page.get_by_text("Birkaç dakika sonra").wait_for()
    exports.make(exports.Export.objects.get(user=user).pk)
    page.reload()
    assert_fits(page, width)
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="İndir").click()
    assert download.value.suggested_filename.endswith(".xlsx")


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (360, False)])
def test_the_report_card(browse, a_year, width, dark):
    page = browse(width, dark=dark)
    page.goto("/karne/")
    page.get_by_role("img", name="Ay ay gelen ve sonuçlanan başvurular").wait_for()
    assert_fits(page, width)
    assert_accessible(page)
