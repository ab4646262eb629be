"""The outbox at the desk."""

from django.contrib.auth.models import Permission
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .viewsets import NoticeViewSet


@hooks.register("register_admin_viewset")
def outbox():
    return NoticeViewSet()


@hooks.register("register_permissions")
def permissions():
    return Permission.objects.filter(content_type__app_label="notices", content_type__model="notice")


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("notices.resend", _("Yeniden gönder"), _("Yeniden sıraya alındı"))
