"""Why a message did not go, in words for the desk. The codes are the transports' and the delivery's own."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "no_address": _("Kişinin bu yol için adresi yok"),
    "bad_address": _("Adres kabul edilmedi"),
    "bad_message": _("İleti kabul edilmedi"),
    "mail_refused": _("Posta sunucusu iletiyi almadı"),
    "setup": _("Bağlantı ayarları kabul edilmiyor"),
    "timeout": _("Sağlayıcı zamanında yanıt vermedi"),
    "unreachable": _("Sağlayıcıya ulaşılamadı"),
    "provider_down": _("Sağlayıcıda sorun var"),
    "provider_limit": _("Sağlayıcının gönderim sınırı doldu"),
    "provider_unclear": _("Sağlayıcının yanıtı anlaşılamadı"),
    "worker_lost": _("Gönderen iş süreci yarıda kaldı"),
    "too_late": _("Kodun süresi gönderilemeden doldu"),
    "unexpected": _("Beklenmeyen bir sorun oldu"),
}


def words(code):
    return WORDS.get(code, code)
