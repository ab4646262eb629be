"""What became of a date, in one sentence: the same words on its page, in lists and in messages."""

from django.utils.translation import gettext as _

from .planning import CANCELLED, MOVED, POSTPONED
from .rules import wall


def of(occurrence) -> str:
    """ "İptal edildi: Yağmur bekleniyor", "Ertelendi: yeni gün 7 Şubat 2026 Cumartesi"; "" when nothing happened."""
    if occurrence.state == CANCELLED:
        return _("İptal edildi: %s") % occurrence.reason if occurrence.reason else _("İptal edildi")
    if occurrence.state == POSTPONED:
        return _("Ertelendi: yeni günü sonra duyuracağız")
    words = [_moved(occurrence)] if occurrence.state == MOVED else []
    if occurrence.is_relocated:
        words.append(_("Yeri değişti: %s") % occurrence.place_text)
    return " · ".join(words)


def _moved(occurrence):
    was, now = wall(occurrence.original_start).date(), wall(occurrence.starts_at).date()
    if was == now:
        return _("Saati değişti: %s") % (occurrence.hours or occurrence.day_text)
    if now < was:
        return _("Öne alındı: yeni gün %s") % occurrence.when
    return _("Ertelendi: yeni gün %s") % occurrence.when
