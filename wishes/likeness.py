"""Does a new matter look like one that is open already? Asked before a citizen sends, and at the desk.

Two matters of one topic in one neighbourhood are not the same yet: two lamps may be out. So the place decides, and the
words only where no place speaks against them. Scoring is pure; the rows to compare with come by one index each.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from lib import turkish
from pages import words as spellings
from people.models import Person

from .models import Case, Contact, DeskRank

MOST = 200  # open matters of a neighbourhood that are compared, the danger first, then the newest
MOST_OF_A_PERSON = 50
MOST_TERMS = 400  # of one text: a long correspondence says no more

# What every description says, whatever it is about.
_EMPTY_WORDS = """
ve ile da de ki mi mu bir bu su o bunu sunu onu icin gibi ama ancak fakat cunku veya yada ya hem hep her hic cok az
daha en kadar gore beri once sonra simdi hala artik yine tekrar surekli devamli bazen olarak olan oldu oluyor olmus
olsun olmasi var yok degil ne neden nasil kim kimse biz bizim bize siz size ben bana benim sizin onlar tum butun ayni
gun gunu gundur gunlerdir gunler hafta haftadir ay aydir aylardir yil yildir bugun dun yarin sabah aksam gece gunduz
saat iki uc dort bes alti yedi sekiz dokuz on lutfen rica ederim ederiz istiyorum istiyoruz isterim istek sikayet
basvuru yapin yapilsin yapilmasini yapilmiyor edin edilsin edilmesini gelin geldi gelmedi gidiyor belediye belediyemiz
ekip sorun durum konu hakkinda yardim tesekkur merhaba selam iyi gunler kolay gelsin ilgilenin bakin
"""
# How a place is told; what is told apart by them is not a place.
_EMPTY_PLACES = """
yan yani yaninda yanindaki on onu onunde onundeki karsi karsisi karsisinda karsisindaki arka arkasi arkasinda
arkasindaki kose kosesi kosesinde kosedeki ic ici icinde icindeki orta ortasi ortasinda ortasindaki ust ustu ustunde
alt alti altinda sag sagi sol solu bas basi basinda basindaki son sonu sonunda yakin yakini civar civari taraf tarafi
bolge giris girisi girisinde cikis cikisi cikisinda yol yolu yolun uzeri uzerinde dis disi arasi arasinda arasindaki
sokak sokagi sokakta sk sok cadde caddesi cad cd bulvar bulvari blv mahalle mahallesi mahallemiz mah mh koy koyu no
numara kapi daire kat ev evin evimiz yer yeri orasi burasi bizim sokagimiz caddemiz mahallemizin
"""
# There are many of these: one more word is needed to know which, but another landmark is somewhere else.
_COMMON_PLACES = "site sitesi blok bina binasi apartman apartmani apt park parki parkimiz"


@lru_cache(maxsize=20_000)  # two hundred texts of one neighbourhood hold few different words
def _keys_of(word):
    return frozenset(spellings.keys(word))


def _keys(text: str) -> frozenset[str]:
    return frozenset(key for word in spellings.of(text) for key in _keys_of(word))


EMPTY_WORDS = _keys(_EMPTY_WORDS)
EMPTY_PLACES = _keys(_EMPTY_PLACES) | EMPTY_WORDS
COMMON_PLACES = _keys(_COMMON_PLACES)
#: A street that is called by its number alone: nobody means a door of three digits without naming the street.
STREET_NUMBER = 100


@dataclass(frozen=True)
class Matter:
    """What is compared. `words` may hold the place too (a case's search text does)."""

    topic: str = ""
    neighbourhood: int | None = None
    words: str = ""
    place: str = ""
    phone: bool = False  # is it from the telephone that is asked for?


@dataclass(frozen=True)
class Alike:
    """How alike two matters are, and by what."""

    score: int = 0
    reasons: tuple[str, ...] = ()

    def __bool__(self):
        return self.score > 0


@dataclass(frozen=True)
class Likeness:
    case: Case
    score: int
    why: str = field(compare=False)


def similar(*, kind, topic, neighbourhood, words, place="", person=None, exclude=None, limit=3, phone=""):
    """Open matters that look like this one, the likest first: [Likeness(case, score, why)].

    person, or phone (E.164) while no person is known: theirs are alike wherever they are. exclude: a case.
    """
    new = Matter(topic, neighbourhood.pk if neighbourhood else None, words, place)
    own = _of_phone(kind, phone or (person.phone if person else ""))
    rows = own | _near(kind, neighbourhood)
    rows.pop(getattr(exclude, "pk", exclude), None)
    compare = comparer(new)
    found = []
    for pk, (matter, received_at) in rows.items():
        if answer := compare(matter):
            found.append((-answer.score, -received_at.timestamp(), -pk, answer))
    best = sorted(found, key=lambda row: row[:3])[:limit]
    cases = Case.objects.select_related("unit", "neighbourhood").in_bulk([-pk for _score, _at, pk, _answer in best])
    return [
        Likeness(cases[-pk], answer.score, _sentence(answer.reasons))
        for _score, _at, pk, answer in best
        if -pk in cases
    ]


# -- Which rows -----------------------------------------------------------------------------
_FACTS = ("pk", "topic", "neighbourhood_id", "search_text", "place", "received_at")


def _near(kind, neighbourhood):
    """Rank by rank, because then either database reads its index backwards and stops. Merged ones are closed."""
    since = timezone.now() - timedelta(days=settings.LIKENESS_DAYS)
    rows = {}
    for rank in (DeskRank.DANGER, DeskRank.OPEN):
        near = Case.objects.filter(
            neighbourhood=neighbourhood, desk_rank=rank, received_at__gte=since, kind=kind
        ).order_by("-received_at", "-id")
        rows |= _matters(near[: MOST - len(rows)])
    return rows


def _of_phone(kind, phone):
    if not phone:
        return {}
    people = list(Person.objects.with_phone(phone).values_list("pk", flat=True)[:MOST])
    cases = Contact.objects.filter(person__in=people, case__desk_rank__lt=DeskRank.SETTLED, case__kind=kind)
    newest = cases.order_by("-at", "-id").values_list("case", flat=True)[:MOST_OF_A_PERSON]
    return _matters(Case.objects.filter(pk__in=list(newest)), phone=True) if people else {}


def _matters(cases, *, phone=False):
    return {
        pk: (Matter(topic, neighbourhood, words, place, phone), received_at)
        for pk, topic, neighbourhood, words, place, received_at in cases.values_list(*_FACTS)
    }


# -- How alike ------------------------------------------------------------------------------
def alike(new: Matter, old: Matter) -> Alike:
    return comparer(new)(old)


def comparer(new: Matter):
    """A function old -> Alike; the new matter is taken apart once."""
    of_topic = _keys(new.topic)
    new_words = _terms(new.words, EMPTY_WORDS | of_topic)
    new_place = _Place(new.place, of_topic)

    def compare(old: Matter) -> Alike:
        same_topic = bool(new.topic) and new.topic == old.topic
        same_place_name = new.neighbourhood == old.neighbourhood
        old_place = _Place(old.place, of_topic)
        old_words = _terms(old.words, EMPTY_WORDS | of_topic)
        words = _nearness_of_words(new_words, old_words, len(old_place.terms))
        place = new_place.nearness(old_place) if same_place_name else 0
        if new.neighbourhood is None and old.neighbourhood is None and not place:
            place = 0  # nobody said where: only nearly the same words count
        if not (old.phone or (same_place_name and _is_match(same_topic, place, words))):
            return Alike()
        return _weigh(old.phone, same_topic, same_place_name, place or 0, words)

    return compare


def _is_match(same_topic, place, words):
    """place: None unknown, 0 another one, 1 a landmark in common, 2 much in common, 3 the same.
    words: 0 nothing, 1 one in common, 2 some, 3 most, 4 nearly all of a long text."""
    if not same_topic:
        return (place or 0) >= 2 and words >= 3
    needed = {None: 3, 0: 4, 1: 2, 2: 1, 3: 0}
    return words >= needed[place]


def _weigh(phone, same_topic, same_neighbourhood, place, words):
    reasons = []
    if phone:
        reasons.append(_("aynı telefon"))
    if same_topic:
        reasons.append(_("aynı konu"))
    if place >= 2:
        reasons.append(_("aynı yer"))
    elif same_neighbourhood and (same_topic or place):
        reasons.append(_("aynı mahalle"))
    if words >= 3:
        reasons.append(_("benzer sözler"))
    score = 40 * phone + 30 * same_topic + 10 * same_neighbourhood + 12 * place + 8 * words
    return Alike(score, tuple(reasons))


def _sentence(reasons):
    said = ", ".join(reasons)
    return turkish.upper(said[:1]) + said[1:]


def _terms(text, empty):
    """{the word as it is counted: its keys}. Words with the same beginning are one."""
    terms = {}
    for word in spellings.of(text)[:MOST_TERMS]:
        keys = _keys_of(word)
        if len(word) > 1 and not keys & empty and not word.isdecimal():
            terms.setdefault(_counted(word, keys), set()).update(keys)
    return terms


def _counted(word, keys):
    return next((key for key in sorted(keys) if key.endswith("*")), word)


def _shared(some, others):
    known = set().union(*others.values()) if others else set()
    return sum(bool(keys & known) for keys in some.values())


def _nearness_of_words(new, old, of_place):
    """0 to 4. The old text holds its place too: so many of its words need no partner."""
    shared = _shared(new, old)
    least = min(len(new), max(len(old) - of_place, 1))
    part = shared / least if least else 0
    if shared >= 6 and part >= 0.75:
        return 4
    if shared >= 3 and part >= 0.6:
        return 3
    if shared >= 2 and part >= 0.3:
        return 2
    return 1 if shared else 0


class _Place:
    """The landmarks and numbers of a place told in words."""

    def __init__(self, told, of_topic):
        told_words = spellings.of(told)
        self.terms = _terms(told, EMPTY_PLACES | COMMON_PLACES | of_topic)
        self.numbers = {int(word) for word in told_words if word.isascii() and word.isdecimal() and len(word) < 7}
        self.says = bool(self.terms or self.numbers or any(_keys_of(word) & COMMON_PLACES for word in told_words))

    def nearness(self, other):
        """None if one of them says nothing, else 0 to 3."""
        if not (self.says and other.says):
            return None
        shared, numbers = _shared(self.terms, other.terms), self.numbers & other.numbers
        if not shared:
            return 3 if any(number >= STREET_NUMBER for number in numbers) else 0
        if self.numbers and other.numbers:
            return 3 if numbers else 0  # the same street, but other doors
        part = shared / min(len(self.terms), len(other.terms))
        if shared >= 2 and part >= 0.6:
            return 3 if part == 1 else 2
        return 1
