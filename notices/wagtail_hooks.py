"""The outbox at the desk."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("notices.resend", _("Yeniden gönder"), _("Yeniden sıraya alındı"))
