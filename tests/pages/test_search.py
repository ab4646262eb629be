"""Search: Turkish spelling and endings, grouped results, and nothing that a stranger types breaks it."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from lib import reference
from pages import words
from pages.models import LinkPage, SearchEntry, SearchMiss, StandardPage
from tests.pages.test_standard_page import stream, text


def titles(answer):
    return [entry.title for entry in answer.context["results"]]


def ask(client, query, **more):
    return client.get("/arama/", {"q": query, **more})


@pytest.mark.parametrize("query", ["çınar", "cinar", "ÇINAR", "Çınar'ın", "cınar"])
def test_every_spelling_finds_the_plane_tree(client, make_page, query):
    make_page("İzmit Çınar Günleri")
    make_page("Kan bağışı")
    assert titles(ask(client, query)) == ["İzmit Çınar Günleri"]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("etkinlik", "Öğretmenler günü etkinlikleri"),
        ("etkinlikleri", "Bir etkinlik"),
        ("kaldırımlarındaki", "Kaldırım onarımı"),
        ("ısparta", "ISPARTA gülü"),
        ("igdir", "Iğdır gecesi"),
        ("izmit", "İZMİT’in yolları"),
        ("su", "Su kesintisi"),
        ("suyu", "Su kesintisi"),
        ("parkı", "Park bakımı"),
        ("parklarda", "Park bakımı"),
        ("park", "Parkların bakımı"),
        ("çöpler", "Çöp günleri"),
        ("sokağı", "Sokak hayvanları"),
        ("kitap", "Kitabımı getirdim"),
        ("şehri", "Şehir tiyatrosu"),
        ("saatler", "Saat kulesi"),
    ],
)
def test_an_inflected_word_finds_its_kin(client, make_page, query, title):
    make_page(title)
    assert titles(ask(client, query)) == [title]


def test_a_token_matches_only_where_a_word_begins(client, make_page):
    make_page("Komisyon")
    assert titles(ask(client, "isyon")) == []


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("kan", "Kanal ve kanun, kandil ve kanat"),
        ("su", "Suç, sunum, subay, sulama"),
        ("çöp", "Çöplük çöpçatan"),
        ("iş", "İsim ve ışık"),
        ("yol", "Yolcular"),
        ("ev", "Evrak kaydı"),
    ],
)
def test_a_short_word_is_not_the_beginning_of_every_other(client, make_page, query, title):
    make_page(title)
    assert titles(ask(client, query)) == []


@pytest.mark.parametrize("stem", ["kan", "su", "çöp", "kaldırım", "etkinlik", "çocuk", "şehir", "bağış"])
@pytest.mark.parametrize("sentence", ["%s", "%s."])
def test_a_word_finds_all_its_cases_and_they_find_it(stem, sentence):
    forms = {
        "kan": "kanı kana kanda kandan kanın kanla kanlar kanları kanımız",
        "su": "suyu suya suda sudan suyun suyla sular suları sularımızdan",
        "çöp": "çöpü çöpe çöpte çöpten çöpün çöple çöpler çöpleri",
        "kaldırım": "kaldırımı kaldırımda kaldırımlar kaldırımlarındaki",
        "etkinlik": "etkinliği etkinliğe etkinlikler etkinlikleri etkinliklerimizden",
        "çocuk": "çocuğu çocuğa çocuklar çocuklarımız çocuğun",
        "şehir": "şehri şehre şehirler şehrin",
        "bağış": "bağışı bağışa bağışlar",
    }
    root = words.keys(words.of(stem)[0])
    for form in forms[stem].split():
        assert root & words.keys(words.of(sentence % form)[0]), form


def test_questions_stand_under_their_own_heading(client, make_page):
    questions = {
        "questions": [
            {"type": "item", "id": "a", "value": {"question": "Çınar Kart nasıl alınır?", "answer": "<p>x</p>"}}
        ]
    }
    make_page("Sık sorulanlar", body=stream(("details", questions)))
    assert [group for group, _rows in ask(client, "çınar").context["groups"]] == ["Soru-cevap"]


def test_a_derived_word_is_another_word(client, make_page):
    make_page("Bir gün")
    assert titles(ask(client, "birlik")) == []


def test_every_word_must_be_there(client, make_page):
    make_page("Çınar gölgesi")
    make_page("Çınar Kart başvurusu")
    assert titles(ask(client, "kart cinar")) == ["Çınar Kart başvurusu"]


def test_words_of_the_body_are_found_but_titles_come_first(client, make_page):
    make_page("Ulaşım", body=stream(text("Otobüs <b>durakları</b>")))
    make_page("Otobüs saatleri")
    assert titles(ask(client, "otobüs")) == ["Otobüs saatleri", "Ulaşım"]
    assert titles(ask(client, "durak")) == ["Ulaşım"]


def test_results_stand_under_their_headings(client, make_page):
    make_page("Cenaze hizmetleri", is_service=True)
    make_page("Cenaze ilanları")
    groups = ask(client, "cenaze").context["groups"]
    assert [(group, [entry.title for entry in rows]) for group, rows in groups] == [
        ("Hizmet", ["Cenaze hizmetleri"]),
        ("Sayfa", ["Cenaze ilanları"]),
    ]


# -- What must not be found ------------------------------------------------------------------
def test_it_hides_drafts_closed_pages_and_other_sites(client, root, make_page):
    make_page("Çınar taslağı", live=False)
    closed = make_page("Çınar arşivi")
    make_page("Çınar dosyası", parent=closed)
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    make_page("Çınar bağlantısı", kind=LinkPage, target="/takip/")
    other = StandardPage(title="Başka site")
    root.get_parent().add_child(instance=other)
    Site.objects.create(hostname="baska.example", root_page=other)
    make_page("Çınar ötede", parent=other)
    assert titles(ask(client, "çınar")) == []


def test_a_draft_of_a_live_page_is_not_found_before_it_is_published(client, make_page):
    page = make_page("Sinema")
    page.title = "Gizli konser"
    revision = page.save_revision()
    assert titles(ask(client, "konser")) == []
    revision.publish()
    assert titles(ask(client, "konser")) == ["Gizli konser"]
    assert titles(ask(client, "sinema")) == []


def test_an_unpublished_or_deleted_page_is_gone_from_the_results(client, make_page):
    first, second = make_page("Birinci çınar"), make_page("İkinci çınar")
    first.unpublish()
    second.delete()
    assert titles(ask(client, "çınar")) == []
    assert not SearchEntry.objects.filter(title="İkinci çınar").exists()


# -- References ------------------------------------------------------------------------------
def test_a_reference_leads_to_tracking(client, db):
    number = reference.make()
    for written in (reference.show(number), number.lower(), f" {reference.show(number).replace('-', ' ').lower()} "):
        answer = ask(client, written)
        assert (answer.status_code, answer["Location"]) == (302, f"/takip/?no={reference.ascii(number)}")


def test_an_ordinary_word_is_no_reference(client, make_page):
    assert ask(client, "başvuru").status_code == 200


# -- What strangers type ---------------------------------------------------------------------
@pytest.mark.parametrize(
    "query",
    ["", " ", '"', "'", '"""', "a\"b'c", "%", "_", "*", "\\", "(", "AND OR NOT", "NEAR(a b)", "a:b", "-",
     "\u0130" * 300, "x" * 10_000, "kelime " * 2000, "\U0001f600", "\u202eabc", "' OR 1=1 --",
     "<script>alert(1)</script>", "{{ 7*7 }}", "\x01\x02", "\u0000"],
)  # fmt: skip
def test_it_survives_what_strangers_type(client, make_page, query):
    make_page("Çınar")
    answer = ask(client, query)
    assert answer.status_code in (200, 400)  # NUL is refused before anything reads it
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("query", ["%", "_", "ç_nar", "çın%r"])
def test_wildcards_are_letters(client, make_page, query):
    make_page("Çınar")
    assert titles(ask(client, query)) == []


@pytest.mark.parametrize("number", ["0", "-1", "9999999999999999999", "x", "٣", "2" * 6000, "1e3"])
def test_it_survives_odd_page_numbers(client, make_page, number):
    make_page("Çınar")
    assert titles(ask(client, "çınar", sayfa=number)) == ["Çınar"]


# -- Pages, costs, headers -------------------------------------------------------------------
def test_many_results_come_in_pages(client, make_page):
    for number in range(25):
        make_page(f"Çınar {number}")
    first, second = ask(client, "çınar"), ask(client, "çınar", sayfa="2")
    assert (len(titles(first)), len(titles(second))) == (20, 5)
    assert not set(titles(first)) & set(titles(second))
    assert "25 sonuç" in first.content.decode()
    assert "q=%C3%A7%C4%B1nar&amp;sayfa=2" in first.content.decode()


def test_ten_results_cost_what_a_hundred_cost(client, make_page):
    costs = []
    for amount in (10, 90):
        for number in range(amount):
            make_page(f"Çınar {amount} {number}")
        ask(client, "çınar")
        with CaptureQueriesContext(connection) as queries:
            ask(client, "çınar")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 6, costs


def test_results_are_for_everybody_and_for_no_search_engine(client, make_page):
    make_page("Çınar")
    answer = ask(client, "çınar")
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert answer["Cache-Control"].startswith("public")
    assert '<meta name="robots" content="noindex">' in answer.content.decode()


# -- Words that found nothing ----------------------------------------------------------------
def test_words_that_find_nothing_are_counted_without_the_person(client, db):
    for query in ("Uzay üssü", "uzay  ussu", "UZAY ÜSSÜ"):
        html = ask(client, query).content.decode()
    assert "Aradığınızı bulamadık" in html
    miss = SearchMiss.objects.get()
    assert (miss.query, miss.count) == ("uzay ussu", 3)
    assert timezone.now() - miss.last_at < timedelta(minutes=1)
    assert {f.name for f in SearchMiss._meta.fields} == {"id", "query", "week", "count", "last_at"}
    assert miss.week.weekday() == 0


def test_each_week_counts_for_itself(client, db):
    SearchMiss.objects.create(query="uzay ussu", week=date(2026, 1, 5), count=9, last_at=timezone.now())
    ask(client, "uzay üssü")
    assert sorted(SearchMiss.objects.values_list("count", flat=True)) == [1, 9]


@pytest.mark.parametrize(
    "query",
    ["0532 111 22 33", "Zeynep 0532 111 22 33", "10000000146", "TC 100 000 001 46", "zeynep@ornek.example", "x",
     "İZM ABCD 234", "izm-abcd-2344 nerede", "Zeynep’in numarası (0262) 318-00-00"],
)  # fmt: skip
def test_numbers_and_addresses_are_not_kept(client, db, query):
    ask(client, query)
    assert not SearchMiss.objects.exists()


def test_words_that_nobody_asks_for_again_are_forgotten(client, db):
    long_ago = timezone.now() - timedelta(days=91)
    SearchMiss.objects.create(query="eski", week=long_ago.date(), count=1, last_at=long_ago)
    ask(client, "uzay üssü")
    assert list(SearchMiss.objects.values_list("query", flat=True)) == ["uzay ussu"]


def test_the_search_can_be_written_anew(client, make_page):
    make_page("İzmit Çınar Günleri")
    SearchEntry.objects.all().delete()
    assert titles(ask(client, "cinar")) == []
    call_command("rebuild_search", verbosity=0)
    assert titles(ask(client, "cinar")) == ["İzmit Çınar Günleri"]
