"""What can be wrong with what an editor typed: {field: message that says what to do}, empty when all is well."""

import math
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lib import dates

from .dated import Precision
from .rules import MOST, WEEKDAYS, WEEKLY, TooMany, wall

#: Outside of these a year is a slip of the finger.
YEARS = range(1900, 2101)
#: Kocaeli and what one reaches from it on a day's outing, in degrees.
LATITUDES, LONGITUDES = (40.3, 41.4), (28.9, 30.9)


def sensible_year(value: date | datetime) -> None:
    # 0001 and 9999 cannot even be brought to another time zone.
    if value.year not in YEARS:
        raise ValidationError(_("Yıl 1900 ile 2100 arasında olmalı"))


def at_least_one_seat(value: int) -> None:
    if value < 1:
        raise ValidationError(_("En az 1 kişilik olmalı. Kayıt almayacaksanız boş bırakın"))


def of_date(date) -> dict:
    """Faults of an EventDate that has a beginning."""
    if YEARS.start > date.starts_at.year or date.starts_at.year >= YEARS.stop:
        return {}  # said by sensible_year
    faults = {}
    if date.ends_at and date.ends_at < date.starts_at:
        faults["ends_at"] = _now("Bitiş başlangıçtan önce olamaz")
    return faults | (_of_rule(date) if date.repeats else {})


def _of_rule(date):
    first = wall(date.starts_at).date()
    if date.precision in (Precision.MONTH, Precision.YEAR):
        return {"repeats": _now("Yalnız günü belli olan bir tarih tekrarlanabilir")}
    if not date.until and not date.count:
        return {"until": _now("Tekrarın nerede bittiğini yazın: son günü ya da kaç kez olduğunu")}
    if date.until and date.count:
        return {"count": _now("Son günü ya da kaç kez olduğunu yazın, ikisini birden değil")}
    if date.until and date.until < first:
        return {"until": _now("Son gün başlangıçtan önce olamaz")}
    if date.count and date.count > MOST:
        return {"count": _now("Bir etkinliğin en çok %s tarihi olabilir") % dates.number(MOST)}
    if date.repeats == WEEKLY and date.weekdays and WEEKDAYS[first.weekday()] not in date.weekdays:
        day = dates.WEEKDAYS[first.weekday()]
        return {"weekdays": _now("Başlangıç günü: %s. Onu da seçin ya da başlangıcı değiştirin") % day}
    try:
        for _moment in date.repetition.starts(date.starts_at):
            pass
    except TooMany:
        return {"until": too_many()}
    return {}


def too_many() -> str:
    return _now("Bu tekrar %s tarihten çok ediyor. Son günü öne alın ya da seyrek bir tekrar seçin") % dates.number(
        MOST
    )


def of_position(latitude, longitude) -> dict:
    """Faults of a Venue's place on the map."""
    if latitude is None and longitude is None:
        return {}
    if latitude is None or longitude is None:
        return {"latitude" if latitude is None else "longitude": _now("Enlemi ve boylamı birlikte yazın")}
    faults = {}
    for name, value, (least, most) in (("latitude", latitude, LATITUDES), ("longitude", longitude, LONGITUDES)):
        if not (math.isfinite(value) and least <= value <= most):
            limits = {"least": dates.number(least, 1), "most": dates.number(most, 1)}
            faults[name] = _now("Kocaeli ve çevresinde değil: %(least)s ile %(most)s arasında olmalı") % limits
    return faults
