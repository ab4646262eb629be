"""What the editor is told to look at, and what must not be taken for a fault."""

import pytest

from pages import rules


@pytest.mark.parametrize(
    "title",
    ["ÇINAR GÜNLERİ", "İZMİT’TE BAHAR ŞENLİĞİ", "2026 YILI BÜTÇESİ", "ETKİNLİK", "YENİ PARK AÇILDI", "ISPARTA GÜLÜ",
     "BÜYÜK ŞENLİK cumartesi"],
)  # fmt: skip
def test_capitals_are_loud(title):
    assert rules.is_shouted(title)


@pytest.mark.parametrize(
    "title",
    ["İSU", "TÜİK", "LGS ve YKS", "TÜBİTAK bilim şenliği", "AFAD ve AKUT tatbikatı", "COVID-19 aşısı", "Iğdır gecesi",
     "15 TEMMUZ", "TÜRKİYE", "İzmit’te AFAD", "I. Murat Parkı", "", "24.11.2026", "تشجير", "A"],
)  # fmt: skip
def test_abbreviations_and_ordinary_titles_are_not(title):
    assert not rules.is_shouted(title)


@pytest.mark.parametrize(
    "words",
    ["buraya tıklayın", "Buraya TIKLAYINIZ", "tıklayın", "Devamı", "devamını oku", "Detaylı bilgi için tıklayın",
     "link", "bkz.", ">>", "…"],
)  # fmt: skip
def test_a_link_that_says_nothing_is_vague(words):
    assert rules.is_vague(words)
    assert rules.vague_links(f'<p>Program için <a href="/p/">{words.replace(">", "&gt;")}</a>.</p>') == [words]


@pytest.mark.parametrize(
    "words", ["Başvuru koşulları", "Başvurmak için tıklayın", "Basın", "Su", "Bilgi evi", "2026 bütçesi", "", " "]
)
def test_a_link_that_names_its_end_is_not(words):
    assert not rules.is_vague(words)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Arayın: 0262 318 00 00", ["0262 318 00 00"]),
        ("(0262) 318-00-00", ["(0262) 318-00-00"]),
        ("+90 262 318 00 00, ya da 444 4 153.", ["+90 262 318 00 00", "444 4 153"]),
        ("05321112233", ["05321112233"]),
        ("<b>0262</b> 318 00 00", ["0262 318 00 00"]),
        ("0262 318 00 00 ve yine 0262 318 00 00", ["0262 318 00 00"]),
    ],
)
def test_a_number_in_running_text_is_found(text, numbers):
    assert rules.unlinked_phones(f"<p>{text}</p>") == numbers


@pytest.mark.parametrize(
    "text",
    ['<a href="tel:+902623180000">0262 318 00 00</a>', "T.C. 10000000146", "TR33 0006 1005 1978 6457 8413 26",
     "1.500.000 TL", "2025–2026", "24.11.2026 10.00–16.00", "Karar 2024/0262 318 00 00", "153", "İZM-ABCD-2345",
     "0262 <a href='/'>318</a> 00 00"],
)  # fmt: skip
def test_linked_numbers_and_other_numbers_are_not(text):
    assert rules.unlinked_phones(f"<p>{text}</p>") == []


@pytest.mark.parametrize("html", ["", "<", "<a>", "<p><a href=x>", "</p></a>", "&#0;", "<p>" * 5000, "0" * 50_000])
def test_broken_html_is_read_without_complaint(html):
    assert rules.vague_links(html) == [] or html == "<a>"
    assert rules.unlinked_phones(html) == []
