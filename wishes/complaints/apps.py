from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "wishes.complaints"
    label = "complaints"
    verbose_name = "İstek ve şikâyet"
