from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = "Etkinlikler"

    def ready(self):
        from events import receivers

        receivers.connect()
