"""What an editor should look at in an event besides its texts and pictures: dates that lie behind us."""

from django.utils.translation import gettext as _

from pages.checks import Finding
from pages.rules import all_past

from . import services
from .rules import TooMany


def of(page, now) -> list[Finding]:
    """Only where somebody still types: an event that was published before it took place is allowed to be over."""
    try:
        dates = services.planned(page)
    except TooMany:
        return []  # the form refuses that itself
    over = [date for date in dates if date.over_at < now]
    last = max((date.over_at for date in dates), default=now)
    if not over or (page.first_published_at and page.first_published_at <= last):
        return []
    what = (
        _("Bütün tarihler geçmişte kaldı")
        if all_past([date.over_at for date in dates], now)
        else _("Geçmişte kalan tarih: %(when)s") % {"when": over[0].when}
    )
    remedy = _("Günü ve yılı kontrol edin. Geçmiş bir etkinliği arşiv için yazıyorsanız böyle kalabilir.")
    return [Finding(_("Tarihler"), what, remedy)]
