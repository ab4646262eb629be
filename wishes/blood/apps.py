from django.apps import AppConfig


class BloodConfig(AppConfig):
    name = "wishes.blood"
    label = "blood"
    verbose_name = "Kan Bankası"
