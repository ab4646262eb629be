from django.apps import AppConfig
from django.db.models.signals import post_migrate


class WishesConfig(AppConfig):
    name = "wishes"
    verbose_name = "Başvurular"

    def ready(self):
        from . import search_index

        post_migrate.connect(search_index.on_sqlite, sender=self)
