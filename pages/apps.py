from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"
    verbose_name = "Sayfalar"

    def ready(self):
        from pages import receivers

        receivers.connect()
