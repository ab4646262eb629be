"""Each block an editor can use, as the reader meets it."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from pages import blocks
from pages.models import CustomDocument
from tests.pages.test_standard_page import stream


@pytest.fixture
def drawn(client, make_page):
    def draw(*parts):
        page = make_page("Sayfa", body=stream(*parts))
        html = client.get(page.url).content.decode()
        page.delete()
        return html

    return draw


def test_every_block_has_a_template_of_its_name():
    for name, block in blocks.BodyBlock().child_blocks.items():
        assert block.meta.template == f"blocks/{name}.html"


def test_a_quote_names_its_source(drawn):
    html = drawn(("quote", {"text": "Derdinizi yazın.", "source": "Halk Masası"}))
    assert "<blockquote><p>Derdinizi yazın.</p></blockquote>" in html
    assert "<figcaption>Halk Masası</figcaption>" in html


def test_a_warning_is_more_than_a_colour(drawn):
    html = drawn(("notice", {"level": "warning", "title": "", "text": "<p>Yol kapalı.</p>"}))
    assert "notice--now" in html
    assert "Uyarı:" in html
    assert "Yol kapalı." in html


def test_links_to_other_sites_say_so(drawn):
    html = drawn(
        ("button", {"text": "e-Devlet", "page": None, "address": "https://www.turkiye.gov.tr/", "style": "primary"}),
        ("text", '<p><a href="https://kizilay.org.tr/?a=1&amp;b=2">Kızılay</a> <a href="/takip/">takip</a></p>'),
    )
    assert "(başka site)" in html
    assert '<a href="https://kizilay.org.tr/?a=1&amp;b=2" class="external" rel="noopener">' in html
    assert '<a href="/takip/">' in html


def test_a_link_to_a_page_takes_its_title(drawn, make_page):
    page = make_page("Çınar Kart")
    html = drawn(
        ("links", {"title": "Hizmetler", "links": [{"text": "", "page": page.pk, "address": "", "note": "Kayıp"}]})
    )
    assert '<a href="/cinar-kart/">Çınar Kart</a>' in html
    assert "Kayıp" in html


def test_a_link_to_a_deleted_page_leaves_no_dead_link(drawn, make_page):
    page = make_page("Çınar Kart")
    pk = page.pk
    page.delete()
    html = drawn(("button", {"text": "Kart", "page": pk, "address": "", "style": "primary"}))
    assert 'href=""' not in html


def test_questions_open(drawn):
    html = drawn(("details", {"questions": [{"question": "Ücretli mi?", "answer": "<p>Hayır.</p>"}]}))
    assert "<summary>Ücretli mi?</summary>" in html
    assert "Hayır." in html


def test_a_table_has_headings_for_columns_and_rows(drawn):
    table = {
        "columns": [{"type": "text", "heading": "Kapı"}, {"type": "text", "heading": "Saat"}],
        "rows": [{"values": ["Halk Masası", "08.30–17.30"]}],
        "caption": "Ne zaman açığız?",
    }
    html = drawn(("table", {"table": table, "first_column_heads": True}))
    assert '<th scope="col">Kapı</th>' in html
    assert '<th scope="row">Halk Masası</th>' in html
    assert "<td>08.30–17.30</td>" in html
    assert "<caption>Ne zaman açığız?</caption>" in html


def test_pictures_have_words_or_are_decoration(drawn, make_image):
    image = make_image(credit="Belediye arşivi")
    told = {"image": image.pk, "alt_text": "Çınar ve bank", "decorative": False}
    mute = {"image": image.pk, "alt_text": "", "decorative": True}
    html = drawn(
        ("image", {"image": told, "caption": "Meydan", "credit": ""}),
        ("gallery", {"title": "Galeri", "images": [{"image": mute, "caption": "", "credit": "Ayşe K."}] * 2}),
    )
    assert 'alt="Çınar ve bank"' in html
    assert "Meydan · Fotoğraf: Belediye arşivi" in html
    assert html.count('alt="" width=') >= 2
    assert "Fotoğraf: Ayşe K." in html


def test_a_video_loads_nothing_from_elsewhere(drawn):
    html = drawn(("video", {"title": "Meclis", "address": "https://video.example/1", "length": "2 dk", "image": None}))
    assert "<iframe" not in html
    assert 'href="https://video.example/1"' in html


def test_a_document_tells_its_kind_and_size(drawn, db):
    document = CustomDocument(title="Dilekçe örneği")
    document.file.save("dilekce.pdf", ContentFile(b"%PDF-1.7" + b"0" * 2048))
    document.file_size = 2056
    document.save()
    html = drawn(("file", {"document": document.pk, "title": ""}))
    assert "Dilekçe örneği" in html
    assert "(PDF, 2,0" in html


def test_a_contact_can_be_called(drawn):
    html = drawn(
        (
            "contact",
            {"name": "Masa", "phone": "+902623181818", "email": "masa@ornek.example", "address": "Meydan", "hours": ""},
        )
    )
    assert 'href="tel:+902623181818"' in html
    assert "0262 318 18 18" in html


def test_steps_and_figures(drawn):
    html = drawn(
        ("steps", {"steps": [{"title": "Yazın", "text": "<p>Kısaca.</p>"}, {"title": "Bekleyin", "text": ""}]}),
        ("figures", {"figures": [{"value": "% 62", "meaning": "Zamanında"}], "source": "Faaliyet raporu, 2025"}),
    )
    assert "<h3>Yazın</h3>" in html
    assert "% 62" in html
    assert "Faaliyet raporu, 2025" in html


# -- What an editor may not do ----------------------------------------------------------------
@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"text": "x", "page": None, "address": ""}, "Bir sayfa seçin ya da bir adres yazın"),
        ({"text": "", "page": None, "address": "/takip/"}, "Bağlantının metnini yazın"),
        ({"text": "x", "page": None, "address": "javascript:alert(1)"}, "Adresi / ya da https"),
    ],
)
def test_it_refuses_a_link_that_leads_nowhere(db, value, words):
    block = blocks.LinkBlock()
    with pytest.raises(ValidationError) as refusal:
        block.clean(block.to_python(value))
    assert any(words in str(error) for error in refusal.value.block_errors.values())


def test_a_phone_is_kept_in_one_form():
    assert blocks.PhoneBlock().clean("0262 318 18 18") == "+902623181818"
    with pytest.raises(ValidationError):
        blocks.PhoneBlock().clean("bizi arayın")


def test_running_text_offers_editors_only_what_the_design_knows():
    assert blocks.TextBlock().features == ["h3", "h4", "bold", "italic", "link", "document-link", "ol", "ul", "hr"]
