"""Which descriptions are of one matter, and which only sound like it."""

import pytest

from wishes.likeness import Matter, alike

PARK, ROAD, WASTE, LIGHT, POLICE = (
    "park-ve-yesil-alan",
    "yol-ve-kaldirim",
    "temizlik-ve-atik",
    "aydinlatma-elektrik-gaz",
    "zabita",
)


def matter(topic, place, words, neighbourhood=1, **facts):
    return Matter(topic, neighbourhood, words, place, **facts)


SAME = [
    (
        "two neighbours at one swing",
        matter(PARK, "Çeşmenin yanındaki oyun alanı", "Salıncağın zinciri kopmuş, çocuklar düşebilir."),
        matter(PARK, "Çeşme yanı, oyun alanı", "Oyun alanında salıncak kırık. Zinciri sarkıyor."),
    ),
    (
        "one door, told in other words",
        matter(ROAD, "Cami Sokağı 12 numaranın önü", "Yolun ortasında derin bir çukur var."),
        matter(ROAD, "Cami sok. no 12", "Asfalt çöktü, araçlar geçemiyor."),
    ),
    (
        "a street that is called by its number",
        matter(ROAD, "1203. Sokak", "Kaldırım taşları sökülmüş, geçilmiyor."),
        matter(ROAD, "1203 sk.", "Kaldırımdaki taşlar sökük duruyor."),
    ),
    (
        "one lamp, endings and capitals apart",
        matter(LIGHT, "FIRININ KARŞISI", "SOKAK LAMBASI YANMIYOR, ÇOK KARANLIK."),
        matter(LIGHT, "Fırın karşısı", "Lamba üç gündür yanmıyor. Gece karanlıkta korkuyoruz."),
    ),
    (
        "a container near the school",
        matter(WASTE, "Okulun karşısı", "Konteyner iki gündür boşaltılmadı, çöpler yere taşıyor."),
        matter(WASTE, "Okul karşısındaki konteyner", "Çöp konteyneri dolu, boşaltılmıyor. Çöp taşıyor."),
    ),
    (
        "nobody says where, but nearly all words are the same",
        matter(WASTE, "Sokağımız", "Pazar artıkları toplanmadı, balık kokusu yayılıyor."),
        matter(WASTE, "", "Pazarın artıkları toplanmıyor, balık kokuyor her yer."),
    ),
    (
        "another topic was chosen for the same thing",
        matter(ROAD, "Eczanenin önündeki merdiven", "Merdivenin korkuluğu kırık, yaşlılar düşüyor."),
        matter(PARK, "Eczane önü, merdiven", "Merdiven korkuluğu kırılmış, yaşlılar düşebilir."),
    ),
]

DIFFERENT = [
    (
        "two lamps in one neighbourhood",
        matter(LIGHT, "Fırının karşısı", "Sokak lambası yanmıyor, çok karanlık."),
        matter(LIGHT, "Muhtarlığın sokağı", "Sokak lambası yanmıyor, gece karanlık."),
    ),
    (
        "two containers",
        matter(WASTE, "Sitenin arka kapısı", "Konteyner iki gündür boşaltılmadı, çöpler taşıyor."),
        matter(WASTE, "Okulun karşısı", "Konteyner boşaltılmadı, çöpler taşıyor."),
    ),
    (
        "one street, two doors",
        matter(ROAD, "Cami Sokağı 12", "Kaldırımda çukur var."),
        matter(ROAD, "Cami Sokağı 88", "Kaldırımda çukur var."),
    ),
    (
        "the same door number of another street",
        matter(ROAD, "Lale Sokak 5", "Asfalt çöktü."),
        matter(ROAD, "Menekşe Sokak 5", "Asfalt çöktü."),
    ),
    (
        "one school, two matters",
        matter(PARK, "Okulun yanı", "Bankın oturağı kırılmış, boyası dökülmüş."),
        matter(PARK, "Okulun karşısı", "Çınarın dalları yola sarkıyor, budansın."),
    ),
    (
        "other neighbourhood, every word the same",
        matter(PARK, "Parkın içi", "Salıncağın zinciri kopuk, çocuklar düşüyor."),
        matter(PARK, "Parkın içi", "Salıncağın zinciri kopuk, çocuklar düşüyor.", neighbourhood=2),
    ),
    (
        "only what everybody writes is the same",
        matter(WASTE, "Sokağımız", "Merhaba, bir haftadır sorun var. Lütfen ilgilenin, kolay gelsin."),
        matter(WASTE, "Sokağımız", "Merhaba, üç gündür sorun var. İyi günler, kolay gelsin."),
    ),
    (
        "one place, two topics, two matters",
        matter(POLICE, "Pazar yerinin girişi", "Tezgâhlar kaldırımı kapatıyor."),
        matter(WASTE, "Pazar yerinin girişi", "Pazardan sonra yerler yıkanmıyor."),
    ),
    (
        "nobody says where, and the words are only the topic's",
        matter(PARK, "Parkımız", "Park çok bakımsız, yeşil alan yok."),
        matter(PARK, "Parkın içi", "Parkta bank istiyoruz."),
    ),
    (
        "short words that begin alike",
        matter(ROAD, "Kan merkezi önü", "Yol çok kirli"),
        matter(ROAD, "Kanal kenarı", "Yolda çökme"),
    ),
]


@pytest.mark.parametrize(("story", "new", "old"), SAME, ids=[story for story, _new, _old in SAME])
def test_it_works(story, new, old):
    assert alike(new, old), story
    assert alike(old, new), story


@pytest.mark.parametrize(("story", "new", "old"), DIFFERENT, ids=[story for story, _new, _old in DIFFERENT])
def test_it_refuses_what_only_sounds_alike(story, new, old):
    assert not alike(new, old), (story, alike(new, old))
    assert not alike(old, new), (story, alike(old, new))


def test_the_same_telephone_is_alike_wherever_it_is_and_a_common_topic_makes_it_more_so():
    new = matter(PARK, "Parkın içi", "Salıncak kırık.")
    elsewhere = matter(ROAD, "Lale Sokak 5", "Asfalt çöktü.", neighbourhood=2, phone=True)
    here = matter(PARK, "Büyük çınarın yanı", "Bank kırık.", phone=True)
    assert 0 < alike(new, elsewhere).score < alike(new, here).score
    assert alike(new, elsewhere).reasons == ("aynı telefon",)


def test_an_empty_matter_is_like_nothing():
    assert not alike(Matter(), Matter())
    assert not alike(matter(PARK, "", ""), matter(PARK, "", ""))


def test_what_hangs_on_the_words_alone_is_weaker_than_what_hangs_on_the_place():
    place = alike(matter(ROAD, "Cami sokağı 12", "Çukur var."), matter(ROAD, "Cami sok. 12", "Çukur açıldı."))
    words = alike(
        matter(ROAD, "", "Kazıdan sonra kaldırım taşları gelişigüzel konmuş."),
        matter(ROAD, "Pazar arkası", "Kazıdan sonra kaldırım taşları gelişigüzel bırakılmış."),
    )
    assert place.score > words.score > 0
    assert place.reasons == ("aynı konu", "aynı yer")
    assert words.reasons == ("aynı konu", "aynı mahalle", "benzer sözler")
