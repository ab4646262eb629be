from django.apps import AppConfig


class WishboxConfig(AppConfig):
    name = "wishes.wishbox"
    label = "wishbox"
    verbose_name = "Yeni Yıldan Bir Dileğim Var"

    def ready(self):
        from wishes.voices import register_voice

        from .voices import VOICE

        register_voice(VOICE)
