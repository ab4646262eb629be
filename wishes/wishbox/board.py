"""The board as data: columns, filters, and what one card shows. Nothing personal leaves here uncovered."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from lib import masking
from places.models import Neighbourhood
from wishes.desk.inbox import covered
from wishes.models import Contact
from wishes.workflow import Channel

from .models import Wish
from .money import show
from .stages import Stage

EXCERPT = 110


@dataclass(frozen=True)
class Column:
    key: str
    label: str
    empty: str
    rows: Callable


COLUMNS = [
    Column("yeni", _("Yeni"), _("Okunacak yeni dilek yok."), lambda wishes: wishes.at(Stage.NEW)),
    Column("secildi", _("Seçildi"), _("Kısa listede dilek yok."), lambda wishes: wishes.at(Stage.CHOSEN)),
    Column("hazirlik", _("Hazırlık"), _("Hazırlanan dilek yok."), lambda wishes: wishes.at(Stage.PREPARING)),
    Column("ziyaret", _("Ziyaret günü"), _("Güne eklenmiş dilek yok."), lambda wishes: wishes.at(Stage.PLANNED)),
    Column("yapildi", _("Yapıldı"), _("Gerçekleşen dilek henüz yok."), lambda wishes: wishes.granted()),
    Column("olmadi", _("Olmadı"), _("Olmayan dilek yok."), lambda wishes: wishes.not_granted()),
]
COLUMN = {column.key: column for column in COLUMNS}

MARKS = [
    ("surpriz", _("Sürpriz"), Q(is_surprise=True)),
    ("cocuk", _("18 yaşından küçük"), Q(is_minor=True)),
    ("kapi", _("Aynı evden"), Q(same_phone=True) | Q(same_address=True)),
    ("tutarsiz", _("Tutarı yazılmamış"), Q(estimate=None)),
    ("anlatilir", _("Anlatılabilir"), Q(story_consent__isnull=False, story_consent__withdrawn_at=None)),
]


class NewestFirst:
    """Order and cursor for wishes.desk.paging: the newest wish first, by its number."""

    def ordering(self, *, backwards):
        return ["id"] if backwards else ["-id"]

    def cursor(self, wish):
        return str(wish.pk)

    def beyond(self, cursor, *, backwards):
        return Q(**{"id__gt" if backwards else "id__lt": int(cursor)})


ORDER = NewestFirst()


class BoardForm(forms.Form):
    """What narrows the board. An answer that is none of ours narrows nothing."""

    mahalle = forms.ModelChoiceField(
        label=_("Mahalle"), queryset=Neighbourhood.objects.only("name"), required=False, empty_label=_("Hepsi")
    )
    kimin = forms.ChoiceField(label=_("Kimin için"), choices=[("", _("Hepsi")), *Wish.For.choices], required=False)
    foto = forms.ChoiceField(label=_("Fotoğraf"), choices=[("", _("Hepsi")), *Wish.Photo.choices], required=False)
    kanal = forms.ChoiceField(label=_("Kanal"), choices=[("", _("Hepsi")), *Channel.choices], required=False)
    isaret = forms.ChoiceField(
        label=_("İşaret"), choices=[("", _("Hepsi")), *[(key, label) for key, label, _q in MARKS]], required=False
    )

    def narrowed(self, wishes):
        self.is_valid()
        said = self.cleaned_data
        if hood := said.get("mahalle"):
            wishes = wishes.filter(case__neighbourhood=hood)
        if said.get("kimin"):
            wishes = wishes.filter(for_whom=said["kimin"])
        if said.get("foto"):
            wishes = wishes.filter(photo=said["foto"])
        if said.get("kanal"):
            wishes = wishes.filter(case__contacts__channel=said["kanal"]).distinct()
        for key, _label, condition in MARKS:
            if key == said.get("isaret"):
                wishes = wishes.filter(condition)
        return wishes


def with_what_a_card_needs(wishes):
    contacts = Contact.objects.only("case_id", "channel", "words", "at")
    return wishes.with_case().select_related("photo_consent").prefetch_related(Prefetch("case__contacts", contacts))


class Card:
    """One wish on the board."""

    def __init__(self, wish):
        self.wish, self.case = wish, wish.case

    @cached_property
    def contact(self):
        return next(iter(self.case.contacts.all()), None)

    @property
    def line(self):
        """The wish in one line: staff's own, else the beginning of the words without names and numbers."""
        if self.wish.headline:
            return self.wish.headline
        words = covered(self.contact.words, self.case.person) if self.contact else ""
        words = _without(words, self.wish.beneficiary, self.wish.guardian)
        if not words:
            return _("Dilek silindi")
        return words if len(words) <= EXCERPT else words[:EXCERPT].rsplit(" ", 1)[0] + "…"

    @property
    def who(self):
        return masking.name(self.wish.wished_for) or _("Adı yok")

    @property
    def channel(self):
        return self.contact.get_channel_display() if self.contact else ""

    @property
    def money(self):
        amount = self.wish.cost if self.wish.cost is not None else self.wish.estimate
        return show(amount) if amount is not None else _("tutar yok")

    @property
    def flags(self):
        """[(tone, word)] of what must not be overlooked."""
        wish, flags = self.wish, []
        if wish.is_surprise:
            flags.append(("look", _("Sürpriz")))
        if wish.is_minor:
            flags.append(("", _("18 yaşından küçük")))
        if wish.is_open and wish.needs_guardian:
            flags.append(("danger", _("Veli bilgisi eksik")))
        if getattr(wish, "same_phone", False):
            flags.append(("look", _("Aynı telefon")))
        if getattr(wish, "same_address", False):
            flags.append(("look", _("Aynı adres")))
        if self.case.hold_reason:
            flags.append(("look", _("Önce bakılmalı")))
        return flags


def _without(words, *names):
    for name in names:
        if name:
            words = covered(words, _Named(name))
    return words


@dataclass(frozen=True)
class _Named:
    name: str
