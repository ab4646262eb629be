"""The portal as a Django app: its commands, and the Wagtail admin without inline scripts."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    label = "portal"
    verbose_name = "Çınar"

    def ready(self):
        from .admin_csp import replace_inline_scripts

        replace_inline_scripts()
