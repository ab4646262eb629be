from django.apps import AppConfig


class GuardConfig(AppConfig):
    name = "guard"
    verbose_name = "Koruma"

    def ready(self):
        from . import checks  # noqa: F401  # registers them
