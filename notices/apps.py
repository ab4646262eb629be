from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = "Bildirimler"

    def ready(self):
        from . import checks  # noqa: F401  # registers them
