from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "wishes.desk"
    label = "desk"
    verbose_name = "Çınar Halk Masası"
