"""The routing rules in a real browser: from an empty page to rules in force, narrow and wide, light and dark."""

import re

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

from tests.makers import make_case, make_category, make_neighbourhood, make_staff
from wishes.complaints.models import RuleSet

from .conftest import assert_fits
from .test_desk import assert_accessible_desk, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("width", "theme", "javascript"), [(1280, "light", True), (360, "dark", True)])
def test_from_no_rule_to_rules_in_force(browse, parks, works, width, theme, javascript):
    see = ["wishes.work_case", "wishes.see_all_cases"]
    oya = make_staff("oya", "complaints.change_routing", *see, first_name="Oya", last_name="Er")
    UserProfile.objects.update_or_create(user=oya, defaults={"theme": theme})
    make_category("Yol ve kaldırım", unit=works)
    make_neighbourhood("Ömerağa")
    make_case("Kaldırımda derin bir çukur var, ben Zeynep Örnekoğlu.", unit=parks)
    page = browse(width, dark=theme == "dark", javascript=javascript)

    def look():
        page.evaluate(
            "document.querySelectorAll('*').forEach((box) => box.scrollTo({ top: 0, behavior: 'instant' }))"
        )  # what lies under the admin's bar is measured as covered
        assert_fits(page, width)
        assert_accessible_desk(page)

    sign_in(page, reverse("routing:overview"), "oya")
    look()
    page.get_by_role("button", name="Kural yazmaya başla").click()
    page.get_by_role("link", name="Kural ekle").click()
    page.get_by_role("button", name="Taslağa kaydet").click()
    look()
    page.get_by_role("link", name="Başvurunun gideceği müdürlüğü seçin.").click()
    assert page.url.endswith("#id_unit")
    page.get_by_label("Park ve yeşil alan").check()
    page.get_by_text("Mahalleler", exact=True).first.click()
    page.get_by_label("Yahya Kaptan").check()
    page.get_by_label("Anlatılanda geçen sözcükler").fill("çukur, kaldırım")
    page.get_by_label("Müdürlük", exact=False).first.select_option(label=str(works))
    look()
    page.get_by_role("button", name="Taslağa kaydet").click()
    for words in ["", "salıncak"]:  # the second never has its turn
        page.get_by_role("link", name="Kural ekle").click()
        page.get_by_label("Anlatılanda geçen sözcükler").fill(words)
        page.get_by_label("Müdürlük", exact=False).first.select_option(label=str(parks))
        page.get_by_role("button", name="Taslağa kaydet").click()
    page.get_by_text("koşulu olmayan 2. kural").wait_for()
    page.get_by_role("button", name="Prova yap").click()
    page.get_by_text("1 başvurusundan").wait_for()
    look()
    page.get_by_role("button", name=re.compile(r"Yukarı\s*: 3\. kural")).click()
    page.get_by_role("button", name="Prova yap").click()
    page.get_by_role("link", name="Yürürlüğe koy").click()
    page.get_by_label("Ne değişti").fill("Çukurlar yola")
    look()
    page.get_by_role("button", name="Yürürlüğe koy").click()
    page.get_by_text("Kurallar yürürlükte.").wait_for()
    look()
    assert [rule.words for rule in RuleSet.objects.in_force().get().rules.all()] == ["çukur, kaldırım", "salıncak", ""]
