from django.apps import AppConfig


class ClubConfig(AppConfig):
    name = "wishes.club"
    label = "club"
    verbose_name = "Kocaelispor üyeliği"

    def ready(self):
        from . import checks, voices  # noqa: F401  registered by importing
