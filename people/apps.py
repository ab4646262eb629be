from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = "Kişiler"

    def ready(self):
        from . import checks  # noqa: F401 - registers the system checks
