"""Why a claim is not passed on: for each reason the staff's word and the sentence the young person reads (sen)."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Reason:
    label: str  # in the staff's list
    words: str  # to the young person; "" when staff must write it


OTHER = "other"

#: what has to be added before we can go on
MISSING = {
    "residence": Reason(
        _("İkamet belgesi gerek"),
        _("İzmit’te oturduğunu gösteren belgeyi ekle. e-Devlet’teki “yerleşim yeri belgesi” yeter, fotoğrafı da olur."),
    ),
    "name": Reason(
        _("Ad ya da doğum tarihi kimliktekiyle uyuşmuyor"),
        _("Adını, soyadını ve doğum tarihini kimliğindeki gibi yeniden yaz. Kimlik numaranı buraya yazma."),
    ),
    "photo": Reason(_("Vesikalık fotoğraf gerek"), _("Kartın için yüzünün göründüğü bir vesikalık fotoğraf ekle.")),
    "unreadable": Reason(
        _("Gönderilen belge okunmuyor"),
        _("Gönderdiğin belge okunmuyor. Işıkta, bütünü görünecek biçimde yeniden çek ve ekle."),
    ),
    OTHER: Reason(_("Başka (yazın)"), ""),
}

#: why it cannot be
REFUSED = {
    "residence": Reason(
        _("İzmit’te oturmuyor"), _("Bu üyelik İzmit’te oturan gençler için. Kaydın başka bir ilçede görünüyor.")
    ),
    "age": Reason(
        _("18. yaş günü bu sezonda değil"),
        _("18 yaşına girdiğin gün bu sezonun günleri arasında değil."),
    ),
    "identity": Reason(
        _("Kimlik bilgileri doğrulanamadı"),
        _("Yazdığın kimlik bilgileri nüfus kaydıyla uyuşmadı. Kimliğinle Halk Masası’na gelirsen birlikte bakarız."),
    ),
    "member": Reason(_("Zaten kulüp üyesi"), _("Kulübün kaydında zaten üye görünüyorsun.")),
    OTHER: Reason(_("Başka (yazın)"), ""),
}


def words(reasons, code, written=""):
    """What the young person reads: the reason's sentence and whatever staff added."""
    return " ".join(filter(None, [str(reasons[code].words), written.strip()]))
