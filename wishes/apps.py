from django.apps import AppConfig


class WishesConfig(AppConfig):
    name = "wishes"
    verbose_name = "Başvurular"
