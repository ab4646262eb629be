from django.apps import AppConfig


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = "Haberler"

    def ready(self):
        from news import receivers

        receivers.connect()
