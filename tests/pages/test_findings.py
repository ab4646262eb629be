"""Before a page goes out: what to look at, where, and what to do about it. Nothing of it refuses."""

from datetime import UTC, datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from pages import checks
from tests import makers
from tests.pages.test_standard_page import stream, text

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def said(page):
    return [(finding.where, finding.what) for finding in checks.findings(page, NOW)]


def test_every_place_is_named(make_page, make_image):
    image = make_image("Meydan", alt="")
    page = make_page(
        "ÇINAR GÜNLERİ",
        cover=image,
        body=stream(
            ("heading", {"text": "PROGRAM VE KATILIM"}),
            text('Ayrıntı için <a href="/x/">tıklayın</a> ya da 0262 318 00 00.'),
            ("image", {"image": {"image": image.pk, "alt_text": "", "decorative": False}, "caption": ""}),
            ("button", {"text": "Buraya tıklayın", "address": "/takip/", "style": "ghost"}),
            ("details", {"questions": [
                {"type": "item", "id": "a", "value": {"question": "Nerede?", "answer": "<p>444 4 153</p>"}}]}),
        ),
    )  # fmt: skip
    assert said(page) == [
        ("Başlık", "Büyük harflerle yazılmış: “ÇINAR GÜNLERİ”"),
        ("Kapak görseli", "Görselin alternatif metni yok: “Meydan”"),
        ("Metin, 1. sıra: Ara başlık", "Büyük harflerle yazılmış: “PROGRAM VE KATILIM”"),
        ("Metin, 2. sıra: Metin", "Bağlantı nereye gittiğini söylemiyor: “tıklayın”"),
        ("Metin, 2. sıra: Metin", "Telefon bağlantı değil: 0262 318 00 00"),
        ("Metin, 3. sıra: Görsel", "Görselin alternatif metni yok: “Meydan”"),
        ("Metin, 4. sıra: Düğme", "Bağlantı nereye gittiğini söylemiyor: “Buraya tıklayın”"),
        ("Metin, 5. sıra: Açılır sorular", "Telefon bağlantı değil: 444 4 153"),
    ]


def test_a_page_without_fault_hears_nothing(make_page, make_image):
    page = make_page(
        "LGS ve YKS kursları",
        cover=make_image(),
        body=stream(
            text('<a href="tel:+902623180000">0262 318 00 00</a> · <a href="/x/">Başvuru koşulları</a>'),
            ("image", {"image": {"image": make_image(alt="").pk, "alt_text": "", "decorative": True}, "caption": ""}),
        ),
    )
    assert said(page) == []


@pytest.fixture
def editor(client, db):
    client.force_login(makers.make_staff("elif", is_superuser=True))
    return client


def fields(page, **more):
    return {
        "title": page.title,
        "slug": page.slug,
        "cover_tone": "cinar",
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    } | more


def test_the_editor_reads_them_on_the_page_and_after_publishing(editor, make_page):
    page = make_page("ÇINAR GÜNLERİ")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    html = editor.get(address).content.decode()
    assert "Yayımlamadan önce bakın: 1 nokta" in html
    assert "Büyük harflerle yazılmış: “ÇINAR GÜNLERİ”" in html
    answer = editor.post(address, fields(page, **{"action-publish": "1"}))
    assert answer.status_code == 302
    page.refresh_from_db()
    assert page.live  # said, not refused
    assert any("ÇINAR GÜNLERİ" in str(message) for message in get_messages(answer.wsgi_request))


def test_a_page_without_fault_has_no_panel(editor, make_page):
    page = make_page("Çınar günleri")
    html = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Yayımlamadan önce bakın" not in html


def test_the_readability_score_of_english_is_not_shown(editor, make_page):
    html = editor.get(reverse("wagtailadmin_pages:edit", args=[make_page().pk])).content.decode()
    assert "data-content-word-count" in html
    assert "data-content-readability-score" not in html
    assert "guide.wagtail.org" not in html
